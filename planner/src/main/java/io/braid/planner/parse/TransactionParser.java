package io.braid.planner.parse;

import io.braid.planner.tree.Statement;
import io.braid.planner.tree.TableName;
import io.braid.planner.tree.TransactionStatement;
import io.braid.planner.tree.TransactionStatement.Access;
import io.braid.planner.tree.TransactionStatement.Completion;
import io.braid.planner.tree.TransactionStatement.IsolationLevel;
import io.braid.planner.tree.TransactionStatement.LockTables;
import io.braid.planner.tree.VariableScope;
import java.util.Optional;

/**
 * Transactions and table locks.
 *
 * @see "MySQL 9.7 Reference Manual, Transactional and Locking Statements"
 */
final class TransactionParser {
  private final TokenStream tokens;

  TransactionParser(TokenStream tokens) {
    this.tokens = tokens;
  }

  Statement statement() {
    Keyword word = tokens.keyword();
    tokens.advance();
    return switch (word) {
      case BEGIN -> {
        tokens.accept(Keyword.WORK);
        yield new TransactionStatement.StartTransaction(false, Optional.empty());
      }
      case START -> start();
      case COMMIT -> {
        tokens.accept(Keyword.WORK);
        yield new TransactionStatement.Commit(completion());
      }
      case ROLLBACK -> rollback();
      case SAVEPOINT -> new TransactionStatement.Savepoint(tokens.name());
      case RELEASE -> {
        tokens.expect(Keyword.SAVEPOINT);
        yield new TransactionStatement.ReleaseSavepoint(tokens.name());
      }
      case LOCK -> lock();
      default -> unlock();
    };
  }

  private Statement start() {
    tokens.expect(Keyword.TRANSACTION);
    boolean snapshot = false;
    Optional<Access> access = Optional.empty();
    if (tokens.atStatementEnd()) {
      return new TransactionStatement.StartTransaction(false, access);
    }
    do {
      if (tokens.accept(Keyword.WITH)) {
        tokens.expect(Keyword.CONSISTENT, Keyword.SNAPSHOT);
        snapshot = true;
      } else {
        Access written = access();
        if (access.isPresent() && access.get() != written) {
          throw tokens.syntaxError();
        }
        access = Optional.of(written);
      }
    } while (tokens.acceptComma());
    return new TransactionStatement.StartTransaction(snapshot, access);
  }

  private Access access() {
    tokens.expect(Keyword.READ);
    if (tokens.accept(Keyword.ONLY)) {
      return Access.READ_ONLY;
    }
    tokens.expect(Keyword.WRITE);
    return Access.READ_WRITE;
  }

  private Completion completion() {
    Completion.Choice chain = Completion.Choice.UNSPECIFIED;
    Completion.Choice release = Completion.Choice.UNSPECIFIED;
    if (tokens.accept(Keyword.AND)) {
      chain = tokens.accept(Keyword.NO) ? Completion.Choice.NO : Completion.Choice.YES;
      tokens.expect(Keyword.CHAIN);
    }
    if (tokens.at(Keyword.NO, Keyword.RELEASE)) {
      tokens.advance();
      tokens.advance();
      release = Completion.Choice.NO;
    } else if (chain != Completion.Choice.YES && tokens.accept(Keyword.RELEASE)) {
      release = Completion.Choice.YES;
    }
    return new Completion(chain, release);
  }

  private Statement rollback() {
    tokens.accept(Keyword.WORK);
    if (tokens.accept(Keyword.TO)) {
      tokens.accept(Keyword.SAVEPOINT);
      return new TransactionStatement.RollbackToSavepoint(tokens.name());
    }
    return new TransactionStatement.Rollback(completion());
  }

  private Statement lock() {
    if (tokens.accept(Keyword.INSTANCE)) {
      tokens.expect(Keyword.FOR, Keyword.BACKUP);
      return new TransactionStatement.LockInstance();
    }
    if (!tokens.accept(Keyword.TABLES)) {
      tokens.expect(Keyword.TABLE);
    }
    return new LockTables(tokens.commaList(this::tableLock));
  }

  private LockTables.TableLock tableLock() {
    TableName table = tokens.tableName();
    Optional<String> alias = Optional.empty();
    if (tokens.accept(Keyword.AS) || tokens.atName()) {
      // LOW_PRIORITY is reserved, so any name is an alias.
      alias = Optional.of(tokens.name());
    }
    if (tokens.accept(Keyword.READ)) {
      boolean local = tokens.accept(Keyword.LOCAL);
      return new LockTables.TableLock(
          table, alias, local ? LockTables.Mode.READ_LOCAL : LockTables.Mode.READ);
    }
    tokens.accept(Keyword.LOW_PRIORITY);
    tokens.expect(Keyword.WRITE);
    return new LockTables.TableLock(table, alias, LockTables.Mode.WRITE);
  }

  private Statement unlock() {
    if (tokens.accept(Keyword.INSTANCE)) {
      return new TransactionStatement.UnlockInstance();
    }
    if (!tokens.accept(Keyword.TABLES)) {
      tokens.expect(Keyword.TABLE);
    }
    return new TransactionStatement.UnlockTables();
  }

  /** The rest behind SET … TRANSACTION. */
  Statement characteristics(VariableScope scope) {
    Optional<IsolationLevel> isolation = Optional.empty();
    Optional<Access> access = Optional.empty();
    if (tokens.at(Keyword.READ)) {
      access = Optional.of(access());
      if (tokens.acceptComma()) {
        isolation = Optional.of(isolation());
      }
    } else {
      isolation = Optional.of(isolation());
      if (tokens.acceptComma()) {
        access = Optional.of(access());
      }
    }
    return new TransactionStatement.SetTransaction(scope, isolation, access);
  }

  private IsolationLevel isolation() {
    tokens.expect(Keyword.ISOLATION, Keyword.LEVEL);
    if (tokens.accept(Keyword.SERIALIZABLE)) {
      return IsolationLevel.SERIALIZABLE;
    }
    if (tokens.accept(Keyword.REPEATABLE)) {
      tokens.expect(Keyword.READ);
      return IsolationLevel.REPEATABLE_READ;
    }
    tokens.expect(Keyword.READ);
    if (tokens.accept(Keyword.COMMITTED)) {
      return IsolationLevel.READ_COMMITTED;
    }
    tokens.expect(Keyword.UNCOMMITTED);
    return IsolationLevel.READ_UNCOMMITTED;
  }
}
