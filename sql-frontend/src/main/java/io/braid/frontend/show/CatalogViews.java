package io.braid.frontend.show;

import io.braid.common.catalog.ColumnDefinition;
import io.braid.common.catalog.IndexDefinition;
import io.braid.common.catalog.SchemaDefinition;
import io.braid.common.catalog.TableDefinition;
import io.braid.common.catalog.ViewDefinition;
import io.braid.common.type.Collation;
import io.braid.common.type.ColumnType;
import io.braid.common.type.ColumnTypeText;
import io.braid.common.type.MySqlType;
import io.braid.common.value.SqlValue;
import io.braid.executor.StatementContext;
import io.braid.planner.plan.OutputColumn;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** SCHEMATA, TABLES, COLUMNS, STATISTICS, VIEWS and PARTITIONS. */
final class CatalogViews {
  /** How the canonical text of a query shows that its rows are not rows of one table. */
  private static final List<String> NOT_UPDATABLE =
      List.of(
          " group by ",
          "select distinct ",
          " union ",
          " limit ",
          " having ",
          "count(",
          "sum(",
          "max(",
          "min(",
          "avg(");

  private static final int SMALL_NUMBER_CHARACTERS = 10;
  private static final String CATALOG = "def";
  private static final List<String> SYSTEM_SCHEMAS =
      List.of("information_schema", "performance_schema");

  private final ServerView server;
  private final Function<String, Collection<TableDefinition>> systemViews;

  CatalogViews(ServerView server, Function<String, Collection<TableDefinition>> systemViews) {
    this.server = server;
    this.systemViews = systemViews;
  }

  void register(Map<String, SystemViews.Source> sources) {
    sources.put("information_schema.schemata", this::schemata);
    sources.put("information_schema.tables", this::tables);
    sources.put("information_schema.columns", this::columns);
    sources.put("information_schema.statistics", this::statistics);
    sources.put("information_schema.views", this::views);
    sources.put("information_schema.partitions", this::partitions);
  }

  /** The databases that the session may see, in order of their names. */
  static List<SchemaDefinition> visibleSchemas(ServerView server, StatementContext context) {
    List<SchemaDefinition> visible = new ArrayList<>();
    for (SchemaDefinition schema : context.catalog().schemas()) {
      if (server.schemaVisible(context.session(), schema.name())) {
        visible.add(schema);
      }
    }
    visible.sort(Comparator.comparing(SchemaDefinition::name));
    return visible;
  }

  /** The base tables that the session may see, in order of database and name. */
  static List<TableDefinition> visibleTables(ServerView server, StatementContext context) {
    List<TableDefinition> visible = new ArrayList<>();
    for (SchemaDefinition schema : visibleSchemas(server, context)) {
      for (TableDefinition table : context.catalog().tables(schema.name())) {
        if (server.tableVisible(context.session(), schema.name(), table.name())) {
          visible.add(table);
        }
      }
    }
    visible.sort(
        Comparator.comparing(TableDefinition::schema).thenComparing(TableDefinition::name));
    return visible;
  }

  private List<ViewDefinition> visibleViews(StatementContext context) {
    List<ViewDefinition> visible = new ArrayList<>();
    for (SchemaDefinition schema : visibleSchemas(server, context)) {
      for (ViewDefinition view : context.catalog().views(schema.name())) {
        if (server.tableVisible(context.session(), schema.name(), view.name())) {
          visible.add(view);
        }
      }
    }
    return visible;
  }

  private void schemata(StatementContext context, ViewRows rows) {
    for (String schema : SYSTEM_SCHEMAS) {
      Collation collation =
          schema.equals("information_schema")
              ? Collation.UTF8MB3_GENERAL_CI
              : Collation.UTF8MB4_0900_AI_CI;
      schema(rows, schema, collation);
    }
    for (SchemaDefinition schema : visibleSchemas(server, context)) {
      schema(rows, schema.name(), schema.collation());
    }
  }

  private static void schema(ViewRows rows, String name, Collation collation) {
    rows.text(CATALOG)
        .text(name)
        .text(collation.charset().mysqlName())
        .text(collation.mysqlName())
        .nothing()
        .text("NO")
        .end();
  }

  private void tables(StatementContext context, ViewRows rows) {
    for (String schema : SYSTEM_SCHEMAS) {
      for (TableDefinition view : systemViews.apply(schema)) {
        rows.text(CATALOG).text(schema).text(view.name()).text("SYSTEM VIEW").nothing();
        rows.number(10).nothing().number(0).number(0).number(0).number(0).number(0).number(0);
        rows.nothing().moment(0, context.session().timeZone()).nothing(4).text("").text("").end();
      }
    }
    for (TableDefinition table : visibleTables(server, context)) {
      boolean counts = table.columns().stream().anyMatch(ColumnDefinition::autoIncrement);
      rows.text(CATALOG).text(table.schema()).text(table.name()).text("BASE TABLE");
      rows.text(table.options().engine()).number(10).text("Dynamic");
      long estimate = server.estimatedRows(table.tableId());
      rows.number(estimate).number(0).number(0).number(0).number(0).number(0);
      rows.numberOrNothing(counts ? server.nextAutoIncrement(table.tableId()) : -1);
      rows.moment(table.options().createMicros(), context.session().timeZone()).nothing(2);
      rows.text(table.options().collation().mysqlName()).nothing();
      rows.text(createOptions(table)).text(table.options().comment()).end();
    }
    for (ViewDefinition view : visibleViews(context)) {
      rows.text(CATALOG).text(view.schema()).text(view.name()).text("VIEW").nothing(10);
      rows.moment(0, context.session().timeZone()).nothing(5).text("VIEW").end();
    }
  }

  private static String createOptions(TableDefinition table) {
    List<String> options = new ArrayList<>();
    for (String option : table.options().extra()) {
      if (option.startsWith("ROW_FORMAT=")) {
        options.add("row_format=" + option.substring("ROW_FORMAT=".length()));
      }
    }
    return String.join(" ", options);
  }

  private void columns(StatementContext context, ViewRows rows) {
    for (String schema : SYSTEM_SCHEMAS) {
      for (TableDefinition view : systemViews.apply(schema)) {
        columnsOf(view, schema, rows);
      }
    }
    for (TableDefinition table : visibleTables(server, context)) {
      columnsOf(table, table.schema(), rows);
    }
    for (ViewDefinition view : visibleViews(context)) {
      columnsOf(asTable(view, context), view.schema(), rows);
    }
  }

  /** A view with the columns of its query as a table without keys. */
  private TableDefinition asTable(ViewDefinition view, StatementContext context) {
    List<OutputColumn> outputs = server.viewColumns(context.session(), context.catalog(), view);
    List<ColumnDefinition> columns = new ArrayList<>();
    for (int i = 0; i < Math.min(outputs.size(), view.columns().size()); i++) {
      columns.add(viewColumn(i + 1, view.columns().get(i), outputs.get(i), context));
    }
    return new TableDefinition(
        0,
        1,
        0,
        view.schema(),
        view.name(),
        columns,
        List.of(),
        List.of(),
        List.of(),
        new TableDefinition.TableOptions("", Collation.UTF8MB4_0900_AI_CI, "", 0, 0, List.of()));
  }

  private static ColumnDefinition viewColumn(
      int id, String name, OutputColumn output, StatementContext context) {
    Optional<ColumnDefinition> origin =
        context
            .catalog()
            .table(output.schema(), output.originTable())
            .flatMap(table ->
                table.columns().stream()
                    .filter(c -> c.name().equals(output.originColumn()))
                    .findFirst());
    return new ColumnDefinition(
        id,
        name,
        stored(output.type()),
        output.nullable(),
        origin
            .map(ColumnDefinition::defaultValue)
            .orElseGet(() -> computedDefault(output.type(), output.nullable())),
        false,
        origin.map(ColumnDefinition::onUpdateNow).orElse(false),
        Optional.empty(),
        origin.map(ColumnDefinition::comment).orElse(""),
        true,
        false);
  }

  /** Whole numbers of few digits are INT where MySQL stores them. */
  private static ColumnType stored(ColumnType type) {
    boolean small =
        type.type() == MySqlType.BIGINT
            && type.length() >= 0
            && type.length() < SMALL_NUMBER_CHARACTERS;
    return small ? ColumnType.integer(MySqlType.INT, type.unsigned()) : type;
  }

  private static ColumnDefinition.DefaultValue computedDefault(ColumnType type, boolean nullable) {
    if (nullable) {
      return new ColumnDefinition.DefaultValue.None();
    }
    return switch (type.family()) {
      case INTEGER ->
          new ColumnDefinition.DefaultValue.Literal(new SqlValue.IntegerValue(0, false));
      case DECIMAL ->
          new ColumnDefinition.DefaultValue.Literal(
              new SqlValue.DecimalValue(BigDecimal.ZERO.setScale(type.decimals())));
      case FLOATING -> new ColumnDefinition.DefaultValue.Literal(new SqlValue.DoubleValue(0));
      case STRING ->
          type.type().isBlobOrText()
              ? new ColumnDefinition.DefaultValue.None()
              : new ColumnDefinition.DefaultValue.Literal(
                  new SqlValue.StringValue(new byte[0], type.collation()));
      case NULL, BIT, YEAR, DATE, TIME, DATETIME, ENUM, SET, JSON, GEOMETRY ->
          new ColumnDefinition.DefaultValue.None();
    };
  }

  private static void columnsOf(TableDefinition table, String schema, ViewRows rows) {
    for (int i = 0; i < table.columns().size(); i++) {
      ColumnDefinition column = table.columns().get(i);
      ColumnType type = column.type();
      rows.text(CATALOG).text(schema).text(table.name()).text(column.name());
      rows.number(i + 1L).text(DefaultText.of(column)).text(yesNo(column.nullable()));
      rows.text(ColumnTypeText.dataType(type));
      boolean sized = isSized(type);
      rows.numberOrNothing(sized ? ColumnTypeText.characterLength(type) : -1);
      rows.numberOrNothing(sized ? ColumnTypeText.octetLength(type) : -1);
      rows.numberOrNothing(numericPrecision(type)).numberOrNothing(numericScale(type));
      rows.numberOrNothing(datetimePrecision(type));
      boolean text = isText(type);
      rows.text(text ? type.collation().charset().mysqlName() : null);
      rows.text(text ? type.collation().mysqlName() : null);
      rows.text(ColumnTypeText.of(type)).text(columnKey(table, i)).text(extra(column));
      rows.text("select,insert,update,references").text(column.comment());
      rows.text(column.generated().map(ColumnDefinition.Generated::expressionSql).orElse(""));
      rows.numberOrNothing(type.srid()).end();
    }
  }

  private static boolean isSized(ColumnType type) {
    return switch (type.family()) {
      case STRING, ENUM, SET -> true;
      default -> false;
    };
  }

  private static boolean isText(ColumnType type) {
    return isSized(type) && !type.type().isBinaryString();
  }

  private static long numericPrecision(ColumnType type) {
    return switch (type.type()) {
      case TINYINT -> 3;
      case SMALLINT -> 5;
      case MEDIUMINT -> 7;
      case INT -> 10;
      case BIGINT -> type.unsigned() ? 20 : 19;
      case DECIMAL, BIT -> type.length();
      case FLOAT -> type.length() > 0 ? type.length() : 12;
      case DOUBLE -> type.length() > 0 ? type.length() : 22;
      default -> -1;
    };
  }

  private static long numericScale(ColumnType type) {
    return switch (type.type()) {
      case TINYINT, SMALLINT, MEDIUMINT, INT, BIGINT -> 0;
      case DECIMAL, FLOAT, DOUBLE -> type.decimals();
      default -> -1;
    };
  }

  private static long datetimePrecision(ColumnType type) {
    return switch (type.type()) {
      case TIME, DATETIME, TIMESTAMP -> Math.max(0, type.decimals());
      default -> -1;
    };
  }

  /** PRI, UNI or MUL as SHOW COLUMNS has it. */
  private static String columnKey(TableDefinition table, int column) {
    String key = "";
    for (IndexDefinition index : table.indexes()) {
      boolean first = index.parts().get(0).column() == column;
      boolean member = index.parts().stream().anyMatch(part -> part.column() == column);
      if (index.kind() == IndexDefinition.Kind.PRIMARY && member) {
        return "PRI";
      }
      if (index.kind() == IndexDefinition.Kind.UNIQUE && first && index.parts().size() == 1) {
        boolean promoted =
            table.primaryKey().isEmpty()
                && !table.columns().get(column).nullable()
                && isFirstNotNullUnique(table, index);
        key = promoted ? "PRI" : key.equals("PRI") ? key : "UNI";
      } else if (first && key.isEmpty()) {
        key = "MUL";
      }
    }
    return key;
  }

  private static boolean isFirstNotNullUnique(TableDefinition table, IndexDefinition wanted) {
    for (IndexDefinition index : table.indexes()) {
      if (index.kind() == IndexDefinition.Kind.UNIQUE
          && index.parts().stream().noneMatch(p -> table.columns().get(p.column()).nullable())) {
        return index.equals(wanted);
      }
    }
    return false;
  }

  private static String extra(ColumnDefinition column) {
    List<String> words = new ArrayList<>();
    if (column.autoIncrement()) {
      words.add("auto_increment");
    }
    switch (column.defaultValue()) {
      case ColumnDefinition.DefaultValue.Now now -> words.add("DEFAULT_GENERATED");
      case ColumnDefinition.DefaultValue.Expression expression -> words.add("DEFAULT_GENERATED");
      case ColumnDefinition.DefaultValue.None none -> {}
      case ColumnDefinition.DefaultValue.Literal literal -> {}
    }
    if (column.onUpdateNow()) {
      int fraction = column.type().decimals();
      words.add("on update CURRENT_TIMESTAMP" + (fraction > 0 ? "(" + fraction + ")" : ""));
    }
    column
        .generated()
        .ifPresent(g -> words.add(g.stored() ? "STORED GENERATED" : "VIRTUAL GENERATED"));
    if (!column.visible()) {
      words.add("INVISIBLE");
    }
    return String.join(" ", words);
  }

  private void statistics(StatementContext context, ViewRows rows) {
    for (TableDefinition table : visibleTables(server, context)) {
      long estimate = server.estimatedRows(table.tableId());
      for (IndexDefinition index : table.indexes()) {
        for (int i = 0; i < index.parts().size(); i++) {
          IndexDefinition.Part part = index.parts().get(i);
          ColumnDefinition column = table.columns().get(part.column());
          boolean ordered = index.kind().isMaintained() || index.kind().name().equals("SPATIAL");
          rows.text(CATALOG).text(table.schema()).text(table.name());
          rows.number(index.isUnique() ? 0 : 1).text(table.schema()).text(index.name());
          rows.number(i + 1L).text(column.name());
          rows.text(!ordered ? null : part.descending() ? "D" : "A").number(estimate);
          rows.numberOrNothing(subPart(index, part, column.type()));
          rows.nothing().text(column.nullable() ? "YES" : "").text(indexType(index));
          rows.text("").text(index.comment()).text(yesNo(index.visible())).nothing().end();
        }
      }
    }
  }

  private static long subPart(
      IndexDefinition index, IndexDefinition.Part part, ColumnType columnType) {
    if (index.kind() == IndexDefinition.Kind.SPATIAL) {
      return columnType.type() == MySqlType.GEOMETRY ? 32 : -1;
    }
    return part.prefixLength() > 0 ? part.prefixLength() : -1;
  }

  private static String indexType(IndexDefinition index) {
    return switch (index.kind()) {
      case PRIMARY, UNIQUE, SECONDARY -> "BTREE";
      case FULLTEXT -> "FULLTEXT";
      case SPATIAL -> "SPATIAL";
    };
  }

  private void views(StatementContext context, ViewRows rows) {
    for (ViewDefinition view : visibleViews(context)) {
      rows.text(CATALOG).text(view.schema()).text(view.name()).text(view.selectSql());
      rows.text(view.checkOption());
      rows.text(yesNo(isUpdatable(view, context))).text(view.definer());
      rows.text(view.securityInvoker() ? "INVOKER" : "DEFINER");
      rows.text(view.clientCharset()).text(view.clientCollation()).end();
    }
  }

  /** Whether a column of the view is that of a table, and no group stands between. */
  private boolean isUpdatable(ViewDefinition view, StatementContext context) {
    return server.viewColumns(context.session(), context.catalog(), view).stream()
            .anyMatch(c -> !c.originColumn().isEmpty())
        && NOT_UPDATABLE.stream().noneMatch(view.selectSql()::contains);
  }

  private void partitions(StatementContext context, ViewRows rows) {
    for (TableDefinition table : visibleTables(server, context)) {
      rows.text(CATALOG).text(table.schema()).text(table.name()).nothing(10);
      rows.number(server.estimatedRows(table.tableId()));
      rows.number(0).number(0).number(0).number(0).number(0);
      rows.moment(table.options().createMicros(), context.session().timeZone());
      rows.nothing(3).text("").nothing(2).end();
    }
  }

  static String yesNo(boolean value) {
    return value ? "YES" : "NO";
  }
}
