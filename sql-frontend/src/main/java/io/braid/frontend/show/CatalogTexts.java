package io.braid.frontend.show;

import io.braid.common.catalog.CatalogSnapshot;
import io.braid.common.catalog.SchemaDefinition;
import io.braid.common.catalog.TableDefinition;
import io.braid.common.catalog.UserAccount;
import io.braid.common.catalog.ViewDefinition;
import io.braid.executor.ddl.ShowCreateTable;
import io.braid.frontend.statement.StatementServices;
import java.time.ZoneId;
import java.util.List;

/** The texts of SHOW CREATE and SHOW GRANTS. */
public final class CatalogTexts implements StatementServices.ShowCreate {
  private final ServerView server;
  private final ZoneId zone;

  /**
   * @param zone in which defaults of TIMESTAMP columns are shown
   */
  public CatalogTexts(ServerView server, ZoneId zone) {
    this.server = server;
    this.zone = zone;
  }

  @Override
  public String table(TableDefinition table, CatalogSnapshot catalog) {
    return ShowCreateTable.of(table, server.nextAutoIncrement(table.tableId()), zone);
  }

  @Override
  public String view(ViewDefinition view, String currentSchema) {
    return CreateTexts.view(view, currentSchema);
  }

  @Override
  public String schema(SchemaDefinition schema, boolean ifNotExists) {
    return CreateTexts.schema(schema, ifNotExists);
  }

  @Override
  public String user(UserAccount account) {
    return CreateTexts.user(account);
  }

  @Override
  public List<String> grants(UserAccount account) {
    return CreateTexts.grants(account);
  }
}
