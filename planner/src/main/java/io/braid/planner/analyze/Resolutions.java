package io.braid.planner.analyze;

import io.braid.planner.tree.Expression;
import io.braid.planner.tree.Select;
import io.braid.planner.tree.SourceText;
import io.braid.planner.tree.TableName;
import io.braid.planner.tree.TableReference;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the names of one statement turned out to mean, by the place where they stand: the tree's
 * nodes are told apart by identity, because the same name may mean different things.
 */
final class Resolutions {
  private final Map<Expression.ColumnReference, ScopeColumn> columns = new IdentityHashMap<>();
  private final Map<Select.SelectItem.Star, List<ScopeColumn>> stars = new IdentityHashMap<>();
  private final Map<Select, List<String>> labels = new IdentityHashMap<>();
  private final Map<TableReference.Named, String> schemas = new IdentityHashMap<>();

  void column(Expression.ColumnReference reference, ScopeColumn column) {
    columns.put(reference, column);
  }

  void star(Select.SelectItem.Star star, List<ScopeColumn> expansion) {
    stars.put(star, List.copyOf(expansion));
  }

  void labels(Select select, List<String> names) {
    labels.put(select, List.copyOf(names));
  }

  void table(TableReference.Named named, String schema) {
    schemas.put(named, schema);
  }

  Optional<ScopeColumn> of(Expression.ColumnReference reference) {
    return Optional.ofNullable(columns.get(reference));
  }

  List<ScopeColumn> of(Select.SelectItem.Star star) {
    return stars.getOrDefault(star, List.of());
  }

  List<String> of(Select select) {
    return labels.getOrDefault(select, List.of());
  }

  Optional<String> of(TableReference.Named named) {
    return Optional.ofNullable(schemas.get(named));
  }

  /** The full name of a column: with its schema unless its table has an alias. */
  static Expression.ColumnReference qualified(ScopeColumn column) {
    Optional<TableName> table = Optional.empty();
    if (!column.table().isEmpty()) {
      boolean aliased = column.schema().isEmpty() || !column.table().equals(column.originTable());
      table =
          Optional.of(
              aliased
                  ? new TableName(column.table())
                  : new TableName(column.schema(), column.table()));
    }
    return new Expression.ColumnReference(table, column.name(), SourceText.NONE);
  }
}
