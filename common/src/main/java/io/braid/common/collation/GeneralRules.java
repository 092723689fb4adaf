package io.braid.common.collation;

import io.braid.common.type.CollationRules;
import java.io.ByteArrayOutputStream;

/**
 * utf8mb4_general_ci and utf8mb3_general_ci: one weight for each character, PAD SPACE. A malformed
 * byte weighs more than any character.
 */
final class GeneralRules implements CollationRules {
  private static final int SPACE = 0x20;
  private static final int MALFORMED_WEIGHT = 0xFFFF;

  private static int weight(int codePoint) {
    return codePoint < 0 ? MALFORMED_WEIGHT : MeasuredTables.General.weight(codePoint);
  }

  @Override
  public int compare(
      byte[] left, int leftOffset, int leftLength, byte[] right, int rightOffset, int rightLength) {
    int leftEnd = leftOffset + leftLength;
    int rightEnd = rightOffset + rightLength;
    int l = leftOffset;
    int r = rightOffset;
    while (l < leftEnd && r < rightEnd) {
      int leftPoint = Utf8.decode(left, l, leftEnd);
      int rightPoint = Utf8.decode(right, r, rightEnd);
      if (leftPoint != rightPoint) {
        int difference = weight(leftPoint) - weight(rightPoint);
        if (difference != 0) {
          return difference;
        }
      }
      l += Utf8.length(leftPoint);
      r += Utf8.length(rightPoint);
    }
    return l < leftEnd ? compareToSpaces(left, l, leftEnd) : -compareToSpaces(right, r, rightEnd);
  }

  private static int compareToSpaces(byte[] bytes, int start, int end) {
    int at = start;
    while (at < end) {
      int codePoint = Utf8.decode(bytes, at, end);
      int difference = weight(codePoint) - SPACE;
      if (difference != 0) {
        return difference;
      }
      at += Utf8.length(codePoint);
    }
    return 0;
  }

  @Override
  public int hash(byte[] bytes, int offset, int length) {
    int end = offset + length;
    int hash = 17;
    int spaces = 0;
    int at = offset;
    while (at < end) {
      int codePoint = Utf8.decode(bytes, at, end);
      int weight = weight(codePoint);
      if (weight == SPACE) {
        spaces++;
      } else {
        for (; spaces > 0; spaces--) {
          hash = hash * 31 + SPACE;
        }
        hash = hash * 31 + weight;
      }
      at += Utf8.length(codePoint);
    }
    return hash;
  }

  @Override
  public void appendSortKey(byte[] bytes, int offset, int length, ByteArrayOutputStream out) {
    int end = offset + length;
    int spaces = 0;
    int at = offset;
    while (at < end) {
      int codePoint = Utf8.decode(bytes, at, end);
      int weight = weight(codePoint);
      if (weight == SPACE) {
        spaces++;
      } else {
        if (spaces > 0) {
          writeWeight(SPACE, out);
          if (weight < SPACE) {
            SpaceRuns.below(spaces, out);
          } else {
            SpaceRuns.above(spaces, out);
          }
          spaces = 0;
        }
        writeWeight(weight, out);
      }
      at += Utf8.length(codePoint);
    }
    writeWeight(SPACE, out);
    SpaceRuns.end(out);
  }

  private static void writeWeight(int weight, ByteArrayOutputStream out) {
    out.write(weight >>> 8);
    out.write(weight);
  }

  @Override
  public boolean isSameCharacter(int left, int right) {
    return left == right || weight(left) == weight(right);
  }
}
