package io.braid.frontend.statement;

import io.braid.common.MySqlError;
import io.braid.common.MySqlException;
import io.braid.common.catalog.CatalogSnapshot;
import io.braid.common.catalog.UserAccount;
import io.braid.common.catalog.UserAccount.TableName;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What one account may do, as of one catalog. Immutable.
 *
 * @see "MySQL 9.7 Reference Manual, Access Control, Stage 2: Request Verification"
 */
public final class Privileges {
  private static final Set<String> IMPLIED_BY_ALL_SCHEMAS =
      Set.of("information_schema", "performance_schema");

  private final Optional<UserAccount> account;
  private final String user;
  private final String host;

  private Privileges(Optional<UserAccount> account, String user, String host) {
    this.account = account;
    this.user = user;
    this.host = host;
  }

  /**
   * The privileges of an account.
   *
   * @param currentUser {@code user@host} as matched at login; an account that was dropped meanwhile
   *     may do nothing
   */
  public static Privileges of(CatalogSnapshot catalog, String currentUser) {
    int at = currentUser.lastIndexOf('@');
    String user = at < 0 ? currentUser : currentUser.substring(0, at);
    String host = at < 0 ? "" : currentUser.substring(at + 1);
    Optional<UserAccount> account =
        catalog.accounts().stream()
            .filter(a -> a.user().equals(user) && a.host().equalsIgnoreCase(host))
            .findFirst();
    return new Privileges(account, user, host);
  }

  /** Whether the account has a privilege on everything. */
  public boolean hasGlobal(String privilege) {
    return account
        .map(a ->
            a.globalPrivileges().contains(privilege)
                || (a.globalPrivileges().contains("ALL PRIVILEGES"))
                || (a.globalPrivileges().contains("SUPER") && isDynamic(privilege)))
        .orElse(false);
  }

  /** Dynamic privileges took over parts of SUPER, which still implies them. */
  private static boolean isDynamic(String privilege) {
    return privilege.indexOf('_') >= 0;
  }

  /** Whether the account has a privilege on a database as a whole. */
  public boolean hasOnSchema(String privilege, String schema) {
    if (hasGlobal(privilege) || isReadOfSystemViews(privilege, schema)) {
      return true;
    }
    if (account.isEmpty()) {
      return false;
    }
    for (Map.Entry<String, Set<String>> grant : account.get().schemaPrivileges().entrySet()) {
      if (matches(grant.getKey(), schema) && contains(grant.getValue(), privilege)) {
        return true;
      }
    }
    return false;
  }

  /** Whether the account has a privilege on a table, by any grant. */
  public boolean hasOnTable(String privilege, String schema, String table) {
    return hasOnSchema(privilege, schema)
        || account
            .map(a -> a.tablePrivileges().get(new TableName(schema, table)))
            .map(p -> contains(p, privilege))
            .orElse(false);
  }

  /** Whether the account has any privilege on a database or something in it. */
  public boolean seesSchema(String schema) {
    if (account.isEmpty()) {
      return false;
    }
    if (IMPLIED_BY_ALL_SCHEMAS.contains(schema.toLowerCase(Locale.ROOT))
        || account.get().globalPrivileges().stream().anyMatch(Privileges::isOfObjects)
        || hasGlobal("SHOW DATABASES")) {
      return true;
    }
    return account.get().schemaPrivileges().keySet().stream().anyMatch(g -> matches(g, schema))
        || account.get().tablePrivileges().keySet().stream()
            .anyMatch(t -> t.schema().equals(schema));
  }

  /** Whether the account has any privilege on a table. */
  public boolean seesTable(String schema, String table) {
    if (account.isEmpty()) {
      return false;
    }
    return account.get().globalPrivileges().stream().anyMatch(Privileges::isOfObjects)
        || account.get().schemaPrivileges().keySet().stream().anyMatch(g -> matches(g, schema))
        || account.get().tablePrivileges().containsKey(new TableName(schema, table));
  }

  private static boolean isOfObjects(String privilege) {
    return switch (privilege) {
      case "ALL PRIVILEGES",
          "SELECT",
          "INSERT",
          "UPDATE",
          "DELETE",
          "CREATE",
          "DROP",
          "ALTER",
          "INDEX",
          "REFERENCES",
          "CREATE VIEW",
          "SHOW VIEW",
          "LOCK TABLES" ->
          true;
      default -> false;
    };
  }

  /**
   * Requires a privilege on everything.
   *
   * @throws MySqlException 1227
   */
  public void requireGlobal(String... anyOf) {
    for (String privilege : anyOf) {
      if (hasGlobal(privilege)) {
        return;
      }
    }
    throw MySqlError.ER_SPECIFIC_ACCESS_DENIED_ERROR.with(String.join(", ", anyOf));
  }

  /**
   * Requires the right to grant: WITH GRANT OPTION on everything.
   *
   * @throws MySqlException 1045
   */
  public void requireGrantOption() {
    if (!account.map(UserAccount::grantOption).orElse(false)) {
      throw MySqlError.ER_ACCESS_DENIED_ERROR.with(user, host, "YES");
    }
  }

  /**
   * Requires a privilege on a database.
   *
   * @throws MySqlException 1044
   */
  public void requireSchema(String privilege, String schema) {
    if (!hasOnSchema(privilege, schema)) {
      throw schemaDenied(schema);
    }
  }

  /** Error 1044 for a database. */
  public MySqlException schemaDenied(String schema) {
    return MySqlError.ER_DBACCESS_DENIED_ERROR.with(user, host, schema);
  }

  /**
   * Requires FILE, to read files of the server's machine.
   *
   * @throws MySqlException 1045
   */
  public void requireFile() {
    if (!hasGlobal("FILE")) {
      boolean password = account.map(a -> a.authentication().length > 0).orElse(false);
      throw MySqlError.ER_ACCESS_DENIED_ERROR.with(user, host, password ? "YES" : "NO");
    }
  }

  /**
   * Requires privileges on a table.
   *
   * @throws MySqlException 1142 with those that are missing
   */
  public void requireTable(List<String> privileges, String schema, String table) {
    List<String> missing = privileges.stream().filter(p -> !hasOnTable(p, schema, table)).toList();
    if (!missing.isEmpty()) {
      throw MySqlError.ER_TABLEACCESS_DENIED_ERROR.with(
          String.join(", ", missing), user, host, table);
    }
  }

  /**
   * Requires a privilege on a table.
   *
   * @throws MySqlException 1142
   */
  public void requireTable(String privilege, String schema, String table) {
    if (!hasOnTable(privilege, schema, table)) {
      throw MySqlError.ER_TABLEACCESS_DENIED_ERROR.with(privilege, user, host, table);
    }
  }

  private static boolean isReadOfSystemViews(String privilege, String schema) {
    return privilege.equals("SELECT")
        && IMPLIED_BY_ALL_SCHEMAS.contains(schema.toLowerCase(Locale.ROOT));
  }

  private static boolean contains(Set<String> granted, String privilege) {
    return granted.contains(privilege)
        || (granted.contains("ALL PRIVILEGES") && !privilege.equals("GRANT OPTION"));
  }

  /** Whether a database name of a grant, which may hold the wildcards % and _, covers a name. */
  private static boolean matches(String pattern, String name) {
    return matches(pattern, 0, name, 0);
  }

  private static boolean matches(String pattern, int p, String name, int n) {
    while (p < pattern.length()) {
      char c = pattern.charAt(p);
      if (c == '%') {
        for (int rest = n; rest <= name.length(); rest++) {
          if (matches(pattern, p + 1, name, rest)) {
            return true;
          }
        }
        return false;
      }
      boolean escaped = c == '\\' && p + 1 < pattern.length();
      char wanted = escaped ? pattern.charAt(p + 1) : c;
      if (n >= name.length() || ((escaped || c != '_') && name.charAt(n) != wanted)) {
        return false;
      }
      p += escaped ? 2 : 1;
      n++;
    }
    return n == name.length();
  }
}
