package io.braid.common.type;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Column types from their SQL text, as far as golden files need it. */
public final class TestTypes {
  private TestTypes() {}

  /** Reads "decimal(5,2) unsigned", "varchar(10) charset latin1", "enum('a','b')" and the like. */
  public static ColumnType parse(String sql) {
    int nameEnd = 0;
    while (nameEnd < sql.length() && Character.isLetter(sql.charAt(nameEnd))) {
      nameEnd++;
    }
    String name = sql.substring(0, nameEnd);
    String inner = "";
    String rest = sql.substring(nameEnd);
    if (rest.startsWith("(")) {
      int close = rest.lastIndexOf(')');
      inner = rest.substring(1, close);
      rest = rest.substring(close + 1);
    }
    boolean unsigned = rest.contains("unsigned");
    boolean zerofill = rest.contains("zerofill");
    Collation collation = Collation.UTF8MB4_0900_AI_CI;
    if (rest.contains("charset latin1")) {
      collation = Collation.LATIN1_SWEDISH_CI;
    } else if (rest.contains("charset ascii")) {
      collation = Collation.ASCII_GENERAL_CI;
    } else if (rest.contains("charset utf8mb3")) {
      collation = Collation.UTF8MB3_GENERAL_CI;
    }
    if (name.equals("point") || name.equals("geometrycollection")) {
      return new ColumnType(
          MySqlType.GEOMETRY, false, false, -1, -1, Collation.BINARY, List.of(), name, -1);
    }
    MySqlType type = MySqlType.valueOf(name.toUpperCase(Locale.ROOT));
    List<String> members = new ArrayList<>();
    int length = -1;
    int decimals = -1;
    switch (type) {
      case ENUM, SET -> {
        for (String member : inner.split(",")) {
          members.add(member.substring(1, member.length() - 1));
        }
      }
      case TIME, DATETIME, TIMESTAMP -> decimals = inner.isEmpty() ? 0 : Integer.parseInt(inner);
      case GEOMETRY -> {
        return new ColumnType(type, false, false, -1, -1, Collation.BINARY, members, name, -1);
      }
      default -> {
        String[] numbers = inner.split(",");
        if (!inner.isEmpty()) {
          length = Integer.parseInt(numbers[0]);
          decimals = numbers.length > 1 ? Integer.parseInt(numbers[1]) : -1;
        }
        if (type.family() == MySqlType.Family.INTEGER) {
          decimals = 0;
        }
      }
    }
    boolean text =
        switch (type) {
          case CHAR, VARCHAR, TINYTEXT, TEXT, MEDIUMTEXT, LONGTEXT, ENUM, SET -> true;
          default -> false;
        };
    return new ColumnType(
        type,
        unsigned,
        zerofill,
        length,
        decimals,
        text ? collation : Collation.BINARY,
        members,
        "",
        -1);
  }
}
