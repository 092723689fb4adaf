package io.braid.planner.analyze;

import io.braid.common.catalog.ColumnDefinition;
import io.braid.common.catalog.IndexDefinition;
import io.braid.common.catalog.TableDefinition;
import io.braid.common.type.Collation;
import io.braid.common.type.MySqlType;
import java.util.ArrayList;
import java.util.List;

/** Columns of base tables as names see them, with the flags of column definition packets. */
final class TableColumns {
  static final int NOT_NULL = 1;
  private static final int PRIMARY_KEY = 2;
  private static final int UNIQUE_KEY = 4;
  private static final int MULTIPLE_KEY = 8;
  private static final int BLOB = 16;
  private static final int UNSIGNED = 32;
  private static final int ZEROFILL = 64;
  private static final int BINARY = 128;
  private static final int ENUM = 256;
  private static final int AUTO_INCREMENT = 512;
  private static final int TIMESTAMP = 1024;
  private static final int SET = 2048;
  private static final int NO_DEFAULT = 4096;
  private static final int ON_UPDATE_NOW = 8192;
  private static final int PART_OF_KEY = 16384;

  /** The flags that follow from the type alone. */
  static final int TYPE_FLAGS = BLOB | UNSIGNED | ZEROFILL | BINARY | ENUM | SET;

  private TableColumns() {}

  static List<ScopeColumn> scope(TableDefinition table, String alias) {
    List<ScopeColumn> columns = new ArrayList<>();
    for (int i = 0; i < table.columns().size(); i++) {
      ColumnDefinition column = table.columns().get(i);
      columns.add(
          new ScopeColumn(
              column.name(),
              i,
              column.type(),
              column.nullable(),
              table.schema(),
              alias,
              table.name(),
              column.name(),
              column.visible(),
              flags(table, i)));
    }
    return columns;
  }

  private static int flags(TableDefinition table, int ordinal) {
    ColumnDefinition column = table.columns().get(ordinal);
    int flags = typeFlags(column);
    if (!column.nullable()) {
      flags |= NOT_NULL;
      boolean noDefault =
          column.defaultValue() instanceof ColumnDefinition.DefaultValue.None
              && !column.autoIncrement()
              && column.generated().isEmpty();
      flags |= noDefault ? NO_DEFAULT : 0;
    }
    flags |= column.autoIncrement() ? AUTO_INCREMENT : 0;
    flags |= column.onUpdateNow() ? ON_UPDATE_NOW : 0;
    for (IndexDefinition index : table.indexes()) {
      for (int part = 0; part < index.parts().size(); part++) {
        if (index.parts().get(part).column() == ordinal) {
          flags |= PART_OF_KEY;
          flags |= keyFlag(index, part);
        }
      }
    }
    return flags;
  }

  private static int keyFlag(IndexDefinition index, int part) {
    return switch (index.kind()) {
      case PRIMARY -> PRIMARY_KEY;
      case UNIQUE -> index.parts().size() == 1 ? UNIQUE_KEY : part == 0 ? MULTIPLE_KEY : 0;
      case SECONDARY, FULLTEXT, SPATIAL -> part == 0 ? MULTIPLE_KEY : 0;
    };
  }

  private static int typeFlags(ColumnDefinition column) {
    int flags = 0;
    MySqlType type = column.type().type();
    flags |= column.type().unsigned() ? UNSIGNED : 0;
    flags |= column.type().zerofill() ? ZEROFILL : 0;
    flags |= type.isBlobOrText() || type == MySqlType.JSON || type == MySqlType.GEOMETRY ? BLOB : 0;
    boolean binary =
        switch (type.family()) {
          case STRING, ENUM, SET ->
              column.type().collation() == Collation.BINARY
                  || column.type().collation().mysqlName().endsWith("_bin");
          case JSON, GEOMETRY, DATE, TIME, DATETIME -> true;
          default -> false;
        };
    flags |= binary ? BINARY : 0;
    flags |= type == MySqlType.ENUM ? ENUM : type == MySqlType.SET ? SET : 0;
    flags |= type == MySqlType.TIMESTAMP ? TIMESTAMP : 0;
    return flags;
  }
}
