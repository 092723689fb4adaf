package io.braid.benchmark;

import io.braid.benchmark.Results.Round;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Loads and drives a server's tables.
 *
 * @see "sysbench 1.0, README"
 */
final class Sysbench {
  private static final Pattern QUERIES = Pattern.compile("queries: +(\\d+) +\\(([0-9.]+) per sec");
  private static final Pattern TRANSACTIONS =
      Pattern.compile("transactions: +(\\d+) +\\(([0-9.]+) per sec");
  private static final Pattern AVERAGE = Pattern.compile("avg: +([0-9.]+)");
  private static final Pattern P95 = Pattern.compile("95th percentile: +([0-9.]+)");
  private static final Pattern ERRORS = Pattern.compile("ignored errors: +(\\d+)");
  private static final Duration PATIENCE_BEYOND = Duration.ofMinutes(30);

  private final Programs programs;
  private final Plan plan;

  Sysbench(Programs programs, Plan plan) {
    this.programs = programs;
    this.plan = plan;
  }

  /** Makes the tables and rows by chance; a later {@code --table-size} wins. */
  void prepare(Database database, int rows) {
    run(database, "oltp_read_write", 1, 0, List.of("--table-size=" + rows), "prepare");
  }

  /** A table in a database of its own, with rows by chance. */
  void prepareSize(Database database, int rows) {
    run(
        database,
        "oltp_read_write",
        1,
        0,
        List.of(
            "--mysql-db=" + Workload.schema(rows),
            "--tables=1",
            "--table-size=" + rows,
            "--create_secondary=off"),
        "prepare");
  }

  /** Writes to that table until the server is gone. */
  void writeUntilKilled(Database database, int rows, int threads) {
    try {
      run(
          database,
          "oltp_write_only",
          threads,
          (int) PATIENCE_BEYOND.toSeconds(),
          List.of("--mysql-db=" + Workload.schema(rows), "--tables=1", "--table-size=" + rows),
          "run");
    } catch (BenchmarkFailure killed) {
      return;
    }
    throw new BenchmarkFailure("nobody has killed " + database.kind().shown());
  }

  /** A round of load and what the server used for it. */
  Round run(Database database, Workload workload, int threads, int seconds) {
    Usage before = database.usage();
    String output = run(database, workload.script(), threads, seconds, workload.options(), "run");
    Usage after = database.usage();
    long queries = Math.round(number(QUERIES, output, 1));
    return new Round(
        number(TRANSACTIONS, output, 2),
        number(QUERIES, output, 2),
        number(AVERAGE, output, 1),
        number(P95, output, 1),
        (double) (after.cpuMicros() - before.cpuMicros()) / Math.max(1, queries),
        after.residentBytes(),
        Math.round(number(ERRORS, output, 1)));
  }

  private String run(
      Database database,
      String script,
      int threads,
      int seconds,
      List<String> options,
      String command) {
    List<String> line =
        new ArrayList<>(
            List.of(
                programs.sysbench().toString(),
                script,
                "--db-driver=mysql",
                "--mysql-host=127.0.0.1",
                "--mysql-port=" + database.port(),
                "--mysql-user=root",
                "--mysql-db=" + Plan.SCHEMA,
                "--tables=" + plan.tables(),
                "--table-size=" + plan.rows(),
                "--threads=" + threads,
                "--time=" + seconds));
    line.addAll(options);
    line.add(command);
    return Commands.output(PATIENCE_BEYOND.plusSeconds(seconds), line);
  }

  private static double number(Pattern pattern, String output, int group) {
    Matcher matcher = pattern.matcher(output);
    if (!matcher.find()) {
      throw new BenchmarkFailure("sysbench printed no " + pattern + ":\n" + output);
    }
    return Double.parseDouble(matcher.group(group));
  }
}
