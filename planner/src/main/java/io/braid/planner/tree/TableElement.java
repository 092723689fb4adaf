package io.braid.planner.tree;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** What stands between the parentheses of CREATE TABLE. */
public sealed interface TableElement {

  /** A column with its attributes in the order written. */
  record Column(String name, DataType type, List<ColumnAttribute> attributes)
      implements TableElement {
    public Column {
      attributes = List.copyOf(attributes);
    }
  }

  /**
   * A primary, unique, plain, FULLTEXT or SPATIAL key.
   *
   * @param constraint the name after CONSTRAINT, which names the key when it has no other
   */
  record Key(
      KeyKind kind,
      Optional<String> constraint,
      boolean ifNotExists,
      Optional<String> name,
      List<KeyPart> parts,
      List<KeyOption> options)
      implements TableElement {
    public Key {
      parts = List.copyOf(parts);
      options = List.copyOf(options);
    }
  }

  /** Kinds of keys. */
  enum KeyKind {
    PRIMARY,
    UNIQUE,
    PLAIN,
    FULLTEXT,
    SPATIAL
  }

  /** A part of a key. */
  sealed interface KeyPart {
    /** Whether DESC was written. */
    boolean descending();

    /** {@code column[(length)]}. */
    record ColumnPart(String column, OptionalLong length, boolean descending) implements KeyPart {}

    /** {@code (expression)}. */
    record ExpressionPart(Expression expression, boolean descending) implements KeyPart {}
  }

  /** An option of a key. */
  sealed interface KeyOption {
    /** {@code USING BTREE | HASH | RTREE}. */
    record Using(String structure) implements KeyOption {}

    /** {@code KEY_BLOCK_SIZE}. */
    record KeyBlockSize(long size) implements KeyOption {}

    /** {@code COMMENT}. */
    record Comment(String text) implements KeyOption {}

    /** {@code WITH PARSER}. */
    record WithParser(String parser) implements KeyOption {}

    /** {@code VISIBLE | INVISIBLE}. */
    record Visibility(boolean visible) implements KeyOption {}

    /** {@code ENGINE_ATTRIBUTE}, {@code SECONDARY_ENGINE_ATTRIBUTE}. */
    record EngineAttribute(boolean secondary, String value) implements KeyOption {}
  }

  /**
   * A foreign key.
   *
   * @param constraint the name after CONSTRAINT
   * @param name the name after FOREIGN KEY
   */
  record ForeignKey(
      Optional<String> constraint,
      Optional<String> name,
      List<String> columns,
      References references)
      implements TableElement {
    public ForeignKey {
      columns = List.copyOf(columns);
    }
  }

  /** {@code REFERENCES table (columns) …}. */
  record References(
      TableName table,
      List<String> columns,
      Optional<MatchKind> match,
      Optional<ReferentialAction> onDelete,
      Optional<ReferentialAction> onUpdate) {
    public References {
      columns = List.copyOf(columns);
    }
  }

  /** {@code MATCH FULL | PARTIAL | SIMPLE}: parsed, without effect. */
  enum MatchKind {
    FULL,
    PARTIAL,
    SIMPLE
  }

  /** What happens to the children. */
  enum ReferentialAction {
    RESTRICT,
    CASCADE,
    SET_NULL,
    NO_ACTION,
    SET_DEFAULT;

    /** As MySQL prints it. */
    public String text() {
      return name().replace('_', ' ');
    }
  }

  /** {@code [CONSTRAINT name] CHECK (condition) [NOT ENFORCED]}. */
  record Check(Optional<String> constraint, Expression condition, boolean enforced)
      implements TableElement {}
}
