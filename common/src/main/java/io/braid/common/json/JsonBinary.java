package io.braid.common.json;

import io.braid.common.InvariantViolation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A value inside of a document in MySQL's binary form, read in place; {@link JsonWriter} has the
 * format. Immutable. Every access checks its bounds and throws {@code InvariantViolation} if the
 * bytes are no document.
 */
public final class JsonBinary {
  /** The document {@code null}. */
  public static final byte[] NULL_LITERAL = {JsonWriter.LITERAL, 0};

  private static final int DEPTH_MAX = 100;

  /** Kinds of values. */
  public enum Kind {
    OBJECT,
    ARRAY,
    NULL,
    TRUE,
    FALSE,
    INTEGER,
    UNSIGNED,
    DOUBLE,
    STRING,
    OPAQUE
  }

  private final byte[] array;
  private final int type;
  private final int start;
  private final int end;

  private JsonBinary(byte[] array, int type, int start, int end) {
    this.array = array;
    this.type = type;
    this.start = start;
    this.end = end;
    if (start < 0 || start > end || end > array.length) {
      throw damaged("a value lies inside of its document");
    }
  }

  /** The root of a document. */
  public static JsonBinary of(byte[] document) {
    return of(document, 0, document.length);
  }

  /** The root of a document in a part of an array; an empty document is {@code null}. */
  public static JsonBinary of(byte[] array, int offset, int length) {
    if (length == 0) {
      return new JsonBinary(NULL_LITERAL, JsonWriter.LITERAL, 1, 2);
    }
    return new JsonBinary(array, array[offset], offset + 1, offset + length);
  }

  private static InvariantViolation damaged(String rule) {
    return new InvariantViolation("binary JSON: " + rule);
  }

  /** What the value is. */
  public Kind kind() {
    return switch (type) {
      case JsonWriter.SMALL_OBJECT, JsonWriter.LARGE_OBJECT -> Kind.OBJECT;
      case JsonWriter.SMALL_ARRAY, JsonWriter.LARGE_ARRAY -> Kind.ARRAY;
      case JsonWriter.LITERAL ->
          switch (byteAt(0)) {
            case 0 -> Kind.NULL;
            case 1 -> Kind.TRUE;
            case 2 -> Kind.FALSE;
            default -> throw damaged("a literal is null, true or false");
          };
      case JsonWriter.INT16, JsonWriter.INT32, JsonWriter.INT64 -> Kind.INTEGER;
      case JsonWriter.UINT16, JsonWriter.UINT32, JsonWriter.UINT64 -> Kind.UNSIGNED;
      case JsonWriter.DOUBLE -> Kind.DOUBLE;
      case JsonWriter.STRING -> Kind.STRING;
      case JsonWriter.OPAQUE -> Kind.OPAQUE;
      default -> throw damaged("type " + type + " is known");
    };
  }

  /** Elements of an array or members of an object. */
  public int size() {
    return (int) unsigned(0, width());
  }

  /** An element of an array or the value of a member of an object. */
  public JsonBinary element(int index) {
    checkIndex(index);
    int width = width();
    int entries = 2 * width + (isObject() ? size() * (width + 2) : 0);
    int entry = entries + index * (1 + width);
    int elementType = byteAt(entry);
    boolean inline =
        switch (elementType) {
          case JsonWriter.LITERAL, JsonWriter.INT16, JsonWriter.UINT16 -> true;
          case JsonWriter.INT32, JsonWriter.UINT32 -> width == 4;
          default -> false;
        };
    int containerEnd = start + (int) unsigned(width, width);
    if (containerEnd > end || containerEnd < start) {
      throw damaged("a container ends inside of its document");
    }
    if (inline) {
      return new JsonBinary(array, elementType, start + entry + 1, start + entry + 1 + width);
    }
    long offset = unsigned(entry + 1, width);
    if (offset > containerEnd - start) {
      throw damaged("an element lies inside of its container");
    }
    return new JsonBinary(array, elementType, start + (int) offset, containerEnd);
  }

  /** The key of a member of an object, in UTF-8. */
  public byte[] key(int index) {
    checkIndex(index);
    int width = width();
    int entry = 2 * width + index * (width + 2);
    long offset = unsigned(entry, width);
    int length = (int) unsigned(entry + width, 2);
    if (offset + length > end - start) {
      throw damaged("a key lies inside of its document");
    }
    int from = start + (int) offset;
    return Arrays.copyOfRange(array, from, from + length);
  }

  /** Index of a member by its key, or -1. */
  public int lookup(byte[] key) {
    int low = 0;
    int high = size() - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      int order = JsonNode.compareKeys(key(middle), key);
      if (order == 0) {
        return middle;
      }
      if (order < 0) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return -1;
  }

  /** An integer; all 64 bits count when the kind is UNSIGNED. */
  public long longValue() {
    return switch (type) {
      case JsonWriter.INT16 -> (short) unsigned(0, 2);
      case JsonWriter.UINT16 -> unsigned(0, 2);
      case JsonWriter.INT32 -> (int) unsigned(0, 4);
      case JsonWriter.UINT32 -> unsigned(0, 4);
      case JsonWriter.INT64, JsonWriter.UINT64 -> unsigned(0, 8);
      default -> throw damaged("an integer has an integer's type, not " + type);
    };
  }

  /** A double. */
  public double doubleValue() {
    if (type != JsonWriter.DOUBLE) {
      throw damaged("a double has a double's type, not " + type);
    }
    return Double.longBitsToDouble(unsigned(0, 8));
  }

  /** The UTF-8 bytes of a string, or the data of an opaque value. */
  public byte[] bytes() {
    int at = type == JsonWriter.OPAQUE ? 1 : 0;
    if (type != JsonWriter.OPAQUE && type != JsonWriter.STRING) {
      throw damaged("a string has a string's type, not " + type);
    }
    long length = 0;
    int shift = 0;
    int b;
    do {
      if (shift > 28) {
        throw damaged("a length has at most five bytes");
      }
      b = byteAt(at++);
      length |= (long) (b & 0x7F) << shift;
      shift += 7;
    } while (b > 0x7F);
    if (length > end - start - at) {
      throw damaged("a string lies inside of its document");
    }
    return Arrays.copyOfRange(array, start + at, start + at + (int) length);
  }

  /** The field type of an opaque value. */
  public int opaqueType() {
    return byteAt(0);
  }

  /** The value as a tree. */
  public JsonNode toNode() {
    return toNode(0, budget());
  }

  /**
   * How many values a walk may meet: each has bytes of its own, so more than there are bytes means
   * that values of a damaged document overlap.
   */
  int[] budget() {
    return new int[] {end - start + 1};
  }

  /** Counts a value of a walk at a depth. */
  static void spend(int[] budget, int depth) {
    if (depth > DEPTH_MAX) {
      throw damaged("a document is at most " + DEPTH_MAX + " levels deep");
    }
    if (--budget[0] < 0) {
      throw damaged("values do not overlap");
    }
  }

  private JsonNode toNode(int depth, int[] budget) {
    spend(budget, depth);
    return switch (kind()) {
      case NULL -> JsonNode.Literal.NULL;
      case TRUE -> JsonNode.Literal.TRUE;
      case FALSE -> JsonNode.Literal.FALSE;
      case INTEGER -> new JsonNode.IntegerNode(longValue());
      case UNSIGNED -> new JsonNode.UnsignedNode(longValue());
      case DOUBLE -> new JsonNode.DoubleNode(doubleValue());
      case STRING -> new JsonNode.StringNode(bytes());
      case OPAQUE -> new JsonNode.OpaqueNode(opaqueType(), bytes());
      case ARRAY -> {
        int size = size();
        List<JsonNode> elements = new ArrayList<>();
        for (int i = 0; i < size; i++) {
          elements.add(element(i).toNode(depth + 1, budget));
        }
        yield new JsonNode.ArrayNode(elements);
      }
      case OBJECT -> {
        int size = size();
        List<JsonNode.Member> members = new ArrayList<>();
        for (int i = 0; i < size; i++) {
          members.add(new JsonNode.Member(key(i), element(i).toNode(depth + 1, budget)));
        }
        yield JsonNode.ObjectNode.of(members);
      }
    };
  }

  /** The value as a document of its own. */
  public byte[] toDocument() {
    return JsonWriter.write(toNode());
  }

  private boolean isObject() {
    return type == JsonWriter.SMALL_OBJECT || type == JsonWriter.LARGE_OBJECT;
  }

  private int width() {
    return switch (type) {
      case JsonWriter.SMALL_OBJECT, JsonWriter.SMALL_ARRAY -> 2;
      case JsonWriter.LARGE_OBJECT, JsonWriter.LARGE_ARRAY -> 4;
      default -> throw damaged("only objects and arrays have elements");
    };
  }

  private void checkIndex(int index) {
    int entrySize = 1 + width() + (isObject() ? width() + 2 : 0);
    if (index < 0 || index >= size() || (long) size() * entrySize > end - start) {
      throw damaged("element " + index + " of " + size() + " exists");
    }
  }

  private int byteAt(int offset) {
    if (start + offset >= end || offset < 0) {
      throw damaged("a value lies inside of its document");
    }
    return array[start + offset] & 0xFF;
  }

  private long unsigned(int offset, int bytes) {
    if (offset < 0 || offset > end - start - bytes) {
      throw damaged("a number lies inside of its document");
    }
    long value = 0;
    for (int i = bytes - 1; i >= 0; i--) {
      value = value << 8 | array[start + offset + i] & 0xFF;
    }
    return value;
  }
}
