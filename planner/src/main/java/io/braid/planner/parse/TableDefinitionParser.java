package io.braid.planner.parse;

import io.braid.planner.tree.ColumnAttribute;
import io.braid.planner.tree.DataType;
import io.braid.planner.tree.DdlStatement;
import io.braid.planner.tree.Expression;
import io.braid.planner.tree.Literal;
import io.braid.planner.tree.TableElement;
import io.braid.planner.tree.TableElement.KeyKind;
import io.braid.planner.tree.TableElement.KeyOption;
import io.braid.planner.tree.TableElement.KeyPart;
import io.braid.planner.tree.TableName;
import io.braid.planner.tree.TableOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Columns, keys, constraints and options of a table.
 *
 * @see "MySQL 9.7 Reference Manual, CREATE TABLE Statement"
 */
final class TableDefinitionParser {
  private final Grammar grammar;
  private final TokenStream tokens;

  TableDefinitionParser(Grammar grammar) {
    this.grammar = grammar;
    this.tokens = grammar.tokens;
  }

  // ---- elements

  TableElement element() {
    return atConstraint() ? constraint() : column();
  }

  /** Whether a key, foreign key or check begins here, and not a column. */
  boolean atConstraint() {
    return switch (tokens.keyword()) {
      case PRIMARY, UNIQUE, KEY, INDEX, FULLTEXT, SPATIAL, FOREIGN, CONSTRAINT, CHECK -> true;
      default -> false;
    };
  }

  TableElement constraint() {
    Optional<String> constraint = Optional.empty();
    boolean named = tokens.accept(Keyword.CONSTRAINT);
    if (named && tokens.atName()) {
      constraint = Optional.of(tokens.name());
    }
    switch (tokens.keyword()) {
      case PRIMARY -> {
        tokens.advance();
        tokens.expect(Keyword.KEY);
        return key(KeyKind.PRIMARY, constraint);
      }
      case UNIQUE -> {
        tokens.advance();
        acceptKeyOrIndex();
        return key(KeyKind.UNIQUE, constraint);
      }
      case FOREIGN -> {
        tokens.advance();
        tokens.expect(Keyword.KEY);
        return foreignKey(constraint);
      }
      case CHECK -> {
        return check(constraint);
      }
      default -> {
        if (named) {
          throw tokens.syntaxError();
        }
        return plainKey();
      }
    }
  }

  private TableElement plainKey() {
    KeyKind kind =
        switch (tokens.keyword()) {
          case FULLTEXT -> KeyKind.FULLTEXT;
          case SPATIAL -> KeyKind.SPATIAL;
          case KEY, INDEX -> KeyKind.PLAIN;
          default -> throw tokens.syntaxError();
        };
    tokens.advance();
    if (kind != KeyKind.PLAIN) {
      acceptKeyOrIndex();
    }
    return key(kind, Optional.empty());
  }

  private boolean acceptKeyOrIndex() {
    return tokens.accept(Keyword.KEY) || tokens.accept(Keyword.INDEX);
  }

  /** The rest of a key behind its leading words. */
  TableElement.Key key(KeyKind kind, Optional<String> constraint) {
    boolean ifNotExists = tokens.acceptIfNotExists();
    Optional<String> name = tokens.atName() ? Optional.of(tokens.name()) : Optional.empty();
    List<KeyOption> options = new ArrayList<>();
    boolean typed = kind != KeyKind.FULLTEXT && kind != KeyKind.SPATIAL;
    if (typed && (tokens.at(Keyword.USING) || tokens.at(Keyword.TYPE))) {
      tokens.advance();
      options.add(indexType());
    }
    return keyBody(kind, constraint, ifNotExists, name, options);
  }

  /** The columns and options of a key. */
  TableElement.Key keyBody(
      KeyKind kind,
      Optional<String> constraint,
      boolean ifNotExists,
      Optional<String> name,
      List<KeyOption> options) {
    List<KeyPart> parts = tokens.parenthesized(this::keyPart);
    keyOptions(kind, options);
    return new TableElement.Key(kind, constraint, ifNotExists, name, parts, options);
  }

  KeyOption indexType() {
    return switch (tokens.keyword()) {
      case BTREE, HASH, RTREE -> new KeyOption.Using(tokens.anyWord());
      default -> throw tokens.syntaxError();
    };
  }

  private KeyPart keyPart() {
    if (tokens.accept(TokenKind.LEFT_PARENTHESIS)) {
      Expression expression = grammar.expressions.expression();
      tokens.expect(TokenKind.RIGHT_PARENTHESIS);
      return new KeyPart.ExpressionPart(expression, descending());
    }
    String column = tokens.name();
    OptionalLong length = OptionalLong.empty();
    if (tokens.accept(TokenKind.LEFT_PARENTHESIS)) {
      length = OptionalLong.of(tokens.unsignedLong());
      tokens.expect(TokenKind.RIGHT_PARENTHESIS);
    }
    return new KeyPart.ColumnPart(column, length, descending());
  }

  private boolean descending() {
    if (tokens.accept(Keyword.DESC)) {
      return true;
    }
    tokens.accept(Keyword.ASC);
    return false;
  }

  private void keyOptions(KeyKind kind, List<KeyOption> options) {
    for (; ; ) {
      switch (tokens.keyword()) {
        case USING, TYPE -> {
          if (kind == KeyKind.FULLTEXT || kind == KeyKind.SPATIAL) {
            throw tokens.syntaxError();
          }
          tokens.advance();
          options.add(indexType());
        }
        case KEY_BLOCK_SIZE -> {
          tokens.advance();
          tokens.accept(TokenKind.EQUAL);
          options.add(new KeyOption.KeyBlockSize(tokens.unsignedLong()));
        }
        case COMMENT -> {
          tokens.advance();
          options.add(new KeyOption.Comment(tokens.string()));
        }
        case WITH -> {
          if (kind != KeyKind.FULLTEXT || tokens.peekKeyword(1) != Keyword.PARSER) {
            return;
          }
          tokens.advance();
          tokens.advance();
          options.add(new KeyOption.WithParser(tokens.name()));
        }
        case VISIBLE, INVISIBLE -> options.add(new KeyOption.Visibility(takeVisible()));
        case ENGINE_ATTRIBUTE, SECONDARY_ENGINE_ATTRIBUTE -> {
          boolean secondary = tokens.at(Keyword.SECONDARY_ENGINE_ATTRIBUTE);
          tokens.advance();
          tokens.accept(TokenKind.EQUAL);
          options.add(new KeyOption.EngineAttribute(secondary, tokens.string()));
        }
        default -> {
          return;
        }
      }
    }
  }

  boolean takeVisible() {
    boolean visible = tokens.at(Keyword.VISIBLE);
    if (!visible && !tokens.at(Keyword.INVISIBLE)) {
      throw tokens.syntaxError();
    }
    tokens.advance();
    return visible;
  }

  private TableElement foreignKey(Optional<String> constraint) {
    boolean ifNotExists = tokens.acceptIfNotExists();
    if (ifNotExists) {
      throw tokens.syntaxError();
    }
    Optional<String> name = tokens.atName() ? Optional.of(tokens.name()) : Optional.empty();
    List<String> columns = tokens.parenthesized(this::foreignColumn);
    return new TableElement.ForeignKey(constraint, name, columns, references());
  }

  private String foreignColumn() {
    String column = tokens.name();
    if (!tokens.accept(Keyword.ASC)) {
      tokens.accept(Keyword.DESC);
    }
    return column;
  }

  private TableElement.References references() {
    tokens.expect(Keyword.REFERENCES);
    TableName table = tokens.tableName();
    List<String> columns =
        tokens.at(TokenKind.LEFT_PARENTHESIS)
            ? tokens.parenthesized(this::foreignColumn)
            : List.of();
    Optional<TableElement.MatchKind> match = Optional.empty();
    if (tokens.accept(Keyword.MATCH)) {
      match =
          Optional.of(
              switch (tokens.keyword()) {
                case FULL -> TableElement.MatchKind.FULL;
                case PARTIAL -> TableElement.MatchKind.PARTIAL;
                case SIMPLE -> TableElement.MatchKind.SIMPLE;
                default -> throw tokens.syntaxError();
              });
      tokens.advance();
    }
    Optional<TableElement.ReferentialAction> onDelete = Optional.empty();
    Optional<TableElement.ReferentialAction> onUpdate = Optional.empty();
    while (tokens.at(Keyword.ON)) {
      tokens.advance();
      if (onUpdate.isEmpty() && tokens.accept(Keyword.UPDATE)) {
        onUpdate = Optional.of(referentialAction());
      } else if (onDelete.isEmpty() && tokens.accept(Keyword.DELETE)) {
        onDelete = Optional.of(referentialAction());
      } else {
        throw tokens.syntaxError();
      }
    }
    return new TableElement.References(table, columns, match, onDelete, onUpdate);
  }

  private TableElement.ReferentialAction referentialAction() {
    if (tokens.accept(Keyword.RESTRICT)) {
      return TableElement.ReferentialAction.RESTRICT;
    }
    if (tokens.accept(Keyword.CASCADE)) {
      return TableElement.ReferentialAction.CASCADE;
    }
    if (tokens.accept(Keyword.NO)) {
      tokens.expect(Keyword.ACTION);
      return TableElement.ReferentialAction.NO_ACTION;
    }
    tokens.expect(Keyword.SET);
    if (tokens.accept(Keyword.NULL)) {
      return TableElement.ReferentialAction.SET_NULL;
    }
    tokens.expect(Keyword.DEFAULT);
    return TableElement.ReferentialAction.SET_DEFAULT;
  }

  private TableElement.Check check(Optional<String> constraint) {
    tokens.expect(Keyword.CHECK);
    tokens.expect(TokenKind.LEFT_PARENTHESIS);
    Expression condition = grammar.expressions.expression();
    tokens.expect(TokenKind.RIGHT_PARENTHESIS);
    return new TableElement.Check(constraint, condition, enforced());
  }

  private boolean enforced() {
    if (tokens.accept(Keyword.NOT, Keyword.ENFORCED)) {
      return false;
    }
    tokens.accept(Keyword.ENFORCED);
    return true;
  }

  // ---- columns

  TableElement.Column column() {
    return column(tokens.name());
  }

  /** A column whose name was read. */
  TableElement.Column column(String name) {
    List<ColumnAttribute> attributes = new ArrayList<>();
    boolean serial = tokens.at(Keyword.SERIAL);
    DataType type = grammar.types.type();
    if (serial) {
      attributes.add(new ColumnAttribute.Nullability(false));
      attributes.add(new ColumnAttribute.AutoIncrement());
      attributes.add(new ColumnAttribute.Unique());
    }
    if (tokens.at(Keyword.COLLATE)) {
      tokens.advance();
      type = type.withCollation(tokens.collation());
    }
    generated(attributes);
    while (attribute(attributes, type.collation().isPresent())) {}
    if (tokens.at(Keyword.REFERENCES)) {
      attributes.add(new ColumnAttribute.InlineReferences(references()));
    }
    return new TableElement.Column(name, type, attributes);
  }

  private void generated(List<ColumnAttribute> attributes) {
    if (tokens.accept(Keyword.GENERATED)) {
      tokens.expect(Keyword.ALWAYS);
      tokens.expect(Keyword.AS);
    } else if (!tokens.accept(Keyword.AS)) {
      return;
    }
    tokens.expect(TokenKind.LEFT_PARENTHESIS);
    Expression expression = grammar.expressions.expression();
    tokens.expect(TokenKind.RIGHT_PARENTHESIS);
    boolean stored = tokens.accept(Keyword.STORED);
    if (!stored) {
      tokens.accept(Keyword.VIRTUAL);
    }
    attributes.add(new ColumnAttribute.Generated(expression, stored));
  }

  /** Reads one attribute, or says that there is none. */
  private boolean attribute(List<ColumnAttribute> attributes, boolean collated) {
    switch (tokens.keyword()) {
      case NULL -> {
        tokens.advance();
        attributes.add(new ColumnAttribute.Nullability(true));
      }
      case NOT -> {
        tokens.advance();
        if (tokens.accept(Keyword.SECONDARY)) {
          attributes.add(new ColumnAttribute.NotSecondary());
        } else {
          tokens.expect(Keyword.NULL);
          attributes.add(new ColumnAttribute.Nullability(false));
        }
      }
      case DEFAULT -> {
        tokens.advance();
        boolean parenthesized = tokens.at(TokenKind.LEFT_PARENTHESIS);
        attributes.add(new ColumnAttribute.Default(defaultValue(), parenthesized));
      }
      case ON -> {
        tokens.advance();
        tokens.expect(Keyword.UPDATE);
        attributes.add(new ColumnAttribute.OnUpdateNow(nowDigits()));
      }
      case AUTO_INCREMENT -> add(attributes, new ColumnAttribute.AutoIncrement());
      case SERIAL -> {
        tokens.advance();
        tokens.expect(Keyword.DEFAULT, Keyword.VALUE);
        attributes.add(new ColumnAttribute.SerialDefaultValue());
      }
      case UNIQUE -> {
        tokens.advance();
        tokens.accept(Keyword.KEY);
        attributes.add(new ColumnAttribute.Unique());
      }
      case PRIMARY -> {
        tokens.advance();
        tokens.expect(Keyword.KEY);
        attributes.add(new ColumnAttribute.PrimaryKey());
      }
      case KEY -> add(attributes, new ColumnAttribute.PrimaryKey());
      case COMMENT -> {
        tokens.advance();
        attributes.add(new ColumnAttribute.Comment(tokens.string()));
      }
      case COLLATE -> {
        if (collated || attributes.stream().anyMatch(ColumnAttribute.Collation.class::isInstance)) {
          throw tokens.syntaxError();
        }
        tokens.advance();
        attributes.add(new ColumnAttribute.Collation(tokens.collation()));
      }
      case COLUMN_FORMAT -> {
        tokens.advance();
        attributes.add(new ColumnAttribute.ColumnFormat(formatWord()));
      }
      case STORAGE -> {
        tokens.advance();
        attributes.add(new ColumnAttribute.Storage(storageWord()));
      }
      case VISIBLE, INVISIBLE -> attributes.add(new ColumnAttribute.Visibility(takeVisible()));
      case SRID -> {
        tokens.advance();
        attributes.add(new ColumnAttribute.Srid(tokens.unsignedLong()));
      }
      case ENGINE_ATTRIBUTE, SECONDARY_ENGINE_ATTRIBUTE -> {
        boolean secondary = tokens.at(Keyword.SECONDARY_ENGINE_ATTRIBUTE);
        tokens.advance();
        tokens.accept(TokenKind.EQUAL);
        attributes.add(new ColumnAttribute.EngineAttribute(secondary, tokens.string()));
      }
      case CONSTRAINT -> {
        Keyword second = tokens.peekKeyword(1);
        if (second != Keyword.CHECK && tokens.peekKeyword(2) != Keyword.CHECK) {
          return false;
        }
        tokens.advance();
        Optional<String> name =
            tokens.at(Keyword.CHECK) ? Optional.empty() : Optional.of(tokens.name());
        inlineCheck(attributes, name);
      }
      case CHECK -> inlineCheck(attributes, Optional.empty());
      default -> {
        return false;
      }
    }
    return true;
  }

  private void add(List<ColumnAttribute> attributes, ColumnAttribute attribute) {
    tokens.advance();
    attributes.add(attribute);
  }

  private void inlineCheck(List<ColumnAttribute> attributes, Optional<String> name) {
    TableElement.Check check = check(name);
    attributes.add(
        new ColumnAttribute.InlineCheck(check.constraint(), check.condition(), check.enforced()));
  }

  private String formatWord() {
    return switch (tokens.keyword()) {
      case FIXED, DYNAMIC, DEFAULT -> tokens.anyWord();
      default -> throw tokens.syntaxError();
    };
  }

  private String storageWord() {
    return switch (tokens.keyword()) {
      case DISK, MEMORY, DEFAULT -> tokens.anyWord();
      default -> throw tokens.syntaxError();
    };
  }

  /** A literal with sign, CURRENT_TIMESTAMP or an expression in parentheses. */
  Expression defaultValue() {
    if (tokens.accept(TokenKind.LEFT_PARENTHESIS)) {
      Expression expression = grammar.expressions.expression();
      tokens.expect(TokenKind.RIGHT_PARENTHESIS);
      return expression;
    }
    if (tokens.at(TokenKind.MINUS) || tokens.at(TokenKind.PLUS)) {
      return switch (tokens.peekKind(1)) {
        case INTEGER, DECIMAL, FLOAT -> grammar.expressions.simpleExpression();
        default -> throw tokens.syntaxError();
      };
    }
    if (grammar.literals.atLiteral()) {
      return grammar.literals.literal();
    }
    int from = tokens.start();
    int digits = nowDigits();
    return new Expression.FunctionCall(
        Optional.empty(),
        "now",
        digits == 0 ? List.of() : List.of(new Literal.IntegerLiteral(digits)),
        tokens.sourceFrom(from));
  }

  /** {@code CURRENT_TIMESTAMP[(n)]} or a synonym. */
  private int nowDigits() {
    boolean now = tokens.atWord("NOW") && tokens.peekKind(1) == TokenKind.LEFT_PARENTHESIS;
    switch (tokens.keyword()) {
      case CURRENT_TIMESTAMP, LOCALTIME, LOCALTIMESTAMP -> {}
      default -> {
        if (!now) {
          throw tokens.syntaxError();
        }
      }
    }
    tokens.advance();
    int digits = 0;
    if (tokens.accept(TokenKind.LEFT_PARENTHESIS)) {
      if (tokens.at(TokenKind.INTEGER)) {
        digits = (int) Math.min(tokens.unsignedLong(), 100);
      }
      tokens.expect(TokenKind.RIGHT_PARENTHESIS);
    }
    return digits;
  }

  // ---- options

  /** The option at the present token, if one begins there. */
  Optional<TableOption> option() {
    boolean byDefault = tokens.at(Keyword.DEFAULT);
    Keyword word = byDefault ? tokens.peekKeyword(1) : tokens.keyword();
    if (byDefault && !isCharsetOption(word)) {
      return Optional.empty();
    }
    if (byDefault) {
      tokens.advance();
    }
    switch (word) {
      case CHARSET, CHARACTER, CHAR -> {
        if (!grammar.types.acceptCharacterSet()) {
          throw tokens.syntaxError();
        }
        tokens.accept(TokenKind.EQUAL);
        return Optional.of(new TableOption.CharacterSet(tokens.charset()));
      }
      case COLLATE -> {
        take();
        return Optional.of(new TableOption.Collation(tokens.collation()));
      }
      case ENGINE -> {
        take();
        return Optional.of(new TableOption.Engine(tokens.nameOrString()));
      }
      case AUTO_INCREMENT -> {
        take();
        return Optional.of(new TableOption.AutoIncrement(tokens.unsignedLong()));
      }
      case COMMENT -> {
        take();
        return Optional.of(new TableOption.Comment(tokens.string()));
      }
      case ROW_FORMAT -> {
        take();
        return switch (tokens.keyword()) {
          case DEFAULT, FIXED, DYNAMIC, COMPRESSED, REDUNDANT, COMPACT ->
              Optional.of(new TableOption.RowFormat(tokens.anyWord()));
          default -> throw tokens.syntaxError();
        };
      }
      case UNION -> {
        take();
        tokens.expect(TokenKind.LEFT_PARENTHESIS);
        List<TableName> tables =
            tokens.at(TokenKind.RIGHT_PARENTHESIS)
                ? List.of()
                : tokens.commaList(tokens::tableName);
        tokens.expect(TokenKind.RIGHT_PARENTHESIS);
        return Optional.of(new TableOption.Union(tables));
      }
      case TABLESPACE -> {
        take();
        return Optional.of(new TableOption.Tablespace(tokens.nameOrString()));
      }
      case MAX_ROWS,
          MIN_ROWS,
          AVG_ROW_LENGTH,
          CHECKSUM,
          TABLE_CHECKSUM,
          DELAY_KEY_WRITE,
          KEY_BLOCK_SIZE,
          PACK_KEYS,
          STATS_AUTO_RECALC,
          STATS_PERSISTENT,
          STATS_SAMPLE_PAGES -> {
        String name = word == Keyword.TABLE_CHECKSUM ? "CHECKSUM" : word.name();
        take();
        return Optional.of(new TableOption.Number(name, numberOrDefault(word)));
      }
      case COMPRESSION,
          CONNECTION,
          ENCRYPTION,
          PASSWORD,
          ENGINE_ATTRIBUTE,
          SECONDARY_ENGINE_ATTRIBUTE,
          AUTOEXTEND_SIZE -> {
        take();
        String value = word == Keyword.AUTOEXTEND_SIZE ? sizeText() : tokens.string();
        return Optional.of(new TableOption.Text(word.name(), value));
      }
      case DATA, INDEX -> {
        if (tokens.peekKeyword(1) != Keyword.DIRECTORY) {
          return Optional.empty();
        }
        tokens.advance();
        take();
        return Optional.of(new TableOption.Text(word.name() + " DIRECTORY", tokens.string()));
      }
      case INSERT_METHOD, SECONDARY_ENGINE -> {
        take();
        String value =
            tokens.accept(Keyword.NULL)
                ? "NULL"
                : word == Keyword.INSERT_METHOD ? tokens.anyWord() : tokens.nameOrString();
        return Optional.of(new TableOption.Word(word.name(), value));
      }
      case STORAGE -> {
        tokens.advance();
        return Optional.of(new TableOption.Word("STORAGE", storageWord()));
      }
      case START -> {
        tokens.advance();
        tokens.expect(Keyword.TRANSACTION);
        return Optional.of(new TableOption.Word("START TRANSACTION", ""));
      }
      default -> {
        return Optional.empty();
      }
    }
  }

  private static boolean isCharsetOption(Keyword word) {
    return switch (word) {
      case CHARSET, CHARACTER, CHAR, COLLATE -> true;
      default -> false;
    };
  }

  /** The option's word and the optional equal sign. */
  private void take() {
    tokens.advance();
    tokens.accept(TokenKind.EQUAL);
  }

  String charsetOrDefault() {
    return tokens.accept(Keyword.DEFAULT) ? "default" : tokens.charsetName();
  }

  private String numberOrDefault(Keyword option) {
    boolean defaultAllowed =
        switch (option) {
          case PACK_KEYS, STATS_AUTO_RECALC, STATS_PERSISTENT, STATS_SAMPLE_PAGES -> true;
          default -> false;
        };
    if (defaultAllowed && tokens.accept(Keyword.DEFAULT)) {
      return "DEFAULT";
    }
    int at = tokens.start();
    long value = tokens.unsignedLong();
    long valueMax =
        switch (option) {
          case PACK_KEYS, STATS_AUTO_RECALC, STATS_PERSISTENT -> 1;
          case KEY_BLOCK_SIZE, STATS_SAMPLE_PAGES -> 65_535;
          case AVG_ROW_LENGTH -> 0xFFFF_FFFFL;
          default -> -1L;
        };
    if (Long.compareUnsigned(value, valueMax) > 0) {
      throw tokens.syntaxErrorAt(at);
    }
    return Long.toUnsignedString(value);
  }

  /** {@code 64M}, {@code 4194304}. */
  String sizeText() {
    String text = tokens.rawText(tokens.start(), tokens.end());
    if (!tokens.at(TokenKind.INTEGER) && !tokens.at(TokenKind.WORD)) {
      throw tokens.syntaxError();
    }
    tokens.advance();
    return text.toUpperCase(Locale.ROOT);
  }

  // ---- partitions

  boolean atPartitioning() {
    return tokens.at(Keyword.PARTITION, Keyword.BY);
  }

  /** PARTITION BY … as text: everything up to where a query or the statement's end follows. */
  DdlStatement.Partitioning partitioning() {
    int from = tokens.start();
    tokens.expect(Keyword.PARTITION, Keyword.BY);
    new PartitionParser(grammar).partitionBy();
    return new DdlStatement.Partitioning(tokens.rawText(from, tokens.previousEnd()));
  }
}
