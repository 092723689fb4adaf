package io.braid.common.collation;

import io.braid.common.type.CollationRules;
import java.io.ByteArrayOutputStream;

/**
 * Collations with one weight for each byte: latin1_swedish_ci, ascii_general_ci, and all *_bin ones
 * (the byte order of UTF-8 is code point order), PAD SPACE; and {@code binary}, NO PAD.
 */
final class ByteRules implements CollationRules {
  private static final int SPACE = 0x20;

  private final byte[] weights;
  private final boolean identity;
  private final boolean padSpace;

  /**
   * @param weights 256 of them, the space's being its own
   */
  ByteRules(byte[] weights, boolean padSpace) {
    this.weights = weights.clone();
    this.padSpace = padSpace;
    boolean same = true;
    for (int i = 0; i < 256; i++) {
      same &= weights[i] == (byte) i;
    }
    identity = same;
  }

  static byte[] identityWeights() {
    byte[] weights = new byte[256];
    for (int i = 0; i < 256; i++) {
      weights[i] = (byte) i;
    }
    return weights;
  }

  private int weight(byte b) {
    return weights[b & 0xFF] & 0xFF;
  }

  @Override
  public int compare(
      byte[] left, int leftOffset, int leftLength, byte[] right, int rightOffset, int rightLength) {
    int common = Math.min(leftLength, rightLength);
    if (identity) {
      int at =
          java.util.Arrays.mismatch(
              left, leftOffset, leftOffset + common, right, rightOffset, rightOffset + common);
      if (at >= 0) {
        return (left[leftOffset + at] & 0xFF) - (right[rightOffset + at] & 0xFF);
      }
    } else {
      for (int i = 0; i < common; i++) {
        byte l = left[leftOffset + i];
        byte r = right[rightOffset + i];
        if (l != r) {
          int difference = weight(l) - weight(r);
          if (difference != 0) {
            return difference;
          }
        }
      }
    }
    if (!padSpace) {
      return leftLength - rightLength;
    }
    return leftLength > common
        ? compareToSpaces(left, leftOffset + common, leftOffset + leftLength)
        : -compareToSpaces(right, rightOffset + common, rightOffset + rightLength);
  }

  private int compareToSpaces(byte[] bytes, int start, int end) {
    for (int i = start; i < end; i++) {
      int difference = weight(bytes[i]) - SPACE;
      if (difference != 0) {
        return difference;
      }
    }
    return 0;
  }

  @Override
  public int hash(byte[] bytes, int offset, int length) {
    int end = offset + length;
    if (padSpace) {
      while (end > offset && weight(bytes[end - 1]) == SPACE) {
        end--;
      }
    }
    int hash = 17;
    for (int i = offset; i < end; i++) {
      hash = hash * 31 + weight(bytes[i]);
    }
    return hash;
  }

  @Override
  public void appendSortKey(byte[] bytes, int offset, int length, ByteArrayOutputStream out) {
    if (!padSpace) {
      out.write(bytes, offset, length);
      return;
    }
    int spaces = 0;
    for (int i = offset; i < offset + length; i++) {
      int weight = weight(bytes[i]);
      if (weight == SPACE) {
        spaces++;
        continue;
      }
      if (spaces > 0) {
        out.write(SPACE);
        if (weight < SPACE) {
          SpaceRuns.below(spaces, out);
        } else {
          SpaceRuns.above(spaces, out);
        }
        spaces = 0;
      }
      out.write(weight);
    }
    out.write(SPACE);
    SpaceRuns.end(out);
  }

  @Override
  public boolean isSameCharacter(int left, int right) {
    return left == right
        || left >= 0 && right >= 0 && left < 256 && right < 256 && weights[left] == weights[right];
  }
}
