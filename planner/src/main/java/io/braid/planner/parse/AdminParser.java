package io.braid.planner.parse;

import io.braid.planner.tree.AdminStatement;
import io.braid.planner.tree.AdminStatement.Flush;
import io.braid.planner.tree.AdminStatement.FlushTables;
import io.braid.planner.tree.AdminStatement.TableMaintenance;
import io.braid.planner.tree.Expression;
import io.braid.planner.tree.Statement;
import io.braid.planner.tree.TableName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * FLUSH, KILL, table maintenance, SHUTDOWN, and the statements of shards, which MySQL has not.
 *
 * @see "MySQL 9.7 Reference Manual, Database Administration Statements"
 */
final class AdminParser {
  private final Grammar grammar;
  private final TokenStream tokens;

  AdminParser(Grammar grammar) {
    this.grammar = grammar;
    this.tokens = grammar.tokens;
  }

  Statement statement() {
    Keyword word = tokens.keyword();
    tokens.advance();
    return switch (word) {
      case FLUSH -> flush();
      case KILL -> kill();
      case ANALYZE -> analyze();
      case CHECK -> maintenance(TableMaintenance.Action.CHECK, false);
      case CHECKSUM -> maintenance(TableMaintenance.Action.CHECKSUM, false);
      case OPTIMIZE -> maintenance(TableMaintenance.Action.OPTIMIZE, true);
      case REPAIR -> maintenance(TableMaintenance.Action.REPAIR, true);
      case SHUTDOWN -> new AdminStatement.Shutdown();
      default -> new AdminStatement.Restart();
    };
  }

  /** SPLIT TABLE, MOVE SHARD and CANCEL OPERATOR, whose first words are keywords nowhere else. */
  static boolean isShardStatement(TokenStream tokens) {
    return tokens.atWord("SPLIT") || tokens.atWord("MOVE") || tokens.atWord("CANCEL");
  }

  Statement shardStatement() {
    if (tokens.acceptWord("SPLIT")) {
      return split();
    }
    if (tokens.acceptWord("MOVE")) {
      expectWord("SHARD");
      long shard = tokens.unsignedLong();
      tokens.expect(Keyword.TO);
      expectWord("VOLUME");
      return new AdminStatement.MoveShard(
          shard, tokens.unsignedLong(), tokens.accept(Keyword.WAIT));
    }
    tokens.advance();
    expectWord("OPERATOR");
    return new AdminStatement.CancelOperator(tokens.unsignedLong());
  }

  private void expectWord(String word) {
    if (!tokens.acceptWord(word)) {
      throw tokens.syntaxError();
    }
  }

  private Statement split() {
    tokens.expect(Keyword.TABLE);
    TableName table = tokens.tableName();
    Optional<String> index = Optional.empty();
    if (tokens.accept(Keyword.INDEX)) {
      index = Optional.of(tokens.name());
    }
    tokens.expect(Keyword.BY);
    return new AdminStatement.SplitTable(table, index, tokens.commaList(this::splitKey));
  }

  private List<Expression> splitKey() {
    tokens.expect(TokenKind.LEFT_PARENTHESIS);
    List<Expression> values = tokens.commaList(grammar.expressions::expression);
    tokens.expect(TokenKind.RIGHT_PARENTHESIS);
    return values;
  }

  private boolean noWriteToBinlog() {
    return tokens.accept(Keyword.NO_WRITE_TO_BINLOG) || tokens.accept(Keyword.LOCAL);
  }

  private Statement kill() {
    boolean queryOnly = tokens.accept(Keyword.QUERY);
    if (!queryOnly) {
      tokens.accept(Keyword.CONNECTION);
    }
    Expression id = grammar.expressions.expression();
    return new AdminStatement.Kill(queryOnly, id);
  }

  // ---- FLUSH

  private Statement flush() {
    boolean local = noWriteToBinlog();
    if (tokens.at(Keyword.TABLES) || tokens.at(Keyword.TABLE)) {
      tokens.advance();
      return flushTables(local);
    }
    return new Flush(tokens.commaList(this::target), local);
  }

  private Statement flushTables(boolean local) {
    List<TableName> tables = tokens.atName() ? tokens.commaList(tokens::tableName) : List.of();
    FlushTables.Lock lock = FlushTables.Lock.NONE;
    if (tokens.accept(Keyword.WITH)) {
      tokens.expect(Keyword.READ, Keyword.LOCK);
      lock = FlushTables.Lock.READ;
    } else if (!tables.isEmpty() && tokens.accept(Keyword.FOR)) {
      tokens.expect(Keyword.EXPORT);
      lock = FlushTables.Lock.EXPORT;
    }
    return new FlushTables(tables, lock, local);
  }

  private Flush.Target target() {
    Keyword word = tokens.keyword();
    Flush.Target target =
        switch (word) {
          case LOGS -> Flush.Target.LOGS;
          case BINARY -> Flush.Target.BINARY_LOGS;
          case ENGINE -> Flush.Target.ENGINE_LOGS;
          case ERROR -> Flush.Target.ERROR_LOGS;
          case GENERAL -> Flush.Target.GENERAL_LOGS;
          case SLOW -> Flush.Target.SLOW_LOGS;
          case RELAY -> Flush.Target.RELAY_LOGS;
          case PRIVILEGES -> Flush.Target.PRIVILEGES;
          case STATUS -> Flush.Target.STATUS;
          case USER_RESOURCES -> Flush.Target.USER_RESOURCES;
          case OPTIMIZER_COSTS -> Flush.Target.OPTIMIZER_COSTS;
          default -> throw tokens.syntaxError();
        };
    tokens.advance();
    switch (target) {
      case BINARY_LOGS, ENGINE_LOGS, ERROR_LOGS, GENERAL_LOGS, SLOW_LOGS ->
          tokens.expect(Keyword.LOGS);
      case RELAY_LOGS -> {
        tokens.expect(Keyword.LOGS);
        if (tokens.accept(Keyword.FOR)) {
          tokens.expect(Keyword.CHANNEL);
          tokens.string();
        }
      }
      case LOGS, PRIVILEGES, STATUS, USER_RESOURCES, OPTIMIZER_COSTS -> {}
    }
    return target;
  }

  // ---- tables

  private Statement analyze() {
    boolean local = noWriteToBinlog();
    tableWord();
    List<TableName> tables = tokens.commaList(tokens::tableName);
    boolean drop = tokens.at(Keyword.DROP);
    if (!drop && !tokens.at(Keyword.UPDATE)) {
      return new TableMaintenance(TableMaintenance.Action.ANALYZE, tables, List.of(), local);
    }
    tokens.advance();
    tokens.expect(Keyword.HISTOGRAM, Keyword.ON);
    List<String> columns = tokens.commaList(tokens::name);
    if (!drop) {
      histogramOptions();
    }
    return new AdminStatement.AnalyzeHistogram(tables.getFirst(), drop, columns, local);
  }

  private void histogramOptions() {
    if (tokens.accept(Keyword.USING)) {
      tokens.expect(Keyword.DATA);
      tokens.string();
      return;
    }
    if (tokens.accept(Keyword.WITH)) {
      tokens.unsignedLong();
      tokens.expect(Keyword.BUCKETS);
    }
    if (tokens.accept(Keyword.AUTO) || tokens.accept(Keyword.MANUAL)) {
      tokens.expect(Keyword.UPDATE);
    }
  }

  private void tableWord() {
    if (!tokens.accept(Keyword.TABLES)) {
      tokens.expect(Keyword.TABLE);
    }
  }

  private Statement maintenance(TableMaintenance.Action action, boolean localAllowed) {
    boolean local = localAllowed && noWriteToBinlog();
    tableWord();
    List<TableName> tables = tokens.commaList(tokens::tableName);
    List<String> options = new ArrayList<>();
    if (action == TableMaintenance.Action.CHECK && tokens.accept(Keyword.FOR)) {
      tokens.expect(Keyword.UPGRADE);
      options.add("FOR UPGRADE");
    }
    while (isOption(action, tokens.keyword())) {
      options.add(tokens.anyWord());
      if (action == TableMaintenance.Action.CHECK && tokens.accept(Keyword.FOR)) {
        tokens.expect(Keyword.UPGRADE);
        options.add("FOR UPGRADE");
      }
    }
    return new TableMaintenance(action, tables, options, local);
  }

  private static boolean isOption(TableMaintenance.Action action, Keyword word) {
    return switch (word) {
      case QUICK, EXTENDED ->
          action == TableMaintenance.Action.CHECK
              || action == TableMaintenance.Action.CHECKSUM
              || action == TableMaintenance.Action.REPAIR;
      case FAST, MEDIUM, CHANGED -> action == TableMaintenance.Action.CHECK;
      case USE_FRM -> action == TableMaintenance.Action.REPAIR;
      default -> false;
    };
  }
}
