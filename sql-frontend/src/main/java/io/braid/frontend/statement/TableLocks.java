package io.braid.frontend.statement;

import io.braid.common.MySqlError;
import io.braid.executor.ddl.MetadataLocks;
import io.braid.planner.tree.TableName;
import io.braid.planner.tree.TransactionStatement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What LOCK TABLES and FLUSH TABLES WITH READ LOCK hold for one session until UNLOCK TABLES. A
 * WRITE lock is an exclusive metadata lock; a READ lock blocks writes at the barrier.
 */
final class TableLocks {
  private final SessionState session;
  private final WriteBarrier barrier;
  private final MetadataLocks.Owner metadataLocks;
  private final Set<WriteBarrier.Table> readLocked = new HashSet<>();
  private final Set<WriteBarrier.Table> writeLocked = new HashSet<>();
  private boolean listed;

  TableLocks(SessionState session, WriteBarrier barrier, MetadataLocks.Owner metadataLocks) {
    this.session = session;
    this.barrier = barrier;
    this.metadataLocks = metadataLocks;
  }

  /** Whether LOCK TABLES holds tables, so that others must not be used. */
  boolean hasTables() {
    return listed;
  }

  /** The tables from which the session excludes others. */
  Set<MetadataLocks.Name> writeLocked() {
    Set<MetadataLocks.Name> names = new HashSet<>();
    writeLocked.forEach(t -> names.add(new MetadataLocks.Name(t.schema(), t.name())));
    return names;
  }

  /** Whether the session itself excludes others from a table. */
  boolean isWriteLocked(String schema, String table) {
    return writeLocked.contains(new WriteBarrier.Table(schema, table));
  }

  /**
   * Checks a table that a statement uses while LOCK TABLES holds some.
   *
   * @throws io.braid.common.MySqlException 1100 for a table that is not locked, 1099 for a write to
   *     one that is locked for reading
   */
  void check(String schema, String table, boolean write) {
    if (!listed) {
      return;
    }
    WriteBarrier.Table used = new WriteBarrier.Table(schema, table);
    if (writeLocked.contains(used)) {
      return;
    }
    if (!readLocked.contains(used)) {
      throw MySqlError.ER_TABLE_NOT_LOCKED.with(table);
    }
    if (write) {
      throw MySqlError.ER_TABLE_NOT_LOCKED_FOR_WRITE.with(table);
    }
  }

  /** LOCK TABLES; what was held before has been given back. */
  void lock(TransactionStatement.LockTables statement, long waitMillis) {
    List<MetadataLocks.Name> exclusive = new ArrayList<>();
    for (TransactionStatement.LockTables.TableLock lock : statement.locks()) {
      WriteBarrier.Table table = resolve(lock.table());
      switch (lock.mode()) {
        case WRITE -> {
          writeLocked.add(table);
          exclusive.add(new MetadataLocks.Name(table.schema(), table.name()));
        }
        case READ, READ_LOCAL -> readLocked.add(table);
      }
    }
    readLocked.removeAll(writeLocked);
    listed = true;
    boolean done = false;
    try {
      metadataLocks.exclude(exclusive, waitMillis / 1_000, session.cancellation());
      if (!readLocked.isEmpty()) {
        barrier.blockTables(session, readLocked, waitMillis, session.cancellation());
      }
      done = true;
    } finally {
      if (!done) {
        unlock();
      }
    }
  }

  /** FLUSH TABLES [names] WITH READ LOCK. */
  void flushWithReadLock(List<TableName> tables, long waitMillis) {
    unlock();
    if (tables.isEmpty()) {
      barrier.blockAll(session, waitMillis, session.cancellation());
      return;
    }
    tables.forEach(table -> readLocked.add(resolve(table)));
    listed = true;
    barrier.blockTables(session, readLocked, waitMillis, session.cancellation());
  }

  /** UNLOCK TABLES. */
  void unlock() {
    listed = false;
    readLocked.clear();
    writeLocked.clear();
    barrier.unblock(session);
    metadataLocks.releaseAll();
  }

  private WriteBarrier.Table resolve(TableName table) {
    String schema = table.schema().orElse(session.currentSchema());
    if (schema.isEmpty()) {
      throw MySqlError.ER_NO_DB_ERROR.with();
    }
    return new WriteBarrier.Table(schema, table.name());
  }
}
