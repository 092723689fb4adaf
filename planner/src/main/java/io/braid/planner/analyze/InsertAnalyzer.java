package io.braid.planner.analyze;

import io.braid.common.MySqlError;
import io.braid.common.MySqlException;
import io.braid.common.catalog.ColumnDefinition;
import io.braid.common.catalog.TableDefinition;
import io.braid.planner.plan.PhysicalPlan;
import io.braid.planner.plan.PhysicalPlan.Field;
import io.braid.planner.plan.Scalar;
import io.braid.planner.plan.StatementPlan;
import io.braid.planner.tree.Assignment;
import io.braid.planner.tree.DmlStatement;
import io.braid.planner.tree.Expression;
import io.braid.planner.tree.Literal;
import io.braid.planner.tree.Query;
import io.braid.planner.tree.Select;
import io.braid.planner.tree.TableName;
import io.braid.planner.tree.TableReference;
import io.braid.planner.tree.ValueRows;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;

/**
 * INSERT and REPLACE. Rows of VALUES go straight into a plan: literals never become expressions of
 * the algebra, so that a statement with many thousands of rows costs time in proportion to its
 * length.
 *
 * @see "MySQL 9.7 Reference Manual, INSERT Statement; REPLACE Statement"
 */
public final class InsertAnalyzer {
  private final StatementAnalysis statement;
  private final QueryAnalyzer queries;
  private final Function<AnalyzedQuery, PhysicalPlan> planQuery;
  private final Function<RexNode, Scalar> scalar;

  /**
   * @param planQuery plans the SELECT of INSERT … SELECT
   * @param scalar turns an expression over a row into a plan's
   */
  public InsertAnalyzer(
      StatementAnalysis statement,
      Function<AnalyzedQuery, PhysicalPlan> planQuery,
      Function<RexNode, Scalar> scalar) {
    this.statement = statement;
    queries = new QueryAnalyzer(statement);
    this.planQuery = planQuery;
    this.scalar = scalar;
  }

  /** The whole statement's plan. */
  public StatementPlan.InsertPlan analyze(DmlStatement.Insert insert) {
    if (!insert.partitions().isEmpty()) {
      throw MySqlException.notSupported("PARTITION (…)");
    }
    TableDefinition table = ChangeAnalyzer.target(statement, insert.table());
    List<Integer> columns = columns(insert, table);
    PhysicalPlan source =
        switch (insert.source()) {
          case DmlStatement.InsertSource.Values values -> {
            statement.protectName(table);
            yield values(table, columns, values.rows(), insert.columns().isEmpty());
          }
          case DmlStatement.InsertSource.FromQuery query -> fromQuery(query, table, columns);
        };
    boolean empty =
        insert.source() instanceof DmlStatement.InsertSource.Values && source.fields().isEmpty();
    List<StatementPlan.Assignment> updates = updates(insert, table);
    StatementPlan.OnDuplicate onDuplicate =
        insert.replace()
            ? StatementPlan.OnDuplicate.REPLACE
            : !updates.isEmpty()
                ? StatementPlan.OnDuplicate.UPDATE
                : insert.ignore()
                    ? StatementPlan.OnDuplicate.IGNORE
                    : StatementPlan.OnDuplicate.ERROR;
    return new StatementPlan.InsertPlan(
        table,
        source,
        empty ? List.of() : columns,
        onDuplicate,
        updates,
        insert.ignore(),
        statement.parameterCount());
  }

  private List<Integer> columns(DmlStatement.Insert insert, TableDefinition table) {
    List<Integer> columns = new ArrayList<>();
    if (insert.columns().isEmpty()) {
      for (int i = 0; i < table.columns().size(); i++) {
        if (table.columns().get(i).visible()) {
          columns.add(i);
        }
      }
      return columns;
    }
    Set<Integer> seen = new HashSet<>();
    for (Expression.ColumnReference reference : insert.columns()) {
      int ordinal = ordinal(table, insert.table(), reference);
      if (!seen.add(ordinal)) {
        throw MySqlError.ER_FIELD_SPECIFIED_TWICE.with(table.columns().get(ordinal).name());
      }
      columns.add(ordinal);
    }
    return columns;
  }

  static int ordinal(TableDefinition table, TableName name, Expression.ColumnReference reference) {
    boolean ours =
        reference.table().isEmpty() || reference.table().get().name().equals(name.name());
    return ours && table.columnOrdinal(reference.column()).isPresent()
        ? table.columnOrdinal(reference.column()).getAsInt()
        : unknown(reference);
  }

  private static int unknown(Expression.ColumnReference reference) {
    throw QueryAnalyzer.unknown(reference, "field list");
  }

  // ---- VALUES

  private PhysicalPlan values(
      TableDefinition table, List<Integer> columns, ValueRows rows, boolean listOmitted) {
    int width = rows.rowCount() == 0 ? 0 : rows.width(0);
    boolean allDefaults = width == 0 && listOmitted;
    if (!allDefaults && width != columns.size()) {
      throw MySqlError.ER_WRONG_VALUE_COUNT_ON_ROW.with("1");
    }
    List<List<Scalar>> plan = new ArrayList<>(rows.rowCount());
    ExpressionAnalyzer[] analyzers = new ExpressionAnalyzer[width];
    for (int row = 0; row < rows.rowCount(); row++) {
      if (rows.width(row) != width) {
        throw MySqlError.ER_WRONG_VALUE_COUNT_ON_ROW.with(String.valueOf(row + 1));
      }
      List<Scalar> values = new ArrayList<>(width);
      for (int column = 0; column < width; column++) {
        Expression expression = rows.at(row, column);
        int ordinal = columns.get(column);
        DefaultValues.checkAssignable(table, ordinal, expression);
        values.add(value(table, ordinal, expression, analyzers, column));
      }
      plan.add(values);
    }
    List<Field> fields = new ArrayList<>();
    for (int column = 0; column < width; column++) {
      ColumnDefinition definition = table.columns().get(columns.get(column));
      fields.add(new Field(definition.type(), true));
    }
    return new PhysicalPlan.Values(plan, fields);
  }

  private Scalar value(
      TableDefinition table,
      int ordinal,
      Expression expression,
      ExpressionAnalyzer[] analyzers,
      int column) {
    boolean bytes =
        expression instanceof Literal.HexLiteral || expression instanceof Literal.BitLiteral;
    if (expression instanceof Literal literal && !bytes) {
      Literals.Typed typed = Literals.analyze(literal, statement.context().connectionCollation());
      return new Scalar.Constant(typed.value(), typed.type());
    }
    if (expression instanceof Expression.Parameter parameter
        && statement.context().literals().isPresent()) {
      // The value is stored as it is, so that nothing depends on its type.
      LiteralUses literals = statement.context().literals().get();
      statement.sawParameter(parameter.ordinal());
      return new Scalar.Parameter(
          parameter.ordinal(),
          Literals.analyze(
                  literals.literal(parameter.ordinal()), statement.context().connectionCollation())
              .type(),
          false);
    }
    if (expression instanceof Expression.DefaultValue) {
      ColumnDefinition definition = table.columns().get(ordinal);
      return new Scalar.Call(
          StatementPlan.DEFAULT_MARKER, List.of(), definition.type(), definition.nullable());
    }
    ExpressionAnalyzer analyzer = analyzers[column];
    if (analyzer == null) {
      analyzer =
          new ExpressionAnalyzer(
              statement,
              new RowPlace(
                  new NoColumns(
                      new PlainPlace(queries, Scope.empty(null), "field list", null), table),
                  statement,
                  table,
                  ordinal,
                  -1));
      analyzers[column] = analyzer;
    }
    return scalar.apply(analyzer.assigned(expression, table.columns().get(ordinal).type()).rex());
  }

  /** VALUES may name columns of the row itself in MySQL, which is not supported. */
  private static final class NoColumns extends DelegatingPlace {
    private final TableDefinition table;

    NoColumns(ExpressionAnalyzer.Place place, TableDefinition table) {
      super(place);
      this.table = table;
    }

    @Override
    public Operand column(Expression.ColumnReference reference) {
      if (table.columnOrdinal(reference.column()).isPresent()) {
        throw MySqlException.notSupported("columns of the row itself in VALUES");
      }
      throw QueryAnalyzer.unknown(reference, "field list");
    }
  }

  // ---- SELECT

  private PhysicalPlan fromQuery(
      DmlStatement.InsertSource.FromQuery source, TableDefinition table, List<Integer> columns) {
    AnalyzedQuery query = queries.analyze(source.query());
    if (query.columns().size() != columns.size()) {
      throw MySqlError.ER_WRONG_VALUE_COUNT_ON_ROW.with("1");
    }
    for (int column : columns) {
      if (table.columns().get(column).generated().isPresent()) {
        throw MySqlError.ER_NON_DEFAULT_VALUE_FOR_GENERATED_COLUMN.with(
            table.columns().get(column).name(), table.name());
      }
    }
    RelNode stored = new YearAssignment(statement.rex()).assigned(query.rel(), table, columns);
    return planQuery.apply(
        new AnalyzedQuery(stored, query.columns(), query.derivations(), query.deterministic()));
  }

  // ---- ON DUPLICATE KEY UPDATE

  private List<StatementPlan.Assignment> updates(
      DmlStatement.Insert insert, TableDefinition table) {
    if (insert.onDuplicate().isEmpty()) {
      return List.of();
    }
    Scope scope = duplicateScope(insert, table);
    List<StatementPlan.Assignment> updates = new ArrayList<>();
    for (Assignment assignment : insert.onDuplicate()) {
      int ordinal = ordinal(table, insert.table(), assignment.column());
      DefaultValues.checkAssignable(table, ordinal, assignment.value());
      RexNode value =
          new ExpressionAnalyzer(
                  statement,
                  new RowPlace(
                      new NoSourceColumns(
                          new PlainPlace(queries, scope, "field list", null),
                          table.columns().size() * 2),
                      statement,
                      table,
                      ordinal,
                      table.columns().size()))
              .assigned(assignment.value(), table.columns().get(ordinal).type())
              .rex();
      updates.add(new StatementPlan.Assignment(ordinal, scalar.apply(value)));
    }
    return updates;
  }

  /** The existing row by the table's name, the new one by the row alias. */
  private Scope duplicateScope(DmlStatement.Insert insert, TableDefinition table) {
    List<ScopeColumn> existing = TableColumns.scope(table, table.name());
    List<Scope.Table> tables = new ArrayList<>();
    tables.add(new Scope.Table(table.schema(), table.name(), existing));
    Optional<DmlStatement.RowAlias> alias = insert.alias();
    if (alias.isPresent()) {
      tables.add(new Scope.Table("", alias.get().name(), inserted(insert, table, alias.get())));
    }
    List<ScopeColumn> all = new ArrayList<>(existing);
    if (alias.isPresent() && !alias.get().columns().isEmpty()) {
      tables.getLast().columns().stream()
          .filter(c -> existing.stream().noneMatch(e -> e.name().equalsIgnoreCase(c.name())))
          .forEach(all::add);
    }
    if (insert.source() instanceof DmlStatement.InsertSource.FromQuery(Query query)
        && query.body() instanceof Select select
        && select.groupBy().isEmpty()) {
      select.from().forEach(from -> addSource(from, table.columns().size() * 2, tables, all));
    }
    return new Scope(tables, all, null);
  }

  /** The tables of a source query, whose columns ON DUPLICATE KEY UPDATE may name too. */
  private void addSource(
      TableReference from, int firstField, List<Scope.Table> tables, List<ScopeColumn> all) {
    if (from instanceof TableReference.Join join) {
      addSource(join.left(), firstField, tables, all);
      addSource(join.right(), firstField, tables, all);
    }
    if (!(from instanceof TableReference.Named named)) {
      return;
    }
    String schema = named.table().schema().orElse(statement.context().currentSchema());
    statement
        .context()
        .catalog()
        .table(schema, named.table().name())
        .ifPresent(source -> {
          String alias = named.alias().orElse(source.name());
          List<ScopeColumn> columns =
              TableColumns.scope(source, alias).stream().map(c -> c.shifted(firstField)).toList();
          tables.add(new Scope.Table(source.schema(), alias, columns));
          all.addAll(columns);
        });
  }

  /** Columns of the source query behind {@code firstSource} are not at hand for an update. */
  private static final class NoSourceColumns extends DelegatingPlace {
    private final int firstSource;

    NoSourceColumns(ExpressionAnalyzer.Place place, int firstSource) {
      super(place);
      this.firstSource = firstSource;
    }

    @Override
    public Operand column(Expression.ColumnReference reference) {
      Operand column = super.column(reference);
      if (column.rex() instanceof RexInputRef field && field.getIndex() >= firstSource) {
        throw MySqlException.notSupported("columns of the source query in ON DUPLICATE KEY UPDATE");
      }
      return column;
    }
  }

  private List<ScopeColumn> inserted(
      DmlStatement.Insert insert, TableDefinition table, DmlStatement.RowAlias alias) {
    List<Integer> columns = columns(insert, table);
    if (!alias.columns().isEmpty() && alias.columns().size() != columns.size()) {
      throw MySqlError.ER_VIEW_WRONG_LIST.with();
    }
    List<ScopeColumn> named = new ArrayList<>();
    for (int i = 0; i < table.columns().size(); i++) {
      ColumnDefinition column = table.columns().get(i);
      int listed = columns.indexOf(i);
      String name =
          alias.columns().isEmpty() || listed < 0 ? column.name() : alias.columns().get(listed);
      named.add(
          new ScopeColumn(
              name,
              table.columns().size() + i,
              column.type(),
              true,
              "",
              alias.name(),
              "",
              "",
              true,
              0));
    }
    return named;
  }
}
