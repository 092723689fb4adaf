package io.braid.planner.analyze;

import io.braid.common.MySqlError;
import io.braid.common.MySqlException;
import io.braid.common.SqlMode;
import io.braid.common.catalog.TableDefinition;
import io.braid.common.type.Charset;
import io.braid.common.type.Collation;
import io.braid.common.type.ColumnType;
import io.braid.common.type.MySqlType;
import io.braid.planner.plan.LoadFormat;
import io.braid.planner.plan.Scalar;
import io.braid.planner.plan.StatementPlan;
import io.braid.planner.tree.Assignment;
import io.braid.planner.tree.DmlStatement;
import io.braid.planner.tree.Expression;
import io.braid.planner.tree.FileFormat;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.apache.calcite.rex.RexNode;

/**
 * LOAD DATA: where the fields of a line go, and what SET makes of them.
 *
 * @see "MySQL 9.7 Reference Manual, LOAD DATA Statement"
 */
public final class LoadAnalyzer {
  private final AnalysisContext context;
  private final Function<RexNode, Scalar> scalar;

  /**
   * @param scalar turns an expression over a row into a plan's
   */
  public LoadAnalyzer(AnalysisContext context, Function<RexNode, Scalar> scalar) {
    this.context = context;
    this.scalar = scalar;
  }

  /**
   * The whole statement's plan.
   *
   * @throws MySqlException 1083 for quotes and escapes of several bytes, 1747 for partitions, 1235
   *     for LOAD XML and rows of fixed length, and the errors of names and expressions
   */
  public StatementPlan.LoadPlan analyze(DmlStatement.LoadData load) {
    if (load.xml()) {
      throw MySqlException.notSupported("LOAD XML");
    }
    LoadFormat format = format(load.format());
    Charset charset = charset(load);
    StatementAnalysis statement = new StatementAnalysis(context(load, charset));
    TableDefinition table = ChangeAnalyzer.target(statement, load.table());
    if (!load.partitions().isEmpty()) {
      throw MySqlError.ER_PARTITION_CLAUSE_ON_NONPARTITIONED.with();
    }
    statement.protectName(table);
    List<StatementPlan.LoadTarget> targets = targets(load, table);
    List<StatementPlan.Assignment> assignments = assignments(load, table, statement);
    if (format.fieldEnd().length == 0 && format.quote().length == 0) {
      if (targets.stream().anyMatch(t -> t instanceof StatementPlan.LoadTarget.Variable)) {
        throw MySqlError.ER_LOAD_FROM_FIXED_SIZE_ROWS_TO_VAR.with();
      }
      throw MySqlException.notSupported("LOAD DATA of rows with fixed length");
    }
    StatementPlan.OnDuplicate onDuplicate =
        switch (load.onDuplicate()) {
          // A client that sends its file cannot be stopped, so that errors are only warned of.
          case ERROR ->
              load.local() ? StatementPlan.OnDuplicate.IGNORE : StatementPlan.OnDuplicate.ERROR;
          case IGNORE -> StatementPlan.OnDuplicate.IGNORE;
          case REPLACE -> StatementPlan.OnDuplicate.REPLACE;
        };
    return new StatementPlan.LoadPlan(
        table,
        load.file(),
        load.local(),
        format,
        isAscii(load.format()),
        charset,
        load.linesIgnored(),
        targets,
        assignments,
        onDuplicate);
  }

  // ---- the file

  private LoadFormat format(FileFormat written) {
    byte[] quote = bytes(written.enclosedBy().orElse(""));
    byte[] escape =
        bytes(written.escapedBy().orElse(context.mode(SqlMode.NO_BACKSLASH_ESCAPES) ? "" : "\\"));
    if (quote.length > 1 || escape.length > 1) {
      throw MySqlError.ER_WRONG_FIELD_TERMINATORS.with();
    }
    return new LoadFormat(
        bytes(written.fieldsTerminatedBy().orElse("\t")),
        quote,
        escape,
        bytes(written.linesStartingBy().orElse("")),
        bytes(written.linesTerminatedBy().orElse("\n")));
  }

  private static byte[] bytes(String mark) {
    return mark.getBytes(StandardCharsets.UTF_8);
  }

  private static boolean isAscii(FileFormat format) {
    return List.of(
            format.fieldsTerminatedBy(),
            format.enclosedBy(),
            format.escapedBy(),
            format.linesStartingBy(),
            format.linesTerminatedBy())
        .stream()
        .flatMap(Optional::stream)
        .allMatch(mark -> mark.chars().allMatch(c -> c < 0x80));
  }

  private static Charset charset(DmlStatement.LoadData load) {
    return load.charset().map(Literals::charset).orElse(Charset.UTF8MB4);
  }

  // ---- where fields go

  private List<StatementPlan.LoadTarget> targets(
      DmlStatement.LoadData load, TableDefinition table) {
    List<StatementPlan.LoadTarget> targets = new ArrayList<>();
    if (load.targets().isEmpty()) {
      for (int i = 0; i < table.columns().size(); i++) {
        if (table.columns().get(i).visible()) {
          targets.add(new StatementPlan.LoadTarget.Column(i));
        }
      }
      return targets;
    }
    for (Expression.Reference reference : load.targets()) {
      targets.add(
          switch (reference) {
            case Expression.UserVariable variable ->
                new StatementPlan.LoadTarget.Variable(variable.name());
            case Expression.ColumnReference column ->
                new StatementPlan.LoadTarget.Column(
                    InsertAnalyzer.ordinal(table, load.table(), column));
            default -> throw new IllegalStateException("no target of a field: " + reference);
          });
    }
    return targets;
  }

  /** Variables that take fields are strings in the file's character set from the first line on. */
  private AnalysisContext context(DmlStatement.LoadData load, Charset charset) {
    Set<String> names = new HashSet<>();
    for (Expression.Reference reference : load.targets()) {
      if (reference instanceof Expression.UserVariable variable) {
        names.add(variable.name().toLowerCase(Locale.ROOT));
      }
    }
    if (names.isEmpty()) {
      return context;
    }
    ColumnType text =
        ColumnType.string(MySqlType.LONGTEXT, Integer.MAX_VALUE, Collation.defaultOf(charset));
    AnalysisContext.VariableTypes known = context.variables();
    return context.withVariables(
        new AnalysisContext.VariableTypes() {
          @Override
          public Optional<ColumnType> userVariable(String name) {
            return names.contains(name.toLowerCase(Locale.ROOT))
                ? Optional.of(text)
                : known.userVariable(name);
          }

          @Override
          public ColumnType systemVariable(String name, String scope) {
            return known.systemVariable(name, scope);
          }
        });
  }

  private List<StatementPlan.Assignment> assignments(
      DmlStatement.LoadData load, TableDefinition table, StatementAnalysis statement) {
    List<ScopeColumn> columns = TableColumns.scope(table, table.name());
    Scope scope =
        new Scope(List.of(new Scope.Table(table.schema(), table.name(), columns)), columns, null);
    List<StatementPlan.Assignment> assignments = new ArrayList<>();
    for (Assignment assignment : load.assignments()) {
      int ordinal = InsertAnalyzer.ordinal(table, load.table(), assignment.column());
      RexNode value =
          new ExpressionAnalyzer(
                  statement,
                  new RowPlace(
                      new PlainPlace(new QueryAnalyzer(statement), scope, "field list", null),
                      statement,
                      table,
                      ordinal,
                      -1))
              .assigned(assignment.value(), table.columns().get(ordinal).type())
              .rex();
      assignments.add(new StatementPlan.Assignment(ordinal, scalar.apply(value)));
    }
    return assignments;
  }
}
