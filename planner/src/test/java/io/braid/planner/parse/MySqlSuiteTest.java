package io.braid.planner.parse;

import static org.assertj.core.api.Assertions.assertThat;

import io.braid.common.MySqlError;
import io.braid.common.MySqlException;
import io.braid.common.type.Charset;
import io.braid.planner.tree.DdlStatement;
import io.braid.planner.tree.DmlStatement;
import io.braid.planner.tree.Literal;
import io.braid.planner.tree.PreparedTextStatement;
import io.braid.planner.tree.PrintStyle;
import io.braid.planner.tree.Query;
import io.braid.planner.tree.SqlPrinter;
import io.braid.planner.tree.Statement;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/**
 * Reads MySQL's own test suite. The folder of its scripts ({@code mysql-test/t}) is named by the
 * system property {@code braid.mysqlTests} or the environment variable {@code BRAID_MYSQL_TESTS};
 * nothing of it is part of this project.
 */
class MySqlSuiteTest {
  private static final double ACCEPTED_MIN = 0.99;
  private static final double WRONGLY_ACCEPTED_MAX = 0.10;

  private final SqlParser parser = new SqlParser();

  @Test
  void acceptsWhatMySqlAcceptsAndRejectsWhatItRejects() throws IOException {
    Path folder = folder();
    Map<String, MySqlTestScript.TestStatement> valid = new LinkedHashMap<>();
    Map<String, MySqlTestScript.TestStatement> invalid = new LinkedHashMap<>();
    for (Path file : scripts(folder)) {
      for (MySqlTestScript.TestStatement statement : MySqlTestScript.read(file)) {
        if (statement.errors().isEmpty()) {
          valid.put(statement.sqlMode() + statement.sql(), statement);
        } else if (isParseError(statement)) {
          invalid.put(statement.sqlMode() + statement.sql(), statement);
        }
      }
    }
    List<String> rejected = new ArrayList<>();
    for (MySqlTestScript.TestStatement statement : valid.values()) {
      String error = error(statement);
      if (!error.isEmpty()) {
        rejected.add(error + "\n    " + statement.sql().replace("\n", "\n    "));
      }
    }
    List<String> accepted = new ArrayList<>();
    for (MySqlTestScript.TestStatement statement : invalid.values()) {
      if (error(statement).isEmpty()) {
        accepted.add(statement.sql());
      }
    }
    Path report = Files.createDirectories(Path.of("target", "mysql-suite"));
    Files.write(report.resolve("rejected.txt"), rejected, StandardCharsets.ISO_8859_1);
    Files.write(report.resolve("wrongly-accepted.txt"), accepted, StandardCharsets.ISO_8859_1);
    double acceptedShare = 1 - rejected.size() / (double) valid.size();
    double wrongShare = accepted.size() / (double) invalid.size();
    String summary =
        String.format(
            "MySQL's suite: %.2f %% of %d statements accepted; %.2f %% of %d parse errors accepted",
            acceptedShare * 100, valid.size(), wrongShare * 100, invalid.size());
    Files.writeString(report.resolve("summary.txt"), summary + "\n");
    System.out.println(summary);
    assertThat(acceptedShare).as(summary).isGreaterThan(ACCEPTED_MIN);
    assertThat(wrongShare).as(summary).isLessThan(WRONGLY_ACCEPTED_MAX);
  }

  /** DEBUG_SYNC has a grammar of its own inside a string, which only debug builds read. */
  private static boolean isParseError(MySqlTestScript.TestStatement statement) {
    boolean expected =
        statement.errors().equals(List.of("ER_PARSE_ERROR"))
            || statement.errors().equals(List.of("1064"));
    return expected && !statement.sql().toUpperCase(Locale.ROOT).contains("DEBUG_SYNC");
  }

  @Test
  void printedStatementsReadBackAsTheSameTree() throws IOException {
    List<String> differences = new ArrayList<>();
    int count = 0;
    for (Path file : scripts(folder())) {
      for (MySqlTestScript.TestStatement statement : MySqlTestScript.read(file)) {
        if (statement.errors().isEmpty()) {
          String difference = first(statement).map(this::roundTrip).orElse("");
          if (!difference.isEmpty()) {
            differences.add(statement.sql() + "\n   => " + difference);
          }
          count++;
        }
      }
    }
    Path report = Files.createDirectories(Path.of("target", "mysql-suite"));
    Files.write(report.resolve("round-trip.txt"), differences);
    assertThat(differences).as("of " + count).isEmpty();
  }

  private Optional<Statement> first(MySqlTestScript.TestStatement statement) {
    byte[] bytes = statement.sql().getBytes(StandardCharsets.ISO_8859_1);
    ParseOptions options = ParseOptions.of(statement.sqlMode(), Charset.LATIN1);
    try {
      return Optional.of(parser.parseNext(bytes, 0, options).statement());
    } catch (MySqlException e) {
      return Optional.empty();
    }
  }

  private String roundTrip(Statement tree) {
    SqlPrinter printer = new SqlPrinter(PrintStyle.SOURCE);
    String printed;
    switch (tree) {
      case Query query -> printed = printer.print(query);
      case DmlStatement dml -> printed = printer.print(dml);
      case DdlStatement ddl -> printed = printer.print(ddl);
      default -> {
        return "";
      }
    }
    try {
      Statement again = parser.parse(printed, ParseOptions.DEFAULT);
      return again.equals(tree) ? "" : printed;
    } catch (MySqlException e) {
      return printed + "\n   " + e.getMessage();
    }
  }

  private String error(MySqlTestScript.TestStatement statement) {
    byte[] bytes = statement.sql().getBytes(StandardCharsets.ISO_8859_1);
    ParseOptions options = ParseOptions.of(statement.sqlMode(), Charset.LATIN1);
    try {
      int from = 0;
      do {
        ParsedStatement parsed = parser.parseNext(bytes, from, options.refusingParameters());
        if (parsed.statement() instanceof PreparedTextStatement.Prepare prepare
            && prepare.source() instanceof Literal.StringLiteral text) {
          parser.parse(text.value(), options);
        }
        from = parsed.endOffset();
      } while (!parser.isBlank(bytes, from, options));
      return "";
    } catch (MySqlException e) {
      if (e.error() == MySqlError.ER_EMPTY_QUERY
          || e.error() == MySqlError.ER_NOT_SUPPORTED_YET
          || e.error() == MySqlError.ER_TOO_LONG_IDENT) {
        return "";
      }
      return e.error().number() + " " + e.getMessage();
    }
  }

  private static Path folder() {
    Path folder = namedFolder();
    if (!Files.isDirectory(folder)) {
      System.err.println("SKIPPED: MySQL's test suite is not at " + folder);
    }
    Assumptions.assumeTrue(
        Files.isDirectory(folder), "SKIPPED: MySQL's test suite is not at " + folder);
    return folder;
  }

  private static Path namedFolder() {
    String property = System.getProperty("braid.mysqlTests");
    if (property != null) {
      return Path.of(property);
    }
    String environment = System.getenv("BRAID_MYSQL_TESTS");
    return Path.of(environment != null ? environment : "mysql-test/t");
  }

  private static List<Path> scripts(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(f -> f.toString().endsWith(".test")).sorted().toList();
    }
  }
}
