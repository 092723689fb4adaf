package io.braid.benchmark;

import io.braid.benchmark.Results.BulkLoad;
import io.braid.benchmark.Results.LoadRound;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/**
 * How fast servers take many rows. All get the same rows from files that were written before; they
 * take turns, and after each round their tables are compared, dropped, and the server is left to
 * its background work until it has done it.
 */
final class LoadBench {
  private static final String SCHEMA = "bulk";
  private static final String SOURCE = SCHEMA + ".source";
  private static final String TARGET = SCHEMA + ".target";
  private static final int SEED = 11;
  private static final int LETTERS = 26;

  private final LoadPlan plan;
  private final Path textFile;
  private final Path statementFile;
  private final Consumer<String> progress;

  /**
   * @param folder for the files of rows
   * @param progress is told each line
   */
  LoadBench(LoadPlan plan, Path folder, Consumer<String> progress) {
    this.plan = plan;
    this.textFile = folder.resolve("rows.txt");
    this.statementFile = folder.resolve("rows-insert.sql");
    this.progress = progress;
  }

  /** Measures what the results do not have yet; {@code done} is called after each load. */
  void run(List<Database> databases, Results results, Runnable done) {
    if (!plan.isLeft(results)) {
      return;
    }
    progress.accept("writing files of %,d rows".formatted(plan.rows()));
    writeFiles();
    for (Database database : databases) {
      var created = database.client().value("CREATE DATABASE IF NOT EXISTS " + SCHEMA);
    }
    for (LoadPlan.Load load : plan.loads()) {
      if (plan.isLeft(load, results)) {
        results.bulkLoads().add(measure(load, databases));
        done.run();
      }
    }
  }

  private BulkLoad measure(LoadPlan.Load load, List<Database> databases) {
    if (load == LoadPlan.Load.INSERT_SELECT) {
      for (Database database : databases) {
        create(database, SOURCE);
        loadData(database, SOURCE);
        var idle = database.awaitQuiet();
      }
    }
    Map<String, List<LoadRound>> rounds = new LinkedHashMap<>();
    for (int i = 0; i < plan.rounds(); i++) {
      List<String> sums = new ArrayList<>();
      for (Database database : databases) {
        LoadRound round = write(load, database);
        rounds.computeIfAbsent(database.kind().shown(), none -> new ArrayList<>()).add(round);
        progress.accept(
            "%s, %s: %,.0f rows/s, %.2f us CPU a row, %.2f with the work behind it"
                .formatted(
                    load.shown(),
                    database.kind().shown(),
                    round.rowsPerSecond(),
                    round.cpuMicrosPerRow(),
                    round.cpuMicrosPerRowUntilQuiet()));
        sums.add(sums(database));
        drop(database, TARGET);
        var idle = database.awaitQuiet();
      }
      if (sums.stream().distinct().count() != 1
          || !sums.getFirst().startsWith(plan.rows() + "\t")) {
        throw new BenchmarkFailure("after " + load.shown() + " the tables differ: " + sums);
      }
    }
    if (load == LoadPlan.Load.INSERT_SELECT) {
      databases.forEach(database -> drop(database, SOURCE));
    }
    return new BulkLoad(load.shown(), rounds);
  }

  private LoadRound write(LoadPlan.Load load, Database database) {
    create(database, TARGET);
    Usage before = database.usage();
    long began = System.nanoTime();
    switch (load) {
      case LOAD_DATA -> loadData(database, TARGET);
      case INSERT -> database.client().runFile(SCHEMA, statementFile);
      case INSERT_SELECT -> {
        var copied = database.client().value("INSERT INTO " + TARGET + " SELECT * FROM " + SOURCE);
      }
    }
    double seconds = (System.nanoTime() - began) / 1e9;
    Usage answered = database.usage();
    Usage quiet = database.awaitQuiet();
    return new LoadRound(
        plan.rows() / seconds,
        (double) (answered.cpuMicros() - before.cpuMicros()) / plan.rows(),
        (double) (quiet.cpuMicros() - before.cpuMicros()) / plan.rows(),
        quiet.residentBytes());
  }

  private void loadData(Database database, String table) {
    var loaded = database.client().value("LOAD DATA INFILE '" + textFile + "' INTO TABLE " + table);
  }

  private static void create(Database database, String table) {
    drop(database, table);
    var created =
        database
            .client()
            .value(
                "CREATE TABLE "
                    + table
                    + " (id INT PRIMARY KEY, k INT NOT NULL, c CHAR(120) NOT NULL,"
                    + " pad CHAR(60) NOT NULL, KEY k_1 (k))");
  }

  private static void drop(Database database, String table) {
    var dropped = database.client().value("DROP TABLE IF EXISTS " + table);
  }

  /** Count and sums of the rows, and of the secondary index. */
  private static String sums(Database database) {
    return database
            .client()
            .value("SELECT COUNT(*), BIT_XOR(CRC32(CONCAT_WS('#', id, k, c, pad))) FROM " + TARGET)
        + "\t"
        + database
            .client()
            .value("SELECT COUNT(*), SUM(k) FROM " + TARGET + " FORCE INDEX (k_1) WHERE k >= 0");
  }

  /** The same rows as values between tabs, and as INSERT statements. */
  private void writeFiles() {
    SplittableRandom random = new SplittableRandom(SEED);
    try (BufferedWriter text = Files.newBufferedWriter(textFile, StandardCharsets.US_ASCII);
        BufferedWriter sql = Files.newBufferedWriter(statementFile, StandardCharsets.US_ASCII)) {
      for (int id = 1; id <= plan.rows(); id++) {
        int k = random.nextInt(plan.rows());
        String c = letters(random, 119);
        String pad = letters(random, 59);
        text.write(id + "\t" + k + "\t" + c + "\t" + pad + "\n");
        boolean isFirst = id % LoadPlan.STATEMENT_ROWS == 1;
        sql.write(isFirst ? "INSERT INTO " + TARGET + " VALUES " : ",");
        sql.write("(" + id + "," + k + ",'" + c + "','" + pad + "')");
        if (id % LoadPlan.STATEMENT_ROWS == 0) {
          sql.write(";\n");
        }
      }
    } catch (IOException e) {
      throw new BenchmarkFailure("cannot write rows to " + textFile.getParent(), e);
    }
  }

  private static String letters(SplittableRandom random, int count) {
    StringBuilder letters = new StringBuilder(count);
    for (int i = 0; i < count; i++) {
      letters.append((char) ('a' + random.nextInt(LETTERS)));
    }
    return letters.toString();
  }
}
