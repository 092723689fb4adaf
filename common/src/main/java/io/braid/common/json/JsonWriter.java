package io.braid.common.json;

import io.braid.common.MySqlError;
import java.util.Arrays;
import java.util.List;

/**
 * Writes documents in MySQL's binary form. Objects and arrays are written small (offsets of two
 * bytes) where they fit into 64 KiB, else large, as MySQL chooses.
 *
 * <pre>
 * document   type (1 byte), value
 * object     count, size (2 or 4 bytes each), key entries (offset 2 or 4, length 2),
 *            value entries (type 1, value or offset 2 or 4), keys, values
 * array      count, size, value entries, values
 * string     length (varint of 7 bits a byte, low first), UTF-8
 * opaque     MySQL field type (1 byte), length (varint), data
 * </pre>
 *
 * @see "MySQL Source Code Documentation, json_binary.h"
 */
public final class JsonWriter {
  static final int SMALL_OBJECT = 0;
  static final int LARGE_OBJECT = 1;
  static final int SMALL_ARRAY = 2;
  static final int LARGE_ARRAY = 3;
  static final int LITERAL = 4;
  static final int INT16 = 5;
  static final int UINT16 = 6;
  static final int INT32 = 7;
  static final int UINT32 = 8;
  static final int INT64 = 9;
  static final int UINT64 = 10;
  static final int DOUBLE = 11;
  static final int STRING = 12;
  static final int OPAQUE = 15;

  private static final int DEPTH_MAX = 100;
  private static final int SMALL_SIZE_MAX = 0xFFFF;

  private byte[] out = new byte[256];
  private int length;

  private JsonWriter() {}

  /**
   * The binary form of a document.
   *
   * @throws io.braid.common.MySqlException ER_JSON_DOCUMENT_TOO_DEEP (3157) or ER_JSON_KEY_TOO_BIG
   *     (3151)
   */
  public static byte[] write(JsonNode node) {
    JsonWriter writer = new JsonWriter();
    writer.put(0);
    writer.value(node, 0, 0, false);
    return Arrays.copyOf(writer.out, writer.length);
  }

  /**
   * Appends a value and puts its type at {@code typeAt}.
   *
   * @return false if it does not fit into a small parent; what was appended is then garbage
   */
  private boolean value(JsonNode node, int typeAt, int depth, boolean smallParent) {
    switch (node) {
      case JsonNode.Literal literal -> {
        out[typeAt] = LITERAL;
        put(literalCode(literal));
      }
      case JsonNode.IntegerNode(long number) -> {
        int type = integerType(number);
        out[typeAt] = (byte) type;
        little(number, type == INT16 ? 2 : type == INT32 ? 4 : 8);
      }
      case JsonNode.UnsignedNode(long bits) -> {
        int type = unsignedType(bits);
        out[typeAt] = (byte) type;
        little(bits, type == UINT16 ? 2 : type == UINT32 ? 4 : 8);
      }
      case JsonNode.DoubleNode(double number) -> {
        out[typeAt] = DOUBLE;
        little(Double.doubleToRawLongBits(number), 8);
      }
      case JsonNode.StringNode(byte[] utf8) -> {
        out[typeAt] = STRING;
        varint(utf8.length);
        bytes(utf8);
      }
      case JsonNode.OpaqueNode(int code, byte[] data) -> {
        out[typeAt] = OPAQUE;
        put(code);
        varint(data.length);
        bytes(data);
      }
      case JsonNode.ArrayNode(List<JsonNode> elements) -> {
        checkDepth(depth + 1);
        int start = length;
        out[typeAt] = SMALL_ARRAY;
        if (!array(elements, false, depth + 1)) {
          if (smallParent) {
            return false;
          }
          length = start;
          out[typeAt] = LARGE_ARRAY;
          array(elements, true, depth + 1);
        }
      }
      case JsonNode.ObjectNode(List<JsonNode.Member> members) -> {
        checkDepth(depth + 1);
        int start = length;
        out[typeAt] = SMALL_OBJECT;
        if (!object(members, false, depth + 1)) {
          if (smallParent) {
            return false;
          }
          length = start;
          out[typeAt] = LARGE_OBJECT;
          object(members, true, depth + 1);
        }
      }
    }
    return true;
  }

  private boolean array(List<JsonNode> elements, boolean large, int depth) {
    int start = length;
    int width = large ? 4 : 2;
    if (!large && elements.size() > SMALL_SIZE_MAX) {
      return false;
    }
    little(elements.size(), width);
    little(0, width);
    int entry = length;
    skip(elements.size() * (1 + width));
    for (JsonNode element : elements) {
      if (!entry(element, entry, start, large, depth)) {
        return false;
      }
      entry += 1 + width;
    }
    return finish(start, large);
  }

  private boolean object(List<JsonNode.Member> members, boolean large, int depth) {
    int start = length;
    int width = large ? 4 : 2;
    if (!large && members.size() > SMALL_SIZE_MAX) {
      return false;
    }
    little(members.size(), width);
    little(0, width);
    long keyOffset = 2L * width + members.size() * (width + 2L + 1 + width);
    for (JsonNode.Member member : members) {
      if (member.key().length > 0xFFFF) {
        throw MySqlError.ER_JSON_KEY_TOO_BIG.with();
      }
      if (!large && keyOffset > SMALL_SIZE_MAX) {
        return false;
      }
      little(keyOffset, width);
      little(member.key().length, 2);
      keyOffset += member.key().length;
    }
    int entry = length;
    skip(members.size() * (1 + width));
    for (JsonNode.Member member : members) {
      bytes(member.key());
    }
    for (JsonNode.Member member : members) {
      if (!entry(member.value(), entry, start, large, depth)) {
        return false;
      }
      entry += 1 + width;
    }
    return finish(start, large);
  }

  private boolean finish(int start, boolean large) {
    int size = length - start;
    if (!large && size > SMALL_SIZE_MAX) {
      return false;
    }
    int end = length;
    length = start + (large ? 4 : 2);
    little(size, large ? 4 : 2);
    length = end;
    return true;
  }

  /** Fills a value entry: short values stand in it, others behind the entries. */
  private boolean entry(JsonNode node, int entry, int start, boolean large, int depth) {
    int width = large ? 4 : 2;
    switch (node) {
      case JsonNode.Literal literal -> {
        inline(entry, LITERAL, literalCode(literal), width);
        return true;
      }
      case JsonNode.IntegerNode(long number)
          when integerType(number) == INT16 || large && integerType(number) == INT32 -> {
        inline(entry, integerType(number), number, width);
        return true;
      }
      case JsonNode.UnsignedNode(long bits)
          when unsignedType(bits) == UINT16 || large && unsignedType(bits) == UINT32 -> {
        inline(entry, unsignedType(bits), bits, width);
        return true;
      }
      default -> {
        int offset = length - start;
        if (!large && offset > SMALL_SIZE_MAX) {
          return false;
        }
        inline(entry, 0, offset, width);
        return value(node, entry, depth, !large);
      }
    }
  }

  private void inline(int entry, int type, long value, int width) {
    int end = length;
    length = entry;
    put(type);
    little(value, width);
    length = end;
  }

  static int literalCode(JsonNode.Literal literal) {
    return switch (literal) {
      case NULL -> 0;
      case TRUE -> 1;
      case FALSE -> 2;
    };
  }

  private static int integerType(long value) {
    return value == (short) value ? INT16 : value == (int) value ? INT32 : INT64;
  }

  private static int unsignedType(long bits) {
    return bits >>> 16 == 0 ? UINT16 : bits >>> 32 == 0 ? UINT32 : UINT64;
  }

  private static void checkDepth(int depth) {
    if (depth > DEPTH_MAX) {
      throw MySqlError.ER_JSON_DOCUMENT_TOO_DEEP.with();
    }
  }

  private void varint(int value) {
    int rest = value;
    while (rest > 0x7F) {
      put(rest & 0x7F | 0x80);
      rest >>>= 7;
    }
    put(rest);
  }

  private void little(long value, int bytes) {
    for (int i = 0; i < bytes; i++) {
      put((int) (value >>> 8 * i));
    }
  }

  private void bytes(byte[] value) {
    ensure(value.length);
    System.arraycopy(value, 0, out, length, value.length);
    length += value.length;
  }

  private void skip(int bytes) {
    ensure(bytes);
    length += bytes;
  }

  private void put(int b) {
    ensure(1);
    out[length++] = (byte) b;
  }

  private void ensure(int bytes) {
    if (bytes > out.length - length) {
      out = Arrays.copyOf(out, Math.max(Math.addExact(length, bytes), out.length * 2));
    }
  }
}
