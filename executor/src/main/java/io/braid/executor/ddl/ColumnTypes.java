package io.braid.executor.ddl;

import io.braid.common.MySqlError;
import io.braid.common.MySqlException;
import io.braid.common.type.Charset;
import io.braid.common.type.Collation;
import io.braid.common.type.ColumnType;
import io.braid.common.type.MySqlType;
import io.braid.planner.tree.DataType;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Column types from their syntax, with MySQL's limits and defaults.
 *
 * @see "MySQL 9.7 Reference Manual, Data Types"
 */
final class ColumnTypes {
  private static final int CHAR_LENGTH_MAX = 255;
  private static final int ROW_BYTES_MAX = 65_535;
  private static final int DECIMAL_PRECISION_MAX = 65;
  private static final int DECIMAL_SCALE_MAX = 30;
  private static final int FRACTION_MAX = 6;
  private static final int BIT_LENGTH_MAX = 64;
  private static final int SET_MEMBERS_MAX = 64;

  private ColumnTypes() {}

  /**
   * The type of a column.
   *
   * @param name of the column, for errors
   * @param table the table's default collation
   * @param columnCollation a COLLATE attribute behind the type
   */
  static ColumnType of(
      String name, DataType data, Collation table, Optional<String> columnCollation) {
    Optional<String> collation = columnCollation.or(data::collation);
    return switch (data.name()) {
      case TINYINT -> integer(name, MySqlType.TINYINT, data);
      case SMALLINT -> integer(name, MySqlType.SMALLINT, data);
      case MEDIUMINT -> integer(name, MySqlType.MEDIUMINT, data);
      case INT -> integer(name, MySqlType.INT, data);
      case BIGINT -> integer(name, MySqlType.BIGINT, data);
      case DECIMAL -> decimal(name, data);
      case FLOAT -> floating(name, data, true);
      case DOUBLE -> floating(name, data, false);
      case BIT -> bit(name, data);
      case DATE -> ColumnType.of(MySqlType.DATE);
      case TIME -> temporal(name, MySqlType.TIME, data);
      case DATETIME -> temporal(name, MySqlType.DATETIME, data);
      case TIMESTAMP -> temporal(name, MySqlType.TIMESTAMP, data);
      case YEAR -> ColumnType.of(MySqlType.YEAR);
      case CHAR -> text(name, MySqlType.CHAR, data, table, collation);
      case VARCHAR -> text(name, MySqlType.VARCHAR, data, table, collation);
      case BINARY -> binary(name, MySqlType.BINARY, data, CHAR_LENGTH_MAX);
      case VARBINARY -> binary(name, MySqlType.VARBINARY, data, ROW_BYTES_MAX);
      case TINYTEXT -> blob(MySqlType.TINYTEXT, 255, collation(data, table, collation));
      case TEXT -> sized(data, collation(data, table, collation), true);
      case MEDIUMTEXT -> blob(MySqlType.MEDIUMTEXT, 16_777_215, collation(data, table, collation));
      case LONGTEXT ->
          blob(MySqlType.LONGTEXT, Integer.MAX_VALUE, collation(data, table, collation));
      case TINYBLOB -> blob(MySqlType.TINYBLOB, 255, Collation.BINARY);
      case BLOB -> sized(data, Collation.BINARY, false);
      case MEDIUMBLOB -> blob(MySqlType.MEDIUMBLOB, 16_777_215, Collation.BINARY);
      case LONGBLOB -> blob(MySqlType.LONGBLOB, Integer.MAX_VALUE, Collation.BINARY);
      case ENUM -> members(name, MySqlType.ENUM, data, collation(data, table, collation));
      case SET -> members(name, MySqlType.SET, data, collation(data, table, collation));
      case JSON -> ColumnType.of(MySqlType.JSON);
      case VECTOR -> throw MySqlException.notSupported("VECTOR columns");
      case GEOMETRY,
          POINT,
          LINESTRING,
          POLYGON,
          MULTIPOINT,
          MULTILINESTRING,
          MULTIPOLYGON,
          GEOMETRYCOLLECTION ->
          new ColumnType(
              MySqlType.GEOMETRY,
              false,
              false,
              -1,
              -1,
              Collation.BINARY,
              List.of(),
              data.name().name().toLowerCase(Locale.ROOT),
              data.srid().orElse(-1));
    };
  }

  private static ColumnType integer(String name, MySqlType type, DataType data) {
    int width = (int) Math.min(Integer.MAX_VALUE, data.length().orElse(-1));
    if (width > 255) {
      throw MySqlError.ER_TOO_BIG_DISPLAYWIDTH.with(name, 255);
    }
    if (data.zerofill()) {
      int shown = width >= 0 ? width : defaultWidth(type);
      return new ColumnType(type, true, true, shown, 0, Collation.BINARY, List.of(), "", -1);
    }
    boolean keeps = type == MySqlType.TINYINT && width == 1 && !data.unsigned();
    return new ColumnType(
        type, data.unsigned(), false, keeps ? 1 : -1, 0, Collation.BINARY, List.of(), "", -1);
  }

  private static int defaultWidth(MySqlType type) {
    return switch (type) {
      case TINYINT -> 3;
      case SMALLINT -> 5;
      case MEDIUMINT -> 8;
      case INT -> 10;
      default -> 20;
    };
  }

  private static ColumnType decimal(String name, DataType data) {
    long precision = data.length().orElse(10);
    int scale = data.decimals().orElse(0);
    if (precision == 0) {
      precision = 10;
    }
    if (precision > DECIMAL_PRECISION_MAX) {
      throw MySqlError.ER_TOO_BIG_PRECISION.with(precision, name, DECIMAL_PRECISION_MAX);
    }
    if (scale > DECIMAL_SCALE_MAX) {
      throw MySqlError.ER_TOO_BIG_SCALE.with(scale, name, DECIMAL_SCALE_MAX);
    }
    if (scale > precision) {
      throw MySqlError.ER_M_BIGGER_THAN_D.with(name);
    }
    return new ColumnType(
        MySqlType.DECIMAL,
        data.unsigned(),
        data.zerofill(),
        (int) precision,
        scale,
        Collation.BINARY,
        List.of(),
        "",
        -1);
  }

  /** FLOAT(p) with a precision over 24 bits is DOUBLE. */
  private static ColumnType floating(String name, DataType data, boolean single) {
    boolean precisionOnly = data.length().isPresent() && data.decimals().isEmpty();
    if (precisionOnly && data.length().getAsLong() > 53) {
      throw MySqlError.ER_WRONG_FIELD_SPEC.with(name);
    }
    boolean asDouble = !single || (precisionOnly && data.length().getAsLong() > 24);
    int length = precisionOnly ? -1 : (int) data.length().orElse(-1);
    int decimals = data.decimals().orElse(-1);
    if (length > 255) {
      throw MySqlError.ER_TOO_BIG_DISPLAYWIDTH.with(name, 255);
    }
    if (decimals > DECIMAL_SCALE_MAX) {
      throw MySqlError.ER_TOO_BIG_SCALE.with(decimals, name, DECIMAL_SCALE_MAX);
    }
    if (decimals > length && decimals >= 0) {
      throw MySqlError.ER_M_BIGGER_THAN_D.with(name);
    }
    return new ColumnType(
        asDouble ? MySqlType.DOUBLE : MySqlType.FLOAT,
        data.unsigned(),
        data.zerofill(),
        length,
        decimals,
        Collation.BINARY,
        List.of(),
        "",
        -1);
  }

  private static ColumnType bit(String name, DataType data) {
    long length = data.length().orElse(1);
    if (length > BIT_LENGTH_MAX) {
      throw MySqlError.ER_TOO_BIG_DISPLAYWIDTH.with(name, BIT_LENGTH_MAX);
    }
    if (length == 0) {
      throw MySqlError.ER_INVALID_FIELD_SIZE.with(name);
    }
    return new ColumnType(
        MySqlType.BIT, false, false, (int) length, 0, Collation.BINARY, List.of(), "", -1);
  }

  private static ColumnType temporal(String name, MySqlType type, DataType data) {
    long fraction = data.length().orElse(0);
    if (fraction > FRACTION_MAX) {
      throw MySqlError.ER_TOO_BIG_PRECISION.with(fraction, name, FRACTION_MAX);
    }
    return ColumnType.temporal(type, (int) fraction);
  }

  private static ColumnType text(
      String name,
      MySqlType type,
      DataType data,
      Collation table,
      Optional<String> columnCollation) {
    Collation collation = collation(data, table, columnCollation);
    long length = data.length().orElse(1);
    if (collation == Collation.BINARY) {
      return binary(
          name,
          type == MySqlType.CHAR ? MySqlType.BINARY : MySqlType.VARBINARY,
          data,
          type == MySqlType.CHAR ? CHAR_LENGTH_MAX : ROW_BYTES_MAX);
    }
    long max =
        type == MySqlType.CHAR
            ? CHAR_LENGTH_MAX
            : ROW_BYTES_MAX / collation.charset().bytesPerCharacterMax();
    if (length > max) {
      throw MySqlError.ER_TOO_BIG_FIELDLENGTH.with(name, max);
    }
    return ColumnType.string(type, (int) length, collation);
  }

  private static ColumnType binary(String name, MySqlType type, DataType data, int max) {
    long length = data.length().orElse(1);
    if (length > max) {
      throw MySqlError.ER_TOO_BIG_FIELDLENGTH.with(name, max);
    }
    return ColumnType.string(type, (int) length, Collation.BINARY);
  }

  private static ColumnType blob(MySqlType type, int bytesMax, Collation collation) {
    return ColumnType.string(asBinary(type, collation), bytesMax, collation);
  }

  /** A TEXT type in the character set binary is the BLOB type. */
  private static MySqlType asBinary(MySqlType type, Collation collation) {
    if (collation != Collation.BINARY) {
      return type;
    }
    return switch (type) {
      case TINYTEXT -> MySqlType.TINYBLOB;
      case TEXT -> MySqlType.BLOB;
      case MEDIUMTEXT -> MySqlType.MEDIUMBLOB;
      case LONGTEXT -> MySqlType.LONGBLOB;
      default -> type;
    };
  }

  /** TEXT(n) and BLOB(n) are the smallest type that holds n characters. */
  private static ColumnType sized(DataType data, Collation collation, boolean text) {
    if (data.length().isEmpty()) {
      return blob(text ? MySqlType.TEXT : MySqlType.BLOB, ROW_BYTES_MAX, collation);
    }
    long bytes = data.length().getAsLong() * collation.charset().bytesPerCharacterMax();
    if (bytes <= 255) {
      return blob(text ? MySqlType.TINYTEXT : MySqlType.TINYBLOB, 255, collation);
    }
    if (bytes <= ROW_BYTES_MAX) {
      return blob(text ? MySqlType.TEXT : MySqlType.BLOB, ROW_BYTES_MAX, collation);
    }
    if (bytes <= 16_777_215) {
      return blob(text ? MySqlType.MEDIUMTEXT : MySqlType.MEDIUMBLOB, 16_777_215, collation);
    }
    return blob(text ? MySqlType.LONGTEXT : MySqlType.LONGBLOB, Integer.MAX_VALUE, collation);
  }

  private static ColumnType members(
      String name, MySqlType type, DataType data, Collation collation) {
    if (type == MySqlType.SET && data.members().size() > SET_MEMBERS_MAX) {
      throw MySqlError.ER_TOO_BIG_SET.with(name);
    }
    List<String> members = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    for (String member : data.members()) {
      String stripped = member.stripTrailing();
      if (type == MySqlType.SET && stripped.indexOf(',') >= 0) {
        throw MySqlError.ER_ILLEGAL_VALUE_FOR_TYPE.with("set", member);
      }
      if (!seen.add(stripped.toLowerCase(Locale.ROOT))) {
        throw MySqlError.ER_DUPLICATED_VALUE_IN_TYPE.with(
            name, member, type == MySqlType.SET ? "SET" : "ENUM");
      }
      members.add(stripped);
    }
    return new ColumnType(type, false, false, -1, -1, collation, members, "", -1);
  }

  private static Collation collation(
      DataType data, Collation table, Optional<String> columnCollation) {
    Collation byCharset = data.charset().map(charset -> charsetCollation(charset)).orElse(table);
    if (columnCollation.isPresent()) {
      Collation collation = collationNamed(columnCollation.get());
      if (data.charset().isPresent() && collation.charset() != byCharset.charset()) {
        throw MySqlError.ER_COLLATION_CHARSET_MISMATCH.with(
            collation.mysqlName(), byCharset.charset().mysqlName());
      }
      return collation;
    }
    return data.binaryCollation() ? binaryOf(byCharset.charset()) : byCharset;
  }

  private static Collation binaryOf(Charset charset) {
    return switch (charset) {
      case UTF8MB4 -> Collation.UTF8MB4_BIN;
      case UTF8MB3 -> Collation.UTF8MB3_BIN;
      case LATIN1 -> Collation.LATIN1_BIN;
      case ASCII -> Collation.ASCII_BIN;
      case BINARY -> Collation.BINARY;
    };
  }

  /** A collation by its name; 1273 for one that MySQL does not know either, or we do not have. */
  static Collation collationNamed(String name) {
    return Collation.byName(name).orElseThrow(() -> MySqlError.ER_UNKNOWN_COLLATION.with(name));
  }

  /** The default collation of a character set by its name; utf8 is utf8mb3. */
  static Collation charsetCollation(String name) {
    String wanted = name.equalsIgnoreCase("utf8") ? "utf8mb3" : name.toLowerCase(Locale.ROOT);
    for (Charset charset : Charset.values()) {
      if (charset.mysqlName().equals(wanted)) {
        return Collation.defaultOf(charset);
      }
    }
    throw MySqlError.ER_UNKNOWN_CHARACTER_SET.with(name);
  }
}
