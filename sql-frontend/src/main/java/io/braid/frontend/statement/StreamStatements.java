package io.braid.frontend.statement;

import io.braid.common.value.SqlValue;
import io.braid.planner.tree.ReplicationStatement;
import io.braid.planner.tree.ShowStatement;

/** The statements about the binlog and its consumers; implemented over the binlog server. */
public interface StreamStatements {
  /**
   * Answers SHOW BINARY LOGS, SHOW BINARY LOG STATUS, SHOW BINLOG EVENTS, SHOW REPLICAS and SHOW
   * REPLICA STATUS. Status is read-your-writes: it waits until the stream has passed every commit
   * that was acknowledged before.
   */
  void show(ShowStatement statement, Responses responses, boolean more, SessionState session);

  /** PURGE … TO, RESET and the replica's statements. */
  void run(ReplicationStatement statement, SessionState session);

  /** PURGE … BEFORE a time that has been computed. */
  void purgeBefore(SqlValue time, SessionState session);

  /** Where the stream is at a snapshot. */
  interface SnapshotPlace extends AutoCloseable {
    /** The snapshot's timestamp, taken after the place was opened. */
    void at(long snapshot);

    /**
     * One of braid_snapshot_gtid, braid_snapshot_file and braid_snapshot_position; waits until the
     * stream has come to the snapshot.
     */
    SqlValue variable(String name);

    @Override
    void close();
  }

  /** Opens a place before a snapshot is taken. */
  SnapshotPlace snapshotPlace();

  /** FLUSH BINARY LOGS. */
  void rotate();
}
