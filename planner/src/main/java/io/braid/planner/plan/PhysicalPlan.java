package io.braid.planner.plan;

import io.braid.common.catalog.TableDefinition;
import io.braid.common.type.ColumnType;
import java.util.List;
import java.util.Optional;

/**
 * An operator tree that the executor runs. Plans are immutable, hold no state of an execution and
 * may be cached and run by many sessions at once.
 */
public sealed interface PhysicalPlan {
  /** The types of its output columns. */
  List<Field> fields();

  /** An output column's type. */
  record Field(ColumnType type, boolean nullable) {}

  /** How rows read by a scan are locked. */
  enum RowLock {
    /** A consistent read. */
    NONE,
    SHARED,
    EXCLUSIVE
  }

  /** What a locking scan does about rows that others hold. */
  enum LockWaitPolicy {
    WAIT,
    NOWAIT,
    SKIP_LOCKED
  }

  /**
   * Bounds of an index range: an equal prefix, then at most one bounded part. Values are of the key
   * column's family but may lie outside of what the column can hold (300 for a TINYINT, more digits
   * than a DECIMAL has): such an equal value matches nothing, and a bound is moved to the column's
   * end. A value that is NULL and not a Constant matches nothing. Low and high are in the order of
   * values, also for a descending part. For a part with a prefix length the executor cuts the value
   * and takes both bounds as inclusive; the plan's filter decides then.
   *
   * @param equal values of the first key parts; "is null" is a Constant NULL
   * @param low lower bound of the next key part
   * @param high upper bound of the next key part
   */
  record IndexRange(List<Scalar> equal, Optional<Bound> low, Optional<Bound> high) {
    /** Copies the list. */
    public IndexRange {
      equal = List.copyOf(equal);
    }
  }

  /** One end of a range; the value has the key column's type. */
  record Bound(Scalar value, boolean inclusive) {}

  /**
   * A scan of a table through one of its indexes: the whole index, or the union of ranges. Values
   * of the ranges may be parameters or outer columns (an index lookup join is an {@link Apply} over
   * such a scan). Rows come in index order when {@code ordered}, ranges merged without duplicates.
   *
   * @param indexId as in the table definition; 1 is the row key
   * @param ranges empty for all of the index
   * @param columns ordinals of the columns that are output, in order; {@code rowKey} appends one
   *     binary column with the row's key behind them
   * @param filter over the output columns (without the row key)
   * @param limit the most rows needed after the filter, or -1
   */
  record TableScan(
      TableDefinition table,
      int indexId,
      List<IndexRange> ranges,
      boolean reverse,
      boolean ordered,
      List<Integer> columns,
      boolean rowKey,
      Optional<Scalar> filter,
      long limit,
      RowLock lock,
      LockWaitPolicy lockWait,
      List<Field> fields)
      implements PhysicalPlan {
    /** Copies the lists. */
    public TableScan {
      ranges = List.copyOf(ranges);
      columns = List.copyOf(columns);
      fields = List.copyOf(fields);
    }
  }

  /** Rows of a table that the server computes (information_schema and the like). */
  record VirtualScan(String schema, String table, List<Integer> columns, List<Field> fields)
      implements PhysicalPlan {}

  /** Rows of expressions without input. */
  record Values(List<List<Scalar>> rows, List<Field> fields) implements PhysicalPlan {}

  /** Keeps the rows for which the condition is true. */
  record Filter(PhysicalPlan input, Scalar condition) implements PhysicalPlan {
    @Override
    public List<Field> fields() {
      return input.fields();
    }
  }

  /** Computes a row from each row. */
  record Project(PhysicalPlan input, List<Scalar> expressions, List<Field> fields)
      implements PhysicalPlan {}

  /** A sort key. NULL sorts lowest, as in MySQL. */
  record SortKey(int column, boolean descending) {}

  /** Sorts; with a limit keeps only the first {@code offset + limit} rows. */
  record Sort(
      PhysicalPlan input, List<SortKey> keys, Optional<Scalar> offset, Optional<Scalar> limit)
      implements PhysicalPlan {
    @Override
    public List<Field> fields() {
      return input.fields();
    }
  }

  /** LIMIT and OFFSET. */
  record Limit(PhysicalPlan input, Optional<Scalar> offset, Optional<Scalar> limit)
      implements PhysicalPlan {
    @Override
    public List<Field> fields() {
      return input.fields();
    }
  }

  /**
   * An aggregate function call.
   *
   * @param function lower-case name in the function registry ("count", "sum", "group_concat"…);
   *     "count" without arguments is COUNT(*)
   * @param orderBy for GROUP_CONCAT and JSON_ARRAYAGG: keys over the input's columns
   * @param separator for GROUP_CONCAT: bytes in the result's character set
   */
  record AggregateCall(
      String function,
      boolean distinct,
      List<Integer> arguments,
      List<SortKey> orderBy,
      byte[] separator,
      ColumnType type,
      boolean nullable) {}

  /**
   * Groups by columns (collation-aware) and aggregates; without groups there is always one row. The
   * output is the group columns, then the aggregates; with rollup one more row for each prefix.
   */
  record Aggregate(
      PhysicalPlan input,
      List<Integer> groups,
      List<AggregateCall> calls,
      boolean rollup,
      List<Field> fields)
      implements PhysicalPlan {}

  /** Kinds of joins. SEMI and ANTI output the left row only; NULL_AWARE_ANTI is NOT IN. */
  enum JoinKind {
    INNER,
    LEFT,
    SEMI,
    ANTI,
    NULL_AWARE_ANTI
  }

  /**
   * A hash join: the right side is built.
   *
   * @param leftKeys columns of the left input, of equal types with {@code rightKeys}
   * @param nullSafe for each key, whether NULL equals NULL
   * @param residual over left columns, then right columns
   */
  record HashJoin(
      PhysicalPlan left,
      PhysicalPlan right,
      JoinKind kind,
      List<Integer> leftKeys,
      List<Integer> rightKeys,
      List<Boolean> nullSafe,
      Optional<Scalar> residual,
      List<Field> fields)
      implements PhysicalPlan {}

  /** A join by any condition; the right side is kept and read again for each batch of the left. */
  record NestedLoopJoin(
      PhysicalPlan left,
      PhysicalPlan right,
      JoinKind kind,
      Optional<Scalar> condition,
      List<Field> fields)
      implements PhysicalPlan {}

  /**
   * Runs the right side anew for each left row, whose columns it sees as {@link Scalar.Outer} of
   * {@code correlation}: lateral tables and index lookup joins.
   */
  record Apply(
      PhysicalPlan left,
      PhysicalPlan right,
      int correlation,
      JoinKind kind,
      Optional<Scalar> condition,
      List<Field> fields)
      implements PhysicalPlan {}

  /** UNION ALL; inputs have equal types. */
  record UnionAll(List<PhysicalPlan> inputs, List<Field> fields) implements PhysicalPlan {}

  /** INTERSECT and EXCEPT, with or without ALL. */
  record SetOperation(
      PhysicalPlan left, PhysicalPlan right, boolean intersect, boolean all, List<Field> fields)
      implements PhysicalPlan {}

  /** A window function call over its partition's rows. */
  record WindowCall(
      String function, List<Scalar> arguments, Frame frame, ColumnType type, boolean nullable) {}

  /** A window frame; offsets are of the rows or of the order key's range. */
  record Frame(boolean rows, FrameBound start, FrameBound end) {}

  /** One end of a frame. */
  record FrameBound(BoundKind kind, Optional<Scalar> offset) {
    /** Where a frame ends. */
    public enum BoundKind {
      UNBOUNDED_PRECEDING,
      PRECEDING,
      CURRENT_ROW,
      FOLLOWING,
      UNBOUNDED_FOLLOWING
    }
  }

  /** Window functions that share partition and order; outputs the input's columns, then theirs. */
  record Window(
      PhysicalPlan input,
      List<Integer> partition,
      List<SortKey> order,
      List<WindowCall> calls,
      List<Field> fields)
      implements PhysicalPlan {}

  /** A recursive common table expression; {@code step} reads the last rows as {@link WorkTable}. */
  record Recursive(
      int workTable, PhysicalPlan seed, PhysicalPlan step, boolean distinct, List<Field> fields)
      implements PhysicalPlan {}

  /** The rows that the last round of a {@link Recursive} produced. */
  record WorkTable(int workTable, List<Field> fields) implements PhysicalPlan {}

  /**
   * A plan that is used in several places and run once per statement (a common table expression
   * that is not merged).
   */
  record Materialized(int id, PhysicalPlan input) implements PhysicalPlan {
    @Override
    public List<Field> fields() {
      return input.fields();
    }
  }
}
