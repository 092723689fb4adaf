package io.braid.executor.expression;

import io.braid.common.MySqlError;
import io.braid.common.MySqlException;
import io.braid.common.SqlMode;
import io.braid.common.type.ColumnType;
import io.braid.common.value.SqlValue;
import io.braid.executor.Diagnostics;
import io.braid.executor.SessionView;
import io.braid.executor.StatementContext;
import io.braid.executor.batch.Batch;
import io.braid.executor.batch.MemoryBudget;
import io.braid.executor.batch.Operator;
import io.braid.executor.batch.Vector;
import io.braid.planner.plan.PhysicalPlan;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * What expressions of one execution share: the statement's context, its memory, and the rows that
 * correlated plans see from outside. Used by one thread.
 */
public final class ExpressionContext {
  private final StatementContext statement;
  private final MemoryBudget memory;
  private final long sqlMode;
  private final ZoneId timeZone;
  private final Map<Integer, OuterRow> outerRows = new HashMap<>();
  private final Function<PhysicalPlan, Operator> plans;

  /** The row that a correlation stands for. */
  private static final class OuterRow {
    private Batch batch = new Batch(new Vector[0]);
    private int row;
  }

  /**
   * @param plans makes operators of subqueries' plans, not yet opened
   */
  public ExpressionContext(
      StatementContext statement, MemoryBudget memory, Function<PhysicalPlan, Operator> plans) {
    this.statement = statement;
    this.memory = memory;
    this.plans = plans;
    sqlMode = statement.session().sqlMode();
    timeZone = statement.session().timeZone();
  }

  /** The statement's context. */
  public StatementContext statement() {
    return statement;
  }

  /** The session. */
  public SessionView session() {
    return statement.session();
  }

  /** What the statement may hold. */
  public MemoryBudget memory() {
    return memory;
  }

  /** Bits of {@link SqlMode}. */
  public long sqlMode() {
    return sqlMode;
  }

  /** Whether a bit of {@link SqlMode} is set. */
  public boolean hasMode(long bit) {
    return (sqlMode & bit) != 0;
  }

  /** The session's time zone. */
  public ZoneId timeZone() {
    return timeZone;
  }

  /** Microseconds since 1970 UTC, one for the whole statement. */
  public long nowMicros() {
    return statement.nowMicros();
  }

  /** Where warnings go. */
  public Diagnostics diagnostics() {
    return statement.diagnostics();
  }

  /** Adds a warning. */
  public void warn(MySqlError error, Object... arguments) {
    statement.diagnostics().warn(error, arguments);
  }

  /** Division by zero gives NULL and, by sql_mode, a warning or error. */
  public void divisionByZero() {
    if (hasMode(SqlMode.ERROR_FOR_DIVISION_BY_ZERO)) {
      if (divisionByZeroFails) {
        throw MySqlError.ER_DIVISION_BY_ZERO.with();
      }
      warn(MySqlError.ER_DIVISION_BY_ZERO);
    }
  }

  private boolean divisionByZeroFails;
  private boolean readsOwnChanges;

  /**
   * Says that the statement writes in strict mode: a division by zero or a text that is no number
   * is an error.
   */
  public void failOnBadValues() {
    divisionByZeroFails = true;
  }

  /** From now on correlated subqueries may read what the statement itself changes row by row. */
  public void readOwnChanges() {
    readsOwnChanges = true;
  }

  /** Whether the result of a correlated subquery may be another in the next row. */
  boolean readsOwnChanges() {
    return readsOwnChanges;
  }

  /** A warning, or an error of a strict write. */
  public void warnOrFail(MySqlError error, Object... arguments) {
    if (divisionByZeroFails) {
      throw error.with(arguments);
    }
    warn(error, arguments);
  }

  /** A value that was not wholly understood: a warning, or an error of a strict write. */
  void truncated(String type, String text) {
    if (divisionByZeroFails) {
      throw MySqlError.ER_TRUNCATED_WRONG_VALUE.with(type, text);
    }
    warn(MySqlError.ER_TRUNCATED_WRONG_VALUE, type, text);
  }

  /** A text that is no date and time at all. */
  public void incorrectDatetime(String text) {
    String message = "Incorrect datetime value: '" + text + "'";
    if (divisionByZeroFails) {
      throw new MySqlException(MySqlError.ER_TRUNCATED_WRONG_VALUE, message);
    }
    statement
        .diagnostics()
        .add(Diagnostics.Level.WARNING, MySqlError.ER_TRUNCATED_WRONG_VALUE, message);
  }

  /** The operator of a subquery's plan. */
  public Operator operator(PhysicalPlan plan) {
    return plans.apply(plan);
  }

  /** Says which row {@code Scalar.Outer} of a correlation means from now on. */
  public void bindOuter(int correlation, Batch batch, int row) {
    OuterRow outer = outerRows.computeIfAbsent(correlation, c -> new OuterRow());
    outer.batch = batch;
    outer.row = row;
  }

  Batch outerBatch(int correlation) {
    return outer(correlation).batch;
  }

  int outerRow(int correlation) {
    return outer(correlation).row;
  }

  private OuterRow outer(int correlation) {
    OuterRow outer = outerRows.get(correlation);
    if (outer == null) {
      throw new io.braid.common.InvariantViolation("correlation " + correlation + " is bound");
    }
    return outer;
  }

  /** The value of a parameter. */
  SqlValue parameter(int index, ColumnType type) {
    if (index < 0 || index >= statement.parameters().size()) {
      throw new io.braid.common.InvariantViolation("parameter " + index + " " + type + " is bound");
    }
    return statement.parameters().get(index);
  }
}
