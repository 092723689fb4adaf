package io.braid.executor.ddl;

import io.braid.common.MySqlError;
import io.braid.common.MySqlException;
import io.braid.common.catalog.CatalogSnapshot;
import io.braid.common.catalog.UserAccount;
import io.braid.executor.Diagnostics;
import io.braid.executor.SchemaChangeContext;
import io.braid.planner.tree.Account;
import io.braid.planner.tree.AccountStatement;
import io.braid.planner.tree.AccountStatement.AccountOption;
import io.braid.planner.tree.AccountStatement.Authentication;
import io.braid.planner.tree.AccountStatement.GrantObject;
import io.braid.planner.tree.AccountStatement.Privilege;
import io.braid.planner.tree.AccountStatement.UserSpecification;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * CREATE, ALTER and DROP USER, GRANT and REVOKE: which accounts a statement leaves, and the text
 * that the stream carries, in which passwords are hashes.
 *
 * @see "MySQL 9.7 Reference Manual, Account Management Statements"
 */
final class AccountChanges {
  private static final String DEFAULT_PLUGIN = "caching_sha2_password";
  private static final int USER_CHARACTERS_MAX = 32;

  private final CatalogSnapshot catalog;
  private final SchemaChangeContext context;
  private final PasswordHashes hashes;
  private final Map<String, Optional<UserAccount>> changed = new LinkedHashMap<>();

  AccountChanges(CatalogSnapshot catalog, SchemaChangeContext context, PasswordHashes hashes) {
    this.catalog = catalog;
    this.context = context;
    this.hashes = hashes;
  }

  /** The result: changed accounts and the statement as the stream has it. */
  record Outcome(List<CatalogObject.Change> changes, String streamText) {}

  Outcome run(AccountStatement statement) {
    String text =
        switch (statement) {
          case AccountStatement.CreateUser create -> create(create);
          case AccountStatement.AlterUser alter -> alter(alter);
          case AccountStatement.DropAccounts drop -> drop(drop);
          case AccountStatement.RenameUser rename -> rename(rename);
          case AccountStatement.SetPassword set -> setPassword(set);
          case AccountStatement.Grant grant -> {
            List<Account> users = grant.users().stream().map(UserSpecification::account).toList();
            grant(grant.privileges(), grant.object(), users, grant.grantOption(), true);
            yield context.text();
          }
          case AccountStatement.Revoke revoke -> {
            grant(revoke.privileges(), revoke.object(), revoke.users(), false, false);
            yield context.text();
          }
          case AccountStatement.RevokeAll revoke -> {
            for (Account account : revoke.users()) {
              UserAccount user = existing(account);
              put(withPrivileges(user, Set.of(), false, Map.of(), Map.of()));
            }
            yield context.text();
          }
          case AccountStatement.SetDefaultRole role -> throw roles();
          case AccountStatement.SetRole role -> throw roles();
          case AccountStatement.CreateRole role -> throw roles();
          case AccountStatement.GrantRoles role -> throw roles();
          case AccountStatement.RevokeRoles role -> throw roles();
          case AccountStatement.GrantProxy proxy ->
              throw MySqlException.notSupported("proxy accounts");
          case AccountStatement.RevokeProxy proxy ->
              throw MySqlException.notSupported("proxy accounts");
        };
    List<CatalogObject.Change> changes = new ArrayList<>();
    changed.forEach((name, account) -> {
      int at = name.lastIndexOf('@');
      changes.add(
          account
              .<CatalogObject.Change>map(CatalogObject.PutAccount::new)
              .orElseGet(() ->
                  new CatalogObject.DropAccount(name.substring(0, at), name.substring(at + 1))));
    });
    return new Outcome(changes, text);
  }

  private static MySqlException roles() {
    return MySqlException.notSupported("roles");
  }

  // ---- accounts

  private String nameOf(Account account) {
    return switch (account) {
      case Account.CurrentUser current -> context.session().currentUser();
      case Account.Named named -> named.user() + "@" + named.host();
    };
  }

  private Optional<UserAccount> find(Account account) {
    String name = nameOf(account);
    Optional<UserAccount> pending = changed.getOrDefault(name, Optional.empty());
    return changed.containsKey(name)
        ? pending
        : catalog.accounts().stream()
            .filter(a -> (a.user() + "@" + a.host()).equals(name))
            .findFirst();
  }

  private static final String EXISTS = "User account already exists";
  private static final String MISSING = "User account does not exist";

  private static MySqlException cannot(String operation, String accounts, String reason) {
    return new MySqlException(
        MySqlError.ER_CANNOT_USER,
        MySqlError.ER_CANNOT_USER_WITH_REASON.message(operation, accounts, reason));
  }

  private UserAccount existing(Account account) {
    return find(account).orElseThrow(() -> cannot(operation(), quotedName(account), MISSING));
  }

  private String operation = "OPERATION";

  private String operation() {
    return operation;
  }

  private void put(UserAccount account) {
    changed.put(account.user() + "@" + account.host(), Optional.of(account));
  }

  private String quotedName(Account account) {
    String name = nameOf(account);
    int at = name.lastIndexOf('@');
    return "'" + name.substring(0, at) + "'@'" + name.substring(at + 1) + "'";
  }

  private String create(AccountStatement.CreateUser statement) {
    operation = "CREATE USER";
    List<String> specifications = new ArrayList<>();
    for (UserSpecification specification : statement.users()) {
      Account account = specification.account();
      if (find(account).isPresent()) {
        if (!statement.ifNotExists()) {
          throw cannot("CREATE USER", quotedName(account), EXISTS);
        }
        note(MySqlError.ER_USER_ALREADY_EXISTS, quotedName(account));
        continue;
      }
      String name = nameOf(account);
      int at = name.lastIndexOf('@');
      if (name.substring(0, at).codePointCount(0, at) > USER_CHARACTERS_MAX) {
        throw MySqlError.ER_WRONG_STRING_LENGTH.with(
            name.substring(0, at), "user name", USER_CHARACTERS_MAX);
      }
      UserAccount user =
          new UserAccount(
              name.substring(0, at),
              name.substring(at + 1),
              DEFAULT_PLUGIN,
              new byte[0],
              false,
              false,
              Set.of(),
              false,
              Map.of(),
              Map.of(),
              List.of());
      user = options(authenticated(user, specification), statement.options());
      put(user);
      specifications.add(specificationText(user));
    }
    if (specifications.isEmpty()) {
      return context.text();
    }
    return "CREATE USER "
        + (statement.ifNotExists() ? "IF NOT EXISTS " : "")
        + String.join(",", specifications)
        + optionsText(statement.options());
  }

  private String alter(AccountStatement.AlterUser statement) {
    operation = "ALTER USER";
    List<String> specifications = new ArrayList<>();
    for (UserSpecification specification : statement.users()) {
      Optional<UserAccount> found = find(specification.account());
      if (found.isEmpty()) {
        if (!statement.ifExists()) {
          throw cannot("ALTER USER", quotedName(specification.account()), MISSING);
        }
        note(MySqlError.ER_USER_DOES_NOT_EXIST, quotedName(specification.account()));
        continue;
      }
      UserAccount user = authenticated(found.get(), specification);
      user = options(user, statement.options());
      put(user);
      specifications.add(
          specification.factors().isEmpty()
              ? quotedName(specification.account())
              : specificationText(user));
    }
    if (specifications.isEmpty()) {
      return context.text();
    }
    return "ALTER USER "
        + (statement.ifExists() ? "IF EXISTS " : "")
        + String.join(",", specifications)
        + optionsText(statement.options());
  }

  private void note(MySqlError error, Object... arguments) {
    context.diagnostics().add(Diagnostics.Level.NOTE, error, error.message(arguments));
  }

  private String drop(AccountStatement.DropAccounts statement) {
    if (statement.role()) {
      throw roles();
    }
    List<String> missing = new ArrayList<>();
    for (Account account : statement.accounts()) {
      if (find(account).isEmpty()) {
        missing.add(quotedName(account));
      } else {
        changed.put(nameOf(account), Optional.empty());
      }
    }
    if (!missing.isEmpty()) {
      if (!statement.ifExists()) {
        throw cannot("DROP USER", String.join(",", missing), MISSING);
      }
      missing.forEach(name -> note(MySqlError.ER_USER_DOES_NOT_EXIST, name));
    }
    return context.text();
  }

  private String rename(AccountStatement.RenameUser statement) {
    operation = "RENAME USER";
    for (AccountStatement.RenameUser.Renaming renaming : statement.renamings()) {
      UserAccount user = existing(renaming.from());
      if (find(renaming.to()).isPresent()) {
        throw cannot("RENAME USER", quotedName(renaming.from()), EXISTS);
      }
      changed.put(nameOf(renaming.from()), Optional.empty());
      String name = nameOf(renaming.to());
      int at = name.lastIndexOf('@');
      put(
          new UserAccount(
              name.substring(0, at),
              name.substring(at + 1),
              user.plugin(),
              user.authentication(),
              user.locked(),
              user.passwordExpired(),
              user.globalPrivileges(),
              user.grantOption(),
              user.schemaPrivileges(),
              user.tablePrivileges(),
              user.attributes()));
    }
    return context.text();
  }

  // ---- passwords

  private UserAccount authenticated(UserAccount user, UserSpecification specification) {
    if (specification.factors().size() > 1) {
      throw MySqlException.notSupported("multifactor authentication");
    }
    for (Authentication factor : specification.factors()) {
      String plugin = factor.plugin().map(p -> p.toLowerCase(Locale.ROOT)).orElse(user.plugin());
      if (!plugin.equals("caching_sha2_password") && !plugin.equals("mysql_native_password")) {
        throw MySqlError.ER_PLUGIN_IS_NOT_LOADED.with(plugin);
      }
      byte[] stored =
          switch (factor.secret()) {
            case AccountStatement.Secret.None none -> new byte[0];
            case AccountStatement.Secret.Password(String password) -> hashes.hash(plugin, password);
            case AccountStatement.Secret.Hash hash -> hash.hash().toArray();
            case AccountStatement.Secret.RandomPassword random ->
                throw MySqlException.notSupported("IDENTIFIED BY RANDOM PASSWORD");
          };
      if (!hashes.isValid(plugin, stored)) {
        throw MySqlError.ER_PASSWORD_FORMAT.with();
      }
      user = withAuthentication(user, plugin, stored);
    }
    return user;
  }

  private String setPassword(AccountStatement.SetPassword statement) {
    Account account = statement.user().orElseGet(Account.CurrentUser::new);
    UserAccount user = find(account).orElseThrow(() -> MySqlError.ER_PASSWORD_NO_MATCH.with());
    String password =
        statement
            .password()
            .orElseThrow(() -> MySqlException.notSupported("SET PASSWORD TO RANDOM"));
    user = withAuthentication(user, user.plugin(), hashes.hash(user.plugin(), password));
    put(user);
    return "ALTER USER " + specificationText(user);
  }

  private static UserAccount withAuthentication(UserAccount user, String plugin, byte[] stored) {
    return new UserAccount(
        user.user(),
        user.host(),
        plugin,
        stored,
        user.locked(),
        false,
        user.globalPrivileges(),
        user.grantOption(),
        user.schemaPrivileges(),
        user.tablePrivileges(),
        user.attributes());
  }

  /**
   * {@code 'u'@'h' IDENTIFIED WITH 'plugin' AS 0x…}: exact bytes whatever the connection speaks.
   */
  private static String specificationText(UserAccount user) {
    String name =
        "'" + user.user().replace("'", "''") + "'@'" + user.host().replace("'", "''") + "'";
    String identified = name + " IDENTIFIED WITH '" + user.plugin() + "'";
    if (user.authentication().length == 0) {
      return identified;
    }
    boolean plain = true;
    for (byte b : user.authentication()) {
      plain &= b >= ' ' && b < 0x7F && b != '\'' && b != '\\';
    }
    return plain
        ? identified + " AS '" + new String(user.authentication(), StandardCharsets.US_ASCII) + "'"
        : identified + " AS 0x" + HexFormat.of().withUpperCase().formatHex(user.authentication());
  }

  // ---- options

  private static UserAccount options(UserAccount user, List<AccountOption> options) {
    boolean locked = user.locked();
    boolean expired = user.passwordExpired();
    for (AccountOption option : options) {
      switch (option) {
        case AccountOption.Lock(boolean given) -> locked = given;
        case AccountOption.Require(String kind) -> {
          if (!kind.equalsIgnoreCase("NONE")) {
            throw MySqlException.notSupported("REQUIRE " + kind);
          }
        }
        case AccountOption.RequireValue require ->
            throw MySqlException.notSupported("REQUIRE " + require.kind());
        case AccountOption.ResourceLimit limit -> {
          if (limit.value() != 0) {
            throw MySqlException.notSupported("resource limits of accounts");
          }
        }
        case AccountOption.PasswordOption(String name, String value) -> {
          if (name.equals("EXPIRE") && value.isEmpty()) {
            expired = true;
          } else if (!value.equals("DEFAULT") && !value.equals("NEVER")) {
            throw MySqlException.notSupported("PASSWORD " + name + " " + value);
          }
        }
        case AccountOption.Attribute attribute ->
            throw MySqlException.notSupported("attributes of accounts");
      }
    }
    return new UserAccount(
        user.user(),
        user.host(),
        user.plugin(),
        user.authentication(),
        locked,
        expired,
        user.globalPrivileges(),
        user.grantOption(),
        user.schemaPrivileges(),
        user.tablePrivileges(),
        user.attributes());
  }

  private static String optionsText(List<AccountOption> options) {
    StringBuilder text = new StringBuilder();
    for (AccountOption option : options) {
      switch (option) {
        case AccountOption.Lock(boolean locked) ->
            text.append(locked ? " ACCOUNT LOCK" : " ACCOUNT UNLOCK");
        case AccountOption.PasswordOption(String name, String value) ->
            text.append(" PASSWORD ").append(name).append(value.isEmpty() ? "" : " " + value);
        case AccountOption.Require require -> {}
        case AccountOption.RequireValue require -> {}
        case AccountOption.ResourceLimit limit -> {}
        case AccountOption.Attribute attribute -> {}
      }
    }
    return text.toString();
  }

  // ---- privileges

  /** One may grant on a table to come only what allows to create it. */
  private void requireTable(GrantObject.Table granted, List<Privilege> privileges) {
    String schema = granted.name().schema().orElseGet(this::currentSchema);
    String name = granted.name().name();
    boolean creates =
        privileges.stream().anyMatch(p -> p.name().equals("CREATE") || p.name().equals("ALL"));
    if (!creates && catalog.table(schema, name).isEmpty() && catalog.view(schema, name).isEmpty()) {
      throw MySqlError.ER_NO_SUCH_TABLE.with(schema, name);
    }
  }

  private void grant(
      List<Privilege> privileges,
      GrantObject object,
      List<Account> users,
      boolean grantOption,
      boolean granted) {
    if (granted && object instanceof GrantObject.Table table) {
      requireTable(table, privileges);
    }
    Set<String> names = new HashSet<>();
    for (Privilege privilege : privileges) {
      if (!privilege.columns().isEmpty()) {
        throw MySqlException.notSupported("column privileges");
      }
      names.add(privilege.name().equals("ALL") ? "ALL PRIVILEGES" : privilege.name());
    }
    names.remove("USAGE");
    for (Account account : users) {
      UserAccount user =
          find(account)
              .orElseThrow(() ->
                  granted
                      ? MySqlError.ER_CANT_CREATE_USER_WITH_GRANT.with()
                      : nonExisting(account));
      put(
          switch (object) {
            case GrantObject.Global global -> global(user, names, grantOption, granted);
            case GrantObject.Database(String database) ->
                onSchema(user, database, names, grantOption, granted);
            case GrantObject.DefaultDatabase none ->
                onSchema(user, currentSchema(), names, grantOption, granted);
            case GrantObject.Table table ->
                onTable(
                    user,
                    new UserAccount.TableName(
                        table.name().schema().orElseGet(this::currentSchema), table.name().name()),
                    names,
                    grantOption,
                    granted);
            case GrantObject.Routine routine ->
                throw MySqlException.notSupported("stored routines");
          });
    }
  }

  private MySqlException nonExisting(Account account) {
    String name = nameOf(account);
    int at = name.lastIndexOf('@');
    return MySqlError.ER_NONEXISTING_GRANT.with(name.substring(0, at), name.substring(at + 1));
  }

  private String currentSchema() {
    if (context.session().currentSchema().isEmpty()) {
      throw MySqlError.ER_NO_DB_ERROR.with();
    }
    return context.session().currentSchema();
  }

  private static UserAccount global(
      UserAccount user, Set<String> names, boolean grantOption, boolean granted) {
    Set<String> next = new HashSet<>(user.globalPrivileges());
    boolean option = user.grantOption();
    if (granted) {
      next.addAll(names.contains("ALL PRIVILEGES") ? allGlobal() : names);
      next.remove("GRANT OPTION");
      option |= grantOption || names.contains("GRANT OPTION");
    } else {
      next.removeAll(names);
      if (names.contains("ALL PRIVILEGES")) {
        next.clear();
      }
      option &= !names.contains("GRANT OPTION");
    }
    return withPrivileges(user, next, option, user.schemaPrivileges(), user.tablePrivileges());
  }

  private static UserAccount onSchema(
      UserAccount user, String schema, Set<String> names, boolean grantOption, boolean granted) {
    Map<String, Set<String>> next = new HashMap<>(user.schemaPrivileges());
    change(next, schema, names, grantOption, granted);
    return withPrivileges(
        user, user.globalPrivileges(), user.grantOption(), next, user.tablePrivileges());
  }

  private static UserAccount onTable(
      UserAccount user,
      UserAccount.TableName table,
      Set<String> names,
      boolean grantOption,
      boolean granted) {
    Map<UserAccount.TableName, Set<String>> next = new HashMap<>(user.tablePrivileges());
    change(next, table, names, grantOption, granted);
    return withPrivileges(
        user, user.globalPrivileges(), user.grantOption(), user.schemaPrivileges(), next);
  }

  private static <K> void change(
      Map<K, Set<String>> grants,
      K object,
      Set<String> names,
      boolean grantOption,
      boolean granted) {
    Set<String> held = new HashSet<>(grants.getOrDefault(object, Set.of()));
    if (granted) {
      held.addAll(names);
      if (grantOption) {
        held.add("GRANT OPTION");
      }
    } else if (names.contains("ALL PRIVILEGES")) {
      held.removeIf(p -> !p.equals("GRANT OPTION") || names.contains("GRANT OPTION"));
    } else if (held.contains("ALL PRIVILEGES")) {
      throw MySqlException.notSupported("REVOKE of a part of ALL PRIVILEGES");
    } else {
      held.removeAll(names);
    }
    if (held.isEmpty()) {
      grants.remove(object);
    } else {
      grants.put(object, Set.copyOf(held));
    }
  }

  /** ALL PRIVILEGES on everything: the privileges of root. */
  static Set<String> allGlobal() {
    return GlobalPrivileges.ALL;
  }

  private static UserAccount withPrivileges(
      UserAccount user,
      Set<String> global,
      boolean grantOption,
      Map<String, Set<String>> schemas,
      Map<UserAccount.TableName, Set<String>> tables) {
    return new UserAccount(
        user.user(),
        user.host(),
        user.plugin(),
        user.authentication(),
        user.locked(),
        user.passwordExpired(),
        global,
        grantOption,
        schemas,
        tables,
        user.attributes());
  }
}
