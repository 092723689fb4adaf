package io.braid.frontend.command;

import io.braid.common.MySqlError;
import io.braid.common.MySqlException;
import io.braid.common.type.Charset;
import io.braid.common.type.Collation;
import io.braid.common.type.ColumnType;
import io.braid.common.type.MySqlType;
import io.braid.common.value.SqlValue;
import io.braid.executor.DmlResult;
import io.braid.executor.ResultSink;
import io.braid.frontend.session.Session;
import io.braid.frontend.statement.Responses;
import io.braid.frontend.statement.SessionStatements;
import io.braid.planner.plan.OutputColumn;
import io.braid.planner.tree.VariableScope;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Runs a handful of statements, enough to talk about sessions: {@code SELECT @@variables}, {@code
 * SET}, {@code BEGIN}, {@code USE}, {@code KILL} and some with effects that tests need.
 */
final class ScriptedStatements implements SessionStatements {
  private static final Pattern VARIABLE =
      Pattern.compile("@@(global\\.|session\\.)?([a-z_0-9]+)(?:\\s+as\\s+([a-z_0-9]+))?");

  private final Session session;
  private volatile CountDownLatch wait = new CountDownLatch(1);
  private boolean inTransaction;

  ScriptedStatements(Session session) {
    this.session = session;
  }

  @Override
  public boolean queryNow(byte[] sql, Charset charset, Responses responses) {
    return false;
  }

  @Override
  public boolean executeNow(Prepared statement, List<SqlValue> parameters, Responses responses) {
    return false;
  }

  @Override
  public void query(byte[] sql, Charset charset, boolean several, Responses responses) {
    String text = new String(sql, StandardCharsets.UTF_8);
    String[] statements = several ? text.split(";") : new String[] {text};
    for (int i = 0; i < statements.length; i++) {
      run(statements[i].strip(), List.of(), responses, i + 1 < statements.length);
    }
  }

  private void run(String statement, List<SqlValue> parameters, Responses responses, boolean more) {
    session.diagnostics().clear();
    session.statementStarted(statement);
    try {
      String lower = statement.toLowerCase(Locale.ROOT).replaceFirst("^/\\*.*?\\*/", "").strip();
      dispatch(lower, parameters, responses, more);
    } finally {
      session.statementEnded(-1, -1);
    }
  }

  private void dispatch(
      String lower, List<SqlValue> parameters, Responses responses, boolean more) {
    if (lower.startsWith("select ") && lower.contains("@@")) {
      variables(lower, responses, more);
    } else if (lower.equals("select types")) {
      types(responses, more);
    } else if (lower.startsWith("select ?")) {
      row(List.of("value"), parameters.stream().map(String::valueOf).toList(), responses, more);
    } else if (lower.equals("select $$")) {
      throw MySqlError.ER_BAD_FIELD_ERROR.with("$$", "field list");
    } else if (lower.startsWith("select ")) {
      row(List.of("value"), List.of(lower.substring(7)), responses, more);
    } else {
      run(lower);
      responses.ok(new DmlResult(0, 0, 0, ""), more);
    }
  }

  private void run(String lower) {
    if (lower.startsWith("set names ")) {
      session.setNames(Collation.UTF8MB4_0900_AI_CI);
    } else if (lower.startsWith("set ")) {
      set(lower.substring(4));
    } else if (lower.equals("begin")) {
      inTransaction = true;
    } else if (lower.equals("commit") || lower.equals("rollback")) {
      inTransaction = false;
    } else if (lower.startsWith("use ")) {
      use(lower.substring(4));
    } else if (lower.equals("wait")) {
      awaitCancel();
    } else if (lower.equals("warn")) {
      session.diagnostics().warn(MySqlError.ER_TRUNCATED_WRONG_VALUE, "INTEGER", "x");
    } else if (lower.equals("bug")) {
      throw new IllegalStateException("a bug");
    } else {
      throw MySqlError.ER_PARSE_ERROR.with("You have an error in your SQL syntax", lower, 1);
    }
  }

  private void set(String assignment) {
    int equals = assignment.indexOf('=');
    String name = assignment.substring(0, equals).strip();
    boolean global = name.startsWith("global ");
    String value = assignment.substring(equals + 1).strip().replace("'", "");
    SqlValue converted =
        value.equals("null")
            ? SqlValue.SqlNull.NULL
            : value.matches("\\d+")
                ? new SqlValue.IntegerValue(Long.parseLong(value), false)
                : new SqlValue.StringValue(
                    value.getBytes(StandardCharsets.UTF_8), Collation.UTF8MB4_0900_AI_CI);
    if (name.startsWith("@") && !name.startsWith("@@")) {
      session.setUserVariable(name.substring(1), converted);
      return;
    }
    session.setSystemVariable(
        global ? VariableScope.GLOBAL : VariableScope.SESSION,
        name.replaceFirst("^(global |session |@@session\\.)", ""),
        converted);
  }

  private void awaitCancel() {
    try {
      if (!wait.await(20, TimeUnit.SECONDS)) {
        throw new IllegalStateException("nobody cancelled");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    wait = new CountDownLatch(1);
    session.cancellation().check();
  }

  private void variables(String lower, Responses responses, boolean more) {
    List<String> names = new ArrayList<>();
    List<String> values = new ArrayList<>();
    Matcher variable = VARIABLE.matcher(lower);
    while (variable.find()) {
      names.add(variable.group(3) != null ? variable.group(3) : "@@" + variable.group(2));
      boolean global = "global.".equals(variable.group(1));
      SqlValue value = session.systemVariable(variable.group(2), global);
      values.add(
          switch (value) {
            case SqlValue.StringValue string -> new String(string.bytes(), StandardCharsets.UTF_8);
            case SqlValue.IntegerValue(long bits, boolean unsigned) -> Long.toUnsignedString(bits);
            case SqlValue.DecimalValue(BigDecimal number) -> number.toPlainString();
            default -> "";
          });
    }
    row(names, values, responses, more);
  }

  private static OutputColumn text(String name) {
    return OutputColumn.computed(
        name, ColumnType.string(MySqlType.VARCHAR, 500, Collation.UTF8MB4_0900_AI_CI), true);
  }

  private static void row(
      List<String> names, List<String> values, Responses responses, boolean more) {
    List<OutputColumn> columns = names.stream().map(ScriptedStatements::text).toList();
    ResultSink sink = responses.resultSet(columns);
    sink.start(columns);
    sink.startRow();
    for (String value : values) {
      byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
      sink.putBytes(bytes, 0, bytes.length);
    }
    sink.endRow();
    responses.endResultSet(more);
  }

  /** One value of each kind, with an umlaut that latin1 clients want converted. */
  private static void types(Responses responses, boolean more) {
    List<OutputColumn> columns =
        List.of(
            OutputColumn.computed("i", ColumnType.integer(MySqlType.INT, false), true),
            OutputColumn.computed("u", ColumnType.integer(MySqlType.BIGINT, true), true),
            OutputColumn.computed("d", ColumnType.decimal(10, 2, false), true),
            OutputColumn.computed("f", ColumnType.of(MySqlType.DOUBLE), true),
            text("s"),
            OutputColumn.computed("dt", ColumnType.temporal(MySqlType.DATETIME, 6), true),
            OutputColumn.computed("t", ColumnType.temporal(MySqlType.TIME, 0), true),
            OutputColumn.computed("da", ColumnType.temporal(MySqlType.DATE, 0), true),
            OutputColumn.computed("n", ColumnType.of(MySqlType.NULL), true));
    ResultSink sink = responses.resultSet(columns);
    sink.start(columns);
    sink.startRow();
    sink.putLong(-7);
    sink.putLong(-1);
    sink.putDecimal(new BigDecimal("12.30"));
    sink.putDouble(0.1);
    byte[] umlaut = "grün".getBytes(StandardCharsets.UTF_8);
    sink.putBytes(umlaut, 0, umlaut.length);
    long day = (2024L * 13 + 2) << 5 | 29;
    sink.putTemporal((day << 17 | 23 << 12 | 59 << 6 | 58) << 24 | 123456);
    sink.putTemporal(-((838L << 12 | 59 << 6 | 59) << 24));
    sink.putTemporal(day << 41);
    sink.putNull();
    sink.endRow();
    responses.endResultSet(more);
  }

  private record Echo(String sql, int parameterCount) implements Prepared {
    @Override
    public List<OutputColumn> columns() {
      return sql.toLowerCase(Locale.ROOT).startsWith("select ?")
          ? List.of(text("value"))
          : List.of();
    }
  }

  @Override
  public Prepared prepare(byte[] sql, Charset charset) {
    String text = new String(sql, StandardCharsets.UTF_8);
    return new Echo(text, (int) text.chars().filter(c -> c == '?').count());
  }

  @Override
  public void execute(Prepared statement, List<SqlValue> parameters, Responses responses) {
    run(statement.sql(), parameters, responses, false);
  }

  @Override
  public void use(String schema) {
    if (schema.equals("nosuch")) {
      throw MySqlError.ER_BAD_DB_ERROR.with(schema);
    }
    session.setCurrentSchema(schema);
  }

  @Override
  public void reset() {
    inTransaction = false;
  }

  @Override
  public boolean inTransaction() {
    return inTransaction;
  }

  @Override
  public boolean inReadOnlyTransaction() {
    return false;
  }

  @Override
  public void cancel() {
    wait.countDown();
  }

  @Override
  public void close() {
    reset();
  }

  static MySqlException noDump() {
    return MySqlException.notSupported("dump");
  }
}
