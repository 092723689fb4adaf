package io.braid.server;

import io.braid.common.catalog.CatalogSnapshot;
import io.braid.common.catalog.SchemaDefinition;
import io.braid.common.catalog.TableDefinition;
import io.braid.common.catalog.UserAccount;
import io.braid.common.catalog.ViewDefinition;
import io.braid.executor.ddl.PasswordHashes;
import io.braid.executor.ddl.ShowCreateTable;
import io.braid.frontend.show.CreateTexts;
import io.braid.frontend.statement.StatementServices;
import io.braid.protocol.auth.AuthenticationPlugins;
import io.braid.txn.AutoIncrement;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.List;

/** The texts of SHOW CREATE over a node's catalog and counters. */
record NodeTexts(AutoIncrement counters, ZoneId zone) implements StatementServices.ShowCreate {
  @Override
  public String table(TableDefinition table, CatalogSnapshot catalog) {
    boolean counts = table.columns().stream().anyMatch(c -> c.autoIncrement());
    return ShowCreateTable.of(table, counts ? counters.next(table.tableId()) : 0, zone);
  }

  @Override
  public String view(ViewDefinition view, boolean columns, String currentSchema) {
    return CreateTexts.view(view, columns, currentSchema);
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

  /** The hashes of the authentication plugins. */
  record Hashes(AuthenticationPlugins plugins) implements PasswordHashes {
    @Override
    public byte[] hash(String plugin, String password) {
      return password.isEmpty()
          ? new byte[0]
          : plugins.store(plugin, password.getBytes(StandardCharsets.UTF_8)).orElseThrow();
    }

    @Override
    public boolean isValid(String plugin, byte[] stored) {
      return stored.length == 0 || plugins.isWellFormed(plugin, stored);
    }
  }
}
