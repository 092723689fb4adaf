package io.braid.common.value;

import io.braid.common.value.SqlValue.TemporalKind;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The year that a YEAR column would take from a value. MySQL converts a constant so before it is
 * compared with such a column: 24 and '24' are the year 2024 there.
 *
 * @see "MySQL 9.7 Reference Manual, The YEAR Type"
 * @see "MySQL Source Code Documentation, Field_year::store, convert_constant_item"
 */
public final class YearConversion {
  /** The first year of the type, but for 0. */
  public static final int FIRST = 1901;

  /** The last year of the type. */
  public static final int LAST = 2155;

  private static final int CENTURY_LIMIT = 70;
  private static final Pattern NUMBER =
      Pattern.compile("\\s*[+]?((?:[0-9]{1,20}(?:\\.[0-9]*)?|\\.[0-9]+)(?:[eE][+-]?[0-9]{1,2})?)");

  private YearConversion() {}

  /** The year of a number, rounded; empty if a YEAR cannot hold it. */
  public static OptionalInt of(BigDecimal number) {
    BigDecimal rounded = number.setScale(0, RoundingMode.HALF_UP);
    return rounded.signum() < 0 || rounded.compareTo(BigDecimal.valueOf(LAST)) > 0
        ? OptionalInt.empty()
        : of(rounded.intValue(), false);
  }

  /** The year of a text, by the number it begins with; empty if a YEAR cannot hold it. */
  public static OptionalInt ofText(byte[] text) {
    Matcher number = NUMBER.matcher(new String(text, StandardCharsets.ISO_8859_1));
    if (!number.lookingAt()) {
      return OptionalInt.empty();
    }
    BigDecimal rounded = new BigDecimal(number.group(1)).setScale(0, RoundingMode.HALF_UP);
    return rounded.compareTo(BigDecimal.valueOf(LAST)) > 0
        ? OptionalInt.empty()
        : of(rounded.intValue(), text.length != 4);
  }

  /** The year of a DATE or DATETIME; empty if a YEAR cannot hold it, and for a TIME. */
  public static OptionalInt of(TemporalKind kind, long packed) {
    return kind == TemporalKind.TIME ? OptionalInt.empty() : of(Temporals.year(packed), false);
  }

  private static OptionalInt of(int number, boolean zeroIsYear) {
    if (number == 0 && !zeroIsYear) {
      return OptionalInt.of(0);
    }
    if (number < 100) {
      return OptionalInt.of(number + (number < CENTURY_LIMIT ? 2000 : 1900));
    }
    return number < FIRST ? OptionalInt.empty() : OptionalInt.of(number);
  }
}
