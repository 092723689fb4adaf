package io.braid.executor.function;

import io.braid.common.MySqlError;
import io.braid.common.value.SqlValue.TemporalKind;
import io.braid.common.value.TemporalParser;
import io.braid.common.value.TemporalText;
import io.braid.common.value.Temporals;
import io.braid.executor.expression.Arguments;
import io.braid.executor.expression.Result;
import java.util.Locale;

/** Temporal functions over strings: what is read and how results are written. */
final class TemporalStrings {
  private TemporalStrings() {}

  /** An argument's text as a DATETIME; 0 with a warning when it is none. */
  static long datetime(Arguments in, int argument) {
    byte[] text = in.asBytes(argument);
    TemporalParser parser = new TemporalParser();
    int flags = TemporalParser.flags(in.context().sqlMode());
    boolean valid = parser.parseDatetime(text, 0, text.length, flags);
    if (!valid) {
      in.context().incorrectDatetime(in.asText(argument));
    } else if (parser.isTruncated()) {
      boolean date = parser.kind() == TemporalKind.DATE;
      in.context()
          .warn(
              MySqlError.ER_TRUNCATED_WRONG_VALUE, date ? "date" : "datetime", in.asText(argument));
    }
    return valid ? parser.packed() : 0;
  }

  /**
   * Writes the result of date arithmetic on a string: a date while no time was given or added, else
   * with a fraction of six digits if there is one.
   */
  static void set(Arguments in, Result out, long datetime, long addedMicros) {
    String base = in.asText(0).strip();
    boolean dateOnly = base.indexOf(':') < 0 && base.indexOf(' ') < 0 && base.indexOf('T') < 0;
    boolean wholeDays = addedMicros % 86_400_000_000L == 0;
    boolean dayUnit = isDayUnit(in.asText(2));
    if (dateOnly && wholeDays && dayUnit) {
      out.setText(TemporalText.of(TemporalKind.DATE, Temporals.datePart(datetime), 0));
      return;
    }
    int decimals = Temporals.micros(datetime) == 0 ? 0 : 6;
    out.setText(TemporalText.of(TemporalKind.DATETIME, datetime, decimals));
  }

  private static boolean isDayUnit(String unit) {
    return switch (unit.toLowerCase(Locale.ROOT)) {
      case "day", "week", "month", "quarter", "year", "year_month" -> true;
      default -> false;
    };
  }
}
