package io.braid.executor.batch;

import io.braid.common.type.CollationRules;
import io.braid.common.type.MySqlType;
import java.io.ByteArrayOutputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.math.BigDecimal;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * The bytes of a row's key columns, such that two rows are equal in SQL exactly when their bytes
 * are: for grouping, DISTINCT, hash joins and set operations. Strings enter with their collation's
 * sort key. Reused row after row.
 */
public final class KeyBytes extends ByteArrayOutputStream {
  private static final int INITIAL_BYTES = 512;

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private static final long FACTOR = 0x9E3779B97F4A7C15L;

  private boolean hasNull;

  /** An empty key, with room for what most rows have. */
  public KeyBytes() {
    super(INITIAL_BYTES);
  }

  @Override
  @SuppressWarnings("UnsynchronizedOverridesSynchronized") // one thread only, as KeyBuffer
  public void write(int b) {
    if (count == buf.length) {
      buf = Arrays.copyOf(buf, count * 2);
    }
    buf[count++] = (byte) b;
  }

  @Override
  @SuppressWarnings("UnsynchronizedOverridesSynchronized") // one thread only, as KeyBuffer
  public void write(byte[] bytes, int offset, int length) {
    if (length > buf.length - count) {
      buf = Arrays.copyOf(buf, Math.max(Math.addExact(count, length), count * 2));
    }
    System.arraycopy(bytes, offset, buf, count, length);
    count += length;
  }

  /** Makes the key of some columns of a row. */
  public void set(Batch batch, int row, int[] columns) {
    reset();
    hasNull = false;
    for (int column : columns) {
      append(batch.column(column), row);
    }
  }

  /** Starts an empty key. */
  public void clear() {
    reset();
    hasNull = false;
  }

  /** Appends one value. */
  public void append(Vector vector, int row) {
    if (vector.isNull(row)) {
      hasNull = true;
      write(0);
      return;
    }
    write(1);
    switch (vector.kind()) {
      case LONG -> writeLong(vector.longAt(row));
      case DOUBLE -> {
        double value = vector.doubleAt(row);
        writeLong(Double.doubleToLongBits(value == 0 ? 0.0 : value));
      }
      case DECIMAL -> {
        BigDecimal value = vector.decimalAt(row).stripTrailingZeros();
        byte[] digits = value.unscaledValue().toByteArray();
        writeInt(value.signum() == 0 ? 0 : value.scale());
        writeInt(digits.length);
        write(digits, 0, digits.length);
      }
      case BYTES -> appendBytes(vector, row);
    }
  }

  /** Appends one value as it is, so that only the very same values have the same bytes. */
  public void appendExactly(Vector vector, int row) {
    if (vector.isNull(row)) {
      write(0);
      return;
    }
    write(1);
    switch (vector.kind()) {
      case LONG -> writeLong(vector.longAt(row));
      case DOUBLE -> writeLong(Double.doubleToRawLongBits(vector.doubleAt(row)));
      case DECIMAL -> {
        byte[] digits = vector.decimalAt(row).unscaledValue().toByteArray();
        writeInt(vector.decimalAt(row).scale());
        writeInt(digits.length);
        write(digits, 0, digits.length);
      }
      case BYTES -> {
        writeInt(vector.lengthAt(row));
        write(vector.arrayAt(row), vector.offsetAt(row), vector.lengthAt(row));
      }
    }
  }

  private void appendBytes(Vector vector, int row) {
    int lengthAt = count;
    writeInt(0);
    int start = count;
    if (vector.type().family() == MySqlType.Family.STRING) {
      CollationRules rules = CollationRules.of(vector.type().collation());
      rules.appendSortKey(vector.arrayAt(row), vector.offsetAt(row), vector.lengthAt(row), this);
    } else {
      write(vector.arrayAt(row), vector.offsetAt(row), vector.lengthAt(row));
    }
    int length = count - start;
    buf[lengthAt] = (byte) (length >>> 24);
    buf[lengthAt + 1] = (byte) (length >>> 16);
    buf[lengthAt + 2] = (byte) (length >>> 8);
    buf[lengthAt + 3] = (byte) length;
  }

  private void writeInt(int value) {
    write(value >>> 24);
    write(value >>> 16);
    write(value >>> 8);
    write(value);
  }

  private void writeLong(long value) {
    writeInt((int) (value >>> 32));
    writeInt((int) value);
  }

  /** Whether a value of the key is NULL. */
  public boolean hasNull() {
    return hasNull;
  }

  byte[] array() {
    return buf;
  }

  /** Bytes of the key. */
  public int length() {
    return count;
  }

  int hash() {
    long hash = count;
    int i = 0;
    for (; i + Long.BYTES <= count; i += Long.BYTES) {
      hash = Long.rotateLeft((hash ^ (long) LONG.get(buf, i)) * FACTOR, 29);
    }
    for (; i < count; i++) {
      hash = (hash ^ buf[i]) * FACTOR;
    }
    // Every bit counts above and below: files are chosen by the highest, slots by the lowest.
    hash = (hash ^ hash >>> 32) * FACTOR;
    return (int) (hash >>> 32);
  }

  boolean matches(byte[] other, int offset, int length) {
    return length == count && Arrays.equals(other, offset, offset + length, buf, 0, count);
  }
}
