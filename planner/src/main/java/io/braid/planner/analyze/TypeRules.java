package io.braid.planner.analyze;

import io.braid.common.type.Charset;
import io.braid.common.type.Collation;
import io.braid.common.type.ColumnType;
import io.braid.common.type.MySqlType;
import io.braid.common.type.MySqlType.Family;
import java.util.List;

/**
 * MySQL's rules for the types of expressions: lengths, precisions and the type in which two values
 * meet. Integers carry their display width including the sign, as the client sees it.
 *
 * @see "MySQL 9.7 Reference Manual, Type Conversion in Expression Evaluation"
 */
final class TypeRules {
  /** The type of conditions. */
  static final ColumnType BOOLEAN = integer(1, false);

  static final ColumnType BIGINT = integer(21, false);
  static final ColumnType BIGINT_UNSIGNED = integer(21, true);
  static final ColumnType DOUBLE = floating(23, -1);
  static final ColumnType NULL =
      new ColumnType(MySqlType.NULL, false, false, 0, 0, Collation.BINARY, List.of(), "", -1);
  static final ColumnType JSON = ColumnType.of(MySqlType.JSON);
  static final ColumnType DATE = ColumnType.temporal(MySqlType.DATE, 0);

  /** As what a YEAR meets other numbers. */
  private static final ColumnType YEAR_NUMBER =
      new ColumnType(MySqlType.TINYINT, true, false, 4, 0, Collation.BINARY, List.of(), "", -1);

  /** More bytes than this and a string is a TEXT, not a VARCHAR. */
  private static final int VARCHAR_BYTES_MAX = 65535;

  private static final int MEDIUM_BYTES_MAX = 16_777_215;

  private TypeRules() {}

  /** How a value takes part in arithmetic. */
  enum NumberKind {
    INTEGER,
    DECIMAL,
    FLOATING
  }

  static ColumnType integer(int width, boolean unsigned) {
    return new ColumnType(
        MySqlType.BIGINT, unsigned, false, width, 0, Collation.BINARY, List.of(), "", -1);
  }

  static ColumnType floating(int width, int decimals) {
    return new ColumnType(
        MySqlType.DOUBLE, false, false, width, decimals, Collation.BINARY, List.of(), "", -1);
  }

  static ColumnType decimal(int integerDigits, int scale, boolean unsigned) {
    int keptScale = Math.max(0, Math.min(scale, 30));
    int precision = Math.max(1, Math.min(integerDigits + keptScale, 65));
    return ColumnType.decimal(Math.max(precision, keptScale), keptScale, unsigned);
  }

  /** A string of at most {@code characters}, in a type that holds it. */
  static ColumnType string(long characters, Collation collation) {
    long bytes = characters * collation.charset().bytesPerCharacterMax();
    boolean binary = collation == Collation.BINARY;
    if (bytes <= VARCHAR_BYTES_MAX) {
      return ColumnType.string(
          binary ? MySqlType.VARBINARY : MySqlType.VARCHAR, (int) characters, collation);
    }
    if (bytes <= MEDIUM_BYTES_MAX) {
      return ColumnType.string(
          binary ? MySqlType.MEDIUMBLOB : MySqlType.MEDIUMTEXT, (int) bytes, collation);
    }
    return ColumnType.string(
        binary ? MySqlType.LONGBLOB : MySqlType.LONGTEXT,
        (int) Math.min(bytes, Integer.MAX_VALUE),
        collation);
  }

  /** The display width of an integer type, with the sign. */
  static int displayWidth(ColumnType type) {
    if (type.length() >= 0) {
      return type.length();
    }
    return switch (type.type()) {
      case TINYINT -> type.unsigned() ? 3 : 4;
      case SMALLINT -> type.unsigned() ? 5 : 6;
      case MEDIUMINT -> type.unsigned() ? 8 : 9;
      case INT -> type.unsigned() ? 10 : 11;
      case BIGINT -> 20;
      default -> 21;
    };
  }

  /** The most characters of the value as text. */
  static long characters(ColumnType type) {
    return switch (type.family()) {
      case NULL -> 0;
      case INTEGER -> displayWidth(type);
      case DECIMAL -> type.length() + (type.decimals() > 0 ? 1 : 0) + (type.unsigned() ? 0 : 1);
      case FLOATING ->
          type.length() >= 0 ? type.length() : type.type() == MySqlType.FLOAT ? 12 : 22;
      case BIT -> (type.length() + 7) / 8;
      case YEAR -> 4;
      case DATE -> 10;
      case TIME -> 10 + fractionCharacters(type);
      case DATETIME -> 19 + fractionCharacters(type);
      case STRING ->
          type.type().isBlobOrText()
              ? blobCharacters(type) / type.collation().charset().bytesPerCharacterMax()
              : type.length();
      case ENUM -> type.members().stream().mapToInt(String::length).max().orElse(0);
      case SET ->
          type.members().stream().mapToInt(String::length).sum()
              + Math.max(0, type.members().size() - 1);
      case JSON, GEOMETRY -> 4_294_967_295L / 4;
    };
  }

  private static long blobCharacters(ColumnType type) {
    if (type.length() > 0) {
      return type.length();
    }
    return switch (type.type()) {
      case TINYTEXT, TINYBLOB -> 255;
      case TEXT, BLOB -> 65535;
      case MEDIUMTEXT, MEDIUMBLOB -> MEDIUM_BYTES_MAX;
      default -> Integer.MAX_VALUE;
    };
  }

  private static int fractionCharacters(ColumnType type) {
    return type.decimals() > 0 ? 1 + type.decimals() : 0;
  }

  /** Fractional second digits or scale; 0 for types without. */
  static int fraction(ColumnType type) {
    return Math.max(type.decimals(), 0);
  }

  static NumberKind numberKind(ColumnType type) {
    return switch (type.family()) {
      case INTEGER, BIT, YEAR, DATE, NULL -> NumberKind.INTEGER;
      case TIME, DATETIME -> type.decimals() > 0 ? NumberKind.DECIMAL : NumberKind.INTEGER;
      case DECIMAL -> NumberKind.DECIMAL;
      case FLOATING, STRING, ENUM, SET, JSON, GEOMETRY -> NumberKind.FLOATING;
    };
  }

  /** The type that a value takes in arithmetic: itself when it is a number. */
  static ColumnType numeric(ColumnType type) {
    return switch (type.family()) {
      case INTEGER, DECIMAL, FLOATING -> type;
      case NULL -> DOUBLE;
      case BIT -> integer(type.length(), true);
      case YEAR -> integer(4, true);
      case DATE -> integer(9, false);
      case TIME -> type.decimals() > 0 ? decimal(7, type.decimals(), false) : integer(8, false);
      case DATETIME ->
          type.decimals() > 0 ? decimal(14, type.decimals(), false) : integer(15, false);
      case STRING, ENUM, SET, JSON, GEOMETRY -> DOUBLE;
    };
  }

  /** Digits before the point of a numeric type. */
  static int integerDigits(ColumnType type) {
    return switch (type.family()) {
      case INTEGER -> precision(type);
      case DECIMAL -> type.length() - type.decimals();
      default -> 17;
    };
  }

  /** Digits of an integer or decimal type. */
  static int precision(ColumnType type) {
    return switch (type.family()) {
      case INTEGER -> {
        int width = displayWidth(type);
        yield Math.max(1, type.unsigned() || width == 1 ? width : width - 1);
      }
      case DECIMAL -> type.length();
      default -> 17;
    };
  }

  /** The DECIMAL that holds every value of a numeric type. */
  static ColumnType asDecimal(ColumnType type) {
    return switch (type.family()) {
      case DECIMAL -> type;
      case INTEGER -> decimal(Math.max(precision(type), 1), 0, type.unsigned());
      default -> ColumnType.decimal(65, 30, false);
    };
  }

  static boolean isTemporal(ColumnType type) {
    return switch (type.family()) {
      case DATE, TIME, DATETIME -> true;
      default -> false;
    };
  }

  static boolean isTemporalWithDate(ColumnType type) {
    return type.family() == Family.DATE || type.family() == Family.DATETIME;
  }

  static boolean isString(ColumnType type) {
    return switch (type.family()) {
      case STRING, ENUM, SET -> true;
      default -> false;
    };
  }

  static ColumnType datetime(int fraction) {
    return ColumnType.temporal(MySqlType.DATETIME, fraction);
  }

  static ColumnType time(int fraction) {
    return ColumnType.temporal(MySqlType.TIME, fraction);
  }

  /** The collation of a character set's plain strings, {@code binary} included. */
  static boolean isBinaryCharset(Collation collation) {
    return collation.charset() == Charset.BINARY;
  }

  /**
   * The type in which values of different expressions stand in one column: branches of CASE, IF and
   * COALESCE, and columns of UNION.
   *
   * @param collation of the result if it is a string
   */
  static ColumnType common(List<ColumnType> types, Collation collation) {
    ColumnType sum = null;
    for (ColumnType type : types) {
      if (type.type() == MySqlType.NULL) {
        continue;
      }
      sum = sum == null ? type : common(sum, type, collation);
    }
    if (sum == null) {
      return NULL;
    }
    return sum.family() == Family.STRING && sum.collation() != collation
        ? withCharset(sum, collation)
        : sum;
  }

  private static ColumnType withCharset(ColumnType type, Collation collation) {
    if (type.type().isBlobOrText()
        || isBinaryCharset(type.collation()) != isBinaryCharset(collation)) {
      return string(characters(type), collation);
    }
    return type.withCollation(collation);
  }

  private static ColumnType common(ColumnType a, ColumnType b, Collation collation) {
    if (a.equals(b)) {
      return a;
    }
    Family first = a.family();
    Family second = b.family();
    if (first == Family.JSON && second == Family.JSON) {
      return JSON;
    }
    if (first == Family.GEOMETRY && second == Family.GEOMETRY) {
      return a;
    }
    if (isNumber(a) && isNumber(b)) {
      return commonNumber(a, b);
    }
    if (first == Family.YEAR && second == Family.YEAR) {
      return a;
    }
    if (isTemporal(a) && isTemporal(b)) {
      int fraction = Math.max(fraction(a), fraction(b));
      if (first == second) {
        return first == Family.DATE
            ? a
            : ColumnType.temporal(a.type() == b.type() ? a.type() : MySqlType.DATETIME, fraction);
      }
      return datetime(fraction);
    }
    return string(Math.max(characters(a), characters(b)), collation);
  }

  private static boolean isNumber(ColumnType type) {
    return switch (type.family()) {
      case INTEGER, DECIMAL, FLOATING, YEAR, BIT -> true;
      default -> false;
    };
  }

  private static ColumnType commonNumber(ColumnType first, ColumnType second) {
    if (first.type() == MySqlType.BIT && second.type() == MySqlType.BIT) {
      return first.length() >= second.length() ? first : second;
    }
    ColumnType a = first.family() == Family.YEAR ? YEAR_NUMBER : numeric(first);
    ColumnType b = second.family() == Family.YEAR ? YEAR_NUMBER : numeric(second);
    if (a.family() == Family.FLOATING || b.family() == Family.FLOATING) {
      return a.type() == MySqlType.FLOAT && b.type() == MySqlType.FLOAT
          ? a
          : floating(
              (int) Math.max(characters(a), characters(b)),
              a.decimals() < 0 || b.decimals() < 0 ? -1 : Math.max(a.decimals(), b.decimals()));
    }
    if (a.family() == Family.DECIMAL || b.family() == Family.DECIMAL || mixesBigUnsigned(a, b)) {
      int scale = Math.max(fraction(a), fraction(b));
      int digits = Math.max(integerDigits(a), integerDigits(b));
      return decimal(digits, scale, a.unsigned() && b.unsigned());
    }
    return wider(a, b);
  }

  /** Signed and unsigned 64-bit integers meet in DECIMAL. */
  private static boolean mixesBigUnsigned(ColumnType a, ColumnType b) {
    return a.unsigned() != b.unsigned()
        && ((a.unsigned() && a.type() == MySqlType.BIGINT)
            || (b.unsigned() && b.type() == MySqlType.BIGINT));
  }

  private static ColumnType wider(ColumnType a, ColumnType b) {
    ColumnType wide = rank(a) >= rank(b) ? a : b;
    ColumnType narrow = wide == a ? b : a;
    MySqlType type = wide.type();
    if (narrow.unsigned() && !wide.unsigned() && rank(narrow) == rank(wide)) {
      type = nextWider(type);
    } else if (wide.unsigned() && !narrow.unsigned()) {
      type = nextWider(type);
    }
    boolean unsigned = a.unsigned() && b.unsigned();
    int width = Math.max(displayWidth(a), displayWidth(b));
    return new ColumnType(type, unsigned, false, width, 0, Collation.BINARY, List.of(), "", -1);
  }

  private static int rank(ColumnType type) {
    return switch (type.type()) {
      case TINYINT -> 1;
      case SMALLINT -> 2;
      case MEDIUMINT -> 3;
      case INT -> 4;
      default -> 5;
    };
  }

  private static MySqlType nextWider(MySqlType type) {
    return switch (type) {
      case TINYINT -> MySqlType.SMALLINT;
      case SMALLINT -> MySqlType.MEDIUMINT;
      case MEDIUMINT -> MySqlType.INT;
      default -> MySqlType.BIGINT;
    };
  }
}
