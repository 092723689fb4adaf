package io.braid.planner.plan;

import io.braid.common.catalog.IndexDefinition;
import io.braid.common.catalog.TableDefinition;
import io.braid.common.type.ColumnType;
import io.braid.common.type.MySqlType;
import io.braid.common.value.SqlValue;
import io.braid.planner.analyze.MySqlRelType;
import io.braid.planner.analyze.RangeConstants;
import io.braid.planner.analyze.ScalarOperator;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntUnaryOperator;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexVisitorImpl;
import org.jspecify.annotations.Nullable;

/**
 * A way to read a table: an index and the conditions that bound it.
 *
 * @param ranges empty for the whole index; bounds are expressions that do not name the table
 * @param exact conditions that the ranges hold by themselves, so that no filter is needed
 * @param rows how many rows are expected
 * @param unique whether at most one row can come for each range
 */
record AccessPath(
    int indexId,
    List<Range> ranges,
    Set<RexNode> exact,
    double rows,
    boolean unique,
    int equalParts) {
  /** The most ranges that lists of values are multiplied to. */
  private static final int RANGES_MAX = 4096;

  /** A range before its bounds are translated. */
  record Range(List<RexNode> equal, @Nullable Edge low, @Nullable Edge high) {
    Range and(RexNode value) {
      List<RexNode> more = new ArrayList<>(equal);
      more.add(value);
      return new Range(more, null, null);
    }
  }

  /** An end of a range. */
  record Edge(RexNode value, boolean inclusive) {}

  /**
   * What a condition says of one column.
   *
   * @param exact whether its range holds it by itself
   * @param exactAboveNull whether it does where the range has a lower end
   */
  private record Bound(
      RexNode condition,
      Kind kind,
      List<RexNode> values,
      @Nullable Edge low,
      @Nullable Edge high,
      boolean exact,
      boolean exactAboveNull) {
    Bound(
        RexNode condition,
        Kind kind,
        List<RexNode> values,
        @Nullable Edge low,
        @Nullable Edge high,
        boolean exact) {
      this(condition, kind, values, low, high, exact, exact);
    }
  }

  private enum Kind {
    EQUAL,
    RANGE
  }

  /** A full scan. */
  static AccessPath all(double rows) {
    return new AccessPath(1, List.of(), Set.of(), rows, false, 0);
  }

  /**
   * The best way to read a table.
   *
   * @param own maps a field of the conditions to the table's column, or -1 for others
   * @param forbidden names of indexes that are not to be used, in lower case
   */
  static AccessPath best(
      TableDefinition table,
      List<RexNode> conditions,
      IntUnaryOperator own,
      List<String> forbidden,
      double tableRows) {
    AccessPath best = all(tableRows);
    for (IndexDefinition index : table.indexes()) {
      if (!index.kind().isMaintained()
          || forbidden.contains(index.name().toLowerCase(Locale.ROOT))) {
        continue;
      }
      AccessPath path = of(table, index, conditions, own, tableRows);
      if (path.isBetterThan(best)) {
        best = path;
      }
    }
    return best;
  }

  private boolean isBetterThan(AccessPath other) {
    if (ranges.isEmpty()) {
      return false;
    }
    if (unique != other.unique) {
      return unique;
    }
    return rows < other.rows;
  }

  private static AccessPath of(
      TableDefinition table,
      IndexDefinition index,
      List<RexNode> conditions,
      IntUnaryOperator own,
      double tableRows) {
    List<Range> ranges = List.of(new Range(List.of(), null, null));
    Set<RexNode> exact = new HashSet<>();
    double rows = tableRows;
    int equalParts = 0;
    boolean bounded = false;
    boolean nullable = false;
    for (IndexDefinition.Part part : index.parts()) {
      List<Bound> bounds = bounds(table, part, conditions, own);
      Optional<Bound> equal =
          bounds.stream()
              .filter(b -> b.kind() == Kind.EQUAL)
              .min(Comparator.comparingInt(b -> b.values().size()));
      if (equal.isPresent() && ranges.size() * (long) equal.get().values().size() <= RANGES_MAX) {
        List<Range> next = new ArrayList<>();
        for (Range range : ranges) {
          equal.get().values().forEach(v -> next.add(range.and(v)));
        }
        ranges = next;
        double each = equalParts == 0 ? Math.sqrt(rows) : rows * 0.3;
        rows = Math.max(1, each * equal.get().values().size());
        equalParts++;
        bounded = true;
        nullable |= isNullTest(equal.get().condition());
        if (equal.get().exact() && part.prefixLength() == 0) {
          exact.add(equal.get().condition());
        }
        continue;
      }
      Optional<Range> range = range(bounds, part, exact);
      if (range.isPresent()) {
        List<Range> next = new ArrayList<>();
        for (Range r : ranges) {
          next.add(new Range(r.equal(), range.get().low(), range.get().high()));
        }
        ranges = next;
        boolean both = range.get().low() != null && range.get().high() != null;
        rows = Math.max(1, rows * (both ? 0.2 : 0.35));
        bounded = true;
      }
      break;
    }
    if (!bounded) {
      return all(tableRows);
    }
    boolean unique = index.isUnique() && equalParts == index.parts().size() && !nullable;
    if (unique) {
      rows = ranges.size();
    }
    return new AccessPath(index.indexId(), ranges, exact, rows, unique, equalParts);
  }

  private static boolean isNullTest(RexNode condition) {
    return condition instanceof RexCall call && call.op.getName().equals("is null");
  }

  private static Optional<Range> range(
      List<Bound> bounds, IndexDefinition.Part part, Set<RexNode> exact) {
    Edge low = null;
    Edge high = null;
    List<Bound> held = new ArrayList<>();
    for (Bound bound : bounds) {
      if (bound.kind() != Kind.RANGE) {
        continue;
      }
      boolean used = false;
      if (bound.low() != null && low == null) {
        low = bound.low();
        used = true;
      }
      if (bound.high() != null && high == null) {
        high = bound.high();
        used = true;
      }
      boolean single = bound.low() == null || bound.high() == null;
      if (used && single && part.prefixLength() == 0) {
        held.add(bound);
      }
    }
    for (Bound bound : held) {
      if (low == null ? bound.exact() : bound.exactAboveNull()) {
        exact.add(bound.condition());
      }
    }
    return low == null && high == null
        ? Optional.empty()
        : Optional.of(new Range(List.of(), low, high));
  }

  private static List<Bound> bounds(
      TableDefinition table,
      IndexDefinition.Part part,
      List<RexNode> conditions,
      IntUnaryOperator own) {
    ColumnType type = table.columns().get(part.column()).type();
    List<Bound> bounds = new ArrayList<>();
    if (!isSearchable(type)) {
      return bounds;
    }
    for (RexNode condition : conditions) {
      if (condition instanceof RexCall call) {
        bound(call, part.column(), type, own).ifPresent(bounds::add);
      }
    }
    return bounds;
  }

  /** Types whose key order is the order of comparisons, without a conversion of the column. */
  private static boolean isSearchable(ColumnType type) {
    return switch (type.family()) {
      case INTEGER, DECIMAL, DATE, TIME, DATETIME, STRING -> true;
      case FLOATING -> type.type() == MySqlType.DOUBLE;
      case NULL, BIT, YEAR, ENUM, SET, JSON, GEOMETRY -> false;
    };
  }

  private static Optional<Bound> bound(
      RexCall call, int column, ColumnType type, IntUnaryOperator own) {
    if (!(call.op instanceof ScalarOperator.Function)) {
      return Optional.empty();
    }
    String name = call.op.getName();
    List<RexNode> operands = call.operands;
    return switch (name) {
      case "=", "<", "<=", ">", ">=" -> {
        RexNode left = operands.get(0);
        RexNode right = operands.get(1);
        if (isColumn(left, column, own) && isValue(right, type, own)) {
          yield Optional.of(comparison(call, name, right, type));
        }
        if (isColumn(right, column, own) && isValue(left, type, own)) {
          yield Optional.of(comparison(call, mirrored(name), left, type));
        }
        yield Optional.empty();
      }
      case "in" -> {
        boolean usable =
            isColumn(operands.getFirst(), column, own)
                && operands.subList(1, operands.size()).stream()
                    .allMatch(v -> isValue(v, type, own));
        List<RexNode> values = operands.subList(1, operands.size()).stream().distinct().toList();
        // Whether values fit is asked only of those that are for this column.
        boolean fits = usable && values.stream().allMatch(v -> fits(v, type));
        yield usable
            ? Optional.of(new Bound(call, Kind.EQUAL, values, null, null, fits))
            : Optional.empty();
      }
      case "is null" ->
          isColumn(operands.getFirst(), column, own)
              ? Optional.of(
                  new Bound(
                      call, Kind.EQUAL, List.of(RangeConstants.nullOf(type)), null, null, true))
              : Optional.empty();
      case "like" -> like(call, column, type, own);
      default -> Optional.empty();
    };
  }

  private static Bound comparison(RexCall call, String name, RexNode value, ColumnType type) {
    // A range without a lower end begins at NULL, so that the filter must stay.
    boolean fits = fits(value, type);
    boolean exact = fits && !name.startsWith("<");
    return switch (name) {
      case "=" -> new Bound(call, Kind.EQUAL, List.of(value), null, null, exact);
      case "<" -> new Bound(call, Kind.RANGE, List.of(), null, new Edge(value, false), exact, fits);
      case "<=" -> new Bound(call, Kind.RANGE, List.of(), null, new Edge(value, true), exact, fits);
      case ">" -> new Bound(call, Kind.RANGE, List.of(), new Edge(value, false), null, exact);
      default -> new Bound(call, Kind.RANGE, List.of(), new Edge(value, true), null, exact);
    };
  }

  private static String mirrored(String name) {
    return switch (name) {
      case "<" -> ">";
      case "<=" -> ">=";
      case ">" -> "<";
      case ">=" -> "<=";
      default -> name;
    };
  }

  private static boolean isColumn(RexNode node, int column, IntUnaryOperator own) {
    return node instanceof RexInputRef ref && own.applyAsInt(ref.getIndex()) == column;
  }

  /** Whether a value is of the column's family and does not depend on the table. */
  private static boolean isValue(RexNode node, ColumnType type, IntUnaryOperator own) {
    ColumnType from = MySqlRelType.columnType(node.getType());
    if (from.family() != type.family()
        || (type.family() == MySqlType.Family.STRING && from.collation() != type.collation())) {
      return false;
    }
    boolean[] free = {true};
    node.accept(
        new RexVisitorImpl<Void>(true) {
          @Override
          public Void visitInputRef(RexInputRef ref) {
            free[0] &= own.applyAsInt(ref.getIndex()) < 0;
            return super.visitInputRef(ref);
          }

          @Override
          public Void visitCall(RexCall call) {
            free[0] &= call.op.isDeterministic();
            free[0] &= !(call.op instanceof ScalarOperator.Subquery);
            return super.visitCall(call);
          }
        });
    return free[0];
  }

  /** Whether the range's keys are exact for every value of the expression. */
  private static boolean fits(RexNode node, ColumnType type) {
    ColumnType from = MySqlRelType.columnType(node.getType());
    return switch (type.family()) {
      // The executor compares whole numbers with what the column can hold, whatever their size.
      case INTEGER -> true;
      case DECIMAL ->
          from.decimals() <= type.decimals()
              && from.length() - from.decimals() <= type.length() - type.decimals()
              && (!type.unsigned() || from.unsigned());
      case TIME, DATETIME ->
          type.type() != MySqlType.TIMESTAMP
              && Math.max(from.decimals(), 0) <= Math.max(type.decimals(), 0);
      case DATE, FLOATING, STRING -> true;
      default -> false;
    };
  }

  /** {@code LIKE 'prefix%'}: the rows between the prefix and the prefix with the last letter. */
  private static Optional<Bound> like(
      RexCall call, int column, ColumnType type, IntUnaryOperator own) {
    if (type.family() != MySqlType.Family.STRING
        || !isColumn(call.operands.get(0), column, own)
        || call.operands.size() != 2
        || !(call.operands.get(1) instanceof RexCall pattern)
        || !(pattern.op instanceof ScalarOperator.Constant constant)
        || !(constant.value() instanceof SqlValue.StringValue text)
        || text.collation() != type.collation()) {
      return Optional.empty();
    }
    byte[] prefix = RangeConstants.likePrefix(text.bytes());
    Optional<RexNode> low = RangeConstants.lowest(prefix, text.collation());
    Optional<RexNode> high = RangeConstants.above(prefix, text.collation());
    if (low.isEmpty() && high.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new Bound(
            call,
            Kind.RANGE,
            List.of(),
            low.map(v -> new Edge(v, true)).orElse(null),
            high.map(v -> new Edge(v, false)).orElse(null),
            false));
  }
}
