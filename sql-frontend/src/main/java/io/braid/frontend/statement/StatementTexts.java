package io.braid.frontend.statement;

import io.braid.common.MySqlError;
import io.braid.common.SqlMode;
import io.braid.common.type.Charset;
import io.braid.planner.parse.NormalizedStatement;
import io.braid.planner.parse.ParseOptions;
import io.braid.planner.parse.ParsedStatement;
import io.braid.planner.parse.SqlParser;
import io.braid.planner.parse.StatementNormalizer;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Optional;

/** Splits and parses the text of COM_QUERY with the session's sql_mode and character set. */
public final class StatementTexts implements StatementServices.SqlText {
  private static final int NEAR_CHARACTERS_MAX = 80;

  private final SqlParser parser = new SqlParser();
  private final StatementNormalizer normalizer = new StatementNormalizer();

  @Override
  public Iterable<Parsed> parse(
      byte[] sql, Charset charset, boolean several, boolean parameters, SessionState session) {
    ParseOptions allowing = options(session, charset);
    ParseOptions options = parameters ? allowing : allowing.refusingParameters();
    return () -> new Statements(sql, several, options);
  }

  @Override
  public Optional<NormalizedStatement> normalize(
      byte[] sql, Charset charset, SessionState session) {
    ParseOptions options = options(session, charset);
    return normalizer
        .normalize(sql, 0, options)
        .filter(n -> n.endOffset() == sql.length || parser.isBlank(sql, n.endOffset(), options));
  }

  static ParseOptions options(SessionState session, Charset charset) {
    long mode = session.sqlMode();
    return new ParseOptions(
        (mode & SqlMode.ANSI_QUOTES) != 0,
        (mode & SqlMode.PIPES_AS_CONCAT) != 0,
        (mode & SqlMode.NO_BACKSLASH_ESCAPES) != 0,
        (mode & SqlMode.IGNORE_SPACE) != 0,
        (mode & SqlMode.HIGH_NOT_PRECEDENCE) != 0,
        (mode & SqlMode.REAL_AS_FLOAT) != 0,
        charset);
  }

  private final class Statements implements Iterator<Parsed> {
    private final byte[] sql;
    private final boolean several;
    private final ParseOptions options;
    private int at;

    Statements(byte[] sql, boolean several, ParseOptions options) {
      this.sql = sql;
      this.several = several;
      this.options = options;
    }

    @Override
    public boolean hasNext() {
      return !parser.isBlank(sql, at, options);
    }

    @Override
    public Parsed next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      ParsedStatement parsed = parser.parseNext(sql, at, options);
      at = parsed.endOffset();
      if (!several && hasNext()) {
        String rest = new String(sql, at, sql.length - at, StandardCharsets.UTF_8).strip();
        throw MySqlError.ER_PARSE_ERROR.with(
            MySqlError.ER_SYNTAX_ERROR.message(),
            rest.substring(0, Math.min(rest.length(), NEAR_CHARACTERS_MAX)),
            lineAt());
      }
      return new Parsed(parsed.statement(), parsed.text(), parsed.warnings());
    }

    private int lineAt() {
      int line = 1;
      for (int i = 0; i < at; i++) {
        line += sql[i] == '\n' ? 1 : 0;
      }
      return line;
    }
  }
}
