package io.braid.planner.plan;

import io.braid.common.type.ColumnType;
import io.braid.common.type.MySqlType;
import io.braid.common.type.MySqlType.Family;
import io.braid.planner.analyze.JoinHints;
import io.braid.planner.analyze.MySqlRelType;
import io.braid.planner.analyze.ScalarOperator;
import io.braid.planner.analyze.SourceRel;
import io.braid.planner.plan.PhysicalBuilder.Built;
import io.braid.planner.plan.PhysicalPlan.Field;
import io.braid.planner.plan.PhysicalPlan.JoinKind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.IntPredicate;
import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Filter;
import org.apache.calcite.rel.core.Join;
import org.apache.calcite.rel.core.JoinRelType;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.util.ImmutableBitSet;
import org.jspecify.annotations.Nullable;

/**
 * Joins. Inner joins are taken apart and put together greedily: first the source with the fewest
 * expected rows, then always the cheapest of the rest, by index lookup or hash. The work grows with
 * the square of the number of sources, never with its factorial.
 */
final class JoinBuilder {
  /** Expected cost of a lookup by index, in rows read by a scan. */
  private static final double LOOKUP_ROWS = 3;

  private final PhysicalBuilder builder;

  JoinBuilder(PhysicalBuilder builder) {
    this.builder = builder;
  }

  /** A source of an inner join: its fields start at {@code base} of the joined row. */
  private record Leaf(RelNode rel, int base, int width, List<RexNode> own) {
    boolean has(int field) {
      return field >= base && field < base + width;
    }
  }

  /** A join with conditions from above over its row. */
  Built build(Join join, List<RexNode> above, ImmutableBitSet needed) {
    if (join.getJoinType() == JoinRelType.INNER) {
      return inner(join, above, needed);
    }
    Built built = outer(join, needed.union(PhysicalBuilder.used(above)));
    if (above.isEmpty()) {
      return built;
    }
    Scalar condition =
        ScalarBuilder.conjunction(builder.scalars().scalars(above, built.fields())).orElseThrow();
    return new Built(
        new PhysicalPlan.Filter(built.plan(), condition),
        built.positions(),
        Math.max(1, built.rows() * 0.3));
  }

  // ---- inner joins

  private Built inner(Join join, List<RexNode> above, ImmutableBitSet needed) {
    List<Leaf> leaves = new ArrayList<>();
    List<RexNode> conditions = new ArrayList<>(above);
    boolean fixedOrder = flatten(join, 0, leaves, conditions);
    conditions.removeIf(RexNode::isAlwaysTrue);
    List<RexNode> open = new ArrayList<>();
    for (RexNode condition : conditions) {
      ImmutableBitSet bits = RelOptUtil.InputFinder.bits(condition);
      Optional<Leaf> only =
          leaves.stream()
              .filter(l -> !bits.isEmpty() && bits.asList().stream().allMatch(l::has))
              .findFirst();
      if (only.isPresent()) {
        only.get().own().add(RexUtil.shift(condition, -only.get().base()));
      } else {
        open.add(condition);
      }
    }
    ImmutableBitSet all = needed.union(PhysicalBuilder.used(open));
    List<Leaf> rest = new ArrayList<>(leaves);
    Leaf first = fixedOrder ? rest.getFirst() : cheapest(rest, open);
    rest.remove(first);
    int width = join.getRowType().getFieldCount();
    Built sum = widened(leaf(first, all), first.base(), width);
    while (!rest.isEmpty()) {
      Step step = fixedOrder ? step(sum, rest.getFirst(), open, all) : best(sum, rest, open, all);
      rest.remove(step.leaf());
      open.removeAll(step.conditions());
      sum = join(sum, step, all, width);
    }
    Optional<Scalar> left =
        ScalarBuilder.conjunction(builder.scalars().scalars(open, sum.fields()));
    return left.isEmpty()
        ? sum
        : new Built(new PhysicalPlan.Filter(sum.plan(), left.get()), sum.positions(), sum.rows());
  }

  /** Collects the sources and conditions of nested inner joins; true if their order is fixed. */
  private static boolean flatten(
      RelNode rel, int base, List<Leaf> leaves, List<RexNode> conditions) {
    if (rel instanceof Join join && join.getJoinType() == JoinRelType.INNER) {
      boolean fixed = JoinHints.isStraight(join);
      fixed |= flatten(join.getLeft(), base, leaves, conditions);
      int right = base + join.getLeft().getRowType().getFieldCount();
      fixed |= flatten(join.getRight(), right, leaves, conditions);
      for (RexNode condition : RelOptUtil.conjunctions(join.getCondition())) {
        conditions.add(RexUtil.shift(condition, base));
      }
      return fixed;
    }
    if (rel instanceof Filter filter
        && filter.getInput() instanceof Join join
        && join.getJoinType() == JoinRelType.INNER) {
      for (RexNode condition : RelOptUtil.conjunctions(filter.getCondition())) {
        conditions.add(RexUtil.shift(condition, base));
      }
      return flatten(filter.getInput(), base, leaves, conditions);
    }
    leaves.add(new Leaf(rel, base, rel.getRowType().getFieldCount(), new ArrayList<>()));
    return false;
  }

  private Built leaf(Leaf leaf, ImmutableBitSet all) {
    return builder.filtered(leaf.rel(), leaf.own(), local(all, leaf));
  }

  private static ImmutableBitSet local(ImmutableBitSet all, Leaf leaf) {
    ImmutableBitSet.Builder bits = ImmutableBitSet.builder();
    all.forEach(f -> {
      if (leaf.has(f)) {
        bits.set(f - leaf.base());
      }
    });
    return bits.build();
  }

  private static Built widened(Built built, int base, int width) {
    int[] positions = new int[width];
    Arrays.fill(positions, -1);
    System.arraycopy(built.positions(), 0, positions, base, built.positions().length);
    return new Built(built.plan(), positions, built.rows());
  }

  private Leaf cheapest(List<Leaf> leaves, List<RexNode> open) {
    Leaf best = leaves.getFirst();
    double bestRows = Double.MAX_VALUE;
    for (Leaf leaf : leaves) {
      double rows = estimate(leaf);
      // A source whose partners are found by index is a better start than one that is looked up.
      boolean startable = open.isEmpty() || rows <= 1;
      double weight = startable ? rows : rows * 1.0001;
      if (weight < bestRows) {
        best = leaf;
        bestRows = weight;
      }
    }
    return best;
  }

  private double estimate(Leaf leaf) {
    Optional<TableAndConditions> table = table(leaf);
    if (table.isEmpty()) {
      return 1000;
    }
    double rows = builder.statistics().rows(table.get().table().definition());
    int width = table.get().table().definition().columns().size();
    AccessPath path =
        AccessPath.best(
            table.get().table().definition(),
            table.get().conditions(),
            f -> f < width ? f : -1,
            table.get().table().forbiddenIndexes(),
            rows);
    int filters = table.get().conditions().size() - path.exact().size();
    return Math.max(1, path.rows() * Math.pow(0.5, filters));
  }

  private record TableAndConditions(SourceRel.Table table, List<RexNode> conditions) {}

  private static Optional<TableAndConditions> table(Leaf leaf) {
    List<RexNode> conditions = new ArrayList<>(leaf.own());
    RelNode rel = leaf.rel();
    while (rel instanceof Filter filter) {
      conditions.addAll(RelOptUtil.conjunctions(filter.getCondition()));
      rel = filter.getInput();
    }
    return rel instanceof SourceRel.Table table
        ? Optional.of(new TableAndConditions(table, conditions))
        : Optional.empty();
  }

  /**
   * How the next source is joined.
   *
   * @param path for an index lookup, else null: hash or nested loop
   * @param conditions those that hold between what is joined and the source
   */
  private record Step(
      Leaf leaf,
      @Nullable TableAndConditions table,
      @Nullable AccessPath path,
      List<RexNode> conditions,
      double cost,
      double rows) {}

  private Step best(Built sum, List<Leaf> rest, List<RexNode> open, ImmutableBitSet all) {
    Step best = null;
    for (Leaf leaf : rest) {
      Step step = step(sum, leaf, open, all);
      boolean connected = !step.conditions().isEmpty();
      if (best == null
          || (connected && best.conditions().isEmpty())
          || (connected == !best.conditions().isEmpty()
              && step.cost() + step.rows() < best.cost() + best.rows())) {
        best = step;
      }
    }
    if (best == null) {
      throw new IllegalStateException("nothing to join");
    }
    return best;
  }

  private Step step(Built sum, Leaf leaf, List<RexNode> open, ImmutableBitSet all) {
    List<RexNode> conditions =
        open.stream()
            .filter(c ->
                RelOptUtil.InputFinder.bits(c).asList().stream()
                    .allMatch(f -> leaf.has(f) || sum.positions()[f] >= 0))
            .toList();
    double rows = estimate(leaf);
    boolean keyed = conditions.stream().anyMatch(c -> key(c, sum, leaf).isPresent());
    double hashCost = keyed ? rows + sum.rows() : rows * sum.rows();
    double hashRows = keyed ? Math.max(sum.rows(), rows) : sum.rows() * rows;
    Optional<TableAndConditions> table = table(leaf);
    if (table.isPresent() && !conditions.isEmpty()) {
      AccessPath path = lookup(table.get(), leaf.base(), conditions);
      if (path.equalParts() > 0) {
        double cost = sum.rows() * (LOOKUP_ROWS + path.rows());
        if (cost < hashCost * 1.5 || !keyed) {
          return new Step(
              leaf, table.get(), path, conditions, cost, Math.max(1, sum.rows() * path.rows()));
        }
      }
    }
    return new Step(leaf, null, null, conditions, hashCost, hashRows);
  }

  /** The path into a table when fields of other sources are known. */
  private AccessPath lookup(TableAndConditions table, int base, List<RexNode> conditions) {
    int width = table.table().definition().columns().size();
    List<RexNode> all = new ArrayList<>(conditions);
    table.conditions().forEach(c -> all.add(RexUtil.shift(c, base)));
    return AccessPath.best(
        table.table().definition(),
        all,
        f -> f >= base && f < base + width ? f - base : -1,
        table.table().forbiddenIndexes(),
        builder.statistics().rows(table.table().definition()));
  }

  private Built join(Built sum, Step step, ImmutableBitSet all, int width) {
    Leaf leaf = step.leaf();
    if (step.path() != null && step.table() != null) {
      List<RexNode> conditions = new ArrayList<>(step.conditions());
      step.table().conditions().forEach(c -> conditions.add(RexUtil.shift(c, leaf.base())));
      Lookup right =
          lookupScan(
              sum, step.table().table(), conditions, step.path(), leaf.base(), local(all, leaf));
      return applied(sum, right, leaf.base(), width, JoinKind.INNER, step.rows());
    }
    Built right = leaf(leaf, all);
    return combined(sum, right, leaf.base(), width, JoinKind.INNER, step.conditions(), step.rows());
  }

  /** A lookup join's right side with its correlation. */
  private record Lookup(Built scan, int correlation) {}

  private Lookup lookupScan(
      Built left,
      SourceRel.Table table,
      List<RexNode> conditions,
      AccessPath path,
      int base,
      ImmutableBitSet needed) {
    int correlation = builder.nextCorrelation();
    ScalarBuilder.Fields outer =
        (index, type, nullable) -> {
          Field field = left.plan().fields().get(left.positions()[index]);
          return new Scalar.Outer(
              correlation, left.positions()[index], field.type(), field.nullable());
        };
    Built scan = new ScanBuilder(builder).scan(table, conditions, path, base, outer, needed);
    return new Lookup(scan, correlation);
  }

  private Built applied(
      Built left, Lookup lookup, int base, int width, JoinKind kind, double rows) {
    Built right = lookup.scan();
    return new Built(
        new PhysicalPlan.Apply(
            left.plan(),
            right.plan(),
            lookup.correlation(),
            kind,
            Optional.empty(),
            joinedFields(left.plan(), right.plan(), kind)),
        joinedPositions(left, right, base, width, kind),
        rows);
  }

  private static List<Field> joinedFields(PhysicalPlan left, PhysicalPlan right, JoinKind kind) {
    List<Field> fields = new ArrayList<>(left.fields());
    if (kind == JoinKind.INNER || kind == JoinKind.LEFT) {
      for (Field field : right.fields()) {
        fields.add(new Field(field.type(), field.nullable() || kind == JoinKind.LEFT));
      }
    }
    return fields;
  }

  private static int[] joinedPositions(
      Built left, Built right, int base, int width, JoinKind kind) {
    int[] positions = Arrays.copyOf(left.positions(), width);
    Arrays.fill(positions, Math.min(left.positions().length, width), width, -1);
    if (kind == JoinKind.INNER || kind == JoinKind.LEFT) {
      int offset = left.plan().fields().size();
      for (int i = 0; i < right.positions().length; i++) {
        if (right.positions()[i] >= 0) {
          positions[base + i] = offset + right.positions()[i];
        }
      }
    }
    return positions;
  }

  // ---- outer, semi and anti joins

  private Built outer(Join join, ImmutableBitSet needed) {
    int leftWidth = join.getLeft().getRowType().getFieldCount();
    int rightWidth = join.getRight().getRowType().getFieldCount();
    JoinKind kind = kind(join.getJoinType());
    List<RexNode> conditions = new ArrayList<>(RelOptUtil.conjunctions(join.getCondition()));
    conditions.removeIf(RexNode::isAlwaysTrue);
    ImmutableBitSet all = needed.union(PhysicalBuilder.used(conditions));
    ImmutableBitSet.Builder leftNeeds = ImmutableBitSet.builder();
    ImmutableBitSet.Builder rightNeeds = ImmutableBitSet.builder();
    all.forEach(f -> {
      if (f < leftWidth) {
        leftNeeds.set(f);
      } else {
        rightNeeds.set(f - leftWidth);
      }
    });
    Built left = builder.build(join.getLeft(), leftNeeds.build());
    int width = join.getRowType().getFieldCount();
    Leaf leaf = new Leaf(join.getRight(), leftWidth, rightWidth, new ArrayList<>());
    Built wide = widened(left, 0, Math.max(width, leftWidth + rightWidth));
    Step step = step(wide, leaf, conditions, all);
    if (step.path() != null && step.table() != null) {
      List<RexNode> every = new ArrayList<>(conditions);
      step.table().conditions().forEach(c -> every.add(RexUtil.shift(c, leftWidth)));
      Lookup right =
          lookupScan(wide, step.table().table(), every, step.path(), leftWidth, rightNeeds.build());
      return applied(left, right, leftWidth, width, kind, Math.max(left.rows(), step.rows()));
    }
    Built right = builder.build(join.getRight(), rightNeeds.build());
    return combined(left, right, leftWidth, width, kind, conditions, left.rows());
  }

  private static JoinKind kind(JoinRelType type) {
    return switch (type) {
      case INNER -> JoinKind.INNER;
      case LEFT -> JoinKind.LEFT;
      case SEMI -> JoinKind.SEMI;
      case ANTI -> JoinKind.ANTI;
      default -> throw new IllegalStateException("join type " + type);
    };
  }

  // ---- hash and nested loop

  /** An equality between an expression of each side that a hash can use. */
  private record Key(RexNode left, RexNode right, boolean nullSafe, boolean nullAware) {}

  private static Optional<Key> key(RexNode condition, Built left, Leaf right) {
    return key(
        condition,
        f -> f < left.positions().length && left.positions()[f] >= 0 && !right.has(f),
        right::has);
  }

  private static Optional<Key> key(RexNode condition, IntPredicate inLeft, IntPredicate inRight) {
    if (!(condition instanceof RexCall call)
        || !(call.op instanceof ScalarOperator.Function function)) {
      return Optional.empty();
    }
    if (function.getName().equals("is not false")) {
      return key(call.operands.getFirst(), inLeft, inRight)
          .filter(k -> !k.nullSafe())
          .map(k -> new Key(k.left(), k.right(), false, true));
    }
    boolean nullSafe = function.getName().equals("<=>");
    if (!nullSafe && !function.getName().equals("=")) {
      return Optional.empty();
    }
    RexNode a = call.operands.get(0);
    RexNode b = call.operands.get(1);
    if (!sameKind(a, b)) {
      return Optional.empty();
    }
    if (within(a, inLeft) && within(b, inRight)) {
      return Optional.of(new Key(a, b, nullSafe, false));
    }
    if (within(b, inLeft) && within(a, inRight)) {
      return Optional.of(new Key(b, a, nullSafe, false));
    }
    return Optional.empty();
  }

  private static boolean within(RexNode node, IntPredicate side) {
    ImmutableBitSet bits = RelOptUtil.InputFinder.bits(node);
    return !bits.isEmpty() && bits.asList().stream().allMatch(side::test);
  }

  /** Whether equal values hash alike: the comparison is one of equal families and collations. */
  private static boolean sameKind(RexNode a, RexNode b) {
    ColumnType x = MySqlRelType.columnType(a.getType());
    ColumnType y = MySqlRelType.columnType(b.getType());
    if (x.family() != y.family()) {
      return false;
    }
    return switch (x.family()) {
      case INTEGER -> x.unsigned() == y.unsigned() || narrow(x) || narrow(y);
      case STRING -> x.collation() == y.collation();
      case DECIMAL, FLOATING, YEAR, DATE, TIME, DATETIME, BIT -> true;
      case NULL, ENUM, SET, JSON, GEOMETRY -> false;
    };
  }

  /** Signed and unsigned are equal as 64 bits unless both need the highest bit. */
  private static boolean narrow(ColumnType type) {
    return type.unsigned() && type.type() != MySqlType.BIGINT && type.family() == Family.INTEGER;
  }

  private Built combined(
      Built left,
      Built right,
      int base,
      int width,
      JoinKind kind,
      List<RexNode> conditions,
      double rows) {
    IntPredicate inRight =
        f -> f >= base && f - base < right.positions().length && right.positions()[f - base] >= 0;
    IntPredicate inLeft =
        f -> !inRight.test(f) && f < left.positions().length && left.positions()[f] >= 0;
    List<Key> keys = new ArrayList<>();
    List<RexNode> residual = new ArrayList<>();
    for (RexNode condition : conditions) {
      Optional<Key> key = key(condition, inLeft, inRight);
      boolean usable =
          key.isPresent()
              && (!key.get().nullAware() || (kind == JoinKind.ANTI && conditions.size() == 1));
      if (usable) {
        keys.add(key.get());
      } else {
        residual.add(condition);
      }
    }
    Sides sides = new Sides(left, right, base);
    if (keys.isEmpty()) {
      Optional<Scalar> condition =
          ScalarBuilder.conjunction(builder.scalars().scalars(residual, sides.both()));
      return new Built(
          new PhysicalPlan.NestedLoopJoin(
              left.plan(),
              right.plan(),
              kind,
              condition,
              joinedFields(left.plan(), right.plan(), kind)),
          joinedPositions(left, right, base, width, kind),
          rows);
    }
    return hash(sides, width, kind, keys, residual, rows);
  }

  /** Both sides of a join and how their fields are named. */
  private record Sides(Built left, Built right, int base) {
    ScalarBuilder.Fields both() {
      int offset = left.plan().fields().size();
      return (index, type, nullable) -> {
        int own = index - base;
        if (own >= 0 && own < right.positions().length && right.positions()[own] >= 0) {
          int at = right.positions()[own];
          Field field = right.plan().fields().get(at);
          return new Scalar.Input(offset + at, field.type(), field.nullable());
        }
        Field field = left.plan().fields().get(left.positions()[index]);
        return new Scalar.Input(left.positions()[index], field.type(), field.nullable());
      };
    }

    ScalarBuilder.Fields ofRight() {
      return (index, type, nullable) -> {
        int at = right.positions()[index - base];
        Field field = right.plan().fields().get(at);
        return new Scalar.Input(at, field.type(), field.nullable());
      };
    }
  }

  private Built hash(
      Sides sides, int width, JoinKind kind, List<Key> keys, List<RexNode> residual, double rows) {
    Keyed left =
        keyed(
            sides.left().plan(),
            builder
                .scalars()
                .scalars(keys.stream().map(Key::left).toList(), sides.left().fields()));
    Keyed right =
        keyed(
            sides.right().plan(),
            builder.scalars().scalars(keys.stream().map(Key::right).toList(), sides.ofRight()));
    Built leftBuilt = new Built(left.plan(), sides.left().positions(), sides.left().rows());
    Built rightBuilt = new Built(right.plan(), sides.right().positions(), sides.right().rows());
    Sides widened = new Sides(leftBuilt, rightBuilt, sides.base());
    Optional<Scalar> condition =
        ScalarBuilder.conjunction(builder.scalars().scalars(residual, widened.both()));
    boolean nullAware = keys.stream().anyMatch(Key::nullAware);
    boolean never = left.neverNull() && right.neverNull();
    JoinKind physical = nullAware && !never ? JoinKind.NULL_AWARE_ANTI : kind;
    return new Built(
        new PhysicalPlan.HashJoin(
            left.plan(),
            right.plan(),
            physical,
            left.keys(),
            right.keys(),
            keys.stream().map(Key::nullSafe).toList(),
            condition,
            joinedFields(left.plan(), right.plan(), kind)),
        joinedPositions(leftBuilt, rightBuilt, sides.base(), width, kind),
        rows);
  }

  /** A plan whose columns include the keys of a join. */
  private record Keyed(PhysicalPlan plan, List<Integer> keys, boolean neverNull) {}

  private static Keyed keyed(PhysicalPlan plan, List<Scalar> keys) {
    boolean neverNull = keys.stream().noneMatch(Scalar::nullable);
    List<Integer> columns = new ArrayList<>();
    List<Scalar> expressions = new ArrayList<>();
    List<Field> fields = new ArrayList<>();
    for (int i = 0; i < plan.fields().size(); i++) {
      Field field = plan.fields().get(i);
      expressions.add(new Scalar.Input(i, field.type(), field.nullable()));
      fields.add(field);
    }
    for (Scalar key : keys) {
      if (key instanceof Scalar.Input input) {
        columns.add(input.column());
      } else {
        columns.add(expressions.size());
        expressions.add(key);
        fields.add(new Field(key.type(), key.nullable()));
      }
    }
    boolean same = expressions.size() == plan.fields().size();
    return new Keyed(
        same ? plan : new PhysicalPlan.Project(plan, expressions, fields), columns, neverNull);
  }
}
