package io.braid.planner.plan;

import io.braid.common.type.ColumnType;
import io.braid.planner.analyze.AggregateOperator;
import io.braid.planner.analyze.BlockRel;
import io.braid.planner.analyze.MySqlRelType;
import io.braid.planner.analyze.SourceRel;
import io.braid.planner.cost.TableStatistics;
import io.braid.planner.plan.PhysicalPlan.Field;
import io.braid.planner.plan.PhysicalPlan.SortKey;
import io.braid.planner.rule.LogicalRules;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.rel.RelFieldCollation;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Aggregate;
import org.apache.calcite.rel.core.AggregateCall;
import org.apache.calcite.rel.core.Filter;
import org.apache.calcite.rel.core.Intersect;
import org.apache.calcite.rel.core.Join;
import org.apache.calcite.rel.core.Minus;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rel.core.Sort;
import org.apache.calcite.rel.core.Union;
import org.apache.calcite.rel.core.Values;
import org.apache.calcite.rel.type.RelDataTypeField;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.util.ImmutableBitSet;

/**
 * Turns the algebra of one statement into a physical plan, top down: each operator is asked only
 * for the fields that are needed above it, and says where in its output they are.
 */
public final class PhysicalBuilder {
  private final TableStatistics statistics;
  private final LogicalRules rules;
  private final Numbers numbers;
  private final ScalarBuilder scalars;

  /** Numbers that are unique within the plan. */
  private static final class Numbers {
    /** Numbers of lookup joins are apart from those of subqueries. */
    private int correlation = 1_000_000;

    private final Map<Integer, PhysicalPlan> materialized = new HashMap<>();
  }

  public PhysicalBuilder(TableStatistics statistics, LogicalRules rules) {
    this.statistics = statistics;
    this.rules = rules;
    numbers = new Numbers();
    scalars = new ScalarBuilder(this::subquery);
  }

  private PhysicalBuilder(PhysicalBuilder outer, ScalarBuilder scalars) {
    statistics = outer.statistics;
    rules = outer.rules;
    numbers = outer.numbers;
    this.scalars = scalars;
  }

  /**
   * A plan and where it has the fields of the algebra's row.
   *
   * @param positions by field; -1 for fields that were not asked for
   * @param rows an estimate
   */
  record Built(PhysicalPlan plan, int[] positions, double rows) {
    ScalarBuilder.Fields fields() {
      return (index, type, nullable) -> {
        int at = positions[index];
        if (at < 0) {
          throw new IllegalStateException("field " + index + " is not produced");
        }
        Field field = plan.fields().get(at);
        return new Scalar.Input(at, field.type(), field.nullable());
      };
    }
  }

  /** The whole statement's plan: all fields in their order. */
  public PhysicalPlan build(RelNode rel) {
    return whole(rules.apply(rel));
  }

  /** Scalars over rows whose fields stand where they are in the algebra. */
  public Scalar scalar(RexNode node) {
    return scalars.scalar(node, Scalar.Input::new);
  }

  private PhysicalPlan subquery(RelNode rel, ScalarBuilder inside) {
    return new PhysicalBuilder(this, inside).build(rel);
  }

  TableStatistics statistics() {
    return statistics;
  }

  ScalarBuilder scalars() {
    return scalars;
  }

  int nextCorrelation() {
    return numbers.correlation++;
  }

  PhysicalBuilder inside(int correlation, List<Scalar> values) {
    return new PhysicalBuilder(this, scalars.inside(correlation, values));
  }

  private PhysicalPlan whole(RelNode rel) {
    int width = rel.getRowType().getFieldCount();
    return inOrder(build(rel, ImmutableBitSet.range(width)), ImmutableBitSet.range(width));
  }

  /** Exactly the given fields in ascending order. */
  static PhysicalPlan inOrder(Built built, ImmutableBitSet wanted) {
    List<Integer> columns = new ArrayList<>();
    wanted.forEach(field -> columns.add(built.positions()[field]));
    return columns(built.plan(), columns);
  }

  private static PhysicalPlan columns(PhysicalPlan plan, List<Integer> columns) {
    boolean same = columns.size() == plan.fields().size();
    for (int i = 0; same && i < columns.size(); i++) {
      same = columns.get(i) == i;
    }
    if (same) {
      return plan;
    }
    List<Scalar> expressions = new ArrayList<>();
    List<Field> fields = new ArrayList<>();
    for (int column : columns) {
      Field field = plan.fields().get(column);
      expressions.add(new Scalar.Input(column, field.type(), field.nullable()));
      fields.add(field);
    }
    if (plan instanceof PhysicalPlan.Project project) {
      List<Scalar> merged = columns.stream().map(c -> project.expressions().get(c)).toList();
      return new PhysicalPlan.Project(project.input(), merged, fields);
    }
    return new PhysicalPlan.Project(plan, expressions, fields);
  }

  Built build(RelNode rel, ImmutableBitSet needed) {
    return switch (rel) {
      case SourceRel.Table table -> new ScanBuilder(this).scan(table, List.of(), needed);
      case SourceRel.Virtual virtual -> virtual(virtual, needed);
      case SourceRel.Rows rows -> rows(rows);
      case Values none when none.getTuples().isEmpty() ->
          same(new PhysicalPlan.Values(List.of(), fields(none)), 1);
      case SourceRel.WorkTable work ->
          same(new PhysicalPlan.WorkTable(work.workTable(), fields(work)), 100);
      case Filter filter -> filter(filter, needed);
      case Project project -> project(project, needed);
      case Join join -> new JoinBuilder(this).build(join, List.of(), needed);
      case Aggregate aggregate -> aggregate(aggregate, needed);
      case Sort sort -> sort(sort, needed);
      case Union union -> union(union, needed);
      case Intersect intersect -> setOperation(intersect.getInputs(), true, intersect.all);
      case Minus minus -> setOperation(minus.getInputs(), false, minus.all);
      case BlockRel block -> block(block, needed);
      default -> throw new IllegalStateException("no plan for " + rel.getRelTypeName());
    };
  }

  static List<Field> fields(RelNode rel) {
    List<Field> fields = new ArrayList<>();
    for (RelDataTypeField field : rel.getRowType().getFieldList()) {
      fields.add(new Field(MySqlRelType.columnType(field.getType()), field.getType().isNullable()));
    }
    return fields;
  }

  private static Built same(PhysicalPlan plan, double rows) {
    int[] positions = new int[plan.fields().size()];
    Arrays.setAll(positions, i -> i);
    return new Built(plan, positions, rows);
  }

  private static Built virtual(SourceRel.Virtual virtual, ImmutableBitSet needed) {
    List<Field> all = fields(virtual);
    int[] positions = new int[all.size()];
    Arrays.fill(positions, -1);
    List<Integer> columns = new ArrayList<>();
    List<Field> fields = new ArrayList<>();
    for (int column : needed) {
      positions[column] = columns.size();
      columns.add(column);
      fields.add(all.get(column));
    }
    return new Built(
        new PhysicalPlan.VirtualScan(
            virtual.definition().schema(), virtual.definition().name(), columns, fields),
        positions,
        100);
  }

  private Built rows(SourceRel.Rows rows) {
    List<List<Scalar>> values = new ArrayList<>();
    ScalarBuilder.Fields none =
        (index, type, nullable) -> {
          throw new IllegalStateException("VALUES has no input");
        };
    for (List<RexNode> row : rows.rows()) {
      values.add(scalars.scalars(row, none));
    }
    return same(new PhysicalPlan.Values(values, fields(rows)), values.size());
  }

  private Built filter(Filter filter, ImmutableBitSet needed) {
    List<RexNode> conditions = RelOptUtil.conjunctions(filter.getCondition());
    return filtered(filter.getInput(), conditions, needed);
  }

  /** An input with conditions over its fields. */
  Built filtered(RelNode input, List<RexNode> conditions, ImmutableBitSet needed) {
    if (input instanceof SourceRel.Table table) {
      return new ScanBuilder(this).scan(table, conditions, needed);
    }
    if (input instanceof Filter below) {
      List<RexNode> all = new ArrayList<>(RelOptUtil.conjunctions(below.getCondition()));
      all.addAll(conditions);
      return filtered(below.getInput(), all, needed);
    }
    if (input instanceof Join join) {
      return new JoinBuilder(this).build(join, conditions, needed);
    }
    Built built = build(input, needed.union(used(conditions)));
    if (conditions.isEmpty()) {
      return built;
    }
    Scalar condition =
        ScalarBuilder.conjunction(scalars.scalars(conditions, built.fields())).orElseThrow();
    return new Built(
        new PhysicalPlan.Filter(built.plan(), condition),
        built.positions(),
        Math.max(1, built.rows() * 0.3));
  }

  static ImmutableBitSet used(List<? extends RexNode> nodes) {
    ImmutableBitSet.Builder bits = ImmutableBitSet.builder();
    nodes.forEach(n -> bits.addAll(RelOptUtil.InputFinder.bits(n)));
    return bits.build();
  }

  private Built project(Project project, ImmutableBitSet needed) {
    List<RexNode> nodes = new ArrayList<>();
    int[] positions = new int[project.getProjects().size()];
    Arrays.fill(positions, -1);
    for (int field : needed) {
      positions[field] = nodes.size();
      nodes.add(project.getProjects().get(field));
    }
    Built input = build(project.getInput(), used(nodes));
    List<Scalar> expressions = scalars.scalars(nodes, input.fields());
    boolean columnsOnly = expressions.stream().allMatch(e -> e instanceof Scalar.Input);
    if (columnsOnly) {
      int[] through = new int[positions.length];
      for (int i = 0; i < positions.length; i++) {
        through[i] =
            positions[i] < 0 ? -1 : ((Scalar.Input) expressions.get(positions[i])).column();
      }
      return new Built(input.plan(), through, input.rows());
    }
    List<Field> fields = expressions.stream().map(e -> new Field(e.type(), e.nullable())).toList();
    return new Built(
        new PhysicalPlan.Project(input.plan(), expressions, fields), positions, input.rows());
  }

  private Built aggregate(Aggregate aggregate, ImmutableBitSet needed) {
    int groups = aggregate.getGroupCount();
    List<AggregateCall> calls = new ArrayList<>();
    int[] positions = new int[aggregate.getRowType().getFieldCount()];
    Arrays.fill(positions, -1);
    for (int i = 0; i < groups; i++) {
      positions[i] = i;
    }
    for (int i = 0; i < aggregate.getAggCallList().size(); i++) {
      if (needed.get(groups + i)) {
        positions[groups + i] = groups + calls.size();
        calls.add(aggregate.getAggCallList().get(i));
      }
    }
    ImmutableBitSet.Builder below = ImmutableBitSet.builder();
    below.addAll(aggregate.getGroupSet());
    calls.forEach(c -> c.getArgList().forEach(below::set));
    Built input = build(aggregate.getInput(), below.build());
    List<Integer> keys = new ArrayList<>();
    List<Field> fields = new ArrayList<>();
    List<Field> row = fields(aggregate);
    for (int group : aggregate.getGroupSet()) {
      keys.add(input.positions()[group]);
      fields.add(row.get(fields.size()));
    }
    List<PhysicalPlan.AggregateCall> physical = new ArrayList<>();
    for (AggregateCall call : calls) {
      PhysicalPlan.AggregateCall translated = aggregateCall(call, input);
      physical.add(translated);
      fields.add(new Field(translated.type(), translated.nullable()));
    }
    boolean rollup = aggregate.getGroupSets().size() > 1;
    double rows = groups == 0 ? 1 : Math.max(1, input.rows() * 0.3);
    return new Built(
        new PhysicalPlan.Aggregate(input.plan(), keys, physical, rollup, fields), positions, rows);
  }

  private static PhysicalPlan.AggregateCall aggregateCall(AggregateCall call, Built input) {
    if (!(call.getAggregation() instanceof AggregateOperator operator)) {
      throw new IllegalStateException("an aggregate that is not ours: " + call);
    }
    List<Integer> columns = call.getArgList().stream().map(a -> input.positions()[a]).toList();
    int arguments = columns.size() - operator.descending().size();
    List<SortKey> order = new ArrayList<>();
    for (int i = 0; i < operator.descending().size(); i++) {
      order.add(new SortKey(columns.get(arguments + i), operator.descending().get(i)));
    }
    return new PhysicalPlan.AggregateCall(
        operator.getName(),
        call.isDistinct(),
        columns.subList(0, arguments),
        order,
        operator.separator(),
        MySqlRelType.columnType(call.getType()),
        call.getType().isNullable());
  }

  private Built sort(Sort sort, ImmutableBitSet needed) {
    ImmutableBitSet.Builder below = ImmutableBitSet.builder();
    below.addAll(needed);
    List<RelFieldCollation> collations = sort.getCollation().getFieldCollations();
    collations.forEach(c -> below.set(c.getFieldIndex()));
    Optional<Scalar> offset = limit(sort.offset);
    Optional<Scalar> fetch = limit(sort.fetch);
    Built input = build(sort.getInput(), below.build());
    List<SortKey> keys = new ArrayList<>();
    for (RelFieldCollation c : collations) {
      keys.add(
          new SortKey(
              input.positions()[c.getFieldIndex()],
              c.direction == RelFieldCollation.Direction.DESCENDING));
    }
    PhysicalPlan plan = new OrderedScans().sorted(input.plan(), keys, offset, fetch);
    return new Built(plan, input.positions(), input.rows());
  }

  private Optional<Scalar> limit(@org.jspecify.annotations.Nullable RexNode node) {
    return node == null
        ? Optional.empty()
        : Optional.of(
            scalars.scalar(
                node,
                (i, t, n) -> {
                  throw new IllegalStateException("LIMIT has no input");
                }));
  }

  private Built union(Union union, ImmutableBitSet needed) {
    List<PhysicalPlan> inputs = new ArrayList<>();
    double rows = 0;
    for (RelNode input : union.getInputs()) {
      Built built = build(input, needed);
      rows += built.rows();
      PhysicalPlan plan = inOrder(built, needed);
      if (plan instanceof PhysicalPlan.UnionAll nested) {
        inputs.addAll(nested.inputs());
      } else {
        inputs.add(plan);
      }
    }
    int[] positions = new int[union.getRowType().getFieldCount()];
    Arrays.fill(positions, -1);
    List<Field> all = fields(union);
    List<Field> fields = new ArrayList<>();
    for (int field : needed) {
      positions[field] = fields.size();
      fields.add(all.get(field));
    }
    return new Built(new PhysicalPlan.UnionAll(inputs, fields), positions, rows);
  }

  private Built setOperation(List<RelNode> inputs, boolean intersect, boolean all) {
    PhysicalPlan plan = whole(inputs.getFirst());
    for (RelNode input : inputs.subList(1, inputs.size())) {
      PhysicalPlan right = whole(input);
      List<Field> fields = new ArrayList<>();
      for (int i = 0; i < plan.fields().size(); i++) {
        ColumnType type = plan.fields().get(i).type();
        fields.add(
            new Field(type, plan.fields().get(i).nullable() || right.fields().get(i).nullable()));
      }
      plan = new PhysicalPlan.SetOperation(plan, right, intersect, all, fields);
    }
    return same(plan, 100);
  }

  private Built block(BlockRel block, ImmutableBitSet needed) {
    return switch (block) {
      case BlockRel.Window window -> window(window);
      case BlockRel.Recursive recursive -> {
        PhysicalPlan seed = whole(recursive.getInput(0));
        PhysicalPlan step = whole(recursive.getInput(1));
        yield same(
            new PhysicalPlan.Recursive(
                recursive.workTable(), seed, step, recursive.distinct(), fields(recursive)),
            1000);
      }
      case BlockRel.Barrier barrier -> {
        int number = barrier.materialized();
        if (number < 0) {
          yield same(whole(barrier.getInput(0)), 1000);
        }
        PhysicalPlan shared =
            numbers.materialized.computeIfAbsent(number, n -> whole(barrier.getInput(0)));
        yield same(new PhysicalPlan.Materialized(number, shared), 1000);
      }
      case BlockRel.Lateral lateral -> lateral(lateral, needed);
    };
  }

  private Built window(BlockRel.Window window) {
    PhysicalPlan input = whole(window.getInput(0));
    List<PhysicalPlan.WindowCall> calls = new ArrayList<>();
    for (BlockRel.WindowCall call : window.calls()) {
      calls.add(
          new PhysicalPlan.WindowCall(
              call.function(),
              call.arguments().stream().map(this::scalar).toList(),
              call.frame(),
              MySqlRelType.columnType(call.type()),
              call.type().isNullable()));
    }
    return same(
        new PhysicalPlan.Window(input, window.partition(), window.order(), calls, fields(window)),
        1000);
  }

  private Built lateral(BlockRel.Lateral lateral, ImmutableBitSet needed) {
    int width = lateral.getInput(0).getRowType().getFieldCount();
    ImmutableBitSet.Builder left = ImmutableBitSet.builder();
    needed.forEach(f -> {
      if (f < width) {
        left.set(f);
      }
    });
    used(lateral.outerValues()).forEach(f -> left.set(f));
    RelOptUtil.InputFinder.bits(lateral.condition())
        .forEach(f -> {
          if (f < width) {
            left.set(f);
          }
        });
    Built first = build(lateral.getInput(0), left.build());
    List<Scalar> values = scalars.scalars(lateral.outerValues(), first.fields());
    PhysicalPlan right = inside(lateral.correlation(), values).whole(lateral.getInput(1));
    int leftWidth = first.plan().fields().size();
    int[] positions = new int[lateral.getRowType().getFieldCount()];
    for (int i = 0; i < positions.length; i++) {
      positions[i] = i < width ? first.positions()[i] : leftWidth + i - width;
    }
    List<Field> fields = new ArrayList<>(first.plan().fields());
    for (Field field : right.fields()) {
      fields.add(new Field(field.type(), field.nullable() || lateral.isLeft()));
    }
    Optional<Scalar> condition = Optional.empty();
    if (!lateral.condition().isAlwaysTrue()) {
      ScalarBuilder.Fields both =
          (index, type, nullable) ->
              new Scalar.Input(positions[index], fields.get(positions[index]).type(), nullable);
      condition = Optional.of(scalars.scalar(lateral.condition(), both));
    }
    return new Built(
        new PhysicalPlan.Apply(
            first.plan(),
            right,
            lateral.correlation(),
            lateral.isLeft() ? PhysicalPlan.JoinKind.LEFT : PhysicalPlan.JoinKind.INNER,
            condition,
            fields),
        positions,
        first.rows() * 10);
  }
}
