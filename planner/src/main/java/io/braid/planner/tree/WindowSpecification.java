package io.braid.planner.tree;

import java.util.List;
import java.util.Optional;

/**
 * {@code ([base] [PARTITION BY …] [ORDER BY …] [frame])}.
 *
 * @param base the named window that this one refines
 */
public record WindowSpecification(
    Optional<String> base,
    List<Expression> partitionBy,
    List<OrderItem> orderBy,
    Optional<Frame> frame) {
  public WindowSpecification {
    partitionBy = List.copyOf(partitionBy);
    orderBy = List.copyOf(orderBy);
  }

  /**
   * {@code ROWS | RANGE | GROUPS BETWEEN start AND end [EXCLUDE …]}; the end defaults to CURRENT
   * ROW.
   */
  public record Frame(FrameUnit unit, Bound start, Bound end) {}

  /** What a frame counts in. */
  public enum FrameUnit {
    ROWS,
    RANGE,
    GROUPS
  }

  /** An edge of a frame. */
  public sealed interface Bound {
    /** {@code UNBOUNDED PRECEDING} or {@code UNBOUNDED FOLLOWING}. */
    record Unbounded(boolean following) implements Bound {}

    /** {@code CURRENT ROW}. */
    record CurrentRow() implements Bound {}

    /** {@code n PRECEDING}, {@code INTERVAL n unit FOLLOWING}. */
    record Offset(Expression amount, Optional<IntervalUnit> unit, boolean following)
        implements Bound {}
  }
}
