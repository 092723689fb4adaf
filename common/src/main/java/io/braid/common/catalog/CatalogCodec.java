package io.braid.common.catalog;

import io.braid.common.Invariant;
import io.braid.common.UnknownFormatException;
import io.braid.common.catalog.ColumnDefinition.DefaultValue;
import io.braid.common.catalog.ColumnDefinition.Generated;
import io.braid.common.catalog.IndexDefinition.Part;
import io.braid.common.catalog.TableDefinition.CheckDefinition;
import io.braid.common.catalog.TableDefinition.TableOptions;
import io.braid.common.catalog.UserAccount.TableName;
import io.braid.common.type.Collation;
import io.braid.common.type.ColumnType;
import io.braid.common.type.MySqlType;
import io.braid.common.value.SqlValue;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The bytes of catalog records on volume 0. The same record has the same bytes on every node.
 *
 * <pre>
 * offset  length  type    meaning
 * 0       1       byte    kind: 'T' table, 'S' schema, 'V' view, 'U' account
 * 1       1       byte    version of the kind's format, now 1
 * 2       …               the record's components in their order
 * </pre>
 *
 * Integers are varints (see {@link CatalogWriter}), strings are UTF-8 behind their length, lists
 * behind their number of elements, sets and maps sorted, enums their names, collations MySQL's ids.
 * A decoder throws {@link UnknownFormatException} for a newer version and {@code
 * InvariantViolation} for bytes that are no record; checksums are the storage's.
 */
public final class CatalogCodec {
  private static final int VERSION = 1;

  private CatalogCodec() {}

  /** The bytes of a table's definition. */
  public static byte[] encode(TableDefinition table) {
    CatalogWriter out = new CatalogWriter('T', VERSION);
    out.number(table.tableId());
    out.number(table.schemaVersion());
    out.number(table.streamTableId());
    out.string(table.schema());
    out.string(table.name());
    out.list(table.columns(), c -> writeColumn(out, c));
    out.list(table.indexes(), i -> writeIndex(out, i));
    out.list(table.foreignKeys(), f -> writeForeignKey(out, f));
    out.list(
        table.checks(),
        c -> {
          out.string(c.name());
          out.string(c.expressionSql());
          out.bool(c.enforced());
        });
    TableOptions options = table.options();
    out.string(options.engine());
    out.number(options.collation().id());
    out.string(options.comment());
    out.number(options.autoIncrementStart());
    out.number(options.createMicros());
    out.list(options.extra(), out::string);
    return out.toByteArray();
  }

  /** Reads what {@link #encode(TableDefinition)} wrote. */
  public static TableDefinition decodeTable(byte[] bytes) {
    CatalogReader in = new CatalogReader(bytes, 'T', "a table definition", VERSION);
    TableDefinition table =
        new TableDefinition(
            in.number(),
            in.integer(),
            in.number(),
            in.string(),
            in.string(),
            in.list(CatalogCodec::readColumn),
            in.list(CatalogCodec::readIndex),
            in.list(CatalogCodec::readForeignKey),
            in.list(i -> new CheckDefinition(i.string(), i.string(), i.bool())),
            new TableOptions(
                in.string(),
                readCollation(in),
                in.string(),
                in.number(),
                in.number(),
                in.list(CatalogReader::string)));
    in.end();
    return table;
  }

  /** The bytes of a database's definition. */
  public static byte[] encode(SchemaDefinition schema) {
    CatalogWriter out = new CatalogWriter('S', VERSION);
    out.number(schema.schemaId());
    out.string(schema.name());
    out.number(schema.collation().id());
    return out.toByteArray();
  }

  /** Reads what {@link #encode(SchemaDefinition)} wrote. */
  public static SchemaDefinition decodeSchema(byte[] bytes) {
    CatalogReader in = new CatalogReader(bytes, 'S', "a database definition", VERSION);
    SchemaDefinition schema = new SchemaDefinition(in.number(), in.string(), readCollation(in));
    in.end();
    return schema;
  }

  /** The bytes of a view's definition. */
  public static byte[] encode(ViewDefinition view) {
    CatalogWriter out = new CatalogWriter('V', VERSION);
    out.number(view.viewId());
    out.string(view.schema());
    out.string(view.name());
    out.list(view.columns(), out::string);
    out.string(view.selectSql());
    out.string(view.algorithm().name());
    out.string(view.definer());
    out.bool(view.securityInvoker());
    out.string(view.checkOption());
    out.string(view.sqlMode());
    out.string(view.clientCharset());
    out.string(view.clientCollation());
    return out.toByteArray();
  }

  /** Reads what {@link #encode(ViewDefinition)} wrote. */
  public static ViewDefinition decodeView(byte[] bytes) {
    CatalogReader in = new CatalogReader(bytes, 'V', "a view definition", VERSION);
    ViewDefinition view =
        new ViewDefinition(
            in.number(),
            in.string(),
            in.string(),
            in.list(CatalogReader::string),
            in.string(),
            in.constant(ViewDefinition.Algorithm.class),
            in.string(),
            in.bool(),
            in.string(),
            in.string(),
            in.string(),
            in.string());
    in.end();
    return view;
  }

  /** The bytes of an account. */
  public static byte[] encode(UserAccount account) {
    CatalogWriter out = new CatalogWriter('U', VERSION);
    out.string(account.user());
    out.string(account.host());
    out.string(account.plugin());
    out.bytes(account.authentication());
    out.bool(account.locked());
    out.bool(account.passwordExpired());
    writeNames(out, account.globalPrivileges());
    out.bool(account.grantOption());
    out.list(
        account.schemaPrivileges().keySet().stream().sorted().toList(),
        schema -> {
          out.string(schema);
          writeNames(out, account.schemaPrivileges().getOrDefault(schema, Set.of()));
        });
    out.list(
        account.tablePrivileges().keySet().stream()
            .sorted(Comparator.comparing(TableName::schema).thenComparing(TableName::table))
            .toList(),
        table -> {
          out.string(table.schema());
          out.string(table.table());
          writeNames(out, account.tablePrivileges().getOrDefault(table, Set.of()));
        });
    out.list(account.attributes(), out::string);
    return out.toByteArray();
  }

  /** Reads what {@link #encode(UserAccount)} wrote. */
  public static UserAccount decodeAccount(byte[] bytes) {
    CatalogReader in = new CatalogReader(bytes, 'U', "an account", VERSION);
    String user = in.string();
    String host = in.string();
    String plugin = in.string();
    byte[] authentication = in.bytes();
    boolean locked = in.bool();
    boolean expired = in.bool();
    Set<String> global = new HashSet<>(in.list(CatalogReader::string));
    boolean grantOption = in.bool();
    Map<String, Set<String>> schemas = new HashMap<>();
    in.list(i -> schemas.put(i.string(), Set.copyOf(i.list(CatalogReader::string))) == null);
    Map<TableName, Set<String>> tables = new HashMap<>();
    in.list(i ->
        tables.put(new TableName(i.string(), i.string()), Set.copyOf(i.list(CatalogReader::string)))
            == null);
    List<String> attributes = in.list(CatalogReader::string);
    in.end();
    return new UserAccount(
        user,
        host,
        plugin,
        authentication,
        locked,
        expired,
        global,
        grantOption,
        schemas,
        tables,
        attributes);
  }

  private static void writeNames(CatalogWriter out, Set<String> names) {
    out.list(names.stream().sorted().toList(), out::string);
  }

  private static void writeColumn(CatalogWriter out, ColumnDefinition column) {
    out.number(column.columnId());
    out.string(column.name());
    writeType(out, column.type());
    out.bool(column.nullable());
    switch (column.defaultValue()) {
      case DefaultValue.None() -> out.number(0);
      case DefaultValue.Literal(SqlValue value) -> {
        out.number(1);
        writeValue(out, value);
      }
      case DefaultValue.Now() -> out.number(2);
      case DefaultValue.Expression(String sql) -> {
        out.number(3);
        out.string(sql);
      }
    }
    out.bool(column.onUpdateNow());
    out.bool(column.autoIncrement());
    out.list(
        column.generated().stream().toList(),
        g -> {
          out.string(g.expressionSql());
          out.bool(g.stored());
        });
    out.string(column.comment());
    out.bool(column.visible());
    out.bool(column.explicitCollation());
  }

  private static ColumnDefinition readColumn(CatalogReader in) {
    return new ColumnDefinition(
        in.integer(),
        in.string(),
        readType(in),
        in.bool(),
        readDefault(in),
        in.bool(),
        in.bool(),
        optional(in.list(i -> new Generated(i.string(), i.bool()))),
        in.string(),
        in.bool(),
        in.bool());
  }

  private static <T> Optional<T> optional(List<T> atMostOne) {
    Invariant.check(atMostOne.size() <= 1, "a column has one generation expression");
    return atMostOne.stream().findFirst();
  }

  private static DefaultValue readDefault(CatalogReader in) {
    int kind = in.integer();
    return switch (kind) {
      case 0 -> new DefaultValue.None();
      case 1 -> new DefaultValue.Literal(readValue(in));
      case 2 -> new DefaultValue.Now();
      case 3 -> new DefaultValue.Expression(in.string());
      default -> throw CatalogReader.unknown("kind of default", kind);
    };
  }

  private static void writeType(CatalogWriter out, ColumnType type) {
    out.string(type.type().name());
    out.bool(type.unsigned());
    out.bool(type.zerofill());
    out.number(type.length());
    out.number(type.decimals());
    out.number(type.collation().id());
    out.list(type.members(), out::string);
    out.string(type.geometry());
    out.number(type.srid());
  }

  private static ColumnType readType(CatalogReader in) {
    return new ColumnType(
        in.constant(MySqlType.class),
        in.bool(),
        in.bool(),
        in.integer(),
        in.integer(),
        readCollation(in),
        in.list(CatalogReader::string),
        in.string(),
        in.number());
  }

  private static void writeIndex(CatalogWriter out, IndexDefinition index) {
    out.number(index.indexId());
    out.string(index.name());
    out.string(index.kind().name());
    out.list(
        index.parts(),
        p -> {
          out.number(p.column());
          out.number(p.prefixLength());
          out.bool(p.descending());
        });
    out.string(index.comment());
    out.bool(index.visible());
  }

  private static IndexDefinition readIndex(CatalogReader in) {
    return new IndexDefinition(
        in.integer(),
        in.string(),
        in.constant(IndexDefinition.Kind.class),
        in.list(i -> new Part(i.integer(), i.integer(), i.bool())),
        in.string(),
        in.bool());
  }

  private static void writeForeignKey(CatalogWriter out, ForeignKeyDefinition key) {
    out.string(key.name());
    out.list(key.columns(), out::string);
    out.string(key.parentSchema());
    out.string(key.parentTable());
    out.list(key.parentColumns(), out::string);
    out.string(key.onDelete().name());
    out.string(key.onUpdate().name());
  }

  private static ForeignKeyDefinition readForeignKey(CatalogReader in) {
    return new ForeignKeyDefinition(
        in.string(),
        in.list(CatalogReader::string),
        in.string(),
        in.string(),
        in.list(CatalogReader::string),
        in.constant(ForeignKeyDefinition.Action.class),
        in.constant(ForeignKeyDefinition.Action.class));
  }

  private static Collation readCollation(CatalogReader in) {
    int id = in.integer();
    return Collation.byId(id).orElseThrow(() -> CatalogReader.unknown("collation", id));
  }

  private static void writeValue(CatalogWriter out, SqlValue value) {
    switch (value) {
      case SqlValue.SqlNull ignored -> out.number(0);
      case SqlValue.IntegerValue(long bits, boolean unsigned) -> {
        out.number(1);
        out.number(bits);
        out.bool(unsigned);
      }
      case SqlValue.DecimalValue(var decimal) -> {
        out.number(2);
        out.bytes(decimal.unscaledValue().toByteArray());
        out.number(decimal.scale());
      }
      case SqlValue.DoubleValue(double number) -> {
        out.number(3);
        out.number(Double.doubleToLongBits(number));
      }
      case SqlValue.StringValue(byte[] bytes, Collation collation) -> {
        out.number(4);
        out.bytes(bytes);
        out.number(collation.id());
      }
      case SqlValue.TemporalValue(SqlValue.TemporalKind kind, long packed, int fraction) -> {
        out.number(5);
        out.string(kind.name());
        out.number(packed);
        out.number(fraction);
      }
      case SqlValue.JsonValue(byte[] binary) -> {
        out.number(6);
        out.bytes(binary);
      }
    }
  }

  private static SqlValue readValue(CatalogReader in) {
    int kind = in.integer();
    return switch (kind) {
      case 0 -> SqlValue.SqlNull.NULL;
      case 1 -> new SqlValue.IntegerValue(in.number(), in.bool());
      case 2 -> new SqlValue.DecimalValue(new java.math.BigDecimal(in.bigInteger(), in.integer()));
      case 3 -> new SqlValue.DoubleValue(Double.longBitsToDouble(in.number()));
      case 4 -> new SqlValue.StringValue(in.bytes(), readCollation(in));
      case 5 ->
          new SqlValue.TemporalValue(
              in.constant(SqlValue.TemporalKind.class), in.number(), in.integer());
      case 6 -> new SqlValue.JsonValue(in.bytes());
      default -> throw CatalogReader.unknown("kind of value", kind);
    };
  }

  /** The kind byte of an encoded record: 'T', 'S', 'V' or 'U'. */
  public static char kind(byte[] bytes) {
    Invariant.check(bytes.length > 0, "a catalog record is not empty");
    return (char) bytes[0];
  }
}
