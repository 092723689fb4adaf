package io.braid.planner.parse;

import io.braid.planner.tree.Expression;
import io.braid.planner.tree.Literal;
import io.braid.planner.tree.PreparedTextStatement;
import io.braid.planner.tree.SessionStatement;
import io.braid.planner.tree.Statement;
import io.braid.planner.tree.UnsupportedStatement;
import io.braid.planner.tree.WithClause;
import java.util.List;
import java.util.Optional;

/** Decides by its first words which statement comes. */
final class StatementParser {
  private final Grammar grammar;
  private final TokenStream tokens;

  StatementParser(Grammar grammar) {
    this.grammar = grammar;
    this.tokens = grammar.tokens;
  }

  /** The statement at the present token; the caller checks that nothing follows it. */
  Statement statement() {
    switch (tokens.keyword()) {
      case SELECT, VALUES, TABLE -> {
        return dml().topQuery();
      }
      case WITH -> {
        return with();
      }
      case INSERT, REPLACE -> {
        return dml().insert();
      }
      case UPDATE -> {
        return dml().update(Optional.empty());
      }
      case DELETE -> {
        return dml().delete(Optional.empty());
      }
      case LOAD -> {
        return load();
      }
      case CREATE -> {
        return new DdlParser(grammar).create();
      }
      case ALTER -> {
        return new DdlParser(grammar).alter();
      }
      case DROP -> {
        return new DdlParser(grammar).drop();
      }
      case RENAME -> {
        return new DdlParser(grammar).rename();
      }
      case TRUNCATE -> {
        return new DdlParser(grammar).truncate();
      }
      case GRANT -> {
        return new AccountParser(grammar).grant();
      }
      case REVOKE -> {
        return new AccountParser(grammar).revoke();
      }
      case SET -> {
        return new SetParser(grammar).set();
      }
      case USE -> {
        tokens.advance();
        return new SessionStatement.Use(tokens.name());
      }
      case SHOW -> {
        return new ShowParser(grammar).show();
      }
      case DESCRIBE, DESC, EXPLAIN -> {
        return utility().explain();
      }
      case BEGIN, START, COMMIT, ROLLBACK, SAVEPOINT, RELEASE, LOCK, UNLOCK, XA -> {
        return transaction();
      }
      case PREPARE, EXECUTE, DEALLOCATE -> {
        return prepared();
      }
      case CHANGE, STOP, RESET, PURGE, BINLOG -> {
        return new ReplicationParser(grammar).statement();
      }
      case FLUSH, KILL, ANALYZE, CHECK, CHECKSUM, OPTIMIZE, REPAIR, SHUTDOWN, RESTART -> {
        return new AdminParser(grammar).statement();
      }
      case DO, CALL, HELP, GET, SIGNAL, RESIGNAL -> {
        return utility().statement();
      }
      case HANDLER, INSTALL, UNINSTALL, IMPORT, CLONE, CACHE -> {
        return unsupported(tokens.keyword().name());
      }
      default -> {
        if (tokens.at(TokenKind.LEFT_PARENTHESIS)) {
          return dml().topQuery();
        }
        if (AdminParser.isShardStatement(tokens)) {
          return new AdminParser(grammar).shardStatement();
        }
        throw tokens.syntaxError();
      }
    }
  }

  private DmlParser dml() {
    return new DmlParser(grammar);
  }

  private UtilityParser utility() {
    return new UtilityParser(grammar);
  }

  /** WITH belongs to the query, or to the UPDATE or DELETE behind it. */
  private Statement with() {
    WithClause with = grammar.queries.withClause();
    return switch (tokens.keyword()) {
      case UPDATE -> dml().update(Optional.of(with));
      case DELETE -> dml().delete(Optional.of(with));
      default -> grammar.queries.queryWith(with);
    };
  }

  private Statement load() {
    if (tokens.peekKeyword(1) == Keyword.INDEX) {
      return unsupported("LOAD INDEX INTO CACHE");
    }
    return dml().load();
  }

  private Statement transaction() {
    if (tokens.at(Keyword.START)) {
      Keyword second = tokens.peekKeyword(1);
      if (second != Keyword.TRANSACTION) {
        return new ReplicationParser(grammar).statement();
      }
    }
    if (tokens.at(Keyword.XA)) {
      return new XaParser(tokens).statement();
    }
    return new TransactionParser(tokens).statement();
  }

  private Statement prepared() {
    Keyword word = tokens.keyword();
    tokens.advance();
    if (word == Keyword.DEALLOCATE) {
      tokens.expect(Keyword.PREPARE);
      return new PreparedTextStatement.Deallocate(tokens.name());
    }
    String name = tokens.name();
    if (word == Keyword.PREPARE) {
      tokens.expect(Keyword.FROM);
      Expression source =
          tokens.at(TokenKind.USER_VARIABLE)
              ? new Expression.UserVariable(tokens.userVariable())
              : new Literal.StringLiteral(tokens.string());
      return new PreparedTextStatement.Prepare(name, source);
    }
    if (!tokens.accept(Keyword.USING)) {
      return new PreparedTextStatement.Execute(name, List.of());
    }
    return new PreparedTextStatement.Execute(name, tokens.commaList(tokens::userVariable));
  }

  private Statement unsupported(String feature) {
    tokens.advance();
    if (tokens.atStatementEnd()) {
      throw tokens.syntaxError();
    }
    while (!tokens.atStatementEnd()) {
      if (tokens.at(TokenKind.INVALID)) {
        throw tokens.syntaxError();
      }
      tokens.advance();
    }
    return new UnsupportedStatement(feature);
  }
}
