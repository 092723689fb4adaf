package io.braid.planner.parse;

import io.braid.common.MySqlException;
import io.braid.planner.tree.BinaryOperator;
import io.braid.planner.tree.CastType;
import io.braid.planner.tree.Expression;
import io.braid.planner.tree.IntervalUnit;
import io.braid.planner.tree.JsonDefault;
import io.braid.planner.tree.Literal;
import io.braid.planner.tree.OrderItem;
import io.braid.planner.tree.SourceText;
import io.braid.planner.tree.WindowSpecification;
import io.braid.planner.tree.WindowTarget;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Functions: the ones with a syntax of their own, aggregates, windows, and all others by name.
 *
 * @see "MySQL 9.7 Reference Manual, Functions and Operators; Function Name Parsing and Resolution"
 */
final class FunctionParser {
  private final Grammar grammar;
  private final TokenStream tokens;

  FunctionParser(Grammar grammar) {
    this.grammar = grammar;
    this.tokens = grammar.tokens;
  }

  private Expression expression() {
    return grammar.expressions.expression();
  }

  /** Whether a reserved word begins a function here. */
  boolean isFunctionWord(Keyword keyword, boolean call) {
    return switch (keyword) {
      case CURRENT_DATE,
          CURRENT_TIME,
          CURRENT_TIMESTAMP,
          CURRENT_USER,
          LOCALTIME,
          LOCALTIMESTAMP,
          UTC_DATE,
          UTC_TIME,
          UTC_TIMESTAMP ->
          true;
      case CHAR,
          CONVERT,
          CUME_DIST,
          DATABASE,
          DENSE_RANK,
          FIRST_VALUE,
          GROUPING,
          IF,
          INSERT,
          LAG,
          LAST_VALUE,
          LEAD,
          LEFT,
          MOD,
          NTH_VALUE,
          NTILE,
          PERCENT_RANK,
          RANK,
          REPEAT,
          REPLACE,
          RIGHT,
          ROW_NUMBER,
          SCHEMA ->
          call;
      default -> false;
    };
  }

  /** A function that is a reserved word. */
  Expression wordFunction() {
    int from = tokens.start();
    boolean adjacent = tokens.nextIsAdjacent();
    String name = tokens.anyWord();
    if (tokens.at(TokenKind.LEFT_PARENTHESIS)) {
      return call(name, from, false, adjacent);
    }
    return new Expression.FunctionCall(
        Optional.empty(),
        FunctionNames.canonical(name.toLowerCase(Locale.ROOT)),
        List.of(),
        new SourceText(name, from));
  }

  /** {@code schema.name(…)}. */
  Expression storedFunction(String schema, String name, int from) {
    SourceText source = tokens.sourceFrom(from);
    tokens.expect(TokenKind.LEFT_PARENTHESIS);
    return new Expression.FunctionCall(
        Optional.of(schema), name.toLowerCase(Locale.ROOT), arguments(), source);
  }

  /**
   * {@code name(…)}, at the parenthesis.
   *
   * @param adjacent whether the parenthesis follows without a space; some names are functions only
   *     then, unless IGNORE_SPACE is on
   */
  Expression call(String written, int from, boolean quoted, boolean adjacent) {
    tokens.enter();
    SourceText source = new SourceText(written, from);
    String name = written.toLowerCase(Locale.ROOT);
    if (name.equals("found_rows")) {
      tokens.deprecated(
          "FOUND_ROWS() is deprecated and will be removed in a future release. Consider using"
              + " COUNT(*) instead.");
    }
    tokens.expect(TokenKind.LEFT_PARENTHESIS);
    boolean special = !quoted && (adjacent || tokens.options().ignoreSpace());
    Expression result =
        switch (name) {
          case "count",
              "sum",
              "avg",
              "min",
              "max",
              "bit_and",
              "bit_or",
              "bit_xor",
              "std",
              "stddev",
              "stddev_pop",
              "stddev_samp",
              "var_pop",
              "var_samp",
              "variance",
              "json_arrayagg",
              "json_objectagg",
              "st_collect" ->
              special ? aggregate(name) : generic(name, source);
          case "group_concat" -> special ? groupConcat() : generic(name, source);
          case "cast" -> special ? cast() : generic(name, source);
          case "extract" -> special ? extract() : generic(name, source);
          case "position" -> special ? position() : generic(name, source);
          case "substring", "substr", "mid" -> special ? substring() : generic(name, source);
          case "trim" -> special ? trim() : generic(name, source);
          case "date_add", "date_sub" ->
              special ? dateArithmetic(name.equals("date_sub"), false) : generic(name, source);
          case "adddate", "subdate" ->
              special ? dateArithmetic(name.equals("subdate"), true) : generic(name, source);
          default -> quoted ? generic(name, source) : keywordFunction(name, source);
        };
    tokens.leave();
    return result;
  }

  private Expression keywordFunction(String name, SourceText source) {
    return switch (name) {
      case "convert" -> convert();
      case "char" -> character();
      case "mod" -> modulo();
      case "timestampadd" -> timestampAdd();
      case "timestampdiff" -> timestampDiff();
      case "get_format" -> getFormat();
      case "weight_string" -> weightString();
      case "json_value" -> jsonValue();
      case "row_number", "rank", "dense_rank", "cume_dist", "percent_rank" -> window(name, 0, 0);
      case "ntile" -> window(name, 1, 1);
      case "lead", "lag" -> window(name, 1, 3);
      case "first_value", "last_value" -> window(name, 1, 1);
      case "nth_value" -> window(name, 2, 2);
      default -> generic(name, source);
    };
  }

  /** Arguments up to and with the closing parenthesis. */
  private List<Expression> arguments() {
    if (tokens.accept(TokenKind.RIGHT_PARENTHESIS)) {
      return List.of();
    }
    List<Expression> arguments = tokens.commaList(this::argument);
    close();
    return arguments;
  }

  /** Loadable functions may have named arguments; the name is of no use to us. */
  private Expression argument() {
    Expression argument = expression();
    if (tokens.accept(Keyword.AS)) {
      tokens.nameOrString();
    } else if (tokens.atNameOrString()) {
      tokens.nameOrString();
    }
    return argument;
  }

  private void close() {
    tokens.expect(TokenKind.RIGHT_PARENTHESIS);
  }

  private void comma() {
    tokens.expect(TokenKind.COMMA);
  }

  private Expression generic(String name, SourceText source) {
    if (takesPrecision(name)
        && !tokens.at(TokenKind.RIGHT_PARENTHESIS)
        && !tokens.at(TokenKind.INTEGER)) {
      throw tokens.syntaxError();
    }
    return FunctionNames.call(name, arguments(), source);
  }

  /** Functions whose only argument is a number of digits as written. */
  private static boolean takesPrecision(String name) {
    return switch (name.toLowerCase(Locale.ROOT)) {
      case "now", "curtime", "sysdate", "utc_time", "utc_timestamp" -> true;
      default -> false;
    };
  }

  // ---- aggregates and windows

  private Expression aggregate(String name) {
    boolean distinct = tokens.accept(Keyword.DISTINCT);
    if (!distinct) {
      tokens.accept(Keyword.ALL);
    }
    List<Expression> arguments;
    if (name.equals("count") && !distinct && tokens.accept(TokenKind.STAR)) {
      arguments = List.of(new Literal.IntegerLiteral(0));
    } else if (name.equals("json_objectagg") || (name.equals("count") && distinct)) {
      arguments = tokens.commaList(this::expression);
    } else {
      arguments = List.of(expression());
    }
    close();
    return new Expression.AggregateCall(FunctionNames.canonical(name), distinct, arguments, over());
  }

  private Expression groupConcat() {
    boolean distinct = tokens.accept(Keyword.DISTINCT);
    List<Expression> arguments = tokens.commaList(this::expression);
    List<OrderItem> orderBy =
        tokens.accept(Keyword.ORDER) ? grammar.queries.orderItems() : List.of();
    String separator = tokens.accept(Keyword.SEPARATOR) ? tokens.stringOrHex() : ",";
    close();
    return new Expression.GroupConcat(distinct, arguments, orderBy, separator, over());
  }

  private Expression window(String name, int argumentsMin, int argumentsMax) {
    List<Expression> arguments = new ArrayList<>();
    if (argumentsMax > 0) {
      arguments.add(name.equals("ntile") ? stableInteger() : expression());
      while (arguments.size() < argumentsMax && tokens.acceptComma()) {
        arguments.add(arguments.size() == 1 ? stableInteger() : expression());
      }
      if (arguments.size() < argumentsMin) {
        throw tokens.syntaxError();
      }
    }
    close();
    if (name.equals("nth_value") && tokens.accept(Keyword.FROM)) {
      if (!tokens.accept(Keyword.FIRST)) {
        tokens.expect(Keyword.LAST);
        throw MySqlException.notSupported("FROM LAST");
      }
    }
    if (tokens.accept(Keyword.RESPECT)) {
      tokens.expect(Keyword.NULLS);
    } else if (tokens.accept(Keyword.IGNORE)) {
      tokens.expect(Keyword.NULLS);
      throw MySqlException.notSupported("IGNORE NULLS");
    }
    if (!tokens.at(Keyword.OVER)) {
      throw tokens.syntaxError();
    }
    return new Expression.WindowCall(name, arguments, true, over().orElseThrow());
  }

  /** Offsets of window functions are constants while the statement runs. */
  private Expression stableInteger() {
    return switch (tokens.kind()) {
      case INTEGER, HEX, BIT, PARAMETER, USER_VARIABLE -> expression();
      case WORD, QUOTED_NAME -> new Expression.ColumnReference(tokens.name());
      default -> throw tokens.syntaxError();
    };
  }

  private Optional<WindowTarget> over() {
    if (!tokens.accept(Keyword.OVER)) {
      return Optional.empty();
    }
    if (tokens.at(TokenKind.LEFT_PARENTHESIS)) {
      return Optional.of(new WindowTarget.Inline(windowSpecification()));
    }
    return Optional.of(new WindowTarget.Named(tokens.name()));
  }

  /** {@code ([base] [PARTITION BY …] [ORDER BY …] [frame])}. */
  WindowSpecification windowSpecification() {
    tokens.expect(TokenKind.LEFT_PARENTHESIS);
    boolean frameWord =
        tokens.at(Keyword.ROWS) || tokens.at(Keyword.RANGE) || tokens.at(Keyword.GROUPS);
    Optional<String> base =
        !frameWord && tokens.atName() ? Optional.of(tokens.name()) : Optional.empty();
    List<Expression> partitionBy = List.of();
    if (tokens.accept(Keyword.PARTITION)) {
      tokens.expect(Keyword.BY);
      partitionBy = tokens.commaList(this::expression);
    }
    List<OrderItem> orderBy =
        tokens.accept(Keyword.ORDER) ? grammar.queries.orderItems() : List.of();
    Optional<WindowSpecification.Frame> frame = frame();
    close();
    return new WindowSpecification(base, partitionBy, orderBy, frame);
  }

  private Optional<WindowSpecification.Frame> frame() {
    WindowSpecification.FrameUnit unit =
        switch (tokens.keyword()) {
          case ROWS -> WindowSpecification.FrameUnit.ROWS;
          case RANGE -> WindowSpecification.FrameUnit.RANGE;
          case GROUPS -> WindowSpecification.FrameUnit.GROUPS;
          default -> null;
        };
    if (unit == null) {
      return Optional.empty();
    }
    tokens.advance();
    WindowSpecification.Bound start;
    WindowSpecification.Bound end;
    if (tokens.accept(Keyword.BETWEEN)) {
      start = bound();
      tokens.expect(Keyword.AND);
      end = bound();
    } else {
      start = bound();
      end = new WindowSpecification.Bound.CurrentRow();
    }
    if (tokens.accept(Keyword.EXCLUDE)) {
      throw MySqlException.notSupported("EXCLUDE");
    }
    return Optional.of(new WindowSpecification.Frame(unit, start, end));
  }

  private WindowSpecification.Bound bound() {
    if (tokens.accept(Keyword.UNBOUNDED)) {
      return new WindowSpecification.Bound.Unbounded(following());
    }
    if (tokens.accept(Keyword.CURRENT)) {
      tokens.expect(Keyword.ROW);
      return new WindowSpecification.Bound.CurrentRow();
    }
    Optional<IntervalUnit> unit = Optional.empty();
    Expression amount;
    if (tokens.accept(Keyword.INTERVAL)) {
      amount = expression();
      unit = Optional.of(grammar.expressions.unit());
    } else {
      // Only a number without sign or a parameter may stand here.
      switch (tokens.kind()) {
        case INTEGER, DECIMAL, FLOAT, PARAMETER -> {}
        default -> throw tokens.syntaxError();
      }
      if (tokens.peekKeyword(1) != Keyword.PRECEDING
          && tokens.peekKeyword(1) != Keyword.FOLLOWING) {
        tokens.advance();
        throw tokens.syntaxError();
      }
      amount = expression();
    }
    return new WindowSpecification.Bound.Offset(amount, unit, following());
  }

  private boolean following() {
    if (tokens.accept(Keyword.FOLLOWING)) {
      return true;
    }
    tokens.expect(Keyword.PRECEDING);
    return false;
  }

  // ---- functions with a syntax of their own

  private Expression cast() {
    Expression value = expression();
    Optional<String> timeZone = Optional.empty();
    if (tokens.accept(Keyword.AT)) {
      // MySQL knows AT TIME ZONE for DATETIME only.
      tokens.expect(Keyword.TIME, Keyword.ZONE);
      tokens.accept(Keyword.INTERVAL);
      timeZone = Optional.of(tokens.string());
      tokens.expect(Keyword.AS);
      if (!tokens.at(Keyword.DATETIME)) {
        throw tokens.syntaxError();
      }
    } else {
      tokens.expect(Keyword.AS);
    }
    CastType type = grammar.types.castType();
    boolean array = timeZone.isEmpty() && tokens.accept(Keyword.ARRAY);
    close();
    return new Expression.Cast(value, type, array, timeZone);
  }

  private Expression convert() {
    Expression value = expression();
    if (tokens.accept(Keyword.USING)) {
      String charset = tokens.charset();
      close();
      return new Expression.ConvertUsing(value, charset);
    }
    comma();
    CastType type = grammar.types.castType();
    close();
    return new Expression.Cast(value, type, false, Optional.empty());
  }

  private Expression character() {
    List<Expression> codes = tokens.commaList(this::expression);
    Optional<String> charset =
        tokens.accept(Keyword.USING) ? Optional.of(tokens.charset()) : Optional.empty();
    close();
    return new Expression.CharFunction(codes, charset);
  }

  private Expression modulo() {
    Expression left = expression();
    comma();
    Expression right = expression();
    close();
    return new Expression.BinaryOperation(BinaryOperator.MODULO, left, right);
  }

  private Expression extract() {
    IntervalUnit unit = grammar.expressions.unit();
    tokens.expect(Keyword.FROM);
    Expression value = expression();
    close();
    return new Expression.Extract(unit, value);
  }

  private Expression position() {
    Expression part = grammar.expressions.bitExpression();
    tokens.expect(Keyword.IN);
    Expression whole = expression();
    close();
    return new Expression.FunctionCall("locate", List.of(part, whole));
  }

  private Expression substring() {
    List<Expression> arguments = new ArrayList<>();
    arguments.add(expression());
    if (tokens.accept(Keyword.FROM)) {
      arguments.add(expression());
      if (tokens.accept(Keyword.FOR)) {
        arguments.add(expression());
      }
    } else {
      comma();
      arguments.add(expression());
      if (tokens.acceptComma()) {
        arguments.add(expression());
      }
    }
    close();
    return new Expression.FunctionCall("substr", arguments);
  }

  private Expression trim() {
    Expression.Trim.Side side =
        switch (tokens.keyword()) {
          case BOTH -> Expression.Trim.Side.BOTH;
          case LEADING -> Expression.Trim.Side.LEADING;
          case TRAILING -> Expression.Trim.Side.TRAILING;
          default -> Expression.Trim.Side.DEFAULT;
        };
    Optional<Expression> remove = Optional.empty();
    Expression value;
    if (side == Expression.Trim.Side.DEFAULT) {
      value = expression();
      if (tokens.accept(Keyword.FROM)) {
        remove = Optional.of(value);
        value = expression();
      }
    } else {
      tokens.advance();
      if (!tokens.at(Keyword.FROM)) {
        remove = Optional.of(expression());
      }
      tokens.expect(Keyword.FROM);
      value = expression();
    }
    close();
    return new Expression.Trim(side, remove, value);
  }

  /** DATE_ADD and friends; ADDDATE and SUBDATE also take a number of days. */
  private Expression dateArithmetic(boolean subtracted, boolean daysAllowed) {
    Expression base = expression();
    comma();
    Expression result;
    if (daysAllowed && !tokens.at(Keyword.INTERVAL)) {
      result = new Expression.DateArithmetic(base, expression(), IntervalUnit.DAY, subtracted);
    } else {
      tokens.expect(Keyword.INTERVAL);
      Expression amount = expression();
      result = new Expression.DateArithmetic(base, amount, grammar.expressions.unit(), subtracted);
    }
    close();
    return result;
  }

  private Expression timestampAdd() {
    IntervalUnit unit = simpleUnit();
    comma();
    Expression amount = expression();
    comma();
    Expression base = expression();
    close();
    return new Expression.DateArithmetic(base, amount, unit, false);
  }

  private Expression timestampDiff() {
    IntervalUnit unit = simpleUnit();
    comma();
    Expression from = expression();
    comma();
    Expression to = expression();
    close();
    return new Expression.TimestampDifference(unit, from, to);
  }

  private IntervalUnit simpleUnit() {
    int at = tokens.start();
    IntervalUnit unit = grammar.expressions.unit();
    if (unit.isComposite()) {
      throw tokens.syntaxErrorAt(at);
    }
    return unit;
  }

  private Expression getFormat() {
    Expression.GetFormat.Kind kind =
        switch (tokens.keyword()) {
          case DATE -> Expression.GetFormat.Kind.DATE;
          case TIME -> Expression.GetFormat.Kind.TIME;
          case DATETIME, TIMESTAMP -> Expression.GetFormat.Kind.DATETIME;
          default -> throw tokens.syntaxError();
        };
    tokens.advance();
    comma();
    Expression region = expression();
    close();
    return new Expression.GetFormat(kind, region);
  }

  private Expression weightString() {
    Expression value = expression();
    Optional<Expression.WeightString.Padding> padding = Optional.empty();
    if (tokens.accept(Keyword.AS)) {
      boolean binary = tokens.accept(Keyword.BINARY);
      if (!binary) {
        tokens.expect(Keyword.CHAR);
      }
      tokens.expect(TokenKind.LEFT_PARENTHESIS);
      int at = tokens.start();
      long length = tokens.unsignedLong();
      if (length == 0) {
        throw tokens.syntaxErrorAt(at);
      }
      padding = Optional.of(new Expression.WeightString.Padding(binary, length));
      close();
    }
    close();
    return new Expression.WeightString(value, padding);
  }

  private Expression jsonValue() {
    Expression document = grammar.expressions.simpleExpression();
    comma();
    Expression path = grammar.literals.literal();
    Optional<CastType> returning =
        tokens.accept(Keyword.RETURNING) ? Optional.of(grammar.types.castType()) : Optional.empty();
    JsonDefault onEmpty = jsonDefault(Keyword.EMPTY);
    JsonDefault onError = jsonDefault(Keyword.ERROR);
    close();
    return new Expression.JsonValue(document, path, returning, onEmpty, onError);
  }

  /** {@code NULL | ERROR | DEFAULT value} and {@code ON EMPTY} or {@code ON ERROR}, if it comes. */
  JsonDefault jsonDefault(Keyword event) {
    boolean simple = tokens.at(Keyword.NULL) || tokens.at(Keyword.ERROR);
    if (simple) {
      if (tokens.peekKeyword(2) != event) {
        return new JsonDefault.Implicit();
      }
      boolean error = tokens.at(Keyword.ERROR);
      tokens.advance();
      tokens.expect(Keyword.ON, event);
      return error ? new JsonDefault.Error() : new JsonDefault.Null();
    }
    if (!tokens.at(Keyword.DEFAULT)) {
      return new JsonDefault.Implicit();
    }
    // DEFAULT [-] literal ON event: three or four tokens ahead.
    int eventAt = tokens.peekKeyword(2) == Keyword.ON ? 3 : 4;
    if (tokens.peekKeyword(eventAt) != event) {
      return new JsonDefault.Implicit();
    }
    tokens.advance();
    Expression value = grammar.expressions.simpleExpression();
    tokens.expect(Keyword.ON, event);
    return new JsonDefault.Value(value);
  }

  /** A cast that is written as a function: {@code DATE(x)}. */
  static Expression cast(Expression value, CastType.Name type, OptionalLong length) {
    return new Expression.Cast(
        value, ExpressionParser.castTo(type, length), false, Optional.empty());
  }
}
