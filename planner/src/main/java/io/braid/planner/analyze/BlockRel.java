package io.braid.planner.analyze;

import io.braid.planner.plan.PhysicalPlan.Frame;
import io.braid.planner.plan.PhysicalPlan.SortKey;
import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.plan.Convention;
import org.apache.calcite.plan.RelOptCluster;
import org.apache.calcite.plan.RelTraitSet;
import org.apache.calcite.rel.AbstractRelNode;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.RelWriter;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexNode;

/** Operators of our own with inputs, which no rule of Calcite looks into. */
public abstract sealed class BlockRel extends AbstractRelNode {
  private List<RelNode> inputs;

  private BlockRel(RelOptCluster cluster, List<RelNode> inputs, RelDataType rowType) {
    super(cluster, cluster.traitSetOf(Convention.NONE));
    this.inputs = List.copyOf(inputs);
    this.rowType = rowType;
  }

  @Override
  public List<RelNode> getInputs() {
    return inputs;
  }

  @Override
  public void replaceInput(int ordinal, RelNode input) {
    List<RelNode> changed = new ArrayList<>(inputs);
    changed.set(ordinal, input);
    inputs = List.copyOf(changed);
    recomputeDigest();
  }

  abstract String label();

  @Override
  public RelWriter explainTerms(RelWriter writer) {
    RelWriter out = super.explainTerms(writer);
    for (int i = 0; i < inputs.size(); i++) {
      out.input("input" + i, inputs.get(i));
    }
    return out.item("what", label());
  }

  /** One window function; arguments are columns of the input or constants. */
  public record WindowCall(
      String function, List<RexNode> arguments, Frame frame, RelDataType type) {}

  /** Window functions of one partition and order; their results follow the input's columns. */
  public static final class Window extends BlockRel {
    private final List<Integer> partition;
    private final List<SortKey> order;
    private final List<WindowCall> calls;

    Window(
        RelNode input,
        RelDataType rowType,
        List<Integer> partition,
        List<SortKey> order,
        List<WindowCall> calls) {
      super(input.getCluster(), List.of(input), rowType);
      this.partition = partition;
      this.order = order;
      this.calls = calls;
    }

    /** Partition columns. */
    public List<Integer> partition() {
      return partition;
    }

    /** Order within a partition. */
    public List<SortKey> order() {
      return order;
    }

    /** The functions. */
    public List<WindowCall> calls() {
      return calls;
    }

    @Override
    String label() {
      return partition + " " + order + " " + calls;
    }

    @Override
    public RelNode copy(RelTraitSet traits, List<RelNode> inputs) {
      return new Window(inputs.getFirst(), getRowType(), partition, order, calls);
    }
  }

  /** A recursive common table expression: the seed, then the step. */
  public static final class Recursive extends BlockRel {
    private final int workTable;
    private final boolean distinct;

    Recursive(int workTable, RelNode seed, RelNode step, boolean distinct) {
      super(seed.getCluster(), List.of(seed, step), seed.getRowType());
      this.workTable = workTable;
      this.distinct = distinct;
    }

    /** The number that the step's work table has. */
    public int workTable() {
      return workTable;
    }

    /** Whether rows seen before are dropped. */
    public boolean distinct() {
      return distinct;
    }

    @Override
    String label() {
      return "recursive " + workTable + " " + distinct;
    }

    @Override
    public RelNode copy(RelTraitSet traits, List<RelNode> inputs) {
      return new Recursive(workTable, inputs.get(0), inputs.get(1), distinct);
    }
  }

  /**
   * A boundary: nothing moves across it, because an expression below must be evaluated once a row.
   *
   * @see "MySQL 9.7 Reference Manual, Optimizing Derived Tables"
   */
  public static final class Barrier extends BlockRel {
    private final int materialized;

    /** With {@code materialized} ≥ 0 its rows are computed once for all uses of that number. */
    Barrier(RelNode input, int materialized) {
      super(input.getCluster(), List.of(input), input.getRowType());
      this.materialized = materialized;
    }

    /** The number of a plan that is shared, or -1. */
    public int materialized() {
      return materialized;
    }

    @Override
    String label() {
      return "barrier " + materialized;
    }

    @Override
    public RelNode copy(RelTraitSet traits, List<RelNode> inputs) {
      return new Barrier(inputs.getFirst(), materialized);
    }
  }

  /** A lateral derived table: the right side is run for each left row. */
  public static final class Lateral extends BlockRel {
    private final int correlation;
    private final List<RexNode> outerValues;
    private final boolean left;
    private final RexNode condition;

    /**
     * @param outerValues what the slots of the correlation stand for, over the left row
     * @param left whether left rows without a match are kept
     * @param condition over both sides' columns
     */
    Lateral(
        RelNode leftInput,
        RelNode right,
        RelDataType rowType,
        int correlation,
        List<RexNode> outerValues,
        boolean left,
        RexNode condition) {
      super(leftInput.getCluster(), List.of(leftInput, right), rowType);
      this.correlation = correlation;
      this.outerValues = List.copyOf(outerValues);
      this.left = left;
      this.condition = condition;
    }

    /** The number in the right side's outer references. */
    public int correlation() {
      return correlation;
    }

    /** What they stand for. */
    public List<RexNode> outerValues() {
      return outerValues;
    }

    /** Whether left rows without a match are kept. */
    public boolean isLeft() {
      return left;
    }

    /** The join's condition. */
    public RexNode condition() {
      return condition;
    }

    @Override
    String label() {
      return "lateral " + correlation + " " + outerValues + " " + left + " " + condition;
    }

    @Override
    public RelNode copy(RelTraitSet traits, List<RelNode> inputs) {
      return new Lateral(
          inputs.get(0), inputs.get(1), getRowType(), correlation, outerValues, left, condition);
    }
  }
}
