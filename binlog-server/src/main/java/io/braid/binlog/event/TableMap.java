package io.braid.binlog.event;

import io.braid.common.catalog.ColumnDefinition;
import io.braid.common.catalog.IndexDefinition;
import io.braid.common.catalog.TableDefinition;
import io.braid.common.row.RowLayout;
import io.braid.common.type.Charset;
import io.braid.common.type.ColumnType;
import io.braid.common.type.MySqlType;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * The TABLE_MAP event of one schema version of a table, with everything that
 * binlog_row_metadata=FULL writes. Made once for each version.
 *
 * <pre>
 * offset  length        meaning
 * 0       6             table id
 * 6       2             flags: 1 lengths of BIT are exact, 2 part of a foreign key
 * 8       1 + n + 1     schema, ending with 0
 * …       1 + n + 1     table, ending with 0
 * …       lenenc        column count
 * …       n             column types
 * …       lenenc + n    type metadata
 * …       (n + 7) / 8   which columns may be NULL, lowest bit first
 * …       1 + lenenc + n   optional metadata: type, length, value; in MySQL's order 1, 2 or 3, 7, 4,
 *                       10 or 11, 5, 6, 8 or 9, 12
 * </pre>
 *
 * @see "MySQL 9.7 source documentation, Table_map_event: optional metadata"
 */
public final class TableMap {
  private static final int BIT_LENGTH_EXACT = 1;
  private static final int REFERRED_FOREIGN_KEY = 2;
  private static final List<String> GEOMETRIES =
      List.of(
          "geometry",
          "point",
          "linestring",
          "polygon",
          "multipoint",
          "multilinestring",
          "multipolygon",
          "geometrycollection");

  private final long streamTableId;
  private final int columnCount;
  private final byte[] body;

  private TableMap(long streamTableId, int columnCount, byte[] body) {
    this.streamTableId = streamTableId;
    this.columnCount = columnCount;
    this.body = body;
  }

  /** The event of a table. */
  public static TableMap of(TableDefinition table) {
    EventBuffer out = new EventBuffer();
    List<ColumnDefinition> columns = table.columns();
    RowLayout layout = RowLayout.ofColumns(columns);
    out.u48(table.streamTableId());
    out.u16(BIT_LENGTH_EXACT | (table.foreignKeys().isEmpty() ? 0 : REFERRED_FOREIGN_KEY));
    name(out, table.schema());
    name(out, table.name());
    out.lengthEncoded(columns.size());
    out.bytes(layout.tableMapTypes());
    byte[] metadata = layout.tableMapMetadata();
    out.lengthEncoded(metadata.length);
    out.bytes(metadata);
    byte[] nullable = new byte[(columns.size() + 7) / 8];
    for (int i = 0; i < columns.size(); i++) {
      if (columns.get(i).nullable()) {
        nullable[i / 8] |= (byte) (1 << i % 8);
      }
    }
    out.bytes(nullable);
    signedness(out, columns);
    charsets(out, columns, TableMap::isCharacter, 2, 3);
    geometries(out, columns);
    EventBuffer names = new EventBuffer();
    columns.forEach(c -> names.lengthEncodedText(c.name()));
    field(out, 4, names);
    charsets(out, columns, t -> isEnum(t) || isSet(t), 10, 11);
    members(out, columns, TableMap::isSet, 5);
    members(out, columns, TableMap::isEnum, 6);
    table.primaryKey().ifPresent(key -> primaryKey(out, key));
    bits(out, 12, columns.stream().map(ColumnDefinition::visible).toList());
    return new TableMap(
        table.streamTableId(), columns.size(), java.util.Arrays.copyOf(out.array(), out.length()));
  }

  /** The id in rows events. */
  public long streamTableId() {
    return streamTableId;
  }

  /** Columns of the table. */
  public int columnCount() {
    return columnCount;
  }

  /** Appends the event. */
  void append(EventBuffer out, long seconds, long serverId) {
    int start = out.begin(EventType.TABLE_MAP, seconds, serverId, 0);
    out.bytes(body);
    out.finish(start);
  }

  private static void name(EventBuffer out, String name) {
    byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
    out.u8(bytes.length);
    out.bytes(bytes);
    out.u8(0);
  }

  private static void field(EventBuffer out, int type, EventBuffer value) {
    out.u8(type);
    out.lengthEncoded(value.length());
    out.bytes(value.array(), 0, value.length());
  }

  /** A bit for each element, highest bit first. */
  private static void bits(EventBuffer out, int type, List<Boolean> values) {
    byte[] bits = new byte[(values.size() + 7) / 8];
    for (int i = 0; i < values.size(); i++) {
      if (values.get(i)) {
        bits[i / 8] |= (byte) (0x80 >>> i % 8);
      }
    }
    out.u8(type);
    out.lengthEncoded(bits.length);
    out.bytes(bits);
  }

  private static void signedness(EventBuffer out, List<ColumnDefinition> columns) {
    List<Boolean> unsigned = new ArrayList<>();
    for (ColumnDefinition column : columns) {
      switch (column.type().type()) {
        case TINYINT, SMALLINT, MEDIUMINT, INT, BIGINT, DECIMAL, FLOAT, DOUBLE ->
            unsigned.add(column.type().unsigned());
        case YEAR -> unsigned.add(true);
        default -> {}
      }
    }
    if (!unsigned.isEmpty()) {
      bits(out, 1, unsigned);
    }
  }

  private static boolean isCharacter(ColumnType type) {
    return switch (type.type()) {
      case CHAR, VARCHAR, BINARY, VARBINARY -> true;
      default -> type.type().isBlobOrText();
    };
  }

  private static boolean isEnum(ColumnType type) {
    return type.type() == MySqlType.ENUM;
  }

  private static boolean isSet(ColumnType type) {
    return type.type() == MySqlType.SET;
  }

  /** Either the most frequent collation and its exceptions, or all, whichever is shorter. */
  private static void charsets(
      EventBuffer out,
      List<ColumnDefinition> columns,
      Predicate<ColumnType> included,
      int defaultField,
      int columnField) {
    List<Integer> collations =
        columns.stream()
            .map(ColumnDefinition::type)
            .filter(included)
            .map(t -> t.type().isBinaryString() ? 63 : t.collation().id())
            .toList();
    if (collations.isEmpty()) {
      return;
    }
    Map<Integer, Integer> counts = new TreeMap<>();
    collations.forEach(c -> counts.merge(c, 1, Integer::sum));
    int most = 0;
    int mostCount = 0;
    for (Map.Entry<Integer, Integer> entry : counts.entrySet()) {
      if (entry.getValue() > mostCount) {
        most = entry.getKey();
        mostCount = entry.getValue();
      }
    }
    EventBuffer value = new EventBuffer();
    boolean byDefault = 1 + 2 * (collations.size() - mostCount) <= collations.size();
    if (byDefault) {
      value.lengthEncoded(most);
    }
    for (int i = 0; i < collations.size(); i++) {
      if (!byDefault) {
        value.lengthEncoded(collations.get(i));
      } else if (collations.get(i) != most) {
        value.lengthEncoded(i);
        value.lengthEncoded(collations.get(i));
      }
    }
    field(out, byDefault ? defaultField : columnField, value);
  }

  private static void geometries(EventBuffer out, List<ColumnDefinition> columns) {
    EventBuffer value = new EventBuffer();
    for (ColumnDefinition column : columns) {
      if (column.type().type() == MySqlType.GEOMETRY) {
        String name = column.type().geometry();
        value.lengthEncoded(
            name.equals("geomcollection") ? 7 : Math.max(0, GEOMETRIES.indexOf(name)));
      }
    }
    if (value.length() > 0) {
      field(out, 7, value);
    }
  }

  private static void members(
      EventBuffer out, List<ColumnDefinition> columns, Predicate<ColumnType> included, int type) {
    EventBuffer value = new EventBuffer();
    for (ColumnDefinition column : columns) {
      if (included.test(column.type())) {
        boolean latin1 = column.type().collation().charset() == Charset.LATIN1;
        value.lengthEncoded(column.type().members().size());
        for (String member : column.type().members()) {
          // MySQL's latin1 is windows-1252.
          byte[] bytes =
              member.getBytes(
                  latin1
                      ? java.nio.charset.Charset.forName("windows-1252")
                      : StandardCharsets.UTF_8);
          value.lengthEncoded(bytes.length);
          value.bytes(bytes);
        }
      }
    }
    if (value.length() > 0) {
      field(out, type, value);
    }
  }

  private static void primaryKey(EventBuffer out, IndexDefinition key) {
    OptionalInt prefix =
        key.parts().stream().mapToInt(IndexDefinition.Part::prefixLength).filter(l -> l > 0).max();
    EventBuffer value = new EventBuffer();
    for (IndexDefinition.Part part : key.parts()) {
      value.lengthEncoded(part.column());
      if (prefix.isPresent()) {
        value.lengthEncoded(part.prefixLength());
      }
    }
    field(out, prefix.isPresent() ? 9 : 8, value);
  }
}
