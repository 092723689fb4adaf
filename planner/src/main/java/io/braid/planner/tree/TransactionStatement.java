package io.braid.planner.tree;

import java.util.List;
import java.util.Optional;

/** Transactions and table locks. */
public sealed interface TransactionStatement extends Statement {
  /**
   * {@code START TRANSACTION …} and {@code BEGIN [WORK]}.
   *
   * @param access READ ONLY or READ WRITE when written
   */
  record StartTransaction(boolean consistentSnapshot, Optional<Access> access)
      implements TransactionStatement {}

  /** READ WRITE or READ ONLY. */
  enum Access {
    READ_WRITE,
    READ_ONLY
  }

  /** {@code COMMIT [WORK] [AND [NO] CHAIN] [[NO] RELEASE]}. */
  record Commit(Completion completion) implements TransactionStatement {}

  /** {@code ROLLBACK [WORK] …}. */
  record Rollback(Completion completion) implements TransactionStatement {}

  /** What follows the end of a transaction; UNSPECIFIED follows {@code completion_type}. */
  record Completion(Choice chain, Choice release) {
    /** A word, its negation, or nothing. */
    public enum Choice {
      UNSPECIFIED,
      YES,
      NO
    }
  }

  /** {@code SAVEPOINT name}. */
  record Savepoint(String name) implements TransactionStatement {}

  /** {@code ROLLBACK [WORK] TO [SAVEPOINT] name}. */
  record RollbackToSavepoint(String name) implements TransactionStatement {}

  /** {@code RELEASE SAVEPOINT name}. */
  record ReleaseSavepoint(String name) implements TransactionStatement {}

  /** {@code SET [scope] TRANSACTION …}; IMPLICIT means the next transaction only. */
  record SetTransaction(
      VariableScope scope, Optional<IsolationLevel> isolation, Optional<Access> access)
      implements TransactionStatement {}

  /** The four levels. */
  enum IsolationLevel {
    READ_UNCOMMITTED,
    READ_COMMITTED,
    REPEATABLE_READ,
    SERIALIZABLE
  }

  /** {@code LOCK TABLES …}. */
  record LockTables(List<TableLock> locks) implements TransactionStatement {
    public LockTables {
      locks = List.copyOf(locks);
    }

    /** One table with its lock. */
    public record TableLock(TableName table, Optional<String> alias, Mode mode) {}

    /** Strength of a table lock. */
    public enum Mode {
      READ,
      READ_LOCAL,
      WRITE
    }
  }

  /** {@code UNLOCK TABLES}. */
  record UnlockTables() implements TransactionStatement {}

  /** {@code LOCK INSTANCE FOR BACKUP}. */
  record LockInstance() implements TransactionStatement {}

  /** {@code UNLOCK INSTANCE}. */
  record UnlockInstance() implements TransactionStatement {}
}
