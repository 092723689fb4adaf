package io.braid.it;

import java.sql.Connection;
import java.sql.SQLException;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Runs random statements on two servers and says where the second differs. A seed names tables with
 * all their statements; changes are rolled back, so that each statement meets the same tables.
 */
final class RandomComparison implements AutoCloseable {
  private static final boolean TYPES = Boolean.getBoolean("random.types");
  private static final String DATABASE = System.getProperty("random.database", "random_queries");

  /** MySQL's REPEAT appends to the kept result of a constant subquery, row after row. */
  private static final Pattern REPEATED_SUBQUERY = Pattern.compile("REPEAT\\(\\(SELECT");

  /** The number in a derived table; the alias inside it comes just before that of the table. */
  private static final Pattern DERIVED_NUMBER =
      Pattern.compile("\\(SELECT i(\\d+)\\.id, i\\1\\.\\w+ AS v, (.*?) AS w FROM ");

  /** Settings by which MySQL finds the rows in another way, but the same rows if it is right. */
  private static final List<String> OPTIMIZER_WAYS =
      List.of(
          "optimizer_switch = 'derived_merge=off'",
          "optimizer_switch = 'semijoin=off,materialization=off'",
          "optimizer_switch = 'semijoin=off,materialization=off,derived_merge=off'",
          "optimizer_switch = 'hypergraph_optimizer=on'",
          "range_optimizer_max_mem_size = 1");

  /** A table with its alias. */
  private static final Pattern ALIAS = Pattern.compile("\\bt\\d+ AS (\\w+)");

  /** The condition on the groups of the whole statement, and what follows. */
  private static final Pattern HAVING = Pattern.compile(" HAVING \\(.*");

  private static final Pattern SELECT_OR_CHANGE = Pattern.compile("\\b(SELECT|UPDATE|DELETE) ");

  /**
   * A difference.
   *
   * @param setup makes the tables
   * @param sql the smallest statement found that shows it
   */
  record Difference(long seed, List<String> setup, String sql, String expected, String actual) {
    @Override
    public String toString() {
      return "seed "
          + seed
          + "\n  "
          + String.join(";\n  ", setup)
          + ";\n "
          + sql
          + ";\n    expected "
          + shortened(expected)
          + "\n    actual   "
          + shortened(actual);
    }
  }

  private final Endpoint oracleEndpoint;
  private final Runnable restartOracle;
  private final Endpoint testedEndpoint;
  private Connection oracle;
  private Connection tested;
  private long compared;
  private long undecided;

  /**
   * @param restartOracle starts MySQL again after a statement that it did not survive
   */
  RandomComparison(Endpoint oracle, Runnable restartOracle, Endpoint tested) throws SQLException {
    oracleEndpoint = oracle;
    this.restartOracle = restartOracle;
    testedEndpoint = tested;
    this.oracle = oracle.connect();
    this.tested = tested.connect();
  }

  /** How many statements were run. */
  long compared() {
    return compared;
  }

  /** How many times MySQL gave two results for one question, of which Braid's is one. */
  long undecided() {
    return undecided;
  }

  /** Makes a seed's tables and runs so many statements over them. */
  void run(long seed, int statements, Consumer<Difference> differences) throws SQLException {
    RandomGenerator random = new SplittableRandom(seed);
    RandomTables tables = new RandomTables(random);
    if (!oracle.isValid(1)) {
      restartOracle.run();
      oracle = oracleEndpoint.connect();
    }
    tested = tested.isValid(1) ? tested : testedEndpoint.connect();
    for (Connection connection : List.of(oracle, tested)) {
      connection.setAutoCommit(true);
      execute(connection, "DROP DATABASE IF EXISTS " + DATABASE);
      execute(connection, "CREATE DATABASE " + DATABASE);
      execute(connection, "USE " + DATABASE);
    }
    List<String> setup = tables.statements();
    for (String sql : setup) {
      compare(
              new RandomStatements.Generated(StatementTree.of(sql), true, false),
              sql,
              false,
              tables)
          .ifPresent(pair ->
              differences.accept(new Difference(seed, List.of(), sql, pair.expected, pair.actual)));
    }
    RandomStatements generator = new RandomStatements(random, tables);
    for (int i = 0; i < statements; i++) {
      boolean change = random.nextInt(4) == 0;
      RandomStatements.Generated generated = change ? generator.change() : generator.query();
      compared++;
      if (compare(generated, generated.tree().text(), change, tables).isPresent()) {
        if (!oracle.isValid(1)) {
          // MySQL ended by the statement: it says nothing of this seed any more.
          return;
        }
        boolean lost = !tested.isValid(1);
        if (lost) {
          // The rest of the seed needs a connection; this statement is told as it is.
          differences.accept(
              new Difference(seed, setup, generated.tree().text(), "", "lost the connection"));
          return;
        }
        String smallest =
            StatementTree.smallest(
                generated.tree(), sql -> compare(generated, sql, change, tables).isPresent());
        if (!oracle.isValid(1)) {
          return;
        }
        compare(generated, smallest, change, tables)
            .ifPresent(pair ->
                differences.accept(
                    new Difference(seed, setup, smallest, pair.expected, pair.actual)));
      }
    }
  }

  private record Pair(String expected, String actual) {}

  private Optional<Pair> compare(
      RandomStatements.Generated generated, String sql, boolean change, RandomTables tables) {
    String expected = outcome(oracle, generated, sql, change, tables);
    String actual = outcome(tested, generated, sql, change, tables);
    if (actual.startsWith("error 1235 ") && !expected.startsWith("error 1235 ")) {
      // What Braid has not yet, it says: no wrong result.
      return Optional.empty();
    }
    if (expected.equals(actual)
        || refused(expected, actual)
        || withoutZeros(expected).equals(withoutZeros(actual))) {
      return Optional.empty();
    }
    if (REPEATED_SUBQUERY.matcher(sql).find()
        || isUndecided(generated, sql, change, tables, actual)
        || isUnreadNumber(generated, sql, change, tables, expected, actual)) {
      undecided++;
      return Optional.empty();
    }
    List<String> left = expected.lines().toList();
    List<String> right = actual.lines().toList();
    for (int i = 0; i < Math.min(left.size(), right.size()); i++) {
      if (!left.get(i).equals(right.get(i))) {
        return Optional.of(new Pair(left.get(i), right.get(i)));
      }
    }
    return Optional.of(new Pair(expected, actual));
  }

  /**
   * Whether MySQL itself gives this result when its optimizer takes another way: its manual leaves
   * such a result open, or one of its ways is wrong.
   */
  private boolean isUndecided(
      RandomStatements.Generated generated,
      String sql,
      boolean change,
      RandomTables tables,
      String actual) {
    for (String way : OPTIMIZER_WAYS) {
      Outcome.of(oracle, "SET " + way, false);
      String other = outcome(oracle, generated, sql, change, tables);
      Outcome.of(
          oracle, "SET optimizer_switch = DEFAULT, range_optimizer_max_mem_size = DEFAULT", false);
      if (withoutZeros(other).equals(withoutZeros(actual)) || refused(other, actual)) {
        return true;
      }
    }
    for (String hinted : List.of(withoutIndexes(sql), inWrittenOrder(sql))) {
      String other = outcome(oracle, generated, hinted, change, tables);
      if (withoutZeros(other).equals(withoutZeros(actual))) {
        return true;
      }
    }
    return false;
  }

  /**
   * The statement by no index: an outer join that looks into an index for each row takes the other
   * side's number for a year of one or two digits where that of the index is a YEAR, else it
   * compares numbers.
   */
  private static String withoutIndexes(String sql) {
    String hints =
        ALIAS
            .matcher(sql)
            .results()
            .map(alias -> "NO_INDEX(" + alias.group(1) + ") ")
            .collect(Collectors.joining());
    return SELECT_OR_CHANGE.matcher(sql).replaceAll("$1 /*+ " + hints + "*/ ");
  }

  /**
   * The statement with its tables joined as they are written: UPDATE of several tables converts a
   * new value, and warns, for each row of a table that is joined first, else for each pair of rows.
   */
  private static String inWrittenOrder(String sql) {
    return SELECT_OR_CHANGE.matcher(sql).replaceFirst("$1 /*+ JOIN_FIXED_ORDER() */ ");
  }

  /**
   * Whether only a number that nobody reads is out of range: the standard lets a server compute the
   * columns of a derived table or not, and MySQL does where it stores the table. Without the number
   * its result must be Braid's.
   */
  private boolean isUnreadNumber(
      RandomStatements.Generated generated,
      String sql,
      boolean change,
      RandomTables tables,
      String expected,
      String actual) {
    if (!error(expected).equals("1690") || actual.startsWith("error ")) {
      return false;
    }
    // In a temporary table MySQL computes the expressions of each group, also where HAVING removes
    // it; without HAVING they are out of range here too.
    String everyGroup = HAVING.matcher(sql).replaceFirst("");
    if (!everyGroup.equals(sql)
        && error(outcome(tested, generated, everyGroup, change, tables)).equals("1690")) {
      return true;
    }
    Matcher number = DERIVED_NUMBER.matcher(sql);
    StringBuilder without = new StringBuilder();
    int copied = 0;
    while (number.find()) {
      int derived = Integer.parseInt(number.group(1)) + 1;
      if (!sql.contains("d" + derived + ".w") && !sql.contains("USING (w)")) {
        without.append(sql, copied, number.start(2)).append('0');
        copied = number.end(2);
      }
    }
    without.append(sql.substring(copied));
    return copied > 0
        && withoutZeros(outcome(oracle, generated, without.toString(), change, tables))
            .equals(withoutZeros(actual));
  }

  /** Errors of values and of collations: which of several comes first is each server's choice. */
  private static final Set<String> ERRORS =
      Set.of("1093", "1267", "1270", "1271", "1292", "1366", "1441", "1525", "1690", "6527");

  /** Whether both failed by what a value is. */
  private static boolean refused(String expected, String actual) {
    String error = error(actual);
    // Where MySQL does not get to, a number may be out of range.
    return error.equals("1690")
        || error.equals("1365")
        || ERRORS.contains(error) && ERRORS.contains(error(expected));
  }

  private static String error(String outcome) {
    return outcome.startsWith("error ") ? outcome.substring(6, 10) : "";
  }

  /** MySQL's CASE and IF leave a DECIMAL the scale of the branch it came from. */
  private static String withoutZeros(String outcome) {
    return outcome.replaceAll("(\\d)\\.0+\\b", "$1").replaceAll("(\\.\\d*?[1-9])0+\\b", "$1");
  }

  private static String outcome(
      Connection connection,
      RandomStatements.Generated generated,
      String sql,
      boolean change,
      RandomTables tables) {
    if (!change) {
      return text(Outcome.of(connection, sql, false), generated);
    }
    Outcome.of(connection, "BEGIN", false);
    StringBuilder all = new StringBuilder(text(Outcome.of(connection, sql, false), generated));
    for (RandomTables.Table table : tables.tables()) {
      all.append("\n")
          .append(
              text(
                  Outcome.of(connection, "SELECT * FROM " + table.name() + " ORDER BY id", false),
                  generated));
    }
    Outcome.of(connection, "ROLLBACK", false);
    return all.toString();
  }

  private static String text(Outcome outcome, RandomStatements.Generated generated) {
    return switch (outcome) {
      case Outcome.Rows rows -> {
        List<String> values = new ArrayList<>(rows.rows());
        if (generated.folded()) {
          values.replaceAll(RandomComparison::folded);
        }
        if (!generated.ordered()) {
          Collections.sort(values);
        }
        yield "rows " + (TYPES ? rows.columns() : "") + " " + values;
      }
      case Outcome.Done done ->
          "done " + done.affectedRows() + " warnings " + numbers(done.warnings());
      case Outcome.Failed failed -> "error " + failed.number() + " (" + failed.sqlState() + ")";
    };
  }

  private static List<String> numbers(List<String> warnings) {
    return warnings.stream()
        .map(text -> text.replaceFirst("^(\\S+ \\S+).*", "$1"))
        // Braid does not say that VALUES() is deprecated.
        .filter(text -> !text.endsWith(" 1287"))
        // MySQL's range optimizer was told to give up.
        .filter(text -> !text.endsWith(" 3170"))
        // A hint names a table of another part of the statement.
        .filter(text -> !text.endsWith(" 3128"))
        .toList();
  }

  /** Equal for texts that a case- and accent-insensitive collation calls equal. */
  private static String folded(String row) {
    StringBuilder folded = new StringBuilder();
    for (String value : row.split(" \\| ", -1)) {
      folded
          .append(
              Normalizer.normalize(value, Normalizer.Form.NFD)
                  .replaceAll("\\p{M}", "")
                  .toLowerCase(Locale.ROOT)
                  .replace("ß", "ss")
                  .stripTrailing())
          .append(" | ");
    }
    return folded.toString();
  }

  private static String shortened(String text) {
    return text.length() > 900 ? text.substring(0, 900) + "…" : text;
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  @Override
  public void close() throws SQLException {
    oracle.close();
    tested.close();
  }
}
