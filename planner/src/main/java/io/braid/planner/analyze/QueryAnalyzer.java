package io.braid.planner.analyze;

import io.braid.common.MySqlError;
import io.braid.common.MySqlException;
import io.braid.common.type.ColumnType;
import io.braid.common.value.SqlValue;
import io.braid.planner.plan.OutputColumn;
import io.braid.planner.tree.Expression;
import io.braid.planner.tree.Limit;
import io.braid.planner.tree.Literal;
import io.braid.planner.tree.OrderItem;
import io.braid.planner.tree.Query;
import io.braid.planner.tree.QueryBody;
import io.braid.planner.tree.Select;
import io.braid.planner.tree.TableName;
import io.braid.planner.tree.TableReference;
import io.braid.planner.tree.ValueRows;
import io.braid.planner.tree.WithClause;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.calcite.rel.RelCollations;
import org.apache.calcite.rel.RelFieldCollation;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.logical.LogicalAggregate;
import org.apache.calcite.rel.logical.LogicalIntersect;
import org.apache.calcite.rel.logical.LogicalMinus;
import org.apache.calcite.rel.logical.LogicalProject;
import org.apache.calcite.rel.logical.LogicalSort;
import org.apache.calcite.rel.logical.LogicalUnion;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.util.ImmutableBitSet;
import org.jspecify.annotations.Nullable;

/**
 * Turns queries into Calcite's algebra: select blocks, set operations, VALUES, common tables, ORDER
 * BY and LIMIT. A single block is the work of {@link SelectBlock}.
 */
public final class QueryAnalyzer {
  private final StatementAnalysis statement;
  private final int viewDepth;

  public QueryAnalyzer(StatementAnalysis statement) {
    this(statement, 0);
  }

  QueryAnalyzer(StatementAnalysis statement, int viewDepth) {
    this.statement = statement;
    this.viewDepth = viewDepth;
  }

  StatementAnalysis statement() {
    return statement;
  }

  int viewDepth() {
    return viewDepth;
  }

  /** A query that stands alone. */
  public AnalyzedQuery analyze(Query query) {
    return analyze(query, null, null);
  }

  AnalyzedQuery analyze(
      Query query, Scope.@Nullable Enclosing enclosing, @Nullable CommonTables outer) {
    statement.enter();
    try {
      CommonTables tables = commonTables(query.with(), outer);
      return switch (query.body()) {
        case Select select -> new SelectBlock(this, enclosing, tables, query).analyze(select);
        case QueryBody.SetOperation set ->
            ordered(decided(setOperation(set, enclosing, tables)), query, enclosing, tables);
        case QueryBody.TableValues values ->
            ordered(tableValues(values.rows(), enclosing, tables), query, enclosing, tables);
        case QueryBody.ExplicitTable table ->
            new SelectBlock(this, enclosing, tables, query).analyze(allOf(table.table()));
        case QueryBody.Nested nested ->
            ordered(analyze(nested.query(), enclosing, tables), query, enclosing, tables);
      };
    } finally {
      statement.leave();
    }
  }

  private static Select allOf(TableName table) {
    return new Select(
        "",
        Set.of(),
        List.of(new Select.SelectItem.Star(Optional.empty())),
        List.of(new TableReference.Named(table, Optional.empty())),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        List.of(),
        Optional.empty());
  }

  // ---- common tables

  private static @Nullable CommonTables commonTables(
      Optional<WithClause> with, @Nullable CommonTables outer) {
    CommonTables tables = outer;
    if (with.isPresent()) {
      Set<String> seen = new HashSet<>();
      for (WithClause.CommonTable table : with.get().tables()) {
        if (!seen.add(table.name().toLowerCase(Locale.ROOT))) {
          throw MySqlError.ER_NONUNIQ_TABLE.with(table.name());
        }
        tables = new CommonTables(table, with.get().recursive(), null, tables);
      }
    }
    return tables;
  }

  @Nullable CommonTables withTables(Optional<WithClause> with, @Nullable CommonTables outer) {
    return commonTables(with, outer);
  }

  /** The rows of a common table, where its name stands in FROM. */
  AnalyzedQuery commonTable(CommonTables definition) {
    WithClause.CommonTable table = definition.table();
    if (definition.recursive() && RecursiveTables.refersTo(table.query(), table.name())) {
      return recursive(definition);
    }
    return analyze(table.query(), null, definition.outer());
  }

  private AnalyzedQuery recursive(CommonTables definition) {
    WithClause.CommonTable table = definition.table();
    if (!(table.query().body() instanceof QueryBody.SetOperation set)) {
      throw MySqlError.ER_CTE_RECURSIVE_REQUIRES_UNION.with(table.name());
    }
    if (!table.query().orderBy().isEmpty() || table.query().limit().isPresent()) {
      throw MySqlException.notSupported("ORDER BY or LIMIT in a recursive common table expression");
    }
    List<QueryBody> seeds = new ArrayList<>();
    List<QueryBody> steps = new ArrayList<>();
    boolean distinct = false;
    seeds.add(set.first());
    for (QueryBody.SetOperation.Branch branch : set.branches()) {
      if (branch.operator() != QueryBody.SetOperator.UNION) {
        throw MySqlException.notSupported("recursion through EXCEPT or INTERSECT");
      }
      boolean step = RecursiveTables.refersTo(branch.body(), table.name());
      if (!step && !steps.isEmpty()) {
        throw MySqlError.ER_CTE_RECURSIVE_REQUIRES_NONRECURSIVE_FIRST.with(table.name());
      }
      (step ? steps : seeds).add(branch.body());
      distinct |= branch.distinct();
    }
    if (steps.isEmpty() || RecursiveTables.refersTo(set.first(), table.name())) {
      throw MySqlError.ER_CTE_RECURSIVE_REQUIRES_NONRECURSIVE_FIRST.with(table.name());
    }
    AnalyzedQuery seed = unionAll(seeds, distinct, null, definition.outer());
    // The step's columns have the seed's types, all nullable, as MySQL makes them.
    List<ColumnType> types = seed.columns().stream().map(OutputColumn::type).toList();
    List<Boolean> nullable = types.stream().map(t -> true).toList();
    RelNode seedRel = retyped(seed.rel(), types, nullable);
    List<String> names =
        table.columns().isEmpty()
            ? seed.columns().stream().map(OutputColumn::name).toList()
            : table.columns();
    int number = statement.nextWorkTable();
    CommonTables inside =
        new CommonTables(
            table,
            true,
            new CommonTables.WorkTable(number, seedRel.getRowType(), names, seed.derivations()),
            definition.outer());
    AnalyzedQuery step = unionAll(steps, false, null, inside);
    if (step.columns().size() != types.size()) {
      throw MySqlError.ER_WRONG_NUMBER_OF_COLUMNS_IN_SELECT.with();
    }
    RelNode stepRel = retyped(step.rel(), types, nullable);
    RelNode rel = new BlockRel.Recursive(number, seedRel, stepRel, distinct);
    List<OutputColumn> columns =
        seed.columns().stream().map(c -> OutputColumn.computed(c.name(), c.type(), true)).toList();
    return new AnalyzedQuery(
        rel, columns, seed.derivations(), seed.deterministic() && step.deterministic());
  }

  private AnalyzedQuery unionAll(
      List<QueryBody> bodies,
      boolean distinct,
      Scope.@Nullable Enclosing enclosing,
      @Nullable CommonTables tables) {
    if (bodies.size() == 1) {
      return body(bodies.getFirst(), enclosing, tables);
    }
    List<QueryBody.SetOperation.Branch> branches = new ArrayList<>();
    for (QueryBody body : bodies.subList(1, bodies.size())) {
      branches.add(new QueryBody.SetOperation.Branch(QueryBody.SetOperator.UNION, distinct, body));
    }
    return decided(
        setOperation(new QueryBody.SetOperation(bodies.getFirst(), branches), enclosing, tables));
  }

  // ---- set operations

  private AnalyzedQuery body(
      QueryBody body, Scope.@Nullable Enclosing enclosing, @Nullable CommonTables tables) {
    if (body instanceof QueryBody.SetOperation set) {
      return setOperation(set, enclosing, tables);
    }
    return body instanceof QueryBody.Nested(Query query) && query.equals(Query.of(query.body()))
        ? body(query.body(), enclosing, tables)
        : analyze(Query.of(body), enclosing, tables);
  }

  /**
   * The rows of all set operations together.
   *
   * @throws MySqlException 1271 if they left a collation open
   */
  private static AnalyzedQuery decided(AnalyzedQuery query) {
    if (query.derivations().stream().anyMatch(d -> d.coercibility() == Coercibility.NONE)) {
      throw MySqlError.ER_CANT_AGGREGATE_NCOLLATIONS.with("UNION");
    }
    return query;
  }

  private AnalyzedQuery setOperation(
      QueryBody.SetOperation set,
      Scope.@Nullable Enclosing enclosing,
      @Nullable CommonTables tables) {
    List<AnalyzedQuery> parts = new ArrayList<>();
    parts.add(body(set.first(), enclosing, tables));
    for (QueryBody.SetOperation.Branch branch : set.branches()) {
      parts.add(body(branch.body(), enclosing, tables));
    }
    int width = parts.getFirst().columns().size();
    boolean deterministic = true;
    for (AnalyzedQuery part : parts) {
      if (part.columns().size() != width) {
        throw MySqlError.ER_WRONG_NUMBER_OF_COLUMNS_IN_SELECT.with();
      }
      deterministic &= part.deterministic();
    }
    SetColumns shared = new SetColumns(List.of(), List.of(), List.of());
    RelNode rel = parts.getFirst().rel();
    for (int i = 0; i < set.branches().size(); i++) {
      QueryBody.SetOperation.Branch branch = set.branches().get(i);
      if (i == 0 || set.branches().get(i - 1).operator() != branch.operator()) {
        // Operations of one kind in a row compare in the common type of all parts up to them.
        shared = columns(shared, parts, i, endOfRun(set, i) + 1);
        rel = retyped(rel, shared.types(), shared.nullable());
      }
      rel =
          combined(branch, rel, retyped(parts.get(i + 1).rel(), shared.types(), shared.nullable()));
    }
    List<OutputColumn> columns = new ArrayList<>();
    for (int i = 0; i < width; i++) {
      columns.add(
          OutputColumn.computed(
              parts.getFirst().columns().get(i).name(),
              shared.types().get(i),
              rel.getRowType().getFieldList().get(i).getType().isNullable()));
    }
    List<Derivation> derivations =
        shared.collations().stream().map(CollationAggregation::derivation).toList();
    return new AnalyzedQuery(rel, columns, derivations, deterministic);
  }

  /** The index behind the last branch of the same operator from {@code start} on. */
  private static int endOfRun(QueryBody.SetOperation set, int start) {
    int end = start;
    while (end < set.branches().size()
        && set.branches().get(end).operator() == set.branches().get(start).operator()) {
      end++;
    }
    return end;
  }

  /** What the parts of a set operation have in common, for each column. */
  private record SetColumns(
      List<ColumnType> types, List<Boolean> nullable, List<CollationAggregation> collations) {}

  /** The parts from {@code start} on have a collation with what those before it have together. */
  private SetColumns columns(SetColumns before, List<AnalyzedQuery> parts, int start, int end) {
    List<ColumnType> types = new ArrayList<>();
    List<Boolean> nullable = new ArrayList<>();
    List<CollationAggregation> collations = new ArrayList<>();
    for (int i = 0; i < parts.getFirst().columns().size(); i++) {
      int column = i;
      List<Operand> operands = parts.subList(0, end).stream().map(p -> operand(p, column)).toList();
      CollationAggregation collation =
          CollationAggregation.ofUnion(
              start == 0 ? Optional.empty() : Optional.of(before.collations().get(column)),
              operands.subList(start == 0 ? 0 : start + 1, end),
              statement.context().connectionCollation());
      types.add(
          UnionTypes.of(operands.stream().map(Operand::type).toList(), collation.collation()));
      nullable.add(operands.stream().anyMatch(Operand::nullable));
      collations.add(collation);
    }
    return new SetColumns(types, nullable, collations);
  }

  private static RelNode combined(
      QueryBody.SetOperation.Branch branch, RelNode left, RelNode right) {
    List<RelNode> pair = List.of(left, right);
    return switch (branch.operator()) {
      case UNION -> {
        RelNode union = LogicalUnion.create(pair, true);
        yield branch.distinct() ? distinct(union) : union;
      }
      case INTERSECT -> LogicalIntersect.create(pair, !branch.distinct());
      case EXCEPT -> LogicalMinus.create(pair, !branch.distinct());
    };
  }

  private Operand operand(AnalyzedQuery query, int column) {
    RelDataType type = query.rel().getRowType().getFieldList().get(column).getType();
    return query.operand(
        statement.rex().input(column, MySqlRelType.columnType(type), type.isNullable()), column);
  }

  static RelNode distinct(RelNode input) {
    return LogicalAggregate.create(
        input,
        List.of(),
        ImmutableBitSet.range(input.getRowType().getFieldCount()),
        null,
        List.of());
  }

  /** A query's rows in the types of its columns as they are named: truth values are numbers. */
  RelNode valued(AnalyzedQuery query, List<OutputColumn> columns) {
    RelDataType row = query.rel().getRowType();
    return retyped(
        query.rel(),
        columns.stream().map(OutputColumn::type).toList(),
        row.getFieldList().stream().map(field -> field.getType().isNullable()).toList());
  }

  /** Gives every column exactly the wanted type. */
  RelNode retyped(RelNode input, List<ColumnType> types, List<Boolean> nullable) {
    List<RexNode> nodes = new ArrayList<>();
    boolean changed = false;
    for (int i = 0; i < types.size(); i++) {
      RelDataType from = input.getRowType().getFieldList().get(i).getType();
      RexNode node = statement.rex().input(i, MySqlRelType.columnType(from), from.isNullable());
      if (MySqlRelType.of(from).isPredicate()) {
        node = statement.rex().builder().makeInputRef(input, i);
      }
      RelDataType to = statement.rex().types().value(types.get(i), nullable.get(i));
      if (!from.equals(to)) {
        node = UnionTypes.stored(statement.rex(), node, types.get(i), nullable.get(i));
        changed = true;
      }
      nodes.add(node);
    }
    return changed ? project(input, nodes) : input;
  }

  static RelNode project(RelNode input, List<RexNode> nodes) {
    List<String> names = IntStream.range(0, nodes.size()).mapToObj(i -> "p" + i).toList();
    return LogicalProject.create(input, List.of(), nodes, names, Set.of());
  }

  /** One row without columns, for queries without FROM. */
  RelNode oneRow() {
    return rows(statement.rex().types().builder().build(), List.of(List.of()));
  }

  RelNode rows(RelDataType type, List<List<RexNode>> rows) {
    return new SourceRel.Rows(statement.cluster(), statement.nextScan(), type, rows);
  }

  private AnalyzedQuery tableValues(
      ValueRows values, Scope.@Nullable Enclosing enclosing, @Nullable CommonTables tables) {
    int width = values.width(0);
    List<List<Operand>> rows = new ArrayList<>();
    ExpressionAnalyzer analyzer = analyzer(Scope.empty(enclosing), "field list", tables);
    for (int row = 0; row < values.rowCount(); row++) {
      if (values.width(row) != width) {
        throw MySqlError.ER_WRONG_VALUE_COUNT_ON_ROW.with(String.valueOf(row + 1));
      }
      rows.add(analyzer.values(values.row(row)));
    }
    RelDataTypeFactory.Builder type = statement.rex().types().builder();
    List<OutputColumn> columns = new ArrayList<>();
    List<Derivation> derivations = new ArrayList<>();
    List<List<RexNode>> nodes = new ArrayList<>();
    rows.forEach(r -> nodes.add(new ArrayList<>()));
    for (int column = 0; column < width; column++) {
      int c = column;
      List<Operand> converted =
          statement.operators().common(rows.stream().map(r -> r.get(c)).toList(), "VALUES");
      ColumnType columnType = converted.getFirst().type();
      boolean nullable = converted.stream().anyMatch(Operand::nullable);
      type.add("column_" + column, statement.rex().types().value(columnType, nullable));
      columns.add(OutputColumn.computed("column_" + column, columnType, nullable));
      derivations.add(converted.getFirst().derivation());
      for (int row = 0; row < rows.size(); row++) {
        nodes.get(row).add(converted.get(row).rex());
      }
    }
    return new AnalyzedQuery(rows(type.build(), nodes), columns, derivations, true);
  }

  // ---- order and limit over a finished result

  private AnalyzedQuery ordered(
      AnalyzedQuery query,
      Query clauses,
      Scope.@Nullable Enclosing enclosing,
      @Nullable CommonTables tables) {
    if (clauses.orderBy().isEmpty() && clauses.limit().isEmpty()) {
      return query;
    }
    List<ScopeColumn> columns = new ArrayList<>();
    for (int i = 0; i < query.columns().size(); i++) {
      OutputColumn c = query.columns().get(i);
      columns.add(
          new ScopeColumn(
              c.name(),
              i,
              c.type(),
              query.rel().getRowType().getFieldList().get(i).getType().isNullable(),
              "",
              "",
              "",
              "",
              true,
              0,
              false,
              query.derivations().get(i)));
    }
    Scope scope = new Scope(List.of(), columns, enclosing);
    ExpressionAnalyzer analyzer = analyzer(scope, "order clause", tables);
    List<RexNode> nodes =
        new ArrayList<>(statement.rex().builder().identityProjects(query.rel().getRowType()));
    int width = nodes.size();
    List<RelFieldCollation> keys = new ArrayList<>();
    for (OrderItem item : clauses.orderBy()) {
      RexNode node;
      if (item.expression() instanceof Literal.IntegerLiteral position) {
        if (position.value() < 1 || position.value() > width) {
          throw MySqlError.ER_BAD_FIELD_ERROR.with(
              String.valueOf(position.value()), "order clause");
        }
        keys.add(key((int) position.value() - 1, item.descending()));
        continue;
      }
      node = analyzer.value(item.expression()).rex();
      int at = nodes.indexOf(node);
      if (at < 0) {
        at = nodes.size();
        nodes.add(node);
      }
      keys.add(key(at, item.descending()));
    }
    RelNode rel = nodes.size() > width ? project(query.rel(), nodes) : query.rel();
    rel = sorted(rel, keys, clauses.limit());
    if (nodes.size() > width) {
      rel =
          project(
              rel, statement.rex().builder().identityProjects(rel.getRowType()).subList(0, width));
    }
    return new AnalyzedQuery(rel, query.columns(), query.derivations(), query.deterministic());
  }

  static RelFieldCollation key(int column, boolean descending) {
    return new RelFieldCollation(
        column,
        descending ? RelFieldCollation.Direction.DESCENDING : RelFieldCollation.Direction.ASCENDING,
        descending ? RelFieldCollation.NullDirection.LAST : RelFieldCollation.NullDirection.FIRST);
  }

  RelNode sorted(RelNode input, List<RelFieldCollation> keys, Optional<Limit> limit) {
    if (keys.isEmpty() && limit.isEmpty()) {
      return input;
    }
    RexNode offset = limit.flatMap(Limit::offset).map(this::limitValue).orElse(null);
    RexNode count = limit.map(l -> limitValue(l.count())).orElse(null);
    List<RelFieldCollation> distinctKeys = new ArrayList<>();
    Set<Integer> seen = new HashSet<>();
    for (RelFieldCollation key : keys) {
      if (seen.add(key.getFieldIndex())) {
        distinctKeys.add(key);
      }
    }
    return LogicalSort.create(input, RelCollations.of(distinctKeys), offset, count);
  }

  /** A LIMIT's number: a literal or parameter. */
  RexNode limitValue(Expression expression) {
    return switch (expression) {
      case Literal.IntegerLiteral i ->
          statement
              .rex()
              .constant(new SqlValue.IntegerValue(i.value(), true), TypeRules.BIGINT_UNSIGNED);
      case Expression.Parameter p -> {
        statement.sawParameter(p.ordinal());
        Optional<LiteralUses> literals = statement.context().literals();
        if (literals.isPresent()
            && !(literals.get().literal(p.ordinal()) instanceof Literal.IntegerLiteral)) {
          throw MySqlError.ER_WRONG_ARGUMENTS.with("LIMIT");
        }
        yield statement
            .rex()
            .operator(
                new ScalarOperator.Parameter(p.ordinal()),
                TypeRules.BIGINT_UNSIGNED,
                true,
                List.of());
      }
      default -> throw MySqlError.ER_WRONG_ARGUMENTS.with("LIMIT");
    };
  }

  // ---- services for the parts of a query

  /** An analyzer of expressions over the tables of a scope, without aggregates. */
  ExpressionAnalyzer analyzer(Scope scope, String clause, @Nullable CommonTables tables) {
    return new ExpressionAnalyzer(statement, new PlainPlace(this, scope, clause, tables));
  }

  RexNode condition(
      Expression expression, Scope scope, String clause, @Nullable CommonTables tables) {
    return analyzer(scope, clause, tables).condition(expression);
  }

  Operand operand(ScopeColumn column) {
    return Operand.column(
        statement.rex().input(column.field(), column.type(), column.nullable()),
        column.derivation());
  }

  /** How a subquery inside an expression over {@code scope} finds outer names. */
  Scope.OuterResolver resolver(Scope scope) {
    return (table, name, clause) -> resolve(scope, table, name, clause);
  }

  /** Finds a name in a scope or around it. */
  Optional<Scope.Resolved> resolve(
      Scope scope, Optional<TableName> table, String name, String clause) {
    Optional<ScopeColumn> own = scope.find(table, name, clause);
    if (own.isPresent()) {
      return Optional.of(new Scope.Resolved(operand(own.get()), own.get()));
    }
    Scope.Enclosing enclosing = scope.enclosing();
    if (enclosing == null) {
      return Optional.empty();
    }
    return enclosing
        .outer()
        .resolve(table, name, clause)
        .map(r -> new Scope.Resolved(outer(enclosing, r.operand()), r.column()));
  }

  private Operand outer(Scope.Enclosing enclosing, Operand value) {
    int slot = enclosing.slotOf(value.rex());
    RexNode node =
        statement
            .rex()
            .operator(
                new ScalarOperator.Outer(enclosing.correlation(), slot),
                value.type(),
                value.nullable(),
                List.of());
    return new Operand(node, value.coercibility(), value.asciiOnly());
  }

  Operand column(Scope scope, Expression.ColumnReference reference, String clause) {
    Scope.Resolved resolved =
        resolve(scope, reference.table(), reference.column(), clause)
            .orElseThrow(() -> unknown(reference, clause));
    statement.resolutions().ifPresent(r -> r.column(reference, resolved.column()));
    return resolved.operand();
  }

  static MySqlException unknown(Expression.ColumnReference reference, String clause) {
    String name =
        reference.table().map(t -> t + "." + reference.column()).orElse(reference.column());
    return MySqlError.ER_BAD_FIELD_ERROR.with(name, clause);
  }
}
