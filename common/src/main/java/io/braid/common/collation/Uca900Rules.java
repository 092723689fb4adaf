package io.braid.common.collation;

import io.braid.common.type.CollationRules;
import java.io.ByteArrayOutputStream;

/**
 * utf8mb4_0900_ai_ci: the primary weights of UCA 9.0 without contractions, NO PAD. A malformed byte
 * weighs more than any character.
 */
final class Uca900Rules implements CollationRules {
  private static final int MALFORMED_WEIGHT = 0xFFFF;

  /** Characters whose weights are appended at once. */
  private static final int ASCII_RUN_MAX = 1024;

  /** Weights of ASCII, all single. */
  private final char[] ascii = new char[128];

  Uca900Rules() {
    for (int i = 0; i < 128; i++) {
      ascii[i] = (char) MeasuredTables.Uca.single(i);
    }
  }

  @Override
  public int compare(
      byte[] left, int leftOffset, int leftLength, byte[] right, int rightOffset, int rightLength) {
    int leftEnd = leftOffset + leftLength;
    int rightEnd = rightOffset + rightLength;
    int common = Math.min(leftLength, rightLength);
    int i = 0;
    // While both are ASCII with a weight, characters and weights run in step.
    for (; i < common; i++) {
      byte l = left[leftOffset + i];
      byte r = right[rightOffset + i];
      if ((l | r) < 0) {
        break;
      }
      int leftWeight = ascii[l];
      int rightWeight = ascii[r];
      if (leftWeight != rightWeight) {
        if (leftWeight == 0 || rightWeight == 0) {
          break;
        }
        return leftWeight - rightWeight;
      }
    }
    if (i == common && leftLength == rightLength) {
      return 0;
    }
    return compareWeights(left, leftOffset + i, leftEnd, right, rightOffset + i, rightEnd);
  }

  private static int compareWeights(
      byte[] left, int leftStart, int leftEnd, byte[] right, int rightStart, int rightEnd) {
    int l = leftStart;
    int leftIndex = 0;
    int r = rightStart;
    int rightIndex = 0;
    while (true) {
      int leftWeight = 0;
      while (leftWeight == 0 && l < leftEnd) {
        int codePoint = Utf8.decode(left, l, leftEnd);
        leftWeight = weight(codePoint, leftIndex++);
        if (leftWeight < 0) {
          l += Utf8.length(codePoint);
          leftIndex = 0;
          leftWeight = 0;
        }
      }
      int rightWeight = 0;
      while (rightWeight == 0 && r < rightEnd) {
        int codePoint = Utf8.decode(right, r, rightEnd);
        rightWeight = weight(codePoint, rightIndex++);
        if (rightWeight < 0) {
          r += Utf8.length(codePoint);
          rightIndex = 0;
          rightWeight = 0;
        }
      }
      if (leftWeight != rightWeight) {
        return leftWeight - rightWeight;
      }
      if (leftWeight == 0) {
        return 0;
      }
    }
  }

  private static int weight(int codePoint, int k) {
    if (codePoint < 0) {
      return k == 0 ? MALFORMED_WEIGHT : -1;
    }
    return MeasuredTables.Uca.weight(codePoint, k);
  }

  @Override
  public int hash(byte[] bytes, int offset, int length) {
    int end = offset + length;
    int hash = 17;
    int at = offset;
    while (at < end) {
      byte b = bytes[at];
      if (b >= 0) {
        int weight = ascii[b];
        if (weight != 0) {
          hash = hash * 31 + weight;
        }
        at++;
        continue;
      }
      int codePoint = Utf8.decode(bytes, at, end);
      int weight = weight(codePoint, 0);
      for (int k = 1; weight >= 0; k++) {
        if (weight != 0) {
          hash = hash * 31 + weight;
        }
        weight = weight(codePoint, k);
      }
      at += Utf8.length(codePoint);
    }
    return hash;
  }

  @Override
  public void appendSortKey(byte[] bytes, int offset, int length, ByteArrayOutputStream out) {
    int end = offset + length;
    int at = appendAscii(bytes, offset, end, out);
    while (at < end) {
      int codePoint = Utf8.decode(bytes, at, end);
      int weight = weight(codePoint, 0);
      for (int k = 1; weight >= 0; k++) {
        if (weight != 0) {
          out.write(weight >>> 8);
          out.write(weight);
        }
        weight = weight(codePoint, k);
      }
      at += Utf8.length(codePoint);
    }
  }

  /** Appends the weights of the ASCII at the start, in one piece; returns where it ends. */
  private int appendAscii(byte[] bytes, int start, int end, ByteArrayOutputStream out) {
    byte[] weights = new byte[2 * Math.min(end - start, ASCII_RUN_MAX)];
    int at = start;
    while (at < end && bytes[at] >= 0) {
      int written = 0;
      while (at < end && bytes[at] >= 0 && written < weights.length) {
        int weight = ascii[bytes[at++]];
        if (weight != 0) {
          weights[written++] = (byte) (weight >>> 8);
          weights[written++] = (byte) weight;
        }
      }
      out.write(weights, 0, written);
    }
    return at;
  }

  @Override
  public boolean isSameCharacter(int left, int right) {
    if (left == right) {
      return true;
    }
    if (left < 0 || right < 0) {
      return false;
    }
    int l = 0;
    int r = 0;
    while (true) {
      int leftWeight;
      do {
        leftWeight = weight(left, l++);
      } while (leftWeight == 0);
      int rightWeight;
      do {
        rightWeight = weight(right, r++);
      } while (rightWeight == 0);
      if (leftWeight != rightWeight) {
        return false;
      }
      if (leftWeight < 0) {
        return true;
      }
    }
  }
}
