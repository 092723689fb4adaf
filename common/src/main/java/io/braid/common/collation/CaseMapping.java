package io.braid.common.collation;

import io.braid.common.type.Collation;
import java.util.Arrays;

/**
 * UPPER and LOWER as MySQL has them for a collation: one code point becomes one. As in MySQL the
 * result never has more bytes than the argument: where it would, it ends. It also ends before a
 * malformed byte. Binary strings stay as they are.
 */
public final class CaseMapping {
  private CaseMapping() {}

  /** UPPER. */
  public static byte[] upper(byte[] bytes, int offset, int length, Collation collation) {
    return switch (collation) {
      case UTF8MB4_0900_AI_CI -> mapUtf8(MeasuredTables.Case.UPPER_0900, bytes, offset, length);
      case UTF8MB4_GENERAL_CI, UTF8MB4_BIN, UTF8MB3_GENERAL_CI, UTF8MB3_BIN ->
          mapUtf8(MeasuredTables.Case.UPPER_GENERAL, bytes, offset, length);
      case LATIN1_SWEDISH_CI, LATIN1_BIN ->
          mapBytes(MeasuredTables.Bytes.LATIN1_UPPER, bytes, offset, length);
      case ASCII_GENERAL_CI, ASCII_BIN -> {
        byte[] result = Arrays.copyOfRange(bytes, offset, offset + length);
        for (int i = 0; i < length; i++) {
          if (result[i] >= 'a' && result[i] <= 'z') {
            result[i] -= 32;
          }
        }
        yield result;
      }
      case BINARY -> Arrays.copyOfRange(bytes, offset, offset + length);
    };
  }

  /** LOWER. */
  public static byte[] lower(byte[] bytes, int offset, int length, Collation collation) {
    return switch (collation) {
      case UTF8MB4_0900_AI_CI -> mapUtf8(MeasuredTables.Case.LOWER_0900, bytes, offset, length);
      case UTF8MB4_GENERAL_CI, UTF8MB4_BIN, UTF8MB3_GENERAL_CI, UTF8MB3_BIN ->
          mapUtf8(MeasuredTables.Case.LOWER_GENERAL, bytes, offset, length);
      case LATIN1_SWEDISH_CI, LATIN1_BIN ->
          mapBytes(MeasuredTables.Bytes.LATIN1_LOWER, bytes, offset, length);
      case ASCII_GENERAL_CI, ASCII_BIN -> {
        byte[] result = Arrays.copyOfRange(bytes, offset, offset + length);
        for (int i = 0; i < length; i++) {
          if (result[i] >= 'A' && result[i] <= 'Z') {
            result[i] += 32;
          }
        }
        yield result;
      }
      case BINARY -> Arrays.copyOfRange(bytes, offset, offset + length);
    };
  }

  private static byte[] mapBytes(byte[] table, byte[] bytes, int offset, int length) {
    byte[] result = new byte[length];
    for (int i = 0; i < length; i++) {
      result[i] = table[bytes[offset + i] & 0xFF];
    }
    return result;
  }

  private static byte[] mapUtf8(int[][] table, byte[] bytes, int offset, int length) {
    byte[] result = new byte[length];
    int end = offset + length;
    int at = offset;
    int to = 0;
    while (at < end) {
      int codePoint = Utf8.decode(bytes, at, end);
      if (codePoint < 0) {
        break;
      }
      int mapped = MeasuredTables.Case.map(table, codePoint);
      if (to + Utf8.length(mapped) > length) {
        break;
      }
      to = Utf8.encode(mapped, result, to);
      at += Utf8.length(codePoint);
    }
    return to == length ? result : Arrays.copyOf(result, to);
  }
}
