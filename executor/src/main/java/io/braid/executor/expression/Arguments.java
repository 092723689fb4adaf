package io.braid.executor.expression;

import io.braid.common.type.ColumnType;
import io.braid.executor.batch.Vector;
import java.math.BigDecimal;

/**
 * The arguments of a function for one row, as a cursor that moves from row to row. Accessors
 * convert when the argument has another kind than the one asked for, with MySQL's warnings.
 */
public final class Arguments {
  private final ExpressionContext context;
  private final ColumnType[] types;
  private final boolean[] constant;
  private Vector[] vectors;
  private int row;

  Arguments(ExpressionContext context, ColumnType[] types, boolean[] constant) {
    this.context = context;
    this.types = types;
    this.constant = constant;
    vectors = new Vector[types.length];
  }

  void set(Vector[] newVectors) {
    vectors = newVectors;
  }

  void moveTo(int newRow) {
    row = newRow;
  }

  /** How many arguments there are. */
  public int count() {
    return types.length;
  }

  /** The session, clock and warnings. */
  public ExpressionContext context() {
    return context;
  }

  /** The type of an argument. */
  public ColumnType type(int argument) {
    return types[argument];
  }

  /** Whether an argument has one value for all rows, so that work on it can be kept. */
  public boolean isConstant(int argument) {
    return constant[argument];
  }

  /** Whether an argument is NULL. */
  public boolean isNull(int argument) {
    return vectors[argument].isNull(row);
  }

  /** An argument as an integer; rounds fractions, reads the numeric prefix of strings. */
  public long asLong(int argument) {
    Vector vector = vectors[argument];
    return vector.kind() == Vector.Kind.LONG && !isTemporal(argument)
        ? vector.longAt(row)
        : Conversions.toLong(vector, row, context);
  }

  /** A LONG argument as it is held: temporal values packed, ENUM as ordinal. */
  public long raw(int argument) {
    return vectors[argument].longAt(row);
  }

  /** An argument as a double. */
  public double asDouble(int argument) {
    Vector vector = vectors[argument];
    return vector.kind() == Vector.Kind.DOUBLE
        ? vector.doubleAt(row)
        : Conversions.toDouble(vector, row, context);
  }

  /** An argument as an exact number. */
  public BigDecimal asDecimal(int argument) {
    Vector vector = vectors[argument];
    return vector.kind() == Vector.Kind.DECIMAL
        ? vector.decimalAt(row)
        : Conversions.toDecimal(vector, row, context);
  }

  /** An argument as a Java string. */
  public String asText(int argument) {
    return Conversions.toText(vectors[argument], row, context);
  }

  /** An argument as the bytes of its text (or of the JSON or geometry value); a copy. */
  public byte[] asBytes(int argument) {
    Vector vector = vectors[argument];
    return vector.kind() == Vector.Kind.BYTES
        ? vector.bytesAt(row)
        : Conversions.toBytes(vector, row, context);
  }

  /** The array of a BYTES argument. */
  public byte[] array(int argument) {
    return vectors[argument].arrayAt(row);
  }

  /** Where a BYTES argument starts in {@link #array}. */
  public int offset(int argument) {
    return vectors[argument].offsetAt(row);
  }

  /** Bytes of a BYTES argument. */
  public int length(int argument) {
    return vectors[argument].lengthAt(row);
  }

  /** Whether an argument counts as true. */
  public boolean isTrue(int argument) {
    return Conversions.isTrue(vectors[argument], row, context);
  }

  /** The vector of an argument, for comparisons. */
  public Vector vector(int argument) {
    return vectors[argument];
  }

  /** The row number within {@link #vector}. */
  public int row() {
    return row;
  }

  private boolean isTemporal(int argument) {
    return switch (types[argument].family()) {
      case DATE, TIME, DATETIME -> true;
      default -> false;
    };
  }
}
