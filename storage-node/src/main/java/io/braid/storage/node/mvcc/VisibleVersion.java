package io.braid.storage.node.mvcc;

import io.braid.storage.StoredVersion;
import io.braid.storage.VersionPointer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Resolves stored values of {@code current} at one snapshot, one after the other, without
 * allocating: an image lies in the value's array behind its header, or in a change record. Not safe
 * for use by several threads.
 */
final class VisibleVersion {
  private final VersionStore store;
  private final long readTs;
  private final VersionHeader header = new VersionHeader();

  private byte[] stored = new byte[0];
  private int storedLength;

  private byte[] array = new byte[0];
  private int offset;
  private int length;
  private int schemaVersion;
  private long commitTs;
  private int sequence;

  VisibleVersion(VersionStore store, long readTs) {
    this.store = store;
    this.readTs = readTs;
  }

  /**
   * Goes to a key.
   *
   * @param value its newest value, in its first {@code valueLength} bytes
   */
  void set(byte[] value, int valueLength) {
    stored = value;
    storedLength = valueLength;
    header.parse(value, valueLength);
  }

  /** The commit timestamp of the key's newest version. */
  long newestTs() {
    return header.commitTs;
  }

  /** Looks for what the snapshot sees of the key; false if it sees nothing. */
  boolean find() {
    if (header.commitTs <= readTs) {
      array = stored;
      offset = header.valueOffset;
      length = storedLength - header.valueOffset;
      schemaVersion = header.schemaVersion;
      commitTs = header.commitTs;
      sequence = header.sequence;
      return !header.tombstone;
    }
    ChangeRecordCodec.@Nullable Undo undo = undo();
    if (undo == null) {
      return false;
    }
    array = undo.bytes();
    offset = undo.offset();
    length = undo.length();
    schemaVersion = undo.schemaVersion();
    commitTs = undo.previousTs();
    sequence = undo.previousSequence();
    return true;
  }

  private ChangeRecordCodec.@Nullable Undo undo() {
    store.gate().enter();
    try {
      return store.undo().find(header.commitTs, header.sequence, readTs);
    } finally {
      store.gate().leave();
    }
  }

  /** What was found, in an array of its own. */
  StoredVersion toVersion() {
    return new StoredVersion(
        new VersionPointer(commitTs, sequence),
        schemaVersion,
        Arrays.copyOfRange(array, offset, offset + length));
  }

  /** Where what was found lies. */
  byte[] array() {
    return array;
  }

  int offset() {
    return offset;
  }

  int length() {
    return length;
  }

  int schemaVersion() {
    return schemaVersion;
  }

  long commitTs() {
    return commitTs;
  }
}
