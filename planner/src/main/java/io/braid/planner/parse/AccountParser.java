package io.braid.planner.parse;

import io.braid.planner.tree.Account;
import io.braid.planner.tree.AccountStatement;
import io.braid.planner.tree.AccountStatement.AccountOption;
import io.braid.planner.tree.AccountStatement.Authentication;
import io.braid.planner.tree.AccountStatement.FactorChange;
import io.braid.planner.tree.AccountStatement.GrantObject;
import io.braid.planner.tree.AccountStatement.Privilege;
import io.braid.planner.tree.AccountStatement.RoleChoice;
import io.braid.planner.tree.AccountStatement.Secret;
import io.braid.planner.tree.AccountStatement.UserSpecification;
import io.braid.planner.tree.Bytes;
import io.braid.planner.tree.ShowStatement;
import io.braid.planner.tree.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Accounts, roles and privileges.
 *
 * @see "MySQL 9.7 Reference Manual, Account Management Statements"
 */
final class AccountParser {
  private final TokenStream tokens;
  private final Grammar grammar;

  AccountParser(Grammar grammar) {
    this.grammar = grammar;
    this.tokens = grammar.tokens;
  }

  // ---- accounts

  /** {@code 'user'@'host'} or CURRENT_USER. */
  Account account() {
    if (tokens.accept(Keyword.CURRENT_USER)) {
      if (tokens.accept(TokenKind.LEFT_PARENTHESIS)) {
        tokens.expect(TokenKind.RIGHT_PARENTHESIS);
      }
      return new Account.CurrentUser();
    }
    String user = tokens.nameOrString();
    if (!tokens.at(TokenKind.USER_VARIABLE)) {
      return new Account.Named(user, "%");
    }
    return new Account.Named(user, tokens.userVariable().toLowerCase(Locale.ROOT));
  }

  /** A role; a few words that begin privileges are no roles without quotes. */
  private Account role() {
    return switch (tokens.keyword()) {
      case EVENT,
          EXECUTE,
          FILE,
          NONE,
          PROCESS,
          PROXY,
          RELOAD,
          REPLICATION,
          RESOURCE,
          RESTART,
          SHUTDOWN,
          SUPER ->
          throw tokens.syntaxError();
      default -> account();
    };
  }

  private List<Account> accounts() {
    return tokens.commaList(this::account);
  }

  // ---- CREATE, ALTER, DROP, RENAME

  Statement createUser() {
    boolean ifNotExists = tokens.acceptIfNotExists();
    List<UserSpecification> users = tokens.commaList(this::createSpecification);
    List<Account> defaultRoles =
        tokens.accept(Keyword.DEFAULT, Keyword.ROLE) ? accounts() : List.of();
    return new AccountStatement.CreateUser(ifNotExists, users, defaultRoles, options());
  }

  private UserSpecification createSpecification() {
    Account account = account();
    List<Authentication> factors = new ArrayList<>();
    if (tokens.at(Keyword.IDENTIFIED)) {
      factors.add(identified(FactorChange.SET, 1));
      while (tokens.at(Keyword.AND, Keyword.IDENTIFIED)) {
        tokens.advance();
        factors.add(identified(FactorChange.SET, factors.size() + 1));
      }
    }
    return new UserSpecification(account, factors);
  }

  private Authentication identified(FactorChange change, int factor) {
    tokens.expect(Keyword.IDENTIFIED);
    Optional<String> plugin =
        tokens.accept(Keyword.WITH) ? Optional.of(tokens.nameOrString()) : Optional.empty();
    Secret secret = new Secret.None();
    if (tokens.accept(Keyword.BY)) {
      if (tokens.accept(Keyword.RANDOM)) {
        tokens.expect(Keyword.PASSWORD);
        secret = new Secret.RandomPassword();
      } else {
        secret = new Secret.Password(tokens.string());
      }
    } else if (plugin.isPresent() && tokens.accept(Keyword.AS)) {
      secret = new Secret.Hash(hash());
    } else if (plugin.isPresent() && tokens.accept(Keyword.INITIAL)) {
      tokens.expect(Keyword.AUTHENTICATION, Keyword.IDENTIFIED);
      tokens.expect(Keyword.BY);
      secret =
          tokens.accept(Keyword.RANDOM) ? randomPassword() : new Secret.Password(tokens.string());
    } else if (plugin.isEmpty()) {
      throw tokens.syntaxError();
    }
    return new Authentication(change, factor, plugin, secret, Optional.empty(), false);
  }

  private Secret randomPassword() {
    tokens.expect(Keyword.PASSWORD);
    return new Secret.RandomPassword();
  }

  private Bytes hash() {
    if (tokens.at(TokenKind.HEX)) {
      Bytes bytes = tokens.decoder().hex(tokens.start(), tokens.end());
      tokens.advance();
      return bytes;
    }
    if (!tokens.at(TokenKind.STRING)) {
      throw tokens.syntaxError();
    }
    Bytes bytes = Bytes.of(tokens.decoder().stringBytes(tokens.start(), tokens.end()));
    tokens.advance();
    return bytes;
  }

  Statement alterUser() {
    boolean ifExists = tokens.acceptIfExists();
    List<UserSpecification> users = new ArrayList<>();
    do {
      Account account;
      if (tokens.at(Keyword.USER)
          && tokens.peekKind(1) == TokenKind.LEFT_PARENTHESIS
          && tokens.peekKind(2) == TokenKind.RIGHT_PARENTHESIS) {
        tokens.advance();
        tokens.advance();
        tokens.advance();
        account = new Account.CurrentUser();
      } else {
        account = account();
      }
      if (users.isEmpty() && tokens.accept(Keyword.DEFAULT, Keyword.ROLE)) {
        return new AccountStatement.SetDefaultRole(false, roleChoice(), List.of(account));
      }
      users.add(new UserSpecification(account, changes()));
    } while (tokens.acceptComma());
    return new AccountStatement.AlterUser(ifExists, users, options());
  }

  private List<Authentication> changes() {
    List<Authentication> changes = new ArrayList<>();
    if (tokens.at(Keyword.IDENTIFIED)) {
      Authentication authentication = identified(FactorChange.SET, 1);
      Optional<String> replaced =
          tokens.accept(Keyword.REPLACE) ? Optional.of(tokens.string()) : Optional.empty();
      changes.add(
          new Authentication(
              authentication.change(),
              1,
              authentication.plugin(),
              authentication.secret(),
              replaced,
              retainCurrent()));
    } else if (tokens.accept(Keyword.DISCARD)) {
      tokens.expect(Keyword.OLD, Keyword.PASSWORD);
      changes.add(bare(FactorChange.DISCARD_OLD_PASSWORD, 1));
    } else {
      factorChanges(changes);
    }
    return changes;
  }

  private boolean retainCurrent() {
    if (!tokens.accept(Keyword.RETAIN)) {
      return false;
    }
    tokens.expect(Keyword.CURRENT, Keyword.PASSWORD);
    return true;
  }

  private static Authentication bare(FactorChange change, int factor) {
    return new Authentication(
        change, factor, Optional.empty(), new Secret.None(), Optional.empty(), false);
  }

  private void factorChanges(List<Authentication> changes) {
    for (; ; ) {
      FactorChange change =
          switch (tokens.keyword()) {
            case ADD -> FactorChange.ADD;
            case MODIFY -> FactorChange.MODIFY;
            case DROP -> FactorChange.DROP;
            default -> null;
          };
      if (change != null) {
        tokens.advance();
        int factor = factor();
        changes.add(
            change == FactorChange.DROP ? bare(change, factor) : identified(change, factor));
      } else if (tokens.at(TokenKind.INTEGER)) {
        int factor = factor();
        if (!tokens.accept(Keyword.INITIATE) && !tokens.accept(Keyword.FINISH)) {
          tokens.expect(Keyword.UNREGISTER);
        } else {
          tokens.expect(Keyword.REGISTRATION);
          if (tokens.accept(Keyword.SET)) {
            tokens.expect(Keyword.CHALLENGE_RESPONSE, Keyword.AS);
            tokens.stringOrHex();
          }
        }
        changes.add(bare(FactorChange.REGISTRATION, factor));
        return;
      } else {
        return;
      }
    }
  }

  private int factor() {
    long factor = tokens.unsignedLong();
    tokens.expect(Keyword.FACTOR);
    return (int) Math.min(Math.max(factor, 0), 9);
  }

  Statement createRole() {
    boolean ifNotExists = tokens.acceptIfNotExists();
    return new AccountStatement.CreateRole(ifNotExists, tokens.commaList(this::role));
  }

  Statement dropAccounts(boolean role) {
    boolean ifExists = tokens.acceptIfExists();
    return new AccountStatement.DropAccounts(role, ifExists, accounts());
  }

  Statement renameUser() {
    return new AccountStatement.RenameUser(tokens.commaList(this::renaming));
  }

  private AccountStatement.RenameUser.Renaming renaming() {
    Account from = account();
    tokens.expect(Keyword.TO);
    return new AccountStatement.RenameUser.Renaming(from, account());
  }

  // ---- options

  private List<AccountOption> options() {
    List<AccountOption> options = new ArrayList<>();
    if (tokens.accept(Keyword.REQUIRE)) {
      require(options);
    }
    if (tokens.accept(Keyword.WITH)) {
      int limits = 0;
      for (; isLimit(tokens.keyword()); limits++) {
        String name = tokens.anyWord();
        options.add(new AccountOption.ResourceLimit(name, tokens.unsignedLong()));
      }
      if (limits == 0) {
        throw tokens.syntaxError();
      }
    }
    while (passwordOrLock(options)) {}
    boolean comment = tokens.at(Keyword.COMMENT);
    if (comment || tokens.at(Keyword.ATTRIBUTE)) {
      tokens.advance();
      options.add(new AccountOption.Attribute(comment, tokens.string()));
    }
    return options;
  }

  private static boolean isLimit(Keyword keyword) {
    return switch (keyword) {
      case MAX_QUERIES_PER_HOUR,
          MAX_UPDATES_PER_HOUR,
          MAX_CONNECTIONS_PER_HOUR,
          MAX_USER_CONNECTIONS ->
          true;
      default -> false;
    };
  }

  private void require(List<AccountOption> options) {
    switch (tokens.keyword()) {
      case NONE, SSL, X509 -> options.add(new AccountOption.Require(tokens.anyWord()));
      default -> {
        int before = options.size();
        for (; ; ) {
          switch (tokens.keyword()) {
            case CIPHER, ISSUER, SUBJECT -> {
              String kind = tokens.anyWord();
              options.add(new AccountOption.RequireValue(kind, tokens.string()));
              tokens.accept(Keyword.AND);
            }
            default -> {
              if (options.size() == before) {
                throw tokens.syntaxError();
              }
              return;
            }
          }
        }
      }
    }
  }

  private boolean passwordOrLock(List<AccountOption> options) {
    switch (tokens.keyword()) {
      case ACCOUNT -> {
        tokens.advance();
        boolean locked = tokens.accept(Keyword.LOCK);
        if (!locked) {
          tokens.expect(Keyword.UNLOCK);
        }
        options.add(new AccountOption.Lock(locked));
        return true;
      }
      case FAILED_LOGIN_ATTEMPTS -> {
        tokens.advance();
        options.add(new AccountOption.PasswordOption("FAILED_LOGIN_ATTEMPTS", tokens.digits()));
        return true;
      }
      case PASSWORD_LOCK_TIME -> {
        tokens.advance();
        String value = tokens.at(Keyword.UNBOUNDED) ? tokens.anyWord() : tokens.digits();
        options.add(new AccountOption.PasswordOption("PASSWORD_LOCK_TIME", value));
        return true;
      }
      case PASSWORD -> {
        tokens.advance();
        options.add(passwordOption());
        return true;
      }
      default -> {
        return false;
      }
    }
  }

  private AccountOption passwordOption() {
    if (tokens.accept(Keyword.EXPIRE)) {
      String value = "";
      if (tokens.accept(Keyword.INTERVAL)) {
        value = tokens.digits();
        tokens.expect(Keyword.DAY);
      } else if (tokens.at(Keyword.NEVER) || tokens.at(Keyword.DEFAULT)) {
        value = tokens.anyWord();
      }
      return new AccountOption.PasswordOption("PASSWORD EXPIRE", value);
    }
    if (tokens.accept(Keyword.HISTORY)) {
      return new AccountOption.PasswordOption("PASSWORD HISTORY", defaultOrDigits());
    }
    if (tokens.accept(Keyword.REUSE)) {
      tokens.expect(Keyword.INTERVAL);
      boolean word = tokens.at(Keyword.DEFAULT);
      String value = defaultOrDigits();
      if (!word) {
        tokens.expect(Keyword.DAY);
      }
      return new AccountOption.PasswordOption("PASSWORD REUSE INTERVAL", value);
    }
    tokens.expect(Keyword.REQUIRE, Keyword.CURRENT);
    String value =
        tokens.at(Keyword.DEFAULT) || tokens.at(Keyword.OPTIONAL) ? tokens.anyWord() : "";
    return new AccountOption.PasswordOption("PASSWORD REQUIRE CURRENT", value);
  }

  private String defaultOrDigits() {
    return tokens.at(Keyword.DEFAULT) ? tokens.anyWord() : tokens.digits();
  }

  // ---- roles and passwords in SET

  RoleChoice roleChoice() {
    if (tokens.accept(Keyword.NONE)) {
      return new RoleChoice.None();
    }
    if (tokens.accept(Keyword.ALL)) {
      return new RoleChoice.AllExcept(tokens.accept(Keyword.EXCEPT) ? accounts() : List.of());
    }
    return new RoleChoice.Listed(accounts());
  }

  /** The rest behind SET ROLE. */
  Statement setRole() {
    if (tokens.accept(Keyword.DEFAULT)) {
      return new AccountStatement.SetRole(new RoleChoice.Default());
    }
    return new AccountStatement.SetRole(roleChoice());
  }

  /** The rest behind SET DEFAULT ROLE. */
  Statement setDefaultRole() {
    RoleChoice choice = roleChoice();
    tokens.expect(Keyword.TO);
    return new AccountStatement.SetDefaultRole(true, choice, accounts());
  }

  /** The rest behind SET PASSWORD. */
  Statement setPassword() {
    Optional<Account> user = tokens.accept(Keyword.FOR) ? Optional.of(account()) : Optional.empty();
    Optional<String> password = Optional.empty();
    if (tokens.accept(Keyword.TO)) {
      tokens.expect(Keyword.RANDOM);
    } else {
      if (!tokens.accept(TokenKind.EQUAL)) {
        tokens.expect(TokenKind.ASSIGN);
      }
      password = Optional.of(tokens.string());
    }
    Optional<String> replaced =
        tokens.accept(Keyword.REPLACE) ? Optional.of(tokens.string()) : Optional.empty();
    return new AccountStatement.SetPassword(user, password, replaced, retainCurrent());
  }

  // ---- GRANT and REVOKE

  Statement grant() {
    tokens.expect(Keyword.GRANT);
    if (tokens.accept(Keyword.PROXY, Keyword.ON)) {
      Account proxied = account();
      tokens.expect(Keyword.TO);
      List<Account> users = accounts();
      return new AccountStatement.GrantProxy(proxied, users, grantOption());
    }
    List<RoleOrPrivilege> what = rolesOrPrivileges();
    if (tokens.accept(Keyword.ON)) {
      List<Privilege> privileges = privileges(what);
      GrantObject object = grantObject();
      tokens.expect(Keyword.TO);
      List<UserSpecification> users = tokens.commaList(this::grantee);
      boolean option = grantOption();
      Optional<Account> as = Optional.empty();
      if (tokens.accept(Keyword.AS)) {
        as = Optional.of(account());
        if (tokens.accept(Keyword.WITH)) {
          tokens.expect(Keyword.ROLE);
          roleChoiceOrDefault();
        }
      }
      return new AccountStatement.Grant(privileges, object, users, option, as);
    }
    tokens.expect(Keyword.TO);
    List<Account> users = accounts();
    boolean admin = tokens.accept(Keyword.WITH);
    if (admin) {
      tokens.expect(Keyword.ADMIN, Keyword.OPTION);
    }
    return new AccountStatement.GrantRoles(roles(what), users, admin);
  }

  private RoleChoice roleChoiceOrDefault() {
    return tokens.accept(Keyword.DEFAULT) ? new RoleChoice.Default() : roleChoice();
  }

  private UserSpecification grantee() {
    return new UserSpecification(account(), List.of());
  }

  private boolean grantOption() {
    if (!tokens.accept(Keyword.WITH)) {
      return false;
    }
    tokens.expect(Keyword.GRANT, Keyword.OPTION);
    return true;
  }

  Statement revoke() {
    tokens.expect(Keyword.REVOKE);
    boolean ifExists = tokens.acceptIfExists();
    if (tokens.accept(Keyword.PROXY, Keyword.ON)) {
      Account proxied = account();
      tokens.expect(Keyword.FROM);
      List<Account> users = accounts();
      return new AccountStatement.RevokeProxy(ifExists, proxied, users, ignoreUnknown());
    }
    List<RoleOrPrivilege> what = rolesOrPrivileges();
    if (what.size() == 1
        && what.getFirst() instanceof RoleOrPrivilege.OfPrivilege of
        && of.privilege().name().equals("ALL")
        && tokens.acceptComma()) {
      tokens.expect(Keyword.GRANT, Keyword.OPTION);
      tokens.expect(Keyword.FROM);
      List<Account> users = accounts();
      return new AccountStatement.RevokeAll(ifExists, users, ignoreUnknown());
    }
    if (tokens.accept(Keyword.ON)) {
      List<Privilege> privileges = privileges(what);
      GrantObject object = grantObject();
      tokens.expect(Keyword.FROM);
      List<Account> users = accounts();
      return new AccountStatement.Revoke(ifExists, privileges, object, users, ignoreUnknown());
    }
    List<Account> roles = roles(what);
    tokens.expect(Keyword.FROM);
    List<Account> users = accounts();
    return new AccountStatement.RevokeRoles(ifExists, roles, users, ignoreUnknown());
  }

  private boolean ignoreUnknown() {
    if (!tokens.accept(Keyword.IGNORE)) {
      return false;
    }
    tokens.expect(Keyword.UNKNOWN, Keyword.USER);
    return true;
  }

  /** What the word before ON or TO was can only be said when that word comes. */
  private sealed interface RoleOrPrivilege {
    record OfPrivilege(Privilege privilege) implements RoleOrPrivilege {}

    record Name(Account account, boolean hostWritten) implements RoleOrPrivilege {}

    record NameWithColumns(String name, List<String> columns) implements RoleOrPrivilege {}
  }

  private List<RoleOrPrivilege> rolesOrPrivileges() {
    if (tokens.accept(Keyword.ALL)) {
      tokens.accept(Keyword.PRIVILEGES);
      return List.of(new RoleOrPrivilege.OfPrivilege(new Privilege("ALL", List.of())));
    }
    return tokens.commaList(this::roleOrPrivilege);
  }

  private RoleOrPrivilege roleOrPrivilege() {
    Optional<String> known = staticPrivilege();
    if (known.isPresent()) {
      return new RoleOrPrivilege.OfPrivilege(
          new Privilege(known.get(), grammar.queries.optionalNames()));
    }
    boolean hostWritten = tokens.peekKind(1) == TokenKind.USER_VARIABLE;
    Account account = account();
    if (account instanceof Account.Named named && tokens.at(TokenKind.LEFT_PARENTHESIS)) {
      return new RoleOrPrivilege.NameWithColumns(named.user(), grammar.queries.optionalNames());
    }
    return new RoleOrPrivilege.Name(account, hostWritten);
  }

  private Optional<String> staticPrivilege() {
    switch (tokens.keyword()) {
      case SELECT, INSERT, UPDATE, REFERENCES, DELETE, USAGE, INDEX, DROP, TRIGGER -> {
        return Optional.of(tokens.anyWord());
      }
      case ALTER -> {
        tokens.advance();
        return Optional.of(tokens.accept(Keyword.ROUTINE) ? "ALTER ROUTINE" : "ALTER");
      }
      case CREATE -> {
        tokens.advance();
        return Optional.of(createPrivilege());
      }
      case GRANT -> {
        tokens.advance();
        tokens.expect(Keyword.OPTION);
        return Optional.of("GRANT OPTION");
      }
      case SHOW -> {
        tokens.advance();
        if (tokens.accept(Keyword.DATABASES)) {
          return Optional.of("SHOW DATABASES");
        }
        tokens.expect(Keyword.VIEW);
        return Optional.of("SHOW VIEW");
      }
      case LOCK -> {
        tokens.advance();
        tokens.expect(Keyword.TABLES);
        return Optional.of("LOCK TABLES");
      }
      case REPLICATION -> {
        tokens.advance();
        if (tokens.accept(Keyword.CLIENT)) {
          return Optional.of("REPLICATION CLIENT");
        }
        if (!tokens.accept(Keyword.REPLICA)) {
          tokens.expect(Keyword.SLAVE);
        }
        return Optional.of("REPLICATION SLAVE");
      }
      case RELOAD, SHUTDOWN, PROCESS, FILE, SUPER, EXECUTE, EVENT -> {
        return tokens.peekKind(1) == TokenKind.USER_VARIABLE
            ? Optional.empty()
            : Optional.of(tokens.anyWord());
      }
      default -> {
        return Optional.empty();
      }
    }
  }

  private String createPrivilege() {
    switch (tokens.keyword()) {
      case TEMPORARY -> {
        tokens.advance();
        tokens.expect(Keyword.TABLES);
        return "CREATE TEMPORARY TABLES";
      }
      case ROUTINE, VIEW, USER, ROLE, TABLESPACE -> {
        return "CREATE " + tokens.anyWord();
      }
      default -> {
        return "CREATE";
      }
    }
  }

  private List<Privilege> privileges(List<RoleOrPrivilege> what) {
    List<Privilege> privileges = new ArrayList<>();
    for (RoleOrPrivilege entry : what) {
      privileges.add(
          switch (entry) {
            case RoleOrPrivilege.OfPrivilege of -> of.privilege();
            case RoleOrPrivilege.NameWithColumns named ->
                new Privilege(named.name().toUpperCase(Locale.ROOT), named.columns());
            case RoleOrPrivilege.Name name ->
                switch (name.account()) {
                  case Account.Named _ when name.hostWritten() -> throw tokens.syntaxError();
                  case Account.Named named ->
                      new Privilege(named.user().toUpperCase(Locale.ROOT), List.of());
                  case Account.CurrentUser _ -> throw tokens.syntaxError();
                };
          });
    }
    return privileges;
  }

  private List<Account> roles(List<RoleOrPrivilege> what) {
    List<Account> roles = new ArrayList<>();
    for (RoleOrPrivilege entry : what) {
      switch (entry) {
        case RoleOrPrivilege.Name name -> roles.add(name.account());
        case RoleOrPrivilege.OfPrivilege _, RoleOrPrivilege.NameWithColumns _ ->
            throw tokens.syntaxError();
      }
    }
    return roles;
  }

  private GrantObject grantObject() {
    ShowStatement.ObjectKind kind =
        switch (tokens.keyword()) {
          case PROCEDURE -> ShowStatement.ObjectKind.PROCEDURE;
          case FUNCTION -> ShowStatement.ObjectKind.FUNCTION;
          case LIBRARY -> ShowStatement.ObjectKind.LIBRARY;
          default -> ShowStatement.ObjectKind.TABLE;
        };
    if (kind != ShowStatement.ObjectKind.TABLE) {
      tokens.advance();
      return new GrantObject.Routine(kind, tokens.tableName());
    }
    tokens.accept(Keyword.TABLE);
    if (tokens.accept(TokenKind.STAR)) {
      if (!tokens.accept(TokenKind.DOT)) {
        return new GrantObject.DefaultDatabase();
      }
      tokens.expect(TokenKind.STAR);
      return new GrantObject.Global();
    }
    String first = tokens.name();
    if (!tokens.accept(TokenKind.DOT)) {
      return new GrantObject.Table(tokens.tableNameOf(first));
    }
    if (tokens.accept(TokenKind.STAR)) {
      return new GrantObject.Database(first);
    }
    return new GrantObject.Table(tokens.tableNameOf(first, tokens.nameAfterDot()));
  }
}
