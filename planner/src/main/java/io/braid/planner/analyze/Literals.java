package io.braid.planner.analyze;

import io.braid.common.MySqlError;
import io.braid.common.type.Charset;
import io.braid.common.type.Collation;
import io.braid.common.type.ColumnType;
import io.braid.common.value.SqlValue;
import io.braid.planner.tree.Literal;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/**
 * Values and types of literals.
 *
 * @see "MySQL 9.7 Reference Manual, Literal Values"
 */
final class Literals {
  private Literals() {}

  /** A value with its type. */
  record Typed(SqlValue value, ColumnType type, Coercibility coercibility, boolean asciiOnly) {}

  static Typed analyze(Literal literal, Collation connection) {
    return switch (literal) {
      case Literal.NullLiteral n ->
          new Typed(SqlValue.SqlNull.NULL, TypeRules.NULL, Coercibility.IGNORABLE, true);
      case Literal.BooleanLiteral b ->
          number(new SqlValue.IntegerValue(b.value() ? 1 : 0, false), TypeRules.BOOLEAN);
      case Literal.IntegerLiteral i -> integer(i.value(), i.isUnsigned());
      case Literal.DecimalLiteral d -> decimal(d.value());
      case Literal.DoubleLiteral d -> {
        double value = d.value();
        if (Double.isInfinite(value)) {
          throw MySqlError.ER_ILLEGAL_VALUE_FOR_TYPE.with("double", d.digits());
        }
        yield number(new SqlValue.DoubleValue(value), TypeRules.floating(d.digits().length(), -1));
      }
      case Literal.StringLiteral s ->
          string(s.value(), s.national() ? Collation.UTF8MB3_GENERAL_CI : connection);
      case Literal.IntroducedLiteral i -> {
        Collation collation = Collation.defaultOf(charset(i.charset()));
        byte[] bytes = i.value().toArray();
        yield bytes(bytes, collation);
      }
      case Literal.HexLiteral h -> bytes(h.value().toArray(), Collation.BINARY);
      case Literal.BitLiteral b -> bytes(b.value().toArray(), Collation.BINARY);
      case Literal.TemporalLiteral t -> temporal(t);
    };
  }

  static Charset charset(String name) {
    String wanted = name.toLowerCase(Locale.ROOT);
    for (Charset charset : Charset.values()) {
      if (charset.mysqlName().equals(wanted)
          || (wanted.equals("utf8") && charset == Charset.UTF8MB3)) {
        return charset;
      }
    }
    throw MySqlError.ER_UNKNOWN_CHARACTER_SET.with(name);
  }

  private static Typed number(SqlValue value, ColumnType type) {
    return new Typed(value, type, Coercibility.NUMERIC, true);
  }

  static Typed integer(long value, boolean unsigned) {
    int width =
        unsigned
            ? Long.toUnsignedString(value).length()
            : Long.toString(value).length() + (value < 0 ? 0 : 1);
    return number(new SqlValue.IntegerValue(value, unsigned), TypeRules.integer(width, unsigned));
  }

  static Typed decimal(BigDecimal value) {
    int scale = Math.min(Math.max(value.scale(), 0), 30);
    BigDecimal kept = value.scale() == scale ? value : value.setScale(scale, RoundingMode.HALF_UP);
    int precision = Math.max(kept.precision(), scale);
    if (precision > 65) {
      kept = new BigDecimal("9".repeat(65));
      return number(new SqlValue.DecimalValue(kept), ColumnType.decimal(65, 0, false));
    }
    int integerDigits =
        Math.max(precision - scale, kept.abs().compareTo(BigDecimal.ONE) < 0 ? 1 : 0);
    return number(new SqlValue.DecimalValue(kept), TypeRules.decimal(integerDigits, scale, false));
  }

  static Typed string(String text, Collation collation) {
    byte[] bytes =
        switch (collation.charset()) {
          case UTF8MB4, UTF8MB3, BINARY -> text.getBytes(StandardCharsets.UTF_8);
          case LATIN1 -> text.getBytes(java.nio.charset.Charset.forName("windows-1252"));
          case ASCII -> text.getBytes(StandardCharsets.US_ASCII);
        };
    return bytes(bytes, collation);
  }

  private static Typed bytes(byte[] bytes, Collation collation) {
    boolean ascii = true;
    int characters = 0;
    for (byte b : bytes) {
      ascii &= b >= 0;
      characters += collation.charset().bytesPerCharacterMax() == 1 || (b & 0xc0) != 0x80 ? 1 : 0;
    }
    return new Typed(
        new SqlValue.StringValue(bytes, collation),
        TypeRules.string(characters, collation),
        Coercibility.COERCIBLE,
        ascii && collation != Collation.BINARY);
  }

  private static Typed temporal(Literal.TemporalLiteral literal) {
    String kind =
        literal.kind() == Literal.TemporalLiteral.Kind.TIMESTAMP
            ? "DATETIME"
            : literal.kind().name();
    Optional<SqlValue.TemporalValue> value =
        switch (literal.kind()) {
          case DATE -> TemporalText.date(literal.text());
          case TIME -> TemporalText.time(literal.text());
          case TIMESTAMP -> TemporalText.datetime(literal.text());
        };
    SqlValue.TemporalValue parsed =
        value.orElseThrow(() -> MySqlError.ER_WRONG_VALUE.with(kind, literal.text()));
    return new Typed(parsed, temporalType(parsed), Coercibility.NUMERIC, true);
  }

  static ColumnType temporalType(SqlValue.TemporalValue value) {
    return switch (value.kind()) {
      case DATE -> TypeRules.DATE;
      case TIME -> TypeRules.time(value.fraction());
      case DATETIME -> TypeRules.datetime(value.fraction());
    };
  }
}
