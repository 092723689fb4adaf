package io.braid.frontend.show;

import io.braid.common.catalog.UserAccount;
import io.braid.executor.StatementContext;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** USER_PRIVILEGES, SCHEMA_PRIVILEGES and TABLE_PRIVILEGES. */
final class AccountViews {
  private static final String CATALOG = "def";

  private final ServerView server;

  AccountViews(ServerView server) {
    this.server = server;
  }

  void register(Map<String, SystemViews.Source> sources) {
    sources.put("information_schema.user_privileges", this::userPrivileges);
    sources.put("information_schema.schema_privileges", this::schemaPrivileges);
    sources.put("information_schema.table_privileges", this::tablePrivileges);
  }

  private boolean visible(UserAccount account, StatementContext context) {
    return server.accountsVisible(context.session())
        || context.session().currentUser().equals(account.user() + "@" + account.host());
  }

  private void userPrivileges(StatementContext context, ViewRows rows) {
    for (UserAccount account : context.catalog().accounts()) {
      if (!visible(account, context)) {
        continue;
      }
      Set<String> privileges =
          account.globalPrivileges().isEmpty()
              ? Set.of("USAGE")
              : new TreeSet<>(account.globalPrivileges());
      for (String privilege : privileges) {
        rows.text(grantee(account)).text(CATALOG).text(privilege);
        rows.text(CatalogViews.yesNo(account.grantOption())).end();
      }
    }
  }

  private void schemaPrivileges(StatementContext context, ViewRows rows) {
    for (UserAccount account : context.catalog().accounts()) {
      if (!visible(account, context)) {
        continue;
      }
      account
          .schemaPrivileges()
          .forEach((schema, privileges) -> {
            for (String privilege : new TreeSet<>(privileges)) {
              if (!privilege.equals("GRANT OPTION")) {
                rows.text(grantee(account)).text(CATALOG).text(schema).text(privilege);
                rows.text(CatalogViews.yesNo(privileges.contains("GRANT OPTION"))).end();
              }
            }
          });
    }
  }

  private void tablePrivileges(StatementContext context, ViewRows rows) {
    for (UserAccount account : context.catalog().accounts()) {
      if (!visible(account, context)) {
        continue;
      }
      account
          .tablePrivileges()
          .forEach((table, privileges) -> {
            for (String privilege : new TreeSet<>(privileges)) {
              if (!privilege.equals("GRANT OPTION")) {
                rows.text(grantee(account)).text(CATALOG).text(table.schema());
                rows.text(table.table()).text(privilege);
                rows.text(CatalogViews.yesNo(privileges.contains("GRANT OPTION"))).end();
              }
            }
          });
    }
  }

  private static String grantee(UserAccount account) {
    return "'" + account.user() + "'@'" + account.host() + "'";
  }
}
