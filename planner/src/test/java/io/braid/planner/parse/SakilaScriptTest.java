package io.braid.planner.parse;

import static org.assertj.core.api.Assertions.assertThat;

import io.braid.common.type.Charset;
import io.braid.planner.tree.Statement;
import io.braid.planner.tree.UnsupportedStatement;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/**
 * The Sakila database's script, as the mysql client splits it. The file is named by the system
 * property {@code braid.sakila} or the environment variable {@code BRAID_SAKILA}.
 */
class SakilaScriptTest {
  private final SqlParser parser = new SqlParser();

  @Test
  void everyStatementParses() throws IOException {
    List<String> unsupported = new ArrayList<>();
    int count = 0;
    for (String sql : statements(script())) {
      Statement statement =
          parser
              .parseNext(
                  sql.getBytes(StandardCharsets.UTF_8), 0, ParseOptions.of("", Charset.UTF8MB4))
              .statement();
      count++;
      if (statement instanceof UnsupportedStatement other) {
        unsupported.add(other.feature());
      }
    }
    assertThat(count).isGreaterThan(100);
    assertThat(unsupported).containsOnly("CREATE TRIGGER", "CREATE PROCEDURE", "CREATE FUNCTION");
  }

  private static String script() throws IOException {
    String property = System.getProperty("braid.sakila", System.getenv("BRAID_SAKILA"));
    Path file = Path.of(property == null ? "sakila.sql.gz" : property);
    if (!Files.isReadable(file)) {
      System.err.println("SKIPPED: no Sakila script at " + file);
    }
    Assumptions.assumeTrue(Files.isReadable(file), "SKIPPED: no Sakila script at " + file);
    try (InputStream in = new GZIPInputStream(Files.newInputStream(file))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /** Splits by the delimiter outside of quotes, as the client does. */
  private static List<String> statements(String script) {
    List<String> statements = new ArrayList<>();
    String delimiter = ";";
    StringBuilder sql = new StringBuilder();
    char quote = 0;
    for (String line : script.split("\n")) {
      if (quote == 0 && sql.isEmpty() && (line.isBlank() || line.startsWith("--"))) {
        continue;
      }
      if (quote == 0 && line.toUpperCase(java.util.Locale.ROOT).startsWith("DELIMITER ")) {
        delimiter = line.substring("DELIMITER ".length()).strip();
        continue;
      }
      int from = 0;
      for (int c = 0; c < line.length(); c++) {
        char ch = line.charAt(c);
        if (quote != 0) {
          if (ch == '\\') {
            c++;
          } else if (ch == quote) {
            quote = 0;
          }
        } else if (line.startsWith(delimiter, c)) {
          sql.append(line, from, c);
          statements.add(sql.toString());
          sql.setLength(0);
          from = c + delimiter.length();
          c = from - 1;
        } else if (ch == '\'' || ch == '"' || ch == '`') {
          quote = ch;
        } else if (line.startsWith("-- ", c)) {
          break;
        }
      }
      sql.append(line, Math.min(from, line.length()), line.length()).append('\n');
      if (quote == 0 && sql.toString().isBlank()) {
        sql.setLength(0);
      }
    }
    if (!sql.toString().isBlank()) {
      statements.add(sql.toString());
    }
    return statements;
  }
}
