package io.braid.txn;

import io.braid.storage.ControlCommand;
import io.braid.storage.ReadOutcome;
import io.braid.storage.VersionBuffer;
import io.braid.txn.xa.Branches;

/** Begins transactions; one for each node. */
public interface TransactionManager {
  /**
   * Begins a transaction. Its snapshot is taken at its first read, or at once when {@code
   * snapshotNow} is set (START TRANSACTION WITH CONSISTENT SNAPSHOT).
   *
   * @param options how it reads and what the stream says of it
   */
  Transaction begin(TransactionOptions options);

  /**
   * Reads the newest version of one key without a transaction, for threads that must not block.
   *
   * @param target takes the version
   * @return NOT_NOW when a transaction has to read it
   * @see "PROTOCOL.md, rule 4"
   */
  ReadOutcome newestNow(byte[] key, VersionBuffer target);

  /** A timestamp of the oracle; greater than that of every commit acknowledged before the call. */
  long currentTimestamp();

  /**
   * Writes a control record of the stream, ordered like a commit.
   *
   * @return its timestamp, when it is durable
   */
  long control(ControlCommand command);

  /** The next free AUTO_INCREMENT values; see {@link AutoIncrement}. */
  AutoIncrement autoIncrement();

  /** The branches of transactions that outside coordinators decide. */
  Branches branches();

  /** What there is to tell of transactions and locks now. */
  TransactionReport report();

  /** The oldest snapshot in use, for garbage collection; the present timestamp if there is none. */
  long oldestSnapshot();

  /**
   * Lets garbage collection pass the snapshots below a timestamp: their next read is refused with
   * ER_TABLE_DEF_CHANGED (1412).
   *
   * @return how many there were
   */
  int giveUpSnapshotsBelow(long timestamp);
}
