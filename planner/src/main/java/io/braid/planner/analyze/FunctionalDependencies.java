package io.braid.planner.analyze;

import io.braid.common.catalog.IndexDefinition;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Aggregate;
import org.apache.calcite.rel.core.Filter;
import org.apache.calcite.rel.core.Join;
import org.apache.calcite.rel.core.JoinRelType;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rel.core.Sort;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.SqlKind;

/**
 * Which columns determine which others in the rows of a query block, by unique keys and equalities.
 *
 * @see "MySQL 9.7 Reference Manual, Detection of Functional Dependence"
 */
final class FunctionalDependencies {
  private final List<Dependency> dependencies;

  FunctionalDependencies(RelNode rel) {
    dependencies = of(rel);
  }

  /** The values of {@code from} fix those of {@code to}. */
  private record Dependency(BitSet from, BitSet to) {
    Dependency shifted(int by) {
      return new Dependency(shift(from, by), shift(to, by));
    }

    private static BitSet shift(BitSet bits, int by) {
      BitSet out = new BitSet();
      bits.stream().forEach(b -> out.set(b + by));
      return out;
    }
  }

  /** Whether equal values of {@code columns} mean equal values of {@code wanted}. */
  boolean determines(List<Integer> columns, int wanted) {
    BitSet known = new BitSet();
    columns.forEach(known::set);
    boolean grows = true;
    while (grows && !known.get(wanted)) {
      int before = known.cardinality();
      for (Dependency dependency : dependencies) {
        BitSet missing = (BitSet) dependency.from.clone();
        missing.andNot(known);
        if (missing.isEmpty()) {
          known.or(dependency.to);
        }
      }
      grows = known.cardinality() > before;
    }
    return known.get(wanted);
  }

  private static List<Dependency> of(RelNode rel) {
    return switch (rel) {
      case SourceRel.Table table -> keys(table);
      case Filter filter -> {
        List<Dependency> all = new ArrayList<>(of(filter.getInput()));
        addEqualities(filter.getCondition(), all);
        yield all;
      }
      case Join join -> ofJoin(join);
      case Project project -> ofProject(project);
      case Aggregate aggregate -> {
        BitSet all = new BitSet();
        all.set(0, aggregate.getRowType().getFieldCount());
        BitSet groups = new BitSet();
        groups.set(0, aggregate.getGroupCount());
        yield aggregate.getGroupSets().size() > 1
            ? List.of()
            : List.of(new Dependency(groups, all));
      }
      case Sort sort -> of(sort.getInput());
      case BlockRel.Barrier barrier -> of(barrier.getInput(0));
      default -> List.of();
    };
  }

  private static List<Dependency> keys(SourceRel.Table table) {
    List<Dependency> all = new ArrayList<>();
    BitSet columns = new BitSet();
    columns.set(0, table.getRowType().getFieldCount());
    for (IndexDefinition index : table.definition().indexes()) {
      boolean key =
          index.isUnique()
              && index.parts().stream()
                  .allMatch(p ->
                      p.prefixLength() == 0
                          && !table.definition().columns().get(p.column()).nullable());
      if (key) {
        BitSet parts = new BitSet();
        index.parts().forEach(p -> parts.set(p.column()));
        all.add(new Dependency(parts, columns));
      }
    }
    return all;
  }

  private static List<Dependency> ofJoin(Join join) {
    List<Dependency> all = new ArrayList<>(of(join.getLeft()));
    if (!join.getJoinType().projectsRight()) {
      return all;
    }
    int width = join.getLeft().getRowType().getFieldCount();
    of(join.getRight()).forEach(d -> all.add(d.shifted(width)));
    List<Dependency> equalities = new ArrayList<>();
    addEqualities(join.getCondition(), equalities);
    for (Dependency equality : equalities) {
      // In an outer join the left side determines the right, but not the other way round.
      boolean leftToRight = equality.from.length() <= width && equality.to.nextSetBit(0) >= width;
      if (join.getJoinType() == JoinRelType.INNER || leftToRight) {
        all.add(equality);
      }
    }
    return all;
  }

  private static List<Dependency> ofProject(Project project) {
    int inputs = project.getInput().getRowType().getFieldCount();
    int[] outputOf = new int[inputs];
    Arrays.fill(outputOf, -1);
    List<Dependency> all = new ArrayList<>();
    for (int i = 0; i < project.getProjects().size(); i++) {
      if (project.getProjects().get(i) instanceof RexInputRef ref) {
        if (outputOf[ref.getIndex()] >= 0) {
          addBoth(outputOf[ref.getIndex()], i, all);
        } else {
          outputOf[ref.getIndex()] = i;
        }
      }
    }
    for (Dependency dependency : of(project.getInput())) {
      mapped(dependency, outputOf, all);
    }
    for (int i = 0; i < project.getProjects().size(); i++) {
      RexNode node = project.getProjects().get(i);
      if (!(node instanceof RexInputRef) && Determinism.isDeterministic(node)) {
        BitSet to = new BitSet();
        to.set(i);
        BitSet from = new BitSet();
        boolean visible = true;
        for (int input : RelOptUtil.InputFinder.bits(node)) {
          visible &= outputOf[input] >= 0;
          from.set(Math.max(outputOf[input], 0));
        }
        if (visible) {
          all.add(new Dependency(from, to));
        }
      }
    }
    return all;
  }

  private static void mapped(Dependency dependency, int[] outputOf, List<Dependency> all) {
    BitSet from = new BitSet();
    BitSet to = new BitSet();
    for (int bit : dependency.from.stream().toArray()) {
      if (outputOf[bit] < 0) {
        return;
      }
      from.set(outputOf[bit]);
    }
    dependency.to.stream().filter(b -> outputOf[b] >= 0).forEach(b -> to.set(outputOf[b]));
    all.add(new Dependency(from, to));
  }

  private static void addEqualities(RexNode condition, List<Dependency> all) {
    for (RexNode conjunct : RelOptUtil.conjunctions(condition)) {
      if (conjunct.getKind() != SqlKind.EQUALS || !(conjunct instanceof RexCall call)) {
        continue;
      }
      RexNode left = call.operands.get(0);
      RexNode right = call.operands.get(1);
      if (left instanceof RexInputRef a && right instanceof RexInputRef b) {
        addBoth(a.getIndex(), b.getIndex(), all);
      } else if (left instanceof RexInputRef a && isConstant(right)) {
        addConstant(a.getIndex(), all);
      } else if (right instanceof RexInputRef b && isConstant(left)) {
        addConstant(b.getIndex(), all);
      }
    }
  }

  private static boolean isConstant(RexNode node) {
    return RelOptUtil.InputFinder.bits(node).isEmpty() && Determinism.isDeterministic(node);
  }

  private static void addConstant(int column, List<Dependency> all) {
    BitSet to = new BitSet();
    to.set(column);
    all.add(new Dependency(new BitSet(), to));
  }

  private static void addBoth(int a, int b, List<Dependency> all) {
    BitSet first = new BitSet();
    first.set(a);
    BitSet second = new BitSet();
    second.set(b);
    all.add(new Dependency(first, second));
    all.add(new Dependency(second, first));
  }
}
