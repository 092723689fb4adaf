package io.braid.benchmark.micro;

import io.braid.common.catalog.CatalogSnapshot;
import io.braid.common.catalog.ColumnDefinition;
import io.braid.common.catalog.IndexDefinition;
import io.braid.common.catalog.SchemaDefinition;
import io.braid.common.catalog.TableDefinition;
import io.braid.common.catalog.UserAccount;
import io.braid.common.catalog.ViewDefinition;
import io.braid.common.row.RowImageWriter;
import io.braid.common.row.RowLayout;
import io.braid.common.type.Collation;
import io.braid.common.type.ColumnType;
import io.braid.common.type.MySqlType;
import io.braid.storage.KeySpace;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * The table of sysbench, as a catalog of its own: {@code id}, {@code k}, {@code c}, {@code pad}.
 */
final class BenchmarkTable implements CatalogSnapshot {
  static final String SCHEMA = "sbtest";
  static final String NAME = "sbtest1";

  private static final byte[] C_TEXT = text(119);
  private static final byte[] PAD_TEXT = text(59);

  private final TableDefinition definition;
  private final RowLayout layout;

  BenchmarkTable() {
    ColumnType number = ColumnType.integer(MySqlType.INT, false);
    List<ColumnDefinition> columns = new ArrayList<>();
    add(columns, "id", number);
    add(columns, "k", number);
    add(columns, "c", ColumnType.string(MySqlType.CHAR, 120, Collation.UTF8MB4_0900_AI_CI));
    add(columns, "pad", ColumnType.string(MySqlType.CHAR, 60, Collation.UTF8MB4_0900_AI_CI));
    definition =
        new TableDefinition(
            KeySpace.FIRST_USER_TABLE,
            1,
            KeySpace.FIRST_USER_TABLE,
            SCHEMA,
            NAME,
            columns,
            List.of(
                index(1, "PRIMARY", IndexDefinition.Kind.PRIMARY, 0),
                index(2, "k_1", IndexDefinition.Kind.SECONDARY, 1)),
            List.of(),
            List.of(),
            new TableDefinition.TableOptions(
                "InnoDB", Collation.UTF8MB4_0900_AI_CI, "", 0, 0, List.of()));
    layout = RowLayout.ofColumns(columns);
  }

  private static void add(List<ColumnDefinition> columns, String name, ColumnType type) {
    columns.add(
        new ColumnDefinition(
            columns.size() + 1,
            name,
            type,
            false,
            new ColumnDefinition.DefaultValue.None(),
            false,
            false,
            Optional.empty(),
            "",
            true,
            false));
  }

  private static IndexDefinition index(int id, String name, IndexDefinition.Kind kind, int column) {
    return new IndexDefinition(
        id, name, kind, List.of(new IndexDefinition.Part(column, 0, false)), "", true);
  }

  TableDefinition definition() {
    return definition;
  }

  RowLayout layout() {
    return layout;
  }

  /** A row of about 190 bytes. */
  byte[] image(int id) {
    RowImageWriter writer = new RowImageWriter();
    write(writer, id);
    return writer.toByteArray();
  }

  /** Encodes a row as an INSERT does. */
  void write(RowImageWriter writer, int id) {
    writer.start(layout);
    writer.setLong(0, id);
    writer.setLong(1, id * 31L & 0xFFFF);
    writer.setBytes(2, C_TEXT);
    writer.setBytes(3, PAD_TEXT);
  }

  private static byte[] text(int length) {
    return "31451373586-15688153734-79729593694-96509299839-83724898275-"
        .repeat(2)
        .substring(0, length)
        .getBytes(StandardCharsets.UTF_8);
  }

  /** The key of a row. */
  static byte[] key(int id) {
    byte[] key = new byte[KeySpace.PREFIX_BYTES + 8];
    KeySpace.putPrefix(key, KeySpace.FIRST_USER_TABLE, KeySpace.ROW_INDEX);
    ByteBuffer.wrap(key).putLong(KeySpace.PREFIX_BYTES, id);
    return key;
  }

  @Override
  public long version() {
    return 1;
  }

  @Override
  public Optional<SchemaDefinition> schema(String name) {
    return Optional.empty();
  }

  @Override
  public Collection<SchemaDefinition> schemas() {
    return List.of();
  }

  @Override
  public Optional<TableDefinition> table(String schema, String name) {
    return name.equals(NAME) ? Optional.of(definition) : Optional.empty();
  }

  @Override
  public Optional<ViewDefinition> view(String schema, String name) {
    return Optional.empty();
  }

  @Override
  public Collection<TableDefinition> tables(String schema) {
    return List.of(definition);
  }

  @Override
  public Collection<ViewDefinition> views(String schema) {
    return List.of();
  }

  @Override
  public Collection<UserAccount> accounts() {
    return List.of();
  }
}
