package io.braid.planner.tree;

import java.util.List;
import java.util.Optional;

/**
 * A query expression: a body with what stands around it. A plain {@code SELECT … ORDER BY … LIMIT
 * …} has its ORDER BY, LIMIT, INTO and locking clauses here.
 *
 * @see "MySQL 9.7 Reference Manual, Set Operations with UNION, INTERSECT, and EXCEPT"
 */
public record Query(
    Optional<WithClause> with,
    QueryBody body,
    List<OrderItem> orderBy,
    Optional<Limit> limit,
    Optional<IntoClause> into,
    List<LockingClause> locking)
    implements Statement {
  public Query {
    orderBy = List.copyOf(orderBy);
    locking = List.copyOf(locking);
  }

  /** A body alone. */
  public static Query of(QueryBody body) {
    return new Query(
        Optional.empty(), body, List.of(), Optional.empty(), Optional.empty(), List.of());
  }
}
