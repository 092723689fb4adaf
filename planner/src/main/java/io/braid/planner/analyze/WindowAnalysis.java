package io.braid.planner.analyze;

import io.braid.common.MySqlError;
import io.braid.common.MySqlException;
import io.braid.common.type.ColumnType;
import io.braid.common.type.MySqlType;
import io.braid.common.value.SqlValue;
import io.braid.planner.plan.PhysicalPlan.Frame;
import io.braid.planner.plan.PhysicalPlan.FrameBound;
import io.braid.planner.plan.PhysicalPlan.FrameBound.BoundKind;
import io.braid.planner.plan.PhysicalPlan.SortKey;
import io.braid.planner.plan.Scalar;
import io.braid.planner.tree.Expression;
import io.braid.planner.tree.Literal;
import io.braid.planner.tree.OrderItem;
import io.braid.planner.tree.Select;
import io.braid.planner.tree.WindowSpecification;
import io.braid.planner.tree.WindowTarget;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexNode;
import org.jspecify.annotations.Nullable;

/**
 * The window functions of one block.
 *
 * @see "MySQL 9.7 Reference Manual, Window Function Concepts and Syntax"
 */
final class WindowAnalysis {
  private static final String UNNAMED = "<unnamed window>";

  private final QueryAnalyzer queries;
  private final RexFactory rex;
  private final Scope scope;
  private final Select select;
  private final @Nullable CommonTables commonTables;
  private final Grouping grouping;
  private final List<Use> uses = new ArrayList<>();

  WindowAnalysis(
      QueryAnalyzer queries,
      Scope scope,
      Select select,
      @Nullable CommonTables commonTables,
      Grouping grouping) {
    this.queries = queries;
    rex = queries.statement().rex();
    this.scope = scope;
    this.select = select;
    this.commonTables = commonTables;
    this.grouping = grouping;
  }

  /** A window function; expressions are over FROM with placeholders for aggregates. */
  private record Use(
      String function,
      List<RexNode> arguments,
      List<RexNode> partition,
      List<RexNode> order,
      List<Boolean> descending,
      Frame frame,
      ColumnType type,
      boolean nullable) {
    boolean sharesWindow(Use other) {
      return partition.equals(other.partition)
          && order.equals(other.order)
          && descending.equals(other.descending);
    }
  }

  boolean isUsed() {
    return !uses.isEmpty();
  }

  /** Adds a call and gives its placeholder. */
  Operand add(String function, List<Expression> arguments, WindowTarget over) {
    ExpressionAnalyzer analyzer = new ExpressionAnalyzer(queries.statement(), new InWindow());
    WindowSpecification window = resolve(over);
    boolean countAll =
        function.equals("count")
            && arguments.size() == 1
            && arguments.getFirst() instanceof Literal.IntegerLiteral;
    Grouping.Typed typed =
        Grouping.typed(queries, function, countAll ? List.of() : analyzer.values(arguments));
    List<RexNode> partition = new ArrayList<>();
    for (Expression term : window.partitionBy()) {
      partition.add(analyzer.value(term).rex());
    }
    List<RexNode> order = new ArrayList<>();
    List<Boolean> descending = new ArrayList<>();
    for (OrderItem item : window.orderBy()) {
      order.add(analyzer.value(item.expression()).rex());
      descending.add(item.descending());
    }
    Use use =
        new Use(
            function,
            typed.arguments().stream().map(Operand::rex).toList(),
            partition,
            order,
            descending,
            frame(window),
            resultType(function, typed.type()),
            typed.nullable());
    uses.add(use);
    RexNode node =
        rex.operator(
            new ScalarOperator.Placeholder(true, uses.size() - 1),
            use.type(),
            use.nullable(),
            List.of());
    return TypeRules.isString(use.type())
        ? new Operand(node, typed.coercibility(), false)
        : Operand.of(node);
  }

  /** A whole number that passes through a window is a BIGINT. */
  private static ColumnType resultType(String function, ColumnType type) {
    return switch (function) {
      case "lag", "lead", "first_value", "last_value", "nth_value", "min", "max" ->
          type.family() == MySqlType.Family.INTEGER
              ? TypeRules.integer(TypeRules.displayWidth(type), type.unsigned())
              : type;
      default -> type;
    };
  }

  private WindowSpecification resolve(WindowTarget target) {
    return switch (target) {
      case WindowTarget.Named named -> inherit(byName(named.name()), 0);
      case WindowTarget.Inline inline -> inherit(inline.window(), 0);
    };
  }

  private WindowSpecification byName(String name) {
    return select.windows().stream()
        .filter(w -> w.name().equalsIgnoreCase(name))
        .findFirst()
        .map(Select.NamedWindow::window)
        .orElseThrow(() -> MySqlError.ER_WINDOW_NO_SUCH_WINDOW.with(name));
  }

  private WindowSpecification inherit(WindowSpecification window, int depth) {
    if (window.base().isEmpty()) {
      return window;
    }
    if (depth > select.windows().size()) {
      throw MySqlError.ER_WINDOW_CIRCULARITY_IN_WINDOW_GRAPH.with();
    }
    WindowSpecification base = inherit(byName(window.base().get()), depth + 1);
    if (!window.partitionBy().isEmpty()) {
      throw MySqlError.ER_WINDOW_NO_CHILD_PARTITIONING.with();
    }
    return new WindowSpecification(
        Optional.empty(),
        base.partitionBy(),
        window.orderBy().isEmpty() ? base.orderBy() : window.orderBy(),
        window.frame());
  }

  private Frame frame(WindowSpecification window) {
    FrameBound start = new FrameBound(BoundKind.UNBOUNDED_PRECEDING, Optional.empty());
    if (window.frame().isEmpty()) {
      BoundKind end =
          window.orderBy().isEmpty() ? BoundKind.UNBOUNDED_FOLLOWING : BoundKind.CURRENT_ROW;
      return new Frame(false, start, new FrameBound(end, Optional.empty()));
    }
    WindowSpecification.Frame frame = window.frame().get();
    checkOrder(frame);
    return switch (frame.unit()) {
      case ROWS -> new Frame(true, bound(frame.start()), bound(frame.end()));
      case RANGE -> new Frame(false, bound(frame.start()), bound(frame.end()));
      case GROUPS -> throw MySqlException.notSupported("GROUPS");
    };
  }

  /** A frame may not start behind its end. */
  private static void checkOrder(WindowSpecification.Frame frame) {
    if (place(frame.start()) == 4) {
      throw MySqlError.ER_WINDOW_FRAME_START_ILLEGAL.with(UNNAMED);
    }
    if (place(frame.end()) == 0) {
      throw MySqlError.ER_WINDOW_FRAME_END_ILLEGAL.with(UNNAMED);
    }
    if (place(frame.start()) > place(frame.end())) {
      throw MySqlError.ER_WINDOW_FRAME_ILLEGAL.with(UNNAMED);
    }
  }

  private static int place(WindowSpecification.Bound bound) {
    return switch (bound) {
      case WindowSpecification.Bound.Unbounded u -> u.following() ? 4 : 0;
      case WindowSpecification.Bound.CurrentRow c -> 2;
      case WindowSpecification.Bound.Offset o -> o.following() ? 3 : 1;
    };
  }

  private FrameBound bound(WindowSpecification.Bound bound) {
    return switch (bound) {
      case WindowSpecification.Bound.Unbounded u ->
          new FrameBound(
              u.following() ? BoundKind.UNBOUNDED_FOLLOWING : BoundKind.UNBOUNDED_PRECEDING,
              Optional.empty());
      case WindowSpecification.Bound.CurrentRow c ->
          new FrameBound(BoundKind.CURRENT_ROW, Optional.empty());
      case WindowSpecification.Bound.Offset o -> {
        if (o.unit().isPresent()) {
          throw MySqlException.notSupported("RANGE INTERVAL in a window frame");
        }
        if (!(o.amount() instanceof Literal literal)) {
          throw MySqlException.notSupported("a window frame offset that is not a literal");
        }
        Literals.Typed typed =
            Literals.analyze(literal, queries.statement().context().connectionCollation());
        if (!(typed.value() instanceof SqlValue.IntegerValue)
            && !(typed.value() instanceof SqlValue.DecimalValue)) {
          throw MySqlException.notSupported("a window frame offset of this type");
        }
        yield new FrameBound(
            o.following() ? BoundKind.FOLLOWING : BoundKind.PRECEDING,
            Optional.of(new Scalar.Constant(typed.value(), typed.type())));
      }
    };
  }

  /** The rows with the windows' results behind them, and expressions over those rows. */
  record Result(RelNode rel, List<RexNode> nodes) {}

  /** Computes all windows over {@code input}; {@code nodes} use placeholders. */
  Result build(RelNode input, List<RexNode> nodes, Grouping groups, Scope names) {
    List<Use> over = new ArrayList<>();
    for (Use use : uses) {
      over.add(groups.isAggregated() ? rewritten(use, groups, names) : use);
    }
    RelNode rel = input;
    int[] column = new int[over.size()];
    Arrays.fill(column, -1);
    for (int i = 0; i < over.size(); i++) {
      if (column[i] >= 0) {
        continue;
      }
      List<Integer> together = new ArrayList<>();
      for (int j = i; j < over.size(); j++) {
        if (column[j] < 0 && over.get(i).sharesWindow(over.get(j))) {
          together.add(j);
        }
      }
      rel = window(rel, over, together, column);
    }
    RelDataType type = rel.getRowType();
    List<RexNode> changed = new ArrayList<>();
    for (RexNode node : nodes) {
      changed.add(replace(node, over, column, type));
    }
    return new Result(rel, changed);
  }

  private RelNode window(RelNode input, List<Use> over, List<Integer> together, int[] column) {
    List<RexNode> nodes = new ArrayList<>(rex.builder().identityProjects(input.getRowType()));
    int width = nodes.size();
    Use first = over.get(together.getFirst());
    List<Integer> partition = new ArrayList<>();
    first.partition().forEach(p -> partition.add(columnOf(p, nodes)));
    List<SortKey> order = new ArrayList<>();
    for (int i = 0; i < first.order().size(); i++) {
      order.add(new SortKey(columnOf(first.order().get(i), nodes), first.descending().get(i)));
    }
    List<List<RexNode>> arguments = new ArrayList<>();
    for (int use : together) {
      List<RexNode> list = new ArrayList<>();
      for (RexNode argument : over.get(use).arguments()) {
        boolean constant =
            argument instanceof RexCall call
                && (call.op instanceof ScalarOperator.Constant
                    || call.op instanceof ScalarOperator.Parameter);
        list.add(
            constant
                ? argument
                : rex.builder().makeInputRef(argument.getType(), columnOf(argument, nodes)));
      }
      arguments.add(list);
    }
    RelNode rel = nodes.size() > width ? QueryAnalyzer.project(input, nodes) : input;
    RelDataTypeFactory.Builder type = rex.types().builder();
    rel.getRowType().getFieldList().forEach(type::add);
    List<BlockRel.WindowCall> calls = new ArrayList<>();
    for (int i = 0; i < together.size(); i++) {
      Use use = over.get(together.get(i));
      RelDataType result = rex.types().value(use.type(), use.nullable());
      column[together.get(i)] = nodes.size() + i;
      type.add("w" + queries.statement().nextScan(), result);
      calls.add(new BlockRel.WindowCall(use.function(), arguments.get(i), use.frame(), result));
    }
    return new BlockRel.Window(rel, type.build(), partition, order, calls);
  }

  private static int columnOf(RexNode node, List<RexNode> nodes) {
    int at = nodes.indexOf(node);
    if (at < 0) {
      at = nodes.size();
      nodes.add(node);
    }
    return at;
  }

  private static Use rewritten(Use use, Grouping groups, Scope names) {
    return new Use(
        use.function(),
        groups.rewrite(use.arguments(), "SELECT list", names),
        groups.rewrite(use.partition(), "PARTITION BY or ORDER BY clause of window", names),
        groups.rewrite(use.order(), "PARTITION BY or ORDER BY clause of window", names),
        use.descending(),
        use.frame(),
        use.type(),
        use.nullable());
  }

  private RexNode replace(RexNode node, List<Use> over, int[] column, RelDataType row) {
    if (!(node instanceof RexCall call)) {
      return node;
    }
    if (call.op instanceof ScalarOperator.Placeholder p && p.isWindow()) {
      return rex.builder()
          .makeInputRef(row.getFieldList().get(column[p.index()]).getType(), column[p.index()]);
    }
    if (call.operands.isEmpty()) {
      return call;
    }
    List<RexNode> operands = new ArrayList<>();
    for (RexNode operand : call.operands) {
      operands.add(replace(operand, over, column, row));
    }
    return rex.builder().makeCall(call.getType(), call.op, operands);
  }

  /** Arguments, partitions and orders of windows: columns and plain aggregates. */
  private final class InWindow implements ExpressionAnalyzer.Place {
    private final SubqueryAnalysis subqueries =
        new SubqueryAnalysis(queries, queries.resolver(scope), commonTables);

    @Override
    public Operand column(Expression.ColumnReference reference) {
      return queries.column(scope, reference, "field list");
    }

    @Override
    public Operand aggregate(Expression.Call call, ExpressionAnalyzer analyzer) {
      return grouping.aggregateOrWindow(call, false, "field list");
    }

    @Override
    public SubqueryAnalysis subqueries() {
      return subqueries;
    }

    @Override
    public Operand ofRow(Expression.Reference reference) {
      throw MySqlError.ER_WRONG_USAGE.with("DEFAULT", "window");
    }
  }
}
