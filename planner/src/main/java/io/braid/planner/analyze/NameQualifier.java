package io.braid.planner.analyze;

import io.braid.planner.tree.Expression;
import io.braid.planner.tree.Query;
import io.braid.planner.tree.Select;
import io.braid.planner.tree.SourceText;
import io.braid.planner.tree.TableName;
import io.braid.planner.tree.TableReference;
import io.braid.planner.tree.ValueRows;
import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Writes into a query what its names mean: every column with its table, every table with its
 * schema, an alias for every column of a select list, no star.
 *
 * <p>It goes through the tree by the components of its records. A switch over all forty kinds of
 * nodes would say the same with less safety against a forgotten part, and CREATE VIEW is rare.
 */
final class NameQualifier {
  private final Resolutions resolutions;

  NameQualifier(Resolutions resolutions) {
    this.resolutions = resolutions;
  }

  Query qualify(Query query) {
    return (Query) rewritten(query);
  }

  private Object rewritten(Object node) {
    return switch (node) {
      case Expression.ColumnReference reference ->
          resolutions.of(reference).<Object>map(Resolutions::qualified).orElse(reference);
      case Select select -> select(select);
      case TableReference.Named named -> named(named);
      case ValueRows rows ->
          ValueRows.of(
              rows.rows().stream()
                  .map(r -> r.stream().map(e -> (Expression) rewritten(e)).toList())
                  .toList());
      case List<?> list -> list.stream().map(this::rewritten).toList();
      case Optional<?> optional -> optional.map(this::rewritten);
      case Record record -> components(record);
      default -> node;
    };
  }

  private Object select(Select select) {
    List<Select.SelectItem> items = new ArrayList<>();
    List<String> labels = resolutions.of(select);
    for (Select.SelectItem item : select.items()) {
      switch (item) {
        case Select.SelectItem.Star star -> {
          for (ScopeColumn column : resolutions.of(star)) {
            items.add(
                new Select.SelectItem.Value(
                    Resolutions.qualified(column), Optional.of(column.name()), SourceText.NONE));
          }
        }
        case Select.SelectItem.Value value ->
            items.add(
                new Select.SelectItem.Value(
                    (Expression) rewritten(value.expression()),
                    items.size() < labels.size()
                        ? Optional.of(labels.get(items.size()))
                        : value.alias(),
                    value.source()));
      }
    }
    Select parts = (Select) components(select);
    return new Select(
        parts.hints(),
        parts.options(),
        items,
        parts.from(),
        parts.where(),
        parts.groupBy(),
        parts.having(),
        parts.windows(),
        parts.qualify());
  }

  private Object named(TableReference.Named named) {
    Optional<String> schema = resolutions.of(named);
    return schema.isEmpty()
        ? named
        : new TableReference.Named(
            new TableName(schema, named.table().name()),
            named.partitions(),
            named.alias(),
            named.indexHints(),
            named.sample());
  }

  private Object components(Record record) {
    RecordComponent[] components = record.getClass().getRecordComponents();
    Class<?>[] types =
        Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
    Object[] values = new Object[components.length];
    try {
      for (int i = 0; i < components.length; i++) {
        values[i] = rewritten(components[i].getAccessor().invoke(record));
      }
      Constructor<?> constructor = record.getClass().getDeclaredConstructor(types);
      return constructor.newInstance(values);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("cannot copy " + record.getClass(), e);
    }
  }
}
