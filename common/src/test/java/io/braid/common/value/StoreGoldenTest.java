package io.braid.common.value;

import static org.assertj.core.api.Assertions.assertThat;

import io.braid.common.MySqlError;
import io.braid.common.MySqlException;
import io.braid.common.SqlMode;
import io.braid.common.json.JsonBinary;
import io.braid.common.json.JsonParser;
import io.braid.common.json.JsonText;
import io.braid.common.json.JsonWriter;
import io.braid.common.row.RowImageReader;
import io.braid.common.row.RowImageWriter;
import io.braid.common.row.RowLayout;
import io.braid.common.type.Collation;
import io.braid.common.type.ColumnType;
import io.braid.common.type.MySqlType;
import io.braid.common.type.TestTypes;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

/** Against 12,000 stores of a real MySQL, made by tools/golden/store-conversions.py. */
class StoreGoldenTest {
  private static final long NOW_MICROS =
      java.time.LocalDateTime.of(2026, 11, 21, 1, 50).toEpochSecond(ZoneOffset.UTC) * 1_000_000;

  @Test
  void storedValuesAndConditionsAreMySqls() throws Exception {
    List<String> differences = new ArrayList<>();
    int cases = 0;
    try (BufferedReader in =
        new BufferedReader(new InputStreamReader(golden(), StandardCharsets.UTF_8))) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        String[] fields = line.split("\t", -1);
        if (fields[4].contains(":1054:") || fields[4].contains(":1367:")) {
          continue; // the statement did not get as far as storing
        }
        cases++;
        String actual = run(fields[0], fields[1], fields[2]);
        if (fields[1].equals("geometry") && !fields[3].equals("ERROR")) {
          fields[3] = "NULL"; // a geometry prints as bytes here and as NULL there
        }
        String expected = fields[3] + " / " + conditions(fields[4], fields[3].equals("ERROR"));
        if (!actual.equals(expected)) {
          differences.add(
              "mode="
                  + fields[0]
                  + " "
                  + fields[1]
                  + " <- "
                  + fields[2]
                  + "\n   MySQL: "
                  + readable(expected)
                  + "\n   ours:  "
                  + readable(actual));
        }
      }
    }
    assertThat(cases).isGreaterThan(5_000);
    assertThat(differences.size())
        .as(String.join("\n", differences.subList(0, Math.min(60, differences.size()))))
        .isZero();
  }

  /** The golden file, or one of random cases that -Dstore.golden names. */
  private static InputStream golden() throws IOException {
    String file = System.getProperty("store.golden", "");
    return file.isEmpty()
        ? new GZIPInputStream(
            Objects.requireNonNull(StoreGoldenTest.class.getResourceAsStream("store.golden.gz")))
        : Files.newInputStream(Path.of(file));
  }

  private static String readable(String result) {
    String hex = result.substring(0, result.indexOf(' '));
    if (hex.equals("NULL") || hex.equals("ERROR")) {
      return result;
    }
    return new String(HexFormat.of().parseHex(hex), StandardCharsets.UTF_8)
        + result.substring(hex.length());
  }

  /** The conditions without repetitions; of several errors the first, which the client sees. */
  private static String conditions(String golden, boolean error) {
    LinkedHashSet<String> set = new LinkedHashSet<>();
    for (String one : unescape(golden).split(" \\| ")) {
      if (!one.isEmpty() && (!error || one.startsWith("Error") && set.isEmpty())) {
        set.add(one);
      }
    }
    if (error && set.isEmpty()) {
      set.add(golden);
    }
    String joined = String.join(" | ", set);
    return joined.replaceAll("column 's\\d+\\.c'", "column 't.c'");
  }

  /** Undoes what the client does to its batch output. */
  private static String unescape(String text) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\\' && i + 1 < text.length()) {
        c = text.charAt(++i);
        c = c == 'n' ? '\n' : c == 't' ? '\t' : c == '0' ? '\0' : c;
      }
      out.append(c);
    }
    return out.toString();
  }

  private static String run(String mode, String sql, String literal) {
    ColumnType type = TestTypes.parse(sql);
    RowLayout layout = RowLayout.of(List.of(type));
    RowImageWriter writer = new RowImageWriter();
    writer.start(layout);
    LinkedHashSet<String> conditions = new LinkedHashSet<>();
    StoreConditions sink =
        new StoreConditions() {
          @Override
          public void note(MySqlError error, String message) {
            conditions.add("Note:" + error.number() + ":" + message);
          }

          @Override
          public void warning(MySqlError error, String message) {
            conditions.add("Warning:" + error.number() + ":" + message);
          }
        };
    StoreTarget target = new StoreTarget(writer, sink, "t").at(0, type, "c", 1);
    try {
      SqlValue value = literal(literal);
      new ColumnStore(ColumnStore.Settings.of(mode(mode), ZoneOffset.UTC, NOW_MICROS))
          .store(value, target);
    } catch (MySqlException e) {
      return "ERROR / Error:" + e.error().number() + ":" + e.getMessage();
    }
    RowImageReader reader = new RowImageReader();
    reader.reset(layout, writer.toByteArray());
    return shown(reader, type) + " / " + String.join(" | ", conditions);
  }

  private static long mode(String text) {
    if (text.equals("DEFAULT")) {
      return SqlMode.DEFAULT;
    }
    long bits = 0;
    for (String name : text.split(",")) {
      bits |=
          switch (name) {
            case "" -> 0;
            case "STRICT_TRANS_TABLES" -> SqlMode.STRICT_TRANS_TABLES;
            case "ALLOW_INVALID_DATES" -> SqlMode.ALLOW_INVALID_DATES;
            case "NO_ZERO_DATE" -> SqlMode.NO_ZERO_DATE;
            case "NO_ZERO_IN_DATE" -> SqlMode.NO_ZERO_IN_DATE;
            case "TIME_TRUNCATE_FRACTIONAL" -> SqlMode.TIME_TRUNCATE_FRACTIONAL;
            default -> throw new AssertionError(name);
          };
    }
    return bits;
  }

  /** What CAST(c AS CHAR) gives, in hex. */
  private static String shown(RowImageReader reader, ColumnType type) {
    if (reader.isNull(0)) {
      return "NULL";
    }
    String text =
        switch (type.family()) {
          case INTEGER, BIT ->
              type.unsigned() || type.type() == MySqlType.BIT
                  ? Long.toUnsignedString(reader.getLong(0))
                  : Long.toString(reader.getLong(0));
          case YEAR -> String.format("%04d", reader.getLong(0));
          case DECIMAL -> reader.getDecimal(0).toPlainString();
          case FLOATING -> {
            double value = reader.getDouble(0);
            if (type.decimals() >= 0) {
              yield NumberText.fixed(value, type.decimals());
            }
            yield type.type() == MySqlType.FLOAT
                ? NumberText.print(value, true, NumberText.FLOAT_STRING_WIDTH).text()
                : NumberText.print(value, false, NumberText.DOUBLE_COLUMN_STRING_WIDTH).text();
          }
          case DATE -> TemporalText.date(reader.getLong(0));
          case TIME -> TemporalText.time(reader.getLong(0), type.decimals());
          case DATETIME ->
              TemporalText.datetime(
                  type.type() == MySqlType.DATETIME
                      ? reader.getLong(0)
                      : reader.getLong(0) == 0
                          ? 0
                          : Temporals.datetimeOfEpochMicros(reader.getLong(0), ZoneOffset.UTC),
                  type.decimals());
          case ENUM ->
              reader.getLong(0) == 0 ? "" : type.members().get((int) reader.getLong(0) - 1);
          case SET -> {
            List<String> set = new ArrayList<>();
            for (int i = 0; i < type.members().size(); i++) {
              if ((reader.getLong(0) >>> i & 1) != 0) {
                set.add(type.members().get(i));
              }
            }
            yield String.join(",", set);
          }
          case JSON -> JsonText.print(JsonBinary.of(bytes(reader)));
          case STRING -> {
            byte[] bytes = bytes(reader);
            if (type.type() == MySqlType.BINARY) {
              bytes = Arrays.copyOf(bytes, type.length());
            }
            yield new String(bytes, StandardCharsets.ISO_8859_1);
          }
          case GEOMETRY, NULL -> "";
        };
    if (type.family() == MySqlType.Family.GEOMETRY) {
      return "NULL"; // CAST of a geometry to CHAR is NULL
    }
    return HexFormat.of()
        .formatHex(
            text.getBytes(
                type.family() == MySqlType.Family.STRING
                    ? StandardCharsets.ISO_8859_1
                    : StandardCharsets.UTF_8));
  }

  private static byte[] bytes(RowImageReader reader) {
    return Arrays.copyOfRange(
        reader.array(), reader.bytesOffset(0), reader.bytesOffset(0) + reader.bytesLength(0));
  }

  private static SqlValue string(byte[] bytes, Collation collation) {
    return new SqlValue.StringValue(bytes, collation);
  }

  private static SqlValue literal(String sql) {
    if (sql.equals("NULL")) {
      return SqlValue.SqlNull.NULL;
    }
    if (sql.equals("TRUE")) {
      return new SqlValue.IntegerValue(1, false);
    }
    if (sql.startsWith("CAST('")) {
      try {
        byte[] json = sql.substring(6, sql.indexOf("' AS JSON")).getBytes(StandardCharsets.UTF_8);
        return new SqlValue.JsonValue(JsonWriter.write(JsonParser.parse(json)));
      } catch (JsonParser.InvalidJsonException e) {
        throw new AssertionError(e);
      }
    }
    if (sql.startsWith("ST_GeomFromText")) {
      return string(
          HexFormat.of().parseHex("000000000101000000000000000000f03f0000000000000040"),
          Collation.BINARY);
    }
    if (sql.startsWith("REPEAT('a',")) {
      return string(
          "a".repeat(Integer.parseInt(sql.substring(11, 14))).getBytes(StandardCharsets.UTF_8),
          Collation.UTF8MB4_0900_AI_CI);
    }
    if (sql.startsWith("CONCAT(")) {
      return string(
          ("a".repeat(254) + (sql.contains("ä") ? "ä" : "    ")).getBytes(StandardCharsets.UTF_8),
          Collation.UTF8MB4_0900_AI_CI);
    }
    if (sql.equals("_latin1 0xe4")) {
      return string(new byte[] {(byte) 0xE4}, Collation.LATIN1_SWEDISH_CI);
    }
    if (sql.startsWith("0x")) {
      return string(HexFormat.of().parseHex(sql.substring(2)), Collation.BINARY);
    }
    if (sql.equals("b'101'")) {
      return string(new byte[] {5}, Collation.BINARY);
    }
    if (sql.startsWith("b'")) {
      throw new AssertionError(sql);
    }
    for (String prefix : List.of("DATE", "TIMESTAMP", "TIME")) {
      if (sql.startsWith(prefix + "'")) {
        byte[] text =
            sql.substring(prefix.length() + 1, sql.length() - 1).getBytes(StandardCharsets.UTF_8);
        TemporalParser parser = new TemporalParser();
        boolean ok =
            prefix.equals("TIME")
                ? parser.parseTime(text, 0, text.length)
                : parser.parseDatetime(text, 0, text.length, TemporalParser.FUZZY);
        assertThat(ok).isTrue();
        return new SqlValue.TemporalValue(
            prefix.equals("DATE")
                ? SqlValue.TemporalKind.DATE
                : prefix.equals("TIME")
                    ? SqlValue.TemporalKind.TIME
                    : SqlValue.TemporalKind.DATETIME,
            parser.packed(),
            parser.fractionDigits());
      }
    }
    if (sql.startsWith("'")) {
      String text =
          sql.substring(1, sql.length() - 1)
              .replace("\\t", "\t")
              .replace("\\n", "\n")
              .replace("\\0", "\0");
      return string(text.getBytes(StandardCharsets.UTF_8), Collation.UTF8MB4_0900_AI_CI);
    }
    if (sql.contains("e")) {
      return new SqlValue.DoubleValue(Double.parseDouble(sql));
    }
    if (sql.contains(".")) {
      return new SqlValue.DecimalValue(new BigDecimal(sql));
    }
    BigInteger integer = new BigInteger(sql);
    if (integer.bitLength() < 64) {
      return new SqlValue.IntegerValue(integer.longValue(), false);
    }
    if (integer.signum() > 0 && integer.bitLength() == 64) {
      return new SqlValue.IntegerValue(integer.longValue(), true);
    }
    return new SqlValue.DecimalValue(new BigDecimal(integer));
  }
}
