package io.braid.common.value;

import static org.assertj.core.api.Assertions.assertThat;

import io.braid.common.MySqlError;
import io.braid.common.SqlMode;
import io.braid.common.row.RowImageReader;
import io.braid.common.row.RowImageWriter;
import io.braid.common.row.RowLayout;
import io.braid.common.type.Collation;
import io.braid.common.type.ColumnType;
import io.braid.common.type.MySqlType;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TemporalsTest {
  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

  @Test
  void dayNumbersAndWeekdaysFollowTheCalendar() {
    LocalDate date = LocalDate.of(1, 1, 1);
    while (date.getYear() <= 9999) {
      long packed = Temporals.dateOf(date.getYear(), date.getMonthValue(), date.getDayOfMonth());
      long number = Temporals.dayNumber(packed);
      assertThat(number).isEqualTo(date.toEpochDay() + 719_528);
      assertThat(Temporals.dateOfDayNumber(number)).isEqualTo(packed);
      assertThat(Temporals.weekday(number, false)).isEqualTo(date.getDayOfWeek().getValue() - 1);
      assertThat(Temporals.year(packed)).isEqualTo(date.getYear());
      assertThat(Temporals.month(packed)).isEqualTo(date.getMonthValue());
      assertThat(Temporals.day(packed)).isEqualTo(date.getDayOfMonth());
      date = date.plusDays(date.getYear() % 7 == 0 ? 1 : 11);
    }
    assertThat(Temporals.dateOfDayNumber(3_652_425)).isZero();
  }

  @Test
  void packedValuesAreOrderedAndHaveTheirParts() {
    Random random = new Random(12);
    LocalDateTime last = LocalDateTime.of(1000, 1, 1, 0, 0);
    long lastPacked = pack(last);
    for (int i = 0; i < 50_000; i++) {
      LocalDateTime next =
          LocalDateTime.of(1000, 1, 1, 0, 0)
              .plusDays(random.nextInt(3_000_000))
              .plus(random.nextLong(86_400_000_000L), ChronoUnit.MICROS);
      long packed = pack(next);
      assertThat(Long.compare(packed, lastPacked)).isEqualTo(Integer.signum(next.compareTo(last)));
      assertThat(Temporals.ofMicros(Temporals.toMicros(packed))).isEqualTo(packed);
      long micros = next.toEpochSecond(ZoneOffset.UTC) * 1_000_000 + next.getNano() / 1000;
      assertThat(Temporals.epochMicros(packed, ZoneOffset.UTC).epochMicros()).isEqualTo(micros);
      assertThat(Temporals.datetimeOfEpochMicros(micros, ZoneOffset.UTC)).isEqualTo(packed);
      last = next;
      lastPacked = packed;
      if (Temporals.epochMicros(packed, BERLIN).inGap()) {
        continue;
      }
      long ours = Temporals.epochMicros(packed, BERLIN).epochMicros();
      assertThat(ours)
          .isEqualTo(
              next.atZone(BERLIN).withEarlierOffsetAtOverlap().toEpochSecond() * 1_000_000
                  + next.getNano() / 1000);
      assertThat(Temporals.datetimeOfEpochMicros(ours, BERLIN)).isEqualTo(packed);
    }
  }

  private static long pack(LocalDateTime time) {
    return Temporals.datetimeOf(
        time.getYear(),
        time.getMonthValue(),
        time.getDayOfMonth(),
        time.getHour(),
        time.getMinute(),
        time.getSecond(),
        time.getNano() / 1000);
  }

  @Test
  void timesRoundTripThroughMicroseconds() {
    Random random = new Random(13);
    for (int i = 0; i < 20_000; i++) {
      long micros = random.nextLong(-3_020_399_999_999L, 3_020_399_999_999L);
      long packed = Temporals.timeOfMicros(micros);
      assertThat(Temporals.timeToMicros(packed)).isEqualTo(micros);
      String text = TemporalText.time(packed, 6);
      TemporalParser parser = new TemporalParser();
      byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
      assertThat(parser.parseTime(bytes, 0, bytes.length)).isTrue();
      assertThat(parser.packed()).isEqualTo(packed);
      long rounded = Temporals.roundTime(packed, 0, 2, false);
      assertThat(Temporals.timeToMicros(rounded))
          .isEqualTo(Long.signum(micros) * ((Math.abs(micros) + 5_000) / 10_000 * 10_000));
    }
  }

  @Test
  void timeZonesAreReadAsMySqlReadsThem() {
    assertThat(Temporals.zone("system", BERLIN)).contains(BERLIN);
    assertThat(Temporals.zone("+05:30", BERLIN)).contains(ZoneOffset.ofHoursMinutes(5, 30));
    assertThat(Temporals.zone("-13:59", BERLIN)).contains(ZoneOffset.ofHoursMinutes(-13, -59));
    assertThat(Temporals.zone("+14:00", BERLIN)).contains(ZoneOffset.ofHours(14));
    assertThat(Temporals.zone("europe/berlin", BERLIN)).contains(BERLIN);
    for (String bad : List.of("+14:01", "-14:00", "+5", "+05:60", "nowhere", "", "05:30")) {
      assertThat(Temporals.zone(bad, BERLIN)).as(bad).isEmpty();
    }
  }

  private static String store(String text, long sqlMode, List<String> conditions) {
    ColumnType type = ColumnType.temporal(MySqlType.TIMESTAMP, 3);
    RowLayout layout = RowLayout.of(List.of(type));
    RowImageWriter writer = new RowImageWriter();
    writer.start(layout);
    StoreConditions sink =
        new StoreConditions() {
          @Override
          public void note(MySqlError error, String message) {
            conditions.add(message);
          }

          @Override
          public void warning(MySqlError error, String message) {
            conditions.add(message);
          }
        };
    new ColumnStore(ColumnStore.Settings.of(sqlMode, BERLIN, 0))
        .store(
            new SqlValue.StringValue(
                text.getBytes(StandardCharsets.US_ASCII), Collation.UTF8MB4_0900_AI_CI),
            new StoreTarget(writer, sink, "t").at(0, type, "c", 1));
    RowImageReader reader = new RowImageReader();
    reader.reset(layout, writer.toByteArray());
    return TemporalText.datetime(
        Temporals.datetimeOfEpochMicros(reader.getLong(0), ZoneOffset.UTC), 3);
  }

  @Test
  void timestampsPassThroughSummerTimeAsInMySql() {
    List<String> none = new ArrayList<>();
    assertThat(store("2026-10-25 02:30:00", SqlMode.DEFAULT, none))
        .isEqualTo("2026-10-25 00:30:00.000");
    assertThat(store("2026-10-25 02:30:00+01:00", SqlMode.DEFAULT, none))
        .isEqualTo("2026-10-25 01:30:00.000");
    assertThat(store("2026-10-25 02:30:00+02:00", SqlMode.DEFAULT, none))
        .isEqualTo("2026-10-25 00:30:00.000");
    assertThat(store("2026-10-25 03:00:00", SqlMode.DEFAULT, none))
        .isEqualTo("2026-10-25 02:00:00.000");
    assertThat(store("2038-01-19 04:14:07.999", SqlMode.DEFAULT, none))
        .isEqualTo("2038-01-19 03:14:07.999");
    assertThat(none).isEmpty();
    assertThat(store("2026-03-29 02:30:00.5", 0, none)).isEqualTo("2026-03-29 01:00:00.500");
    assertThat(none).containsExactly("Invalid TIMESTAMP value in column 'c' at row 1");
  }

  @Test
  void hostileTextsNeverFailOtherwiseThanByTheirFlags() {
    Random random = new Random(77);
    String alphabet = "0123456789:-. T+/ez\u0000\t";
    TemporalParser parser = new TemporalParser();
    for (int i = 0; i < 200_000; i++) {
      byte[] text = new byte[random.nextInt(30)];
      for (int k = 0; k < text.length; k++) {
        text[k] =
            (byte)
                (random.nextInt(50) == 0
                    ? random.nextInt(256)
                    : alphabet.charAt(random.nextInt(alphabet.length())));
      }
      if (parser.parseDatetime(text, 0, text.length, TemporalParser.FUZZY)) {
        assertThat(Temporals.year(parser.packed())).isLessThanOrEqualTo(9999);
      }
      if (parser.parseTime(text, 0, text.length) && parser.kind() == SqlValue.TemporalKind.TIME) {
        assertThat(Math.abs(parser.packed())).isLessThanOrEqualTo(Temporals.TIME_MAX);
      }
      NumberParser.ParsedDouble number = NumberParser.parseDouble(text, 0, text.length);
      assertThat(number.value()).isFinite();
      NumberParser.parseDecimal(text, 0, text.length);
      NumberParser.parseInteger(text, 0, text.length);
    }
  }

  @Test
  void shortDoublesAreTheNearestOnes() {
    Random random = new Random(5);
    for (int i = 0; i < 200_000; i++) {
      String text =
          (random.nextBoolean() ? "-" : "")
              + random.nextLong(1_000_000_000_000_000L)
              + (random.nextBoolean() ? "." + random.nextInt(100_000) : "")
              + (random.nextBoolean() ? "e" + (random.nextInt(50) - 25) : "");
      byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
      assertThat(NumberParser.parseDouble(bytes, 0, bytes.length).value())
          .isEqualTo(Double.parseDouble(text));
    }
  }
}
