package io.braid.frontend.statement;

import io.braid.common.MySqlException;
import io.braid.common.catalog.TableDefinition;
import io.braid.planner.tree.AdminStatement;
import io.braid.planner.tree.TableName;
import java.util.Locale;
import java.util.Optional;

/**
 * ANALYZE, OPTIMIZE and REPAIR TABLE. There are no statistics to gather and no files to rewrite, so
 * they answer as MySQL does for an engine without such work.
 */
final class TableMaintenance {
  private final StatementServices services;
  private final SessionState session;

  TableMaintenance(StatementServices services, SessionState session) {
    this.services = services;
    this.session = session;
  }

  void run(AdminStatement.TableMaintenance statement, Responses responses, boolean more) {
    switch (statement.action()) {
      case CHECK, CHECKSUM ->
          throw MySqlException.notSupported(statement.action().name() + " TABLE");
      case ANALYZE, OPTIMIZE, REPAIR -> {}
    }
    String operation = statement.action().name().toLowerCase(Locale.ROOT);
    FixedResult result =
        new FixedResult()
            .text("Table", 128)
            .text("Op", 10)
            .text("Msg_type", 10)
            .text("Msg_text", 128 * 1024);
    for (TableName name : statement.tables()) {
      String schema = name.schema().orElse(session.currentSchema());
      String full = schema + "." + name.name();
      Optional<TableDefinition> table = services.catalog().get().table(schema, name.name());
      if (table.isEmpty()) {
        result.row(full, operation, "Error", "Table '" + full + "' doesn't exist");
        result.row(full, operation, "status", "Operation failed");
      } else {
        switch (statement.action()) {
          case ANALYZE -> result.row(full, operation, "status", "OK");
          case OPTIMIZE -> {
            result.row(
                full,
                operation,
                "note",
                "Table does not support optimize, doing recreate + analyze instead");
            result.row(full, operation, "status", "OK");
          }
          case REPAIR, CHECK, CHECKSUM ->
              result.row(
                  full,
                  operation,
                  "note",
                  "The storage engine for the table doesn't support " + operation);
        }
      }
    }
    session.statementEnded(-1, result.rowCount());
    result.send(responses, more);
  }
}
