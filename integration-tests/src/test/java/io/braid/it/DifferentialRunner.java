package io.braid.it;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Runs one script on two servers, statement by statement, and lists where the second differs from
 * the first. Both run it in a new database of the script's name.
 */
final class DifferentialRunner implements AutoCloseable {
  private final Endpoint oracle;
  private final Endpoint tested;
  private final boolean binary;
  private final Map<String, Connection> oracleSessions = new HashMap<>();
  private final Map<String, Connection> testedSessions = new HashMap<>();

  /**
   * @param oracle the server that is right
   * @param binary whether statements run prepared, with binary rows, where that is possible
   */
  DifferentialRunner(Endpoint oracle, Endpoint tested, boolean binary) {
    this.oracle = oracle;
    this.tested = tested;
    this.binary = binary;
  }

  /**
   * A statement with another outcome.
   *
   * @param expected what the oracle answered, in words
   * @param actual what the tested server answered, in words
   */
  record Difference(String script, int line, String sql, String expected, String actual) {
    @Override
    public String toString() {
      return script
          + ":"
          + line
          + ": "
          + sql.strip()
          + "\n    expected "
          + expected
          + "\n    actual   "
          + actual;
    }
  }

  /** All differences of one script, in its order. */
  List<Difference> run(SqlScript script) {
    String database = script.name().replaceAll("[^a-z0-9]", "_");
    for (Endpoint server : List.of(oracle, tested)) {
      server.execute(
          "DROP DATABASE IF EXISTS `" + database + "`", "CREATE DATABASE `" + database + "`");
    }
    List<Difference> differences = new ArrayList<>();
    try {
      for (SqlScript.Step step : script.steps()) {
        // The second time a query finds the plan of the first.
        int times = step.sql().stripLeading().regionMatches(true, 0, "SELECT", 0, 6) ? 2 : 1;
        for (int time = 0; time < times; time++) {
          int before = differences.size();
          Outcome expected = outcome(oracle, oracleSessions, database, step);
          Outcome actual = outcome(tested, testedSessions, database, step);
          compare(step, expected, actual)
              .forEach(pair ->
                  differences.add(
                      new Difference(
                          script.name(), step.line(), step.sql(), pair.expected, pair.actual)));
          if (differences.size() > before) {
            break;
          }
        }
      }
    } finally {
      closeSessions();
    }
    for (Endpoint server : List.of(oracle, tested)) {
      server.execute("DROP DATABASE `" + database + "`");
    }
    return differences;
  }

  private record Pair(String expected, String actual) {}

  private static List<Pair> compare(SqlScript.Step step, Outcome expected, Outcome actual) {
    if (step.expectedError().isPresent()) {
      int number = step.expectedError().get();
      return actual instanceof Outcome.Failed failed && failed.number() == number
          ? List.of()
          : List.of(new Pair("error " + number + " by design", brief(actual)));
    }
    if (step.expectedRow().isPresent()) {
      String row = step.expectedRow().get();
      return actual instanceof Outcome.Rows answered && answered.rows().equals(List.of(row))
          ? List.of()
          : List.of(new Pair("one row " + row + " by design", brief(actual)));
    }
    return switch (expected) {
      case Outcome.Rows rows when actual instanceof Outcome.Rows other ->
          compareRows(step, rows, other);
      case Outcome.Done done when actual instanceof Outcome.Done other ->
          compareDone(step, done, other);
      case Outcome.Failed failed when actual instanceof Outcome.Failed other ->
          compareFailed(step, failed, other);
      case Outcome.Rows rows -> List.of(new Pair(brief(rows), brief(actual)));
      case Outcome.Done done -> List.of(new Pair(brief(done), brief(actual)));
      case Outcome.Failed failed -> List.of(new Pair(brief(failed), brief(actual)));
    };
  }

  private static List<Pair> compareRows(
      SqlScript.Step step, Outcome.Rows expected, Outcome.Rows actual) {
    List<Pair> pairs = new ArrayList<>();
    addUnlessEqual(pairs, "columns ", expected.columns(), actual.columns());
    if (!step.rules().contains(SqlScript.Rule.IGNORE_ROWS)) {
      List<String> rows = expected.rows();
      List<String> others = actual.rows();
      if (!step.ordered()) {
        rows = rows.stream().sorted().toList();
        others = others.stream().sorted().toList();
      }
      addUnlessEqual(pairs, "rows ", rows, others);
    }
    addWarnings(step, pairs, expected.warnings(), actual.warnings());
    return pairs;
  }

  private static List<Pair> compareDone(
      SqlScript.Step step, Outcome.Done expected, Outcome.Done actual) {
    List<Pair> pairs = new ArrayList<>();
    addUnlessEqual(pairs, "affected rows ", expected.affectedRows(), actual.affectedRows());
    addUnlessEqual(pairs, "last insert id ", expected.lastInsertId(), actual.lastInsertId());
    addWarnings(step, pairs, expected.warnings(), actual.warnings());
    return pairs;
  }

  private static List<Pair> compareFailed(
      SqlScript.Step step, Outcome.Failed expected, Outcome.Failed actual) {
    boolean same =
        expected.number() == actual.number() && expected.sqlState().equals(actual.sqlState());
    boolean sameText =
        step.rules().contains(SqlScript.Rule.IGNORE_TEXT) || expected.text().equals(actual.text());
    return same && sameText ? List.of() : List.of(new Pair(brief(expected), brief(actual)));
  }

  private static void addWarnings(
      SqlScript.Step step, List<Pair> pairs, List<String> expected, List<String> actual) {
    Set<SqlScript.Rule> rules = step.rules();
    if (rules.contains(SqlScript.Rule.IGNORE_WARNINGS)) {
      return;
    }
    if (rules.contains(SqlScript.Rule.IGNORE_TEXT)) {
      addUnlessEqual(pairs, "warnings ", numbers(expected), numbers(actual));
    } else {
      addUnlessEqual(pairs, "warnings ", expected, actual);
    }
  }

  /** Level and number of each warning. */
  private static List<String> numbers(List<String> warnings) {
    return warnings.stream().map(text -> text.replaceFirst("^(\\S+ \\S+).*", "$1")).toList();
  }

  private static void addUnlessEqual(
      List<Pair> pairs, String what, Object expected, Object actual) {
    if (!expected.equals(actual)) {
      pairs.add(new Pair(what + shortened(expected), what + shortened(actual)));
    }
  }

  private static String brief(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Rows rows -> "rows " + shortened(rows.columns()) + " " + shortened(rows.rows());
      case Outcome.Done done -> "done, affected rows " + done.affectedRows();
      case Outcome.Failed failed ->
          "error " + failed.number() + " (" + failed.sqlState() + "): " + failed.text();
    };
  }

  private static String shortened(Object value) {
    String text = String.valueOf(value);
    return text.length() > 600 ? text.substring(0, 600) + "…" : text;
  }

  private Outcome outcome(
      Endpoint server, Map<String, Connection> sessions, String database, SqlScript.Step step) {
    try {
      Connection connection = sessions.get(step.session());
      if (connection == null) {
        connection =
            server.connect(
                database,
                "&allowLoadLocalInfile=true" + (binary ? "&useServerPrepStmts=true" : ""));
        sessions.put(step.session(), connection);
      }
      return Outcome.of(connection, step.sql(), binary && preparable(step.sql()));
    } catch (SQLException e) {
      throw new AssertionError(server.name() + " cannot be reached: " + e.getMessage(), e);
    }
  }

  private static boolean preparable(String sql) {
    return sql.stripLeading()
        .toUpperCase(java.util.Locale.ROOT)
        .matches("(?s)(SELECT|INSERT|UPDATE|DELETE|REPLACE|WITH)\\b.*");
  }

  private void closeSessions() {
    for (Map<String, Connection> sessions : List.of(oracleSessions, testedSessions)) {
      for (Connection connection : sessions.values()) {
        try {
          connection.close();
        } catch (SQLException e) {
          // the server ended it: the next script opens new ones
        }
      }
      sessions.clear();
    }
  }

  @Override
  public void close() {
    closeSessions();
  }
}
