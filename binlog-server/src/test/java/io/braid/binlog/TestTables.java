package io.braid.binlog;

import io.braid.common.catalog.ColumnDefinition;
import io.braid.common.catalog.ForeignKeyDefinition;
import io.braid.common.catalog.IndexDefinition;
import io.braid.common.catalog.TableDefinition;
import io.braid.common.type.Collation;
import io.braid.common.type.ColumnType;
import io.braid.common.type.MySqlType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Builds table definitions for tests. */
public final class TestTables {
  private final String schema;
  private final String name;
  private final long streamTableId;
  private final List<ColumnDefinition> columns = new ArrayList<>();
  private final List<IndexDefinition> indexes = new ArrayList<>();
  private final List<ForeignKeyDefinition> foreignKeys = new ArrayList<>();

  private TestTables(String schema, String name, long streamTableId) {
    this.schema = schema;
    this.name = name;
    this.streamTableId = streamTableId;
  }

  public static TestTables table(String schema, String name, long streamTableId) {
    return new TestTables(schema, name, streamTableId);
  }

  public TestTables column(String columnName, ColumnType type, boolean nullable) {
    return column(columnName, type, nullable, true);
  }

  public TestTables column(String columnName, ColumnType type, boolean nullable, boolean visible) {
    columns.add(
        new ColumnDefinition(
            columns.size() + 1,
            columnName,
            type,
            nullable,
            new ColumnDefinition.DefaultValue.None(),
            false,
            false,
            Optional.empty(),
            "",
            visible,
            false));
    return this;
  }

  public TestTables primaryKey(IndexDefinition.Part... parts) {
    indexes.add(
        new IndexDefinition(1, "PRIMARY", IndexDefinition.Kind.PRIMARY, List.of(parts), "", true));
    return this;
  }

  public TestTables foreignKey(String column, String parent) {
    foreignKeys.add(
        new ForeignKeyDefinition(
            "fk",
            List.of(column),
            schema,
            parent,
            List.of("id"),
            ForeignKeyDefinition.Action.CASCADE,
            ForeignKeyDefinition.Action.CASCADE));
    return this;
  }

  public TableDefinition build() {
    return new TableDefinition(
        streamTableId,
        1,
        streamTableId,
        schema,
        name,
        columns,
        indexes,
        foreignKeys,
        List.of(),
        new TableDefinition.TableOptions(
            "InnoDB", Collation.UTF8MB4_0900_AI_CI, "", 0, 0, List.of()));
  }

  public static ColumnType text(MySqlType type, Collation collation) {
    return ColumnType.string(type, -1, collation);
  }

  public static ColumnType varchar(int length) {
    return ColumnType.string(MySqlType.VARCHAR, length, Collation.UTF8MB4_0900_AI_CI);
  }

  public static ColumnType integer() {
    return ColumnType.integer(MySqlType.INT, false);
  }

  public static ColumnType geometry(String kind) {
    return new ColumnType(
        MySqlType.GEOMETRY, false, false, -1, -1, Collation.BINARY, List.of(), kind, -1);
  }

  public static ColumnType members(MySqlType type, Collation collation, String... members) {
    return new ColumnType(type, false, false, -1, -1, collation, List.of(members), "", -1);
  }
}
