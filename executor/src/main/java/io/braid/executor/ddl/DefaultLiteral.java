package io.braid.executor.ddl;

import io.braid.common.MySqlError;
import io.braid.common.MySqlException;
import io.braid.common.SqlMode;
import io.braid.common.row.ColumnSink;
import io.braid.common.type.Collation;
import io.braid.common.type.ColumnType;
import io.braid.common.type.MySqlType;
import io.braid.common.value.ColumnStore;
import io.braid.common.value.SqlValue;
import io.braid.common.value.StoreConditions;
import io.braid.common.value.StoreTarget;
import io.braid.common.value.Temporals;
import io.braid.planner.tree.Expression;
import io.braid.planner.tree.Literal;
import io.braid.planner.tree.UnaryOperator;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Optional;

/** The literal of a DEFAULT clause, converted to the column's type. */
final class DefaultLiteral {
  private DefaultLiteral() {}

  /** The value of a literal, or of one with a sign; empty for any other expression. */
  static Optional<SqlValue> valueOf(Expression expression) {
    return switch (expression) {
      case Literal.NullLiteral none -> Optional.of(SqlValue.SqlNull.NULL);
      case Literal.BooleanLiteral literal ->
          Optional.of(new SqlValue.IntegerValue(literal.value() ? 1 : 0, false));
      case Literal.IntegerLiteral literal ->
          Optional.of(new SqlValue.IntegerValue(literal.value(), literal.isUnsigned()));
      case Literal.DecimalLiteral literal ->
          Optional.of(new SqlValue.DecimalValue(literal.value()));
      case Literal.DoubleLiteral literal -> Optional.of(new SqlValue.DoubleValue(literal.value()));
      case Literal.StringLiteral literal ->
          Optional.of(
              new SqlValue.StringValue(
                  literal.value().getBytes(StandardCharsets.UTF_8), Collation.UTF8MB4_0900_AI_CI));
      case Literal.IntroducedLiteral literal ->
          Optional.of(
              new SqlValue.StringValue(
                  literal.value().toArray(), ColumnTypes.charsetCollation(literal.charset())));
      case Literal.HexLiteral literal ->
          Optional.of(new SqlValue.StringValue(literal.value().toArray(), Collation.BINARY));
      case Literal.BitLiteral literal ->
          Optional.of(new SqlValue.StringValue(literal.value().toArray(), Collation.BINARY));
      case Literal.TemporalLiteral literal ->
          Optional.of(
              new SqlValue.StringValue(
                  literal.text().getBytes(StandardCharsets.UTF_8), Collation.UTF8MB4_0900_AI_CI));
      case Expression.UnaryOperation(UnaryOperator operator, Expression operand)
          when operator == UnaryOperator.NEGATE ->
          valueOf(operand).flatMap(DefaultLiteral::negated);
      default -> Optional.empty();
    };
  }

  private static Optional<SqlValue> negated(SqlValue value) {
    return switch (value) {
      case SqlValue.IntegerValue(long bits, boolean unsigned) ->
          Optional.of(
              unsigned
                  ? new SqlValue.DecimalValue(new BigDecimal(Long.toUnsignedString(bits)).negate())
                  : new SqlValue.IntegerValue(-bits, false));
      case SqlValue.DecimalValue(BigDecimal decimal) ->
          Optional.of(new SqlValue.DecimalValue(decimal.negate()));
      case SqlValue.DoubleValue(double number) -> Optional.of(new SqlValue.DoubleValue(-number));
      default -> Optional.empty();
    };
  }

  /**
   * The literal as the column holds it; that of a TIMESTAMP in UTC.
   *
   * @throws MySqlException ER_INVALID_DEFAULT (1067) when it does not fit
   */
  static SqlValue converted(
      SqlValue literal, String column, ColumnType type, long sqlMode, ZoneId zone) {
    if (literal == SqlValue.SqlNull.NULL) {
      return literal;
    }
    Sink sink = new Sink(type);
    StoreConditions none = new RefusingConditions();
    try {
      new ColumnStore(new ColumnStore.Settings(true, sqlMode | SqlMode.STRICT_ALL_TABLES, zone, 0))
          .store(
              bitsAsNumber(literal, type), new StoreTarget(sink, none, "").at(0, type, column, 1));
    } catch (MySqlException e) {
      throw new MySqlException(
          MySqlError.ER_INVALID_DEFAULT, MySqlError.ER_INVALID_DEFAULT.message(column), e);
    }
    return sink.value;
  }

  /** A bit or hexadecimal literal is a number for a number column. */
  private static SqlValue bitsAsNumber(SqlValue literal, ColumnType type) {
    boolean number =
        switch (type.family()) {
          case INTEGER, DECIMAL, FLOATING, YEAR -> true;
          default -> false;
        };
    if (!number
        || !(literal instanceof SqlValue.StringValue string)
        || string.collation() != Collation.BINARY
        || string.bytes().length > 8) {
      return literal;
    }
    long bits = 0;
    for (byte b : string.bytes()) {
      bits = bits << 8 | b & 0xFF;
    }
    return new SqlValue.IntegerValue(bits, true);
  }

  /** A default that only fits with a note fits (1.005 for DECIMAL(3,2)); a warning is refused. */
  private static final class RefusingConditions implements StoreConditions {
    @Override
    public void note(MySqlError error, String message) {}

    @Override
    public void warning(MySqlError error, String message) {
      throw new MySqlException(error, message);
    }
  }

  private static final class Sink implements ColumnSink {
    private final ColumnType type;
    private SqlValue value = SqlValue.SqlNull.NULL;

    Sink(ColumnType type) {
      this.type = type;
    }

    @Override
    public void setNull(int column) {
      value = SqlValue.SqlNull.NULL;
    }

    @Override
    public void setLong(int column, long stored) {
      int fraction = Math.max(0, type.decimals());
      value =
          switch (type.family()) {
            case DATE -> new SqlValue.TemporalValue(SqlValue.TemporalKind.DATE, stored, 0);
            case TIME -> new SqlValue.TemporalValue(SqlValue.TemporalKind.TIME, stored, fraction);
            case DATETIME ->
                new SqlValue.TemporalValue(
                    SqlValue.TemporalKind.DATETIME,
                    type.type() == MySqlType.TIMESTAMP && stored != 0
                        ? Temporals.datetimeOfEpochMicros(stored, ZoneOffset.UTC)
                        : stored,
                    fraction);
            default -> new SqlValue.IntegerValue(stored, type.unsigned());
          };
    }

    @Override
    public void setDouble(int column, double stored) {
      value = new SqlValue.DoubleValue(stored);
    }

    @Override
    public void setDecimal(int column, BigDecimal stored) {
      value = new SqlValue.DecimalValue(stored);
    }

    @Override
    public void setDecimal(int column, long unscaled) {
      value = new SqlValue.DecimalValue(BigDecimal.valueOf(unscaled, type.decimals()));
    }

    @Override
    public void setBytes(int column, byte[] array, int offset, int length) {
      byte[] bytes = Arrays.copyOfRange(array, offset, offset + length);
      value =
          type.family() == MySqlType.Family.JSON
              ? new SqlValue.JsonValue(bytes)
              : new SqlValue.StringValue(bytes, type.collation());
    }
  }

  /** Whether a type's columns can have literal defaults. */
  static boolean allowsLiteral(ColumnType type) {
    return !type.type().isBlobOrText()
        && type.type() != MySqlType.JSON
        && type.type() != MySqlType.GEOMETRY;
  }
}
