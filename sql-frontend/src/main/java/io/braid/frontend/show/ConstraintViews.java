package io.braid.frontend.show;

import io.braid.common.catalog.ColumnDefinition;
import io.braid.common.catalog.ForeignKeyDefinition;
import io.braid.common.catalog.IndexDefinition;
import io.braid.common.catalog.TableDefinition;
import io.braid.executor.StatementContext;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** TABLE_CONSTRAINTS, KEY_COLUMN_USAGE, REFERENTIAL_CONSTRAINTS and CHECK_CONSTRAINTS. */
final class ConstraintViews {
  private static final String CATALOG = "def";

  private final ServerView server;

  ConstraintViews(ServerView server) {
    this.server = server;
  }

  void register(Map<String, SystemViews.Source> sources) {
    sources.put("information_schema.table_constraints", this::tableConstraints);
    sources.put("information_schema.key_column_usage", this::keyColumnUsage);
    sources.put("information_schema.referential_constraints", this::referentialConstraints);
    sources.put("information_schema.check_constraints", this::checkConstraints);
  }

  private void tableConstraints(StatementContext context, ViewRows rows) {
    for (TableDefinition table : CatalogViews.visibleTables(server, context)) {
      for (IndexDefinition index : table.indexes()) {
        if (index.isUnique()) {
          boolean primary = index.kind() == IndexDefinition.Kind.PRIMARY;
          constraint(rows, table, index.name(), primary ? "PRIMARY KEY" : "UNIQUE", true);
        }
      }
      for (ForeignKeyDefinition key : table.foreignKeys()) {
        constraint(rows, table, key.name(), "FOREIGN KEY", true);
      }
      for (TableDefinition.CheckDefinition check : table.checks()) {
        constraint(rows, table, check.name(), "CHECK", check.enforced());
      }
    }
  }

  private static void constraint(
      ViewRows rows, TableDefinition table, String name, String type, boolean enforced) {
    rows.text(CATALOG).text(table.schema()).text(name).text(table.schema()).text(table.name());
    rows.text(type).text(CatalogViews.yesNo(enforced)).end();
  }

  private void keyColumnUsage(StatementContext context, ViewRows rows) {
    for (TableDefinition table : CatalogViews.visibleTables(server, context)) {
      for (IndexDefinition index : table.indexes()) {
        if (!index.isUnique()) {
          continue;
        }
        for (int i = 0; i < index.parts().size(); i++) {
          ColumnDefinition column = table.columns().get(index.parts().get(i).column());
          keyStart(rows, table, index.name(), column.name(), i + 1).nothing(4).end();
        }
      }
      for (ForeignKeyDefinition key : table.foreignKeys()) {
        for (int i = 0; i < key.columns().size(); i++) {
          keyStart(rows, table, key.name(), key.columns().get(i), i + 1);
          rows.number(i + 1L).text(key.parentSchema()).text(key.parentTable());
          rows.text(key.parentColumns().get(i)).end();
        }
      }
    }
  }

  private static ViewRows keyStart(
      ViewRows rows, TableDefinition table, String constraint, String column, int ordinal) {
    return rows.text(CATALOG)
        .text(table.schema())
        .text(constraint)
        .text(CATALOG)
        .text(table.schema())
        .text(table.name())
        .text(column)
        .number(ordinal);
  }

  private void referentialConstraints(StatementContext context, ViewRows rows) {
    for (TableDefinition table : CatalogViews.visibleTables(server, context)) {
      for (ForeignKeyDefinition key : table.foreignKeys()) {
        rows.text(CATALOG).text(table.schema()).text(key.name()).text(CATALOG);
        rows.text(key.parentSchema()).text(parentKey(context, key)).text("NONE");
        rows.text(rule(key.onUpdate())).text(rule(key.onDelete()));
        rows.text(table.name()).text(key.parentTable()).end();
      }
    }
  }

  /** The name of the parent's unique key that the foreign key refers to. */
  private static @Nullable String parentKey(StatementContext context, ForeignKeyDefinition key) {
    Optional<TableDefinition> parent =
        context.catalog().table(key.parentSchema(), key.parentTable());
    if (parent.isEmpty()) {
      return null;
    }
    for (IndexDefinition index : parent.get().indexes()) {
      List<String> names =
          index.parts().stream().map(p -> parent.get().columns().get(p.column()).name()).toList();
      if (index.isUnique()
          && names.size() == key.parentColumns().size()
          && names.stream()
              .allMatch(n -> key.parentColumns().stream().anyMatch(n::equalsIgnoreCase))) {
        return index.name();
      }
    }
    return null;
  }

  private static String rule(ForeignKeyDefinition.Action action) {
    return action.name().replace('_', ' ');
  }

  private void checkConstraints(StatementContext context, ViewRows rows) {
    for (TableDefinition table : CatalogViews.visibleTables(server, context)) {
      for (TableDefinition.CheckDefinition check : table.checks()) {
        rows.text(CATALOG).text(table.schema()).text(check.name());
        rows.text(check.expressionSql()).end();
      }
    }
  }
}
