package io.braid.planner.tree;

import java.util.List;

/** What produces the rows of a query. */
public sealed interface QueryBody
    permits Select,
        QueryBody.SetOperation,
        QueryBody.TableValues,
        QueryBody.ExplicitTable,
        QueryBody.Nested {

  /**
   * A chain of UNION, EXCEPT and INTERSECT, applied from left to right. INTERSECT, which binds
   * closer, is a chain of its own inside a branch.
   */
  record SetOperation(QueryBody first, List<Branch> branches) implements QueryBody {
    public SetOperation {
      branches = List.copyOf(branches);
    }

    /** One operator and its right side; {@code distinct} unless ALL was written. */
    public record Branch(SetOperator operator, boolean distinct, QueryBody body) {}
  }

  /** The three set operators. */
  enum SetOperator {
    UNION,
    EXCEPT,
    INTERSECT
  }

  /** {@code VALUES ROW(…), ROW(…)}. */
  record TableValues(ValueRows rows) implements QueryBody {}

  /** {@code TABLE name}. */
  record ExplicitTable(TableName table) implements QueryBody {}

  /** {@code (query)}, with an ORDER BY or LIMIT of its own. */
  record Nested(Query query) implements QueryBody {}
}
