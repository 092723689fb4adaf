package io.braid.planner.analyze;

import io.braid.common.MySqlError;
import io.braid.common.MySqlException;
import io.braid.common.type.Collation;
import io.braid.common.type.ColumnType;
import io.braid.common.type.MySqlType;
import io.braid.common.type.MySqlType.Family;
import io.braid.common.value.SqlValue;
import io.braid.planner.tree.Expression;
import io.braid.planner.tree.Literal;
import io.braid.planner.tree.OrderItem;
import io.braid.planner.tree.Select;
import io.braid.planner.tree.WindowTarget;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.calcite.rel.RelCollations;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.AggregateCall;
import org.apache.calcite.rel.logical.LogicalAggregate;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.util.ImmutableBitSet;
import org.jspecify.annotations.Nullable;

/**
 * GROUP BY and the aggregate functions of one block. Expressions are analysed over the rows of FROM
 * with placeholders for aggregates; {@link #rewrite} then puts them over the groups.
 *
 * @see "MySQL 9.7 Reference Manual, MySQL Handling of GROUP BY"
 */
final class Grouping {
  private final QueryAnalyzer queries;
  private final StatementAnalysis statement;
  private final RexFactory rex;
  private final Scope scope;
  private final RelNode input;
  private final @Nullable CommonTables commonTables;
  private final Select select;
  private final FunctionalDependencies dependencies;
  private final WindowAnalysis windows;
  private final List<RexNode> groups = new ArrayList<>();
  private final List<Use> uses = new ArrayList<>();

  /** By identity: a subquery equals no other, so that it must not be analysed twice. */
  private final Map<Expression, Operand> listed = new IdentityHashMap<>(0);

  Grouping(
      QueryAnalyzer queries,
      Scope scope,
      RelNode input,
      @Nullable CommonTables commonTables,
      Select select) {
    this.queries = queries;
    statement = queries.statement();
    rex = statement.rex();
    this.scope = scope;
    this.input = input;
    this.commonTables = commonTables;
    this.select = select;
    dependencies = new FunctionalDependencies(input);
    windows = new WindowAnalysis(queries, scope, select, commonTables, this);
  }

  /** An aggregate function over the rows of FROM. */
  private record Use(
      String function,
      boolean distinct,
      List<RexNode> arguments,
      List<RexNode> order,
      List<Boolean> descending,
      byte[] separator,
      ColumnType type,
      boolean nullable) {
    boolean sameAs(Use o) {
      return function.equals(o.function)
          && distinct == o.distinct
          && arguments.equals(o.arguments)
          && order.equals(o.order)
          && descending.equals(o.descending)
          && Arrays.equals(separator, o.separator)
          && type.equals(o.type);
    }
  }

  WindowAnalysis windows() {
    return windows;
  }

  boolean isAggregated() {
    return select.groupBy().isPresent() || !uses.isEmpty();
  }

  int groupCount() {
    return groups.size();
  }

  boolean isGroupedBy(RexNode node) {
    return groups.contains(node);
  }

  private boolean isRollup() {
    return select.groupBy().map(g -> g.kind() == Select.GroupBy.Kind.ROLLUP).orElse(false);
  }

  // ---- GROUP BY

  /** Analyses the terms of GROUP BY; names mean columns first, then select-list aliases. */
  void groupBy(List<Select.SelectItem.Value> aliases) {
    if (select.groupBy().isEmpty()) {
      return;
    }
    for (Expression term : select.groupBy().get().terms()) {
      RexNode node = groupTerm(term, aliases);
      if (!groups.contains(node) || isRollup()) {
        groups.add(node);
      }
    }
  }

  private RexNode groupTerm(Expression term, List<Select.SelectItem.Value> aliases) {
    if (term instanceof Literal.IntegerLiteral position) {
      return grouped(itemAt(position.value()));
    }
    if (term instanceof Expression.ColumnReference reference && reference.table().isEmpty()) {
      Optional<ScopeColumn> own =
          scope.find(Optional.empty(), reference.column(), "group statement");
      if (own.isEmpty()) {
        for (Select.SelectItem.Value alias : aliases) {
          if (alias.alias().filter(reference.column()::equalsIgnoreCase).isPresent()) {
            return grouped(alias.expression());
          }
        }
      }
    }
    return queries.analyzer(scope, "group statement", commonTables).value(term).rex();
  }

  private Expression itemAt(long position) {
    if (position < 1 || position > select.items().size()) {
      throw MySqlError.ER_BAD_FIELD_ERROR.with(String.valueOf(position), "group statement");
    }
    boolean stars = select.items().stream().anyMatch(i -> i instanceof Select.SelectItem.Star);
    if (stars || !(select.items().get((int) position - 1) instanceof Select.SelectItem.Value v)) {
      throw MySqlException.notSupported("GROUP BY a position of a list with *");
    }
    return v.expression();
  }

  /** The value of a select-list item by whose alias or position rows are grouped. */
  Optional<Operand> listed(Expression expression) {
    return Optional.ofNullable(listed.get(expression));
  }

  private RexNode grouped(Expression expression) {
    if (expression instanceof Expression.AggregateCall
        || expression instanceof Expression.GroupConcat) {
      throw MySqlError.ER_WRONG_GROUP_FIELD.with("aggregate");
    }
    Operand value = queries.analyzer(scope, "group statement", commonTables).value(expression);
    if (!(expression instanceof Expression.ColumnReference)) {
      listed.put(expression, value);
    }
    return value.rex();
  }

  // ---- aggregate functions

  Operand aggregateOrWindow(Expression.Call call, boolean windowsAllowed, String clause) {
    return switch (call) {
      case Expression.AggregateCall a when a.over().isPresent() -> window(a, windowsAllowed);
      case Expression.GroupConcat g when g.over().isPresent() ->
          throw MySqlException.notSupported("GROUP_CONCAT as window function");
      case Expression.WindowCall w -> {
        if (!windowsAllowed) {
          throw PlainPlace.invalidAggregate(w);
        }
        yield windows.add(w.function(), w.arguments(), w.over());
      }
      case Expression.AggregateCall a -> aggregate(a);
      case Expression.GroupConcat g -> groupConcat(g);
      default -> throw new IllegalStateException("no aggregate: " + clause);
    };
  }

  private Operand window(Expression.AggregateCall call, boolean allowed) {
    if (!allowed) {
      throw PlainPlace.invalidAggregate(call);
    }
    if (call.distinct()) {
      throw MySqlException.notSupported("<window function>(DISTINCT ..)");
    }
    WindowTarget over = call.over().orElseThrow();
    return windows.add(call.function(), call.arguments(), over);
  }

  private ExpressionAnalyzer arguments() {
    return queries.analyzer(scope, "field list", commonTables);
  }

  private Operand aggregate(Expression.AggregateCall call) {
    List<Operand> operands =
        isCountOfConstant(call) ? List.of() : arguments().values(call.arguments());
    Typed typed = typed(queries, call.function(), operands);
    return add(
        new Use(
            call.function(),
            call.distinct(),
            typed.arguments().stream().map(Operand::rex).toList(),
            List.of(),
            List.of(),
            new byte[0],
            typed.type(),
            typed.nullable()),
        typed);
  }

  /** COUNT(*) arrives as COUNT(0); any constant but NULL counts all rows. */
  static boolean isCountOfConstant(Expression.AggregateCall call) {
    return call.function().equals("count")
        && !call.distinct()
        && call.arguments().size() == 1
        && call.arguments().getFirst() instanceof Literal.IntegerLiteral;
  }

  /** An aggregate's converted arguments and result. */
  record Typed(
      List<Operand> arguments, ColumnType type, boolean nullable, Coercibility coercibility) {}

  static Typed typed(QueryAnalyzer queries, String function, List<Operand> operands) {
    AggregateSignature signature =
        FunctionRegistry.standard()
            .aggregate(function)
            .orElseThrow(() -> MySqlException.notSupported(function));
    int count = operands.size();
    if (count < signature.argumentsMin()
        || (signature.argumentsMax() >= 0 && count > signature.argumentsMax())) {
      throw MySqlError.ER_WRONG_PARAMCOUNT_TO_NATIVE_FCT.with(function);
    }
    StatementAnalysis statement = queries.statement();
    List<Operand> converted = new ArrayList<>();
    if (isExtreme(function)) {
      CollationAggregation.refuseUndecided(operands.getFirst(), operands.getFirst(), function);
    }
    CollationAggregation collation =
        CollationAggregation.of(
            signature.conversion() == AggregateSignature.Conversion.TEXT ? operands : List.of(),
            statement.context().connectionCollation(),
            function,
            false);
    for (Operand operand : operands) {
      converted.add(
          switch (signature.conversion()) {
            case NONE -> isExtreme(function) ? memberText(statement.operators(), operand) : operand;
            case NUMBER -> statement.operators().number(operand);
            case DOUBLE ->
                Operand.of(
                    statement
                        .rex()
                        .convert(statement.operators().number(operand).rex(), TypeRules.DOUBLE));
            case BITS -> {
              if (operand.isNullType() && !operand.isConstant()) {
                // A derived table's column of NULLs is BINARY(0).
                throw MySqlException.notSupported(function + " of binary strings");
              }
              yield operand.type().type().isBinaryString()
                  ? operand
                  : statement.operators().unsignedInteger(operand);
            }
            case TEXT ->
                new Operand(
                    statement.operators().text(operand, collation.collation()),
                    collation.coercibility(),
                    collation.asciiOnly());
          });
    }
    ColumnType type = signature.result().type(converted.stream().map(Operand::type).toList());
    if (type.family() == Family.ENUM || type.family() == Family.SET) {
      type = aggregatedMembers(function, type);
    }
    if (isExtreme(function)
        && !operands.isEmpty()
        && operands.getFirst().family() != type.family()) {
      type = ColumnType.string(MySqlType.CHAR, (int) TypeRules.characters(type), type.collation());
    }
    boolean nullable = signature.nullable();
    if (function.equals("any_value") && !converted.isEmpty()) {
      nullable = true;
    }
    return new Typed(
        converted,
        type,
        nullable,
        converted.isEmpty() ? Coercibility.NUMERIC : converted.getFirst().coercibility());
  }

  private static boolean isExtreme(String function) {
    return function.equals("min") || function.equals("max");
  }

  /** ENUM and SET as their texts, which MIN and MAX compare. */
  private static Operand memberText(OperatorTyping operators, Operand operand) {
    return operand.family() == Family.ENUM || operand.family() == Family.SET
        ? new Operand(
            operators.text(operand, operand.collation()),
            operand.coercibility(),
            operand.asciiOnly())
        : operand;
  }

  /** MIN and MAX of ENUM compare as strings and are strings. */
  private static ColumnType aggregatedMembers(String function, ColumnType type) {
    return function.equals("any_value") || function.equals("lag") || function.equals("lead")
        ? type
        : TypeRules.string(TypeRules.characters(type), type.collation());
  }

  private Operand groupConcat(Expression.GroupConcat call) {
    List<Operand> operands = arguments().values(call.arguments());
    Typed typed = typed(queries, "group_concat", operands);
    List<RexNode> order = new ArrayList<>();
    List<Boolean> descending = new ArrayList<>();
    for (OrderItem item : call.orderBy()) {
      if (item.expression() instanceof Literal.IntegerLiteral position) {
        if (position.value() < 1 || position.value() > operands.size()) {
          throw MySqlError.ER_BAD_FIELD_ERROR.with(
              String.valueOf(position.value()), "order clause");
        }
        order.add(operands.get((int) position.value() - 1).rex());
      } else {
        order.add(arguments().value(item.expression()).rex());
      }
      descending.add(item.descending());
    }
    SqlText separator = SqlText.of(call.separator(), typed.type().collation());
    return add(
        new Use(
            "group_concat",
            call.distinct(),
            typed.arguments().stream().map(Operand::rex).toList(),
            order,
            descending,
            separator.bytes(),
            typed.type(),
            true),
        typed);
  }

  /** Text in a character set. */
  private record SqlText(byte[] bytes) {
    static SqlText of(String text, Collation collation) {
      return Literals.string(text, collation).value() instanceof SqlValue.StringValue s
          ? new SqlText(s.bytes())
          : new SqlText(new byte[0]);
    }
  }

  private Operand add(Use use, Typed typed) {
    int index = -1;
    for (int i = 0; i < uses.size(); i++) {
      index = uses.get(i).sameAs(use) ? i : index;
    }
    if (index < 0) {
      index = uses.size();
      uses.add(use);
    }
    RexNode node =
        rex.operator(
            new ScalarOperator.Placeholder(false, index), use.type(), use.nullable(), List.of());
    return TypeRules.isString(use.type())
        ? new Operand(node, typed.coercibility(), false)
        : Operand.of(node);
  }

  // ---- over the groups

  /**
   * Puts expressions over the output of {@link #aggregate}.
   *
   * @param clause for error 1055: where the expressions stand
   */
  List<RexNode> rewrite(List<RexNode> nodes, String clause, Scope names) {
    List<RexNode> rewritten = new ArrayList<>();
    for (int i = 0; i < nodes.size(); i++) {
      rewritten.add(rewrite(nodes.get(i), clause, i + 1, names));
    }
    return rewritten;
  }

  private RexNode rewrite(RexNode node, String clause, int number, Scope names) {
    int group = groups.indexOf(node);
    if (group >= 0) {
      return groupField(group);
    }
    if (node instanceof RexInputRef column) {
      return anyValue(column, clause, number, names);
    }
    if (!(node instanceof RexCall call)) {
      return node;
    }
    if (call.op instanceof ScalarOperator.Placeholder placeholder && !placeholder.isWindow()) {
      Use use = uses.get(placeholder.index());
      return rex.input(groups.size() + placeholder.index(), use.type(), use.nullable());
    }
    if (call.operands.isEmpty()) {
      return call;
    }
    List<RexNode> operands = new ArrayList<>();
    boolean becameNullable = false;
    for (RexNode operand : call.operands) {
      RexNode changed = rewrite(operand, clause, number, names);
      becameNullable |= changed.getType().isNullable() && !operand.getType().isNullable();
      operands.add(changed);
    }
    RelDataType type =
        becameNullable && !isNullTest(call)
            ? rex.types().createTypeWithNullability(call.getType(), true)
            : call.getType();
    return rex.builder().makeCall(type, call.op, operands);
  }

  private static boolean isNullTest(RexCall call) {
    return call.op.getName().startsWith("is ");
  }

  private RexNode groupField(int group) {
    RelDataType type = groups.get(group).getType();
    ColumnType columnType = MySqlRelType.columnType(type);
    RelDataType field = isRollup() ? rex.types().createTypeWithNullability(type, true) : type;
    return MySqlRelType.of(type).isPredicate()
        ? rex.builder().makeInputRef(field, group)
        : rex.input(group, columnType, field.isNullable());
  }

  /** A column that is not grouped: the groups must determine it. */
  private RexNode anyValue(RexInputRef column, String clause, int number, Scope names) {
    boolean determined =
        dependencies.determines(
            groups.stream()
                .filter(g -> g instanceof RexInputRef)
                .map(g -> ((RexInputRef) g).getIndex())
                .toList(),
            column.getIndex());
    if ((!determined || isRollup()) && SelectBlock.onlyFullGroupBy(statement)) {
      throw notGrouped(column.getIndex(), clause, number, names);
    }
    ColumnType type = MySqlRelType.columnType(column.getType());
    Use use =
        new Use(
            "any_value",
            false,
            List.of(column),
            List.of(),
            List.of(),
            new byte[0],
            type,
            column.getType().isNullable() || groups.isEmpty());
    Operand placeholder =
        add(use, new Typed(List.of(), type, use.nullable(), Coercibility.IMPLICIT));
    ScalarOperator.Placeholder at = (ScalarOperator.Placeholder) ((RexCall) placeholder.rex()).op;
    return rex.input(groups.size() + at.index(), type, use.nullable());
  }

  private MySqlException notGrouped(int field, String clause, int number, Scope names) {
    String column =
        names.tables().stream()
            .flatMap(t -> t.columns().stream())
            .filter(c -> c.field() == field)
            .map(ScopeColumn::qualifiedName)
            .findFirst()
            .orElse("");
    if (select.groupBy().isEmpty()) {
      return new MySqlException(
          MySqlError.ER_MIX_OF_GROUP_FUNC_AND_FIELDS,
          MySqlError.ER_MIX_OF_GROUP_FUNC_AND_FIELDS_V2.message(
              String.valueOf(number), clause, column));
    }
    return new MySqlException(
        MySqlError.ER_WRONG_FIELD_WITH_GROUP,
        MySqlError.ER_WRONG_FIELD_WITH_GROUP_V2.message(String.valueOf(number), clause, column));
  }

  /** The groups with their aggregates; call it after every {@link #rewrite}. */
  RelNode aggregate() {
    List<RexNode> nodes = new ArrayList<>(groups);
    List<AggregateCall> calls = new ArrayList<>();
    List<List<Integer>> arguments = new ArrayList<>();
    for (Use use : uses) {
      List<Integer> columns = new ArrayList<>();
      for (RexNode argument : use.arguments()) {
        columns.add(columnOf(argument, nodes));
      }
      for (RexNode order : use.order()) {
        columns.add(columnOf(order, nodes));
      }
      arguments.add(columns);
    }
    RelNode projected = QueryAnalyzer.project(input, nodes);
    for (int i = 0; i < uses.size(); i++) {
      Use use = uses.get(i);
      RelDataType type = rex.types().value(use.type(), use.nullable());
      calls.add(
          AggregateCall.create(
              new AggregateOperator(use.function(), type, use.separator(), use.descending()),
              use.distinct(),
              false,
              false,
              List.of(),
              arguments.get(i),
              -1,
              null,
              RelCollations.EMPTY,
              type,
              "a" + i));
    }
    ImmutableBitSet all = ImmutableBitSet.range(groups.size());
    List<ImmutableBitSet> sets = null;
    if (isRollup()) {
      sets = new ArrayList<>();
      for (int i = groups.size(); i >= 0; i--) {
        sets.add(ImmutableBitSet.range(i));
      }
    }
    return LogicalAggregate.create(projected, List.of(), all, sets, calls);
  }

  private static int columnOf(RexNode node, List<RexNode> nodes) {
    int at = nodes.indexOf(node);
    if (at < 0) {
      at = nodes.size();
      nodes.add(node);
    }
    return at;
  }
}
