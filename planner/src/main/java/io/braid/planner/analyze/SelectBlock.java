package io.braid.planner.analyze;

import io.braid.common.MySqlError;
import io.braid.common.MySqlException;
import io.braid.common.SqlMode;
import io.braid.common.type.Collation;
import io.braid.common.type.ColumnType;
import io.braid.common.type.MySqlType;
import io.braid.planner.plan.OutputColumn;
import io.braid.planner.tree.Expression;
import io.braid.planner.tree.Literal;
import io.braid.planner.tree.OrderItem;
import io.braid.planner.tree.Query;
import io.braid.planner.tree.Select;
import io.braid.planner.tree.SourceText;
import io.braid.planner.tree.TableName;
import io.braid.planner.tree.TableReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.calcite.rel.RelFieldCollation;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.jspecify.annotations.Nullable;

/**
 * One SELECT with its ORDER BY and LIMIT: FROM, WHERE, grouping, HAVING, windows, select list,
 * DISTINCT, order, limit, in this order.
 *
 * @see "MySQL 9.7 Reference Manual, SELECT Statement"
 */
final class SelectBlock {
  /** From this width on MySQL's temporary tables hold a whole number as BIGINT. */
  private static final int STORED_AS_BIGINT = 10;

  private final QueryAnalyzer queries;
  private final StatementAnalysis statement;
  private final Scope.@Nullable Enclosing enclosing;
  private final @Nullable CommonTables commonTables;
  private final Query query;
  private Scope scope = Scope.empty(null);
  private final List<Item> items = new ArrayList<>();

  SelectBlock(
      QueryAnalyzer queries,
      Scope.@Nullable Enclosing enclosing,
      @Nullable CommonTables commonTables,
      Query query) {
    this.queries = queries;
    this.statement = queries.statement();
    this.enclosing = enclosing;
    this.commonTables = commonTables;
    this.query = query;
  }

  /** A column of the select list. */
  record Item(
      OutputColumn column, Operand operand, Optional<ScopeColumn> origin, boolean aliased) {}

  AnalyzedQuery analyze(Select select) {
    checkOptions(select);
    FromAnalyzer from =
        new FromAnalyzer(
            statement,
            queries,
            commonTables,
            enclosing,
            query.locking(),
            t -> false,
            queries.viewDepth());
    FromAnalyzer.Source source = from.analyze(straight(select));
    scope = new Scope(source.tables(), source.columns(), enclosing);
    RelNode rel = source.rel();
    Optional<RexNode> where =
        select.where().map(w -> queries.condition(w, scope, "where clause", commonTables));
    if (where.isPresent()) {
      rel = FromAnalyzer.filter(rel, where.get());
    }
    Grouping grouping = new Grouping(queries, scope, rel, commonTables, select);
    return finish(select, rel, grouping, from.isDeterministic());
  }

  private static List<TableReference> straight(Select select) {
    if (!select.options().contains(Select.SelectOption.STRAIGHT_JOIN) || select.from().size() < 2) {
      return select.from();
    }
    TableReference sum = select.from().getFirst();
    for (TableReference next : select.from().subList(1, select.from().size())) {
      sum =
          new TableReference.Join(
              TableReference.JoinKind.STRAIGHT, sum, next, new TableReference.JoinCondition.None());
    }
    return List.of(sum);
  }

  private static void checkOptions(Select select) {
    if (select.options().contains(Select.SelectOption.SQL_CALC_FOUND_ROWS)) {
      throw MySqlException.notSupported("SQL_CALC_FOUND_ROWS");
    }
    if (select.qualify().isPresent()) {
      throw MySqlException.notSupported("QUALIFY");
    }
    if (select.groupBy().isPresent() && select.groupBy().get().kind() == Select.GroupBy.Kind.CUBE) {
      throw MySqlException.notSupported("GROUP BY CUBE");
    }
  }

  private AnalyzedQuery finish(
      Select select, RelNode input, Grouping grouping, boolean deterministicFrom) {
    grouping.groupBy(aliases(select));
    expand(select, grouping);
    Optional<RexNode> having =
        select
            .having()
            .map(h ->
                new ExpressionAnalyzer(
                        statement, new BlockPlace("having clause", grouping, true, AliasUse.FIRST))
                    .condition(h));
    List<Order> order = order(grouping);
    RelNode rel = input;
    List<RexNode> nodes = new ArrayList<>();
    for (Item item : items) {
      nodes.add(item.operand().rex());
    }
    int width = nodes.size();
    List<RexNode> orderNodes = order.stream().map(Order::value).toList();
    if (grouping.isAggregated()) {
      nodes = new ArrayList<>(grouping.rewrite(nodes, "SELECT list", scope));
      having = having.map(h -> grouping.rewrite(List.of(h), "HAVING clause", scope).getFirst());
      orderNodes = grouping.rewrite(orderNodes, "ORDER BY clause", scope);
      rel = grouping.aggregate();
    }
    if (having.isPresent()) {
      rel = FromAnalyzer.filter(rel, having.get());
    }
    if (grouping.windows().isUsed()) {
      List<RexNode> all = new ArrayList<>(nodes);
      all.addAll(orderNodes);
      WindowAnalysis.Result windows = grouping.windows().build(rel, all, grouping, scope);
      rel = windows.rel();
      nodes = new ArrayList<>(windows.nodes().subList(0, width));
      orderNodes = windows.nodes().subList(width, windows.nodes().size());
    }
    return project(select, rel, grouping, nodes, orderNodes, order, deterministicFrom);
  }

  private AnalyzedQuery project(
      Select select,
      RelNode input,
      Grouping grouping,
      List<RexNode> selected,
      List<RexNode> orderNodes,
      List<Order> order,
      boolean deterministicFrom) {
    List<RexNode> nodes = new ArrayList<>(selected);
    int width = nodes.size();
    boolean distinct = select.options().contains(Select.SelectOption.DISTINCT);
    List<RelFieldCollation> keys = new ArrayList<>();
    for (int i = 0; i < order.size(); i++) {
      int at =
          order.get(i).position() >= 0 ? order.get(i).position() : nodes.indexOf(orderNodes.get(i));
      if (at < 0 && isConstant(orderNodes.get(i))) {
        continue;
      }
      if (at < 0) {
        if (distinct) {
          throw orderNotSelected(i, orderNodes.get(i));
        }
        at = nodes.size();
        nodes.add(orderNodes.get(i));
      }
      keys.add(QueryAnalyzer.key(at, order.get(i).descending()));
    }
    boolean deterministic =
        deterministicFrom && nodes.stream().allMatch(Determinism::isDeterministic);
    RelNode rel = QueryAnalyzer.project(input, nodes);
    if (distinct) {
      rel = QueryAnalyzer.distinct(rel);
    }
    rel = queries.sorted(rel, keys, query.limit());
    if (nodes.size() > width) {
      rel =
          QueryAnalyzer.project(
              rel, statement.rex().builder().identityProjects(rel.getRowType()).subList(0, width));
    }
    boolean stored = distinct || select.groupBy().isPresent();
    int groups = grouping.isAggregated() ? grouping.groupCount() : Integer.MAX_VALUE;
    List<OutputColumn> columns = new ArrayList<>();
    List<Derivation> derivations = new ArrayList<>();
    for (int i = 0; i < width; i++) {
      RelDataType type = rel.getRowType().getFieldList().get(i).getType();
      OutputColumn column = withNullability(items.get(i).column(), type.isNullable());
      columns.add(stored && isStored(selected.get(i), groups) ? storedColumn(column) : column);
      derivations.add(items.get(i).operand().derivation());
    }
    return new AnalyzedQuery(rel, columns, derivations, deterministic);
  }

  /** Whether groups or DISTINCT keep the value: no constant, and no aggregate is part of it. */
  private static boolean isStored(RexNode node, int groups) {
    if (node instanceof RexInputRef column) {
      return column.getIndex() < groups;
    }
    return node instanceof RexCall call
        && !call.operands.isEmpty()
        && call.operands.stream().allMatch(o -> isConstant(o) || isStored(o, groups));
  }

  /** Small whole numbers in MySQL's temporary tables are INT. */
  static OutputColumn storedColumn(OutputColumn c) {
    ColumnType type = c.type();
    boolean small =
        c.originColumn().isEmpty()
            && type.type() == MySqlType.BIGINT
            && type.length() >= 0
            && type.length() < STORED_AS_BIGINT;
    return small
        ? new OutputColumn(
            c.name(),
            new ColumnType(
                MySqlType.INT,
                type.unsigned(),
                false,
                type.length(),
                0,
                Collation.BINARY,
                List.of(),
                "",
                -1),
            c.nullable(),
            c.schema(),
            c.table(),
            c.originTable(),
            c.originColumn(),
            c.flags())
        : c;
  }

  private static OutputColumn withNullability(OutputColumn c, boolean nullable) {
    int flags = nullable ? c.flags() & ~TableColumns.NOT_NULL : c.flags() | TableColumns.NOT_NULL;
    return new OutputColumn(
        c.name(),
        c.type(),
        nullable,
        c.schema(),
        c.table(),
        c.originTable(),
        c.originColumn(),
        flags);
  }

  private MySqlException orderNotSelected(int index, RexNode node) {
    String column = node instanceof RexInputRef ref ? nameOf(ref.getIndex()) : "";
    return MySqlError.ER_FIELD_IN_ORDER_NOT_SELECT.with(
        String.valueOf(index + 1), column, "DISTINCT");
  }

  private String nameOf(int field) {
    return scope.columns().stream()
        .filter(c -> c.field() == field)
        .map(ScopeColumn::qualifiedName)
        .findFirst()
        .orElse("");
  }

  private static boolean isConstant(RexNode node) {
    return node instanceof RexCall call && call.op instanceof ScalarOperator.Constant;
  }

  // ---- select list

  private void expand(Select select, Grouping grouping) {
    ExpressionAnalyzer analyzer =
        new ExpressionAnalyzer(
            statement, new BlockPlace("field list", grouping, true, AliasUse.NEVER));
    for (Select.SelectItem item : select.items()) {
      switch (item) {
        case Select.SelectItem.Star star -> star(star);
        case Select.SelectItem.Value value -> items.add(item(value, analyzer, grouping));
      }
    }
    if (items.isEmpty()) {
      throw MySqlError.ER_NO_TABLES_USED.with();
    }
    statement
        .resolutions()
        .ifPresent(r -> r.labels(select, items.stream().map(i -> i.column().name()).toList()));
  }

  private void star(Select.SelectItem.Star star) {
    if (star.table().isEmpty()) {
      if (scope.tables().isEmpty()) {
        throw MySqlError.ER_NO_TABLES_USED.with();
      }
      addColumns(star, scope.columns());
      return;
    }
    Scope.Table table =
        scope
            .table(star.table().get())
            .orElseThrow(() -> MySqlError.ER_BAD_TABLE_ERROR.with(star.table().get().toString()));
    addColumns(star, table.columns());
  }

  private void addColumns(Select.SelectItem.Star star, List<ScopeColumn> columns) {
    List<ScopeColumn> visible = columns.stream().filter(ScopeColumn::visible).toList();
    visible.forEach(this::addColumn);
    statement.resolutions().ifPresent(r -> r.star(star, visible));
  }

  private void addColumn(ScopeColumn column) {
    items.add(
        new Item(
            column.output(column.name()), queries.operand(column), Optional.of(column), false));
  }

  private Item item(Select.SelectItem.Value value, ExpressionAnalyzer analyzer, Grouping grouping) {
    Operand operand =
        grouping.listed(value.expression()).orElseGet(() -> analyzer.value(value.expression()));
    if (value.expression() instanceof Expression.ColumnReference reference) {
      Optional<ScopeColumn> own = scope.find(reference.table(), reference.column(), "field list");
      String label =
          value
              .alias()
              .orElseGet(() ->
                  own.filter(ScopeColumn::fixedLabel)
                      .map(ScopeColumn::name)
                      .orElse(reference.column()));
      if (own.isPresent()) {
        return new Item(own.get().output(label), operand, own, value.alias().isPresent());
      }
      return new Item(
          OutputColumn.computed(label, operand.type(), operand.nullable()),
          operand,
          Optional.empty(),
          value.alias().isPresent());
    }
    String label =
        value
            .alias()
            .orElseGet(() ->
                value.expression() instanceof Literal.StringLiteral s
                    ? s.value()
                    : value.source().text());
    ColumnType type = operand.type();
    return new Item(
        new OutputColumn(label, type, operand.nullable(), "", "", "", "", computedFlags(type)),
        operand,
        Optional.empty(),
        value.alias().isPresent());
  }

  private static int computedFlags(ColumnType type) {
    return type.unsigned() ? 32 : 0;
  }

  /** The aliases of the select list with their expressions. */
  private static List<Select.SelectItem.Value> aliases(Select select) {
    List<Select.SelectItem.Value> values = new ArrayList<>();
    for (Select.SelectItem item : select.items()) {
      if (item instanceof Select.SelectItem.Value value) {
        values.add(value);
      }
    }
    return values;
  }

  // ---- order

  /** A term of ORDER BY: a select-list position, or a value of its own. */
  private record Order(RexNode value, int position, boolean descending) {}

  private List<Order> order(Grouping grouping) {
    List<Order> order = new ArrayList<>();
    ExpressionAnalyzer analyzer =
        new ExpressionAnalyzer(
            statement, new BlockPlace("order clause", grouping, true, AliasUse.LAST));
    for (OrderItem item : query.orderBy()) {
      order.add(order(item, analyzer));
    }
    return order;
  }

  private Order order(OrderItem item, ExpressionAnalyzer analyzer) {
    if (item.expression() instanceof Literal.IntegerLiteral position) {
      if (position.value() < 1 || position.value() > items.size()) {
        throw MySqlError.ER_BAD_FIELD_ERROR.with(String.valueOf(position.value()), "order clause");
      }
      int at = (int) position.value() - 1;
      return new Order(items.get(at).operand().rex(), at, item.descending());
    }
    if (item.expression() instanceof Expression.ColumnReference reference) {
      int at = selected(reference, "order clause");
      if (at >= 0) {
        boolean isAlias = reference.table().isEmpty() && items.get(at).aliased();
        items.get(at).origin().filter(o -> !isAlias).ifPresent(o -> record(reference, o));
        return new Order(items.get(at).operand().rex(), at, item.descending());
      }
    }
    return new Order(analyzer.value(item.expression()).rex(), -1, item.descending());
  }

  /** The position of a name in the select list, or -1. */
  private int selected(Expression.ColumnReference reference, String clause) {
    int found = -1;
    for (int i = 0; i < items.size(); i++) {
      Item item = items.get(i);
      boolean matches =
          item.column().name().equalsIgnoreCase(reference.column())
              && (reference.table().isEmpty() || sameColumn(item, reference, clause));
      if (!matches) {
        continue;
      }
      if (found >= 0 && !items.get(found).operand().rex().equals(item.operand().rex())) {
        throw MySqlError.ER_NON_UNIQ_ERROR.with(reference.column(), clause);
      }
      found = found < 0 ? i : found;
    }
    return found;
  }

  private void record(Expression.ColumnReference reference, ScopeColumn column) {
    statement.resolutions().ifPresent(r -> r.column(reference, column));
  }

  private boolean sameColumn(Item item, Expression.ColumnReference reference, String clause) {
    Optional<ScopeColumn> column = scope.find(reference.table(), reference.column(), clause);
    return column.isPresent()
        && item.origin().map(o -> o.field() == column.get().field()).orElse(false);
  }

  // ---- places

  /** Whether names mean select-list aliases. */
  private enum AliasUse {
    NEVER,
    FIRST,
    LAST
  }

  /** The select list, HAVING and ORDER BY: aggregates and windows are collected. */
  private final class BlockPlace implements ExpressionAnalyzer.Place {
    private final String clause;
    private final Grouping grouping;
    private final boolean windows;
    private final AliasUse aliases;
    private final SubqueryAnalysis subqueries;

    BlockPlace(String clause, Grouping grouping, boolean windows, AliasUse aliases) {
      this.clause = clause;
      this.grouping = grouping;
      this.windows = windows && !clause.equals("having clause");
      this.aliases = aliases;
      subqueries = new SubqueryAnalysis(queries, this::outer, commonTables);
    }

    private Optional<Scope.Resolved> outer(
        Optional<TableName> table, String name, String innerClause) {
      Optional<Scope.Resolved> resolved = queries.resolve(scope, table, name, innerClause);
      if (resolved.isPresent() || aliases == AliasUse.NEVER) {
        return resolved;
      }
      int at = selected(new Expression.ColumnReference(table, name, SourceText.NONE), innerClause);
      return at < 0
          ? Optional.empty()
          : Optional.of(
              new Scope.Resolved(
                  items.get(at).operand(), items.get(at).origin().orElse(alias(items.get(at)))));
    }

    private ScopeColumn alias(Item item) {
      return new ScopeColumn(
          item.column().name(),
          -1,
          item.operand().type(),
          item.operand().nullable(),
          "",
          "",
          "",
          "",
          true,
          0,
          false,
          item.operand().derivation());
    }

    @Override
    public Operand column(Expression.ColumnReference reference) {
      if (aliases == AliasUse.FIRST) {
        return having(reference);
      }
      if (aliases == AliasUse.NEVER) {
        return queries.column(scope, reference, clause);
      }
      Optional<Scope.Resolved> resolved =
          queries.resolve(scope, reference.table(), reference.column(), clause);
      if (resolved.isPresent()) {
        record(reference, resolved.get().column());
        return resolved.get().operand();
      }
      int at = selected(reference, clause);
      if (at < 0) {
        throw QueryAnalyzer.unknown(reference, clause);
      }
      return items.get(at).operand();
    }

    /** HAVING sees the select list and the grouped columns, then outer queries. */
    private Operand having(Expression.ColumnReference reference) {
      int at = selected(reference, clause);
      Optional<ScopeColumn> own = scope.find(reference.table(), reference.column(), clause);
      if (own.isPresent()) {
        record(reference, own.get());
        Operand column = queries.operand(own.get());
        if (grouping.isGroupedBy(column.rex())) {
          return column;
        }
        boolean listed =
            items.stream()
                .anyMatch(i -> i.origin().map(o -> o.field() == own.get().field()).orElse(false));
        if (at < 0 && listed) {
          return column;
        }
        if (at < 0) {
          throw QueryAnalyzer.unknown(reference, clause);
        }
      }
      if (at >= 0) {
        return items.get(at).operand();
      }
      return queries.column(scope, reference, clause);
    }

    @Override
    public Operand aggregate(Expression.Call call, ExpressionAnalyzer analyzer) {
      return grouping.aggregateOrWindow(call, windows, clause);
    }

    @Override
    public SubqueryAnalysis subqueries() {
      return subqueries;
    }

    @Override
    public Operand ofRow(Expression.Reference reference) {
      throw MySqlError.ER_WRONG_USAGE.with("DEFAULT", clause);
    }
  }

  /** Whether the session refuses columns that groups do not determine. */
  static boolean onlyFullGroupBy(StatementAnalysis statement) {
    return statement.context().mode(SqlMode.ONLY_FULL_GROUP_BY);
  }
}
