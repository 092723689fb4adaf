package io.braid.planner.analyze;

import io.braid.common.MySqlError;
import io.braid.common.MySqlException;
import io.braid.common.catalog.TableDefinition;
import io.braid.common.catalog.ViewDefinition;
import io.braid.common.type.Collation;
import io.braid.planner.plan.OutputColumn;
import io.braid.planner.plan.PhysicalPlan.LockWaitPolicy;
import io.braid.planner.plan.PhysicalPlan.RowLock;
import io.braid.planner.tree.LockingClause;
import io.braid.planner.tree.TableName;
import io.braid.planner.tree.TableReference;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Aggregate;
import org.apache.calcite.rel.core.Filter;
import org.apache.calcite.rel.core.Join;
import org.apache.calcite.rel.core.JoinRelType;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rel.core.Sort;
import org.apache.calcite.rel.logical.LogicalFilter;
import org.apache.calcite.rel.logical.LogicalJoin;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.rex.RexNode;
import org.jspecify.annotations.Nullable;

/**
 * The FROM clause: tables, views, derived tables and joins.
 *
 * @see "MySQL 9.7 Reference Manual, JOIN Clause"
 */
final class FromAnalyzer {
  private static final int VIEW_DEPTH_MAX = 32;

  private final StatementAnalysis statement;
  private final QueryAnalyzer queries;
  private final @Nullable CommonTables commonTables;
  private final Scope.@Nullable Enclosing enclosing;
  private final List<LockingClause> locking;
  private final Predicate<TableReference.Named> wantsRowKey;
  private final int viewDepth;
  private final List<Target> targets = new ArrayList<>();
  private boolean deterministic = true;

  /**
   * @param wantsRowKey which tables are targets of DML, whose rows are locked and have their key
   *     appended
   */
  FromAnalyzer(
      StatementAnalysis statement,
      QueryAnalyzer queries,
      @Nullable CommonTables commonTables,
      Scope.@Nullable Enclosing enclosing,
      List<LockingClause> locking,
      Predicate<TableReference.Named> wantsRowKey,
      int viewDepth) {
    this.statement = statement;
    this.queries = queries;
    this.commonTables = commonTables;
    this.enclosing = enclosing;
    this.locking = locking;
    this.wantsRowKey = wantsRowKey;
    this.viewDepth = viewDepth;
  }

  /** What a table reference gives. */
  record Source(RelNode rel, List<Scope.Table> tables, List<ScopeColumn> columns) {
    Source {
      tables = List.copyOf(tables);
      columns = List.copyOf(columns);
    }

    int width() {
      return rel.getRowType().getFieldCount();
    }

    Source shifted(int by) {
      return new Source(
          rel,
          tables.stream().map(t -> t.shifted(by)).toList(),
          columns.stream().map(c -> c.shifted(by)).toList());
    }

    Source asNullable() {
      return new Source(
          rel,
          tables.stream().map(Scope.Table::asNullable).toList(),
          columns.stream().map(ScopeColumn::asNullable).toList());
    }
  }

  /** A base table that was asked for with its row key. */
  record Target(TableDefinition table, String alias, int scan) {}

  /** The targets, in the order of the text. */
  List<Target> targets() {
    return targets;
  }

  boolean isDeterministic() {
    return deterministic;
  }

  /** All references of a FROM clause, comma being a join. */
  Source analyze(List<TableReference> references) {
    Source sum = null;
    for (TableReference reference : references) {
      if (sum != null && reference instanceof TableReference.Derived derived && derived.lateral()) {
        sum = lateral(sum, derived, false, Optional.empty());
      } else {
        Source next = reference(reference);
        sum = sum == null ? next : cross(sum, next);
      }
    }
    if (sum == null) {
      return new Source(queries.oneRow(), List.of(), List.of());
    }
    checkUnique(sum);
    checkLocking(sum);
    return sum;
  }

  private void checkUnique(Source source) {
    Set<String> seen = new HashSet<>();
    for (Scope.Table table : source.tables()) {
      if (!seen.add(table.schema() + "." + table.alias())) {
        throw MySqlError.ER_NONUNIQ_TABLE.with(table.alias());
      }
    }
  }

  private void checkLocking(Source source) {
    for (LockingClause clause : locking) {
      for (TableName name : clause.tables()) {
        if (source.tables().stream().noneMatch(t -> t.isNamed(name, false))) {
          throw MySqlError.ER_UNRESOLVED_TABLE_LOCK.with(name.name());
        }
      }
    }
  }

  private Source reference(TableReference reference) {
    statement.enter();
    try {
      return switch (reference) {
        case TableReference.Named named -> named(named);
        case TableReference.Derived derived -> derived(derived);
        case TableReference.Join join -> join(join);
        case TableReference.Parenthesized p -> {
          Source sum = null;
          for (TableReference inner : p.tables()) {
            Source next = reference(inner);
            sum = sum == null ? next : cross(sum, next);
          }
          if (sum == null) {
            throw new IllegalStateException("empty parentheses");
          }
          yield sum;
        }
        case TableReference.JsonTable j -> throw MySqlException.notSupported("JSON_TABLE");
      };
    } finally {
      statement.leave();
    }
  }

  // ---- tables

  private Source named(TableReference.Named named) {
    if (!named.partitions().isEmpty()) {
      throw MySqlException.notSupported("PARTITION (…)");
    }
    if (named.sample().isPresent()) {
      throw MySqlException.notSupported("TABLESAMPLE");
    }
    TableName name = named.table();
    String alias = named.alias().orElse(name.name());
    if (name.schema().isEmpty()) {
      Optional<CommonTables> common = CommonTables.find(commonTables, name.name());
      if (common.isPresent()) {
        return commonTable(common.get(), alias);
      }
    }
    String schema = schemaOf(statement, name);
    statement.resolutions().ifPresent(r -> r.table(named, schema));
    Optional<TableDefinition> virtual =
        statement.context().virtualTables().definition(schema, name.name());
    if (virtual.isPresent()) {
      return virtual(virtual.get(), alias);
    }
    Optional<TableDefinition> table = statement.context().catalog().table(schema, name.name());
    if (table.isPresent()) {
      return base(table.get(), named, alias);
    }
    Optional<ViewDefinition> view = statement.context().catalog().view(schema, name.name());
    if (view.isPresent()) {
      return view(view.get(), named, alias);
    }
    throw missing(statement, schema, name.name());
  }

  static String schemaOf(StatementAnalysis statement, TableName name) {
    if (name.schema().isPresent()) {
      return name.schema().get();
    }
    if (statement.context().currentSchema().isEmpty()) {
      throw MySqlError.ER_NO_DB_ERROR.with();
    }
    return statement.context().currentSchema();
  }

  static MySqlException missing(StatementAnalysis statement, String schema, String name) {
    String lower = schema.toLowerCase(Locale.ROOT);
    boolean system =
        switch (lower) {
          case "information_schema", "mysql", "performance_schema", "sys" -> true;
          default -> false;
        };
    if (lower.equals("information_schema")) {
      return MySqlError.ER_UNKNOWN_TABLE.with(name.toUpperCase(Locale.ROOT), lower);
    }
    if (!system && statement.context().catalog().schema(schema).isEmpty()) {
      return MySqlError.ER_BAD_DB_ERROR.with(schema);
    }
    return MySqlError.ER_NO_SUCH_TABLE.with(schema, name);
  }

  private Source base(TableDefinition table, TableReference.Named named, String alias) {
    boolean target = wantsRowKey.test(named);
    if (!target) {
      statement.checkReadable(table, alias);
    }
    int scan = statement.nextScan();
    RelDataTypeFactory.Builder type = statement.rex().types().builder();
    for (int i = 0; i < table.columns().size(); i++) {
      var column = table.columns().get(i);
      type.add(
          "c" + scan + "_" + i, statement.rex().types().value(column.type(), column.nullable()));
    }
    if (target) {
      type.add(
          "k" + scan,
          statement.rex().types().value(TypeRules.string(3072, Collation.BINARY), false));
      targets.add(new Target(table, alias, scan));
    }
    RowLock lock = target ? RowLock.EXCLUSIVE : RowLock.NONE;
    LockWaitPolicy wait = LockWaitPolicy.WAIT;
    for (LockingClause clause : locking) {
      boolean applies =
          clause.tables().isEmpty()
              || clause.tables().stream()
                  .anyMatch(t ->
                      t.name().equals(alias)
                          && t.schema().map(table.schema()::equals).orElse(true));
      if (applies && !target) {
        lock =
            clause.strength() == LockingClause.Strength.UPDATE ? RowLock.EXCLUSIVE : RowLock.SHARED;
        wait =
            switch (clause.waiting()) {
              case WAIT -> LockWaitPolicy.WAIT;
              case NOWAIT -> LockWaitPolicy.NOWAIT;
              case SKIP_LOCKED -> LockWaitPolicy.SKIP_LOCKED;
            };
      }
    }
    RelNode rel =
        new SourceRel.Table(
            statement.cluster(),
            scan,
            type.build(),
            table,
            target,
            lock,
            wait,
            IndexHints.forbidden(table, named));
    List<ScopeColumn> columns = TableColumns.scope(table, alias);
    return new Source(
        rel, List.of(new Scope.Table(table.schema(), alias, columns)), columns.stream().toList());
  }

  /** Tables of the information schema that are no views in MySQL. */
  private static final Set<String> NO_VIEWS =
      Set.of(
          "PROCESSLIST",
          "PLUGINS",
          "ENGINES",
          "USER_PRIVILEGES",
          "SCHEMA_PRIVILEGES",
          "TABLE_PRIVILEGES",
          "COLUMN_PRIVILEGES",
          "PROFILING",
          "OPTIMIZER_TRACE",
          "TABLESPACES");

  private Source virtual(TableDefinition table, String alias) {
    int scan = statement.nextScan();
    RelDataTypeFactory.Builder type = statement.rex().types().builder();
    for (int i = 0; i < table.columns().size(); i++) {
      var column = table.columns().get(i);
      type.add(
          "c" + scan + "_" + i, statement.rex().types().value(column.type(), column.nullable()));
    }
    RelNode rel = new SourceRel.Virtual(statement.cluster(), scan, type.build(), table);
    List<ScopeColumn> columns = TableColumns.scope(table, alias);
    if (table.schema().equalsIgnoreCase("information_schema")
        && !NO_VIEWS.contains(table.name().toUpperCase(Locale.ROOT))) {
      columns = columns.stream().map(ScopeColumn::withFixedLabel).toList();
    }
    return new Source(rel, List.of(new Scope.Table(table.schema(), alias, columns)), columns);
  }

  private Source view(ViewDefinition view, TableReference.Named named, String alias) {
    if (wantsRowKey.test(named)) {
      throw MySqlException.notSupported("changing rows through a view");
    }
    if (viewDepth >= VIEW_DEPTH_MAX) {
      throw MySqlException.notSupported("views nested this deep");
    }
    AnalysisContext context = statement.context();
    Collation collation =
        Collation.byName(view.clientCollation()).orElse(context.connectionCollation());
    long mode = SqlModes.parse(view.sqlMode());
    StatementAnalysis inside = statement.inView(context.forView(view.schema(), mode, collation));
    AnalyzedQuery query;
    try {
      query =
          new QueryAnalyzer(inside, viewDepth + 1)
              .analyze(context.viewParser().parse(view.selectSql(), view.sqlMode()), null, null);
    } catch (MySqlException e) {
      if (isMissingName(e)) {
        throw MySqlError.ER_VIEW_INVALID.with(view.schema(), view.name());
      }
      throw e;
    }
    if (query.columns().size() != view.columns().size()) {
      throw MySqlError.ER_VIEW_INVALID.with(view.schema(), view.name());
    }
    return derived(query, view.columns(), view.schema(), alias, view.name());
  }

  private static boolean isMissingName(MySqlException e) {
    return switch (e.error()) {
      case ER_NO_SUCH_TABLE, ER_BAD_FIELD_ERROR, ER_BAD_DB_ERROR, ER_SP_DOES_NOT_EXIST -> true;
      default -> false;
    };
  }

  private Source derived(TableReference.Derived derived) {
    if (derived.lateral()) {
      throw MySqlException.notSupported("LATERAL as the first table");
    }
    AnalyzedQuery query = queries.analyze(derived.query(), null, commonTables);
    return derived(query, names(query, derived.columns()), "", derived.alias(), "");
  }

  private static List<String> names(AnalyzedQuery query, List<String> columns) {
    if (!columns.isEmpty() && columns.size() != query.columns().size()) {
      throw MySqlError.ER_VIEW_WRONG_LIST.with();
    }
    List<String> names =
        columns.isEmpty() ? query.columns().stream().map(OutputColumn::name).toList() : columns;
    Set<String> seen = new HashSet<>();
    for (String name : names) {
      if (!seen.add(name.toLowerCase(Locale.ROOT))) {
        throw MySqlError.ER_DUP_FIELDNAME.with(name);
      }
    }
    return names;
  }

  private Source derived(
      AnalyzedQuery query, List<String> names, String schema, String alias, String origin) {
    boolean merged = query.deterministic() && isMerged(query.rel());
    boolean stored = !merged && isSelect(query.rel());
    List<OutputColumn> shown =
        stored ? query.columns().stream().map(SelectBlock::storedColumn).toList() : query.columns();
    RelNode rel = queries.valued(query, shown);
    if (!query.deterministic()) {
      rel = new BlockRel.Barrier(rel, -1);
      deterministic = false;
    }
    List<ScopeColumn> columns = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      OutputColumn column = shown.get(i);
      boolean nullable = rel.getRowType().getFieldList().get(i).getType().isNullable();
      columns.add(
          new ScopeColumn(
              names.get(i),
              i,
              column.type(),
              nullable,
              schema,
              alias,
              origin,
              origin.isEmpty() ? "" : names.get(i),
              true,
              column.flags() & (TableColumns.TYPE_FLAGS | TableColumns.NOT_NULL),
              merged,
              query.derivations().get(i)));
    }
    return new Source(rel, List.of(new Scope.Table(schema, alias, columns)), columns);
  }

  /** Whether it is one SELECT, not VALUES or a set operation. */
  private static boolean isSelect(RelNode rel) {
    return switch (rel) {
      case Sort s -> isSelect(s.getInput());
      case Project p -> true;
      case Aggregate a -> true;
      default -> false;
    };
  }

  /** Whether MySQL would put the query in the place of its name: no groups, no limit, no union. */
  private static boolean isMerged(RelNode rel) {
    return switch (rel) {
      case Project p -> isMerged(p.getInput());
      case Filter f -> isMerged(f.getInput());
      case Sort s -> s.fetch == null && s.offset == null && isMerged(s.getInput());
      case Join j -> true;
      case SourceRel.Rows r -> false;
      default -> rel instanceof SourceRel;
    };
  }

  private Source commonTable(CommonTables definition, String alias) {
    CommonTables.WorkTable work = definition.workTable();
    if (work != null) {
      RelNode rel =
          new SourceRel.WorkTable(
              statement.cluster(), statement.nextScan(), work.rowType(), work.number());
      List<ScopeColumn> columns = new ArrayList<>();
      for (int i = 0; i < work.names().size(); i++) {
        RelDataType type = work.rowType().getFieldList().get(i).getType();
        columns.add(
            new ScopeColumn(
                work.names().get(i),
                i,
                MySqlRelType.columnType(type),
                type.isNullable(),
                "",
                alias,
                "",
                "",
                true,
                0,
                false,
                work.derivations().get(i)));
      }
      return new Source(rel, List.of(new Scope.Table("", alias, columns)), columns);
    }
    AnalyzedQuery query = queries.commonTable(definition);
    return derived(query, names(query, definition.table().columns()), "", alias, "");
  }

  // ---- joins

  private Source cross(Source left, Source right) {
    Source moved = right.shifted(left.width());
    List<ScopeColumn> columns = new ArrayList<>(left.columns());
    columns.addAll(moved.columns());
    RelNode rel = join(left.rel(), right.rel(), truth(), JoinRelType.INNER, false);
    return new Source(rel, together(left, moved), columns);
  }

  private static List<Scope.Table> together(Source left, Source right) {
    List<Scope.Table> tables = new ArrayList<>(left.tables());
    tables.addAll(right.tables());
    return tables;
  }

  private RexNode truth() {
    return statement.rex().builder().makeLiteral(true);
  }

  private RelNode join(
      RelNode left, RelNode right, RexNode condition, JoinRelType type, boolean straight) {
    RelNode rel =
        LogicalJoin.create(
            left,
            right,
            straight ? List.of(JoinHints.STRAIGHT) : List.of(),
            condition,
            Set.of(),
            type);
    return rel;
  }

  private Source join(TableReference.Join join) {
    Source left = reference(join.left());
    if (join.right() instanceof TableReference.Derived derived && derived.lateral()) {
      Optional<TableReference.JoinCondition> condition = Optional.of(join.condition());
      return switch (join.kind()) {
        case INNER, STRAIGHT -> lateral(left, derived, false, condition);
        case LEFT -> lateral(left, derived, true, condition);
        case RIGHT -> throw MySqlException.notSupported("RIGHT JOIN LATERAL");
      };
    }
    Source right = reference(join.right());
    boolean outer =
        join.kind() == TableReference.JoinKind.LEFT || join.kind() == TableReference.JoinKind.RIGHT;
    boolean swapped = join.kind() == TableReference.JoinKind.RIGHT;
    Source first = swapped ? left.shifted(right.width()) : left;
    Source second = swapped ? right : right.shifted(left.width());
    // Conditions see both sides as they are; NULLs come only after the join.
    List<ScopeColumn> columns = new ArrayList<>();
    RexNode condition = condition(join.condition(), first, second, swapped, columns);
    RelNode rel =
        join(
            swapped ? right.rel() : left.rel(),
            swapped ? left.rel() : right.rel(),
            condition,
            outer ? JoinRelType.LEFT : JoinRelType.INNER,
            join.kind() == TableReference.JoinKind.STRAIGHT);
    if (!outer) {
      return new Source(rel, together(first, second), columns);
    }
    Source shownFirst = swapped ? first.asNullable() : first;
    Source shownSecond = swapped ? second : second.asNullable();
    Set<Integer> nullable = new HashSet<>();
    (swapped ? first : second)
        .tables()
        .forEach(t -> t.columns().forEach(c -> nullable.add(c.field())));
    List<ScopeColumn> shown =
        columns.stream().map(c -> nullable.contains(c.field()) ? c.asNullable() : c).toList();
    return new Source(rel, together(shownFirst, shownSecond), shown);
  }

  /** The join's condition; fills {@code columns} with what the join shows. */
  private RexNode condition(
      TableReference.JoinCondition condition,
      Source left,
      Source right,
      boolean rightKept,
      List<ScopeColumn> columns) {
    return switch (condition) {
      case TableReference.JoinCondition.None n -> {
        columns.addAll(left.columns());
        columns.addAll(right.columns());
        yield truth();
      }
      case TableReference.JoinCondition.On on -> {
        columns.addAll(left.columns());
        columns.addAll(right.columns());
        Scope scope = new Scope(together(left, right), columns, enclosing);
        yield queries.condition(on.condition(), scope, "on clause", commonTables);
      }
      case TableReference.JoinCondition.Using using ->
          using(using.columns(), left, right, rightKept, columns);
      case TableReference.JoinCondition.Natural natural -> {
        List<String> names = new ArrayList<>();
        List<ScopeColumn> side = rightKept ? right.columns() : left.columns();
        List<ScopeColumn> other = rightKept ? left.columns() : right.columns();
        for (ScopeColumn column : side) {
          if (column.visible()
              && other.stream()
                  .anyMatch(c -> c.visible() && c.name().equalsIgnoreCase(column.name()))) {
            names.add(column.name());
          }
        }
        yield using(names, left, right, rightKept, columns);
      }
    };
  }

  private RexNode using(
      List<String> names, Source left, Source right, boolean rightKept, List<ScopeColumn> columns) {
    List<RexNode> equals = new ArrayList<>();
    Set<Integer> used = new HashSet<>();
    for (String name : names) {
      ScopeColumn a = only(left, name);
      ScopeColumn b = only(right, name);
      equals.add(statement.operators().compare("=", queries.operand(a), queries.operand(b)));
      columns.add(rightKept ? b : a);
      used.add(a.field());
      used.add(b.field());
    }
    List<Source> order = rightKept ? List.of(right, left) : List.of(left, right);
    for (Source source : order) {
      source.columns().stream().filter(c -> !used.contains(c.field())).forEach(columns::add);
    }
    return equals.isEmpty() ? truth() : statement.rex().and(equals);
  }

  private static ScopeColumn only(Source source, String name) {
    List<ScopeColumn> found =
        source.columns().stream().filter(c -> c.name().equalsIgnoreCase(name)).toList();
    if (found.isEmpty()) {
      throw MySqlError.ER_BAD_FIELD_ERROR.with(name, "from clause");
    }
    if (found.size() > 1) {
      throw MySqlError.ER_NON_UNIQ_ERROR.with(name, "from clause");
    }
    return found.getFirst();
  }

  private Source lateral(
      Source left,
      TableReference.Derived derived,
      boolean outer,
      Optional<TableReference.JoinCondition> condition) {
    Scope scope = new Scope(left.tables(), left.columns(), enclosing);
    Scope.Enclosing inner =
        new Scope.Enclosing(queries.resolver(scope), statement.nextCorrelation());
    AnalyzedQuery query = queries.analyze(derived.query(), inner, commonTables);
    Source right = derived(query, names(query, derived.columns()), "", derived.alias(), "");
    Source moved = right.shifted(left.width());
    List<ScopeColumn> columns = new ArrayList<>();
    RexNode on =
        condition(
            condition.orElseGet(TableReference.JoinCondition.None::new),
            left,
            moved,
            false,
            columns);
    RelNode shape =
        join(left.rel(), right.rel(), on, outer ? JoinRelType.LEFT : JoinRelType.INNER, false);
    RelNode rel;
    if (inner.slots().isEmpty()) {
      rel = shape;
    } else {
      rel =
          new BlockRel.Lateral(
              left.rel(),
              right.rel(),
              shape.getRowType(),
              inner.correlation(),
              inner.slots(),
              outer,
              on);
    }
    Source shown = outer ? moved.asNullable() : moved;
    Set<Integer> nullable = new HashSet<>();
    moved.columns().forEach(c -> nullable.add(c.field()));
    List<ScopeColumn> all =
        outer
            ? columns.stream().map(c -> nullable.contains(c.field()) ? c.asNullable() : c).toList()
            : columns;
    return new Source(rel, together(left, shown), all);
  }

  /** Puts a condition on rows. */
  static RelNode filter(RelNode input, RexNode condition) {
    return condition.isAlwaysTrue() ? input : LogicalFilter.create(input, condition);
  }
}
