package io.braid.planner.parse;

import io.braid.common.MySqlError;
import io.braid.planner.tree.CastType;
import io.braid.planner.tree.DataType;
import io.braid.planner.tree.DataType.Name;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * Column types and the types of CAST.
 *
 * @see "MySQL 9.7 Reference Manual, Data Types"
 */
final class DataTypeParser {
  private final TokenStream tokens;

  DataTypeParser(Grammar grammar) {
    this.tokens = grammar.tokens;
  }

  /** Whether a type begins here. */
  boolean atType() {
    return switch (tokens.keyword()) {
      case INT,
          INTEGER,
          INT1,
          INT2,
          INT3,
          INT4,
          INT8,
          TINYINT,
          SMALLINT,
          MEDIUMINT,
          MIDDLEINT,
          BIGINT,
          REAL,
          DOUBLE,
          FLOAT,
          FLOAT4,
          FLOAT8,
          DECIMAL,
          DEC,
          NUMERIC,
          FIXED,
          BIT,
          BOOL,
          BOOLEAN,
          CHAR,
          CHARACTER,
          NCHAR,
          NATIONAL,
          VARCHAR,
          VARCHARACTER,
          NVARCHAR,
          BINARY,
          VARBINARY,
          TINYTEXT,
          TEXT,
          MEDIUMTEXT,
          LONGTEXT,
          LONG,
          TINYBLOB,
          BLOB,
          MEDIUMBLOB,
          LONGBLOB,
          YEAR,
          DATE,
          TIME,
          TIMESTAMP,
          DATETIME,
          ENUM,
          SET,
          JSON,
          VECTOR,
          GEOMETRY,
          POINT,
          LINESTRING,
          POLYGON,
          MULTIPOINT,
          MULTILINESTRING,
          MULTIPOLYGON,
          GEOMETRYCOLLECTION,
          GEOMCOLLECTION,
          SERIAL ->
          true;
      default -> false;
    };
  }

  /** A type with its own attributes; SERIAL comes back as an unsigned BIGINT. */
  DataType type() {
    Keyword word = tokens.keyword();
    if (!atType()) {
      throw tokens.syntaxError();
    }
    tokens.advance();
    return switch (word) {
      case INT, INTEGER, INT4 -> number(Name.INT);
      case TINYINT, INT1 -> number(Name.TINYINT);
      case SMALLINT, INT2 -> number(Name.SMALLINT);
      case MEDIUMINT, MIDDLEINT, INT3 -> number(Name.MEDIUMINT);
      case BIGINT, INT8 -> number(Name.BIGINT);
      case BOOL, BOOLEAN -> withLength(Name.TINYINT, OptionalLong.of(1));
      case SERIAL -> numeric(Name.BIGINT, OptionalLong.empty(), OptionalInt.empty(), true, false);
      case REAL -> approximate(tokens.options().realAsFloat() ? Name.FLOAT : Name.DOUBLE);
      case DOUBLE -> {
        tokens.accept(Keyword.PRECISION);
        yield approximate(Name.DOUBLE);
      }
      case FLOAT8 -> approximate(Name.DOUBLE);
      case FLOAT, FLOAT4 -> floating();
      case DECIMAL, DEC, NUMERIC, FIXED -> decimal();
      case BIT -> withLength(Name.BIT, optionalLength());
      case CHAR, CHARACTER -> character();
      case NCHAR -> national(tokens.accept(Keyword.VARYING) || tokens.accept(Keyword.VARCHAR));
      case NATIONAL -> nationalWord();
      case NVARCHAR -> national(true);
      case VARCHAR, VARCHARACTER -> text(Name.VARCHAR, OptionalLong.of(requiredLength()));
      case BINARY -> withLength(Name.BINARY, optionalLength());
      case VARBINARY -> withLength(Name.VARBINARY, OptionalLong.of(requiredLength()));
      case TINYTEXT -> text(Name.TINYTEXT, OptionalLong.empty());
      case TEXT -> text(Name.TEXT, optionalLength());
      case MEDIUMTEXT -> text(Name.MEDIUMTEXT, OptionalLong.empty());
      case LONGTEXT -> text(Name.LONGTEXT, OptionalLong.empty());
      case LONG -> longType();
      case TINYBLOB -> DataType.of(Name.TINYBLOB);
      case BLOB -> withLength(Name.BLOB, optionalLength());
      case MEDIUMBLOB -> DataType.of(Name.MEDIUMBLOB);
      case LONGBLOB -> DataType.of(Name.LONGBLOB);
      case YEAR -> {
        OptionalLong length = optionalLength();
        if (length.isPresent()) {
          tokens.deprecated("YEAR(4)", "YEAR");
        }
        NumberAttributes ignored = numberAttributes();
        yield numeric(
            Name.YEAR, length, OptionalInt.empty(), ignored.unsigned(), ignored.zerofill());
      }
      case DATE -> DataType.of(Name.DATE);
      case TIME -> withLength(Name.TIME, optionalLength());
      case TIMESTAMP -> withLength(Name.TIMESTAMP, optionalLength());
      case DATETIME -> withLength(Name.DATETIME, optionalLength());
      case ENUM -> members(Name.ENUM);
      case SET -> members(Name.SET);
      case JSON -> DataType.of(Name.JSON);
      case VECTOR -> withLength(Name.VECTOR, optionalLength());
      case GEOMETRY -> DataType.of(Name.GEOMETRY);
      case POINT -> DataType.of(Name.POINT);
      case LINESTRING -> DataType.of(Name.LINESTRING);
      case POLYGON -> DataType.of(Name.POLYGON);
      case MULTIPOINT -> DataType.of(Name.MULTIPOINT);
      case MULTILINESTRING -> DataType.of(Name.MULTILINESTRING);
      case MULTIPOLYGON -> DataType.of(Name.MULTIPOLYGON);
      default -> DataType.of(Name.GEOMETRYCOLLECTION);
    };
  }

  private DataType number(Name name) {
    OptionalLong length = optionalLength();
    NumberAttributes attributes = numberAttributes();
    if (length.isPresent()) {
      tokens.deprecatedWithoutReplacement(
          "Integer display width is deprecated and will be removed in a future release.");
    }
    return numeric(name, length, OptionalInt.empty(), attributes.unsigned(), attributes.zerofill());
  }

  /** DOUBLE takes both numbers or none. */
  private DataType approximate(Name name) {
    OptionalLong length = OptionalLong.empty();
    OptionalInt decimals = OptionalInt.empty();
    if (tokens.accept(TokenKind.LEFT_PARENTHESIS)) {
      length = OptionalLong.of(tokens.unsignedLong());
      tokens.expect(TokenKind.COMMA);
      decimals = OptionalInt.of(clampedInt());
      tokens.expect(TokenKind.RIGHT_PARENTHESIS);
      deprecatedDigits();
    }
    NumberAttributes attributes = fractionalAttributes();
    return numeric(name, length, decimals, attributes.unsigned(), attributes.zerofill());
  }

  private DataType floating() {
    Precision precision = precision();
    if (precision.decimals().isPresent()) {
      deprecatedDigits();
    }
    NumberAttributes attributes = fractionalAttributes();
    // FLOAT(p) is DOUBLE from 25 bits on and has no display width.
    boolean bitsOnly = precision.length().isPresent() && precision.decimals().isEmpty();
    boolean isDouble =
        bitsOnly && precision.length().getAsLong() > 24 && precision.length().getAsLong() <= 53;
    boolean isFloat = bitsOnly && precision.length().getAsLong() <= 24;
    return numeric(
        isDouble ? Name.DOUBLE : Name.FLOAT,
        isDouble || isFloat ? OptionalLong.empty() : precision.length(),
        precision.decimals(),
        attributes.unsigned(),
        attributes.zerofill());
  }

  private DataType decimal() {
    Precision precision = precision();
    NumberAttributes attributes = fractionalAttributes();
    return numeric(
        Name.DECIMAL,
        precision.length(),
        precision.decimals(),
        attributes.unsigned(),
        attributes.zerofill());
  }

  private record Precision(OptionalLong length, OptionalInt decimals) {}

  private Precision precision() {
    OptionalLong length = OptionalLong.empty();
    OptionalInt decimals = OptionalInt.empty();
    if (tokens.accept(TokenKind.LEFT_PARENTHESIS)) {
      length = OptionalLong.of(tokens.unsignedLong());
      if (tokens.acceptComma()) {
        decimals = OptionalInt.of(clampedInt());
      }
      tokens.expect(TokenKind.RIGHT_PARENTHESIS);
    }
    return new Precision(length, decimals);
  }

  private int clampedInt() {
    long value = tokens.unsignedLong();
    return value < 0 || value > Integer.MAX_VALUE ? Integer.MAX_VALUE : (int) value;
  }

  private void deprecatedDigits() {
    tokens.deprecatedWithoutReplacement(
        "Specifying number of digits for floating point data types is deprecated and will be removed"
            + " in a future release.");
  }

  /** As {@link #numberAttributes} of a type for which UNSIGNED is deprecated. */
  private NumberAttributes fractionalAttributes() {
    NumberAttributes attributes = numberAttributes();
    if (attributes.unsigned() && !attributes.zerofill()) {
      tokens.deprecatedWithoutReplacement(
          "UNSIGNED for decimal and floating point data types is deprecated and support for it will"
              + " be removed in a future release.");
    }
    return attributes;
  }

  private record NumberAttributes(boolean unsigned, boolean zerofill) {}

  private NumberAttributes numberAttributes() {
    boolean unsigned = false;
    boolean zerofill = false;
    for (; ; ) {
      if (tokens.accept(Keyword.UNSIGNED)) {
        unsigned = true;
      } else if (tokens.accept(Keyword.ZEROFILL)) {
        tokens.deprecatedWithoutReplacement(
            "The ZEROFILL attribute is deprecated and will be removed in a future release. Use the"
                + " LPAD function to zero-pad numbers, or store the formatted numbers in a CHAR"
                + " column.");
        zerofill = true;
      } else if (!tokens.accept(Keyword.SIGNED)) {
        return new NumberAttributes(unsigned || zerofill, zerofill);
      }
    }
  }

  private OptionalLong optionalLength() {
    if (!tokens.at(TokenKind.LEFT_PARENTHESIS)) {
      return OptionalLong.empty();
    }
    return OptionalLong.of(requiredLength());
  }

  private long requiredLength() {
    tokens.expect(TokenKind.LEFT_PARENTHESIS);
    long length = tokens.unsignedLong();
    tokens.expect(TokenKind.RIGHT_PARENTHESIS);
    return length;
  }

  private DataType character() {
    if (tokens.accept(Keyword.VARYING)) {
      return text(Name.VARCHAR, OptionalLong.of(requiredLength()));
    }
    return text(Name.CHAR, optionalLength());
  }

  private DataType nationalWord() {
    if (tokens.accept(Keyword.VARCHAR) || tokens.accept(Keyword.VARCHARACTER)) {
      return national(true);
    }
    if (!tokens.accept(Keyword.CHAR)) {
      tokens.expect(Keyword.CHARACTER);
    }
    return national(tokens.accept(Keyword.VARYING));
  }

  private DataType national(boolean varying) {
    OptionalLong length = varying ? OptionalLong.of(requiredLength()) : optionalLength();
    boolean binary = tokens.accept(Keyword.BINARY);
    return string(
        varying ? Name.VARCHAR : Name.CHAR, length, Optional.of("utf8mb3"), binary, List.of());
  }

  private DataType longType() {
    if (tokens.accept(Keyword.VARBINARY)) {
      return DataType.of(Name.MEDIUMBLOB);
    }
    if (tokens.accept(Keyword.CHAR) || tokens.accept(Keyword.CHARACTER)) {
      tokens.expect(Keyword.VARYING);
    } else if (!tokens.accept(Keyword.VARCHAR)) {
      tokens.accept(Keyword.VARCHARACTER);
    }
    return text(Name.MEDIUMTEXT, OptionalLong.empty());
  }

  private DataType members(Name name) {
    List<String> members = tokens.parenthesized(tokens::stringOrHex);
    CharsetAttributes attributes = charsetAttributes();
    return string(name, OptionalLong.empty(), attributes.charset(), attributes.binary(), members);
  }

  private DataType text(Name name, OptionalLong length) {
    CharsetAttributes attributes = charsetAttributes();
    return string(name, length, attributes.charset(), attributes.binary(), List.of());
  }

  private record CharsetAttributes(Optional<String> charset, boolean binary) {}

  /** ASCII, UNICODE, BYTE, CHARACTER SET x and BINARY, the last before or after the others. */
  private CharsetAttributes charsetAttributes() {
    boolean binary = tokens.accept(Keyword.BINARY);
    Optional<String> charset = Optional.empty();
    if (tokens.accept(Keyword.ASCII)) {
      charset = Optional.of("latin1");
    } else if (tokens.accept(Keyword.UNICODE)) {
      charset = Optional.of("ucs2");
    } else if (!binary && tokens.accept(Keyword.BYTE)) {
      charset = Optional.of("binary");
    } else if (acceptCharacterSet()) {
      charset = Optional.of(tokens.charset());
    }
    return new CharsetAttributes(charset, binary || tokens.accept(Keyword.BINARY));
  }

  /** {@code CHARACTER SET}, {@code CHAR SET} or {@code CHARSET}. */
  boolean acceptCharacterSet() {
    return tokens.accept(Keyword.CHARSET)
        || tokens.accept(Keyword.CHARACTER, Keyword.SET)
        || tokens.accept(Keyword.CHAR, Keyword.SET);
  }

  private static DataType withLength(Name name, OptionalLong length) {
    return numeric(name, length, OptionalInt.empty(), false, false);
  }

  private static DataType numeric(
      Name name, OptionalLong length, OptionalInt decimals, boolean unsigned, boolean zerofill) {
    return new DataType(
        name,
        length,
        decimals,
        unsigned,
        zerofill,
        Optional.empty(),
        Optional.empty(),
        false,
        List.of(),
        OptionalLong.empty());
  }

  private static DataType string(
      Name name,
      OptionalLong length,
      Optional<String> charset,
      boolean binaryCollation,
      List<String> members) {
    return new DataType(
        name,
        length,
        OptionalInt.empty(),
        false,
        false,
        charset,
        Optional.empty(),
        binaryCollation,
        members,
        OptionalLong.empty());
  }

  // ---- CAST

  CastType castType() {
    Keyword word = tokens.keyword();
    switch (word) {
      case BINARY -> {
        tokens.advance();
        return simple(CastType.Name.BINARY, optionalLength());
      }
      case CHAR, CHARACTER -> {
        tokens.advance();
        OptionalLong length = optionalLength();
        CharsetAttributes attributes = charsetAttributes();
        if (attributes.charset().equals(Optional.of("binary"))) {
          return simple(CastType.Name.BINARY, length);
        }
        return new CastType(
            CastType.Name.CHAR,
            length,
            OptionalInt.empty(),
            attributes.charset(),
            attributes.binary());
      }
      case NCHAR -> {
        tokens.advance();
        return simple(CastType.Name.NCHAR, optionalLength());
      }
      case NATIONAL -> {
        tokens.advance();
        if (!tokens.accept(Keyword.CHAR)) {
          tokens.expect(Keyword.CHARACTER);
        }
        return simple(CastType.Name.NCHAR, optionalLength());
      }
      case SIGNED, UNSIGNED -> {
        tokens.advance();
        if (!tokens.accept(Keyword.INT)) {
          tokens.accept(Keyword.INTEGER);
        }
        return CastType.of(word == Keyword.SIGNED ? CastType.Name.SIGNED : CastType.Name.UNSIGNED);
      }
      case DECIMAL -> {
        tokens.advance();
        Precision precision = precision();
        return new CastType(
            CastType.Name.DECIMAL,
            precision.length(),
            precision.decimals(),
            Optional.empty(),
            false);
      }
      case REAL -> {
        tokens.advance();
        return CastType.of(
            tokens.options().realAsFloat() ? CastType.Name.FLOAT : CastType.Name.DOUBLE);
      }
      case DOUBLE -> {
        tokens.advance();
        tokens.accept(Keyword.PRECISION);
        return CastType.of(CastType.Name.DOUBLE);
      }
      case FLOAT -> {
        tokens.advance();
        OptionalLong bits = optionalLength();
        boolean isDouble = bits.isPresent() && bits.getAsLong() > 24;
        if (bits.isPresent() && bits.getAsLong() > 53) {
          throw MySqlError.ER_TOO_BIG_PRECISION.with(bits.getAsLong(), "CAST", 53);
        }
        return CastType.of(isDouble ? CastType.Name.DOUBLE : CastType.Name.FLOAT);
      }
      case DATE -> {
        return word(CastType.Name.DATE);
      }
      case YEAR -> {
        return word(CastType.Name.YEAR);
      }
      case JSON -> {
        return word(CastType.Name.JSON);
      }
      case TIME -> {
        tokens.advance();
        return simple(CastType.Name.TIME, optionalLength());
      }
      case DATETIME -> {
        tokens.advance();
        return simple(CastType.Name.DATETIME, optionalLength());
      }
      case POINT -> {
        return word(CastType.Name.POINT);
      }
      case LINESTRING -> {
        return word(CastType.Name.LINESTRING);
      }
      case POLYGON -> {
        return word(CastType.Name.POLYGON);
      }
      case MULTIPOINT -> {
        return word(CastType.Name.MULTIPOINT);
      }
      case MULTILINESTRING -> {
        return word(CastType.Name.MULTILINESTRING);
      }
      case MULTIPOLYGON -> {
        return word(CastType.Name.MULTIPOLYGON);
      }
      case GEOMETRYCOLLECTION, GEOMCOLLECTION -> {
        return word(CastType.Name.GEOMETRYCOLLECTION);
      }
      default -> throw tokens.syntaxError();
    }
  }

  private CastType word(CastType.Name name) {
    tokens.advance();
    return CastType.of(name);
  }

  private static CastType simple(CastType.Name name, OptionalLong length) {
    return ExpressionParser.castTo(name, length);
  }
}
