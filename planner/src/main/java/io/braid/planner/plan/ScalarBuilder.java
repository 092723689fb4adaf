package io.braid.planner.plan;

import io.braid.common.MySqlException;
import io.braid.common.type.ColumnType;
import io.braid.common.type.MySqlType;
import io.braid.common.value.SqlValue;
import io.braid.planner.analyze.MySqlRelType;
import io.braid.planner.analyze.ScalarOperator;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.SqlKind;

/** Turns expressions of Calcite's algebra into those of plans. */
final class ScalarBuilder {
  /** Where the fields that an expression names are found. */
  @FunctionalInterface
  interface Fields {
    /** The value of a field of the algebra's row. */
    Scalar field(int index, ColumnType type, boolean nullable);
  }

  /** Plans the rows of a subquery; {@code outer} says what its outer references are. */
  @FunctionalInterface
  interface SubqueryPlanner {
    PhysicalPlan plan(RelNode rel, ScalarBuilder inside);
  }

  private final Map<Integer, List<Scalar>> outerValues;
  private final SubqueryPlanner subqueries;

  ScalarBuilder(SubqueryPlanner subqueries) {
    this(Map.of(), subqueries);
  }

  private ScalarBuilder(Map<Integer, List<Scalar>> outerValues, SubqueryPlanner subqueries) {
    this.outerValues = Map.copyOf(outerValues);
    this.subqueries = subqueries;
  }

  /** The builder for expressions inside a subquery or lateral table. */
  ScalarBuilder inside(int correlation, List<Scalar> values) {
    Map<Integer, List<Scalar>> all = new HashMap<>(outerValues);
    all.put(correlation, values.stream().map(v -> asOuter(v, correlation)).toList());
    return new ScalarBuilder(all, subqueries);
  }

  List<Scalar> scalars(List<? extends RexNode> nodes, Fields fields) {
    return nodes.stream().map(n -> scalar(n, fields)).toList();
  }

  Scalar scalar(RexNode node, Fields fields) {
    return switch (node) {
      case RexInputRef ref ->
          fields.field(
              ref.getIndex(), MySqlRelType.columnType(ref.getType()), ref.getType().isNullable());
      case RexLiteral literal -> literal(literal);
      case RexCall call -> call(call, fields);
      default -> throw new IllegalStateException("no scalar: " + node);
    };
  }

  private static Scalar literal(RexLiteral literal) {
    // Only Calcite itself makes literals, as empty conditions.
    boolean value = !literal.isNull() && RexLiteral.booleanValue(literal);
    return new Scalar.Constant(
        new SqlValue.IntegerValue(value ? 1 : 0, false),
        ColumnType.integer(MySqlType.BIGINT, false));
  }

  private Scalar call(RexCall call, Fields fields) {
    if (!(call.op instanceof ScalarOperator operator)) {
      if (call.getKind() == SqlKind.CAST) {
        // Where an outer join becomes an inner one, Calcite's rules restore the old nullability.
        return scalar(call.operands.getFirst(), fields);
      }
      String name =
          switch (call.getKind()) {
            case AND -> "and";
            case OR -> "or";
            case NOT -> "not";
            case EQUALS -> "=";
            case IS_NOT_DISTINCT_FROM -> "<=>";
            case IS_NULL -> "is null";
            case IS_NOT_NULL -> "is not null";
            default -> throw new IllegalStateException("an operator that is not ours: " + call);
          };
      return function(name, call, fields);
    }
    ColumnType type = MySqlRelType.columnType(call.getType());
    boolean nullable = call.getType().isNullable();
    return switch (operator) {
      case ScalarOperator.Function f -> function(f.getName(), call, fields);
      case ScalarOperator.Constant c -> constant(c, type);
      case ScalarOperator.Parameter p -> new Scalar.Parameter(p.index(), type, true);
      case ScalarOperator.Cast c -> {
        Scalar argument = scalar(call.operands.getFirst(), fields);
        yield c.isImplicit() && argument.type().equals(type)
            ? argument
            : new Scalar.Cast(argument, type, nullable, c.isImplicit());
      }
      case ScalarOperator.UserVariable u ->
          u.isAssignment()
              ? new Scalar.AssignUserVariable(
                  u.variable(), scalar(call.operands.getFirst(), fields), type, nullable)
              : new Scalar.UserVariable(u.variable(), type);
      case ScalarOperator.Outer o -> outer(o);
      case ScalarOperator.Subquery s -> subquery(s, call, fields);
      default -> throw new IllegalStateException("a placeholder that was not filled: " + call);
    };
  }

  private static Scalar constant(ScalarOperator.Constant constant, ColumnType type) {
    if (!constant.isParameter()) {
      return new Scalar.Constant(constant.value(), type);
    }
    Scalar parameter = new Scalar.Parameter(constant.parameter(), type, false);
    return constant.isNegatedParameter()
        ? new Scalar.Call("neg", List.of(parameter), type, false)
        : parameter;
  }

  private Scalar function(String name, RexCall call, Fields fields) {
    return new Scalar.Call(
        name,
        scalars(call.operands, fields),
        MySqlRelType.columnType(call.getType()),
        call.getType().isNullable());
  }

  private Scalar outer(ScalarOperator.Outer outer) {
    List<Scalar> values = outerValues.get(outer.correlation());
    if (values == null) {
      throw new IllegalStateException("unbound outer reference " + outer);
    }
    return values.get(outer.slot());
  }

  private Scalar subquery(ScalarOperator.Subquery subquery, RexCall call, Fields fields) {
    List<Scalar> operands = scalars(call.operands, fields);
    List<Scalar> left = operands.subList(0, subquery.leftCount());
    List<Scalar> slots = operands.subList(subquery.leftCount(), operands.size());
    PhysicalPlan plan = subqueries.plan(subquery.plan(), inside(subquery.correlation(), slots));
    Scalar.Subquery.Kind kind =
        switch (subquery.subqueryKind()) {
          case SCALAR -> Scalar.Subquery.Kind.SCALAR;
          case EXISTS -> Scalar.Subquery.Kind.EXISTS;
          case IN -> Scalar.Subquery.Kind.IN;
          case NOT_IN -> Scalar.Subquery.Kind.NOT_IN;
          case ANY -> Scalar.Subquery.Kind.ANY;
          case ALL -> Scalar.Subquery.Kind.ALL;
        };
    boolean correlated = slots.stream().anyMatch(ScalarBuilder::dependsOnRow);
    return new Scalar.Subquery(
        kind,
        plan,
        subquery.correlation(),
        correlated,
        left,
        subquery.comparison(),
        MySqlRelType.columnType(call.getType()),
        call.getType().isNullable());
  }

  /** Whether a value may differ from row to row of any query around. */
  static boolean dependsOnRow(Scalar scalar) {
    return switch (scalar) {
      case Scalar.Input i -> true;
      case Scalar.Outer o -> true;
      case Scalar.Constant c -> false;
      case Scalar.Parameter p -> false;
      case Scalar.UserVariable u -> true;
      case Scalar.AssignUserVariable a -> true;
      case Scalar.Cast c -> dependsOnRow(c.argument());
      case Scalar.Call c -> c.arguments().stream().anyMatch(ScalarBuilder::dependsOnRow);
      case Scalar.Subquery s ->
          s.correlated() || s.left().stream().anyMatch(ScalarBuilder::dependsOnRow);
    };
  }

  /** An expression over a row as seen from a plan that the row is bound to. */
  static Scalar asOuter(Scalar scalar, int correlation) {
    return switch (scalar) {
      case Scalar.Input i -> new Scalar.Outer(correlation, i.column(), i.type(), i.nullable());
      case Scalar.Outer o -> o;
      case Scalar.Constant c -> c;
      case Scalar.Parameter p -> p;
      case Scalar.UserVariable u -> u;
      case Scalar.AssignUserVariable a ->
          new Scalar.AssignUserVariable(
              a.name(), asOuter(a.value(), correlation), a.type(), a.nullable());
      case Scalar.Cast c ->
          new Scalar.Cast(asOuter(c.argument(), correlation), c.type(), c.nullable(), c.implicit());
      case Scalar.Call c ->
          new Scalar.Call(
              c.function(),
              c.arguments().stream().map(a -> asOuter(a, correlation)).toList(),
              c.type(),
              c.nullable());
      case Scalar.Subquery s ->
          throw MySqlException.notSupported("a subquery as an outer value of another");
    };
  }

  /** The conjunction of conditions, if there are any. */
  static Optional<Scalar> conjunction(List<Scalar> conditions) {
    if (conditions.isEmpty()) {
      return Optional.empty();
    }
    if (conditions.size() == 1) {
      return Optional.of(conditions.getFirst());
    }
    List<Scalar> flat = new ArrayList<>();
    for (Scalar condition : conditions) {
      if (condition instanceof Scalar.Call call && call.function().equals("and")) {
        flat.addAll(call.arguments());
      } else {
        flat.add(condition);
      }
    }
    boolean nullable = flat.stream().anyMatch(Scalar::nullable);
    return Optional.of(new Scalar.Call("and", flat, flat.getFirst().type(), nullable));
  }

  /** Whether a call is Calcite's NOT. */
  static boolean isNot(RexNode node) {
    return node.getKind() == SqlKind.NOT;
  }
}
