package io.braid.planner.tree;

import java.util.Locale;

/** Units of intervals, of EXTRACT and of TIMESTAMPDIFF. */
public enum IntervalUnit {
  MICROSECOND,
  SECOND,
  MINUTE,
  HOUR,
  DAY,
  WEEK,
  MONTH,
  QUARTER,
  YEAR,
  SECOND_MICROSECOND,
  MINUTE_MICROSECOND,
  MINUTE_SECOND,
  HOUR_MICROSECOND,
  HOUR_SECOND,
  HOUR_MINUTE,
  DAY_MICROSECOND,
  DAY_SECOND,
  DAY_MINUTE,
  DAY_HOUR,
  YEAR_MONTH;

  /** As MySQL prints it. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Whether the amount has several fields ({@code '1:30'} MINUTE_SECOND). */
  public boolean isComposite() {
    return name().indexOf('_') >= 0;
  }
}
