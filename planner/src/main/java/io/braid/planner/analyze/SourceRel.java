package io.braid.planner.analyze;

import io.braid.common.catalog.TableDefinition;
import io.braid.planner.plan.PhysicalPlan.LockWaitPolicy;
import io.braid.planner.plan.PhysicalPlan.RowLock;
import java.util.List;
import org.apache.calcite.plan.Convention;
import org.apache.calcite.plan.RelOptCluster;
import org.apache.calcite.plan.RelTraitSet;
import org.apache.calcite.rel.AbstractRelNode;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.RelWriter;
import org.apache.calcite.rel.metadata.RelMetadataQuery;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexNode;

/** Leaves of our algebra: where rows come from. Each has a number, so that no two are united. */
public abstract sealed class SourceRel extends AbstractRelNode {
  private final int number;

  private SourceRel(RelOptCluster cluster, int number, RelDataType rowType) {
    super(cluster, cluster.traitSetOf(Convention.NONE));
    this.number = number;
    this.rowType = rowType;
  }

  abstract String label();

  @Override
  public RelWriter explainTerms(RelWriter writer) {
    return super.explainTerms(writer).item("source", label()).item("number", number);
  }

  @Override
  public RelNode copy(RelTraitSet traits, List<RelNode> inputs) {
    return this;
  }

  @Override
  public double estimateRowCount(RelMetadataQuery query) {
    return 1000;
  }

  /** A base table: all its columns, then the row key when DML asks for it. */
  public static final class Table extends SourceRel {
    private final TableDefinition table;
    private final boolean rowKey;
    private final RowLock lock;
    private final LockWaitPolicy lockWait;
    private final List<String> forbiddenIndexes;

    Table(
        RelOptCluster cluster,
        int number,
        RelDataType rowType,
        TableDefinition table,
        boolean rowKey,
        RowLock lock,
        LockWaitPolicy lockWait,
        List<String> forbiddenIndexes) {
      super(cluster, number, rowType);
      this.table = table;
      this.rowKey = rowKey;
      this.lock = lock;
      this.lockWait = lockWait;
      this.forbiddenIndexes = List.copyOf(forbiddenIndexes);
    }

    /** The table. */
    public TableDefinition definition() {
      return table;
    }

    /** Whether the row key follows the columns. */
    public boolean hasRowKey() {
      return rowKey;
    }

    /** How its rows are locked. */
    public RowLock lock() {
      return lock;
    }

    /** What to do about others' locks. */
    public LockWaitPolicy lockWait() {
      return lockWait;
    }

    /** Indexes that hints exclude. */
    public List<String> forbiddenIndexes() {
      return forbiddenIndexes;
    }

    @Override
    String label() {
      return table.schema() + "." + table.name();
    }
  }

  /** A table that the server computes. */
  public static final class Virtual extends SourceRel {
    private final TableDefinition table;

    Virtual(RelOptCluster cluster, int number, RelDataType rowType, TableDefinition table) {
      super(cluster, number, rowType);
      this.table = table;
    }

    /** The table. */
    public TableDefinition definition() {
      return table;
    }

    @Override
    String label() {
      return table.schema() + "." + table.name();
    }
  }

  /** Rows of expressions. */
  public static final class Rows extends SourceRel {
    private final List<List<RexNode>> rows;

    Rows(RelOptCluster cluster, int number, RelDataType rowType, List<List<RexNode>> rows) {
      super(cluster, number, rowType);
      this.rows = List.copyOf(rows);
    }

    /** The expressions of each row. */
    public List<List<RexNode>> rows() {
      return rows;
    }

    @Override
    String label() {
      return "rows " + rows.size();
    }
  }

  /** The last rows of a recursive common table expression. */
  public static final class WorkTable extends SourceRel {
    private final int workTable;

    WorkTable(RelOptCluster cluster, int number, RelDataType rowType, int workTable) {
      super(cluster, number, rowType);
      this.workTable = workTable;
    }

    /** Which one. */
    public int workTable() {
      return workTable;
    }

    @Override
    String label() {
      return "work table " + workTable;
    }
  }
}
