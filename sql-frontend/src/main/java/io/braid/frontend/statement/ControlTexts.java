package io.braid.frontend.statement;

import io.braid.frontend.statement.StatementServices.SqlText.Parsed;
import io.braid.planner.parse.ParseOptions;
import io.braid.planner.parse.ParsedStatement;
import io.braid.planner.parse.SqlParser;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The statements that begin and end transactions, as most clients write them: every second text of
 * many clients is one of these, and they are the same in every sql_mode. They are parsed once.
 */
final class ControlTexts {
  private static final int BYTES_MIN = 5;
  private static final int BYTES_MAX = 17;

  private static final Map<String, Parsed> STATEMENTS = parsed();

  private ControlTexts() {}

  private static Map<String, Parsed> parsed() {
    SqlParser parser = new SqlParser();
    Map<String, Parsed> statements = new HashMap<>();
    for (String text : List.of("BEGIN", "COMMIT", "ROLLBACK", "START TRANSACTION")) {
      for (String written : List.of(text, text.toLowerCase(Locale.ROOT))) {
        ParsedStatement parsed =
            parser.parseNext(written.getBytes(StandardCharsets.UTF_8), 0, ParseOptions.DEFAULT);
        statements.put(written, new Parsed(parsed.statement(), parsed.text(), parsed.warnings()));
      }
    }
    return Map.copyOf(statements);
  }

  /** The statement that a whole text is, if it is one of these. */
  static Optional<Parsed> find(byte[] sql) {
    if (sql.length < BYTES_MIN || sql.length > BYTES_MAX || !mayBegin(sql[0])) {
      return Optional.empty();
    }
    return Optional.ofNullable(STATEMENTS.get(new String(sql, StandardCharsets.ISO_8859_1)));
  }

  private static boolean mayBegin(byte first) {
    return switch (first) {
      case 'B', 'b', 'C', 'c', 'R', 'r', 'S', 's' -> true;
      default -> false;
    };
  }
}
