package io.braid.planner;

import io.braid.common.SqlMode;
import io.braid.common.catalog.CatalogSnapshot;
import io.braid.common.catalog.ColumnDefinition;
import io.braid.common.catalog.IndexDefinition;
import io.braid.common.catalog.SchemaDefinition;
import io.braid.common.catalog.TableDefinition;
import io.braid.common.catalog.UserAccount;
import io.braid.common.catalog.ViewDefinition;
import io.braid.common.type.Collation;
import io.braid.common.type.ColumnType;
import io.braid.common.type.MySqlType;
import io.braid.planner.analyze.AnalysisContext;
import io.braid.planner.cost.TableStatistics;
import io.braid.planner.parse.ParseOptions;
import io.braid.planner.parse.SqlParser;
import io.braid.planner.plan.StatementPlan;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A small catalog, and planning of texts over it. */
final class TestCatalog implements CatalogSnapshot {
  private final Map<String, TableDefinition> tables = new LinkedHashMap<>();
  private final Map<String, ViewDefinition> views = new LinkedHashMap<>();
  private int nextId = 1;
  private long version = 1;

  /**
   * Columns as "name type" with types int, bigint, uint, dec, vc, latin, date, dt, ts, dbl, json.
   */
  TestCatalog with(String name, String columns, String... indexes) {
    List<ColumnDefinition> definitions = new ArrayList<>();
    for (String column : columns.split(",", -1)) {
      String[] parts = column.trim().split(" ", -1);
      boolean notNull = parts.length > 2;
      definitions.add(
          new ColumnDefinition(
              definitions.size() + 1,
              parts[0],
              type(parts[1]),
              !notNull,
              new ColumnDefinition.DefaultValue.None(),
              false,
              notNull && parts[2].equals("auto"),
              Optional.empty(),
              "",
              true,
              false));
    }
    List<IndexDefinition> keys = new ArrayList<>();
    for (String index : indexes) {
      keys.add(index(index, definitions, keys.size() + 1));
    }
    tables.put(
        name,
        new TableDefinition(
            nextId,
            1,
            nextId++,
            "test",
            name,
            definitions,
            keys,
            List.of(),
            List.of(),
            new TableDefinition.TableOptions(
                "InnoDB", Collation.UTF8MB4_0900_AI_CI, "", 0, 0, List.of())));
    return this;
  }

  /** "pk(a,b)", "uk(a)", "k(a)". */
  private static IndexDefinition index(String text, List<ColumnDefinition> columns, int ordinal) {
    String kind = text.substring(0, text.indexOf('('));
    List<IndexDefinition.Part> parts = new ArrayList<>();
    for (String column : text.substring(text.indexOf('(') + 1, text.length() - 1).split(",", -1)) {
      for (int i = 0; i < columns.size(); i++) {
        if (columns.get(i).name().equals(column)) {
          parts.add(new IndexDefinition.Part(i, 0, false));
        }
      }
    }
    return switch (kind) {
      case "pk" -> new IndexDefinition(1, "PRIMARY", IndexDefinition.Kind.PRIMARY, parts, "", true);
      case "uk" ->
          new IndexDefinition(
              ordinal + 1, "uk" + ordinal, IndexDefinition.Kind.UNIQUE, parts, "", true);
      default ->
          new IndexDefinition(
              ordinal + 1, "k" + ordinal, IndexDefinition.Kind.SECONDARY, parts, "", true);
    };
  }

  private static ColumnType type(String name) {
    return switch (name) {
      case "int" -> ColumnType.integer(MySqlType.INT, false);
      case "tiny" -> ColumnType.integer(MySqlType.TINYINT, false);
      case "uint" -> ColumnType.integer(MySqlType.INT, true);
      case "bigint" -> ColumnType.integer(MySqlType.BIGINT, false);
      case "ubigint" -> ColumnType.integer(MySqlType.BIGINT, true);
      case "dec" -> ColumnType.decimal(10, 2, false);
      case "dbl" -> ColumnType.of(MySqlType.DOUBLE);
      case "vc" -> ColumnType.string(MySqlType.VARCHAR, 20, Collation.UTF8MB4_0900_AI_CI);
      case "bin" -> ColumnType.string(MySqlType.VARCHAR, 20, Collation.UTF8MB4_BIN);
      case "latin" -> ColumnType.string(MySqlType.VARCHAR, 20, Collation.LATIN1_SWEDISH_CI);
      case "text" -> ColumnType.string(MySqlType.TEXT, 65535, Collation.UTF8MB4_0900_AI_CI);
      case "date" -> ColumnType.temporal(MySqlType.DATE, 0);
      case "dt" -> ColumnType.temporal(MySqlType.DATETIME, 0);
      case "ts" -> ColumnType.temporal(MySqlType.TIMESTAMP, 0);
      case "time" -> ColumnType.temporal(MySqlType.TIME, 0);
      case "json" -> ColumnType.of(MySqlType.JSON);
      default -> throw new IllegalArgumentException(name);
    };
  }

  TestCatalog view(String name, String sql, String... columns) {
    views.put(
        name,
        new ViewDefinition(
            nextId++,
            "test",
            name,
            List.of(columns),
            sql,
            ViewDefinition.Algorithm.UNDEFINED,
            "root@localhost",
            false,
            "NONE",
            "",
            "utf8mb4",
            "utf8mb4_0900_ai_ci"));
    return this;
  }

  static TestCatalog standard() {
    return new TestCatalog()
        .with("t", "id int auto, a int, b int, s vc, d dec, dt dt", "pk(id)", "k(a,b)", "k(s)")
        .with("u", "id int nn, t_id int, v vc, n bigint", "pk(id)", "k(t_id)")
        .with("nokey", "x int, y vc, z date")
        .with("two", "a int nn, b int nn, c vc nn", "pk(a,b)", "uk(c)")
        .with(
            "types",
            "id bigint nn, tn tiny, ui uint, ub ubigint, f dbl, l latin, bs bin, tx text, da date, ti time, ts ts, j json",
            "pk(id)")
        .view(
            "v", "select `test`.`t`.`id` AS `id`,`test`.`t`.`a` AS `a` from `test`.`t`", "id", "a");
  }

  AnalysisContext context() {
    return context(SqlMode.DEFAULT);
  }

  AnalysisContext context(long sqlMode) {
    return new AnalysisContext(
        this,
        AnalysisContext.VirtualTableCatalog.NONE,
        new AnalysisContext.VariableTypes() {
          @Override
          public Optional<ColumnType> userVariable(String name) {
            return Optional.empty();
          }

          @Override
          public ColumnType systemVariable(String name, String scope) {
            return ColumnType.integer(MySqlType.BIGINT, false);
          }
        },
        (sql, mode) -> new SqlParser().parseQuery(sql, ParseOptions.DEFAULT),
        "test",
        sqlMode,
        Collation.UTF8MB4_0900_AI_CI,
        4,
        List.of());
  }

  StatementPlan plan(String sql) {
    return plan(sql, SqlMode.DEFAULT);
  }

  StatementPlan plan(String sql, long sqlMode) {
    return new Planner(TableStatistics.UNKNOWN)
        .plan(new SqlParser().parse(sql, ParseOptions.DEFAULT), context(sqlMode));
  }

  @Override
  public long version() {
    return version;
  }

  /** This catalog as of another version. */
  TestCatalog at(long newVersion) {
    version = newVersion;
    return this;
  }

  @Override
  public Optional<SchemaDefinition> schema(String name) {
    return name.equals("test")
        ? Optional.of(new SchemaDefinition(1, "test", Collation.UTF8MB4_0900_AI_CI))
        : Optional.empty();
  }

  @Override
  public Collection<SchemaDefinition> schemas() {
    return List.of(schema("test").orElseThrow());
  }

  @Override
  public Optional<TableDefinition> table(String schema, String name) {
    return schema.equals("test") ? Optional.ofNullable(tables.get(name)) : Optional.empty();
  }

  @Override
  public Optional<ViewDefinition> view(String schema, String name) {
    return schema.equals("test") ? Optional.ofNullable(views.get(name)) : Optional.empty();
  }

  @Override
  public Collection<TableDefinition> tables(String schema) {
    return tables.values();
  }

  @Override
  public Collection<ViewDefinition> views(String schema) {
    return views.values();
  }

  @Override
  public Collection<UserAccount> accounts() {
    return List.of();
  }
}
