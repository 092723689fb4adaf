package io.braid.planner.analyze;

import io.braid.common.MySqlError;
import io.braid.common.MySqlException;
import io.braid.common.type.Charset;
import io.braid.common.type.Collation;
import io.braid.common.type.ColumnType;
import io.braid.common.type.MySqlType;
import io.braid.planner.tree.CastType;
import io.braid.planner.tree.Expression;

/**
 * CAST and CONVERT.
 *
 * @see "MySQL 9.7 Reference Manual, Cast Functions and Operators"
 */
final class CastTyping {
  private CastTyping() {}

  static Operand cast(ExpressionAnalyzer analyzer, Expression.Cast cast) {
    if (cast.array()) {
      throw MySqlException.notSupported("CAST to an ARRAY");
    }
    if (cast.timeZone().isPresent()) {
      throw MySqlException.notSupported("CAST AT TIME ZONE");
    }
    Operand value = analyzer.value(cast.value());
    ColumnType type = type(cast.type(), value, analyzer.statement().context());
    boolean nullable =
        value.nullable() || TypeRules.isTemporal(type) || type.family() == MySqlType.Family.STRING;
    RexFactory rex = analyzer.statement().rex();
    return Operand.of(rex.cast(value.rex(), type, nullable));
  }

  static Operand using(ExpressionAnalyzer analyzer, Expression.ConvertUsing convert) {
    Operand value = analyzer.value(convert.value());
    Charset charset = Literals.charset(convert.charset());
    ColumnType type =
        TypeRules.string(TypeRules.characters(value.type()), Collation.defaultOf(charset));
    return Operand.of(analyzer.statement().rex().cast(value.rex(), type, true));
  }

  private static ColumnType type(CastType type, Operand value, AnalysisContext context) {
    return switch (type.name()) {
      case BINARY, CHAR, NCHAR -> string(type, value, context);
      case SIGNED -> TypeRules.integer(21, false);
      case UNSIGNED -> TypeRules.integer(21, true);
      case DECIMAL -> decimal(type);
      case FLOAT ->
          type.length().orElse(0) > 24 ? TypeRules.DOUBLE : ColumnType.of(MySqlType.FLOAT);
      case DOUBLE -> TypeRules.DOUBLE;
      case DATE -> TypeRules.DATE;
      case TIME -> TypeRules.time(fraction(type, value));
      case DATETIME -> TypeRules.datetime(fraction(type, value));
      case YEAR -> ColumnType.of(MySqlType.YEAR);
      case JSON -> TypeRules.JSON;
      case POINT,
          LINESTRING,
          POLYGON,
          MULTIPOINT,
          MULTILINESTRING,
          MULTIPOLYGON,
          GEOMETRYCOLLECTION ->
          throw MySqlException.notSupported("CAST to a spatial type");
    };
  }

  private static ColumnType string(CastType type, Operand value, AnalysisContext context) {
    Collation collation = context.connectionCollation();
    if (type.name() == CastType.Name.BINARY
        || type.charset().filter("binary"::equals).isPresent()) {
      collation = Collation.BINARY;
    } else if (type.name() == CastType.Name.NCHAR) {
      collation = Collation.UTF8MB3_GENERAL_CI;
    } else if (type.charset().isPresent()) {
      collation = Collation.defaultOf(Literals.charset(type.charset().get()));
    }
    if (type.binaryCollation()) {
      collation =
          Collation.byName(collation.charset().mysqlName() + "_bin").orElse(Collation.BINARY);
    }
    long length = TypeRules.characters(value.type());
    if (collation == Collation.BINARY && TypeRules.isString(value.type())) {
      length *= value.type().collation().charset().bytesPerCharacterMax();
    }
    return TypeRules.string(type.length().orElse(length), collation);
  }

  private static ColumnType decimal(CastType type) {
    long precision = type.length().orElse(10);
    int scale = type.decimals().orElse(0);
    if (precision > 65) {
      throw MySqlError.ER_TOO_BIG_PRECISION.with(String.valueOf(precision), "CAST", "65");
    }
    if (scale > 30) {
      throw MySqlError.ER_TOO_BIG_SCALE.with(String.valueOf(scale), "CAST", "30");
    }
    if (precision == 0 && scale == 0) {
      precision = 10;
    }
    if (precision < scale) {
      throw MySqlError.ER_M_BIGGER_THAN_D.with("");
    }
    return ColumnType.decimal((int) precision, scale, false);
  }

  private static int fraction(CastType type, Operand value) {
    long fraction = type.length().orElse(0);
    if (fraction == CastType.OF_ARGUMENT) {
      return FunctionTyping.fraction(value);
    }
    if (fraction > 6) {
      throw MySqlError.ER_TOO_BIG_PRECISION.with(String.valueOf(fraction), "CAST", "6");
    }
    return (int) fraction;
  }
}
