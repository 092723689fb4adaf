package io.braid.planner.analyze;

import io.braid.common.type.Collation;
import io.braid.common.type.ColumnType;
import io.braid.common.type.MySqlType.Family;
import io.braid.common.value.SqlValue;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;

/** Builds typed expressions; every conversion is a visible cast. */
final class RexFactory {
  /** Functions whose value is that of one of their operands. */
  private static final Set<String> CHOICES = Set.of("case", "if", "elt");

  private final MySqlTypeFactory types = new MySqlTypeFactory();
  private final MySqlRexBuilder builder = new MySqlRexBuilder(types);

  MySqlTypeFactory types() {
    return types;
  }

  RexBuilder builder() {
    return builder;
  }

  RexNode input(int field, ColumnType type, boolean nullable) {
    return builder.makeInputRef(types.value(type, nullable), field);
  }

  RexNode constant(SqlValue value, ColumnType type) {
    boolean isNull = value == SqlValue.SqlNull.NULL;
    return builder.makeCall(
        types.value(type, isNull), new ScalarOperator.Constant(value), List.of());
  }

  /** A literal that may become a parameter. */
  RexNode literal(SqlValue value, ColumnType type, LiteralUses.Use use) {
    return builder.makeCall(
        types.value(type, false), new ScalarOperator.Constant(value, use), List.of());
  }

  RexNode integer(long value) {
    int width = value < 0 ? Long.toString(value).length() : Long.toString(value).length() + 1;
    return constant(new SqlValue.IntegerValue(value, false), TypeRules.integer(width, false));
  }

  RexNode text(String value) {
    byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
    return constant(
        new SqlValue.StringValue(bytes, Collation.UTF8MB4_0900_AI_CI),
        TypeRules.string(value.length(), Collation.UTF8MB4_0900_AI_CI));
  }

  RexNode call(String name, ColumnType type, boolean nullable, List<RexNode> operands) {
    return call(name, type, nullable, true, operands);
  }

  RexNode call(
      String name,
      ColumnType type,
      boolean nullable,
      boolean deterministic,
      List<RexNode> operands) {
    return builder.makeCall(
        types.value(type, nullable), new ScalarOperator.Function(name, deterministic), operands);
  }

  RexNode operator(ScalarOperator operator, ColumnType type, boolean nullable, List<RexNode> ops) {
    return builder.makeCall(types.value(type, nullable), operator, ops);
  }

  /** A call whose value is 0, 1 or NULL. */
  RexNode predicate(String name, boolean nullable, List<RexNode> operands) {
    return predicate(new ScalarOperator.Function(name, true), nullable, operands);
  }

  RexNode predicate(SqlOperator operator, boolean nullable, List<RexNode> operands) {
    return builder.makeCall(types.predicate(nullable), operator, operands);
  }

  /** The conjunction of conditions, nested ones taken apart; there must be one at least. */
  RexNode and(List<RexNode> conditions) {
    return junction(SqlStdOperatorTable.AND, SqlKind.AND, conditions);
  }

  RexNode or(List<RexNode> conditions) {
    return junction(SqlStdOperatorTable.OR, SqlKind.OR, conditions);
  }

  private RexNode junction(SqlOperator operator, SqlKind kind, List<RexNode> conditions) {
    List<RexNode> flat = new ArrayList<>();
    for (RexNode condition : conditions) {
      if (condition.getKind() == kind && condition instanceof RexCall call) {
        flat.addAll(call.operands);
      } else {
        flat.add(condition);
      }
    }
    return flat.size() == 1 ? flat.getFirst() : predicate(operator, anyNullable(flat), flat);
  }

  RexNode not(RexNode condition) {
    return predicate(SqlStdOperatorTable.NOT, condition.getType().isNullable(), List.of(condition));
  }

  /** Converts to {@code type} if the representation differs. */
  RexNode convert(RexNode value, ColumnType type) {
    ColumnType from = MySqlRelType.columnType(value.getType());
    if (!needsConversion(from, type)) {
      return value;
    }
    boolean nullable = value.getType().isNullable() || mayFail(from, type);
    if (isChoice(value) && from.family() == Family.STRING && isNumber(type)) {
      RexCall choice = (RexCall) value;
      return choice.op.getName().equals("elt")
          ? numberOfElt(choice, type)
          : numberOfChoice(choice, type);
    }
    return operator(ScalarOperator.Cast.IMPLICIT, type, nullable, List.of(value));
  }

  private static boolean isNumber(ColumnType type) {
    return switch (type.family()) {
      case INTEGER, DECIMAL, FLOATING -> true;
      default -> false;
    };
  }

  /**
   * Whether it is CASE or IF: operands are conditions with their results, then maybe an ELSE; or
   * ELT, whose first operand chooses among the others.
   */
  private static boolean isChoice(RexNode value) {
    return value instanceof RexCall call
        && call.op instanceof ScalarOperator.Function
        && CHOICES.contains(call.op.getName());
  }

  /**
   * CASE, IF or ELT as a number: where its type is a string, each branch still gives the number
   * that it has itself, an ENUM its index and a date its digits.
   *
   * @see "MySQL Source Code Documentation, Item_func_if::val_real, Item_func_case::val_real,
   *     Item_func_elt::val_real"
   */
  private RexNode numberOfChoice(RexCall choice, ColumnType type) {
    List<RexNode> operands = new ArrayList<>();
    for (int i = 0; i < choice.operands.size(); i++) {
      RexNode operand = choice.operands.get(i);
      boolean isResult = i % 2 == 1 || i == choice.operands.size() - 1;
      operands.add(isResult ? numberOfResult(operand, type) : operand);
    }
    return call(choice.op.getName(), type, choice.getType().isNullable(), operands);
  }

  /** ELT as the CASE that evaluates the chosen operand alone. */
  private RexNode numberOfElt(RexCall elt, ColumnType type) {
    RexNode index = elt.operands.getFirst();
    List<RexNode> operands = new ArrayList<>();
    for (int i = 1; i < elt.operands.size(); i++) {
      operands.add(predicate("=", index.getType().isNullable(), List.of(index, integer(i))));
      operands.add(numberOfResult(elt.operands.get(i), type));
    }
    return call("case", type, true, operands);
  }

  private RexNode numberOfResult(RexNode result, ColumnType type) {
    boolean converted = result instanceof RexCall call && call.op == ScalarOperator.Cast.IMPLICIT;
    return convert(converted ? ((RexCall) result).operands.getFirst() : result, type);
  }

  /** Gives the value exactly this type, also where only the declared length differs. */
  RexNode retype(RexNode value, ColumnType type) {
    return MySqlRelType.columnType(value.getType()).equals(type)
        ? value
        : operator(
            ScalarOperator.Cast.IMPLICIT,
            type,
            value.getType().isNullable() || mayFail(MySqlRelType.columnType(value.getType()), type),
            List.of(value));
  }

  RexNode cast(RexNode value, ColumnType type, boolean nullable) {
    return operator(ScalarOperator.Cast.EXPLICIT, type, nullable, List.of(value));
  }

  /** Conversions to temporal types give NULL for bad values. */
  private static boolean mayFail(ColumnType from, ColumnType to) {
    return TypeRules.isTemporal(to) && !TypeRules.isTemporal(from);
  }

  static boolean needsConversion(ColumnType from, ColumnType to) {
    if (from.family() != to.family()) {
      return true;
    }
    return switch (to.family()) {
      case INTEGER -> from.unsigned() != to.unsigned();
      case DECIMAL -> from.decimals() != to.decimals();
      case STRING -> from.collation() != to.collation();
      case TIME, DATETIME -> TypeRules.fraction(from) != TypeRules.fraction(to);
      case ENUM, SET -> !from.members().equals(to.members());
      case NULL, FLOATING, BIT, YEAR, DATE, JSON, GEOMETRY -> false;
    };
  }

  static boolean anyNullable(List<RexNode> operands) {
    return operands.stream().anyMatch(o -> o.getType().isNullable());
  }

  /** A condition from any value: strings and numbers are compared with 0. */
  RexNode truth(RexNode value) {
    MySqlRelType type = MySqlRelType.of(value.getType());
    if (type.isPredicate()) {
      return value;
    }
    ColumnType columnType = type.columnType();
    if (columnType.family() == Family.NULL) {
      return predicate("<>", true, List.of(convert(value, TypeRules.BIGINT), integer(0)));
    }
    ColumnType number = TypeRules.numeric(columnType);
    RexNode zero =
        switch (number.family()) {
          case DECIMAL -> convert(integer(0), number);
          case FLOATING -> constant(new SqlValue.DoubleValue(0), TypeRules.DOUBLE);
          default -> integer(0);
        };
    RexNode converted = convert(value, number);
    return predicate("<>", converted.getType().isNullable(), List.of(converted, zero));
  }
}
