package io.braid.planner.analyze;

import io.braid.planner.tree.Query;
import io.braid.planner.tree.QueryBody;
import io.braid.planner.tree.Select;
import io.braid.planner.tree.TableReference;

/** Finds where a common table refers to itself. */
final class RecursiveTables {
  private RecursiveTables() {}

  static boolean refersTo(Query query, String name) {
    return refersTo(query.body(), name);
  }

  static boolean refersTo(QueryBody body, String name) {
    return switch (body) {
      case Select select -> select.from().stream().anyMatch(t -> refersTo(t, name));
      case QueryBody.SetOperation set ->
          refersTo(set.first(), name)
              || set.branches().stream().anyMatch(b -> refersTo(b.body(), name));
      case QueryBody.TableValues values -> false;
      case QueryBody.ExplicitTable table ->
          table.table().schema().isEmpty() && table.table().name().equalsIgnoreCase(name);
      case QueryBody.Nested nested -> refersTo(nested.query(), name);
    };
  }

  private static boolean refersTo(TableReference reference, String name) {
    return switch (reference) {
      case TableReference.Named named ->
          named.table().schema().isEmpty() && named.table().name().equalsIgnoreCase(name);
      case TableReference.Derived derived -> refersTo(derived.query(), name);
      case TableReference.Join join -> refersTo(join.left(), name) || refersTo(join.right(), name);
      case TableReference.Parenthesized p -> p.tables().stream().anyMatch(t -> refersTo(t, name));
      case TableReference.JsonTable table -> false;
    };
  }
}
