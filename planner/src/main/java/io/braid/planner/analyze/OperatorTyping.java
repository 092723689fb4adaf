package io.braid.planner.analyze;

import io.braid.common.MySqlError;
import io.braid.common.SqlMode;
import io.braid.common.type.Collation;
import io.braid.common.type.ColumnType;
import io.braid.common.type.MySqlType.Family;
import io.braid.common.value.SqlValue;
import io.braid.common.value.TemporalParser;
import io.braid.common.value.Temporals;
import io.braid.planner.tree.BinaryOperator;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexNode;

/**
 * The types in which MySQL's operators work, and their results.
 *
 * @see "MySQL 9.7 Reference Manual, Arithmetic Operators; Comparison Functions and Operators; Type
 *     Conversion in Expression Evaluation"
 */
final class OperatorTyping {
  /** The declared length of strings whose length does not matter. */
  private static final int LOOSE_CHARACTERS = 16_383;

  private final RexFactory rex;
  private final YearConstants years;
  private final AnalysisContext context;

  OperatorTyping(RexFactory rex, AnalysisContext context) {
    this.rex = rex;
    years = new YearConstants(rex);
    this.context = context;
  }

  // ---- arithmetic

  Operand binary(BinaryOperator operator, Operand left, Operand right) {
    return switch (operator) {
      case ADD, SUBTRACT, MULTIPLY, DIVIDE, MODULO, INTEGER_DIVIDE ->
          arithmetic(operator, number(left), number(right));
      case BIT_AND, BIT_OR, BIT_XOR, SHIFT_LEFT, SHIFT_RIGHT -> bits(operator, left, right);
    };
  }

  /** A number from any value, literals of bytes being integers. */
  Operand number(Operand operand) {
    Operand value = bytesAsInteger(operand);
    return Operand.of(rex.convert(value.rex(), TypeRules.numeric(value.type())));
  }

  /** Hexadecimal and bit literals are integers where a number is wanted. */
  Operand bytesAsInteger(Operand operand) {
    if (TypeRules.isString(operand.type())
        && operand.collation() == Collation.BINARY
        && operand.constant().orElse(null) instanceof SqlValue.StringValue s
        && s.collation() == Collation.BINARY
        && operand.coercibility() == Coercibility.COERCIBLE
        && s.bytes().length <= 8) {
      long value = 0;
      for (byte b : s.bytes()) {
        value = (value << 8) | (b & 0xff);
      }
      return Operand.of(
          rex.constant(new SqlValue.IntegerValue(value, true), TypeRules.integer(20, true)));
    }
    return operand;
  }

  private Operand arithmetic(BinaryOperator operator, Operand left, Operand right) {
    ColumnType a = left.type();
    ColumnType b = right.type();
    boolean nullable = left.nullable() || right.nullable();
    if (operator == BinaryOperator.INTEGER_DIVIDE) {
      ColumnType type = whole(Math.max(TypeRules.precision(a), 1), a.unsigned() || b.unsigned());
      return call("div", type, true, left, right);
    }
    boolean anyNull = a.family() == Family.NULL || b.family() == Family.NULL;
    if (a.family() == Family.FLOATING || b.family() == Family.FLOATING || anyNull) {
      Operand x = as(left, TypeRules.DOUBLE);
      Operand y = as(right, TypeRules.DOUBLE);
      boolean divides = operator == BinaryOperator.DIVIDE || operator == BinaryOperator.MODULO;
      return call(symbol(operator), TypeRules.DOUBLE, nullable || divides, x, y);
    }
    if (a.family() == Family.INTEGER
        && b.family() == Family.INTEGER
        && operator != BinaryOperator.DIVIDE) {
      return integers(operator, left, right, nullable);
    }
    return decimals(
        operator, as(left, TypeRules.asDecimal(a)), as(right, TypeRules.asDecimal(b)), nullable);
  }

  private Operand integers(BinaryOperator operator, Operand left, Operand right, boolean nullable) {
    int a = TypeRules.precision(left.type());
    int b = TypeRules.precision(right.type());
    boolean unsigned = left.type().unsigned() || right.type().unsigned();
    return switch (operator) {
      case MULTIPLY -> call("*", whole(Math.min(a + b, 20), unsigned), nullable, left, right);
      case MODULO -> {
        int width = Math.max(a, b) + 1;
        yield call("%", TypeRules.integer(width, left.type().unsigned()), true, left, right);
      }
      case SUBTRACT -> {
        boolean signed = context.mode(SqlMode.NO_UNSIGNED_SUBTRACTION);
        ColumnType type = whole(Math.max(a, b) + 1, unsigned && !signed);
        yield call("-", type, nullable, left, right);
      }
      default -> call("+", whole(Math.max(a, b) + 1, unsigned), nullable, left, right);
    };
  }

  /** An integer type of so many digits, with room for a sign. */
  private static ColumnType whole(int digits, boolean unsigned) {
    return TypeRules.integer(unsigned ? digits : digits + 1, unsigned);
  }

  private Operand decimals(BinaryOperator operator, Operand left, Operand right, boolean nullable) {
    ColumnType a = left.type();
    ColumnType b = right.type();
    boolean unsigned = a.unsigned() && b.unsigned();
    int scale = Math.max(a.decimals(), b.decimals());
    return switch (operator) {
      case MULTIPLY -> {
        int productScale = Math.min(a.decimals() + b.decimals(), 30);
        int precision = Math.min(a.length() + b.length(), 65);
        ColumnType type =
            ColumnType.decimal(Math.max(precision, productScale), productScale, unsigned);
        yield call("*", type, nullable, left, right);
      }
      case DIVIDE -> {
        int quotientScale = Math.min(a.decimals() + context.divisionDigits(), 30);
        int precision = Math.min(a.length() + b.decimals() + context.divisionDigits(), 65);
        ColumnType type =
            ColumnType.decimal(Math.max(precision, quotientScale), quotientScale, unsigned);
        yield call("/", type, true, left, right);
      }
      case MODULO -> {
        int digits = Math.max(TypeRules.integerDigits(a), TypeRules.integerDigits(b));
        yield call("%", TypeRules.decimal(digits, scale, a.unsigned()), true, left, right);
      }
      default -> {
        int digits = Math.max(TypeRules.integerDigits(a), TypeRules.integerDigits(b)) + 1;
        ColumnType type = TypeRules.decimal(digits, scale, unsigned);
        yield call(symbol(operator), type, nullable, left, right);
      }
    };
  }

  private static String symbol(BinaryOperator operator) {
    return operator == BinaryOperator.INTEGER_DIVIDE ? "div" : operator.text();
  }

  private Operand bits(BinaryOperator operator, Operand left, Operand right) {
    boolean shift = operator == BinaryOperator.SHIFT_LEFT || operator == BinaryOperator.SHIFT_RIGHT;
    boolean nullable = left.nullable() || right.nullable();
    if (isBinaryValue(left) && (shift || isBinaryValue(right))) {
      Operand amount = shift ? unsignedInteger(right) : right;
      return call(operator.text(), left.type(), nullable, left, amount);
    }
    return call(
        operator.text(),
        TypeRules.BIGINT_UNSIGNED,
        nullable,
        unsignedInteger(left),
        unsignedInteger(right));
  }

  /** Binary strings are bits of their own length, but literals of bytes are integers. */
  private static boolean isBinaryValue(Operand operand) {
    return operand.type().type().isBinaryString() && !operand.isConstant();
  }

  Operand bitNot(Operand operand) {
    return isBinaryValue(operand)
        ? call("~", operand.type(), operand.nullable(), operand)
        : call("~", TypeRules.BIGINT_UNSIGNED, operand.nullable(), unsignedInteger(operand));
  }

  /** 64 bits; a negative integer keeps its bits. */
  Operand unsignedInteger(Operand operand) {
    Operand value = bytesAsInteger(operand);
    return value.family() == Family.INTEGER ? value : as(value, TypeRules.BIGINT_UNSIGNED);
  }

  Operand negate(Operand operand) {
    Operand value = number(operand);
    if (value.literal().isPresent()) {
      Optional<Operand> negated = negatedLiteral(value, value.literal().get());
      if (negated.isPresent()) {
        return negated.get();
      }
    }
    if (value.constant().isPresent()) {
      Optional<Operand> folded = negated(value.constant().get());
      if (folded.isPresent()) {
        return folded.get();
      }
    }
    ColumnType type = value.type();
    return switch (type.family()) {
      case DECIMAL ->
          call(
              "neg",
              ColumnType.decimal(type.length(), type.decimals(), false),
              value.nullable(),
              value);
      case FLOATING -> call("neg", TypeRules.DOUBLE, value.nullable(), value);
      default ->
          call(
              "neg",
              TypeRules.integer(TypeRules.displayWidth(type) + (type.unsigned() ? 1 : 0), false),
              value.nullable(),
              value);
    };
  }

  /** A literal with a minus stays one. */
  private Optional<Operand> negatedLiteral(Operand operand, LiteralUses.Use use) {
    Literals.Typed negated =
        switch (unpinned(operand)) {
          case SqlValue.IntegerValue i when i.bits() >= 0 && !use.isNegated() ->
              Literals.integer(-i.bits(), false);
          case SqlValue.DecimalValue d when !use.isNegated() ->
              Literals.decimal(d.value().negate());
          default -> null;
        };
    if (negated == null) {
      return Optional.empty();
    }
    LiteralUses.Use negative = use.negate();
    use.loosen();
    return Optional.of(
        new Operand(
            rex.literal(negated.value(), negated.type(), negative),
            negated.coercibility(),
            negated.asciiOnly()));
  }

  /** The value of a literal, for what does not depend on it. */
  private static SqlValue unpinned(Operand literal) {
    return literal.rex() instanceof RexCall call && call.op instanceof ScalarOperator.Constant c
        ? c.unpinned()
        : SqlValue.SqlNull.NULL;
  }

  private Optional<Operand> negated(SqlValue value) {
    return switch (value) {
      case SqlValue.IntegerValue i when i.bits() == Long.MIN_VALUE && i.unsigned() ->
          Optional.of(typed(Literals.integer(Long.MIN_VALUE, false)));
      case SqlValue.IntegerValue i when i.bits() >= 0 ->
          Optional.of(typed(Literals.integer(-i.bits(), false)));
      case SqlValue.IntegerValue i when !i.unsigned() ->
          // MySQL leaves the integers here, whether or not the result would fit.
          Optional.of(typed(Literals.decimal(BigDecimal.valueOf(i.bits()).negate())));
      case SqlValue.IntegerValue i ->
          Optional.of(
              typed(Literals.decimal(new BigDecimal(Long.toUnsignedString(i.bits())).negate())));
      case SqlValue.DecimalValue d -> Optional.of(typed(Literals.decimal(d.value().negate())));
      case SqlValue.DoubleValue d ->
          Optional.of(
              Operand.of(rex.constant(new SqlValue.DoubleValue(-d.value()), TypeRules.DOUBLE)));
      case SqlValue.SqlNull n -> Optional.empty();
      case SqlValue.StringValue s -> Optional.empty();
      case SqlValue.TemporalValue t -> Optional.empty();
      case SqlValue.JsonValue j -> Optional.empty();
    };
  }

  private Operand typed(Literals.Typed literal) {
    return new Operand(
        rex.constant(literal.value(), literal.type()), literal.coercibility(), literal.asciiOnly());
  }

  private Operand call(String name, ColumnType type, boolean nullable, Operand... operands) {
    List<RexNode> nodes = new ArrayList<>();
    for (Operand operand : operands) {
      nodes.add(operand.rex());
    }
    return Operand.of(rex.call(name, type, nullable, nodes));
  }

  private Operand as(Operand operand, ColumnType type) {
    return Operand.of(rex.convert(operand.rex(), type));
  }

  // ---- comparison

  /**
   * As {@link #compare}; a constant that is no date cannot be compared with one.
   *
   * @throws io.braid.common.MySqlException 1525, 1267
   */
  RexNode compareChecked(String operator, Operand left, Operand right) {
    CollationAggregation.refuseUndecided(left, right, operator);
    refuseNoDate(left, right);
    refuseNoDate(right, left);
    return compare(operator, besideYear(left, right), besideYear(right, left));
  }

  private void refuseNoDate(Operand date, Operand constant) {
    if (!TypeRules.isTemporalWithDate(date.type())
        || !(constant.constant().orElse(null) instanceof SqlValue.StringValue text)
        || text.collation() == Collation.BINARY) {
      return;
    }
    byte[] bytes = text.bytes();
    if (!new TemporalParser()
        .parseDatetime(bytes, 0, bytes.length, TemporalParser.flags(context.sqlMode()))) {
      throw MySqlError.ER_WRONG_VALUE.with(
          date.type().type().name(), new String(bytes, StandardCharsets.UTF_8));
    }
  }

  /** Compares two single values by {@code operator}. */
  RexNode compare(String operator, Operand left, Operand right) {
    boolean nullable = !operator.equals("<=>") && (left.nullable() || right.nullable());
    List<RexNode> operands = comparable(List.of(left, right), operator);
    boolean failing = !operator.equals("<=>") && RexFactory.anyNullable(operands);
    return rex.predicate(operator, nullable || failing, operands);
  }

  /** A value as it is compared with another, which may be a YEAR column. */
  Operand besideYear(Operand value, Operand other) {
    return years.beside(value, other);
  }

  /**
   * Values of which the first is compared with each other one: all strings among them in the one
   * collation that all together have. Literals follow by themselves.
   *
   * @throws io.braid.common.MySqlException 1267, 1270, 1271
   */
  List<Operand> inOneCollation(List<Operand> operands, String operation) {
    boolean texts =
        TypeRules.isString(operands.getFirst().type())
            && operands.stream().skip(1).anyMatch(o -> TypeRules.isString(o.type()));
    if (!texts) {
      return operands;
    }
    CollationAggregation together =
        CollationAggregation.of(operands, context.connectionCollation(), operation, true);
    return operands.stream()
        .map(o ->
            !TypeRules.isString(o.type()) || o.isConstant() || o.collation() == together.collation()
                ? o
                : new Operand(
                    text(o, together.collation()), together.coercibility(), o.asciiOnly()))
        .toList();
  }

  /** Converts values so that all can be compared with the first. */
  List<RexNode> comparable(List<Operand> operands, String operation) {
    List<Operand> folded = timesOfConstants(foldConstants(operands));
    boolean anyJson = folded.stream().anyMatch(o -> o.family() == Family.JSON);
    if (anyJson) {
      return folded.stream().map(Operand::rex).toList();
    }
    ColumnType type = comparisonType(folded, operation);
    List<RexNode> converted = new ArrayList<>();
    for (Operand operand : folded) {
      converted.add(toComparison(loosened(operand, type), type));
    }
    return converted;
  }

  /** A text is compared with a TIME as text, but constant expressions become times before. */
  private List<Operand> timesOfConstants(List<Operand> operands) {
    if (operands.stream().noneMatch(o -> o.family() == Family.TIME)) {
      return operands;
    }
    return operands.stream()
        .map(o ->
            TypeRules.isString(o.type()) && YearConstants.isConstant(o) && !o.isConstant()
                ? as(o, TypeRules.time(6))
                : o)
        .toList();
  }

  /** A literal compared within its family: its own length does not matter to the plan. */
  private Operand loosened(Operand operand, ColumnType type) {
    Optional<LiteralUses.Use> use = operand.literal();
    if (use.isEmpty()) {
      return operand;
    }
    ColumnType from = operand.type();
    boolean same =
        from.family() == type.family()
            && (from.family() != Family.STRING || from.collation() == type.collation());
    boolean toDouble = from.family() == Family.INTEGER && type.family() == Family.FLOATING;
    if (!same && !toDouble) {
      use.get().pinType();
      return operand;
    }
    return loose(operand);
  }

  /** A literal where its own length does not matter; any other operand as it is. */
  Operand loose(Operand operand) {
    Optional<LiteralUses.Use> use = operand.literal();
    if (use.isEmpty()) {
      return operand;
    }
    use.get().loosen();
    ColumnType from = operand.type();
    ColumnType loose =
        switch (from.family()) {
          case INTEGER -> from.unsigned() ? TypeRules.BIGINT_UNSIGNED : TypeRules.BIGINT;
          case STRING -> TypeRules.string(LOOSE_CHARACTERS, from.collation());
          case FLOATING -> TypeRules.DOUBLE;
          default -> from;
        };
    return new Operand(
        rex.literal(unpinned(operand), loose, use.get()),
        operand.coercibility(),
        operand.asciiOnly());
  }

  private RexNode toComparison(Operand operand, ColumnType type) {
    ColumnType from = operand.type();
    if (from.family() == type.family()) {
      return from.family() == Family.STRING
          ? rex.convert(operand.rex(), textType(from, type))
          : operand.rex();
    }
    if (type.family() == Family.STRING) {
      return rex.convert(
          operand.rex(), TypeRules.string(TypeRules.characters(from), type.collation()));
    }
    if (type.family() == Family.DECIMAL && from.family() == Family.INTEGER) {
      return rex.convert(operand.rex(), TypeRules.asDecimal(from));
    }
    return TypeRules.isString(from) && type.family() == Family.DATETIME
        ? comparedDatetime(operand.rex(), type)
        : rex.convert(operand.rex(), type);
  }

  /** A text as a date is compared with it: what is none comes before all dates. */
  private RexNode comparedDatetime(RexNode text, ColumnType type) {
    RexNode zero =
        rex.constant(
            new SqlValue.TemporalValue(SqlValue.TemporalKind.DATETIME, 0, TypeRules.fraction(type)),
            type);
    RexNode known = rex.call("coalesce", type, false, List.of(rex.convert(text, type), zero));
    return text.getType().isNullable()
        ? rex.call(
            "case",
            type,
            true,
            List.of(
                rex.predicate("is null", false, List.of(text)),
                rex.constant(SqlValue.SqlNull.NULL, type),
                known))
        : known;
  }

  private static ColumnType textType(ColumnType from, ColumnType to) {
    return from.collation() == to.collation()
        ? from
        : TypeRules.string(TypeRules.characters(from), to.collation());
  }

  private ColumnType comparisonType(List<Operand> operands, String operation) {
    ColumnType sum = null;
    boolean text = false;
    boolean allText = true;
    for (Operand operand : operands) {
      ColumnType type = operand.type();
      if (type.family() == Family.NULL) {
        continue;
      }
      boolean isText = TypeRules.isString(type) || type.family() == Family.GEOMETRY;
      text |= isText;
      allText &= isText;
      sum = sum == null ? type : met(sum, type);
    }
    if (sum == null) {
      return TypeRules.BIGINT;
    }
    if (text && allText) {
      Collation collation =
          CollationAggregation.of(operands, context.connectionCollation(), operation, true)
              .collation();
      return TypeRules.string(0, collation);
    }
    return sum;
  }

  /** The type in which two values that are not both strings are compared. */
  private static ColumnType met(ColumnType a, ColumnType b) {
    Family x = a.family();
    Family y = b.family();
    if (x == y) {
      return x == Family.DECIMAL || x == Family.INTEGER ? wider(a, b) : a;
    }
    if (TypeRules.isTemporal(a) || TypeRules.isTemporal(b)) {
      return temporalMet(a, b);
    }
    if (TypeRules.isString(a) && TypeRules.isString(b)) {
      return a;
    }
    TypeRules.NumberKind first = TypeRules.numberKind(a);
    TypeRules.NumberKind second = TypeRules.numberKind(b);
    if (first == TypeRules.NumberKind.FLOATING || second == TypeRules.NumberKind.FLOATING) {
      return TypeRules.DOUBLE;
    }
    if (first == TypeRules.NumberKind.DECIMAL || second == TypeRules.NumberKind.DECIMAL) {
      return wider(
          TypeRules.asDecimal(TypeRules.numeric(a)), TypeRules.asDecimal(TypeRules.numeric(b)));
    }
    return TypeRules.BIGINT;
  }

  private static ColumnType wider(ColumnType a, ColumnType b) {
    if (a.family() == Family.INTEGER) {
      return a;
    }
    int scale = Math.max(a.decimals(), b.decimals());
    int digits = Math.max(a.length() - a.decimals(), b.length() - b.decimals());
    return TypeRules.decimal(digits, scale, false);
  }

  private static ColumnType temporalMet(ColumnType a, ColumnType b) {
    ColumnType temporal = TypeRules.isTemporal(a) ? a : b;
    ColumnType other = temporal == a ? b : a;
    if (TypeRules.isTemporal(other)) {
      return TypeRules.datetime(Math.max(TypeRules.fraction(a), TypeRules.fraction(b)));
    }
    if (TypeRules.isString(other)) {
      return temporal.family() == Family.TIME ? other : TypeRules.datetime(6);
    }
    if (other.family() == Family.FLOATING) {
      return TypeRules.DOUBLE;
    }
    ColumnType number = TypeRules.numeric(temporal);
    ColumnType otherNumber = TypeRules.numeric(other);
    return number.family() == Family.DECIMAL || otherNumber.family() == Family.DECIMAL
        ? wider(TypeRules.asDecimal(number), TypeRules.asDecimal(otherNumber))
        : TypeRules.BIGINT;
  }

  /**
   * Converts constants to the type of what they are compared with where that is exact, so that an
   * index can be used and the conversion is done once.
   */
  private List<Operand> foldConstants(List<Operand> operands) {
    Optional<Operand> column =
        operands.stream().filter(o -> !o.isConstant() && !o.isNullType()).findFirst();
    if (column.isEmpty()) {
      return operands.stream().map(o -> mixesNumbers(operands) ? bytesAsInteger(o) : o).toList();
    }
    ColumnType type = column.get().type();
    boolean same =
        operands.stream()
            .filter(o -> !o.isConstant() && !o.isNullType())
            .allMatch(o -> o.type().family() == type.family());
    if (!same) {
      return operands.stream().map(o -> mixesNumbers(operands) ? bytesAsInteger(o) : o).toList();
    }
    List<Operand> folded = new ArrayList<>();
    for (Operand operand : operands) {
      folded.add(operand.isConstant() ? fold(operand, type) : operand);
    }
    return dateWithoutTime(folded, type);
  }

  private static boolean mixesNumbers(List<Operand> operands) {
    return operands.stream().anyMatch(o -> !TypeRules.isString(o.type()) && !o.isNullType());
  }

  /** A DATE stays one only if no constant brings a time of day. */
  private List<Operand> dateWithoutTime(List<Operand> operands, ColumnType type) {
    if (type.family() != Family.DATE) {
      return operands;
    }
    boolean allDates = operands.stream().allMatch(o -> o.family() == Family.DATE || o.isNullType());
    boolean anyNumber =
        operands.stream()
            .anyMatch(o ->
                !o.isNullType()
                    && !TypeRules.isTemporal(o.type())
                    && !TypeRules.isString(o.type()));
    return allDates || anyNumber
        ? operands
        : operands.stream()
            .map(o -> TypeRules.isTemporalWithDate(o.type()) ? as(o, TypeRules.datetime(6)) : o)
            .toList();
  }

  private Operand fold(Operand operand, ColumnType type) {
    boolean text = TypeRules.isString(operand.type());
    boolean integer = operand.family() == Family.INTEGER;
    return switch (type.family()) {
      case INTEGER -> text ? foldToInteger(operand, value(operand)) : operand;
      case YEAR -> text ? foldToInteger(operand, value(operand)) : operand;
      case DATE, DATETIME -> text || integer ? foldToDate(operand, value(operand)) : operand;
      case TIME -> text ? foldToTime(operand, value(operand)) : operand;
      case DECIMAL, FLOATING, BIT -> bytesAsInteger(operand);
      case NULL, STRING, ENUM, SET, JSON, GEOMETRY -> operand;
    };
  }

  private static SqlValue value(Operand operand) {
    return operand.constant().orElseThrow();
  }

  private Operand foldToInteger(Operand operand, SqlValue value) {
    Operand number = bytesAsInteger(operand);
    if (number != operand) {
      return number;
    }
    Optional<Long> whole =
        text(value).filter(t -> t.matches("-?[0-9]{1,19}")).flatMap(OperatorTyping::wholeNumber);
    return whole.map(n -> typed(Literals.integer(n, false))).orElse(operand);
  }

  private static Optional<Long> wholeNumber(String digits) {
    try {
      return Optional.of(Long.parseLong(digits));
    } catch (NumberFormatException beyond64Bits) {
      return Optional.empty();
    }
  }

  private Operand foldToDate(Operand operand, SqlValue value) {
    if (value instanceof SqlValue.IntegerValue(long number, boolean unsigned) && number >= 0) {
      return dateOfNumber(operand, number);
    }
    Optional<String> text = text(value);
    if (text.isEmpty()) {
      return operand;
    }
    Optional<SqlValue.TemporalValue> parsed =
        TemporalText.date(text.get()).or(() -> TemporalText.datetime(text.get()));
    return parsed.map(t -> Operand.of(rex.constant(t, Literals.temporalType(t)))).orElse(operand);
  }

  private Operand foldToTime(Operand operand, SqlValue value) {
    if (!(value instanceof SqlValue.StringValue text) || text.collation() == Collation.BINARY) {
      return operand;
    }
    byte[] bytes = text.bytes();
    TemporalParser parser = new TemporalParser();
    boolean exact =
        parser.parseTime(bytes, 0, bytes.length)
            && parser.kind() == SqlValue.TemporalKind.TIME
            && !parser.isTruncated()
            && !parser.isOutOfRange();
    if (!exact) {
      return operand;
    }
    SqlValue.TemporalValue time =
        new SqlValue.TemporalValue(SqlValue.TemporalKind.TIME, parser.packed(), 6);
    return Operand.of(rex.constant(time, Literals.temporalType(time)));
  }

  /** A constant like 20240106 or 20240106101500 is a date or datetime beside one. */
  private Operand dateOfNumber(Operand operand, long number) {
    TemporalParser parser = new TemporalParser();
    if (!parser.ofNumber(number, 0, TemporalParser.flags(context.sqlMode()))) {
      return operand;
    }
    boolean date = parser.packed() == Temporals.datePart(parser.packed());
    SqlValue.TemporalValue value =
        new SqlValue.TemporalValue(
            date ? SqlValue.TemporalKind.DATE : SqlValue.TemporalKind.DATETIME, parser.packed(), 0);
    return Operand.of(rex.constant(value, Literals.temporalType(value)));
  }

  private static Optional<String> text(SqlValue value) {
    return value instanceof SqlValue.StringValue s && s.collation() != Collation.BINARY
        ? Optional.of(new String(s.bytes(), StandardCharsets.ISO_8859_1))
        : Optional.empty();
  }

  // ---- others

  RexNode in(Operand value, List<Operand> items, boolean negated) {
    List<Operand> all = new ArrayList<>();
    all.add(value);
    all.addAll(items);
    List<Family> kinds =
        items.stream().map(i -> kindOf(i)).filter(k -> k != Family.NULL).distinct().toList();
    boolean oneFamily = kinds.size() <= 1;
    RexNode result;
    if (items.size() == 1) {
      refuseNoDate(value, items.getFirst());
      refuseNoDate(items.getFirst(), value);
      // One item is a comparison.
      all.set(1, besideYear(items.getFirst(), value));
    }
    boolean sorted = oneFamily && items.stream().allMatch(YearConstants::isConstant);
    if (items.size() > 1 && value.family() == Family.YEAR && kinds.equals(List.of(Family.STRING))) {
      // Several texts are compared with the year's text.
      all.set(0, Operand.of(text(value, context.connectionCollation())));
    }
    if (oneFamily) {
      List<RexNode> operands =
          comparable(items.size() == 1 || sorted ? all : sameBits(all), " IN ");
      result = rex.predicate("in", RexFactory.anyNullable(operands), operands);
    } else {
      List<RexNode> equals = new ArrayList<>();
      List<Operand> together = inOneCollation(all, " IN ");
      for (Operand item : together.subList(1, together.size())) {
        List<Operand> pair = sameBits(List.of(together.getFirst(), item));
        equals.add(compare("=", pair.getFirst(), pair.getLast()));
      }
      result = rex.or(equals);
    }
    return negated ? rex.not(result) : result;
  }

  /**
   * Integers as IN with several items and CASE compare them: by their 64 bits, whether or not they
   * are unsigned.
   *
   * @see "MySQL Source Code Documentation, cmp_item_int"
   */
  List<Operand> sameBits(List<Operand> operands) {
    boolean mixed =
        operands.stream()
                .filter(o -> o.family() == Family.INTEGER)
                .map(o -> o.type().unsigned())
                .distinct()
                .count()
            > 1;
    return mixed
        ? operands.stream()
            .map(o ->
                o.family() == Family.INTEGER && o.type().unsigned() ? as(o, TypeRules.BIGINT) : o)
            .toList()
        : operands;
  }

  private static Family kindOf(Operand operand) {
    return TypeRules.isString(operand.type()) ? Family.STRING : operand.family();
  }

  RexNode like(Operand value, Operand pattern, Optional<Operand> escape, boolean negated) {
    if (escape.filter(e -> !YearConstants.isConstant(e)).isPresent()) {
      throw MySqlError.ER_WRONG_ARGUMENTS.with("ESCAPE");
    }
    List<Operand> operands = new ArrayList<>(List.of(value, pattern));
    Collation collation =
        CollationAggregation.of(operands, context.connectionCollation(), "like", true).collation();
    // ESCAPE NULL is the backslash, as if it were not there.
    escape.filter(e -> !e.isNullType()).ifPresent(operands::add);
    List<RexNode> nodes =
        operands.stream()
            .map(o -> text(o.collation() == collation ? loose(o) : o, collation))
            .toList();
    RexNode result = rex.predicate("like", RexFactory.anyNullable(nodes), nodes);
    return negated ? rex.not(result) : result;
  }

  RexNode regexp(Operand value, Operand pattern, boolean negated) {
    Collation collation =
        CollationAggregation.of(
                List.of(value, pattern), context.connectionCollation(), "regexp_like", true)
            .collation();
    List<RexNode> nodes = List.of(text(value, collation), text(pattern, collation));
    RexNode result = rex.predicate("regexp", true, nodes);
    return negated ? rex.not(result) : result;
  }

  /** The value as a string of {@code collation}. */
  RexNode text(Operand operand, Collation collation) {
    ColumnType type = operand.type();
    return type.family() == Family.STRING && type.collation() == collation
        ? operand.rex()
        : rex.convert(operand.rex(), TypeRules.string(TypeRules.characters(type), collation));
  }

  /** Values brought to their common type: branches of CASE, IF, COALESCE. */
  List<Operand> common(List<Operand> operands, String operation) {
    CollationAggregation collation =
        CollationAggregation.of(operands, context.connectionCollation(), operation, false);
    ColumnType type =
        TypeRules.common(operands.stream().map(Operand::type).toList(), collation.collation());
    return operands.stream()
        .map(o ->
            new Operand(
                rex.retype(o.rex(), type),
                TypeRules.isString(type) ? collation.coercibility() : Coercibility.NUMERIC,
                collation.asciiOnly()))
        .toList();
  }

  /** The result of CASE: pairs of condition and result, then maybe the ELSE. */
  Operand cases(List<RexNode> conditions, List<Operand> results, Optional<Operand> otherwise) {
    List<Operand> branches = new ArrayList<>(results);
    otherwise.ifPresent(branches::add);
    List<Operand> converted = common(branches, "case");
    List<RexNode> operands = new ArrayList<>();
    boolean nullable = otherwise.isEmpty();
    for (int i = 0; i < conditions.size(); i++) {
      operands.add(conditions.get(i));
      operands.add(converted.get(i).rex());
    }
    if (otherwise.isPresent()) {
      operands.add(converted.getLast().rex());
    }
    for (Operand branch : converted) {
      nullable |= branch.nullable();
    }
    Operand first = converted.getFirst();
    return new Operand(
        rex.call("case", first.type(), nullable, operands),
        first.coercibility(),
        first.asciiOnly());
  }

  /** A DATETIME or DATE or TIME from any value, as date arithmetic wants it. */
  Operand datetime(Operand operand) {
    if (TypeRules.isTemporalWithDate(operand.type())) {
      return operand;
    }
    return as(
        operand,
        TypeRules.datetime(
            TypeRules.isString(operand.type())
                ? 6
                : Math.min(6, TypeRules.fraction(operand.type()))));
  }
}
