package io.braid.common.row;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.braid.common.InvariantViolation;
import io.braid.common.type.ColumnType;
import io.braid.common.type.MySqlType;
import io.braid.common.type.TestTypes;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Against row images from a real MySQL's binlog, made by tools/golden/row-images.py. */
class RowImageGoldenTest {
  private record Golden(
      String sql, ColumnType type, String literal, byte[] map, byte[] image, String text) {}

  private static List<Golden> goldens() throws IOException {
    List<Golden> goldens = new ArrayList<>();
    try (BufferedReader in =
        new BufferedReader(
            new InputStreamReader(
                Objects.requireNonNull(
                    RowImageGoldenTest.class.getResourceAsStream("row-images.golden")),
                StandardCharsets.UTF_8))) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        String[] fields = line.split("\t", -1);
        goldens.add(
            new Golden(
                fields[0],
                TestTypes.parse(fields[0]),
                fields[1],
                HexFormat.of().parseHex(fields[2]),
                HexFormat.of().parseHex(fields[3]),
                fields[4]));
      }
    }
    assertThat(goldens.size()).isGreaterThan(390);
    return goldens;
  }

  @Test
  void tableMapTypeAndMetadataAreMySqls() throws IOException {
    for (Golden golden : goldens()) {
      RowLayout layout = RowLayout.of(List.of(golden.type()));
      byte[] types = layout.tableMapTypes();
      byte[] metadata = layout.tableMapMetadata();
      byte[] map = Arrays.copyOf(types, types.length + metadata.length);
      System.arraycopy(metadata, 0, map, types.length, metadata.length);
      assertThat(map).as(golden.sql()).isEqualTo(golden.map());
    }
  }

  @Test
  void decodedValuesAreMySqls() throws IOException {
    RowImageReader reader = new RowImageReader();
    for (Golden golden : goldens()) {
      reader.reset(RowLayout.of(List.of(golden.type())), golden.image());
      assertThat(reader.isNull(0)).isEqualTo(golden.text().equals("NULL"));
      if (!reader.isNull(0)) {
        byte[] shown = HexFormat.of().parseHex(golden.text());
        check(golden, reader, shown, new String(shown, StandardCharsets.UTF_8));
      }
      assertThat(reader.imageLength()).isEqualTo(golden.image().length);
    }
  }

  private static void check(Golden golden, RowImageReader reader, byte[] shown, String text) {
    String name = golden.sql() + " " + golden.literal();
    ColumnType type = golden.type();
    switch (type.family()) {
      case INTEGER, BIT, YEAR ->
          assertThat(
                  type.unsigned() || type.type() == MySqlType.BIT
                      ? Long.toUnsignedString(reader.getLong(0))
                      : Long.toString(reader.getLong(0)))
              .as(name)
              .isEqualTo(
                  type.zerofill() || text.equals("0000")
                      ? text.replaceFirst("^0+(?=.)", "")
                      : text);
      case ENUM, SET ->
          assertThat(Long.toUnsignedString(reader.getLong(0)))
              .as(name)
              .isEqualTo(text.substring(0, text.indexOf(':')));
      case DECIMAL -> {
        assertThat(reader.getDecimal(0).toPlainString()).as(name).isEqualTo(text);
        if (reader.isDecimalLong(0)) {
          assertThat(BigDecimal.valueOf(reader.getDecimalUnscaled(0), type.decimals()))
              .isEqualTo(new BigDecimal(text));
        }
      }
      case FLOATING -> {
        // CAST prints what the type shows: FLOAT has six digits there.
        double value = reader.getDouble(0);
        double tolerance = type.type() == MySqlType.FLOAT ? Math.abs(value) * 1e-5 : 0;
        assertThat(Math.abs(value - Double.parseDouble(text)))
            .as(name)
            .isLessThanOrEqualTo(tolerance);
      }
      case DATE, TIME, DATETIME ->
          assertThat(temporalText(type, reader.getLong(0))).as(name).isEqualTo(text);
      case STRING, GEOMETRY -> {
        byte[] bytes = bytes(reader);
        if (type.type() == MySqlType.BINARY) {
          bytes = Arrays.copyOf(bytes, type.length());
        }
        String hex = HexFormat.of().formatHex(bytes);
        // The golden text of non-binary strings is in the column's character set.
        assertThat(hex).as(name).isEqualTo(golden.text());
      }
      case JSON -> assertThat(reader.bytesLength(0)).as(name).isPositive();
      case NULL -> throw new AssertionError();
    }
    assertThat(shown).isNotNull();
  }

  private static byte[] bytes(RowImageReader reader) {
    return Arrays.copyOfRange(
        reader.array(), reader.bytesOffset(0), reader.bytesOffset(0) + reader.bytesLength(0));
  }

  private static String temporalText(ColumnType type, long value) {
    long packed = value;
    String fraction = "";
    if (type.type() == MySqlType.TIMESTAMP) {
      String text =
          value == 0
              ? "0000-00-00 00:00:00"
              : java.time.LocalDateTime.ofEpochSecond(
                      Math.floorDiv(value, 1_000_000L), 0, java.time.ZoneOffset.UTC)
                  .format(java.time.format.DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss"));
      return text + fraction(value % 1_000_000, type.decimals());
    }
    String sign = "";
    if (packed < 0) {
      sign = "-";
      packed = -packed;
    }
    fraction = fraction(packed & 0xFFFFFF, type.decimals());
    long whole = packed >> 24;
    long days = whole >> 17;
    String time =
        String.format(
            "%02d:%02d:%02d",
            whole >> 12 & (type.type() == MySqlType.TIME ? 1023 : 31), whole >> 6 & 63, whole & 63);
    String date = String.format("%04d-%02d-%02d", (days >> 5) / 13, (days >> 5) % 13, days & 31);
    return switch (type.type()) {
      case DATE -> date;
      case TIME -> sign + time + fraction;
      default -> date + " " + time + fraction;
    };
  }

  private static String fraction(long micros, int decimals) {
    return decimals <= 0 ? "" : "." + String.format("%06d", micros).substring(0, decimals);
  }

  @Test
  void encodedValuesAreMySqlsBytes() throws IOException {
    RowImageReader reader = new RowImageReader();
    RowImageWriter writer = new RowImageWriter();
    for (Golden golden : goldens()) {
      RowLayout layout = RowLayout.of(List.of(golden.type()));
      reader.reset(layout, golden.image());
      writer.start(layout);
      transfer(reader, writer, 0);
      assertThat(writer.toByteArray())
          .as(golden.sql() + " " + golden.literal())
          .isEqualTo(golden.image());
    }
  }

  private static void transfer(RowImageReader reader, RowImageWriter writer, int c) {
    if (reader.isNull(c)) {
      writer.setNull(c);
      return;
    }
    switch (reader.layout().type(c).family()) {
      case INTEGER, BIT, YEAR, DATE, TIME, DATETIME, ENUM, SET ->
          writer.setLong(c, reader.getLong(c));
      case FLOATING -> writer.setDouble(c, reader.getDouble(c));
      case DECIMAL -> {
        if (reader.isDecimalLong(c)) {
          writer.setDecimal(c, reader.getDecimalUnscaled(c));
        } else {
          writer.setDecimal(c, reader.getDecimal(c));
        }
      }
      case STRING, JSON, GEOMETRY ->
          writer.setBytes(c, reader.array(), reader.bytesOffset(c), reader.bytesLength(c));
      case NULL -> throw new AssertionError();
    }
  }

  @Test
  void wideRowsOfRandomColumnsRoundTripAndAreBoundsChecked() throws IOException {
    List<Golden> goldens = goldens();
    Random random = new Random(4711);
    RowImageReader single = new RowImageReader();
    RowImageReader reader = new RowImageReader();
    RowImageWriter writer = new RowImageWriter();
    for (int round = 0; round < 300; round++) {
      List<Golden> columns = new ArrayList<>();
      for (int i = random.nextInt(40); i >= 0; i--) {
        columns.add(goldens.get(random.nextInt(goldens.size())));
      }
      RowLayout layout = RowLayout.of(columns.stream().map(Golden::type).toList());
      writer.start(layout);
      for (int c = 0; c < columns.size(); c++) {
        single.reset(RowLayout.of(List.of(columns.get(c).type())), columns.get(c).image());
        writer.copy(c, single, 0);
      }
      byte[] image = writer.toByteArray();
      reader.reset(layout, image);
      writer.start(layout);
      for (int c = 0; c < columns.size(); c++) {
        transfer(reader, writer, c);
      }
      assertThat(writer.toByteArray()).isEqualTo(image);
      assertThat(reader.imageLength()).isEqualTo(image.length);
      int cut = random.nextInt(image.length);
      assertThatThrownBy(
              () -> {
                reader.reset(layout, image, 0, cut);
                reader.imageLength();
              })
          .isInstanceOf(InvariantViolation.class);
    }
  }
}
