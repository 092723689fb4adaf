package io.braid.planner.analyze;

import io.braid.common.MySqlError;
import io.braid.common.MySqlException;
import io.braid.common.catalog.TableDefinition;
import io.braid.planner.tree.Assignment;
import io.braid.planner.tree.DmlStatement;
import io.braid.planner.tree.Expression;
import io.braid.planner.tree.Limit;
import io.braid.planner.tree.OrderItem;
import io.braid.planner.tree.TableName;
import io.braid.planner.tree.TableReference;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.calcite.rel.RelFieldCollation;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexShuttle;
import org.jspecify.annotations.Nullable;

/**
 * UPDATE and DELETE of one table or several.
 *
 * @see "MySQL 9.7 Reference Manual, UPDATE Statement; DELETE Statement"
 */
public final class ChangeAnalyzer {
  private final StatementAnalysis statement;
  private final QueryAnalyzer queries;

  public ChangeAnalyzer(StatementAnalysis statement) {
    this.statement = statement;
    queries = new QueryAnalyzer(statement);
  }

  /** UPDATE. */
  public AnalyzedChange update(DmlStatement.Update update) {
    CommonTables tables = queries.withTables(update.with(), null);
    if (!update.isSingleTable()) {
      refuseOrder("UPDATE", update.orderBy(), update.limit());
    }
    Set<String> aliases = assignedAliases(update, tables);
    return change(
        update.tables(),
        aliases,
        update.assignments(),
        update.where(),
        update.orderBy(),
        update.limit(),
        tables);
  }

  private static void refuseOrder(String what, List<OrderItem> order, Optional<Limit> limit) {
    if (!order.isEmpty()) {
      throw MySqlError.ER_WRONG_USAGE.with(what, "ORDER BY");
    }
    if (limit.isPresent()) {
      throw MySqlError.ER_WRONG_USAGE.with(what, "LIMIT");
    }
  }

  /** The aliases of the tables whose columns are set. */
  private Set<String> assignedAliases(DmlStatement.Update update, @Nullable CommonTables tables) {
    FromAnalyzer.Source source = from(tables, Set.of()).analyze(update.tables());
    Scope scope = new Scope(source.tables(), source.columns(), null);
    Set<String> aliases = new LinkedHashSet<>();
    for (Assignment assignment : update.assignments()) {
      ScopeColumn column = assigned(scope, assignment.column());
      if (column.originTable().isEmpty()) {
        throw MySqlError.ER_NON_UPDATABLE_TABLE.with(column.table(), "UPDATE");
      }
      aliases.add(column.table());
    }
    return aliases;
  }

  private static ScopeColumn assigned(Scope scope, Expression.ColumnReference reference) {
    return scope
        .find(reference.table(), reference.column(), "field list")
        .orElseThrow(() -> QueryAnalyzer.unknown(reference, "field list"));
  }

  /** DELETE from one table. */
  public AnalyzedChange delete(DmlStatement.Delete delete) {
    CommonTables tables = queries.withTables(delete.with(), null);
    TableReference.Named table = delete.table();
    String alias = table.alias().orElse(table.table().name());
    return change(
        List.of(table),
        Set.of(alias),
        List.of(),
        delete.where(),
        delete.orderBy(),
        delete.limit(),
        tables);
  }

  /** DELETE from several tables. */
  public AnalyzedChange delete(DmlStatement.MultiTableDelete delete) {
    CommonTables tables = queries.withTables(delete.with(), null);
    FromAnalyzer.Source source = from(tables, Set.of()).analyze(delete.tables());
    Set<String> aliases = new LinkedHashSet<>();
    for (TableName target : delete.targets()) {
      Scope.Table table =
          source.tables().stream()
              .filter(t -> t.isNamed(target, false))
              .findFirst()
              .orElseThrow(() -> MySqlError.ER_UNKNOWN_TABLE.with(target.name(), "MULTI DELETE"));
      if (table.columns().stream().anyMatch(c -> c.originTable().isEmpty())) {
        throw MySqlError.ER_NON_UPDATABLE_TABLE.with(table.alias(), "DELETE");
      }
      if (!aliases.add(table.alias())) {
        throw MySqlError.ER_NONUNIQ_TABLE.with(table.alias());
      }
    }
    return change(
        delete.tables(), aliases, List.of(), delete.where(), List.of(), Optional.empty(), tables);
  }

  private FromAnalyzer from(@Nullable CommonTables tables, Set<String> targets) {
    return new FromAnalyzer(
        statement,
        queries,
        tables,
        null,
        List.of(),
        t -> targets.contains(t.alias().orElse(t.table().name())),
        0);
  }

  private AnalyzedChange change(
      List<TableReference> references,
      Set<String> aliases,
      List<Assignment> assignments,
      Optional<Expression> where,
      List<OrderItem> order,
      Optional<Limit> limit,
      @Nullable CommonTables tables) {
    FromAnalyzer from = from(tables, aliases);
    FromAnalyzer.Source source = from.analyze(references);
    Scope scope = new Scope(source.tables(), source.columns(), null);
    for (FromAnalyzer.Target target : from.targets()) {
      statement.protect(target.table());
    }
    RelNode rel = source.rel();
    if (where.isPresent()) {
      rel = FromAnalyzer.filter(rel, queries.condition(where.get(), scope, "where clause", tables));
    }
    rel = ordered(rel, order, limit, scope, tables);
    return targets(rel, from, scope, assignments, tables);
  }

  private RelNode ordered(
      RelNode input,
      List<OrderItem> order,
      Optional<Limit> limit,
      Scope scope,
      @Nullable CommonTables tables) {
    if (order.isEmpty() && limit.isEmpty()) {
      return input;
    }
    if (limit.flatMap(Limit::offset).isPresent()) {
      throw MySqlException.notSupported("LIMIT with an offset in UPDATE or DELETE");
    }
    List<RexNode> nodes =
        new ArrayList<>(statement.rex().builder().identityProjects(input.getRowType()));
    int width = nodes.size();
    List<RelFieldCollation> keys = new ArrayList<>();
    ExpressionAnalyzer analyzer = queries.analyzer(scope, "order clause", tables);
    for (OrderItem item : order) {
      RexNode node = analyzer.value(item.expression()).rex();
      int at = nodes.indexOf(node);
      if (at < 0) {
        at = nodes.size();
        nodes.add(node);
      }
      keys.add(QueryAnalyzer.key(at, item.descending()));
    }
    RelNode rel = nodes.size() > width ? QueryAnalyzer.project(input, nodes) : input;
    rel = queries.sorted(rel, keys, limit);
    return nodes.size() > width
        ? QueryAnalyzer.project(
            rel, statement.rex().builder().identityProjects(rel.getRowType()).subList(0, width))
        : rel;
  }

  private AnalyzedChange targets(
      RelNode rel,
      FromAnalyzer from,
      Scope scope,
      List<Assignment> assignments,
      @Nullable CommonTables tables) {
    List<RexNode> nodes = new ArrayList<>();
    Map<Integer, Integer> positions = new HashMap<>();
    Map<String, Integer> firsts = new HashMap<>();
    for (FromAnalyzer.Target target : from.targets()) {
      Scope.Table table = table(scope, target);
      firsts.put(target.alias(), nodes.size());
      int base = table.columns().getFirst().field();
      for (int i = 0; i <= target.table().columns().size(); i++) {
        positions.put(base + i, nodes.size());
        nodes.add(statement.rex().builder().makeInputRef(rel, base + i));
      }
    }
    Map<String, List<AnalyzedChange.Value>> values = new HashMap<>();
    for (Assignment assignment : assignments) {
      ScopeColumn column = assigned(scope, assignment.column());
      FromAnalyzer.Target target =
          from.targets().stream()
              .filter(t -> t.alias().equals(column.table()))
              .findFirst()
              .orElseThrow(() -> MySqlError.ER_NON_UPDATABLE_TABLE.with(column.table(), "UPDATE"));
      int ordinal = column.field() - table(scope, target).columns().getFirst().field();
      RexNode value =
          new ExpressionAnalyzer(
                  statement,
                  new RowPlace(
                      new PlainPlace(queries, scope, "field list", tables),
                      statement,
                      target.table(),
                      ordinal,
                      -1))
              .assigned(assignment.value(), target.table().columns().get(ordinal).type())
              .rex();
      DefaultValues.checkAssignable(target.table(), ordinal, assignment.value());
      values
          .computeIfAbsent(target.alias(), a -> new ArrayList<>())
          .add(new AnalyzedChange.Value(ordinal, moved(value, rel, nodes, positions)));
    }
    List<AnalyzedChange.Target> targets = new ArrayList<>();
    for (FromAnalyzer.Target target : from.targets()) {
      int first = firsts.getOrDefault(target.alias(), 0);
      targets.add(
          new AnalyzedChange.Target(
              target.table(),
              first,
              first + target.table().columns().size(),
              values.getOrDefault(target.alias(), List.of())));
    }
    return new AnalyzedChange(QueryAnalyzer.project(rel, nodes), targets);
  }

  private static Scope.Table table(Scope scope, FromAnalyzer.Target target) {
    return scope.tables().stream()
        .filter(t -> t.alias().equals(target.alias()) && t.schema().equals(target.table().schema()))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("no table " + target.alias()));
  }

  /** The value over the source's row; columns that it lacks are appended. */
  private RexNode moved(
      RexNode value, RelNode rel, List<RexNode> nodes, Map<Integer, Integer> positions) {
    return value.accept(
        new RexShuttle() {
          @Override
          public RexNode visitInputRef(RexInputRef ref) {
            int at =
                positions.computeIfAbsent(
                    ref.getIndex(),
                    f -> {
                      nodes.add(statement.rex().builder().makeInputRef(rel, f));
                      return nodes.size() - 1;
                    });
            return statement.rex().builder().makeInputRef(ref.getType(), at);
          }
        });
  }

  /** The definition of a table that a statement names as its target. */
  static TableDefinition target(StatementAnalysis statement, TableName name) {
    String schema = FromAnalyzer.schemaOf(statement, name);
    Optional<TableDefinition> table = statement.context().catalog().table(schema, name.name());
    if (table.isPresent()) {
      return table.get();
    }
    if (statement.context().catalog().view(schema, name.name()).isPresent()) {
      throw MySqlException.notSupported("changing rows through a view");
    }
    if (statement.context().virtualTables().definition(schema, name.name()).isPresent()) {
      throw MySqlError.ER_NON_INSERTABLE_TABLE.with(name.name(), "INSERT");
    }
    throw FromAnalyzer.missing(statement, schema, name.name());
  }
}
