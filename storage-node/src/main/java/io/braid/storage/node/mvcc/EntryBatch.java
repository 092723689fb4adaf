package io.braid.storage.node.mvcc;

import io.braid.common.Invariant;
import io.braid.storage.node.log.LogStateMachine.Entry;
import io.braid.storage.node.log.ReplicatedLog.LogPosition;
import java.util.List;

/**
 * Many log entries as one serialized RocksDB {@code WriteBatch}: the records of their payloads one
 * behind the other, as they are, and at the end how far the volume is.
 */
final class EntryBatch {
  /** RocksDB's sequence number and the number of records, both little-endian. */
  private static final int HEAD_BYTES = 12;

  private static final int COUNT_OFFSET = 8;
  private static final int POSITION_BYTES = 24;

  private final byte[] bytes;
  private long highestCommitTs;
  private long safePoint;

  /**
   * @param payloadBytes of all entries
   * @param highestCommitTs and {@code safePoint} before these entries
   */
  EntryBatch(List<Entry> entries, long payloadBytes, long highestCommitTs, long safePoint) {
    this.highestCommitTs = highestCommitTs;
    this.safePoint = safePoint;
    bytes = new byte[batchBytes(entries.size(), payloadBytes)];
    int length = HEAD_BYTES;
    int records = 1;
    for (Entry entry : entries) {
      byte[] payload = entry.payload();
      EntryWriter.check(payload);
      int body = payload.length - EntryWriter.HEAD_BYTES;
      System.arraycopy(payload, EntryWriter.HEAD_BYTES, bytes, length, body);
      length += body;
      records += EntryWriter.records(payload);
      note(payload);
    }
    LogPosition last = entries.getLast().position();
    ByteWriter position = new ByteWriter(HEAD_BYTES + POSITION_BYTES);
    position.putByte(EntryWriter.PUT).putByte(Column.META.id()).putSized(MetaKey.APPLIED);
    position.putByte(POSITION_BYTES).putLong(last.term()).putLong(last.index());
    position.putLong(this.highestCommitTs);
    System.arraycopy(position.array(), 0, bytes, length, position.length());
    length += position.length();
    Invariant.check(length == bytes.length, "a batch of %s bytes, not %s", length, bytes.length);
    putLittleEndian(COUNT_OFFSET, records);
  }

  private void note(byte[] payload) {
    long timestamp = EntryWriter.timestamp(payload);
    if (EntryWriter.kind(payload) == EntryWriter.KIND_SAFE_POINT) {
      safePoint = Math.max(safePoint, timestamp);
    } else {
      highestCommitTs = Math.max(highestCommitTs, timestamp);
    }
  }

  private static int batchBytes(int entries, long payloadBytes) {
    return Math.toIntExact(
        HEAD_BYTES
            + payloadBytes
            - (long) entries * EntryWriter.HEAD_BYTES
            + 2
            + 1
            + MetaKey.APPLIED.length
            + 1
            + POSITION_BYTES);
  }

  private void putLittleEndian(int at, int value) {
    bytes[at] = (byte) value;
    bytes[at + 1] = (byte) (value >>> 8);
    bytes[at + 2] = (byte) (value >>> 16);
    bytes[at + 3] = (byte) (value >>> 24);
  }

  /** The batch; not to be changed. */
  byte[] bytes() {
    return bytes;
  }

  /** The highest commit timestamp when it is applied. */
  long highestCommitTs() {
    return highestCommitTs;
  }

  /** The safe point when it is applied. */
  long safePoint() {
    return safePoint;
  }
}
