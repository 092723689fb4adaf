package io.braid.planner.parse;

import io.braid.planner.tree.Statement;
import io.braid.planner.tree.UnsupportedStatement;

/**
 * Triggers, routines and events. Braid has none of them yet: they are checked against the grammar,
 * so that errors are MySQL's and the end of the statement is found, and only their kind is kept.
 *
 * @see "MySQL 9.7 Reference Manual, Compound Statement Syntax; CREATE PROCEDURE; CREATE EVENT"
 */
final class StoredProgramParser {
  private final Grammar grammar;
  private final TokenStream tokens;

  StoredProgramParser(Grammar grammar) {
    this.grammar = grammar;
    this.tokens = grammar.tokens;
  }

  /** The rest of a CREATE, at the word that names the kind. */
  Statement create() {
    Keyword kind = tokens.keyword();
    tokens.advance();
    switch (kind) {
      case TRIGGER -> trigger();
      case PROCEDURE -> routine(false);
      case FUNCTION -> routine(true);
      case EVENT -> event();
      case LIBRARY -> {
        tokens.acceptIfNotExists();
        tokens.tableName();
        if (characteristics()) {
          externalBody();
        } else {
          throw tokens.syntaxError();
        }
      }
      default -> throw tokens.syntaxError();
    }
    return new UnsupportedStatement("CREATE " + kind.name());
  }

  private void trigger() {
    tokens.acceptIfNotExists();
    tokens.tableName();
    if (!tokens.accept(Keyword.BEFORE)) {
      tokens.expect(Keyword.AFTER);
    }
    switch (tokens.keyword()) {
      case INSERT, UPDATE, DELETE -> tokens.advance();
      default -> throw tokens.syntaxError();
    }
    tokens.expect(Keyword.ON);
    tokens.tableName();
    tokens.expect(Keyword.FOR, Keyword.EACH);
    tokens.expect(Keyword.ROW);
    if (tokens.accept(Keyword.FOLLOWS) || tokens.accept(Keyword.PRECEDES)) {
      tokens.nameOrString();
    }
    statement();
  }

  // ---- routines

  private void routine(boolean function) {
    tokens.acceptIfNotExists();
    tokens.tableName();
    if (function && tokens.accept(Keyword.RETURNS)) {
      loadable();
      return;
    }
    tokens.expect(TokenKind.LEFT_PARENTHESIS);
    if (!tokens.at(TokenKind.RIGHT_PARENTHESIS)) {
      tokens.commaList(() -> parameter(function));
    }
    tokens.expect(TokenKind.RIGHT_PARENTHESIS);
    if (function) {
      tokens.expect(Keyword.RETURNS);
      type();
    }
    boolean external = characteristics();
    if (external) {
      externalBody();
      return;
    }
    statement();
  }

  /** {@code [USING (libraries)] AS 'text'}; the text is of another language. */
  private void externalBody() {
    if (tokens.accept(Keyword.USING)) {
      tokens.parenthesized(this::library);
    }
    tokens.expect(Keyword.AS);
    if (tokens.at(TokenKind.STRING)) {
      tokens.string();
    } else {
      tokens.skipDollarQuoted();
    }
  }

  private boolean library() {
    tokens.tableName();
    if (tokens.accept(Keyword.AS)) {
      tokens.name();
    }
    return true;
  }

  /** {@code CREATE FUNCTION f RETURNS type SONAME 'file'}. */
  private void loadable() {
    switch (tokens.keyword()) {
      case STRING, INTEGER, INT, REAL, DECIMAL -> tokens.advance();
      default -> throw tokens.syntaxError();
    }
    tokens.expect(Keyword.SONAME);
    tokens.string();
  }

  private boolean parameter(boolean function) {
    if (!function) {
      switch (tokens.keyword()) {
        case IN, OUT, INOUT -> tokens.advance();
        default -> {}
      }
    }
    tokens.name();
    type();
    return true;
  }

  private void type() {
    grammar.types.type();
    if (tokens.accept(Keyword.COLLATE)) {
      tokens.charsetName();
    }
  }

  /** Returns whether the body is in a language other than SQL. */
  private boolean characteristics() {
    boolean external = false;
    for (; ; ) {
      switch (tokens.keyword()) {
        case COMMENT -> {
          tokens.advance();
          tokens.string();
        }
        case LANGUAGE -> {
          tokens.advance();
          external |= !tokens.accept(Keyword.SQL);
          if (external) {
            tokens.name();
          }
        }
        case NO, CONTAINS -> {
          tokens.advance();
          tokens.expect(Keyword.SQL);
        }
        case READS, MODIFIES -> {
          tokens.advance();
          tokens.expect(Keyword.SQL, Keyword.DATA);
        }
        case SQL -> {
          tokens.advance();
          tokens.expect(Keyword.SECURITY);
          if (!tokens.accept(Keyword.DEFINER)) {
            tokens.expect(Keyword.INVOKER);
          }
        }
        case NOT -> {
          tokens.advance();
          tokens.expect(Keyword.DETERMINISTIC);
        }
        case DETERMINISTIC -> tokens.advance();
        case USING -> {
          return true;
        }
        default -> {
          return external;
        }
      }
    }
  }

  // ---- events

  private void event() {
    tokens.acceptIfNotExists();
    tokens.tableName();
    tokens.expect(Keyword.ON, Keyword.SCHEDULE);
    schedule();
    eventOptions();
    tokens.expect(Keyword.DO);
    statement();
  }

  private void schedule() {
    if (tokens.accept(Keyword.AT)) {
      grammar.expressions.expression();
      return;
    }
    tokens.expect(Keyword.EVERY);
    grammar.expressions.expression();
    grammar.expressions.unit();
    if (tokens.accept(Keyword.STARTS)) {
      grammar.expressions.expression();
    }
    if (tokens.accept(Keyword.ENDS)) {
      grammar.expressions.expression();
    }
  }

  /** Returns how many options there were. */
  private int eventOptions() {
    int options = 0;
    if (tokens.accept(Keyword.ON)) {
      tokens.expect(Keyword.COMPLETION);
      tokens.accept(Keyword.NOT);
      tokens.expect(Keyword.PRESERVE);
      options++;
    }
    return options + statusAndComment();
  }

  private int statusAndComment() {
    int options = 0;
    if (tokens.accept(Keyword.ENABLE)) {
      options++;
    } else if (tokens.accept(Keyword.DISABLE)) {
      options++;
      if (tokens.accept(Keyword.ON) && !tokens.accept(Keyword.SLAVE)) {
        tokens.expect(Keyword.REPLICA);
      }
    }
    if (tokens.accept(Keyword.COMMENT)) {
      tokens.string();
      options++;
    }
    return options;
  }

  /** The rest behind ALTER EVENT. */
  Statement alterEvent() {
    tokens.tableName();
    int changes = 0;
    if (tokens.accept(Keyword.ON, Keyword.SCHEDULE)) {
      schedule();
      changes++;
    }
    if (tokens.at(Keyword.ON)) {
      tokens.advance();
      tokens.expect(Keyword.COMPLETION);
      tokens.accept(Keyword.NOT);
      tokens.expect(Keyword.PRESERVE);
      changes++;
    }
    if (tokens.accept(Keyword.RENAME)) {
      tokens.expect(Keyword.TO);
      tokens.tableName();
      changes++;
    }
    changes += statusAndComment();
    if (tokens.accept(Keyword.DO)) {
      statement();
      changes++;
    }
    if (changes == 0) {
      throw tokens.syntaxError();
    }
    return new UnsupportedStatement("ALTER EVENT");
  }

  // ---- bodies

  private void statement() {
    tokens.enter();
    boolean labelled =
        tokens.atName() && tokens.peekKind(1) == TokenKind.COLON && isLabel(tokens.keyword());
    if (labelled) {
      tokens.advance();
      tokens.advance();
      switch (tokens.keyword()) {
        case BEGIN, LOOP, WHILE, REPEAT -> {}
        default -> throw tokens.syntaxError();
      }
    }
    switch (tokens.keyword()) {
      case BEGIN -> {
        tokens.advance();
        block();
        endLabel(labelled);
      }
      case LOOP -> {
        tokens.advance();
        statements();
        tokens.expect(Keyword.END, Keyword.LOOP);
        endLabel(labelled);
      }
      case WHILE -> {
        tokens.advance();
        grammar.expressions.expression();
        tokens.expect(Keyword.DO);
        statements();
        tokens.expect(Keyword.END, Keyword.WHILE);
        endLabel(labelled);
      }
      case REPEAT -> {
        tokens.advance();
        statements();
        tokens.expect(Keyword.UNTIL);
        grammar.expressions.expression();
        tokens.expect(Keyword.END, Keyword.REPEAT);
        endLabel(labelled);
      }
      case IF -> {
        tokens.advance();
        ifStatement();
      }
      case CASE -> {
        tokens.advance();
        caseStatement();
      }
      case RETURN -> {
        tokens.advance();
        grammar.expressions.expression();
      }
      case LEAVE, ITERATE -> {
        tokens.advance();
        label();
      }
      case OPEN, CLOSE -> {
        tokens.advance();
        tokens.name();
      }
      case FETCH -> {
        tokens.advance();
        fetch();
      }
      default -> new StatementParser(grammar).statement();
    }
    tokens.leave();
  }

  /** Words that begin statements are no labels. */
  private static boolean isLabel(Keyword keyword) {
    return switch (keyword) {
      case BEGIN,
          CACHE,
          CHARSET,
          CHECKSUM,
          CLONE,
          COMMENT,
          COMMIT,
          CONTAINS,
          DEALLOCATE,
          DO,
          END,
          FLUSH,
          FOLLOWS,
          HANDLER,
          HELP,
          IMPORT,
          INSTALL,
          LANGUAGE,
          NO,
          PRECEDES,
          PREPARE,
          REPAIR,
          RESET,
          ROLLBACK,
          SAVEPOINT,
          SIGNED,
          SLAVE,
          START,
          STOP,
          TRUNCATE,
          UNINSTALL,
          XA,
          ASCII,
          BYTE,
          UNICODE,
          EXECUTE,
          RESTART,
          SHUTDOWN,
          BINLOG ->
          false;
      default -> true;
    };
  }

  private void label() {
    if (!isLabel(tokens.keyword())) {
      throw tokens.syntaxError();
    }
    tokens.name();
  }

  private void endLabel(boolean labelled) {
    if (labelled && tokens.atName()) {
      label();
    }
  }

  /** Statements, each with its semicolon: one at least. */
  private void statements() {
    do {
      statement();
      tokens.expect(TokenKind.SEMICOLON);
    } while (!endsList());
  }

  private boolean endsList() {
    return switch (tokens.keyword()) {
      case END, ELSE, ELSEIF, WHEN, UNTIL -> true;
      default -> tokens.at(TokenKind.END);
    };
  }

  private void block() {
    while (tokens.at(Keyword.DECLARE)) {
      tokens.advance();
      declaration();
      tokens.expect(TokenKind.SEMICOLON);
    }
    while (!tokens.accept(Keyword.END)) {
      statement();
      tokens.expect(TokenKind.SEMICOLON);
    }
  }

  private void declaration() {
    switch (tokens.keyword()) {
      case CONTINUE, EXIT, UNDO -> {
        tokens.advance();
        if (!tokens.acceptWord("HANDLER")) {
          throw tokens.syntaxError();
        }
        tokens.expect(Keyword.FOR);
        tokens.commaList(this::condition);
        statement();
      }
      default -> {
        tokens.name();
        if (tokens.accept(Keyword.CONDITION)) {
          tokens.expect(Keyword.FOR);
          sqlStateOrNumber();
        } else if (tokens.accept(Keyword.CURSOR)) {
          tokens.expect(Keyword.FOR);
          grammar.queries.subquery();
        } else {
          while (tokens.acceptComma()) {
            tokens.name();
          }
          type();
          if (tokens.accept(Keyword.DEFAULT)) {
            grammar.expressions.expression();
          }
        }
      }
    }
  }

  private boolean condition() {
    switch (tokens.keyword()) {
      case SQLWARNING, SQLEXCEPTION -> tokens.advance();
      case NOT -> {
        tokens.advance();
        tokens.expect(Keyword.FOUND);
      }
      default -> {
        if (tokens.at(Keyword.SQLSTATE) || tokens.at(TokenKind.INTEGER)) {
          sqlStateOrNumber();
        } else {
          tokens.name();
        }
      }
    }
    return true;
  }

  private void sqlStateOrNumber() {
    if (tokens.accept(Keyword.SQLSTATE)) {
      tokens.accept(Keyword.VALUE);
      tokens.string();
    } else {
      tokens.unsignedLong();
    }
  }

  private void ifStatement() {
    grammar.expressions.expression();
    tokens.expect(Keyword.THEN);
    statements();
    while (tokens.accept(Keyword.ELSEIF)) {
      grammar.expressions.expression();
      tokens.expect(Keyword.THEN);
      statements();
    }
    if (tokens.accept(Keyword.ELSE)) {
      statements();
    }
    tokens.expect(Keyword.END, Keyword.IF);
  }

  private void caseStatement() {
    if (!tokens.at(Keyword.WHEN)) {
      grammar.expressions.expression();
    }
    do {
      tokens.expect(Keyword.WHEN);
      grammar.expressions.expression();
      tokens.expect(Keyword.THEN);
      statements();
    } while (tokens.at(Keyword.WHEN));
    if (tokens.accept(Keyword.ELSE)) {
      statements();
    }
    tokens.expect(Keyword.END, Keyword.CASE);
  }

  private void fetch() {
    if (tokens.accept(Keyword.NEXT)) {
      tokens.expect(Keyword.FROM);
    } else {
      tokens.accept(Keyword.FROM);
    }
    tokens.name();
    tokens.expect(Keyword.INTO);
    tokens.commaList(tokens::name);
  }
}
