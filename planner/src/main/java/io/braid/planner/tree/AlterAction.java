package io.braid.planner.tree;

import java.util.List;
import java.util.Optional;

/** One of the comma-separated actions of ALTER TABLE. */
public sealed interface AlterAction {
  /** {@code ADD [COLUMN] …}. */
  record AddColumn(TableElement.Column column, ColumnPosition position) implements AlterAction {}

  /** {@code ADD (…)}: columns and keys in parentheses. */
  record AddElements(List<TableElement> elements) implements AlterAction {
    public AddElements {
      elements = List.copyOf(elements);
    }
  }

  /** {@code ADD KEY | PRIMARY KEY | UNIQUE | FOREIGN KEY | CHECK …}. */
  record AddConstraint(TableElement element) implements AlterAction {}

  /** {@code CHANGE [COLUMN] old new …}. */
  record ChangeColumn(String oldName, TableElement.Column column, ColumnPosition position)
      implements AlterAction {}

  /** {@code MODIFY [COLUMN] …}. */
  record ModifyColumn(TableElement.Column column, ColumnPosition position) implements AlterAction {}

  /** {@code ALTER [COLUMN] c SET DEFAULT …}. */
  record SetDefault(String column, Expression value, boolean parenthesized)
      implements AlterAction {}

  /** {@code ALTER [COLUMN] c DROP DEFAULT}. */
  record DropDefault(String column) implements AlterAction {}

  /** {@code ALTER [COLUMN] c SET VISIBLE | INVISIBLE}. */
  record SetColumnVisibility(String column, boolean visible) implements AlterAction {}

  /** {@code RENAME COLUMN a TO b}. */
  record RenameColumn(String oldName, String newName) implements AlterAction {}

  /** {@code DROP [COLUMN]}. */
  record DropColumn(String column) implements AlterAction {}

  /** {@code DROP KEY | INDEX}. */
  record DropKey(String name) implements AlterAction {}

  /** {@code DROP PRIMARY KEY}. */
  record DropPrimaryKey() implements AlterAction {}

  /** {@code DROP FOREIGN KEY}. */
  record DropForeignKey(String name) implements AlterAction {}

  /** {@code DROP CHECK}. */
  record DropCheck(String name) implements AlterAction {}

  /** {@code DROP CONSTRAINT}: a key, foreign key or check of that name. */
  record DropConstraint(String name) implements AlterAction {}

  /** {@code ALTER CHECK | CONSTRAINT name [NOT] ENFORCED}. */
  record AlterCheck(boolean writtenConstraint, String name, boolean enforced)
      implements AlterAction {}

  /** {@code ALTER INDEX name VISIBLE | INVISIBLE}. */
  record AlterKeyVisibility(String name, boolean visible) implements AlterAction {}

  /** {@code RENAME KEY | INDEX a TO b}. */
  record RenameKey(String oldName, String newName) implements AlterAction {}

  /** {@code RENAME [TO | AS] t}. */
  record RenameTo(TableName newName) implements AlterAction {}

  /** {@code CONVERT TO CHARACTER SET … [COLLATE …]}; lower case, {@code default} for DEFAULT. */
  record ConvertTo(String charset, Optional<String> collation) implements AlterAction {}

  /** {@code ORDER BY …}. */
  record OrderRowsBy(List<OrderItem> orderBy) implements AlterAction {
    public OrderRowsBy {
      orderBy = List.copyOf(orderBy);
    }
  }

  /** A table option. */
  record SetOption(TableOption option) implements AlterAction {}

  /** {@code ENABLE | DISABLE KEYS}. */
  record EnableKeys(boolean enabled) implements AlterAction {}

  /** {@code FORCE}: rebuild. */
  record Force() implements AlterAction {}

  /** {@code ALGORITHM = …}; upper case. */
  record Algorithm(String algorithm) implements AlterAction {}

  /** {@code LOCK = …}; upper case. */
  record Lock(String lock) implements AlterAction {}

  /** {@code WITH | WITHOUT VALIDATION}. */
  record Validation(boolean validated) implements AlterAction {}

  /** {@code DISCARD | IMPORT TABLESPACE}. */
  record Tablespace(boolean imported) implements AlterAction {}

  /** {@code SECONDARY_LOAD | SECONDARY_UNLOAD}. */
  record SecondaryLoad(boolean loaded) implements AlterAction {}

  /** PARTITION BY at the end of ALTER TABLE. */
  record Repartition(DdlStatement.Partitioning partitioning) implements AlterAction {}

  /**
   * ADD, DROP, TRUNCATE, REORGANIZE, EXCHANGE, … PARTITION, REMOVE PARTITIONING.
   *
   * @param text as written
   */
  record PartitionMaintenance(String text) implements AlterAction {}

  /** {@code FIRST}, {@code AFTER column} or nothing. */
  sealed interface ColumnPosition {
    /** At the end, or where it was. */
    record Unspecified() implements ColumnPosition {}

    /** {@code FIRST}. */
    record First() implements ColumnPosition {}

    /** {@code AFTER column}. */
    record After(String column) implements ColumnPosition {}
  }
}
