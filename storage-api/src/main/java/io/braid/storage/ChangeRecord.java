package io.braid.storage;

import org.jspecify.annotations.Nullable;

/**
 * A record of a volume's change log, ordered by (commit timestamp, sequence). It is both the
 * stream's source and the undo of readers at older snapshots.
 *
 * @see "DESIGN.md, section 3; PROTOCOL.md, rules 13 to 17"
 */
public sealed interface ChangeRecord {
  /** When its transaction committed. */
  long commitTs();

  /** Its place within the transaction on this volume; the transaction record has 0. */
  int sequence();

  /**
   * A row change, or the undo of one.
   *
   * @param streamed false for undo-only records, which the stream leaves out
   * @param previous the version of the key before this record, also for a tombstone
   * @param before null if the key did not exist (or was a tombstone)
   * @param after null for a delete
   */
  record Row(
      long commitTs,
      int sequence,
      boolean streamed,
      long tableId,
      int schemaVersion,
      byte[] key,
      VersionPointer previous,
      byte @Nullable [] before,
      byte @Nullable [] after)
      implements ChangeRecord {}

  /** The earlier owner of a unique index entry. Undo only. */
  record UniqueOwner(
      long commitTs,
      int sequence,
      byte[] key,
      VersionPointer previous,
      byte @Nullable [] previousRowKey)
      implements ChangeRecord {}

  /** A changed catalog object; {@code before} is its undo. */
  record Catalog(
      long commitTs,
      int sequence,
      byte[] key,
      VersionPointer previous,
      byte @Nullable [] before,
      byte @Nullable [] after)
      implements ChangeRecord {}

  /** The transaction itself, at sequence 0. */
  record Transaction(long commitTs, TransactionRecord transaction) implements ChangeRecord {
    @Override
    public int sequence() {
      return 0;
    }
  }

  /** Something that changes files or bytes of the stream; its own transaction without a GTID. */
  record Control(long commitTs, int sequence, ControlCommand command) implements ChangeRecord {}
}
