package io.braid.common.type;

import java.util.Locale;

/**
 * Prints a column type as MySQL does in SHOW CREATE TABLE and {@code COLUMN_TYPE}, without
 * character set and collation.
 *
 * @see "MySQL 9.7 Reference Manual, The INFORMATION_SCHEMA COLUMNS Table"
 */
public final class ColumnTypeText {
  private ColumnTypeText() {}

  /** The type with its length, members and attributes: {@code int unsigned}, {@code enum('a')}. */
  public static String of(ColumnType type) {
    StringBuilder text = new StringBuilder(dataType(type));
    switch (type.type()) {
      case TINYINT -> {
        if (type.zerofill()) {
          text.append('(').append(type.length()).append(')');
        } else if (type.length() == 1 && !type.unsigned()) {
          text.append("(1)");
        }
      }
      case SMALLINT, MEDIUMINT, INT, BIGINT -> {
        if (type.zerofill()) {
          text.append('(').append(type.length()).append(')');
        }
      }
      case DECIMAL ->
          text.append('(').append(type.length()).append(',').append(type.decimals()).append(')');
      case FLOAT, DOUBLE -> {
        if (type.decimals() >= 0 && type.length() >= 0) {
          text.append('(').append(type.length()).append(',').append(type.decimals()).append(')');
        }
      }
      case BIT, CHAR, VARCHAR, BINARY, VARBINARY ->
          text.append('(').append(type.length()).append(')');
      case TIME, DATETIME, TIMESTAMP -> {
        if (type.decimals() > 0) {
          text.append('(').append(type.decimals()).append(')');
        }
      }
      case ENUM, SET -> appendMembers(type, text);
      case NULL,
          YEAR,
          DATE,
          TINYTEXT,
          TEXT,
          MEDIUMTEXT,
          LONGTEXT,
          TINYBLOB,
          BLOB,
          MEDIUMBLOB,
          LONGBLOB,
          JSON,
          GEOMETRY -> {}
    }
    if (type.unsigned()) {
      text.append(" unsigned");
    }
    if (type.zerofill()) {
      text.append(" zerofill");
    }
    return text.toString();
  }

  /** The bare name: {@code DATA_TYPE} of information_schema. */
  public static String dataType(ColumnType type) {
    return type.type() == MySqlType.GEOMETRY && !type.geometry().isEmpty()
        ? type.geometry().equals("geometrycollection") ? "geomcollection" : type.geometry()
        : type.type().name().toLowerCase(Locale.ROOT);
  }

  /**
   * The most bytes that values of a string type can take: {@code CHARACTER_OCTET_LENGTH}; -1 for
   * types without one.
   */
  public static long octetLength(ColumnType type) {
    return switch (type.type()) {
      case CHAR, VARCHAR ->
          (long) type.length() * type.collation().charset().bytesPerCharacterMax();
      case BINARY, VARBINARY -> type.length();
      case TINYTEXT, TINYBLOB -> 255;
      case TEXT, BLOB -> 65_535;
      case MEDIUMTEXT, MEDIUMBLOB -> 16_777_215;
      case LONGTEXT, LONGBLOB -> 4_294_967_295L;
      case ENUM, SET -> characterLength(type) * type.collation().charset().bytesPerCharacterMax();
      default -> -1;
    };
  }

  /** The most characters of a string type: {@code CHARACTER_MAXIMUM_LENGTH}; -1 if it has none. */
  public static long characterLength(ColumnType type) {
    return switch (type.type()) {
      case CHAR, VARCHAR -> type.length();
      case ENUM -> type.members().stream().mapToInt(ColumnTypeText::characters).max().orElse(0);
      case SET ->
          type.members().stream().mapToInt(ColumnTypeText::characters).sum()
              + Math.max(0, type.members().size() - 1);
      default -> octetLength(type);
    };
  }

  private static int characters(String member) {
    return member.codePointCount(0, member.length());
  }

  private static void appendMembers(ColumnType type, StringBuilder text) {
    char separator = '(';
    for (String member : type.members()) {
      text.append(separator);
      appendQuoted(member, text);
      separator = ',';
    }
    text.append(')');
  }

  /** Appends a string literal with the escapes that SHOW CREATE TABLE uses. */
  public static void appendQuoted(String value, StringBuilder text) {
    text.append('\'');
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      switch (c) {
        case '\'' -> text.append("''");
        case '\\' -> text.append("\\\\");
        case '\n' -> text.append("\\n");
        case '\r' -> text.append("\\r");
        case '\0' -> text.append("\\0");
        case '\032' -> text.append("\\Z");
        default -> text.append(c);
      }
    }
    text.append('\'');
  }
}
