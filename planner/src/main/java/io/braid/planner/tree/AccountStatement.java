package io.braid.planner.tree;

import java.util.List;
import java.util.Optional;

/** Users, roles and privileges. */
public sealed interface AccountStatement extends Statement {

  /** {@code CREATE USER}. */
  record CreateUser(
      boolean ifNotExists,
      List<UserSpecification> users,
      List<Account> defaultRoles,
      List<AccountOption> options)
      implements AccountStatement {
    public CreateUser {
      users = List.copyOf(users);
      defaultRoles = List.copyOf(defaultRoles);
      options = List.copyOf(options);
    }
  }

  /** {@code ALTER USER}. */
  record AlterUser(boolean ifExists, List<UserSpecification> users, List<AccountOption> options)
      implements AccountStatement {
    public AlterUser {
      users = List.copyOf(users);
      options = List.copyOf(options);
    }
  }

  /**
   * {@code ALTER USER … DEFAULT ROLE …} and {@code SET DEFAULT ROLE … TO …}.
   *
   * @param setDefaultRole which of the two it was
   */
  record SetDefaultRole(boolean setDefaultRole, RoleChoice choice, List<Account> users)
      implements AccountStatement {
    public SetDefaultRole {
      users = List.copyOf(users);
    }
  }

  /** {@code SET ROLE}. */
  record SetRole(RoleChoice choice) implements AccountStatement {}

  /** Which roles. */
  sealed interface RoleChoice {
    /** {@code DEFAULT}. */
    record Default() implements RoleChoice {}

    /** {@code NONE}. */
    record None() implements RoleChoice {}

    /** {@code ALL [EXCEPT …]}. */
    record AllExcept(List<Account> roles) implements RoleChoice {
      public AllExcept {
        roles = List.copyOf(roles);
      }
    }

    /** A list. */
    record Listed(List<Account> roles) implements RoleChoice {
      public Listed {
        roles = List.copyOf(roles);
      }
    }
  }

  /** {@code DROP USER} and {@code DROP ROLE}. */
  record DropAccounts(boolean role, boolean ifExists, List<Account> accounts)
      implements AccountStatement {
    public DropAccounts {
      accounts = List.copyOf(accounts);
    }
  }

  /** {@code RENAME USER}. */
  record RenameUser(List<Renaming> renamings) implements AccountStatement {
    public RenameUser {
      renamings = List.copyOf(renamings);
    }

    /** One pair. */
    public record Renaming(Account from, Account to) {}
  }

  /** {@code CREATE ROLE}. */
  record CreateRole(boolean ifNotExists, List<Account> roles) implements AccountStatement {
    public CreateRole {
      roles = List.copyOf(roles);
    }
  }

  /** {@code SET PASSWORD [FOR user] = 'text' | TO RANDOM …}. */
  record SetPassword(
      Optional<Account> user,
      Optional<String> password,
      Optional<String> replaced,
      boolean retainCurrent)
      implements AccountStatement {}

  /** {@code GRANT privileges ON object TO users}. */
  record Grant(
      List<Privilege> privileges,
      GrantObject object,
      List<UserSpecification> users,
      boolean grantOption,
      Optional<Account> as)
      implements AccountStatement {
    public Grant {
      privileges = List.copyOf(privileges);
      users = List.copyOf(users);
    }
  }

  /** {@code GRANT role TO users}. */
  record GrantRoles(List<Account> roles, List<Account> users, boolean adminOption)
      implements AccountStatement {
    public GrantRoles {
      roles = List.copyOf(roles);
      users = List.copyOf(users);
    }
  }

  /** {@code GRANT PROXY ON user TO users}. */
  record GrantProxy(Account proxied, List<Account> users, boolean grantOption)
      implements AccountStatement {
    public GrantProxy {
      users = List.copyOf(users);
    }
  }

  /** {@code REVOKE privileges ON object FROM users}. */
  record Revoke(
      boolean ifExists,
      List<Privilege> privileges,
      GrantObject object,
      List<Account> users,
      boolean ignoreUnknownUser)
      implements AccountStatement {
    public Revoke {
      privileges = List.copyOf(privileges);
      users = List.copyOf(users);
    }
  }

  /** {@code REVOKE ALL PRIVILEGES, GRANT OPTION FROM users}. */
  record RevokeAll(boolean ifExists, List<Account> users, boolean ignoreUnknownUser)
      implements AccountStatement {
    public RevokeAll {
      users = List.copyOf(users);
    }
  }

  /** {@code REVOKE roles FROM users}. */
  record RevokeRoles(
      boolean ifExists, List<Account> roles, List<Account> users, boolean ignoreUnknownUser)
      implements AccountStatement {
    public RevokeRoles {
      roles = List.copyOf(roles);
      users = List.copyOf(users);
    }
  }

  /** {@code REVOKE PROXY ON user FROM users}. */
  record RevokeProxy(
      boolean ifExists, Account proxied, List<Account> users, boolean ignoreUnknownUser)
      implements AccountStatement {
    public RevokeProxy {
      users = List.copyOf(users);
    }
  }

  /**
   * A privilege.
   *
   * @param name upper case, words with one blank between; {@code ALL} for ALL PRIVILEGES, {@code
   *     USAGE}; also dynamic privileges
   * @param columns of column privileges
   */
  record Privilege(String name, List<String> columns) {
    public Privilege {
      columns = List.copyOf(columns);
    }
  }

  /** On what privileges are granted. */
  sealed interface GrantObject {
    /** {@code *.*}. */
    record Global() implements GrantObject {}

    /** {@code *}: the default database. */
    record DefaultDatabase() implements GrantObject {}

    /** {@code database.*}; may hold the wildcards _ and %. */
    record Database(String name) implements GrantObject {}

    /** {@code [TABLE] name}. */
    record Table(TableName name) implements GrantObject {}

    /** {@code PROCEDURE | FUNCTION | LIBRARY name}. */
    record Routine(ShowStatement.ObjectKind kind, TableName name) implements GrantObject {}
  }

  /** A user of CREATE USER, ALTER USER or GRANT with its authentication factors, in order. */
  record UserSpecification(Account account, List<Authentication> factors) {
    public UserSpecification {
      factors = List.copyOf(factors);
    }
  }

  /**
   * {@code IDENTIFIED …}.
   *
   * @param plugin after WITH
   * @param change what is done with the factor; always SET in CREATE USER
   * @param replaced {@code REPLACE 'current password'}
   */
  record Authentication(
      FactorChange change,
      int factor,
      Optional<String> plugin,
      Secret secret,
      Optional<String> replaced,
      boolean retainCurrent) {}

  /** What ALTER USER does with an authentication factor. */
  enum FactorChange {
    SET,
    ADD,
    MODIFY,
    DROP,
    DISCARD_OLD_PASSWORD,
    REGISTRATION
  }

  /** How the authentication data was given. */
  sealed interface Secret {
    /** Nothing: an empty password or the plugin alone. */
    record None() implements Secret {}

    /** {@code BY 'password'}. */
    record Password(String password) implements Secret {}

    /** {@code BY RANDOM PASSWORD}. */
    record RandomPassword() implements Secret {}

    /** {@code AS 'hash'}: what the plugin stores, byte for byte. */
    record Hash(Bytes hash) implements Secret {}
  }

  /** What follows the users. */
  sealed interface AccountOption {
    /** {@code REQUIRE NONE | SSL | X509}; upper case. */
    record Require(String kind) implements AccountOption {}

    /** {@code REQUIRE CIPHER | ISSUER | SUBJECT 'value'}; upper case. */
    record RequireValue(String kind, String value) implements AccountOption {}

    /** {@code WITH MAX_QUERIES_PER_HOUR n …}; upper case. */
    record ResourceLimit(String name, long value) implements AccountOption {}

    /**
     * {@code PASSWORD EXPIRE | HISTORY | REUSE INTERVAL | REQUIRE CURRENT}, {@code
     * FAILED_LOGIN_ATTEMPTS}, {@code PASSWORD_LOCK_TIME}.
     *
     * @param name upper case
     * @param value digits or a word ({@code DEFAULT}, {@code NEVER}, {@code OPTIONAL}, {@code
     *     UNBOUNDED}), empty when none
     */
    record PasswordOption(String name, String value) implements AccountOption {}

    /** {@code ACCOUNT LOCK | UNLOCK}. */
    record Lock(boolean locked) implements AccountOption {}

    /** {@code COMMENT '…'} or {@code ATTRIBUTE '…'}. */
    record Attribute(boolean comment, String value) implements AccountOption {}
  }
}
