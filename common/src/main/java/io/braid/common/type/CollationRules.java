package io.braid.common.type;

import java.io.ByteArrayOutputStream;

/**
 * Comparison, hash and sort keys of one collation. Strings are byte ranges in the collation's
 * character set; malformed bytes compare as MySQL compares them. Implementations are immutable and
 * allocate nothing in {@link #compare} and {@link #hash}.
 */
public interface CollationRules {
  /** Less than, equal to or greater than 0 as the left string sorts before, with or after. */
  int compare(
      byte[] left, int leftOffset, int leftLength, byte[] right, int rightOffset, int rightLength);

  /** A hash that is equal for strings that compare as equal. */
  int hash(byte[] bytes, int offset, int length);

  /**
   * Appends a memcomparable sort key: unsigned byte order of sort keys is the collation's order,
   * and equal strings have equal keys. The key is not terminated.
   */
  void appendSortKey(byte[] bytes, int offset, int length, ByteArrayOutputStream out);

  /**
   * Whether two characters, given as code points (bytes in one-byte character sets, -1 for a
   * malformed byte), are the same to LIKE.
   */
  boolean isSameCharacter(int left, int right);

  /** The rules of a collation. */
  static CollationRules of(Collation collation) {
    return io.braid.common.collation.Collators.rules(collation);
  }
}
