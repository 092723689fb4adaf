package io.braid.frontend.show;

import io.braid.common.catalog.SchemaDefinition;
import io.braid.common.catalog.UserAccount;
import io.braid.common.catalog.ViewDefinition;
import io.braid.common.type.Collation;
import io.braid.common.type.ColumnTypeText;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The texts of SHOW CREATE VIEW, DATABASE and USER, and of SHOW GRANTS. That of tables is made
 * where tables are.
 */
public final class CreateTexts {
  /** Privileges in the order in which MySQL prints them; the others are dynamic ones. */
  private static final List<String> STATIC_PRIVILEGES =
      List.of(
          "SELECT",
          "INSERT",
          "UPDATE",
          "DELETE",
          "CREATE",
          "DROP",
          "RELOAD",
          "SHUTDOWN",
          "PROCESS",
          "FILE",
          "REFERENCES",
          "INDEX",
          "ALTER",
          "SHOW DATABASES",
          "SUPER",
          "CREATE TEMPORARY TABLES",
          "LOCK TABLES",
          "EXECUTE",
          "REPLICATION SLAVE",
          "REPLICATION CLIENT",
          "CREATE VIEW",
          "SHOW VIEW",
          "CREATE ROUTINE",
          "ALTER ROUTINE",
          "CREATE USER",
          "EVENT",
          "TRIGGER",
          "CREATE TABLESPACE",
          "CREATE ROLE",
          "DROP ROLE");

  private CreateTexts() {}

  /**
   * SHOW CREATE VIEW's text. In the view's own database its names are printed without the database,
   * as MySQL does.
   *
   * @param columns whether the view's columns have names other than those of its query
   */
  public static String view(ViewDefinition view, boolean columns, String currentSchema) {
    boolean compact = view.schema().equals(currentSchema);
    int at = view.definer().lastIndexOf('@');
    StringBuilder text = new StringBuilder("CREATE ALGORITHM=").append(view.algorithm());
    text.append(" DEFINER=").append(identifier(view.definer().substring(0, at))).append('@');
    text.append(identifier(view.definer().substring(at + 1))).append(" SQL SECURITY ");
    text.append(view.securityInvoker() ? "INVOKER" : "DEFINER").append(" VIEW ");
    if (!compact) {
      text.append(identifier(view.schema())).append('.');
    }
    text.append(identifier(view.name()));
    if (columns) {
      text.append(" (")
          .append(
              view.columns().stream()
                  .map(CreateTexts::identifier)
                  .collect(java.util.stream.Collectors.joining(",")))
          .append(')');
    }
    text.append(" AS ");
    text.append(compact ? withoutQualifier(view.selectSql(), view.schema()) : view.selectSql());
    if (!view.checkOption().equals("NONE")) {
      text.append(" WITH ").append(view.checkOption()).append(" CHECK OPTION");
    }
    return text.toString();
  }

  /** Drops {@code `schema`.} before names, outside of string literals and other identifiers. */
  static String withoutQualifier(String sql, String schema) {
    String qualifier = identifier(schema) + ".";
    StringBuilder text = new StringBuilder(sql.length());
    int i = 0;
    while (i < sql.length()) {
      char c = sql.charAt(i);
      if (c == '`' && sql.startsWith(qualifier + "`", i)) {
        i += qualifier.length();
        continue;
      }
      if (c != '\'' && c != '`' && c != '"') {
        text.append(c);
        i++;
        continue;
      }
      int end = endOfQuoted(sql, i);
      text.append(sql, i, end);
      i = end;
      // What follows an identifier and a dot is not the start of a name.
      if (c == '`' && i + 1 < sql.length() && sql.charAt(i) == '.' && sql.charAt(i + 1) == '`') {
        int next = endOfQuoted(sql, i + 1);
        text.append(sql, i, next);
        i = next;
      }
    }
    return text.toString();
  }

  private static int endOfQuoted(String sql, int start) {
    char quote = sql.charAt(start);
    for (int i = start + 1; i < sql.length(); i++) {
      char c = sql.charAt(i);
      if (c == '\\' && quote != '`') {
        i++;
      } else if (c == quote) {
        if (i + 1 < sql.length() && sql.charAt(i + 1) == quote) {
          i++;
        } else {
          return i + 1;
        }
      }
    }
    return sql.length();
  }

  /** SHOW CREATE DATABASE's text. */
  public static String schema(SchemaDefinition schema, boolean ifNotExists) {
    Collation collation = schema.collation();
    String charset = collation.charset().mysqlName();
    boolean named = !collation.isCharsetDefault() || collation == Collation.UTF8MB4_0900_AI_CI;
    return "CREATE DATABASE "
        + (ifNotExists ? "/*!32312 IF NOT EXISTS*/ " : "")
        + identifier(schema.name())
        + " /*!40100 DEFAULT CHARACTER SET "
        + charset
        + (named ? " COLLATE " + collation.mysqlName() : "")
        + " */ /*!80016 DEFAULT ENCRYPTION='N' */";
  }

  /** SHOW CREATE USER's text. */
  public static String user(UserAccount account) {
    StringBuilder text = new StringBuilder("CREATE USER ").append(name(account));
    text.append(" IDENTIFIED WITH '").append(account.plugin()).append('\'');
    if (account.authentication().length > 0) {
      text.append(" AS ");
      ColumnTypeText.appendQuoted(
          new String(account.authentication(), StandardCharsets.ISO_8859_1), text);
    }
    List<String> attributes = account.attributes();
    String require =
        attributes.stream()
            .filter(a -> a.startsWith("REQUIRE "))
            .findFirst()
            .orElse("REQUIRE NONE");
    text.append(' ').append(require);
    attributes.stream()
        .filter(a -> a.startsWith("WITH "))
        .findFirst()
        .ifPresent(a -> text.append(' ').append(a));
    text.append(account.passwordExpired() ? " PASSWORD EXPIRE" : " PASSWORD EXPIRE DEFAULT");
    text.append(account.locked() ? " ACCOUNT LOCK" : " ACCOUNT UNLOCK");
    text.append(" PASSWORD HISTORY DEFAULT PASSWORD REUSE INTERVAL DEFAULT");
    text.append(" PASSWORD REQUIRE CURRENT DEFAULT");
    return text.toString();
  }

  /** SHOW GRANTS' lines. */
  public static List<String> grants(UserAccount account) {
    List<String> lines = new ArrayList<>();
    String to = " TO " + name(account) + (account.grantOption() ? " WITH GRANT OPTION" : "");
    List<String> fixed =
        STATIC_PRIVILEGES.stream()
            .filter(p ->
                account.globalPrivileges().contains(p)
                    || account.globalPrivileges().contains("ALL PRIVILEGES"))
            .toList();
    Set<String> dynamic = new TreeSet<>(account.globalPrivileges());
    dynamic.removeAll(STATIC_PRIVILEGES);
    dynamic.remove("ALL PRIVILEGES");
    dynamic.remove("GRANT OPTION");
    lines.add("GRANT " + (fixed.isEmpty() ? "USAGE" : String.join(", ", fixed)) + " ON *.*" + to);
    if (!dynamic.isEmpty()) {
      lines.add("GRANT " + String.join(",", dynamic) + " ON *.*" + to);
    }
    account.schemaPrivileges().entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .forEach(e -> lines.add(grant(e.getValue(), identifier(e.getKey()) + ".*", account)));
    account.tablePrivileges().entrySet().stream()
        .sorted(Comparator.comparing(e -> e.getKey().schema() + "\0" + e.getKey().table()))
        .forEach(e ->
            lines.add(
                grant(
                    e.getValue(),
                    identifier(e.getKey().schema()) + "." + identifier(e.getKey().table()),
                    account)));
    return lines;
  }

  private static String grant(Set<String> privileges, String object, UserAccount account) {
    List<String> names =
        privileges.contains("ALL PRIVILEGES")
            ? List.of("ALL PRIVILEGES")
            : STATIC_PRIVILEGES.stream().filter(privileges::contains).toList();
    return "GRANT "
        + (names.isEmpty() ? "USAGE" : String.join(", ", names))
        + " ON "
        + object
        + " TO "
        + name(account)
        + (privileges.contains("GRANT OPTION") ? " WITH GRANT OPTION" : "");
  }

  private static String name(UserAccount account) {
    return identifier(account.user()) + "@" + identifier(account.host());
  }

  private static String identifier(String name) {
    return "`" + name.replace("`", "``") + "`";
  }
}
