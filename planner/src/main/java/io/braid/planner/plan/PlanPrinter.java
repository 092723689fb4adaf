package io.braid.planner.plan;

import io.braid.common.catalog.IndexDefinition;
import io.braid.common.catalog.TableDefinition;
import io.braid.common.type.ColumnType;
import io.braid.common.value.SqlValue;
import io.braid.planner.plan.PhysicalPlan.Bound;
import io.braid.planner.plan.PhysicalPlan.IndexRange;
import io.braid.planner.plan.PhysicalPlan.SortKey;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** Prints plans as an indented tree, one operator a line: EXPLAIN and golden files. */
public final class PlanPrinter {
  private static final int TEXT_LENGTH_MAX = 60;
  private static final int RANGES_SHOWN_MAX = 4;

  private final StringBuilder out = new StringBuilder();

  private PlanPrinter() {}

  /** The tree of a statement's plan; every line ends with a newline. */
  public static String print(StatementPlan plan) {
    PlanPrinter printer = new PlanPrinter();
    printer.statement(plan);
    return printer.out.toString();
  }

  /** The tree of an operator. */
  public static String print(PhysicalPlan plan) {
    PlanPrinter printer = new PlanPrinter();
    printer.plan(plan, 0);
    return printer.out.toString();
  }

  private void statement(StatementPlan statement) {
    switch (statement) {
      case StatementPlan.QueryPlan query -> plan(query.root(), 0);
      case StatementPlan.SelectIntoPlan into -> plan(into.query().root(), 0);
      case StatementPlan.InsertPlan insert -> {
        line(
            0,
            "Insert into "
                + name(insert.table())
                + " ("
                + columns(insert.table(), insert.columns())
                + ")"
                + (insert.onDuplicate() == StatementPlan.OnDuplicate.ERROR
                    ? ""
                    : " on duplicate "
                        + insert.onDuplicate().name().toLowerCase(Locale.ROOT)
                        + assignments(insert.table(), insert.updates())));
        plan(insert.source(), 1);
      }
      case StatementPlan.LoadPlan load ->
          line(
              0, "Load into " + name(load.table()) + assignments(load.table(), load.assignments()));
      case StatementPlan.UpdatePlan update -> {
        line(
            0,
            "Update "
                + update.targets().stream()
                    .map(t ->
                        name(t.table())
                            + " at "
                            + t.firstColumn()
                            + assignments(t.table(), t.assignments()))
                    .collect(Collectors.joining("; ")));
        plan(update.source(), 1);
      }
      case StatementPlan.DeletePlan delete -> {
        line(
            0,
            "Delete from "
                + delete.targets().stream()
                    .map(t -> name(t.table()) + " at " + t.firstColumn())
                    .collect(Collectors.joining("; ")));
        plan(delete.source(), 1);
      }
    }
  }

  private static String name(TableDefinition table) {
    return table.schema() + "." + table.name();
  }

  private static String columns(TableDefinition table, List<Integer> ordinals) {
    return ordinals.stream()
        .map(c -> table.columns().get(c).name())
        .collect(Collectors.joining(", "));
  }

  private String assignments(TableDefinition table, List<StatementPlan.Assignment> assignments) {
    return assignments.isEmpty()
        ? ""
        : " set "
            + assignments.stream()
                .map(a -> table.columns().get(a.column()).name() + " = " + text(a.value()))
                .collect(Collectors.joining(", "));
  }

  private void line(int depth, String text) {
    out.append("  ".repeat(depth)).append("-> ").append(text).append('\n');
  }

  private void plan(PhysicalPlan plan, int depth) {
    List<Scalar> expressions = new ArrayList<>();
    switch (plan) {
      case PhysicalPlan.TableScan scan -> {
        line(depth, scan(scan));
        scan.filter().ifPresent(expressions::add);
      }
      case PhysicalPlan.VirtualScan scan ->
          line(depth, "Computed table " + scan.schema() + "." + scan.table());
      case PhysicalPlan.Values values -> line(depth, values(values));
      case PhysicalPlan.Filter filter -> {
        line(depth, "Filter: " + text(filter.condition()));
        expressions.add(filter.condition());
        plan(filter.input(), depth + 1);
      }
      case PhysicalPlan.Project project -> {
        line(depth, "Project: " + texts(project.expressions()));
        expressions.addAll(project.expressions());
        plan(project.input(), depth + 1);
      }
      case PhysicalPlan.Sort sort -> {
        line(depth, "Sort: " + keys(sort.keys()) + limit(sort.offset(), sort.limit()));
        plan(sort.input(), depth + 1);
      }
      case PhysicalPlan.Limit limit -> {
        line(depth, "Limit:" + limit(limit.offset(), limit.limit()));
        plan(limit.input(), depth + 1);
      }
      case PhysicalPlan.Aggregate aggregate -> {
        line(depth, aggregate(aggregate));
        plan(aggregate.input(), depth + 1);
      }
      case PhysicalPlan.HashJoin join -> {
        line(depth, hash(join));
        plan(join.left(), depth + 1);
        plan(join.right(), depth + 1);
      }
      case PhysicalPlan.NestedLoopJoin join -> {
        line(
            depth,
            "Nested loop "
                + kind(join.kind())
                + join.condition().map(c -> ": " + text(c)).orElse(""));
        join.condition().ifPresent(expressions::add);
        plan(join.left(), depth + 1);
        plan(join.right(), depth + 1);
      }
      case PhysicalPlan.Apply apply -> {
        line(
            depth,
            "Lookup " + kind(apply.kind()) + apply.condition().map(c -> ": " + text(c)).orElse(""));
        plan(apply.left(), depth + 1);
        plan(apply.right(), depth + 1);
      }
      case PhysicalPlan.UnionAll union -> {
        line(depth, "Union all");
        union.inputs().forEach(i -> plan(i, depth + 1));
      }
      case PhysicalPlan.SetOperation set -> {
        line(depth, (set.intersect() ? "Intersect" : "Except") + (set.all() ? " all" : ""));
        plan(set.left(), depth + 1);
        plan(set.right(), depth + 1);
      }
      case PhysicalPlan.Window window -> {
        line(depth, window(window));
        plan(window.input(), depth + 1);
      }
      case PhysicalPlan.Recursive recursive -> {
        line(depth, "Recursive " + (recursive.distinct() ? "distinct" : "all"));
        plan(recursive.seed(), depth + 1);
        plan(recursive.step(), depth + 1);
      }
      case PhysicalPlan.WorkTable work -> line(depth, "Rows of the last round");
      case PhysicalPlan.Materialized materialized -> {
        line(depth, "Materialize");
        plan(materialized.input(), depth + 1);
      }
    }
    expressions.forEach(e -> subqueries(e, depth + 1));
  }

  private void subqueries(Scalar scalar, int depth) {
    switch (scalar) {
      case Scalar.Subquery subquery -> {
        line(
            depth,
            "Subquery "
                + subquery.kind().name().toLowerCase(Locale.ROOT).replace('_', ' ')
                + (subquery.correlated() ? ", for each row" : ", once"));
        plan(subquery.plan(), depth + 1);
        subquery.left().forEach(s -> subqueries(s, depth));
      }
      case Scalar.Call call -> call.arguments().forEach(a -> subqueries(a, depth));
      case Scalar.Cast cast -> subqueries(cast.argument(), depth);
      case Scalar.AssignUserVariable assign -> subqueries(assign.value(), depth);
      case Scalar.Input i -> {}
      case Scalar.Outer o -> {}
      case Scalar.Constant c -> {}
      case Scalar.Parameter p -> {}
      case Scalar.UserVariable u -> {}
    }
  }

  private String scan(PhysicalPlan.TableScan scan) {
    StringBuilder text = new StringBuilder();
    Optional<IndexDefinition> index =
        scan.table().indexes().stream().filter(i -> i.indexId() == scan.indexId()).findFirst();
    text.append(scan.ranges().isEmpty() ? "Scan " : "Ranges of ").append(name(scan.table()));
    index.ifPresent(i -> text.append(" by ").append(i.name()));
    for (int i = 0; i < Math.min(scan.ranges().size(), RANGES_SHOWN_MAX); i++) {
      text.append(i == 0 ? " " : ", ").append(range(scan.ranges().get(i)));
    }
    if (scan.ranges().size() > RANGES_SHOWN_MAX) {
      text.append(", … ").append(scan.ranges().size()).append(" in all");
    }
    text.append(" columns (").append(columns(scan.table(), scan.columns())).append(')');
    text.append(scan.rowKey() ? " with row key" : "");
    text.append(scan.ordered() ? scan.reverse() ? " backwards" : " in order" : "");
    text.append(scan.lock() == PhysicalPlan.RowLock.NONE ? "" : " lock " + scan.lock());
    text.append(scan.lockWait() == PhysicalPlan.LockWaitPolicy.WAIT ? "" : " " + scan.lockWait());
    scan.filter().ifPresent(f -> text.append(" filter ").append(text(f)));
    return text.toString();
  }

  private String range(IndexRange range) {
    List<String> parts = new ArrayList<>();
    range.equal().forEach(e -> parts.add("= " + text(e)));
    range.low().ifPresent(b -> parts.add(bound(b, ">")));
    range.high().ifPresent(b -> parts.add(bound(b, "<")));
    return "[" + String.join(", ", parts) + "]";
  }

  private String bound(Bound bound, String sign) {
    return sign + (bound.inclusive() ? "= " : " ") + text(bound.value());
  }

  private String values(PhysicalPlan.Values values) {
    int shown = Math.min(values.rows().size(), RANGES_SHOWN_MAX);
    String rows =
        values.rows().subList(0, shown).stream()
            .map(r -> "(" + texts(r) + ")")
            .collect(Collectors.joining(", "));
    return "Rows: " + rows + (shown < values.rows().size() ? ", … " + values.rows().size() : "");
  }

  private static String keys(List<SortKey> keys) {
    return keys.stream()
        .map(k -> "#" + k.column() + (k.descending() ? " desc" : ""))
        .collect(Collectors.joining(", "));
  }

  private String limit(Optional<Scalar> offset, Optional<Scalar> limit) {
    return limit.map(l -> " limit " + text(l)).orElse("")
        + offset.map(o -> " offset " + text(o)).orElse("");
  }

  private static String aggregate(PhysicalPlan.Aggregate aggregate) {
    String calls =
        aggregate.calls().stream()
            .map(c ->
                c.function()
                    + "("
                    + (c.distinct() ? "distinct " : "")
                    + c.arguments().stream().map(a -> "#" + a).collect(Collectors.joining(", "))
                    + (c.orderBy().isEmpty() ? "" : " order by " + keys(c.orderBy()))
                    + ")")
            .collect(Collectors.joining(", "));
    String groups = aggregate.groups().stream().map(g -> "#" + g).collect(Collectors.joining(", "));
    return "Aggregate"
        + (groups.isEmpty() ? "" : " by " + groups)
        + (aggregate.rollup() ? " with rollup" : "")
        + (calls.isEmpty() ? "" : ": " + calls);
  }

  private String hash(PhysicalPlan.HashJoin join) {
    List<String> keys = new ArrayList<>();
    for (int i = 0; i < join.leftKeys().size(); i++) {
      keys.add(
          "#"
              + join.leftKeys().get(i)
              + (join.nullSafe().get(i) ? " <=> #" : " = #")
              + join.rightKeys().get(i));
    }
    return "Hash "
        + kind(join.kind())
        + ": "
        + String.join(", ", keys)
        + join.residual().map(r -> " and " + text(r)).orElse("");
  }

  private static String kind(PhysicalPlan.JoinKind kind) {
    return kind.name().toLowerCase(Locale.ROOT).replace('_', ' ') + " join";
  }

  private String window(PhysicalPlan.Window window) {
    return "Window: "
        + window.calls().stream()
            .map(c -> c.function() + "(" + texts(c.arguments()) + ")")
            .collect(Collectors.joining(", "))
        + (window.partition().isEmpty()
            ? ""
            : " partition "
                + window.partition().stream().map(p -> "#" + p).collect(Collectors.joining(", ")))
        + (window.order().isEmpty() ? "" : " order " + keys(window.order()));
  }

  private String texts(List<Scalar> scalars) {
    return scalars.stream().map(this::text).collect(Collectors.joining(", "));
  }

  private String text(Scalar scalar) {
    return switch (scalar) {
      case Scalar.Input i -> "#" + i.column();
      case Scalar.Outer o -> "outer#" + o.column();
      case Scalar.Constant c -> value(c.value());
      case Scalar.Parameter p -> "?" + p.index();
      case Scalar.Call c -> call(c);
      case Scalar.Cast c -> "cast(" + text(c.argument()) + " as " + type(c.type()) + ")";
      case Scalar.UserVariable u -> "@" + u.name();
      case Scalar.AssignUserVariable a -> "@" + a.name() + " := " + text(a.value());
      case Scalar.Subquery s ->
          (s.left().isEmpty() ? "" : texts(s.left()) + " ")
              + s.kind().name().toLowerCase(Locale.ROOT).replace('_', ' ')
              + (s.comparison().isEmpty() ? "" : " " + s.comparison())
              + "(subquery)";
    };
  }

  private String call(Scalar.Call call) {
    boolean symbol = !Character.isLetter(call.function().charAt(0)) && call.arguments().size() == 2;
    boolean infix = symbol || call.function().equals("and") || call.function().equals("or");
    if (infix) {
      return "("
          + call.arguments().stream()
              .map(this::text)
              .collect(Collectors.joining(" " + call.function() + " "))
          + ")";
    }
    return call.function() + "(" + texts(call.arguments()) + ")";
  }

  private static String type(ColumnType type) {
    String name = type.type().name().toLowerCase(Locale.ROOT);
    return switch (type.family()) {
      case DECIMAL -> name + "(" + type.length() + "," + type.decimals() + ")";
      case DATETIME, TIME -> type.decimals() > 0 ? name + "(" + type.decimals() + ")" : name;
      case STRING -> name + " " + type.collation().mysqlName();
      default -> type.unsigned() ? name + " unsigned" : name;
    };
  }

  private static String value(SqlValue value) {
    return switch (value) {
      case SqlValue.SqlNull n -> "NULL";
      case SqlValue.IntegerValue i ->
          i.unsigned() ? Long.toUnsignedString(i.bits()) : Long.toString(i.bits());
      case SqlValue.DecimalValue d -> d.value().toPlainString();
      case SqlValue.DoubleValue d -> Double.toString(d.value());
      case SqlValue.StringValue s -> {
        String text = new String(s.bytes(), StandardCharsets.UTF_8);
        yield "'"
            + (text.length() > TEXT_LENGTH_MAX ? text.substring(0, TEXT_LENGTH_MAX) + "…" : text)
            + "'";
      }
      case SqlValue.TemporalValue t -> t.kind().name().toLowerCase(Locale.ROOT) + " " + t.packed();
      case SqlValue.JsonValue j -> "json";
    };
  }
}
