package io.braid.common.catalog;

import io.braid.common.type.Collation;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A table at one schema version. Definitions are never changed: DDL writes a new version, and an
 * old one lives as long as a row or change record uses it.
 *
 * @param tableId names the table's rows in keys; TRUNCATE gives a new one
 * @param schemaVersion from 1, raised by each DDL of the table
 * @param streamTableId the table id of TABLE_MAP events, one for each (table, schema version); 48
 *     bits
 * @param schema database name
 * @param name table name
 * @param columns in order
 * @param indexes the primary key first if there is one; FULLTEXT and SPATIAL keys are kept but not
 *     maintained
 * @param foreignKeys of which this table is the child
 * @param checks CHECK constraints
 * @param options what SHOW CREATE TABLE prints behind the parenthesis
 */
public record TableDefinition(
    long tableId,
    int schemaVersion,
    long streamTableId,
    String schema,
    String name,
    List<ColumnDefinition> columns,
    List<IndexDefinition> indexes,
    List<ForeignKeyDefinition> foreignKeys,
    List<CheckDefinition> checks,
    TableOptions options) {

  /** Copies the lists. */
  public TableDefinition {
    columns = List.copyOf(columns);
    indexes = List.copyOf(indexes);
    foreignKeys = List.copyOf(foreignKeys);
    checks = List.copyOf(checks);
  }

  /**
   * Table options.
   *
   * @param engine as given or the default "InnoDB"
   * @param autoIncrementStart the AUTO_INCREMENT=n option or 0
   * @param createMicros time of creation, microseconds since 1970 UTC
   * @param extra options kept as canonical text ("ROW_FORMAT=DYNAMIC"), in MySQL's order
   */
  public record TableOptions(
      String engine,
      Collation collation,
      String comment,
      long autoIncrementStart,
      long createMicros,
      List<String> extra) {
    /** Copies the list. */
    public TableOptions {
      extra = List.copyOf(extra);
    }
  }

  /** A CHECK constraint: its name, its canonical text as SHOW CREATE TABLE prints it, enforced. */
  public record CheckDefinition(String name, String expressionSql, boolean enforced) {}

  /** The primary key, if the table has one. */
  public Optional<IndexDefinition> primaryKey() {
    return indexes.stream().filter(i -> i.kind() == IndexDefinition.Kind.PRIMARY).findFirst();
  }

  /** Ordinal of a column by its name in any case. */
  public OptionalInt columnOrdinal(String column) {
    for (int i = 0; i < columns.size(); i++) {
      if (columns.get(i).name().equalsIgnoreCase(column)) {
        return OptionalInt.of(i);
      }
    }
    return OptionalInt.empty();
  }

  /** An index by its name in any case. */
  public Optional<IndexDefinition> index(String index) {
    String wanted = index.toLowerCase(Locale.ROOT);
    return indexes.stream()
        .filter(i -> i.name().toLowerCase(Locale.ROOT).equals(wanted))
        .findFirst();
  }
}
