package io.braid.storage;

import java.util.Arrays;

/**
 * Takes the bytes of one version after the other, so that short reads make no arrays. The bytes are
 * valid until the next read. Not safe for use by several threads.
 */
public final class VersionBuffer {
  /** Longer versions are not short reads. */
  public static final int BYTES_MAX = 16 * 1024;

  private static final int FIRST_BYTES = 512;

  private byte[] array = new byte[FIRST_BYTES];
  private int offset;
  private int length;
  private int schemaVersion;
  private long commitTs;
  private int sequence;

  /** Where a reader puts a stored version, with whatever is in front of its value. */
  public byte[] array() {
    return array;
  }

  /**
   * Makes room.
   *
   * @return false when the version is longer than this takes
   */
  public boolean reserve(int bytes) {
    if (bytes > BYTES_MAX) {
      return false;
    }
    if (bytes > array.length) {
      array = new byte[Math.min(BYTES_MAX, Math.max(bytes, 2 * array.length))];
    }
    return true;
  }

  /** Tells which version it is, and where its value lies in {@link #array}. */
  public void set(
      long versionTs, int versionSequence, int valueOffset, int valueLength, int valueVersion) {
    commitTs = versionTs;
    sequence = versionSequence;
    offset = valueOffset;
    length = valueLength;
    schemaVersion = valueVersion;
  }

  /** The version in an array of its own. */
  public StoredVersion toVersion() {
    return new StoredVersion(
        new VersionPointer(commitTs, sequence),
        schemaVersion,
        Arrays.copyOfRange(array, offset, offset + length));
  }

  /** Where the value starts. */
  public int offset() {
    return offset;
  }

  /** Bytes of the value. */
  public int length() {
    return length;
  }

  /** The schema version of a row's image; 0 for others. */
  public int schemaVersion() {
    return schemaVersion;
  }
}
