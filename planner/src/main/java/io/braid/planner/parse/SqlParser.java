package io.braid.planner.parse;

import io.braid.common.MySqlError;
import io.braid.planner.tree.Expression;
import io.braid.planner.tree.Query;
import io.braid.planner.tree.Statement;
import java.nio.charset.StandardCharsets;

/**
 * Reads MySQL's SQL. A parser has no state: it may be used by any number of threads.
 *
 * <p>Texts come as bytes in the client's character set, because literals with an introducer mean
 * bytes; a {@code String} is taken as utf8mb4.
 *
 * @see "MySQL 9.7 Reference Manual, SQL Statements"
 */
public final class SqlParser {

  /**
   * Reads the only statement of a text.
   *
   * @throws io.braid.common.MySqlException ER_PARSE_ERROR (1064, 42000) when it does not fit the
   *     grammar or a second statement follows; ER_EMPTY_QUERY (1065) when there is none
   */
  public Statement parse(String text, ParseOptions options) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    TokenStream tokens = new TokenStream(bytes, 0, bytes.length, options.inUtf8());
    Statement statement = statement(tokens);
    tokens.accept(TokenKind.SEMICOLON);
    tokens.expect(TokenKind.END);
    return statement;
  }

  /**
   * Reads the statement that begins at {@code from}; {@link ParsedStatement#endOffset} is where the
   * next one begins. Statements are read one by one, so that an error in a later one appears only
   * after the earlier ones have run.
   *
   * @throws io.braid.common.MySqlException ER_PARSE_ERROR (1064, 42000), ER_EMPTY_QUERY (1065)
   */
  public ParsedStatement parseNext(byte[] text, int from, ParseOptions options) {
    TokenStream tokens = new TokenStream(text, from, text.length, options);
    int start = tokens.start();
    Statement statement = statement(tokens);
    if (!tokens.atStatementEnd()) {
      throw tokens.syntaxError();
    }
    int end = tokens.previousEnd();
    int next = tokens.at(TokenKind.SEMICOLON) ? tokens.end() : text.length;
    return new ParsedStatement(
        statement, tokens.rawText(start, end), next, tokens.parameterCount(), tokens.warnings());
  }

  /** Whether nothing but space, comments and semicolons stands from {@code from} on. */
  public boolean isBlank(byte[] text, int from, ParseOptions options) {
    Lexer lexer = new Lexer(text, from, text.length, options);
    do {
      lexer.next();
    } while (lexer.kind == TokenKind.SEMICOLON);
    return lexer.kind == TokenKind.END;
  }

  /** Reads an expression alone, such as a stored default or CHECK condition. */
  public Expression parseExpression(String text, ParseOptions options) {
    Grammar grammar = grammar(text, options);
    Expression expression = grammar.expressions.expression();
    grammar.tokens.expect(TokenKind.END);
    return expression;
  }

  /** Reads a query alone, such as a stored view. */
  public Query parseQuery(String text, ParseOptions options) {
    Grammar grammar = grammar(text, options);
    Query query = grammar.queries.subquery();
    grammar.tokens.expect(TokenKind.END);
    return query;
  }

  private static Grammar grammar(String text, ParseOptions options) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return new Grammar(new TokenStream(bytes, 0, bytes.length, options.inUtf8()));
  }

  private static Statement statement(TokenStream tokens) {
    if (tokens.at(TokenKind.END)) {
      throw MySqlError.ER_EMPTY_QUERY.with();
    }
    return new StatementParser(new Grammar(tokens)).statement();
  }
}
