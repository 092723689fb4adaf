package io.braid.common.catalog;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * An account and what it may do.
 *
 * @param plugin "caching_sha2_password" or "mysql_native_password"
 * @param authentication the stored string of the plugin, as mysql.user.authentication_string; ""
 *     means that no password is needed
 * @param locked ACCOUNT LOCK
 * @param globalPrivileges names as in GRANT ("SELECT", "REPLICATION SLAVE"), dynamic ones included
 * @param schemaPrivileges by database name
 * @param tablePrivileges by table; column privileges are not kept
 * @param attributes REQUIRE and resource clauses as canonical text, in SHOW CREATE USER's order
 */
public record UserAccount(
    String user,
    String host,
    String plugin,
    byte[] authentication,
    boolean locked,
    boolean passwordExpired,
    Set<String> globalPrivileges,
    boolean grantOption,
    Map<String, Set<String>> schemaPrivileges,
    Map<TableName, Set<String>> tablePrivileges,
    List<String> attributes) {

  /** A table's full name. */
  public record TableName(String schema, String table) {}

  /** Copies the collections. */
  public UserAccount {
    globalPrivileges = Set.copyOf(globalPrivileges);
    schemaPrivileges = Map.copyOf(schemaPrivileges);
    tablePrivileges = Map.copyOf(tablePrivileges);
    attributes = List.copyOf(attributes);
  }
}
