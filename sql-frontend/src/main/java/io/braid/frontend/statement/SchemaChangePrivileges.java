package io.braid.frontend.statement;

import io.braid.common.MySqlError;
import io.braid.planner.tree.Account;
import io.braid.planner.tree.AccountStatement;
import io.braid.planner.tree.DdlStatement;
import io.braid.planner.tree.TableName;

/**
 * What an account must be allowed to run DDL and account statements.
 *
 * @see "MySQL 9.7 Reference Manual, Privileges Provided by MySQL"
 */
final class SchemaChangePrivileges {
  private final Privileges privileges;
  private final SessionState session;

  SchemaChangePrivileges(Privileges privileges, SessionState session) {
    this.privileges = privileges;
    this.session = session;
  }

  /**
   * Requires what a DDL statement needs.
   *
   * @throws io.braid.common.MySqlException 1044, 1142
   */
  void require(DdlStatement statement) {
    switch (statement) {
      case DdlStatement.CreateDatabase create -> privileges.requireSchema("CREATE", create.name());
      case DdlStatement.AlterDatabase alter ->
          privileges.requireSchema("ALTER", alter.name().orElse(session.currentSchema()));
      case DdlStatement.DropDatabase drop -> privileges.requireSchema("DROP", drop.name());
      case DdlStatement.CreateTable create -> require("CREATE", create.name());
      case DdlStatement.CreateTableLike like -> {
        require("CREATE", like.name());
        require("SELECT", like.source());
      }
      case DdlStatement.AlterTable alter -> require("ALTER", alter.name());
      case DdlStatement.DropTable drop -> drop.names().forEach(name -> require("DROP", name));
      case DdlStatement.RenameTable rename -> {
        for (DdlStatement.RenameTable.Renaming renaming : rename.renamings()) {
          require("ALTER", renaming.from());
          require("DROP", renaming.from());
          require("CREATE", renaming.to());
          require("INSERT", renaming.to());
        }
      }
      case DdlStatement.TruncateTable truncate -> require("DROP", truncate.name());
      case DdlStatement.CreateIndex create -> require("INDEX", create.table());
      case DdlStatement.DropIndex drop -> require("INDEX", drop.table());
      case DdlStatement.CreateView create -> require("CREATE VIEW", create.name());
      case DdlStatement.DropView drop -> drop.names().forEach(name -> require("DROP", name));
    }
  }

  private void require(String privilege, TableName table) {
    String schema = table.schema().orElse(session.currentSchema());
    if (schema.isEmpty()) {
      throw MySqlError.ER_NO_DB_ERROR.with();
    }
    privileges.requireTable(privilege, schema, table.name());
  }

  /**
   * Requires what an account statement needs: an account may change its own password, all else
   * takes CREATE USER, and granting takes the GRANT OPTION for everything.
   *
   * @throws io.braid.common.MySqlException 1227, 1045
   */
  void require(AccountStatement statement) {
    switch (statement) {
      case AccountStatement.SetPassword set -> {
        if (set.user().isPresent() && !isOwn(set.user().get())) {
          privileges.requireGlobal("CREATE USER");
        }
      }
      case AccountStatement.AlterUser alter -> {
        boolean own = alter.users().stream().allMatch(user -> isOwn(user.account()));
        if (!own || !alter.options().isEmpty()) {
          privileges.requireGlobal("CREATE USER");
        }
      }
      case AccountStatement.Grant grant -> privileges.requireGrantOption();
      case AccountStatement.Revoke revoke -> privileges.requireGrantOption();
      case AccountStatement.RevokeAll revoke -> privileges.requireGlobal("CREATE USER");
      case AccountStatement.CreateUser create -> privileges.requireGlobal("CREATE USER");
      case AccountStatement.DropAccounts drop -> privileges.requireGlobal("CREATE USER");
      case AccountStatement.RenameUser rename -> privileges.requireGlobal("CREATE USER");
      case AccountStatement.CreateRole role -> privileges.requireGlobal("CREATE USER");
      case AccountStatement.SetDefaultRole role -> {}
      case AccountStatement.SetRole role -> {}
      case AccountStatement.GrantRoles role -> privileges.requireGrantOption();
      case AccountStatement.RevokeRoles role -> privileges.requireGrantOption();
      case AccountStatement.GrantProxy proxy -> privileges.requireGrantOption();
      case AccountStatement.RevokeProxy proxy -> privileges.requireGrantOption();
    }
  }

  private boolean isOwn(Account account) {
    return switch (account) {
      case Account.CurrentUser current -> true;
      case Account.Named named -> session.currentUser().equals(named.user() + "@" + named.host());
    };
  }
}
