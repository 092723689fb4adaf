package io.braid.executor.batch;

import io.braid.common.type.ColumnType;
import java.math.BigDecimal;
import java.util.Arrays;

/**
 * The values of one column for the rows of a batch, in primitive arrays. The arrays are handed out
 * for tight loops; only the vector's maker writes to them. Byte strings are references into arrays
 * that stay unchanged as long as the batch is valid, so that a substring or a constant needs no
 * copy.
 *
 * <p>A vector is reused from batch to batch: {@link #reset} begins anew. Not thread-safe.
 */
public final class Vector {
  private static final long[] NO_LONGS = {};
  private static final double[] NO_DOUBLES = {};
  private static final BigDecimal[] NO_DECIMALS = {};
  private static final byte[][] NO_ARRAYS = {};
  private static final int[] NO_INTS = {};
  private static final byte[] NO_BYTES = {};
  private static final int ARENA_BYTES_FIRST = 256;
  private static final int ARENA_BYTES_MAX = 1 << 20;

  /** How values are held. */
  public enum Kind {
    /** Integers, BIT, YEAR, temporal values in packed form, ENUM, SET and the type NULL. */
    LONG,
    DOUBLE,
    DECIMAL,
    /** Strings, JSON and geometry. */
    BYTES;

    /** The kind that holds values of a type. */
    public static Kind of(ColumnType type) {
      return switch (type.family()) {
        case NULL, INTEGER, BIT, YEAR, DATE, TIME, DATETIME, ENUM, SET -> LONG;
        case FLOATING -> DOUBLE;
        case DECIMAL -> DECIMAL;
        case STRING, JSON, GEOMETRY -> BYTES;
      };
    }
  }

  private final ColumnType type;
  private final Kind kind;
  private int capacity;
  private boolean[] nulls = {};
  private long[] longs = NO_LONGS;
  private double[] doubles = NO_DOUBLES;
  private BigDecimal[] decimals = NO_DECIMALS;
  private byte[][] arrays = NO_ARRAYS;
  private int[] offsets = NO_INTS;
  private int[] lengths = NO_INTS;
  private byte[] arena = NO_BYTES;
  private int arenaUsed;
  private boolean ownScales;

  /** An empty vector. */
  public Vector(ColumnType type) {
    this.type = type;
    kind = Kind.of(type);
  }

  /** Begins a new batch of {@code size} rows; what was set before is gone. */
  public void reset(int size) {
    ensure(size);
    arenaUsed = 0;
  }

  /** Makes room for {@code size} rows and keeps what is set. */
  public void ensure(int size) {
    if (size <= capacity) {
      return;
    }
    int grown = Math.max(size, Math.min(capacity * 2, Batch.ROWS_MAX));
    nulls = Arrays.copyOf(nulls, grown);
    switch (kind) {
      case LONG -> longs = Arrays.copyOf(longs, grown);
      case DOUBLE -> doubles = Arrays.copyOf(doubles, grown);
      case DECIMAL -> decimals = Arrays.copyOf(decimals, grown);
      case BYTES -> {
        arrays = Arrays.copyOf(arrays, grown);
        offsets = Arrays.copyOf(offsets, grown);
        lengths = Arrays.copyOf(lengths, grown);
      }
    }
    capacity = grown;
  }

  /** The type of its values. */
  public ColumnType type() {
    return type;
  }

  /**
   * Whether DECIMAL values are shown with their own scales instead of the type's, as MySQL shows
   * those of IF and CASE until they are stored.
   */
  public boolean hasOwnScales() {
    return ownScales;
  }

  /** Values of this vector are shown with their own scales. */
  public void keepOwnScales() {
    ownScales = true;
  }

  /** The value of a row of a DECIMAL vector as it is shown. */
  public BigDecimal shownDecimal(int row) {
    BigDecimal value = decimals[row];
    int scale = Math.max(0, type.decimals());
    return ownScales && value.scale() >= 0 && value.scale() <= scale
        ? value
        : value.setScale(scale, java.math.RoundingMode.HALF_UP);
  }

  /** Which arrays are used. */
  public Kind kind() {
    return kind;
  }

  /** Which rows are NULL. */
  public boolean[] nulls() {
    return nulls;
  }

  /** The values of a LONG vector. */
  public long[] longs() {
    return longs;
  }

  /** The values of a DOUBLE vector. */
  public double[] doubles() {
    return doubles;
  }

  /** The values of a DECIMAL vector; their scale may differ from the type's. */
  public BigDecimal[] decimals() {
    return decimals;
  }

  /** Whether a row is NULL. */
  public boolean isNull(int row) {
    return nulls[row];
  }

  /** A row's value in a LONG vector. */
  public long longAt(int row) {
    return longs[row];
  }

  /** A row's value in a DOUBLE vector. */
  public double doubleAt(int row) {
    return doubles[row];
  }

  /** A row's value in a DECIMAL vector. */
  public BigDecimal decimalAt(int row) {
    return decimals[row];
  }

  /** The array that holds a row's value in a BYTES vector. */
  public byte[] arrayAt(int row) {
    return arrays[row];
  }

  /** Where a row's value starts in {@link #arrayAt}. */
  public int offsetAt(int row) {
    return offsets[row];
  }

  /** Bytes of a row's value. */
  public int lengthAt(int row) {
    return lengths[row];
  }

  /** A copy of a row's value in a BYTES vector. */
  public byte[] bytesAt(int row) {
    return Arrays.copyOfRange(arrays[row], offsets[row], offsets[row] + lengths[row]);
  }

  /** Sets a row to NULL. */
  public void setNull(int row) {
    nulls[row] = true;
  }

  /** Sets a row of a LONG vector. */
  public void setLong(int row, long value) {
    nulls[row] = false;
    longs[row] = value;
  }

  /** Sets a row of a DOUBLE vector. */
  public void setDouble(int row, double value) {
    nulls[row] = false;
    doubles[row] = value;
  }

  /** Sets a row of a DECIMAL vector. */
  public void setDecimal(int row, BigDecimal value) {
    nulls[row] = false;
    decimals[row] = value;
  }

  /** Sets a row of a BYTES vector to a range of an array that stays as it is. */
  public void setBytes(int row, byte[] array, int offset, int length) {
    nulls[row] = false;
    arrays[row] = array;
    offsets[row] = offset;
    lengths[row] = length;
  }

  /** As the other {@code setBytes} with the whole array. */
  public void setBytes(int row, byte[] array) {
    setBytes(row, array, 0, array.length);
  }

  /** Sets a row of a BYTES vector to a copy that the vector keeps until the next reset. */
  public void copyBytes(int row, byte[] array, int offset, int length) {
    if (length > arena.length - arenaUsed) {
      // Rows that are set keep their reference to the old arena.
      int doubled = Math.min(Math.max(arena.length * 2, ARENA_BYTES_FIRST), ARENA_BYTES_MAX);
      arena = new byte[Math.max(doubled, length)];
      arenaUsed = 0;
    }
    System.arraycopy(array, offset, arena, arenaUsed, length);
    setBytes(row, arena, arenaUsed, length);
    arenaUsed += length;
  }

  /** Copies one value, bytes included, from a vector of the same kind (or of the type NULL). */
  public void copyFrom(int row, Vector source, int sourceRow) {
    if (source.nulls[sourceRow]) {
      setNull(row);
      return;
    }
    switch (kind) {
      case LONG -> setLong(row, source.longs[sourceRow]);
      case DOUBLE -> setDouble(row, source.doubles[sourceRow]);
      case DECIMAL -> setDecimal(row, source.decimals[sourceRow]);
      case BYTES ->
          copyBytes(
              row, source.arrays[sourceRow], source.offsets[sourceRow], source.lengths[sourceRow]);
    }
  }

  /** Takes over one value from a vector of the same kind without copying bytes. */
  public void referTo(int row, Vector source, int sourceRow) {
    if (kind == Kind.BYTES && !source.nulls[sourceRow]) {
      setBytes(row, source.arrays[sourceRow], source.offsets[sourceRow], source.lengths[sourceRow]);
    } else {
      copyFrom(row, source, sourceRow);
    }
  }

  /** Whether a row counts as true in a condition: not NULL and not zero. */
  public boolean isTrue(int row) {
    if (nulls[row]) {
      return false;
    }
    return switch (kind) {
      case LONG -> longs[row] != 0;
      case DOUBLE -> doubles[row] != 0;
      case DECIMAL -> decimals[row].signum() != 0;
      case BYTES ->
          throw new io.braid.common.InvariantViolation(
              "a condition is a number, not " + type.type());
    };
  }

  /** About how many bytes a row's value holds on the heap. */
  public long memoryBytes(int row) {
    return switch (kind) {
      case LONG, DOUBLE -> 9;
      case DECIMAL -> 48;
      case BYTES -> 17 + (nulls[row] ? 0 : lengths[row]);
    };
  }
}
