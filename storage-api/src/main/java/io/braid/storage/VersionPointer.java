package io.braid.storage;

/**
 * Names one version of a key: the commit that wrote it and the sequence of that commit's first
 * record of the key. {@link #NONE} is "no earlier version".
 *
 * @param commitTs the writer's commit timestamp
 * @param sequence of the change record that holds the version before it
 * @see "PROTOCOL.md, rules 6 and 13"
 */
public record VersionPointer(long commitTs, int sequence) {
  /** There was no version before. */
  public static final VersionPointer NONE = new VersionPointer(0, 0);
}
