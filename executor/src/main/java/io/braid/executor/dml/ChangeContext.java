package io.braid.executor.dml;

import io.braid.common.MySqlError;
import io.braid.common.MySqlException;
import io.braid.common.SqlMode;
import io.braid.common.catalog.TableDefinition;
import io.braid.common.value.ColumnStore;
import io.braid.common.value.StoreConditions;
import io.braid.executor.Diagnostics;
import io.braid.executor.StatementContext;
import io.braid.executor.operator.OperatorBuilder;
import io.braid.txn.AutoIncrement;
import io.braid.txn.LockWait;
import io.braid.txn.Transaction;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** What the parts of one changing statement share. */
final class ChangeContext implements StoreConditions {
  private final StatementContext statement;
  private final OperatorBuilder builder;
  private final AutoIncrement autoIncrement;
  private final StoredExpressions storedExpressions;
  private final boolean ignore;
  private final boolean strict;
  private final boolean foreignKeyChecks;
  private final LockWait lockWait;
  private final ColumnStore store;
  private final Map<Long, TableWriter> writers = new HashMap<>(1);
  private final Set<ByteBuffer> beingRemoved = new HashSet<>(1);
  private final Set<ToldOnce> toldOnce = new HashSet<>(1);

  /** A condition that a statement reports once for a column. */
  private record ToldOnce(MySqlError error, long tableId, int column) {}

  ChangeContext(
      StatementContext statement,
      OperatorBuilder builder,
      AutoIncrement autoIncrement,
      StoredExpressions storedExpressions,
      boolean ignore) {
    this.statement = statement;
    this.builder = builder;
    this.autoIncrement = autoIncrement;
    this.storedExpressions = storedExpressions;
    this.ignore = ignore;
    long mode = statement.session().sqlMode();
    strict = SqlMode.isStrict(mode) && !ignore;
    foreignKeyChecks = statement.session().longVariable("foreign_key_checks") != 0;
    lockWait =
        new LockWait.UpTo(statement.session().longVariable("innodb_lock_wait_timeout") * 1_000);
    store =
        new ColumnStore(
            new ColumnStore.Settings(
                strict, mode, statement.session().timeZone(), statement.nowMicros()));
    if (strict) {
      builder.compiler().context().failOnBadValues();
    }
  }

  StatementContext statement() {
    return statement;
  }

  Transaction transaction() {
    return statement.transaction();
  }

  OperatorBuilder builder() {
    return builder;
  }

  AutoIncrement autoIncrement() {
    return autoIncrement;
  }

  StoredExpressions storedExpressions() {
    return storedExpressions;
  }

  boolean ignores() {
    return ignore;
  }

  boolean isStrict() {
    return strict;
  }

  boolean checksForeignKeys() {
    return foreignKeyChecks;
  }

  LockWait lockWait() {
    return lockWait;
  }

  ColumnStore store() {
    return store;
  }

  TableWriter writer(TableDefinition table) {
    return writers.computeIfAbsent(table.tableId(), id -> new TableWriter(table, this));
  }

  /** Whether the statement meets the condition for the first time in this column. */
  boolean isFirst(MySqlError error, TableDefinition table, int column) {
    return toldOnce.add(new ToldOnce(error, table.tableId(), column));
  }

  void startRemoving(byte[] rowKey) {
    beingRemoved.add(ByteBuffer.wrap(rowKey));
  }

  void endRemoving(byte[] rowKey) {
    beingRemoved.remove(ByteBuffer.wrap(rowKey));
  }

  boolean isBeingRemoved(byte[] rowKey) {
    return beingRemoved.contains(ByteBuffer.wrap(rowKey));
  }

  /** With IGNORE, errors of a single row become warnings and the row is left out. */
  void ignoreOrThrow(MySqlException error) {
    boolean ofRow =
        switch (error.error()) {
          case ER_DUP_ENTRY,
              ER_NO_REFERENCED_ROW_2,
              ER_ROW_IS_REFERENCED_2,
              ER_BAD_NULL_ERROR,
              ER_CHECK_CONSTRAINT_VIOLATED ->
              true;
          default -> false;
        };
    if (!ignore || !ofRow) {
      throw error;
    }
    statement.diagnostics().add(Diagnostics.Level.WARNING, error.error(), error.getMessage());
  }

  @Override
  public void note(MySqlError error, String message) {
    statement.diagnostics().add(Diagnostics.Level.NOTE, error, message);
  }

  @Override
  public void warning(MySqlError error, String message) {
    statement.diagnostics().add(Diagnostics.Level.WARNING, error, message);
  }
}
