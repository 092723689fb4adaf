package io.braid.binlog.event;

import static io.braid.binlog.TestTables.geometry;
import static io.braid.binlog.TestTables.integer;
import static io.braid.binlog.TestTables.members;
import static io.braid.binlog.TestTables.table;
import static io.braid.binlog.TestTables.text;
import static io.braid.binlog.TestTables.varchar;
import static org.assertj.core.api.Assertions.assertThat;

import io.braid.binlog.gtid.GtidSet;
import io.braid.common.catalog.IndexDefinition;
import io.braid.common.catalog.TableDefinition;
import io.braid.common.type.Collation;
import io.braid.common.type.ColumnType;
import io.braid.common.type.MySqlType;
import io.braid.storage.ChangeRecord;
import io.braid.storage.StreamQuery;
import io.braid.storage.VersionPointer;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Events beside those of a MySQL 9.7 with server id 21500, byte for byte. */
class MySqlEventsGoldenTest {
  private static final UUID SOURCE = UUID.fromString("071a7aa4-e54d-11f1-bd1f-02fc00000001");
  private static final long SERVER_ID = 21_500;
  private static final long SECONDS = 1_790_000_000;

  /** The default of binlog_row_event_max_size. */
  private static final int MYSQL_EVENT_BYTES_MAX = 8192;

  private static final Map<String, byte[]> GOLDEN = new HashMap<>();

  @BeforeAll
  static void readGolden() throws IOException {
    try (InputStream in =
        Objects.requireNonNull(
            MySqlEventsGoldenTest.class.getResourceAsStream("mysql97-events.golden"))) {
      for (String line : new String(in.readAllBytes(), StandardCharsets.US_ASCII).split("\n", -1)) {
        if (!line.isEmpty()) {
          String[] fields = line.split("\t", -1);
          GOLDEN.put(
              fields[0], HexFormat.of().parseHex(fields[1].replace("{2000x}", "78".repeat(2000))));
        }
      }
    }
  }

  private static byte[] golden(String name) {
    return Objects.requireNonNull(GOLDEN.get(name), name);
  }

  private static byte[] sealed(EventBuffer buffer, byte[] like) {
    byte[] event = java.util.Arrays.copyOf(buffer.array(), buffer.length());
    EventBuffer.seal(event, 0, event.length, EventHeader.read(like, 0).endPosition(), new CRC32());
    return event;
  }

  private static void check(BinlogEvent event, String name) {
    byte[] expected = golden(name);
    EventBuffer buffer = new EventBuffer();
    EventEncoder.append(buffer, event, EventHeader.read(expected, 0).seconds(), SERVER_ID);
    assertHex(sealed(buffer, expected), expected, name);
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes).replace("78".repeat(2000), "{2000x}");
  }

  private static void assertHex(byte[] actual, byte[] expected, String name) {
    assertThat(hex(actual)).as(name).isEqualTo(hex(expected));
  }

  @Test
  void formatDescription() {
    byte[] expected = golden("format_description").clone();
    // Ours has no time of creation.
    for (int i = 0; i < 4; i++) {
      expected[EventEncoder.FORMAT_CREATED_OFFSET + i] = 0;
    }
    EventBuffer.seal(expected, 0, expected.length, 127, new CRC32());
    EventBuffer buffer = new EventBuffer();
    EventEncoder.append(
        buffer,
        new BinlogEvent.FormatDescription("9.7.4-2"),
        EventHeader.read(expected, 0).seconds(),
        SERVER_ID);
    assertHex(sealed(buffer, expected), expected, "format");
  }

  @Test
  void smallEvents() {
    check(new BinlogEvent.PreviousGtids(GtidSet.EMPTY), "previous_gtids");
    check(new BinlogEvent.Xid(14), "xid");
    check(new BinlogEvent.Rotate("binlog.000002", 4), "rotate");
    check(new BinlogEvent.RowsQuery("INSERT INTO par VALUES (8,8)"), "rows_query");
  }

  @Test
  void gtids() {
    BinlogEvent.Gtid ddl =
        new BinlogEvent.Gtid(
            SOURCE, 1, false, 0, 1, 1795225487909074L, 1795225487909074L, 99, 90704);
    assertThat(ddl.eventBytes()).isEqualTo(77);
    check(ddl, "gtid_statement");
    BinlogEvent.Gtid rows =
        new BinlogEvent.Gtid(
            SOURCE, 3, true, 2, 3, 1795225487935625L, 1795225487935625L, 459, 90704);
    assertThat(rows.eventBytes()).isEqualTo(79);
    check(rows, "gtid_rows");
  }

  /** MySQL's own thread, execution time and further variables are left out of the comparison. */
  @Test
  void statements() {
    StreamQuery query =
        new StreamQuery(
            "g",
            "ALTER TABLE nopk ADD COLUMN c timestamp default current_timestamp",
            0x45A0_0020L,
            255,
            255,
            255,
            "",
            SECONDS * 1_000_000,
            1,
            true,
            true);
    EventBuffer buffer = new EventBuffer();
    EventEncoder.append(
        buffer,
        new BinlogEvent.Query("g", QueryStatus.of(query, 46), query.text()),
        SECONDS,
        SERVER_ID);
    String expected = hex(golden("query_alter"));
    String actual = hex(sealed(buffer, golden("query_alter")));
    int status = 2 * (EventHeader.BYTES + 13);
    String require = "1300" + "6700";
    assertThat(actual.substring(status, actual.length() - 8))
        .isEqualTo(expected.substring(status, expected.length() - 8).replace(require, "6700"));
  }

  private static int timeZoneAt(String zone, byte[] body) {
    return new String(body, StandardCharsets.ISO_8859_1).indexOf(zone);
  }

  @Test
  void zonesBecomeOffsetsAndDatabasesAreNotUsed() {
    for (String zone : List.of("Europe/Paris", "+02:00", "Z", "nonsense")) {
      StreamQuery query =
          new StreamQuery(
              "g", "CREATE  schema g", 0, 255, 255, 255, zone, SECONDS * 1_000_000, 1, true, true);
      EventBuffer buffer = new EventBuffer();
      EventEncoder.append(
          buffer,
          new BinlogEvent.Query("g", QueryStatus.of(query, 46), query.text()),
          SECONDS,
          SERVER_ID);
      assertThat(EventHeader.read(buffer.array(), 0).flags())
          .isEqualTo(EventHeader.FLAG_SUPPRESS_USE);
      String expected = zone.equals("Z") ? "+00:00" : "+02:00";
      assertThat(timeZoneAt(expected, buffer.array()) > 0).isEqualTo(!zone.equals("nonsense"));
    }
  }

  private static void checkMap(TableDefinition table, String name) {
    byte[] expected = golden(name);
    EventBuffer buffer = new EventBuffer();
    TableMap.of(table).append(buffer, SECONDS, SERVER_ID);
    assertHex(sealed(buffer, expected), expected, name);
  }

  private static TableDefinition allTypes() {
    Collation utf8 = Collation.UTF8MB4_0900_AI_CI;
    Collation binary = Collation.BINARY;
    return table("g", "all_types", 106)
        .column("id", ColumnType.integer(MySqlType.BIGINT, true), false)
        .column("ti", ColumnType.integer(MySqlType.TINYINT, false), true)
        .column("tu", ColumnType.integer(MySqlType.TINYINT, true), true)
        .column("si", ColumnType.integer(MySqlType.SMALLINT, false), true)
        .column("mi", ColumnType.integer(MySqlType.MEDIUMINT, true), true)
        .column("i", ColumnType.integer(MySqlType.INT, false), true)
        .column("b", ColumnType.integer(MySqlType.BIGINT, false), true)
        .column("d", ColumnType.decimal(20, 5, false), true)
        .column("du", ColumnType.decimal(10, 2, true), true)
        .column("f", ColumnType.of(MySqlType.FLOAT), true)
        .column("db", ColumnType.integer(MySqlType.DOUBLE, true), true)
        .column("bt", ColumnType.string(MySqlType.BIT, 10, binary), true)
        .column("c", ColumnType.string(MySqlType.CHAR, 10, utf8), true)
        .column("v", varchar(100), false)
        .column("vl", ColumnType.string(MySqlType.VARCHAR, 5, Collation.LATIN1_SWEDISH_CI), true)
        .column("vb", ColumnType.string(MySqlType.VARBINARY, 300, binary), true)
        .column("bi", ColumnType.string(MySqlType.BINARY, 5, binary), true)
        .column("tt", text(MySqlType.TINYTEXT, utf8), true)
        .column("t", text(MySqlType.TEXT, utf8), true)
        .column("mt", text(MySqlType.MEDIUMTEXT, Collation.UTF8MB3_GENERAL_CI), true)
        .column("lt", text(MySqlType.LONGTEXT, utf8), true)
        .column("tb", text(MySqlType.TINYBLOB, binary), true)
        .column("bl", text(MySqlType.BLOB, binary), true)
        .column("mb", text(MySqlType.MEDIUMBLOB, binary), true)
        .column("lb", text(MySqlType.LONGBLOB, binary), true)
        .column("da", ColumnType.of(MySqlType.DATE), true)
        .column("tm", ColumnType.temporal(MySqlType.TIME, 3), true)
        .column("dt", ColumnType.temporal(MySqlType.DATETIME, 6), true)
        .column("ts", ColumnType.temporal(MySqlType.TIMESTAMP, 2), true)
        .column("y", ColumnType.of(MySqlType.YEAR), true)
        .column("e", members(MySqlType.ENUM, utf8, "a", "bb", "ccc"), true)
        .column("s", members(MySqlType.SET, Collation.LATIN1_SWEDISH_CI, "x", "y", "z"), true)
        .column("j", ColumnType.of(MySqlType.JSON), true)
        .column("g", geometry("geometry"), true)
        .column("p", geometry("point"), true)
        .column("ls", geometry("linestring"), true)
        .column("inv", integer(), true, false)
        .primaryKey(new IndexDefinition.Part(0, 0, false), new IndexDefinition.Part(13, 10, false))
        .build();
  }

  private static TableDefinition child() {
    return table("g", "chi", 109)
        .column("id", integer(), false)
        .column("pid", integer(), true)
        .primaryKey(new IndexDefinition.Part(0, 0, false))
        .foreignKey("pid", "par")
        .build();
  }

  private static TableDefinition withoutKey() {
    return table("g", "nopk", 114)
        .column("a", integer(), true)
        .column("b", varchar(2000), true)
        .build();
  }

  @Test
  void tableMaps() {
    checkMap(allTypes(), "table_map_all_types");
    checkMap(child(), "table_map_chi");
    checkMap(withoutKey(), "table_map_nopk");
  }

  /** Rows of two INTs as MySQL packs them. */
  private static byte[] image(int first, int second) {
    EventBuffer out = new EventBuffer();
    out.u8(0);
    out.u32(first);
    out.u32(second);
    return java.util.Arrays.copyOf(out.array(), out.length());
  }

  private static ChangeRecord.Row row(byte @Nullable [] before, byte @Nullable [] after) {
    return new ChangeRecord.Row(
        1, 1, true, 1, 1, new byte[] {1}, VersionPointer.NONE, before, after);
  }

  private static List<byte[]> rowsEvents(
      Path folder, TableDefinition table, int flags, boolean ends, ChangeRecord.Row... rows) {
    List<byte[]> events = new ArrayList<>();
    try (EventCache cache = new EventCache(folder.resolve("scratch"))) {
      RowsEventWriter writer = new RowsEventWriter(cache, MYSQL_EVENT_BYTES_MAX);
      writer.startTransaction(SECONDS, SERVER_ID);
      TableMap map = TableMap.of(table);
      for (ChangeRecord.Row row : rows) {
        writer.add(map, flags, row);
      }
      writer.close(ends);
      cache.forEach((array, start, size) ->
          events.add(java.util.Arrays.copyOfRange(array, start, start + size)));
    }
    return events;
  }

  private static void checkRows(byte[] event, String name) {
    byte[] expected = golden(name);
    EventBuffer.seal(
        event, 0, event.length, EventHeader.read(expected, 0).endPosition(), new CRC32());
    assertHex(event, expected, name);
  }

  @Test
  void rowsEvents(@TempDir Path folder) {
    TableDefinition parent =
        table("g", "par", 108).column("id", integer(), false).column("x", integer(), true).build();
    checkRows(
        rowsEvents(
                folder,
                parent,
                0,
                true,
                row(null, image(1, 1)),
                row(null, image(2, 2)),
                row(null, image(3, 3)))
            .getFirst(),
        "write_par");
    int cascade = RowsEventWriter.FLAG_NO_FOREIGN_KEY_CHECKS;
    checkRows(
        rowsEvents(folder, child(), cascade, false, row(image(30, 3), image(30, 33))).getFirst(),
        "update_chi_cascade");
    checkRows(
        rowsEvents(folder, child(), cascade, false, row(image(10, 1), null)).getFirst(),
        "delete_chi_cascade");
  }

  @Test
  void rowsEventsSplitWhereMySqlSplitsThem(@TempDir Path folder) {
    ChangeRecord.Row[] rows = new ChangeRecord.Row[10];
    for (int i = 0; i < 10; i++) {
      EventBuffer out = new EventBuffer();
      out.u8(0);
      out.u32(i + 1);
      out.u16(2000);
      out.text("x".repeat(2000));
      rows[i] = row(null, java.util.Arrays.copyOf(out.array(), out.length()));
    }
    List<byte[]> events = rowsEvents(folder, withoutKey(), 0, true, rows);
    assertThat(events).hasSize(3);
    for (int i = 0; i < 3; i++) {
      checkRows(events.get(i), "nopk_rows_" + (i + 1));
    }
  }
}
