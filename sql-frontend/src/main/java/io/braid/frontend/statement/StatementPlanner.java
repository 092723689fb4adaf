package io.braid.frontend.statement;

import io.braid.common.SqlMode;
import io.braid.common.catalog.CatalogSnapshot;
import io.braid.common.catalog.ViewDefinition;
import io.braid.common.type.Charset;
import io.braid.common.type.Collation;
import io.braid.common.type.ColumnType;
import io.braid.common.type.MySqlType;
import io.braid.common.value.SqlValue;
import io.braid.executor.SessionView;
import io.braid.executor.VirtualTables;
import io.braid.planner.Planner;
import io.braid.planner.analyze.AnalysisContext;
import io.braid.planner.analyze.ViewAnalyzer;
import io.braid.planner.cache.CachingPlanner;
import io.braid.planner.cache.PlanSettings;
import io.braid.planner.parse.NormalizedStatement;
import io.braid.planner.parse.ParseOptions;
import io.braid.planner.parse.SqlParser;
import io.braid.planner.plan.OutputColumn;
import io.braid.planner.plan.PlanPrinter;
import io.braid.planner.plan.StatementPlan;
import io.braid.planner.tree.DdlStatement;
import io.braid.planner.tree.Query;
import io.braid.planner.tree.Statement;
import java.util.List;
import java.util.Optional;

/** Plans statements with what the session's settings make of them. */
public final class StatementPlanner implements StatementServices.QueryPlanner {
  private final Planner planner;
  private final VirtualTables virtualTables;
  private final CachingPlanner<RunnablePlan> cache;
  private final SqlParser parser = new SqlParser();

  /**
   * @param planBytesMax what kept plans may take
   */
  public StatementPlanner(Planner planner, VirtualTables virtualTables, long planBytesMax) {
    this.planner = planner;
    cache = new CachingPlanner<>(planner, RunnablePlan::of, planBytesMax);
    this.virtualTables = virtualTables;
  }

  @Override
  public StatementPlan plan(
      Statement statement,
      SessionState session,
      CatalogSnapshot catalog,
      List<SqlValue> parameters) {
    List<ColumnType> types = parameters.stream().map(Variables::typeOf).toList();
    return planner.plan(statement, context(session, catalog, types));
  }

  @Override
  public Optional<RunnablePlan> normalized(
      NormalizedStatement statement, SessionState session, CatalogSnapshot catalog) {
    return cache.normalized(
        statement, settings(session), catalog, () -> context(session, catalog, List.of()));
  }

  @Override
  public Optional<RunnablePlan> known(
      NormalizedStatement statement, SessionState session, CatalogSnapshot catalog) {
    return cache.knownNormalized(statement, settings(session), catalog);
  }

  @Override
  public RunnablePlan prepared(
      Statement statement,
      String sql,
      SessionState session,
      CatalogSnapshot catalog,
      List<SqlValue> parameters) {
    return cache.prepared(
        statement,
        sql,
        kinds(parameters),
        settings(session),
        catalog,
        () -> context(session, catalog, parameters.stream().map(Variables::typeOf).toList()));
  }

  @Override
  public boolean isKept(
      RunnablePlan plan,
      String sql,
      SessionState session,
      CatalogSnapshot catalog,
      List<SqlValue> parameters) {
    return cache
        .knownPrepared(sql, kinds(parameters), settings(session), catalog)
        .filter(kept -> kept == plan)
        .isPresent();
  }

  private static PlanSettings settings(SessionState session) {
    return new PlanSettings(
        session.currentSchema(),
        session.sqlMode(),
        session.connectionCollation(),
        (int) session.longVariable("div_precision_increment"),
        StatementTexts.options(session, session.clientCharset()));
  }

  /** What {@link Variables#typeOf} depends on, a word for each value. */
  private static String kinds(List<SqlValue> values) {
    StringBuilder kinds = new StringBuilder(values.size() * 2);
    for (SqlValue value : values) {
      switch (value) {
        case SqlValue.IntegerValue i -> kinds.append(i.unsigned() ? 'u' : 'i');
        case SqlValue.DecimalValue d -> kinds.append('d').append(d.value().scale());
        case SqlValue.DoubleValue d -> kinds.append('f');
        case SqlValue.StringValue s -> kinds.append('s').append(s.collation().ordinal());
        case SqlValue.TemporalValue t -> kinds.append(t.kind()).append(t.fraction());
        case SqlValue.JsonValue j -> kinds.append('j');
        case SqlValue.SqlNull n -> kinds.append('n');
      }
      kinds.append(' ');
    }
    return kinds.toString();
  }

  /** The plans that are kept. */
  public CachingPlanner<RunnablePlan> cache() {
    return cache;
  }

  /** The query of CREATE VIEW, checked and as it is stored. */
  public ViewAnalyzer.View view(
      DdlStatement.CreateView create, SessionView session, CatalogSnapshot catalog) {
    return planner.view(create, context(session, catalog, List.of()));
  }

  /** The columns of a view's query. */
  public List<OutputColumn> viewColumns(
      SessionView session, CatalogSnapshot catalog, ViewDefinition view) {
    Query query = parseView(view.selectSql(), view.sqlMode());
    return planner.plan(query, context(session, catalog, List.of()))
            instanceof StatementPlan.QueryPlan plan
        ? plan.columns()
        : List.of();
  }

  /** What the meaning of a statement depends on in a session. */
  public AnalysisContext context(
      SessionView session, CatalogSnapshot catalog, List<ColumnType> parameterTypes) {
    return new AnalysisContext(
        catalog,
        virtualTables::definition,
        new Variables(session),
        this::parseView,
        session.currentSchema(),
        session.sqlMode(),
        session.connectionCollation(),
        (int) session.longVariable("div_precision_increment"),
        parameterTypes);
  }

  @Override
  public List<String> explain(StatementPlan plan) {
    return PlanPrinter.print(plan).lines().toList();
  }

  /** The stored text of a view; its sql_mode is kept as the number of its bits. */
  private Query parseView(String selectSql, String sqlMode) {
    long mode = sqlMode.matches("[0-9]{1,18}") ? Long.parseLong(sqlMode) : 0;
    return parser.parseQuery(
        selectSql,
        new ParseOptions(
            (mode & SqlMode.ANSI_QUOTES) != 0,
            (mode & SqlMode.PIPES_AS_CONCAT) != 0,
            (mode & SqlMode.NO_BACKSLASH_ESCAPES) != 0,
            (mode & SqlMode.IGNORE_SPACE) != 0,
            (mode & SqlMode.HIGH_NOT_PRECEDENCE) != 0,
            (mode & SqlMode.REAL_AS_FLOAT) != 0,
            Charset.UTF8MB4));
  }

  private record Variables(SessionView session) implements AnalysisContext.VariableTypes {
    private static final int TEXT_CHARACTERS = 16_383;
    private static final int MEDIUM_BYTES = 16_777_215;

    @Override
    public Optional<ColumnType> userVariable(String name) {
      SqlValue value = session.userVariable(name);
      if (value == SqlValue.SqlNull.NULL) {
        return session.hasUserVariable(name)
            ? Optional.of(ColumnType.string(MySqlType.MEDIUMBLOB, MEDIUM_BYTES, Collation.BINARY))
            : Optional.empty();
      }
      return Optional.of(typeOf(value));
    }

    @Override
    public ColumnType systemVariable(String name, String scope) {
      SqlValue value = session.systemVariable(name, scope.equals("global"));
      return value == SqlValue.SqlNull.NULL
          ? ColumnType.string(MySqlType.VARCHAR, TEXT_CHARACTERS, Collation.UTF8MB3_GENERAL_CI)
          : value instanceof SqlValue.StringValue string
              ? ColumnType.string(MySqlType.VARCHAR, TEXT_CHARACTERS, string.collation())
              : typeOf(value);
    }

    private static ColumnType typeOf(SqlValue value) {
      return switch (value) {
        case SqlValue.IntegerValue(long bits, boolean unsigned) ->
            ColumnType.integer(MySqlType.BIGINT, unsigned);
        case SqlValue.DecimalValue decimal -> {
          int scale = Math.max(0, Math.min(30, decimal.value().scale()));
          yield ColumnType.decimal(65, scale, false);
        }
        case SqlValue.DoubleValue number -> ColumnType.of(MySqlType.DOUBLE);
        case SqlValue.StringValue string ->
            string.collation() == Collation.BINARY
                ? ColumnType.string(MySqlType.MEDIUMBLOB, MEDIUM_BYTES, Collation.BINARY)
                : ColumnType.string(MySqlType.LONGTEXT, 4 * MEDIUM_BYTES, string.collation());
        case SqlValue.TemporalValue(SqlValue.TemporalKind kind, long packed, int fraction) ->
            switch (kind) {
              case DATE -> ColumnType.of(MySqlType.DATE);
              case TIME -> ColumnType.temporal(MySqlType.TIME, fraction);
              case DATETIME -> ColumnType.temporal(MySqlType.DATETIME, fraction);
            };
        case SqlValue.JsonValue json -> ColumnType.of(MySqlType.JSON);
        case SqlValue.SqlNull none -> ColumnType.of(MySqlType.NULL);
      };
    }
  }
}
