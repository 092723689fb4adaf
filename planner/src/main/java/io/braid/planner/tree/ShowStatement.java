package io.braid.planner.tree;

import java.util.List;
import java.util.Optional;

/** SHOW in all its forms. */
public sealed interface ShowStatement extends Statement {
  /** {@code LIKE 'pattern'}, {@code WHERE condition} or nothing. */
  sealed interface Filter {
    /** Everything is shown. */
    record None() implements Filter {}

    /** {@code LIKE}. */
    record Like(String pattern) implements Filter {}

    /** {@code WHERE}. */
    record Where(Expression condition) implements Filter {}
  }

  /** {@code SHOW DATABASES} (SCHEMAS). */
  record ShowDatabases(Filter filter) implements ShowStatement {}

  /** {@code SHOW [EXTENDED] [FULL] TABLES}. */
  record ShowTables(boolean extended, boolean full, Optional<String> database, Filter filter)
      implements ShowStatement {}

  /** {@code SHOW TABLE STATUS}. */
  record ShowTableStatus(Optional<String> database, Filter filter) implements ShowStatement {}

  /** {@code SHOW OPEN TABLES}. */
  record ShowOpenTables(Optional<String> database, Filter filter) implements ShowStatement {}

  /** {@code SHOW [EXTENDED] [FULL] COLUMNS} (FIELDS), and {@code DESCRIBE table [column]}. */
  record ShowColumns(boolean extended, boolean full, TableName table, Filter filter)
      implements ShowStatement {}

  /** {@code SHOW [EXTENDED] INDEX} (INDEXES, KEYS). */
  record ShowIndex(boolean extended, TableName table, Optional<Expression> where)
      implements ShowStatement {}

  /** {@code SHOW [GLOBAL | SESSION] VARIABLES}. */
  record ShowVariables(VariableScope scope, Filter filter) implements ShowStatement {}

  /** {@code SHOW [GLOBAL | SESSION] STATUS}. */
  record ShowStatus(VariableScope scope, Filter filter) implements ShowStatement {}

  /** {@code SHOW CREATE TABLE | VIEW | TRIGGER | …}. */
  record ShowCreate(ObjectKind kind, TableName name) implements ShowStatement {}

  /** What SHOW CREATE shows. */
  enum ObjectKind {
    TABLE,
    VIEW,
    TRIGGER,
    PROCEDURE,
    FUNCTION,
    EVENT,
    LIBRARY
  }

  /** {@code SHOW CREATE DATABASE [IF NOT EXISTS]}. */
  record ShowCreateDatabase(String name, boolean ifNotExists) implements ShowStatement {}

  /** {@code SHOW CREATE USER}. */
  record ShowCreateUser(Account user) implements ShowStatement {}

  /** {@code SHOW GRANTS [FOR user [USING roles]]}. */
  record ShowGrants(Optional<Account> user, List<Account> roles) implements ShowStatement {
    public ShowGrants {
      roles = List.copyOf(roles);
    }
  }

  /** {@code SHOW WARNINGS} and {@code SHOW ERRORS}. */
  record ShowDiagnostics(boolean errorsOnly, Optional<Limit> limit) implements ShowStatement {}

  /** {@code SHOW COUNT(*) WARNINGS} and {@code SHOW COUNT(*) ERRORS}. */
  record ShowDiagnosticsCount(boolean errorsOnly) implements ShowStatement {}

  /** {@code SHOW [STORAGE] ENGINES}. */
  record ShowEngines() implements ShowStatement {}

  /** {@code SHOW ENGINE name STATUS | MUTEX | LOGS}; ALL as the name means every engine. */
  record ShowEngine(String engine, String topic) implements ShowStatement {}

  /** {@code SHOW PLUGINS}. */
  record ShowPlugins() implements ShowStatement {}

  /** {@code SHOW PRIVILEGES}. */
  record ShowPrivileges() implements ShowStatement {}

  /** {@code SHOW [FULL] PROCESSLIST}. */
  record ShowProcessList(boolean full) implements ShowStatement {}

  /** {@code SHOW CHARACTER SET} (CHARSET). */
  record ShowCharacterSets(Filter filter) implements ShowStatement {}

  /** {@code SHOW COLLATION}. */
  record ShowCollations(Filter filter) implements ShowStatement {}

  /** {@code SHOW BINARY LOGS} and {@code SHOW MASTER LOGS}. */
  record ShowBinaryLogs() implements ShowStatement {}

  /** {@code SHOW BINARY LOG STATUS} and {@code SHOW MASTER STATUS}. */
  record ShowBinaryLogStatus() implements ShowStatement {}

  /** {@code SHOW BINLOG EVENTS} and {@code SHOW RELAYLOG EVENTS}. */
  record ShowBinlogEvents(
      boolean relayLog,
      Optional<String> file,
      Optional<Long> position,
      Optional<Limit> limit,
      Optional<String> channel)
      implements ShowStatement {}

  /** {@code SHOW REPLICAS} and {@code SHOW SLAVE HOSTS}. */
  record ShowReplicas() implements ShowStatement {}

  /** {@code SHOW REPLICA STATUS} and {@code SHOW SLAVE STATUS}. */
  record ShowReplicaStatus(Optional<String> channel, boolean legacyNames)
      implements ShowStatement {}

  /** {@code SHOW PROFILES}. */
  record ShowProfiles() implements ShowStatement {}

  /** {@code SHOW PROFILE [types] [FOR QUERY n] [LIMIT …]}. */
  record ShowProfile(List<String> types, Optional<Long> query, Optional<Limit> limit)
      implements ShowStatement {
    public ShowProfile {
      types = List.copyOf(types);
    }
  }

  /** {@code SHOW [FULL] TRIGGERS}. */
  record ShowTriggers(boolean full, Optional<String> database, Filter filter)
      implements ShowStatement {}

  /** {@code SHOW EVENTS}. */
  record ShowEvents(Optional<String> database, Filter filter) implements ShowStatement {}

  /** {@code SHOW PROCEDURE | FUNCTION | LIBRARY STATUS}. */
  record ShowRoutineStatus(ObjectKind kind, Filter filter) implements ShowStatement {}

  /** {@code SHOW PROCEDURE | FUNCTION CODE}. */
  record ShowRoutineCode(ObjectKind kind, TableName name) implements ShowStatement {}
}
