package io.braid.common.row;

import static org.assertj.core.api.Assertions.assertThat;

import io.braid.common.catalog.IndexDefinition.Part;
import io.braid.common.type.Collation;
import io.braid.common.type.CollationRules;
import io.braid.common.type.ColumnType;
import io.braid.common.type.MySqlType;
import io.braid.common.type.TestTypes;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Key order is SQL order, for every type, with NULLs, prefixes and descending parts. */
class KeyEncoderTest {
  private static final List<String> TYPES =
      List.of(
          "tinyint",
          "tinyint unsigned",
          "smallint",
          "mediumint",
          "mediumint unsigned",
          "int",
          "int unsigned",
          "bigint",
          "bigint unsigned",
          "float",
          "double",
          "decimal(5,2)",
          "decimal(18,9)",
          "decimal(40,20)",
          "bit(11)",
          "bit(64)",
          "year",
          "date",
          "time(0)",
          "time(2)",
          "time(4)",
          "time(6)",
          "datetime(0)",
          "datetime(3)",
          "timestamp(6)",
          "enum('a','b','c')",
          "set('1','2','3','4','5','6','7','8','9')",
          "char(10)",
          "varchar(20)",
          "char(10) charset latin1",
          "varchar(10) charset utf8mb3",
          "binary(4)",
          "varbinary(10)");

  private static Object random(ColumnType type, Random random) {
    long small = random.nextInt(5) - 2;
    return switch (type.type()) {
      case TINYINT, SMALLINT, MEDIUMINT, INT, BIGINT -> {
        int bits = 8 * RowLayout.of(List.of(type)).fixedLength(0);
        long value = random.nextBoolean() ? small : random.nextLong() >> (64 - bits);
        yield type.unsigned() ? (bits == 64 ? value : value & (1L << bits) - 1) : (Long) value;
      }
      case FLOAT -> random.nextBoolean() ? (double) small : (double) (float) random.nextGaussian();
      case DOUBLE -> random.nextBoolean() ? small * 0.0 : random.nextGaussian() * 1e10;
      case DECIMAL -> {
        BigInteger limit = BigInteger.TEN.pow(type.length());
        BigInteger digits = new BigInteger(140, random).mod(limit);
        if (random.nextBoolean()) {
          digits = BigInteger.valueOf(random.nextInt(300));
        }
        yield new BigDecimal(random.nextBoolean() ? digits : digits.negate(), type.decimals());
      }
      case BIT -> random.nextLong() >>> (64 - type.length());
      case YEAR -> random.nextBoolean() ? 0L : 1901L + random.nextInt(255);
      case DATE -> date(random) << 41;
      case TIME -> {
        long whole =
            (long) random.nextInt(839) << 12 | random.nextInt(60) << 6 | random.nextInt(60);
        if (random.nextBoolean()) {
          whole = random.nextInt(2);
        }
        long packed = (whole << 24) + fraction(random, type.decimals());
        yield random.nextBoolean() ? packed : -packed;
      }
      case DATETIME ->
          ((date(random) << 17 | random.nextInt(24) << 12 | random.nextInt(60) << 6) << 24)
              + fraction(random, type.decimals());
      case TIMESTAMP -> (long) random.nextInt(1000) * 1_000_000 + fraction(random, 6);
      case ENUM -> (long) random.nextInt(4);
      case SET -> (long) random.nextInt(512);
      default -> {
        String alphabet = type.type().isBinaryString() ? "\u0000\u0001 a\u007F" : "aAbB \tsßäz!";
        StringBuilder text = new StringBuilder();
        for (int n = random.nextInt(5); n > 0; n--) {
          text.append(alphabet.charAt(random.nextInt(alphabet.length())));
        }
        yield text.toString()
            .getBytes(
                type.collation().charset() == io.braid.common.type.Charset.LATIN1
                    ? StandardCharsets.ISO_8859_1
                    : StandardCharsets.UTF_8);
      }
    };
  }

  private static long date(Random random) {
    return (long) (random.nextInt(3) + 2024) * 13 + random.nextInt(13) << 5 | random.nextInt(32);
  }

  private static long fraction(Random random, int decimals) {
    long step = (long) Math.pow(10, 6 - decimals);
    return random.nextInt(1_000_000) / step * step;
  }

  private static int compare(ColumnType type, Object left, Object right) {
    if (left instanceof Long l && right instanceof Long r) {
      return type.unsigned() || type.type() == MySqlType.BIT
          ? Long.compareUnsigned(l, r)
          : Long.compare(l, r);
    }
    if (left instanceof Double l && right instanceof Double r) {
      return l.doubleValue() == r.doubleValue() ? 0 : Double.compare(l, r);
    }
    if (left instanceof BigDecimal l && right instanceof BigDecimal r) {
      return l.compareTo(r);
    }
    byte[] l = (byte[]) left;
    byte[] r = (byte[]) right;
    if (type.type() == MySqlType.BINARY) {
      l = Arrays.copyOf(l, type.length());
      r = Arrays.copyOf(r, type.length());
    } else if (type.type() == MySqlType.CHAR) {
      l = trimmed(l);
      r = trimmed(r);
    }
    return CollationRules.of(type.collation()).compare(l, 0, l.length, r, 0, r.length);
  }

  private static byte[] trimmed(byte[] bytes) {
    int length = bytes.length;
    while (length > 0 && bytes[length - 1] == ' ') {
      length--;
    }
    return Arrays.copyOf(bytes, length);
  }

  private static void set(ColumnSink sink, int column, ColumnType type, @Nullable Object value) {
    switch (value) {
      case null -> sink.setNull(column);
      case Long number -> sink.setLong(column, number);
      case Double number -> sink.setDouble(column, number);
      case BigDecimal number -> {
        if (DecimalPacking.fitsLong(type.length())) {
          sink.setDecimal(column, number.unscaledValue().longValue());
        } else {
          sink.setDecimal(column, number);
        }
      }
      case byte[] bytes -> sink.setBytes(column, bytes, 0, bytes.length);
      default -> throw new AssertionError();
    }
  }

  private record Keyed(List<@Nullable Object> values, byte[] key) {}

  @Test
  void keyOrderIsSqlOrder() {
    Random random = new Random(20261121);
    RowImageWriter writer = new RowImageWriter();
    RowImageReader reader = new RowImageReader();
    for (int round = 0; round < 150; round++) {
      List<ColumnType> types = new ArrayList<>();
      List<Part> parts = new ArrayList<>();
      // Each type alone first, then random pairs and triples.
      int columns = round < TYPES.size() ? 1 : 2 + random.nextInt(2);
      for (int c = 0; c < columns; c++) {
        ColumnType type =
            TestTypes.parse(TYPES.get(round < TYPES.size() ? round : random.nextInt(TYPES.size())));
        if (type.collation() == Collation.UTF8MB4_0900_AI_CI && random.nextBoolean()) {
          type =
              type.withCollation(
                  random.nextBoolean() ? Collation.UTF8MB4_GENERAL_CI : Collation.UTF8MB4_BIN);
        }
        types.add(type);
        parts.add(new Part(c, 0, random.nextInt(3) == 0));
      }
      RowLayout layout = RowLayout.of(types);
      KeyEncoder encoder = KeyEncoder.of(layout, parts);
      List<Keyed> rows = new ArrayList<>();
      for (int i = 0; i < 60; i++) {
        List<@Nullable Object> values = new ArrayList<>();
        writer.start(layout);
        KeyBuffer bySink = new KeyBuffer();
        ColumnSink sink = encoder.sink(bySink);
        for (int c = 0; c < columns; c++) {
          Object value = random.nextInt(6) == 0 ? null : random(types.get(c), random);
          values.add(value);
          set(writer, c, types.get(c), value);
          set(sink, c, types.get(c), value);
        }
        reader.reset(layout, writer.toByteArray());
        byte[] key = encoder.key(reader);
        assertThat(bySink.toByteArray()).as(types.toString()).isEqualTo(key);
        rows.add(new Keyed(values, key));
      }
      for (Keyed left : rows) {
        for (Keyed right : rows) {
          int expected = 0;
          for (int c = 0; c < columns && expected == 0; c++) {
            Object l = left.values().get(c);
            Object r = right.values().get(c);
            if (l == null || r == null) {
              expected = Boolean.compare(l != null, r != null);
            } else {
              expected = compare(types.get(c), l, r);
            }
            if (parts.get(c).descending()) {
              expected = -expected;
            }
          }
          int actual = Arrays.compareUnsigned(left.key(), right.key());
          if (Integer.signum(actual) != Integer.signum(expected)) {
            assertThat(Integer.signum(actual))
                .as(types + " " + parts + " " + left.values() + " " + right.values())
                .isEqualTo(Integer.signum(expected));
          }
        }
      }
    }
  }

  @Test
  void prefixPartsHoldTheFirstCharacters() {
    RowLayout layout = RowLayout.of(List.of(TestTypes.parse("varchar(20)")));
    KeyEncoder encoder = KeyEncoder.of(layout, List.of(new Part(0, 2, false)));
    assertThat(key(encoder, "äöü")).isEqualTo(key(encoder, "aoX"));
    assertThat(key(encoder, "äö")).isNotEqualTo(key(encoder, "äX"));
  }

  @Test
  void successorBoundsAllKeysOfAPrefix() {
    assertThat(KeyEncoder.successor(new byte[] {1, 2})).containsExactly(1, 3);
    assertThat(KeyEncoder.successor(new byte[] {1, -1})).containsExactly(2);
    assertThat(KeyEncoder.successor(new byte[] {-1, -1})).isEmpty();
  }

  private static byte[] key(KeyEncoder encoder, String text) {
    KeyBuffer out = new KeyBuffer();
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    encoder.sink(out).setBytes(0, bytes, 0, bytes.length);
    return out.toByteArray();
  }
}
