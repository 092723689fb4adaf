package io.braid.frontend.statement;

import io.braid.common.MySqlError;
import io.braid.common.type.Charset;
import io.braid.common.type.Collation;
import io.braid.common.value.SqlValue;
import io.braid.planner.tree.Expression;
import io.braid.planner.tree.SessionStatement;
import io.braid.planner.tree.SessionStatement.SetItem;
import io.braid.planner.tree.SessionStatement.SetValue;
import io.braid.planner.tree.VariableScope;
import io.braid.txn.IsolationLevel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/** SET: user variables, system variables, NAMES and CHARACTER SET. */
final class SetStatements {
  private final SessionState session;
  private final BooleanSupplier inTransaction;
  private final Function<Expression, SqlValue> evaluate;

  /**
   * @param inTransaction whether the session has a transaction under way
   * @param evaluate computes an expression without tables
   */
  SetStatements(
      SessionState session,
      BooleanSupplier inTransaction,
      Function<Expression, SqlValue> evaluate) {
    this.session = session;
    this.inTransaction = inTransaction;
    this.evaluate = evaluate;
  }

  /** A computed assignment, applied after all values of the statement are known. */
  private interface Assignment {
    void apply();
  }

  /**
   * Runs a SET statement. All values are computed before the first is assigned, as in MySQL, so
   * that {@code SET @old = @@sql_mode, sql_mode = ''} keeps the old mode.
   */
  void run(SessionStatement.SetVariables statement) {
    List<Assignment> assignments = new ArrayList<>();
    for (SetItem item : statement.items()) {
      assignments.add(prepare(item));
    }
    assignments.forEach(Assignment::apply);
  }

  private Assignment prepare(SetItem item) {
    return switch (item) {
      case SetItem.UserVariable(String name, Expression value) -> {
        SqlValue computed = evaluate.apply(value);
        yield () -> session.setUserVariable(name, computed);
      }
      case SetItem.SystemVariable variable -> prepare(variable);
      case SetItem.Names names -> {
        Collation collation = names(names);
        yield () -> session.setNames(collation);
      }
      case SetItem.CharacterSet(Optional<String> charset) -> {
        Collation collation = charset.map(this::collationOf).orElse(Collation.UTF8MB4_0900_AI_CI);
        yield () -> session.setCharacterSet(collation);
      }
    };
  }

  private Assignment prepare(SetItem.SystemVariable variable) {
    if (variable.instance().isPresent()) {
      throw MySqlError.ER_UNKNOWN_SYSTEM_VARIABLE.with(
          variable.instance().get() + "." + variable.name());
    }
    VariableScope scope = variable.scope();
    String name = variable.name();
    if (name.equalsIgnoreCase("gtid_purged") && inTransaction.getAsBoolean()) {
      throw MySqlError.ER_VARIABLE_NOT_SETTABLE_IN_TRANSACTION.with("gtid_purged");
    }
    return switch (variable.value()) {
      case SetValue.Default none -> () -> session.setSystemVariableToDefault(scope, name);
      case SetValue.Word(String word) -> () -> session.setSystemVariable(scope, name, text(word));
      case SetValue.Value(Expression expression) -> {
        // An unquoted word is a string here: SET sql_mode = ANSI.
        SqlValue value =
            expression instanceof Expression.ColumnReference column && column.table().isEmpty()
                ? text(column.column())
                : evaluate.apply(expression);
        yield variable.signs() && scope == VariableScope.IMPLICIT && isOfTransaction(name)
            ? () -> setNextTransaction(name, value)
            : () -> session.setSystemVariable(scope, name, value);
      }
    };
  }

  private static boolean isOfTransaction(String name) {
    return name.equals("transaction_isolation") || name.equals("transaction_read_only");
  }

  /** {@code SET @@transaction_isolation = …} without a scope is for the next transaction only. */
  private void setNextTransaction(String name, SqlValue value) {
    String shown = QueryRunner.asText(value);
    if (name.equals("transaction_read_only")) {
      boolean on = shown.equals("1") || shown.equalsIgnoreCase("ON");
      if (!on && !shown.equals("0") && !shown.equalsIgnoreCase("OFF")) {
        throw MySqlError.ER_WRONG_VALUE_FOR_VAR.with(name, shown);
      }
      session.setNextTransaction(Optional.empty(), Optional.of(on));
      return;
    }
    for (IsolationLevel level : IsolationLevel.values()) {
      if (level.name().replace('_', '-').equalsIgnoreCase(shown)) {
        session.setNextTransaction(Optional.of(level), Optional.empty());
        return;
      }
    }
    throw MySqlError.ER_WRONG_VALUE_FOR_VAR.with(name, shown);
  }

  private Collation names(SetItem.Names names) {
    if (names.charset().isEmpty()) {
      return Collation.UTF8MB4_0900_AI_CI;
    }
    Collation byCharset = collationOf(names.charset().get());
    if (names.collation().isEmpty()) {
      return byCharset;
    }
    String wanted = names.collation().get();
    Collation collation =
        Collation.byName(wanted).orElseThrow(() -> MySqlError.ER_UNKNOWN_COLLATION.with(wanted));
    if (collation.charset() != byCharset.charset()) {
      throw MySqlError.ER_COLLATION_CHARSET_MISMATCH.with(
          collation.mysqlName(), byCharset.charset().mysqlName());
    }
    return collation;
  }

  private Collation collationOf(String charset) {
    String wanted = charset.toLowerCase(Locale.ROOT);
    for (Charset known : Charset.values()) {
      if (known.mysqlName().equals(wanted) || (known == Charset.UTF8MB3 && wanted.equals("utf8"))) {
        return Collation.defaultOf(known);
      }
    }
    throw MySqlError.ER_UNKNOWN_CHARACTER_SET.with(charset);
  }

  private static SqlValue text(String value) {
    return new SqlValue.StringValue(
        value.getBytes(StandardCharsets.UTF_8), Collation.UTF8MB4_0900_AI_CI);
  }
}
