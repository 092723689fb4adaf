package io.braid.planner.parse;

import io.braid.planner.tree.BinaryOperator;
import io.braid.planner.tree.CastType;
import io.braid.planner.tree.ComparisonOperator;
import io.braid.planner.tree.Expression;
import io.braid.planner.tree.FullTextMode;
import io.braid.planner.tree.IntervalUnit;
import io.braid.planner.tree.Literal;
import io.braid.planner.tree.LogicalOperator;
import io.braid.planner.tree.Query;
import io.braid.planner.tree.SourceText;
import io.braid.planner.tree.TableName;
import io.braid.planner.tree.UnaryOperator;
import io.braid.planner.tree.VariableScope;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Expressions. The levels are those of MySQL's grammar: expression (OR, XOR, AND, NOT, IS TRUE),
 * boolean primary (comparisons, IS NULL), predicate (IN, BETWEEN, LIKE), bit expression
 * (arithmetic) and simple expression.
 *
 * @see "MySQL 9.7 Reference Manual, Expressions; Operator Precedence"
 */
final class ExpressionParser {
  private static final int LOWEST_ARITHMETIC = 1;

  private final Grammar grammar;
  private final TokenStream tokens;

  /** An operand that was read before it was known to be one; the next simple expression is it. */
  private @Nullable Expression pending;

  ExpressionParser(Grammar grammar) {
    this.grammar = grammar;
    this.tokens = grammar.tokens;
  }

  // ---- logic

  Expression expression() {
    tokens.enter();
    Expression left = exclusiveOr();
    if (atOr()) {
      List<Expression> operands = new ArrayList<>();
      addFlattened(operands, LogicalOperator.OR, left);
      while (atOr()) {
        tokens.advance();
        addFlattened(operands, LogicalOperator.OR, exclusiveOr());
      }
      left = new Expression.LogicalOperation(LogicalOperator.OR, operands);
    }
    tokens.leave();
    return left;
  }

  /** As MySQL does, {@code (a OR b) OR c} becomes one chain. */
  private static void addFlattened(
      List<Expression> operands, LogicalOperator operator, Expression operand) {
    if (operand instanceof Expression.LogicalOperation inner && inner.operator() == operator) {
      operands.addAll(inner.operands());
    } else {
      operands.add(operand);
    }
  }

  private void orOperator() {
    if (tokens.at(TokenKind.OR_OR)) {
      tokens.deprecated("|| as a synonym for OR", "OR");
    }
    tokens.advance();
  }

  private boolean atOr() {
    return tokens.at(Keyword.OR)
        || (tokens.at(TokenKind.OR_OR) && !tokens.options().pipesAsConcat());
  }

  private Expression exclusiveOr() {
    Expression left = and();
    if (!tokens.at(Keyword.XOR)) {
      return left;
    }
    int outer = tokens.beginChain();
    while (tokens.accept(Keyword.XOR)) {
      left = new Expression.LogicalOperation(LogicalOperator.XOR, List.of(left, and()));
      tokens.growChain();
    }
    tokens.endChain(outer);
    return left;
  }

  private Expression and() {
    Expression left = not();
    if (!atAnd()) {
      return left;
    }
    List<Expression> operands = new ArrayList<>();
    addFlattened(operands, LogicalOperator.AND, left);
    while (atAnd()) {
      if (tokens.at(TokenKind.AND_AND)) {
        tokens.deprecated("&&", "AND");
      }
      tokens.advance();
      addFlattened(operands, LogicalOperator.AND, not());
    }
    return new Expression.LogicalOperation(LogicalOperator.AND, operands);
  }

  private boolean atAnd() {
    return tokens.at(Keyword.AND) || tokens.at(TokenKind.AND_AND);
  }

  private Expression not() {
    if (tokens.at(Keyword.NOT) && !tokens.options().highNotPrecedence()) {
      tokens.enter();
      tokens.advance();
      Expression negated = new Expression.UnaryOperation(UnaryOperator.NOT, not());
      tokens.leave();
      return negated;
    }
    Expression value = booleanPrimary();
    if (tokens.accept(Keyword.IS)) {
      boolean negated = tokens.accept(Keyword.NOT);
      Expression.IsTest.Truth truth =
          switch (tokens.keyword()) {
            case TRUE -> Expression.IsTest.Truth.TRUE;
            case FALSE -> Expression.IsTest.Truth.FALSE;
            case UNKNOWN -> Expression.IsTest.Truth.UNKNOWN;
            default -> throw tokens.syntaxError();
          };
      tokens.advance();
      return new Expression.IsTest(value, truth, negated);
    }
    return value;
  }

  // ---- comparisons

  private Expression booleanPrimary() {
    Expression left = predicate();
    if (!atComparison()) {
      return left;
    }
    int outer = tokens.beginChain();
    while (atComparison()) {
      left = compare(left);
      tokens.growChain();
    }
    tokens.endChain(outer);
    return left;
  }

  private boolean atComparison() {
    return switch (tokens.kind()) {
      case EQUAL, NULL_SAFE_EQUAL, NOT_EQUAL, LESS, LESS_OR_EQUAL, GREATER, GREATER_OR_EQUAL ->
          true;
      case WORD -> tokens.at(Keyword.IS) && atIsNull();
      default -> false;
    };
  }

  private boolean atIsNull() {
    Keyword second = tokens.peekKeyword(1);
    return second == Keyword.NULL
        || (second == Keyword.NOT && tokens.peekKeyword(2) == Keyword.NULL);
  }

  private Expression compare(Expression left) {
    if (tokens.accept(Keyword.IS)) {
      boolean negated = tokens.accept(Keyword.NOT);
      tokens.expect(Keyword.NULL);
      return new Expression.IsTest(left, Expression.IsTest.Truth.NULL, negated);
    }
    ComparisonOperator operator = comparisonOperator();
    boolean quantified =
        tokens.at(Keyword.ALL)
            || ((tokens.at(Keyword.ANY) || tokens.at(Keyword.SOME))
                && tokens.peekKind(1) == TokenKind.LEFT_PARENTHESIS);
    if (quantified && operator == ComparisonOperator.NULL_SAFE_EQUAL) {
      throw tokens.syntaxError();
    }
    if (quantified) {
      boolean all = tokens.at(Keyword.ALL);
      tokens.advance();
      return new Expression.QuantifiedComparison(
          operator, all, left, grammar.queries.parenthesizedSubquery());
    }
    return new Expression.Comparison(operator, left, predicate());
  }

  private ComparisonOperator comparisonOperator() {
    ComparisonOperator operator =
        switch (tokens.kind()) {
          case EQUAL -> ComparisonOperator.EQUAL;
          case NULL_SAFE_EQUAL -> ComparisonOperator.NULL_SAFE_EQUAL;
          case NOT_EQUAL -> ComparisonOperator.NOT_EQUAL;
          case LESS -> ComparisonOperator.LESS;
          case LESS_OR_EQUAL -> ComparisonOperator.LESS_OR_EQUAL;
          case GREATER -> ComparisonOperator.GREATER;
          case GREATER_OR_EQUAL -> ComparisonOperator.GREATER_OR_EQUAL;
          default -> throw tokens.syntaxError();
        };
    tokens.advance();
    return operator;
  }

  // ---- predicates

  private Expression predicate() {
    Expression value = bitExpression();
    if (!tokens.at(TokenKind.WORD)) {
      return value;
    }
    switch (tokens.keyword()) {
      case NOT -> {
        switch (tokens.peekKeyword(1)) {
          case IN, LIKE, BETWEEN, REGEXP, RLIKE -> {
            tokens.advance();
            return negatablePredicate(value, true);
          }
          default -> {
            return value;
          }
        }
      }
      case IN, LIKE, BETWEEN, REGEXP, RLIKE -> {
        return negatablePredicate(value, false);
      }
      case MEMBER -> {
        return memberOf(value);
      }
      case SOUNDS -> {
        if (tokens.accept(Keyword.SOUNDS, Keyword.LIKE)) {
          return new Expression.SoundsLike(value, bitExpression());
        }
        return value;
      }
      default -> {
        return value;
      }
    }
  }

  private Expression memberOf(Expression value) {
    boolean member =
        tokens.peekKeyword(1) == Keyword.OF || tokens.peekKind(1) == TokenKind.LEFT_PARENTHESIS;
    if (!member) {
      return value;
    }
    tokens.advance();
    tokens.accept(Keyword.OF);
    tokens.expect(TokenKind.LEFT_PARENTHESIS);
    Expression array = simpleExpression();
    tokens.expect(TokenKind.RIGHT_PARENTHESIS);
    return new Expression.MemberOf(value, array);
  }

  private Expression negatablePredicate(Expression value, boolean negated) {
    Keyword word = tokens.keyword();
    tokens.advance();
    switch (word) {
      case IN -> {
        return in(value, negated);
      }
      case LIKE -> {
        Expression pattern = simpleExpression();
        Optional<Expression> escape =
            tokens.accept(Keyword.ESCAPE) ? Optional.of(simpleExpression()) : Optional.empty();
        return new Expression.Like(value, pattern, escape, negated);
      }
      case BETWEEN -> {
        tokens.enter();
        Expression low = bitExpression();
        tokens.expect(Keyword.AND);
        Expression high = predicate();
        tokens.leave();
        return new Expression.Between(value, low, high, negated);
      }
      default -> {
        return new Expression.RegexpMatch(value, bitExpression(), negated);
      }
    }
  }

  private Expression in(Expression value, boolean negated) {
    tokens.expect(TokenKind.LEFT_PARENTHESIS);
    if (grammar.queries.atQueryStart()) {
      Query query = grammar.queries.subquery();
      tokens.expect(TokenKind.RIGHT_PARENTHESIS);
      return new Expression.InSubquery(value, query, negated);
    }
    Expression first = expressionOrNestedQuery();
    if (tokens.at(TokenKind.RIGHT_PARENTHESIS)
        && first instanceof Expression.ScalarSubquery subquery) {
      tokens.advance();
      return new Expression.InSubquery(value, subquery.query(), negated);
    }
    List<Expression> items = new ArrayList<>();
    items.add(first);
    while (tokens.acceptComma()) {
      items.add(expression());
    }
    tokens.expect(TokenKind.RIGHT_PARENTHESIS);
    return new Expression.InList(value, items, negated);
  }

  /**
   * What may stand behind an opening parenthesis that is no query's: an expression, or a query
   * whose first part is in parentheses ({@code ((SELECT 1) UNION SELECT 2)}).
   */
  private Expression expressionOrNestedQuery() {
    boolean nested = tokens.at(TokenKind.LEFT_PARENTHESIS);
    Expression first = expression();
    if (nested
        && first instanceof Expression.ScalarSubquery subquery
        && grammar.queries.atQueryContinuation()) {
      return new Expression.ScalarSubquery(grammar.queries.continuedQuery(subquery.query()));
    }
    return first;
  }

  // ---- arithmetic

  Expression bitExpression() {
    return bitExpression(LOWEST_ARITHMETIC);
  }

  private Expression bitExpression(int lowest) {
    Expression left = simpleExpression();
    int precedence = arithmeticPrecedence();
    if (precedence < lowest) {
      return left;
    }
    int outer = tokens.beginChain();
    while (precedence >= lowest) {
      BinaryOperator operator = arithmeticOperator();
      tokens.advance();
      if ((operator == BinaryOperator.ADD || operator == BinaryOperator.SUBTRACT)
          && tokens.at(Keyword.INTERVAL)) {
        left = plusInterval(left, operator == BinaryOperator.SUBTRACT);
      } else {
        left = new Expression.BinaryOperation(operator, left, bitExpression(precedence + 1));
      }
      tokens.growChain();
      precedence = arithmeticPrecedence();
    }
    tokens.endChain(outer);
    return left;
  }

  private int arithmeticPrecedence() {
    return switch (tokens.kind()) {
      case PIPE -> 1;
      case AMPERSAND -> 2;
      case SHIFT_LEFT, SHIFT_RIGHT -> 3;
      case PLUS, MINUS -> 4;
      case STAR, SLASH, PERCENT -> 5;
      case CARET -> 6;
      case WORD -> tokens.at(Keyword.DIV) || tokens.at(Keyword.MOD) ? 5 : 0;
      default -> 0;
    };
  }

  private BinaryOperator arithmeticOperator() {
    return switch (tokens.kind()) {
      case PIPE -> BinaryOperator.BIT_OR;
      case AMPERSAND -> BinaryOperator.BIT_AND;
      case SHIFT_LEFT -> BinaryOperator.SHIFT_LEFT;
      case SHIFT_RIGHT -> BinaryOperator.SHIFT_RIGHT;
      case PLUS -> BinaryOperator.ADD;
      case MINUS -> BinaryOperator.SUBTRACT;
      case STAR -> BinaryOperator.MULTIPLY;
      case SLASH -> BinaryOperator.DIVIDE;
      case PERCENT -> BinaryOperator.MODULO;
      case CARET -> BinaryOperator.BIT_XOR;
      default -> tokens.at(Keyword.DIV) ? BinaryOperator.INTEGER_DIVIDE : BinaryOperator.MODULO;
    };
  }

  /** {@code + INTERVAL amount unit}, or the function INTERVAL as an operand. */
  private Expression plusInterval(Expression left, boolean subtracted) {
    Expression amountOrFunction = intervalAmountOrFunction();
    if (amountOrFunction instanceof Expression.FunctionCall function
        && function.name().equals("interval")
        && !atUnit()) {
      pending = function;
      Expression right = bitExpression(5);
      return new Expression.BinaryOperation(
          subtracted ? BinaryOperator.SUBTRACT : BinaryOperator.ADD, left, right);
    }
    return new Expression.DateArithmetic(left, amountOrFunction, unit(), subtracted);
  }

  /** Reads {@code INTERVAL amount} or {@code INTERVAL(a, b, …)}. */
  private Expression intervalAmountOrFunction() {
    int from = tokens.start();
    tokens.expect(Keyword.INTERVAL);
    if (tokens.at(TokenKind.LEFT_PARENTHESIS)) {
      Expression first = primary();
      if (first instanceof Expression.Row row) {
        return new Expression.FunctionCall(
            Optional.empty(), "interval", row.items(), new SourceText("INTERVAL", from));
      }
      pending = first;
    }
    return expression();
  }

  private boolean atUnit() {
    return tokens.at(TokenKind.WORD) && unitOf(tokens.keyword()) != null;
  }

  IntervalUnit unit() {
    IntervalUnit unit = unitOf(tokens.keyword());
    if (unit == null) {
      throw tokens.syntaxError();
    }
    tokens.advance();
    return unit;
  }

  private static @Nullable IntervalUnit unitOf(Keyword keyword) {
    return switch (keyword) {
      case MICROSECOND -> IntervalUnit.MICROSECOND;
      case SECOND, SQL_TSI_SECOND -> IntervalUnit.SECOND;
      case MINUTE, SQL_TSI_MINUTE -> IntervalUnit.MINUTE;
      case HOUR, SQL_TSI_HOUR -> IntervalUnit.HOUR;
      case DAY, SQL_TSI_DAY -> IntervalUnit.DAY;
      case WEEK, SQL_TSI_WEEK -> IntervalUnit.WEEK;
      case MONTH, SQL_TSI_MONTH -> IntervalUnit.MONTH;
      case QUARTER, SQL_TSI_QUARTER -> IntervalUnit.QUARTER;
      case YEAR, SQL_TSI_YEAR -> IntervalUnit.YEAR;
      case SECOND_MICROSECOND -> IntervalUnit.SECOND_MICROSECOND;
      case MINUTE_MICROSECOND -> IntervalUnit.MINUTE_MICROSECOND;
      case MINUTE_SECOND -> IntervalUnit.MINUTE_SECOND;
      case HOUR_MICROSECOND -> IntervalUnit.HOUR_MICROSECOND;
      case HOUR_SECOND -> IntervalUnit.HOUR_SECOND;
      case HOUR_MINUTE -> IntervalUnit.HOUR_MINUTE;
      case DAY_MICROSECOND -> IntervalUnit.DAY_MICROSECOND;
      case DAY_SECOND -> IntervalUnit.DAY_SECOND;
      case DAY_MINUTE -> IntervalUnit.DAY_MINUTE;
      case DAY_HOUR -> IntervalUnit.DAY_HOUR;
      case YEAR_MONTH -> IntervalUnit.YEAR_MONTH;
      default -> null;
    };
  }

  // ---- simple expressions

  Expression simpleExpression() {
    Expression left = unary();
    if (!tokens.at(TokenKind.OR_OR) || !tokens.options().pipesAsConcat()) {
      return left;
    }
    int outer = tokens.beginChain();
    while (tokens.accept(TokenKind.OR_OR)) {
      left = new Expression.FunctionCall("concat", List.of(left, unary()));
      tokens.growChain();
    }
    tokens.endChain(outer);
    return left;
  }

  private Expression unary() {
    if (pending == null) {
      switch (tokens.kind()) {
        case PLUS -> {
          return operand(null);
        }
        case MINUS -> {
          return operand(UnaryOperator.NEGATE);
        }
        case TILDE -> {
          return operand(UnaryOperator.BIT_NOT);
        }
        case BANG -> {
          tokens.deprecated("!", "NOT");
          return operand(UnaryOperator.NOT);
        }
        case WORD -> {
          if (tokens.at(Keyword.NOT) && tokens.options().highNotPrecedence()) {
            return operand(UnaryOperator.NOT);
          }
          if (tokens.at(Keyword.BINARY)) {
            tokens.deprecated("BINARY expr", "CAST");
            return new Expression.Cast(operand(null), BINARY_CAST, false, Optional.empty());
          }
        }
        default -> {}
      }
    }
    Expression value = primary();
    while (tokens.accept(Keyword.COLLATE)) {
      value = new Expression.Collate(value, tokens.collation());
    }
    return value;
  }

  private static final CastType BINARY_CAST = CastType.of(CastType.Name.BINARY);

  /** Reads the operator's token and its operand. */
  private Expression operand(@Nullable UnaryOperator operator) {
    tokens.enter();
    tokens.advance();
    Expression operand = unary();
    tokens.leave();
    return operator == null ? operand : new Expression.UnaryOperation(operator, operand);
  }

  private Expression primary() {
    if (pending != null) {
      Expression ready = pending;
      pending = null;
      return ready;
    }
    return switch (tokens.kind()) {
      case INTEGER, STRING, DECIMAL, FLOAT, HEX, BIT, NATIONAL_STRING, INTRODUCER ->
          grammar.literals.literal();
      case PARAMETER -> parameter();
      case LEFT_PARENTHESIS -> parenthesized();
      case LEFT_BRACE -> odbcEscape();
      case USER_VARIABLE -> userVariable();
      case SYSTEM_VARIABLE -> systemVariable();
      case QUOTED_NAME -> columnOrFunction();
      case WORD -> word();
      default -> throw tokens.syntaxError();
    };
  }

  private Expression parameter() {
    return new Expression.Parameter(tokens.nextParameter());
  }

  private Expression parenthesized() {
    tokens.enter();
    tokens.expect(TokenKind.LEFT_PARENTHESIS);
    Expression result;
    if (grammar.queries.atQueryStart()) {
      result = new Expression.ScalarSubquery(grammar.queries.subquery());
    } else {
      result = expressionOrNestedQuery();
      if (tokens.at(TokenKind.COMMA)) {
        List<Expression> items = new ArrayList<>();
        items.add(result);
        while (tokens.acceptComma()) {
          items.add(expression());
        }
        result = new Expression.Row(items);
      }
    }
    tokens.expect(TokenKind.RIGHT_PARENTHESIS);
    tokens.leave();
    return result;
  }

  /** {@code {d '2020-01-01'}}, {@code {fn now()}}: the word says little, the expression counts. */
  private Expression odbcEscape() {
    tokens.expect(TokenKind.LEFT_BRACE);
    String kind = tokens.name().toLowerCase(Locale.ROOT);
    Expression value = expression();
    tokens.expect(TokenKind.RIGHT_BRACE);
    if (value instanceof Literal.StringLiteral literal) {
      return switch (kind) {
        case "d" -> temporal(Literal.TemporalLiteral.Kind.DATE, literal);
        case "t" -> temporal(Literal.TemporalLiteral.Kind.TIME, literal);
        case "ts" -> temporal(Literal.TemporalLiteral.Kind.TIMESTAMP, literal);
        default -> value;
      };
    }
    return value;
  }

  private static Expression temporal(
      Literal.TemporalLiteral.Kind kind, Literal.StringLiteral literal) {
    return new Literal.TemporalLiteral(kind, literal.value());
  }

  private Expression userVariable() {
    String name = tokens.userVariable();
    if (tokens.accept(TokenKind.ASSIGN)) {
      tokens.deprecated(
          "Setting user variables within expressions is deprecated and will be removed in a future"
              + " release. Consider alternatives: 'SET variable=expression, ...', or 'SELECT"
              + " expression(s) INTO variables(s)'.");
      return new Expression.VariableAssignment(name, expression());
    }
    return new Expression.UserVariable(name);
  }

  private Expression systemVariable() {
    tokens.expect(TokenKind.SYSTEM_VARIABLE);
    VariableScope scope = VariableScope.IMPLICIT;
    if (tokens.peekKind(1) == TokenKind.DOT) {
      scope =
          switch (tokens.keyword()) {
            case GLOBAL -> VariableScope.GLOBAL;
            case SESSION, LOCAL -> VariableScope.SESSION;
            default -> VariableScope.IMPLICIT;
          };
    }
    if (scope != VariableScope.IMPLICIT) {
      tokens.advance();
      tokens.expect(TokenKind.DOT);
      refuseSecondScope();
    }
    String name = scope == VariableScope.IMPLICIT ? tokens.name() : tokens.nameAfterDot();
    Optional<String> instance = Optional.empty();
    if (tokens.accept(TokenKind.DOT)) {
      instance = Optional.of(name);
      name = tokens.nameAfterDot();
    }
    return new Expression.SystemVariable(scope, instance, name.toLowerCase(Locale.ROOT));
  }

  /** {@code @@global.session.name} has one scope too many. */
  private void refuseSecondScope() {
    if (tokens.peekKind(1) == TokenKind.DOT) {
      switch (tokens.keyword()) {
        case GLOBAL, SESSION, LOCAL -> throw tokens.syntaxError();
        default -> {}
      }
    }
  }

  // ---- words

  private Expression word() {
    if (grammar.literals.atLiteral()) {
      return grammar.literals.literal();
    }
    boolean call = tokens.peekKind(1) == TokenKind.LEFT_PARENTHESIS;
    switch (tokens.keyword()) {
      case NOT_A_KEYWORD -> {
        return columnOrFunction();
      }
      case CASE -> {
        return caseExpression();
      }
      case EXISTS -> {
        tokens.advance();
        return new Expression.Exists(grammar.queries.parenthesizedSubquery());
      }
      case INTERVAL -> {
        return leadingInterval();
      }
      case MATCH -> {
        return match();
      }
      case ROW -> {
        tokens.advance();
        tokens.expect(TokenKind.LEFT_PARENTHESIS);
        List<Expression> items = tokens.commaList(this::expression);
        if (items.size() < 2) {
          throw tokens.syntaxError();
        }
        tokens.expect(TokenKind.RIGHT_PARENTHESIS);
        return new Expression.Row(items);
      }
      case DEFAULT -> {
        tokens.advance();
        return new Expression.DefaultOf(parenthesizedColumn());
      }
      case VALUES -> {
        tokens.deprecated(
            "'VALUES function' is deprecated and will be removed in a future release. Please use an"
                + " alias (INSERT INTO ... VALUES (...) AS alias) and replace VALUES(col) in the ON"
                + " DUPLICATE KEY UPDATE clause with alias.col instead");
        tokens.advance();
        return new Expression.InsertedValue(parenthesizedColumn());
      }
      default -> {
        if (grammar.functions.isFunctionWord(tokens.keyword(), call)) {
          return grammar.functions.wordFunction();
        }
        return columnOrFunction();
      }
    }
  }

  private Expression.ColumnReference parenthesizedColumn() {
    tokens.expect(TokenKind.LEFT_PARENTHESIS);
    Expression.ColumnReference column = column();
    tokens.expect(TokenKind.RIGHT_PARENTHESIS);
    return column;
  }

  private Expression caseExpression() {
    tokens.expect(Keyword.CASE);
    Optional<Expression> operand =
        tokens.at(Keyword.WHEN) ? Optional.empty() : Optional.of(expression());
    List<Expression.Case.When> branches = new ArrayList<>();
    do {
      tokens.expect(Keyword.WHEN);
      Expression condition = expression();
      tokens.expect(Keyword.THEN);
      branches.add(new Expression.Case.When(condition, expression()));
    } while (tokens.at(Keyword.WHEN));
    Optional<Expression> otherwise =
        tokens.accept(Keyword.ELSE) ? Optional.of(expression()) : Optional.empty();
    tokens.expect(Keyword.END);
    return new Expression.Case(operand, branches, otherwise);
  }

  /** {@code INTERVAL amount unit + expression}, or the function INTERVAL. */
  private Expression leadingInterval() {
    Expression amountOrFunction = intervalAmountOrFunction();
    if (amountOrFunction instanceof Expression.FunctionCall function
        && function.name().equals("interval")
        && !atUnit()) {
      return function;
    }
    IntervalUnit unit = unit();
    tokens.expect(TokenKind.PLUS);
    return new Expression.DateArithmetic(expression(), amountOrFunction, unit, false);
  }

  private Expression match() {
    tokens.expect(Keyword.MATCH);
    boolean parentheses = tokens.accept(TokenKind.LEFT_PARENTHESIS);
    List<Expression.ColumnReference> columns = tokens.commaList(this::column);
    if (parentheses) {
      tokens.expect(TokenKind.RIGHT_PARENTHESIS);
    }
    tokens.expect(Keyword.AGAINST);
    tokens.expect(TokenKind.LEFT_PARENTHESIS);
    Expression against = bitExpression();
    FullTextMode mode = FullTextMode.NATURAL_LANGUAGE;
    if (tokens.accept(Keyword.IN)) {
      if (tokens.accept(Keyword.BOOLEAN)) {
        mode = FullTextMode.BOOLEAN;
      } else {
        tokens.expect(Keyword.NATURAL, Keyword.LANGUAGE);
      }
      tokens.expect(Keyword.MODE);
    }
    if (mode != FullTextMode.BOOLEAN && tokens.accept(Keyword.WITH)) {
      tokens.expect(Keyword.QUERY, Keyword.EXPANSION);
      mode = FullTextMode.QUERY_EXPANSION;
    }
    tokens.expect(TokenKind.RIGHT_PARENTHESIS);
    return new Expression.MatchAgainst(columns, against, mode);
  }

  /** {@code [[schema.]table.]column}. */
  Expression.ColumnReference column() {
    int from = tokens.start();
    return column(tokens.name(), from);
  }

  private Expression.ColumnReference column(String first, int from) {
    if (!tokens.accept(TokenKind.DOT)) {
      return new Expression.ColumnReference(Optional.empty(), first, new SourceText(first, from));
    }
    String second = tokens.nameAfterDot();
    if (!tokens.accept(TokenKind.DOT)) {
      return new Expression.ColumnReference(
          Optional.of(tokens.tableNameOf(first)), second, tokens.sourceFrom(from));
    }
    String third = tokens.nameAfterDot();
    TableName table = tokens.tableNameOf(first, second);
    return new Expression.ColumnReference(Optional.of(table), third, tokens.sourceFrom(from));
  }

  private Expression columnOrFunction() {
    int from = tokens.start();
    boolean quoted = tokens.at(TokenKind.QUOTED_NAME);
    boolean adjacent = tokens.nextIsAdjacent();
    String first = tokens.nameOrFunction();
    if (tokens.at(TokenKind.LEFT_PARENTHESIS)) {
      return grammar.functions.call(first, from, quoted, adjacent);
    }
    if (tokens.at(TokenKind.DOT)
        && tokens.peekKind(2) == TokenKind.LEFT_PARENTHESIS
        && tokens.peekKind(1) != TokenKind.STAR) {
      tokens.advance();
      String name = tokens.nameAfterDot();
      return grammar.functions.storedFunction(first, name, from);
    }
    return jsonPath(column(first, from));
  }

  private Expression jsonPath(Expression.ColumnReference column) {
    if (!tokens.at(TokenKind.ARROW) && !tokens.at(TokenKind.DOUBLE_ARROW)) {
      return column;
    }
    boolean unquote = tokens.at(TokenKind.DOUBLE_ARROW);
    tokens.advance();
    Expression path = new Literal.StringLiteral(tokens.string());
    Expression extract = new Expression.FunctionCall("json_extract", List.of(column, path));
    return unquote ? new Expression.FunctionCall("json_unquote", List.of(extract)) : extract;
  }

  /** A cast with a precision alone, for the functions that MySQL turns into casts. */
  static CastType castTo(CastType.Name name, OptionalLong length) {
    return new CastType(name, length, OptionalInt.empty(), Optional.empty(), false);
  }
}
