package io.braid.planner.analyze;

import io.braid.common.MySqlError;
import io.braid.common.MySqlException;
import io.braid.common.type.Charset;
import io.braid.common.type.Collation;
import io.braid.common.type.ColumnType;
import io.braid.common.type.MySqlType;
import io.braid.common.value.SqlValue;
import io.braid.planner.tree.BinaryOperator;
import io.braid.planner.tree.ComparisonOperator;
import io.braid.planner.tree.Expression;
import io.braid.planner.tree.IntervalUnit;
import io.braid.planner.tree.Literal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexNode;

/**
 * Resolves names and types in an expression and gives it in Calcite's algebra. What depends on
 * where the expression stands (names, aggregates, DEFAULT, subqueries) is asked of its {@link
 * Place}.
 */
final class ExpressionAnalyzer {
  /** Where an expression stands. */
  interface Place {
    /** A column. */
    Operand column(Expression.ColumnReference reference);

    /** An aggregate function, plain or over a window, or a window function. */
    Operand aggregate(Expression.Call call, ExpressionAnalyzer analyzer);

    /** A subquery. */
    SubqueryAnalysis subqueries();

    /** {@code DEFAULT}, {@code DEFAULT(c)} and {@code VALUES(c)}. */
    Operand ofRow(Expression.Reference reference);
  }

  /** Functions that compare their first argument with each of the others. */
  private static final Set<String> COMPARING = Set.of("field", "interval");

  private final StatementAnalysis statement;
  private final Place place;
  private final RexFactory rex;
  private final OperatorTyping operators;

  ExpressionAnalyzer(StatementAnalysis statement, Place place) {
    this.statement = statement;
    this.place = place;
    rex = statement.rex();
    operators = statement.operators();
  }

  StatementAnalysis statement() {
    return statement;
  }

  /** A condition. */
  RexNode condition(Expression expression) {
    return rex.truth(value(expression).rex());
  }

  /**
   * One value.
   *
   * @throws MySqlException 1241 for a row
   */
  Operand value(Expression expression) {
    statement.enter();
    try {
      return switch (expression) {
        case Literal literal -> literal(literal);
        case Expression.Reference reference -> reference(reference);
        case Expression.Operation operation -> operation(operation);
        case Expression.Call call -> call(call);
        case Expression.SubqueryExpression subquery -> place.subqueries().value(subquery, this);
      };
    } finally {
      statement.leave();
    }
  }

  List<Operand> values(List<Expression> expressions) {
    return expressions.stream().map(this::value).toList();
  }

  private Operand literal(Literal literal) {
    Literals.Typed typed = Literals.analyze(literal, statement.context().connectionCollation());
    return new Operand(
        rex.constant(typed.value(), typed.type()), typed.coercibility(), typed.asciiOnly());
  }

  private Operand reference(Expression.Reference reference) {
    return switch (reference) {
      case Expression.ColumnReference column -> place.column(column);
      case Expression.UserVariable variable -> userVariable(variable.name());
      case Expression.SystemVariable variable -> systemVariable(variable);
      case Expression.Parameter parameter -> parameter(parameter.ordinal(), Optional.empty());
      case Expression.DefaultValue d -> place.ofRow(d);
      case Expression.DefaultOf d -> place.ofRow(d);
      case Expression.InsertedValue v -> place.ofRow(v);
    };
  }

  private Operand userVariable(String name) {
    ColumnType type =
        statement
            .context()
            .variables()
            .userVariable(name)
            .orElseGet(() -> TypeRules.string(65_532, Collation.BINARY));
    RexNode node =
        rex.operator(
            new ScalarOperator.UserVariable(name.toLowerCase(Locale.ROOT), false),
            type,
            true,
            List.of());
    return TypeRules.isString(type)
        ? new Operand(node, Coercibility.IMPLICIT, false)
        : Operand.of(node);
  }

  private Operand systemVariable(Expression.SystemVariable variable) {
    String scope =
        switch (variable.scope()) {
          case GLOBAL -> "global";
          case SESSION -> "session";
          default -> "";
        };
    String name = variable.instance().map(i -> i + "." + variable.name()).orElse(variable.name());
    ColumnType type = statement.context().variables().systemVariable(name, scope);
    RexNode node =
        rex.call(
            "system_variable",
            type,
            true,
            List.of(rex.text(name), rex.integer(scope.equals("global") ? 1 : 0)));
    return TypeRules.isString(type)
        ? new Operand(node, Coercibility.SYSTEM_CONSTANT, false)
        : Operand.of(node);
  }

  /** A parameter whose type its neighbours suggest. */
  private Operand parameter(int ordinal, Optional<ColumnType> suggested) {
    statement.sawParameter(ordinal);
    if (statement.context().literals().isPresent()) {
      return literalParameter(ordinal, statement.context().literals().get());
    }
    List<ColumnType> known = statement.context().parameterTypes();
    ColumnType type =
        ordinal < known.size()
            ? known.get(ordinal)
            : suggested.orElseGet(
                () -> TypeRules.string(16_383, statement.context().connectionCollation()));
    RexNode node = rex.operator(new ScalarOperator.Parameter(ordinal), type, true, List.of());
    return TypeRules.isString(type)
        ? new Operand(node, Coercibility.COERCIBLE, false)
        : Operand.of(node);
  }

  /** A literal of a normalized statement. */
  private Operand literalParameter(int ordinal, LiteralUses literals) {
    Literals.Typed typed =
        Literals.analyze(literals.literal(ordinal), statement.context().connectionCollation());
    return new Operand(
        rex.literal(typed.value(), typed.type(), literals.use(ordinal)),
        typed.coercibility(),
        typed.asciiOnly());
  }

  /** Two values of which one may be a parameter that takes the other's type. */
  private List<Operand> pair(Expression left, Expression right) {
    if (left instanceof Expression.Parameter p && !(right instanceof Expression.Parameter)) {
      Operand other = value(right);
      return List.of(parameter(p.ordinal(), Optional.of(parameterType(other))), other);
    }
    if (right instanceof Expression.Parameter p && !(left instanceof Expression.Parameter)) {
      Operand other = value(left);
      return List.of(other, parameter(p.ordinal(), Optional.of(parameterType(other))));
    }
    return List.of(value(left), value(right));
  }

  /** A value that is stored in a column: a parameter alone takes a type that loses nothing. */
  Operand assigned(Expression expression, ColumnType column) {
    return expression instanceof Expression.Parameter p
        ? operators.loose(parameter(p.ordinal(), Optional.of(storedType(column))))
        : forColumn(value(expression), column);
  }

  /** Hexadecimal and bit literals are integers for a column of numbers, else bytes. */
  private Operand forColumn(Operand value, ColumnType column) {
    return switch (column.family()) {
      case YEAR -> new YearAssignment(rex).assigned(operators.bytesAsInteger(value));
      case INTEGER, DECIMAL, FLOATING -> operators.bytesAsInteger(value);
      case NULL, BIT, DATE, TIME, DATETIME, ENUM, SET, STRING, JSON, GEOMETRY -> value;
    };
  }

  private ColumnType storedType(ColumnType column) {
    Collation connection = statement.context().connectionCollation();
    return switch (column.family()) {
      case INTEGER -> ColumnType.integer(MySqlType.BIGINT, column.unsigned());
      case BIT -> ColumnType.integer(MySqlType.BIGINT, true);
      case DECIMAL -> ColumnType.decimal(65, 30, false);
      case FLOATING -> TypeRules.DOUBLE;
      case STRING ->
          column.collation() == Collation.BINARY
              ? TypeRules.string(Integer.MAX_VALUE, Collation.BINARY)
              : TypeRules.string(Integer.MAX_VALUE, connection);
      case GEOMETRY -> TypeRules.string(Integer.MAX_VALUE, Collation.BINARY);
      case NULL, YEAR, DATE, TIME, DATETIME, ENUM, SET, JSON ->
          TypeRules.string(Integer.MAX_VALUE, connection);
    };
  }

  private ColumnType parameterType(Operand other) {
    ColumnType type = other.type();
    return switch (type.family()) {
      case INTEGER -> ColumnType.integer(MySqlType.BIGINT, type.unsigned());
      case DECIMAL -> ColumnType.decimal(65, 30, false);
      case FLOATING -> TypeRules.DOUBLE;
      case DATE, DATETIME -> TypeRules.datetime(6);
      case TIME -> TypeRules.time(6);
      case STRING ->
          TypeRules.string(
              16_383,
              type.collation() == Collation.BINARY
                  ? Collation.BINARY
                  : statement.context().connectionCollation());
      case NULL, BIT, YEAR, ENUM, SET, JSON, GEOMETRY ->
          TypeRules.string(16_383, statement.context().connectionCollation());
    };
  }

  private Operand operation(Expression.Operation operation) {
    return switch (operation) {
      case Expression.UnaryOperation u -> unary(u);
      case Expression.BinaryOperation b -> {
        List<Operand> pair = pair(b.left(), b.right());
        yield operators.binary(b.operator(), pair.get(0), pair.get(1));
      }
      case Expression.Comparison c -> Operand.of(comparison(c));
      case Expression.LogicalOperation l -> Operand.of(logical(l));
      case Expression.Between b -> Operand.of(between(b));
      case Expression.InList in -> Operand.of(inList(in));
      case Expression.Like like -> {
        List<Operand> pair = pair(like.value(), like.pattern());
        yield Operand.of(
            operators.like(
                pair.get(0), pair.get(1), like.escape().map(this::value), like.negated()));
      }
      case Expression.RegexpMatch r ->
          Operand.of(operators.regexp(value(r.value()), value(r.pattern()), r.negated()));
      case Expression.SoundsLike s ->
          Operand.of(
              operators.compare(
                  "=", function("soundex", s.left()), function("soundex", s.right())));
      case Expression.IsTest test -> Operand.of(isTest(test));
      case Expression.MemberOf m -> function("member of", m.value(), m.array());
      case Expression.Case c -> cases(c);
      case Expression.DateArithmetic d -> dateArithmetic(d);
      case Expression.Collate c -> collate(c);
      case Expression.Row r -> throw MySqlError.ER_OPERAND_COLUMNS.with("1");
      case Expression.VariableAssignment a -> assignment(a);
      case Expression.MatchAgainst m -> throw MySqlException.notSupported("full-text search");
    };
  }

  private Operand unary(Expression.UnaryOperation unary) {
    return switch (unary.operator()) {
      case NEGATE -> operators.negate(value(unary.operand()));
      case BIT_NOT -> operators.bitNot(value(unary.operand()));
      case NOT -> Operand.of(rex.not(condition(unary.operand())));
    };
  }

  private RexNode comparison(Expression.Comparison comparison) {
    if (place.subqueries().isRow(comparison.left())
        || place.subqueries().isRow(comparison.right())) {
      return rowComparison(comparison);
    }
    List<Operand> pair = pair(comparison.left(), comparison.right());
    return operators.compareChecked(comparison.operator().text(), pair.get(0), pair.get(1));
  }

  private RexNode rowComparison(Expression.Comparison comparison) {
    if (!(comparison.left() instanceof Expression.Row left)
        || !(comparison.right() instanceof Expression.Row right)) {
      if (comparison.left() instanceof Expression.SubqueryExpression
          || comparison.right() instanceof Expression.SubqueryExpression) {
        return place.subqueries().rowComparison(comparison);
      }
      int columns = comparison.left() instanceof Expression.Row row ? row.items().size() : 1;
      throw MySqlError.ER_OPERAND_COLUMNS.with(String.valueOf(columns));
    }
    return rowComparison(comparison.operator(), left.items(), right.items());
  }

  private RexNode rowComparison(
      ComparisonOperator operator, List<Expression> left, List<Expression> right) {
    if (left.size() != right.size()) {
      throw MySqlError.ER_OPERAND_COLUMNS.with(String.valueOf(left.size()));
    }
    List<RexNode> parts = new ArrayList<>();
    for (int i = 0; i < left.size(); i++) {
      ComparisonOperator each =
          switch (operator) {
            case EQUAL, NULL_SAFE_EQUAL -> operator;
            case NOT_EQUAL -> ComparisonOperator.NOT_EQUAL;
            case LESS, LESS_OR_EQUAL -> i == left.size() - 1 ? operator : ComparisonOperator.LESS;
            case GREATER, GREATER_OR_EQUAL ->
                i == left.size() - 1 ? operator : ComparisonOperator.GREATER;
          };
      parts.add(comparison(new Expression.Comparison(each, left.get(i), right.get(i))));
    }
    return switch (operator) {
      case EQUAL, NULL_SAFE_EQUAL -> rex.and(parts);
      case NOT_EQUAL -> rex.or(parts);
      case LESS, LESS_OR_EQUAL, GREATER, GREATER_OR_EQUAL -> {
        RexNode result = parts.getLast();
        for (int i = parts.size() - 2; i >= 0; i--) {
          RexNode equal =
              comparison(
                  new Expression.Comparison(ComparisonOperator.EQUAL, left.get(i), right.get(i)));
          result = rex.or(List.of(parts.get(i), rex.and(List.of(equal, result))));
        }
        yield result;
      }
    };
  }

  private RexNode logical(Expression.LogicalOperation logical) {
    List<RexNode> conditions = logical.operands().stream().map(this::condition).toList();
    return switch (logical.operator()) {
      case AND -> rex.and(conditions);
      case OR -> rex.or(conditions);
      case XOR -> {
        RexNode result = conditions.getFirst();
        for (RexNode next : conditions.subList(1, conditions.size())) {
          result =
              rex.predicate(
                  "xor", RexFactory.anyNullable(List.of(result, next)), List.of(result, next));
        }
        yield result;
      }
    };
  }

  private RexNode between(Expression.Between between) {
    Operand first = value(between.value());
    List<Operand> all =
        operators.inOneCollation(
            List.of(first, bound(between.low(), first), bound(between.high(), first)), "between");
    Operand value = all.getFirst();
    Operand least = operators.besideYear(all.get(1), value);
    Operand most = operators.besideYear(all.get(2), value);
    RexNode above = operators.compare(">=", value, least);
    RexNode below = operators.compare("<=", value, most);
    RexNode both = once(above, below).orElseGet(() -> rex.and(List.of(above, below)));
    return between.negated() ? rex.not(both) : both;
  }

  /** BETWEEN of a computed value, which is computed once; a column's two bounds make a range. */
  private Optional<RexNode> once(RexNode above, RexNode below) {
    boolean same =
        above instanceof RexCall low
            && below instanceof RexCall high
            && low.operands.size() == 2
            && high.operands.size() == 2
            && low.operands.getFirst() instanceof RexCall value
            && value.op instanceof ScalarOperator.Function
            && value.equals(high.operands.getFirst());
    if (!same) {
      return Optional.empty();
    }
    List<RexNode> operands = new ArrayList<>(((RexCall) above).operands);
    operands.add(((RexCall) below).operands.getLast());
    return Optional.of(rex.predicate("between", RexFactory.anyNullable(operands), operands));
  }

  private Operand bound(Expression bound, Operand value) {
    return bound instanceof Expression.Parameter p
        ? parameter(p.ordinal(), Optional.of(parameterType(value)))
        : value(bound);
  }

  private RexNode inList(Expression.InList in) {
    if (in.value() instanceof Expression.Row row) {
      List<RexNode> equals = new ArrayList<>();
      for (Expression item : in.items()) {
        if (!(item instanceof Expression.Row other)) {
          throw MySqlError.ER_OPERAND_COLUMNS.with(String.valueOf(row.items().size()));
        }
        equals.add(rowComparison(ComparisonOperator.EQUAL, row.items(), other.items()));
      }
      RexNode any = rex.or(equals);
      return in.negated() ? rex.not(any) : any;
    }
    Operand value = value(in.value());
    List<Operand> items = new ArrayList<>();
    for (Expression item : in.items()) {
      items.add(bound(item, value));
    }
    return operators.in(value, items, in.negated());
  }

  private RexNode isTest(Expression.IsTest test) {
    if (test.truth() == Expression.IsTest.Truth.NULL) {
      Operand value = value(test.value());
      return rex.predicate(test.negated() ? "is not null" : "is null", false, List.of(value.rex()));
    }
    RexNode condition = condition(test.value());
    String name =
        switch (test.truth()) {
          case TRUE -> test.negated() ? "is not true" : "is true";
          case FALSE -> test.negated() ? "is not false" : "is false";
          case UNKNOWN -> test.negated() ? "is not null" : "is null";
          case NULL -> throw new IllegalStateException();
        };
    return rex.predicate(name, false, List.of(condition));
  }

  private Operand cases(Expression.Case cases) {
    List<RexNode> conditions = new ArrayList<>();
    List<Operand> results = new ArrayList<>();
    List<Operand> compared = new ArrayList<>();
    cases.operand().map(this::value).ifPresent(compared::add);
    for (Expression.Case.When when : cases.branches()) {
      if (compared.isEmpty()) {
        conditions.add(condition(when.condition()));
      } else {
        compared.add(bound(when.condition(), compared.getFirst()));
      }
      results.add(value(when.result()));
    }
    if (!compared.isEmpty()) {
      List<Operand> together = operators.inOneCollation(compared, "case");
      for (Operand other : together.subList(1, together.size())) {
        conditions.add(sameAs(together.getFirst(), other));
      }
    }
    return operators.cases(conditions, results, cases.otherwise().map(this::value));
  }

  /** The comparison of CASE x WHEN y. */
  private RexNode sameAs(Operand value, Operand other) {
    // The kind of x decides: a text is no date here.
    boolean text = TypeRules.isString(value.type()) && TypeRules.isTemporal(other.type());
    Operand compared = text ? Operand.of(operators.text(other, value.collation())) : other;
    List<Operand> pair = operators.sameBits(List.of(value, compared));
    return operators.compare("=", pair.getFirst(), pair.getLast());
  }

  private Operand dateArithmetic(Expression.DateArithmetic arithmetic) {
    Operand base = value(arithmetic.base());
    Operand amount = value(arithmetic.amount());
    IntervalUnit unit = arithmetic.unit();
    ColumnType type = dateArithmeticType(base.type(), unit, amount.type());
    RexNode converted =
        TypeRules.isTemporal(base.type()) || TypeRules.isString(base.type())
            ? base.rex()
            : operators.datetime(base).rex();
    RexNode call =
        rex.call(
            arithmetic.subtracted() ? "date_sub" : "date_add",
            type,
            true,
            List.of(converted, amount.rex(), rex.text(unit.text())));
    return TypeRules.isString(type)
        ? new Operand(call, Coercibility.COERCIBLE, true)
        : Operand.of(call);
  }

  private ColumnType dateArithmeticType(ColumnType base, IntervalUnit unit, ColumnType amount) {
    boolean days =
        switch (unit) {
          case DAY, WEEK, MONTH, QUARTER, YEAR, YEAR_MONTH -> true;
          default -> false;
        };
    boolean micros = unit.text().endsWith("microsecond");
    int amountFraction =
        unit == IntervalUnit.SECOND && amount.family() == MySqlType.Family.DECIMAL
            ? Math.min(6, amount.decimals())
            : 0;
    int fraction = micros ? 6 : Math.max(TypeRules.fraction(base), amountFraction);
    return switch (base.family()) {
      case DATE -> days ? TypeRules.DATE : TypeRules.datetime(micros ? 6 : amountFraction);
      case DATETIME -> TypeRules.datetime(fraction);
      case TIME -> days ? TypeRules.datetime(fraction) : TypeRules.time(fraction);
      case STRING, ENUM, SET, NULL, JSON, GEOMETRY ->
          ColumnType.string(MySqlType.CHAR, 29, statement.context().connectionCollation());
      case INTEGER, DECIMAL, FLOATING, BIT, YEAR -> TypeRules.datetime(micros ? 6 : 0);
    };
  }

  private Operand collate(Expression.Collate collate) {
    Operand value = value(collate.value());
    Collation collation =
        Collation.byName(collate.collation())
            .orElseThrow(() -> MySqlError.ER_UNKNOWN_COLLATION.with(collate.collation()));
    Charset charset =
        TypeRules.isString(value.type())
            ? value.collation().charset()
            : statement.context().connectionCollation().charset();
    if (charset != collation.charset()) {
      throw MySqlError.ER_COLLATION_CHARSET_MISMATCH.with(
          collation.mysqlName(), charset.mysqlName());
    }
    return new Operand(
        rex.retype(operators.text(value, collation), retyped(value.type(), collation)),
        Coercibility.EXPLICIT,
        value.asciiOnly());
  }

  private static ColumnType retyped(ColumnType type, Collation collation) {
    return type.family() == MySqlType.Family.STRING
        ? type.withCollation(collation)
        : TypeRules.string(TypeRules.characters(type), collation);
  }

  private Operand assignment(Expression.VariableAssignment assignment) {
    Operand value = value(assignment.value());
    RexNode node =
        rex.operator(
            new ScalarOperator.UserVariable(assignment.name().toLowerCase(Locale.ROOT), true),
            value.type(),
            value.nullable(),
            List.of(value.rex()));
    return new Operand(
        node,
        TypeRules.isString(value.type()) ? Coercibility.IMPLICIT : value.coercibility(),
        value.asciiOnly());
  }

  private Operand call(Expression.Call call) {
    return switch (call) {
      case Expression.FunctionCall f -> functionCall(f);
      case Expression.AggregateCall a -> place.aggregate(a, this);
      case Expression.GroupConcat g -> place.aggregate(g, this);
      case Expression.WindowCall w -> place.aggregate(w, this);
      case Expression.Cast cast -> CastTyping.cast(this, cast);
      case Expression.ConvertUsing convert -> CastTyping.using(this, convert);
      case Expression.Extract extract -> extract(extract);
      case Expression.Trim trim -> trim(trim);
      case Expression.TimestampDifference d ->
          Operand.of(
              rex.call(
                  "timestampdiff",
                  TypeRules.BIGINT,
                  true,
                  List.of(
                      rex.text(d.unit().text()),
                      operators.datetime(value(d.from())).rex(),
                      operators.datetime(value(d.to())).rex())));
      case Expression.GetFormat g ->
          nativeCall(
              "get_format",
              List.of(
                  Operand.of(rex.text(g.kind().name().toLowerCase(Locale.ROOT))),
                  value(g.region())));
      case Expression.CharFunction c -> charFunction(c);
      case Expression.WeightString w -> weightString(w);
      case Expression.JsonValue j -> throw MySqlException.notSupported("JSON_VALUE");
    };
  }

  private Operand functionCall(Expression.FunctionCall call) {
    if (call.schema().isPresent()) {
      throw MySqlError.ER_SP_DOES_NOT_EXIST.with(
          "FUNCTION", call.schema().get() + "." + call.name());
    }
    switch (call.name()) {
      case "nullif" -> {
        return nullIf(call);
      }
      case "any_value" -> {
        return place.aggregate(
            new Expression.AggregateCall("any_value", false, call.arguments(), Optional.empty()),
            this);
      }
      case "coercibility" -> {
        if (call.arguments().size() == 1) {
          return Operand.of(
              rex.integer(value(call.arguments().getFirst()).coercibility().number()));
        }
      }
      case "charset", "collation" -> {
        if (call.arguments().size() == 1) {
          return collationName(call.name(), value(call.arguments().getFirst()));
        }
      }
      case "isnull" -> {
        if (call.arguments().size() == 1) {
          return Operand.of(
              rex.predicate("is null", false, List.of(value(call.arguments().getFirst()).rex())));
        }
      }
      case "grouping" -> throw MySqlException.notSupported("GROUPING()");
      case "mod" -> {
        if (call.arguments().size() == 2) {
          return operators.binary(
              BinaryOperator.MODULO,
              value(call.arguments().get(0)),
              value(call.arguments().get(1)));
        }
      }
      default -> {}
    }
    FunctionSignature signature =
        FunctionRegistry.standard()
            .function(call.name())
            .filter(f -> !f.name().equals("system_variable"))
            .orElseThrow(() -> unknownFunction(call));
    String written = call.source().text().isEmpty() ? call.name() : call.source().text();
    List<Operand> operands = values(call.arguments());
    if (COMPARING.contains(signature.name()) && signature.accepts(operands.size())) {
      operands = compared(signature.name(), operands);
    }
    return statement.functions().call(signature, operands, written);
  }

  /** Texts in FIELD are compared by the collation of the first. */
  private List<Operand> compared(String function, List<Operand> operands) {
    boolean texts = operands.stream().allMatch(o -> TypeRules.isString(o.type()) || o.isNullType());
    if (function.equals("field") && texts) {
      Collation collation = operands.getFirst().collation();
      return operands.stream()
          .map(o -> new Operand(operators.text(o, collation), o.coercibility(), o.asciiOnly()))
          .toList();
    }
    return operators
        .comparable(
            function.equals("interval")
                ? operands.stream().map(operators::number).toList()
                : operands,
            function)
        .stream()
        .map(Operand::of)
        .toList();
  }

  private Operand collationName(String function, Operand value) {
    Collation collation =
        TypeRules.isString(value.type()) || value.family() == MySqlType.Family.JSON
            ? value.collation()
            : value.isNullType() || !TypeRules.isString(value.type())
                ? Collation.BINARY
                : value.collation();
    String name =
        function.equals("charset") ? collation.charset().mysqlName() : collation.mysqlName();
    return new Operand(rex.text(name), Coercibility.SYSTEM_CONSTANT, true);
  }

  private MySqlException unknownFunction(Expression.FunctionCall call) {
    String written = call.source().text().isEmpty() ? call.name() : call.source().text();
    String schema = statement.context().currentSchema();
    if (schema.isEmpty()) {
      return MySqlError.ER_NO_DB_ERROR.with();
    }
    return MySqlError.ER_SP_DOES_NOT_EXIST.with("FUNCTION", schema + "." + written);
  }

  private Operand nullIf(Expression.FunctionCall call) {
    if (call.arguments().size() != 2) {
      throw MySqlError.ER_WRONG_PARAMCOUNT_TO_NATIVE_FCT.with(call.name());
    }
    Operand first = value(call.arguments().get(0));
    Operand other = value(call.arguments().get(1));
    // The year that a constant is beside a YEAR column is also the result.
    Operand year = operators.besideYear(first, other);
    CollationAggregation.refuseUndecided(first, other, "nullif");
    Operand value =
        year == first
            ? inComparedCollation(first, other)
            : Operand.of(rex.retype(year.rex(), other.type()));
    RexNode equal = operators.compare("=", value, operators.besideYear(other, first));
    RexNode missing = rex.constant(SqlValue.SqlNull.NULL, value.type());
    RexNode node = rex.call("case", value.type(), true, List.of(equal, missing, value.rex()));
    return new Operand(node, value.coercibility(), value.asciiOnly());
  }

  /** The first value of NULLIF: a constant text takes the collation of the comparison. */
  private Operand inComparedCollation(Operand first, Operand other) {
    if (!first.isConstant()
        || !TypeRules.isString(first.type())
        || !TypeRules.isString(other.type())) {
      return first;
    }
    Collation collation =
        CollationAggregation.of(
                List.of(first, other), statement.context().connectionCollation(), "nullif", true)
            .collation();
    return new Operand(operators.text(first, collation), first.coercibility(), first.asciiOnly());
  }

  /** A native function over analysed operands. */
  Operand nativeCall(String name, List<Operand> operands) {
    FunctionSignature signature =
        FunctionRegistry.standard()
            .function(name)
            .orElseThrow(() -> MySqlException.notSupported(name));
    return statement.functions().call(signature, operands, name);
  }

  private Operand function(String name, Expression... arguments) {
    return nativeCall(name, values(List.of(arguments)));
  }

  private Operand extract(Expression.Extract extract) {
    Operand value = value(extract.value());
    IntervalUnit unit = extract.unit();
    boolean timeOnly =
        switch (unit) {
          case MICROSECOND,
              SECOND,
              MINUTE,
              HOUR,
              SECOND_MICROSECOND,
              MINUTE_MICROSECOND,
              MINUTE_SECOND,
              HOUR_MICROSECOND,
              HOUR_SECOND,
              HOUR_MINUTE ->
              true;
          default -> false;
        };
    RexNode node;
    if (timeOnly) {
      node =
          TypeRules.isTemporal(value.type())
              ? value.rex()
              : rex.convert(value.rex(), TypeRules.time(6));
    } else {
      node = operators.datetime(value).rex();
    }
    return Operand.of(
        rex.call(
            "extract",
            TypeRules.integer(extractedCharacters(unit), false),
            true,
            List.of(rex.text(unit.text()), node)));
  }

  /** The most characters of what EXTRACT gives, with a sign. */
  private static int extractedCharacters(IntervalUnit unit) {
    return switch (unit) {
      case QUARTER -> 2;
      case MONTH, WEEK, DAY, MINUTE, SECOND -> 3;
      case HOUR -> 4;
      case YEAR, MINUTE_SECOND -> 5;
      case HOUR_MINUTE -> 6;
      case MICROSECOND, YEAR_MONTH -> 7;
      case HOUR_SECOND -> 8;
      case DAY_HOUR, SECOND_MICROSECOND -> 9;
      case DAY_MINUTE, MINUTE_MICROSECOND -> 11;
      case DAY_SECOND -> 13;
      case HOUR_MICROSECOND -> 14;
      case DAY_MICROSECOND -> 20;
    };
  }

  private Operand trim(Expression.Trim trim) {
    List<Operand> operands = new ArrayList<>();
    operands.add(value(trim.value()));
    trim.remove().ifPresent(r -> operands.add(value(r)));
    String name =
        switch (trim.side()) {
          case DEFAULT, BOTH -> "trim";
          case LEADING -> operands.size() == 1 ? "ltrim" : "trim_leading";
          case TRAILING -> operands.size() == 1 ? "rtrim" : "trim_trailing";
        };
    return nativeCall(name, operands);
  }

  private Operand charFunction(Expression.CharFunction function) {
    Operand bytes = nativeCall("char", values(function.codes()));
    if (function.charset().isEmpty()) {
      return bytes;
    }
    Collation collation = Collation.defaultOf(Literals.charset(function.charset().get()));
    ColumnType type = TypeRules.string(4L * function.codes().size(), collation);
    return new Operand(rex.cast(bytes.rex(), type, true), Coercibility.IMPLICIT, false);
  }

  private Operand weightString(Expression.WeightString weight) {
    List<Operand> operands = new ArrayList<>();
    operands.add(value(weight.value()));
    if (weight.padding().isPresent()) {
      operands.add(Operand.of(rex.integer(weight.padding().get().length())));
      operands.add(Operand.of(rex.integer(weight.padding().get().binary() ? 1 : 0)));
    }
    return nativeCall("weight_string", operands);
  }
}
