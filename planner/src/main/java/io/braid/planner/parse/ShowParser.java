package io.braid.planner.parse;

import io.braid.common.MySqlException;
import io.braid.planner.tree.Account;
import io.braid.planner.tree.Expression;
import io.braid.planner.tree.Limit;
import io.braid.planner.tree.ShowStatement;
import io.braid.planner.tree.ShowStatement.Filter;
import io.braid.planner.tree.ShowStatement.ObjectKind;
import io.braid.planner.tree.Statement;
import io.braid.planner.tree.TableName;
import io.braid.planner.tree.VariableScope;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * SHOW.
 *
 * @see "MySQL 9.7 Reference Manual, SHOW Statements"
 */
final class ShowParser {
  private final Grammar grammar;
  private final TokenStream tokens;

  ShowParser(Grammar grammar) {
    this.grammar = grammar;
    this.tokens = grammar.tokens;
  }

  Statement show() {
    tokens.expect(Keyword.SHOW);
    boolean extended = tokens.accept(Keyword.EXTENDED);
    boolean full = tokens.accept(Keyword.FULL);
    if (extended || full) {
      return extendedOrFull(extended, full);
    }
    VariableScope scope = VariableScope.IMPLICIT;
    switch (tokens.keyword()) {
      case GLOBAL -> scope = VariableScope.GLOBAL;
      case SESSION, LOCAL -> scope = VariableScope.SESSION;
      default -> {}
    }
    if (scope != VariableScope.IMPLICIT) {
      tokens.advance();
      if (tokens.accept(Keyword.VARIABLES)) {
        return new ShowStatement.ShowVariables(scope, filter());
      }
      tokens.expect(Keyword.STATUS);
      return new ShowStatement.ShowStatus(scope, filter());
    }
    return plain();
  }

  private Statement extendedOrFull(boolean extended, boolean full) {
    switch (tokens.keyword()) {
      case TABLES, TRIGGERS, COLUMNS, FIELDS, PROCESSLIST, INDEX, INDEXES, KEYS -> {}
      default -> throw tokens.syntaxError();
    }
    Keyword word = tokens.keyword();
    boolean fits =
        switch (word) {
          case TRIGGERS, PROCESSLIST -> !extended;
          case INDEX, INDEXES, KEYS -> !full;
          default -> true;
        };
    if (!fits) {
      throw tokens.syntaxError();
    }
    tokens.advance();
    return switch (word) {
      case TABLES -> new ShowStatement.ShowTables(extended, full, database(), filter());
      case TRIGGERS -> new ShowStatement.ShowTriggers(full, database(), filter());
      case PROCESSLIST -> new ShowStatement.ShowProcessList(full);
      case INDEX, INDEXES, KEYS -> index(extended);
      default -> columns(extended, full);
    };
  }

  private Statement plain() {
    Keyword word = tokens.keyword();
    if (word == Keyword.NOT_A_KEYWORD) {
      return countOrOther();
    }
    tokens.advance();
    switch (word) {
      case DATABASES, SCHEMAS -> {
        return new ShowStatement.ShowDatabases(filter());
      }
      case TABLES -> {
        return new ShowStatement.ShowTables(false, false, database(), filter());
      }
      case TABLE -> {
        tokens.expect(Keyword.STATUS);
        return new ShowStatement.ShowTableStatus(database(), filter());
      }
      case OPEN -> {
        tokens.expect(Keyword.TABLES);
        return new ShowStatement.ShowOpenTables(database(), filter());
      }
      case COLUMNS, FIELDS -> {
        return columns(false, false);
      }
      case INDEX, INDEXES, KEYS -> {
        return index(false);
      }
      case VARIABLES -> {
        return new ShowStatement.ShowVariables(VariableScope.IMPLICIT, filter());
      }
      case STATUS -> {
        return new ShowStatement.ShowStatus(VariableScope.IMPLICIT, filter());
      }
      case CREATE -> {
        return create();
      }
      case GRANTS -> {
        return grants();
      }
      case WARNINGS, ERRORS -> {
        return new ShowStatement.ShowDiagnostics(word == Keyword.ERRORS, grammar.queries.limit());
      }
      case STORAGE -> {
        tokens.expect(Keyword.ENGINES);
        return new ShowStatement.ShowEngines();
      }
      case ENGINES -> {
        return new ShowStatement.ShowEngines();
      }
      case ENGINE -> {
        String engine = tokens.accept(Keyword.ALL) ? "ALL" : tokens.nameOrString();
        return switch (tokens.keyword()) {
          case STATUS, MUTEX, LOGS -> new ShowStatement.ShowEngine(engine, tokens.anyWord());
          default -> throw tokens.syntaxError();
        };
      }
      case PLUGINS -> {
        return new ShowStatement.ShowPlugins();
      }
      case PRIVILEGES -> {
        return new ShowStatement.ShowPrivileges();
      }
      case PROCESSLIST -> {
        return new ShowStatement.ShowProcessList(false);
      }
      case CHARACTER, CHAR -> {
        tokens.expect(Keyword.SET);
        return new ShowStatement.ShowCharacterSets(filter());
      }
      case CHARSET -> {
        return new ShowStatement.ShowCharacterSets(filter());
      }
      case COLLATION -> {
        return new ShowStatement.ShowCollations(filter());
      }
      case TRIGGERS -> {
        return new ShowStatement.ShowTriggers(false, database(), filter());
      }
      case EVENTS -> {
        return new ShowStatement.ShowEvents(database(), filter());
      }
      case PROCEDURE, FUNCTION, LIBRARY -> {
        return routine(word);
      }
      case PROFILES -> {
        return new ShowStatement.ShowProfiles();
      }
      case PROFILE -> {
        return profile();
      }
      default -> {
        return replication(word);
      }
    }
  }

  private Statement replication(Keyword word) {
    switch (word) {
      case BINARY -> {
        if (tokens.accept(Keyword.LOGS)) {
          return new ShowStatement.ShowBinaryLogs();
        }
        tokens.expect(Keyword.LOG, Keyword.STATUS);
        return new ShowStatement.ShowBinaryLogStatus();
      }
      case MASTER -> {
        if (tokens.accept(Keyword.LOGS)) {
          return new ShowStatement.ShowBinaryLogs();
        }
        tokens.expect(Keyword.STATUS);
        return new ShowStatement.ShowBinaryLogStatus();
      }
      case BINLOG, RELAYLOG -> {
        tokens.expect(Keyword.EVENTS);
        return events(word == Keyword.RELAYLOG);
      }
      case REPLICAS -> {
        return new ShowStatement.ShowReplicas();
      }
      case REPLICA, SLAVE -> {
        if (tokens.accept(Keyword.HOSTS)) {
          return new ShowStatement.ShowReplicas();
        }
        tokens.expect(Keyword.STATUS);
        return new ShowStatement.ShowReplicaStatus(channel(), word == Keyword.SLAVE);
      }
      case PARSE_TREE -> throw MySqlException.notSupported("SHOW PARSE_TREE");
      default -> throw tokens.syntaxErrorAt(previousStart(word));
    }
  }

  /** The word that was taken already does not fit: the error is there. */
  private int previousStart(Keyword word) {
    return tokens.previousEnd() - word.name().length();
  }

  private Statement countOrOther() {
    if (!tokens.acceptWord("COUNT")) {
      throw tokens.syntaxError();
    }
    tokens.expect(TokenKind.LEFT_PARENTHESIS);
    tokens.expect(TokenKind.STAR);
    tokens.expect(TokenKind.RIGHT_PARENTHESIS);
    boolean errors = tokens.accept(Keyword.ERRORS);
    if (!errors) {
      tokens.expect(Keyword.WARNINGS);
    }
    return new ShowStatement.ShowDiagnosticsCount(errors);
  }

  // ---- parts

  private Optional<String> database() {
    return tokens.accept(Keyword.FROM) || tokens.accept(Keyword.IN)
        ? Optional.of(tokens.name())
        : Optional.empty();
  }

  private Filter filter() {
    if (tokens.accept(Keyword.LIKE)) {
      return new Filter.Like(tokens.string());
    }
    if (tokens.accept(Keyword.WHERE)) {
      return new Filter.Where(grammar.expressions.expression());
    }
    return new Filter.None();
  }

  /** {@code FROM table [FROM database]}. */
  private TableName tableFrom() {
    fromOrIn();
    TableName table = tokens.tableName();
    if (tokens.accept(Keyword.FROM) || tokens.accept(Keyword.IN)) {
      return tokens.tableNameOf(tokens.name(), table.name());
    }
    return table;
  }

  private void fromOrIn() {
    if (!tokens.accept(Keyword.FROM)) {
      tokens.expect(Keyword.IN);
    }
  }

  private Statement columns(boolean extended, boolean full) {
    TableName table = tableFrom();
    return new ShowStatement.ShowColumns(extended, full, table, filter());
  }

  private Statement index(boolean extended) {
    TableName table = tableFrom();
    Optional<Expression> where = grammar.queries.optional(Keyword.WHERE);
    return new ShowStatement.ShowIndex(extended, table, where);
  }

  private Statement create() {
    Keyword word = tokens.keyword();
    tokens.advance();
    switch (word) {
      case DATABASE, SCHEMA -> {
        boolean ifNotExists = tokens.acceptIfNotExists();
        return new ShowStatement.ShowCreateDatabase(tokens.name(), ifNotExists);
      }
      case USER -> {
        return new ShowStatement.ShowCreateUser(new AccountParser(grammar).account());
      }
      default -> {
        ObjectKind kind =
            switch (word) {
              case TABLE -> ObjectKind.TABLE;
              case VIEW -> ObjectKind.VIEW;
              case TRIGGER -> ObjectKind.TRIGGER;
              case PROCEDURE -> ObjectKind.PROCEDURE;
              case FUNCTION -> ObjectKind.FUNCTION;
              case EVENT -> ObjectKind.EVENT;
              case LIBRARY -> ObjectKind.LIBRARY;
              default -> throw tokens.syntaxErrorAt(previousStart(word));
            };
        return new ShowStatement.ShowCreate(kind, tokens.tableName());
      }
    }
  }

  private Statement grants() {
    if (!tokens.accept(Keyword.FOR)) {
      return new ShowStatement.ShowGrants(Optional.empty(), List.of());
    }
    AccountParser accounts = new AccountParser(grammar);
    Account user = accounts.account();
    List<Account> roles =
        tokens.accept(Keyword.USING) ? tokens.commaList(accounts::account) : List.of();
    return new ShowStatement.ShowGrants(Optional.of(user), roles);
  }

  private Statement routine(Keyword word) {
    ObjectKind kind =
        switch (word) {
          case PROCEDURE -> ObjectKind.PROCEDURE;
          case FUNCTION -> ObjectKind.FUNCTION;
          default -> ObjectKind.LIBRARY;
        };
    if (kind != ObjectKind.LIBRARY && tokens.accept(Keyword.CODE)) {
      return new ShowStatement.ShowRoutineCode(kind, tokens.tableName());
    }
    tokens.expect(Keyword.STATUS);
    return new ShowStatement.ShowRoutineStatus(kind, filter());
  }

  private Statement profile() {
    List<String> types = new ArrayList<>();
    if (!tokens.atStatementEnd() && !tokens.at(Keyword.FOR) && !tokens.at(Keyword.LIMIT)) {
      types = tokens.commaList(this::profileType);
    }
    Optional<Long> query = Optional.empty();
    if (tokens.accept(Keyword.FOR)) {
      tokens.expect(Keyword.QUERY);
      query = Optional.of(tokens.unsignedLong());
    }
    return new ShowStatement.ShowProfile(types, query, grammar.queries.limit());
  }

  private String profileType() {
    String first = tokens.anyWord();
    return switch (first) {
      case "ALL", "CPU", "IPC", "MEMORY", "SOURCE", "SWAPS" -> first;
      case "BLOCK" -> {
        tokens.expect(Keyword.IO);
        yield "BLOCK IO";
      }
      case "CONTEXT" -> {
        tokens.expect(Keyword.SWITCHES);
        yield "CONTEXT SWITCHES";
      }
      case "PAGE" -> {
        tokens.expect(Keyword.FAULTS);
        yield "PAGE FAULTS";
      }
      default -> throw tokens.syntaxError();
    };
  }

  private Statement events(boolean relayLog) {
    Optional<String> file =
        tokens.accept(Keyword.IN) ? Optional.of(tokens.string()) : Optional.empty();
    Optional<Long> position =
        tokens.accept(Keyword.FROM) ? Optional.of(tokens.unsignedLong()) : Optional.empty();
    Optional<Limit> limit = grammar.queries.limit();
    Optional<String> channel = relayLog ? channel() : Optional.empty();
    return new ShowStatement.ShowBinlogEvents(relayLog, file, position, limit, channel);
  }

  private Optional<String> channel() {
    if (!tokens.accept(Keyword.FOR)) {
      return Optional.empty();
    }
    tokens.expect(Keyword.CHANNEL);
    return Optional.of(tokens.string());
  }
}
