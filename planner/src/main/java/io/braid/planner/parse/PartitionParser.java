package io.braid.planner.parse;

/**
 * Partition clauses: checked against the grammar, kept as text only.
 *
 * @see "MySQL 9.7 Reference Manual, CREATE TABLE and Partitioning"
 */
final class PartitionParser {
  private final Grammar grammar;
  private final TokenStream tokens;

  /** How many subpartitions each partition names; -1 before the first. */
  private int subpartitionCount = -1;

  PartitionParser(Grammar grammar) {
    this.grammar = grammar;
    this.tokens = grammar.tokens;
  }

  /** What follows PARTITION BY. */
  void partitionBy() {
    boolean linear = tokens.accept(Keyword.LINEAR);
    if (tokens.accept(Keyword.KEY)) {
      key();
    } else if (tokens.accept(Keyword.HASH)) {
      expression();
    } else if (!linear && (tokens.accept(Keyword.RANGE) || tokens.accept(Keyword.LIST))) {
      if (tokens.accept(Keyword.COLUMNS)) {
        tokens.parenthesized(tokens::name);
      } else {
        expression();
      }
    } else {
      throw tokens.syntaxError();
    }
    if (tokens.accept(Keyword.PARTITIONS)) {
      tokens.unsignedLong();
    }
    if (tokens.accept(Keyword.SUBPARTITION)) {
      tokens.expect(Keyword.BY);
      tokens.accept(Keyword.LINEAR);
      if (tokens.accept(Keyword.KEY)) {
        key();
      } else {
        tokens.expect(Keyword.HASH);
        expression();
      }
      if (tokens.accept(Keyword.SUBPARTITIONS)) {
        tokens.unsignedLong();
      }
    }
    if (tokens.at(TokenKind.LEFT_PARENTHESIS)) {
      definitions();
    }
  }

  private void key() {
    if (tokens.accept(Keyword.ALGORITHM)) {
      tokens.expect(TokenKind.EQUAL);
      tokens.unsignedLong();
    }
    tokens.expect(TokenKind.LEFT_PARENTHESIS);
    if (!tokens.at(TokenKind.RIGHT_PARENTHESIS)) {
      tokens.commaList(tokens::name);
    }
    tokens.expect(TokenKind.RIGHT_PARENTHESIS);
  }

  private void expression() {
    tokens.expect(TokenKind.LEFT_PARENTHESIS);
    grammar.expressions.bitExpression();
    tokens.expect(TokenKind.RIGHT_PARENTHESIS);
  }

  /** {@code (PARTITION …, …)}. */
  void definitions() {
    subpartitionCount = -1;
    tokens.parenthesized(this::definition);
  }

  private String definition() {
    tokens.expect(Keyword.PARTITION);
    String name = tokens.name();
    if (tokens.accept(Keyword.VALUES)) {
      if (tokens.accept(Keyword.LESS)) {
        tokens.expect(Keyword.THAN);
        if (!tokens.accept(Keyword.MAXVALUE)) {
          tokens.parenthesized(this::value);
        }
      } else {
        tokens.expect(Keyword.IN);
        tokens.parenthesized(this::valueOrRow);
      }
    }
    options();
    int subpartitions = 0;
    if (tokens.accept(TokenKind.LEFT_PARENTHESIS)) {
      do {
        tokens.expect(Keyword.SUBPARTITION);
        tokens.nameOrString();
        options();
        subpartitions++;
      } while (tokens.acceptComma());
      if (subpartitionCount >= 0 && subpartitionCount != subpartitions) {
        throw tokens.syntaxError();
      }
      tokens.expect(TokenKind.RIGHT_PARENTHESIS);
    } else if (subpartitionCount > 0) {
      throw tokens.syntaxError();
    }
    subpartitionCount = subpartitions;
    return name;
  }

  private boolean value() {
    if (!tokens.accept(Keyword.MAXVALUE)) {
      grammar.expressions.bitExpression();
    }
    return true;
  }

  private boolean valueOrRow() {
    if (tokens.at(TokenKind.LEFT_PARENTHESIS)) {
      tokens.parenthesized(this::value);
    } else {
      value();
    }
    return true;
  }

  private void options() {
    for (; ; ) {
      switch (tokens.keyword()) {
        case TABLESPACE -> {
          take();
          tokens.nameOrString();
        }
        case STORAGE, ENGINE -> {
          if (tokens.at(Keyword.STORAGE) && tokens.peekKeyword(1) != Keyword.ENGINE) {
            throw tokens.syntaxError();
          }
          tokens.accept(Keyword.STORAGE);
          take();
          tokens.nameOrString();
        }
        case NODEGROUP, MAX_ROWS, MIN_ROWS -> {
          take();
          tokens.unsignedLong();
        }
        case DATA, INDEX -> {
          tokens.advance();
          if (!tokens.at(Keyword.DIRECTORY)) {
            throw tokens.syntaxError();
          }
          take();
          tokens.string();
        }
        case COMMENT -> {
          take();
          tokens.string();
        }
        default -> {
          return;
        }
      }
    }
  }

  private void take() {
    tokens.advance();
    tokens.accept(TokenKind.EQUAL);
  }

  /** Whether an action of ALTER TABLE about partitions begins here. */
  boolean atMaintenance() {
    Keyword second = tokens.peekKeyword(1);
    return switch (tokens.keyword()) {
      case ADD, DROP -> second == Keyword.PARTITION;
      case TRUNCATE, COALESCE, REORGANIZE, EXCHANGE, REBUILD, OPTIMIZE, ANALYZE, CHECK, REPAIR ->
          second == Keyword.PARTITION;
      case DISCARD, IMPORT -> second == Keyword.PARTITION;
      case REMOVE -> second == Keyword.PARTITIONING;
      default -> false;
    };
  }

  /** The action at the present token; {@link #atMaintenance} holds. */
  void maintenance() {
    Keyword action = tokens.keyword();
    tokens.advance();
    tokens.advance();
    switch (action) {
      case ADD -> {
        acceptNoWrite();
        if (tokens.accept(Keyword.PARTITIONS)) {
          tokens.unsignedLong();
        } else {
          definitions();
        }
      }
      case DROP -> {
        tokens.commaList(tokens::name);
      }
      case COALESCE -> {
        acceptNoWrite();
        tokens.unsignedLong();
      }
      case REORGANIZE -> {
        acceptNoWrite();
        if (tokens.atName()) {
          tokens.commaList(tokens::name);
          tokens.expect(Keyword.INTO);
          definitions();
        }
      }
      case EXCHANGE -> {
        tokens.name();
        tokens.expect(Keyword.WITH, Keyword.TABLE);
        tokens.tableName();
        if (tokens.accept(Keyword.WITH) || tokens.accept(Keyword.WITHOUT)) {
          tokens.expect(Keyword.VALIDATION);
        }
      }
      case REBUILD, OPTIMIZE, ANALYZE, REPAIR -> {
        acceptNoWrite();
        allOrNames();
        while (action == Keyword.REPAIR
            && (tokens.accept(Keyword.QUICK)
                || tokens.accept(Keyword.EXTENDED)
                || tokens.accept(Keyword.USE_FRM))) {}
      }
      case CHECK -> {
        allOrNames();
        while (tokens.accept(Keyword.QUICK)
            || tokens.accept(Keyword.FAST)
            || tokens.accept(Keyword.MEDIUM)
            || tokens.accept(Keyword.EXTENDED)
            || tokens.accept(Keyword.CHANGED)) {}
      }
      case TRUNCATE -> allOrNames();
      case DISCARD, IMPORT -> {
        allOrNames();
        tokens.expect(Keyword.TABLESPACE);
      }
      default -> {}
    }
  }

  private void acceptNoWrite() {
    if (!tokens.accept(Keyword.NO_WRITE_TO_BINLOG)) {
      tokens.accept(Keyword.LOCAL);
    }
  }

  private void allOrNames() {
    if (!tokens.accept(Keyword.ALL)) {
      tokens.commaList(tokens::name);
    }
  }
}
