package io.braid.planner.plan;

import io.braid.planner.analyze.SourceRel;
import io.braid.planner.plan.PhysicalBuilder.Built;
import io.braid.planner.plan.PhysicalPlan.Bound;
import io.braid.planner.plan.PhysicalPlan.Field;
import io.braid.planner.plan.PhysicalPlan.IndexRange;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.util.ImmutableBitSet;
import org.jspecify.annotations.Nullable;

/** Scans of base tables: which index, which ranges, which columns, which filter. */
final class ScanBuilder {
  private final PhysicalBuilder builder;

  ScanBuilder(PhysicalBuilder builder) {
    this.builder = builder;
  }

  /** A scan with conditions over the table's own fields. */
  Built scan(SourceRel.Table table, List<RexNode> conditions, ImmutableBitSet needed) {
    int width = table.definition().columns().size();
    AccessPath path =
        AccessPath.best(
            table.definition(),
            conditions,
            field -> field < width ? field : -1,
            table.forbiddenIndexes(),
            builder.statistics().rows(table.definition()));
    return scan(
        table,
        conditions,
        path,
        0,
        (index, type, nullable) -> {
          throw new IllegalStateException("a field of another table");
        },
        needed);
  }

  /**
   * A scan by a chosen path.
   *
   * @param base where the table's fields start in the conditions
   * @param others fields of other tables
   * @param needed fields of the table, from 0
   */
  Built scan(
      SourceRel.Table table,
      List<RexNode> conditions,
      AccessPath path,
      int base,
      ScalarBuilder.Fields others,
      ImmutableBitSet needed) {
    int width = table.definition().columns().size();
    List<RexNode> filters = conditions.stream().filter(c -> !path.exact().contains(c)).toList();
    ImmutableBitSet.Builder read = ImmutableBitSet.builder();
    needed.forEach(f -> {
      if (f < width) {
        read.set(f);
      }
    });
    PhysicalBuilder.used(filters)
        .forEach(f -> {
          if (f >= base && f < base + width) {
            read.set(f - base);
          }
        });
    List<Integer> columns = read.build().toList();
    List<Field> all = PhysicalBuilder.fields(table);
    List<Field> fields = new ArrayList<>();
    int[] positions = new int[all.size()];
    Arrays.fill(positions, -1);
    for (int column : columns) {
      positions[column] = fields.size();
      fields.add(all.get(column));
    }
    if (table.hasRowKey()) {
      positions[width] = fields.size();
      fields.add(all.get(width));
    }
    ScalarBuilder.Fields sees =
        (index, type, nullable) -> {
          int own = index - base;
          if (own < 0 || own >= width) {
            return others.field(index, type, nullable);
          }
          Field field = all.get(own);
          return new Scalar.Input(positions[own], field.type(), field.nullable());
        };
    Optional<Scalar> filter = ScalarBuilder.conjunction(builder.scalars().scalars(filters, sees));
    double rows = Math.max(1, path.rows() * Math.pow(0.5, filters.size()));
    PhysicalPlan scan =
        new PhysicalPlan.TableScan(
            table.definition(),
            path.indexId(),
            ranges(path, others),
            false,
            false,
            columns,
            table.hasRowKey(),
            filter,
            -1,
            table.lock(),
            table.lockWait(),
            fields);
    return new Built(scan, positions, rows);
  }

  private List<IndexRange> ranges(AccessPath path, ScalarBuilder.Fields others) {
    List<IndexRange> ranges = new ArrayList<>();
    for (AccessPath.Range range : path.ranges()) {
      ranges.add(
          new IndexRange(
              builder.scalars().scalars(range.equal(), others),
              bound(range.low(), others),
              bound(range.high(), others)));
    }
    return ranges;
  }

  private Optional<Bound> bound(AccessPath.@Nullable Edge edge, ScalarBuilder.Fields others) {
    return edge == null
        ? Optional.empty()
        : Optional.of(new Bound(builder.scalars().scalar(edge.value(), others), edge.inclusive()));
  }
}
