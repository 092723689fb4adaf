package io.braid.planner.tree;

import java.util.List;

/** An option after the parentheses of CREATE TABLE, or of ALTER TABLE. */
public sealed interface TableOption {
  /** {@code ENGINE}. */
  record Engine(String name) implements TableOption {}

  /** {@code [DEFAULT] CHARACTER SET}; lower case, {@code default} for DEFAULT. */
  record CharacterSet(String charset) implements TableOption {}

  /** {@code [DEFAULT] COLLATE}; lower case. */
  record Collation(String collation) implements TableOption {}

  /** {@code AUTO_INCREMENT}: 64 bits unsigned. */
  record AutoIncrement(long value) implements TableOption {}

  /** {@code COMMENT}. */
  record Comment(String text) implements TableOption {}

  /** {@code ROW_FORMAT}; upper case. */
  record RowFormat(String format) implements TableOption {}

  /** {@code UNION = (…)}, for MERGE tables. */
  record Union(List<TableName> tables) implements TableOption {
    public Union {
      tables = List.copyOf(tables);
    }
  }

  /** {@code TABLESPACE name}. */
  record Tablespace(String name) implements TableOption {}

  /**
   * Options with a number or DEFAULT: MAX_ROWS, STATS_PERSISTENT, KEY_BLOCK_SIZE, CHECKSUM, ….
   *
   * @param name upper case
   * @param value digits or {@code DEFAULT}
   */
  record Number(String name, String value) implements TableOption {}

  /**
   * Options with a string: COMPRESSION, CONNECTION, DATA DIRECTORY, ENCRYPTION, PASSWORD, ….
   *
   * @param name upper case
   */
  record Text(String name, String value) implements TableOption {}

  /**
   * Options with a word: INSERT_METHOD, SECONDARY_ENGINE, STORAGE, ….
   *
   * @param name upper case
   * @param value as written
   */
  record Word(String name, String value) implements TableOption {}
}
