package io.braid.planner.parse;

import io.braid.planner.tree.Expression;
import io.braid.planner.tree.Select;
import io.braid.planner.tree.ShowStatement;
import io.braid.planner.tree.SourceText;
import io.braid.planner.tree.Statement;
import io.braid.planner.tree.TableName;
import io.braid.planner.tree.UtilityStatement;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * EXPLAIN, DESCRIBE, DO, CALL, HELP, GET DIAGNOSTICS, SIGNAL.
 *
 * @see "MySQL 9.7 Reference Manual, Utility Statements; Condition Handling"
 */
final class UtilityParser {
  private final Grammar grammar;
  private final TokenStream tokens;

  UtilityParser(Grammar grammar) {
    this.grammar = grammar;
    this.tokens = grammar.tokens;
  }

  Statement statement() {
    Keyword word = tokens.keyword();
    tokens.advance();
    return switch (word) {
      case DO -> new UtilityStatement.Do(tokens.commaList(this::doItem));
      case CALL -> call();
      case HELP -> new UtilityStatement.Help(tokens.nameOrString());
      case GET -> diagnostics();
      default -> signal(word == Keyword.RESIGNAL);
    };
  }

  private Select.SelectItem doItem() {
    int from = tokens.start();
    Expression expression = grammar.expressions.expression();
    SourceText source = tokens.sourceFrom(from);
    Optional<String> alias = Optional.empty();
    if (tokens.accept(Keyword.AS) || tokens.atNameOrString()) {
      alias = Optional.of(tokens.nameOrString());
    }
    return new Select.SelectItem.Value(expression, alias, source);
  }

  private Statement call() {
    TableName procedure = tokens.tableName();
    List<Expression> arguments = List.of();
    if (tokens.accept(TokenKind.LEFT_PARENTHESIS) && !tokens.accept(TokenKind.RIGHT_PARENTHESIS)) {
      arguments = tokens.commaList(grammar.expressions::expression);
      tokens.expect(TokenKind.RIGHT_PARENTHESIS);
    }
    return new UtilityStatement.CallProcedure(procedure, arguments);
  }

  // ---- EXPLAIN

  Statement explain() {
    tokens.advance();
    if (tokens.accept(Keyword.ANALYZE)) {
      Optional<String> format = format();
      Optional<String> into = into();
      return explained(true, format, into);
    }
    Optional<String> format = format();
    Optional<String> into = into();
    if (tokens.accept(Keyword.FOR)) {
      if (tokens.accept(Keyword.CONNECTION)) {
        return new UtilityStatement.ExplainConnection(format, tokens.unsignedLong());
      }
      return explainedInSchema(format, into);
    }
    if (format.isEmpty() && into.isEmpty() && tokens.atName()) {
      return describe();
    }
    return explained(false, format, into);
  }

  private Statement describe() {
    TableName table = tokens.tableName();
    ShowStatement.Filter filter = new ShowStatement.Filter.None();
    if (tokens.atNameOrString()) {
      filter = new ShowStatement.Filter.Like(tokens.nameOrString());
    }
    return new ShowStatement.ShowColumns(false, false, table, filter);
  }

  private Optional<String> format() {
    if (!tokens.at(Keyword.FORMAT) || tokens.peekKind(1) != TokenKind.EQUAL) {
      return Optional.empty();
    }
    tokens.advance();
    tokens.advance();
    return Optional.of(tokens.nameOrString().toUpperCase(Locale.ROOT));
  }

  private Optional<String> into() {
    return tokens.accept(Keyword.INTO) ? Optional.of(tokens.userVariable()) : Optional.empty();
  }

  private Statement explainedInSchema(Optional<String> format, Optional<String> into) {
    if (!tokens.accept(Keyword.SCHEMA)) {
      tokens.expect(Keyword.DATABASE);
    }
    Optional<String> schema = Optional.of(tokens.name());
    return new UtilityStatement.Explain(false, format, into, schema, explainable());
  }

  private Statement explained(boolean analyze, Optional<String> format, Optional<String> into) {
    Optional<String> schema = Optional.empty();
    if (tokens.accept(Keyword.FOR)) {
      if (!tokens.accept(Keyword.SCHEMA)) {
        tokens.expect(Keyword.DATABASE);
      }
      schema = Optional.of(tokens.name());
    }
    return new UtilityStatement.Explain(analyze, format, into, schema, explainable());
  }

  private Statement explainable() {
    return switch (tokens.keyword()) {
      case SELECT, VALUES, TABLE, WITH, INSERT, REPLACE, UPDATE, DELETE ->
          new StatementParser(grammar).statement();
      default -> {
        if (tokens.at(TokenKind.LEFT_PARENTHESIS)) {
          yield new StatementParser(grammar).statement();
        }
        throw tokens.syntaxError();
      }
    };
  }

  // ---- diagnostics

  private Statement diagnostics() {
    boolean stacked = tokens.accept(Keyword.STACKED);
    if (!stacked) {
      tokens.accept(Keyword.CURRENT);
    }
    tokens.expect(Keyword.DIAGNOSTICS);
    Optional<Expression> condition = Optional.empty();
    if (tokens.accept(Keyword.CONDITION)) {
      condition = Optional.of(signalValue());
    }
    boolean ofCondition = condition.isPresent();
    return new UtilityStatement.GetDiagnostics(
        stacked, condition, tokens.commaList(() -> diagnosticsItem(ofCondition)));
  }

  private UtilityStatement.GetDiagnostics.DiagnosticsItem diagnosticsItem(boolean ofCondition) {
    Expression.Reference target =
        tokens.at(TokenKind.USER_VARIABLE)
            ? new Expression.UserVariable(tokens.userVariable())
            : new Expression.ColumnReference(tokens.name());
    tokens.expect(TokenKind.EQUAL);
    boolean fits =
        switch (tokens.keyword()) {
          case NUMBER, ROW_COUNT -> !ofCondition;
          case RETURNED_SQLSTATE -> ofCondition;
          default -> ofCondition && isSignalItem(tokens.keyword());
        };
    if (!fits) {
      throw tokens.syntaxError();
    }
    return new UtilityStatement.GetDiagnostics.DiagnosticsItem(target, tokens.anyWord());
  }

  /** A literal, a variable or a name. */
  private Expression signalValue() {
    if (grammar.literals.atLiteral()) {
      return grammar.literals.literal();
    }
    return switch (tokens.kind()) {
      case USER_VARIABLE -> new Expression.UserVariable(tokens.userVariable());
      case SYSTEM_VARIABLE -> grammar.expressions.simpleExpression();
      default -> grammar.expressions.column();
    };
  }

  private static boolean isSignalItem(Keyword keyword) {
    return switch (keyword) {
      case CLASS_ORIGIN,
          SUBCLASS_ORIGIN,
          CONSTRAINT_CATALOG,
          CONSTRAINT_SCHEMA,
          CONSTRAINT_NAME,
          CATALOG_NAME,
          SCHEMA_NAME,
          TABLE_NAME,
          COLUMN_NAME,
          CURSOR_NAME,
          MESSAGE_TEXT,
          MYSQL_ERRNO ->
          true;
      default -> false;
    };
  }

  private Statement signal(boolean resignal) {
    Optional<String> condition = Optional.empty();
    if (tokens.accept(Keyword.SQLSTATE)) {
      tokens.accept(Keyword.VALUE);
      condition = Optional.of(tokens.string());
    } else if (tokens.atName()) {
      condition = Optional.of(tokens.name());
    } else if (!resignal) {
      throw tokens.syntaxError();
    }
    List<UtilityStatement.Signal.SignalItem> items =
        tokens.accept(Keyword.SET) ? tokens.commaList(this::signalItem) : List.of();
    return new UtilityStatement.Signal(resignal, condition, items);
  }

  private UtilityStatement.Signal.SignalItem signalItem() {
    if (!isSignalItem(tokens.keyword())) {
      throw tokens.syntaxError();
    }
    String name = tokens.anyWord();
    tokens.expect(TokenKind.EQUAL);
    return new UtilityStatement.Signal.SignalItem(name, signalValue());
  }
}
