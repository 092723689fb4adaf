package io.braid.planner.parse;

import io.braid.planner.tree.Account;
import io.braid.planner.tree.AdminStatement;
import io.braid.planner.tree.ReplicationStatement;
import io.braid.planner.tree.ReplicationStatement.ChangeFilter;
import io.braid.planner.tree.ReplicationStatement.OptionValue;
import io.braid.planner.tree.ReplicationStatement.SourceOption;
import io.braid.planner.tree.ReplicationStatement.Until;
import io.braid.planner.tree.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Binary logs and replication, in the present words and in those of MySQL before 8.4.
 *
 * @see "MySQL 9.7 Reference Manual, Replication Statements"
 */
final class ReplicationParser {
  private final Grammar grammar;
  private final TokenStream tokens;

  ReplicationParser(Grammar grammar) {
    this.grammar = grammar;
    this.tokens = grammar.tokens;
  }

  Statement statement() {
    Keyword word = tokens.keyword();
    tokens.advance();
    return switch (word) {
      case CHANGE -> change();
      case START -> start();
      case STOP -> stop();
      case RESET -> reset();
      case PURGE -> purge();
      default -> new ReplicationStatement.BinlogEvent(binlogText());
    };
  }

  private String binlogText() {
    String text = tokens.string();
    if (tokens.acceptComma()) {
      tokens.string();
    }
    return text;
  }

  // ---- CHANGE

  private Statement change() {
    if (tokens.accept(Keyword.MASTER)) {
      tokens.expect(Keyword.TO);
    } else {
      tokens.expect(Keyword.REPLICATION);
      if (tokens.accept(Keyword.FILTER)) {
        List<ChangeFilter.Filter> filters = tokens.commaList(this::filter);
        return new ChangeFilter(filters, channel());
      }
      tokens.expect(Keyword.SOURCE, Keyword.TO);
    }
    List<SourceOption> options = tokens.commaList(this::option);
    return new ReplicationStatement.ChangeSource(options, channel());
  }

  private SourceOption option() {
    int at = tokens.start();
    String name = tokens.anyWord();
    if (name.startsWith("MASTER_")) {
      name = "SOURCE_" + name.substring("MASTER_".length());
    }
    if (!SOURCE_OPTIONS.contains(name)) {
      throw tokens.syntaxErrorAt(at);
    }
    tokens.expect(TokenKind.EQUAL);
    return new SourceOption(name, optionValue(name));
  }

  private static final Set<String> SOURCE_OPTIONS =
      Set.of(
          "SOURCE_BIND",
          "SOURCE_HOST",
          "SOURCE_USER",
          "SOURCE_PASSWORD",
          "SOURCE_PORT",
          "PRIVILEGE_CHECKS_USER",
          "REQUIRE_ROW_FORMAT",
          "REQUIRE_TABLE_PRIMARY_KEY_CHECK",
          "ASSIGN_GTIDS_TO_ANONYMOUS_TRANSACTIONS",
          "SOURCE_LOG_FILE",
          "SOURCE_LOG_POS",
          "SOURCE_AUTO_POSITION",
          "RELAY_LOG_FILE",
          "RELAY_LOG_POS",
          "SOURCE_HEARTBEAT_PERIOD",
          "SOURCE_CONNECT_RETRY",
          "SOURCE_RETRY_COUNT",
          "SOURCE_CONNECTION_AUTO_FAILOVER",
          "SOURCE_DELAY",
          "SOURCE_COMPRESSION_ALGORITHMS",
          "SOURCE_ZSTD_COMPRESSION_LEVEL",
          "SOURCE_SSL",
          "SOURCE_SSL_CA",
          "SOURCE_SSL_CAPATH",
          "SOURCE_SSL_CERT",
          "SOURCE_SSL_CRL",
          "SOURCE_SSL_CRLPATH",
          "SOURCE_SSL_KEY",
          "SOURCE_SSL_CIPHER",
          "SOURCE_SSL_VERIFY_SERVER_CERT",
          "SOURCE_TLS_VERSION",
          "SOURCE_TLS_CIPHERSUITES",
          "SOURCE_PUBLIC_KEY_PATH",
          "GET_SOURCE_PUBLIC_KEY",
          "GET_MASTER_PUBLIC_KEY",
          "NETWORK_NAMESPACE",
          "IGNORE_SERVER_IDS",
          "GTID_ONLY");

  private OptionValue optionValue(String name) {
    if (name.equals("PRIVILEGE_CHECKS_USER") && !tokens.at(Keyword.NULL)) {
      Account account = new AccountParser(grammar).account();
      return new OptionValue.User(account);
    }
    return switch (tokens.kind()) {
      case STRING, NATIONAL_STRING -> new OptionValue.Text(tokens.string());
      case INTEGER, DECIMAL, FLOAT -> {
        String digits = tokens.rawText(tokens.start(), tokens.end());
        tokens.advance();
        yield new OptionValue.Number(digits);
      }
      case LEFT_PARENTHESIS -> {
        tokens.advance();
        List<Long> ids =
            tokens.at(TokenKind.RIGHT_PARENTHESIS)
                ? List.of()
                : tokens.commaList(tokens::unsignedLong);
        tokens.expect(TokenKind.RIGHT_PARENTHESIS);
        yield new OptionValue.ServerIds(ids);
      }
      default -> new OptionValue.Word(tokens.anyWord());
    };
  }

  private ChangeFilter.Filter filter() {
    String name =
        switch (tokens.keyword()) {
          case REPLICATE_DO_DB,
              REPLICATE_IGNORE_DB,
              REPLICATE_DO_TABLE,
              REPLICATE_IGNORE_TABLE,
              REPLICATE_WILD_DO_TABLE,
              REPLICATE_WILD_IGNORE_TABLE,
              REPLICATE_REWRITE_DB ->
              tokens.anyWord();
          default -> throw tokens.syntaxError();
        };
    tokens.expect(TokenKind.EQUAL);
    tokens.expect(TokenKind.LEFT_PARENTHESIS);
    List<String> values = List.of();
    if (!tokens.at(TokenKind.RIGHT_PARENTHESIS)) {
      values = tokens.commaList(() -> filterValue(name));
    }
    tokens.expect(TokenKind.RIGHT_PARENTHESIS);
    return new ChangeFilter.Filter(name, values);
  }

  private String filterValue(String filter) {
    return switch (filter) {
      case "REPLICATE_REWRITE_DB" -> {
        tokens.expect(TokenKind.LEFT_PARENTHESIS);
        String from = tokens.name();
        tokens.expect(TokenKind.COMMA);
        String to = tokens.name();
        tokens.expect(TokenKind.RIGHT_PARENTHESIS);
        yield from + "->" + to;
      }
      case "REPLICATE_DO_TABLE", "REPLICATE_IGNORE_TABLE" -> tokens.tableName().toString();
      case "REPLICATE_WILD_DO_TABLE", "REPLICATE_WILD_IGNORE_TABLE" -> tokens.string();
      default -> tokens.name();
    };
  }

  private Optional<String> channel() {
    if (!tokens.accept(Keyword.FOR)) {
      return Optional.empty();
    }
    tokens.expect(Keyword.CHANNEL);
    return Optional.of(tokens.string());
  }

  // ---- START, STOP

  private boolean acceptReplica() {
    return tokens.accept(Keyword.REPLICA) || tokens.accept(Keyword.SLAVE);
  }

  private record Threads(boolean receiver, boolean applier) {}

  private Threads threads() {
    boolean receiver = false;
    boolean applier = false;
    do {
      if (tokens.accept(Keyword.SQL_THREAD)) {
        applier = true;
      } else if (tokens.accept(Keyword.IO_THREAD) || tokens.accept(Keyword.RELAY_THREAD)) {
        receiver = true;
      } else if (receiver || applier || tokens.at(TokenKind.COMMA)) {
        throw tokens.syntaxError();
      }
    } while (tokens.acceptComma());
    return receiver || applier ? new Threads(receiver, applier) : new Threads(true, true);
  }

  private Statement start() {
    if (tokens.accept(Keyword.GROUP_REPLICATION)) {
      return groupReplication(true);
    }
    if (!acceptReplica()) {
      throw tokens.syntaxError();
    }
    Threads threads = threads();
    Optional<Until> until = tokens.accept(Keyword.UNTIL) ? Optional.of(until()) : Optional.empty();
    List<SourceOption> connection = connection();
    return new ReplicationStatement.StartReplica(
        threads.receiver(), threads.applier(), until, connection, channel());
  }

  /** {@code USER = 'u' PASSWORD = 'p' DEFAULT_AUTH = 'x' PLUGIN_DIR = 'd'}. */
  private List<SourceOption> connection() {
    List<SourceOption> options = new ArrayList<>();
    for (; ; ) {
      switch (tokens.keyword()) {
        case USER, PASSWORD, DEFAULT_AUTH, PLUGIN_DIR -> {
          String name = tokens.anyWord();
          tokens.expect(TokenKind.EQUAL);
          options.add(new SourceOption(name, new OptionValue.Text(tokens.string())));
          tokens.acceptComma();
        }
        default -> {
          return options;
        }
      }
    }
  }

  private Until until() {
    if (tokens.at(Keyword.SQL_BEFORE_GTIDS) || tokens.at(Keyword.SQL_AFTER_GTIDS)) {
      boolean before = tokens.at(Keyword.SQL_BEFORE_GTIDS);
      tokens.advance();
      tokens.expect(TokenKind.EQUAL);
      return new Until.Gtids(before, tokens.string());
    }
    if (tokens.accept(Keyword.SQL_AFTER_MTS_GAPS)) {
      return new Until.AfterGaps();
    }
    Map<String, OptionValue> values = new HashMap<>();
    do {
      SourceOption option = option();
      values.put(option.name(), option.value());
    } while (tokens.acceptComma());
    boolean relay = values.containsKey("RELAY_LOG_FILE");
    OptionValue file = values.get(relay ? "RELAY_LOG_FILE" : "SOURCE_LOG_FILE");
    OptionValue position = values.get(relay ? "RELAY_LOG_POS" : "SOURCE_LOG_POS");
    if (values.size() == 2
        && file instanceof OptionValue.Text text
        && position instanceof OptionValue.Number number) {
      return new Until.Position(relay, text.text(), Long.parseUnsignedLong(number.digits()));
    }
    throw tokens.syntaxError();
  }

  private Statement stop() {
    if (tokens.accept(Keyword.GROUP_REPLICATION)) {
      return groupReplication(false);
    }
    if (!acceptReplica()) {
      throw tokens.syntaxError();
    }
    Threads threads = threads();
    return new ReplicationStatement.StopReplica(threads.receiver(), threads.applier(), channel());
  }

  private Statement groupReplication(boolean started) {
    if (started) {
      connection();
    }
    return new ReplicationStatement.GroupReplication(started);
  }

  // ---- RESET, PURGE

  private Statement reset() {
    if (tokens.accept(Keyword.PERSIST)) {
      boolean ifExists = tokens.acceptIfExists();
      Optional<String> name = Optional.empty();
      if (tokens.atName() || tokens.at(Keyword.DEFAULT)) {
        name = Optional.of(variableName());
      } else if (ifExists) {
        throw tokens.syntaxError();
      }
      return new AdminStatement.ResetPersist(ifExists, name);
    }
    List<ReplicationStatement> targets = tokens.commaList(this::resetTarget);
    return targets.size() == 1 ? targets.getFirst() : new ReplicationStatement.Reset(targets);
  }

  private ReplicationStatement resetTarget() {
    if (acceptReplica()) {
      boolean all = tokens.accept(Keyword.ALL);
      return new ReplicationStatement.ResetReplica(all, channel());
    }
    if (!tokens.accept(Keyword.MASTER)) {
      tokens.expect(Keyword.BINARY, Keyword.LOGS);
      tokens.expect(Keyword.AND, Keyword.GTIDS);
    }
    Optional<Long> first =
        tokens.accept(Keyword.TO) ? Optional.of(tokens.unsignedLong()) : Optional.empty();
    return new ReplicationStatement.ResetBinaryLogs(first);
  }

  private String variableName() {
    String name = tokens.at(Keyword.DEFAULT) ? tokens.anyWord() : tokens.name();
    return tokens.accept(TokenKind.DOT) ? name + "." + tokens.nameAfterDot() : name;
  }

  private Statement purge() {
    if (!tokens.accept(Keyword.MASTER)) {
      tokens.expect(Keyword.BINARY);
    }
    tokens.expect(Keyword.LOGS);
    if (tokens.accept(Keyword.TO)) {
      return new ReplicationStatement.PurgeLogsTo(tokens.string());
    }
    tokens.expect(Keyword.BEFORE);
    return new ReplicationStatement.PurgeLogsBefore(grammar.expressions.expression());
  }
}
