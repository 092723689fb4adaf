package io.braid.frontend.command;

import io.braid.common.type.Charset;
import io.braid.common.type.Collation;
import io.braid.common.type.ColumnType;
import io.braid.common.type.MySqlType;
import io.braid.planner.plan.OutputColumn;
import io.braid.protocol.codec.TextNumbers;
import io.braid.protocol.packet.ColumnFlag;
import io.braid.protocol.packet.ResultColumn;
import io.braid.protocol.packet.WireType;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Columns of a result as the client is told of them: type byte, display length, flags.
 *
 * @see "golden packets of MySQL 9.7.4 in mysql-protocol"
 */
final class ResultColumns {
  private static final long LONG_BYTES = 0xFFFF_FFFFL;

  /** MySQL's latin1 is cp1252. */
  private static final java.nio.charset.Charset LATIN1 =
      java.nio.charset.Charset.forName("windows-1252");

  private ResultColumns() {}

  /**
   * Describes columns.
   *
   * @param results what text is sent in; {@code binary} for as it is stored
   */
  static List<ResultColumn> of(List<OutputColumn> columns, Collation results) {
    return columns.stream().map(column -> of(column, results)).toList();
  }

  private static ResultColumn of(OutputColumn column, Collation results) {
    ColumnType type = column.type();
    return new ResultColumn(
        column.schema(),
        column.table(),
        column.originTable(),
        column.name(),
        column.originColumn(),
        collation(type, results).id(),
        length(column, results),
        column.originColumn().isEmpty() ? computedWireType(type.type()) : wireType(type.type()),
        flags(column),
        decimals(type));
  }

  /** The description of a {@code ?}, of which MySQL knows little too. */
  static ResultColumn parameter() {
    return ResultColumn.ofExpression(
        "?", ResultColumn.BINARY_COLLATION_ID, 0, WireType.VAR_STRING, ColumnFlag.BINARY, 0);
  }

  /** How names and messages are written in {@code character_set_results}. */
  static java.nio.charset.Charset encoding(Collation results) {
    return switch (results.charset()) {
      case LATIN1 -> LATIN1;
      case ASCII -> StandardCharsets.US_ASCII;
      case UTF8MB4, UTF8MB3, BINARY -> StandardCharsets.UTF_8;
    };
  }

  /** The collation in which a value is sent. */
  private static Collation collation(ColumnType type, Collation results) {
    if (!isText(type)) {
      return Collation.BINARY;
    }
    return results == Collation.BINARY ? type.collation() : results;
  }

  /** Whether values are text in a character set, which may have to be converted. */
  static boolean isText(ColumnType type) {
    return switch (type.family()) {
      case STRING, ENUM, SET -> type.collation().charset() != Charset.BINARY;
      case NULL, INTEGER, DECIMAL, FLOATING, BIT, YEAR, DATE, TIME, DATETIME, JSON, GEOMETRY ->
          false;
    };
  }

  static WireType wireType(MySqlType type) {
    return switch (type) {
      case NULL -> WireType.NULL;
      case TINYINT -> WireType.TINY;
      case SMALLINT -> WireType.SHORT;
      case MEDIUMINT -> WireType.INT24;
      case INT -> WireType.LONG;
      case BIGINT -> WireType.LONGLONG;
      case DECIMAL -> WireType.NEWDECIMAL;
      case FLOAT -> WireType.FLOAT;
      case DOUBLE -> WireType.DOUBLE;
      case BIT -> WireType.BIT;
      case YEAR -> WireType.YEAR;
      case DATE -> WireType.DATE;
      case TIME -> WireType.TIME;
      case DATETIME -> WireType.DATETIME;
      case TIMESTAMP -> WireType.TIMESTAMP;
      case CHAR, BINARY, ENUM, SET -> WireType.STRING;
      case VARCHAR, VARBINARY -> WireType.VAR_STRING;
      case TINYTEXT, TEXT, MEDIUMTEXT, LONGTEXT, TINYBLOB, BLOB, MEDIUMBLOB, LONGBLOB ->
          WireType.BLOB;
      case JSON -> WireType.JSON;
      case GEOMETRY -> WireType.GEOMETRY;
    };
  }

  /** Texts that are computed show their size class; stored ones are all the same. */
  private static WireType computedWireType(MySqlType type) {
    return switch (type) {
      case MEDIUMTEXT, MEDIUMBLOB -> WireType.MEDIUM_BLOB;
      case LONGTEXT, LONGBLOB -> WireType.LONG_BLOB;
      default -> wireType(type);
    };
  }

  private static int flags(OutputColumn column) {
    ColumnType type = column.type();
    int flags = column.flags() & 0xFFFF;
    if (!column.nullable()) {
      flags |= ColumnFlag.NOT_NULL;
    }
    if (type.unsigned() || type.type() == MySqlType.BIT || type.type() == MySqlType.YEAR) {
      flags |= ColumnFlag.UNSIGNED;
    }
    if (type.zerofill() || type.type() == MySqlType.YEAR) {
      flags |= ColumnFlag.ZEROFILL;
    }
    boolean stored = !column.originColumn().isEmpty();
    return flags
        | switch (type.family()) {
          case DATE, TIME, DATETIME -> ColumnFlag.BINARY;
          case JSON, GEOMETRY -> ColumnFlag.BLOB | ColumnFlag.BINARY;
          case ENUM -> ColumnFlag.ENUM;
          case SET -> ColumnFlag.SET;
          case STRING ->
              (wireType(type.type()) == WireType.BLOB ? ColumnFlag.BLOB : 0)
                  | (type.collation().charset() == Charset.BINARY ? ColumnFlag.BINARY : 0);
          case INTEGER, DECIMAL, FLOATING, NULL -> stored ? 0 : ColumnFlag.BINARY;
          case BIT, YEAR -> 0;
        };
  }

  private static int decimals(ColumnType type) {
    return switch (type.family()) {
      case DECIMAL, TIME, DATETIME -> Math.max(0, type.decimals());
      case FLOATING -> type.decimals() < 0 ? TextNumbers.DECIMALS_NOT_FIXED : type.decimals();
      case STRING -> 0;
      case NULL, INTEGER, BIT, YEAR, DATE, ENUM, SET, JSON, GEOMETRY -> 0;
    };
  }

  private static long length(OutputColumn column, Collation results) {
    ColumnType type = column.type();
    boolean computed = column.originColumn().isEmpty();
    if (computed && type.family() == MySqlType.Family.INTEGER && type.length() >= 0) {
      return type.length();
    }
    int fraction = type.decimals() > 0 ? type.decimals() + 1 : 0;
    return switch (type.type()) {
      case NULL -> 0;
      case TINYINT -> integerLength(type, 4, 3);
      case SMALLINT -> integerLength(type, 6, 5);
      case MEDIUMINT -> integerLength(type, 9, 8);
      case INT -> integerLength(type, 11, 10);
      case BIGINT -> integerLength(type, 20, 20);
      case DECIMAL -> type.length() + (type.decimals() > 0 ? 1 : 0) + (type.unsigned() ? 0 : 1);
      case FLOAT -> type.length() > 0 ? type.length() : 12;
      case DOUBLE -> type.length() > 0 ? type.length() : 22;
      case BIT -> Math.max(1, type.length());
      case YEAR -> 4;
      case DATE -> 10;
      case TIME -> 10L + fraction;
      case DATETIME, TIMESTAMP -> 19L + fraction;
      case CHAR, VARCHAR, BINARY, VARBINARY ->
          Math.max(0, type.length()) * bytesPerCharacter(type, results);
      case TINYTEXT, TINYBLOB -> Math.min(LONG_BYTES, 0xFFL * bytesPerByte(type, results));
      case TEXT, BLOB -> Math.min(LONG_BYTES, 0xFFFFL * bytesPerByte(type, results));
      case MEDIUMTEXT, MEDIUMBLOB -> Math.min(LONG_BYTES, 0xFF_FFFFL * bytesPerByte(type, results));
      case LONGTEXT, LONGBLOB, JSON, GEOMETRY -> LONG_BYTES;
      case ENUM -> longestMember(type) * bytesPerCharacter(type, results);
      case SET -> allMembers(type) * bytesPerCharacter(type, results);
    };
  }

  private static long integerLength(ColumnType type, int signed, int unsigned) {
    if (type.zerofill() && type.length() > 0) {
      return type.length();
    }
    return type.unsigned() ? unsigned : signed;
  }

  private static long bytesPerCharacter(ColumnType type, Collation results) {
    return collation(type, results).charset().bytesPerCharacterMax();
  }

  /** How much a text's bytes may grow when they are converted. */
  private static long bytesPerByte(ColumnType type, Collation results) {
    return results == Collation.BINARY ? 1 : bytesPerCharacter(type, results);
  }

  private static long longestMember(ColumnType type) {
    return type.members().stream().mapToInt(String::length).max().orElse(0);
  }

  private static long allMembers(ColumnType type) {
    long characters = type.members().stream().mapToInt(String::length).sum();
    return characters + Math.max(0, type.members().size() - 1);
  }
}
