package io.braid.frontend.show;

import io.braid.common.catalog.TableDefinition;
import io.braid.common.type.ColumnType;
import io.braid.common.value.SqlValue;
import io.braid.common.value.SqlValue.IntegerValue;
import io.braid.common.value.SqlValue.SqlNull;
import io.braid.common.value.SqlValue.StringValue;
import io.braid.common.value.SqlValue.TemporalKind;
import io.braid.common.value.SqlValue.TemporalValue;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Builds the rows of one system view, value by value in column order. */
final class ViewRows {
  private static final int DAY_BITS = 5;
  private static final int TIME_BITS = 17;
  private static final int MICROSECOND_BITS = 24;

  private final TableDefinition view;
  private final Consumer<SqlValue[]> rows;
  private SqlValue[] row;
  private int column;

  ViewRows(TableDefinition view, Consumer<SqlValue[]> rows) {
    this.view = view;
    this.rows = rows;
    this.row = new SqlValue[view.columns().size()];
  }

  /** A string, or SQL NULL for null; a member's ordinal where the column is an ENUM. */
  ViewRows text(@Nullable String value) {
    if (value == null) {
      return nothing();
    }
    ColumnType type = view.columns().get(column).type();
    return switch (type.family()) {
      case ENUM -> put(new IntegerValue(type.members().indexOf(value) + 1L, true));
      default -> put(new StringValue(value.getBytes(StandardCharsets.UTF_8), type.collation()));
    };
  }

  /** An integer. */
  ViewRows number(long value) {
    return put(new IntegerValue(value, view.columns().get(column).type().unsigned()));
  }

  /** An integer, or SQL NULL when it is negative. */
  ViewRows numberOrNothing(long value) {
    return value < 0 ? nothing() : number(value);
  }

  /** SQL NULL. */
  ViewRows nothing() {
    return put(SqlNull.NULL);
  }

  /** As many SQL NULLs as {@code count} says. */
  ViewRows nothing(int count) {
    for (int i = 0; i < count; i++) {
      nothing();
    }
    return this;
  }

  /** A moment in microseconds since 1970 UTC, shown in {@code zone} without its fraction. */
  ViewRows moment(long micros, ZoneId zone) {
    ZonedDateTime time = Instant.ofEpochSecond(Math.floorDiv(micros, 1_000_000L)).atZone(zone);
    long days = (time.getYear() * 13L + time.getMonthValue()) << DAY_BITS | time.getDayOfMonth();
    long seconds = (long) time.getHour() << 12 | (long) time.getMinute() << 6 | time.getSecond();
    return put(
        new TemporalValue(
            TemporalKind.DATETIME, (days << TIME_BITS | seconds) << MICROSECOND_BITS, 0));
  }

  /** Ends the row. */
  void end() {
    if (column != row.length) {
      throw new IllegalStateException(
          view.name() + " has " + row.length + " columns, the row has " + column);
    }
    rows.accept(row);
    row = new SqlValue[row.length];
    column = 0;
  }

  private ViewRows put(SqlValue value) {
    row[column++] = value;
    return this;
  }
}
