package io.braid.storage.node.mvcc;

import io.braid.common.InvariantViolation;
import io.braid.common.NotNowException;
import org.jspecify.annotations.Nullable;

/**
 * Finds earlier versions of keys: the change record of each version holds what it replaced, and
 * where the record of that is.
 *
 * @see "PROTOCOL.md, rule 13"
 */
final class UndoChain {
  private final VersionStore store;

  UndoChain(VersionStore store) {
    this.store = store;
  }

  /**
   * Follows a key's pointers from the version (commitTs, sequence), which is above {@code readTs},
   * to the one visible there. Called inside the gate.
   *
   * @return null if none is visible
   */
  ChangeRecordCodec.@Nullable Undo find(long commitTs, int sequence, long readTs) {
    return find(commitTs, sequence, readTs, Integer.MAX_VALUE);
  }

  /**
   * As {@link #find(long, int, long)}.
   *
   * @throws NotNowException when that would be more than so many look-ups
   */
  ChangeRecordCodec.@Nullable Undo find(long commitTs, int sequence, long readTs, int stepsMax) {
    int steps = 0;
    long recordTs = commitTs;
    int recordSequence = sequence;
    byte[] recordKey = new byte[ChangeRecordCodec.KEY_BYTES];
    while (recordSequence != 0) {
      if (++steps > stepsMax) {
        throw NotNowException.passing("many later versions");
      }
      ChangeRecordCodec.putKey(recordKey, recordTs, recordSequence);
      byte @Nullable [] record = store.read(Column.CHANGES, recordKey);
      store.checkSafePoint(readTs);
      if (record == null) {
        record = referenced(recordTs, recordSequence);
      }
      if (record == null) {
        throw new InvariantViolation(
            "no change record (%s, %s) for a reader at %s"
                .formatted(recordTs, recordSequence, readTs));
      }
      ChangeRecordCodec.Undo undo = ChangeRecordCodec.readUndo(record);
      if (undo.previousTs() <= readTs) {
        return undo.present() ? undo : null;
      }
      recordTs = undo.previousTs();
      recordSequence = undo.previousSequence();
    }
    store.checkSafePoint(readTs);
    return null;
  }

  /** The record of a large transaction, found by the reference in its place. */
  private byte @Nullable [] referenced(long commitTs, int sequence) {
    byte @Nullable [] reference =
        store.read(
            Column.CHANGES, ChangeRecordCodec.key(commitTs, ChangeRecordCodec.REFERENCE_SEQUENCE));
    if (reference == null || !ChangeRecordCodec.isReference(reference)) {
      return null;
    }
    long transactionId = ChangeRecordCodec.readReference(reference).transactionId();
    return store.read(Column.STAGED, ChangeRecordCodec.key(transactionId, sequence));
  }
}
