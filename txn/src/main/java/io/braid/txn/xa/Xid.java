package io.braid.txn.xa;

import java.util.Arrays;

/**
 * The name of a branch, as the outside coordinator gave it.
 *
 * @param format not negative; 1 by default
 * @param globalId at most {@value #PART_BYTES_MAX} bytes
 * @param qualifier at most {@value #PART_BYTES_MAX} bytes, empty by default
 * @see "MySQL 9.7 Reference Manual, XA Transaction SQL Statements"
 */
public record Xid(long format, byte[] globalId, byte[] qualifier) {
  /** The most bytes of each of the two parts. */
  public static final int PART_BYTES_MAX = 64;

  /** Checks the bounds. */
  public Xid {
    if (format < 0 || globalId.length > PART_BYTES_MAX || qualifier.length > PART_BYTES_MAX) {
      throw new IllegalArgumentException("an xid out of bounds");
    }
  }

  /** Both parts, one behind the other. */
  public byte[] data() {
    byte[] data = Arrays.copyOf(globalId, globalId.length + qualifier.length);
    System.arraycopy(qualifier, 0, data, globalId.length, qualifier.length);
    return data;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Xid(long otherFormat, byte[] otherId, byte[] otherQualifier)
        && format == otherFormat
        && Arrays.equals(globalId, otherId)
        && Arrays.equals(qualifier, otherQualifier);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * Long.hashCode(format) + Arrays.hashCode(globalId))
        + Arrays.hashCode(qualifier);
  }
}
