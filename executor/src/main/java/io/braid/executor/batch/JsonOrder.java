package io.braid.executor.batch;

import io.braid.common.json.JsonBinary;
import io.braid.common.json.JsonNode;
import io.braid.common.json.JsonOpaque;
import io.braid.common.type.Collation;
import io.braid.common.type.ColumnType;
import io.braid.common.type.MySqlType;
import io.braid.common.value.SqlValue;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * Values as JSON, and their order.
 *
 * @see "MySQL 9.7 Reference Manual, The JSON Data Type, Comparison and Ordering of JSON Values"
 */
public final class JsonOrder {
  private static final int BIT_CODE = 16;
  private static final java.nio.charset.Charset WINDOWS_1252 =
      java.nio.charset.Charset.forName("windows-1252");

  private JsonOrder() {}

  /** A value that is not NULL as JSON: text is a string, not parsed. */
  public static JsonNode node(Vector vector, int row) {
    ColumnType type = vector.type();
    return switch (type.family()) {
      case JSON ->
          JsonBinary.of(vector.arrayAt(row), vector.offsetAt(row), vector.lengthAt(row)).toNode();
      case NULL -> JsonNode.Literal.NULL;
      case INTEGER -> integer(type, vector.longAt(row));
      case YEAR -> new JsonNode.UnsignedNode(vector.longAt(row));
      case BIT -> new JsonNode.OpaqueNode(BIT_CODE, bits(type, vector.longAt(row)));
      case FLOATING -> new JsonNode.DoubleNode(vector.doubleAt(row));
      case DECIMAL -> JsonOpaque.of(vector.shownDecimal(row));
      case DATE -> JsonOpaque.of(SqlValue.TemporalKind.DATE, vector.longAt(row));
      case TIME -> JsonOpaque.of(SqlValue.TemporalKind.TIME, vector.longAt(row));
      case DATETIME -> JsonOpaque.of(SqlValue.TemporalKind.DATETIME, vector.longAt(row));
      case STRING -> string(type, vector.bytesAt(row));
      case ENUM, SET -> JsonNode.StringNode.of(members(type, vector.longAt(row)));
      case GEOMETRY -> throw io.braid.common.MySqlException.notSupported("geometry as JSON");
    };
  }

  private static JsonNode integer(ColumnType type, long value) {
    boolean isTruth = type.type() == MySqlType.BIGINT && type.length() == 1;
    if (isTruth) {
      return value != 0 ? JsonNode.Literal.TRUE : JsonNode.Literal.FALSE;
    }
    return type.unsigned() ? new JsonNode.UnsignedNode(value) : new JsonNode.IntegerNode(value);
  }

  private static byte[] bits(ColumnType type, long value) {
    byte[] bytes = new byte[(Math.max(type.length(), 1) + 7) / 8];
    for (int i = 0; i < bytes.length; i++) {
      bytes[bytes.length - 1 - i] = (byte) (value >>> 8 * i);
    }
    return bytes;
  }

  private static JsonNode string(ColumnType type, byte[] bytes) {
    if (type.collation() == Collation.BINARY) {
      int code =
          type.type() == MySqlType.BINARY ? 254 : type.type() == MySqlType.VARBINARY ? 15 : 252;
      return new JsonNode.OpaqueNode(code, bytes);
    }
    return switch (type.collation().charset()) {
      case LATIN1 ->
          new JsonNode.StringNode(new String(bytes, WINDOWS_1252).getBytes(StandardCharsets.UTF_8));
      case UTF8MB4, UTF8MB3, ASCII, BINARY -> new JsonNode.StringNode(bytes);
    };
  }

  private static String members(ColumnType type, long value) {
    List<String> members = type.members();
    if (type.family() == MySqlType.Family.ENUM) {
      return value < 1 || value > members.size() ? "" : members.get((int) value - 1);
    }
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < members.size(); i++) {
      if ((value >>> i & 1) != 0) {
        text.append(text.isEmpty() ? "" : ",").append(members.get(i));
      }
    }
    return text.toString();
  }

  static int compare(Vector left, int leftRow, Vector right, int rightRow) {
    return compare(node(left, leftRow), node(right, rightRow));
  }

  /** The order of two JSON values; 0 means that they are equal to SQL. */
  public static int compare(JsonNode left, JsonNode right) {
    int a = rank(left);
    int b = rank(right);
    if (a != b) {
      return Integer.compare(a, b);
    }
    return switch (left) {
      case JsonNode.Literal l ->
          Boolean.compare(l == JsonNode.Literal.TRUE, right == JsonNode.Literal.TRUE);
      case JsonNode.StringNode s ->
          Arrays.compareUnsigned(s.utf8(), ((JsonNode.StringNode) right).utf8());
      case JsonNode.ArrayNode array -> arrays(array, (JsonNode.ArrayNode) right);
      case JsonNode.ObjectNode object -> objects(object, (JsonNode.ObjectNode) right);
      case JsonNode.OpaqueNode o when isNumber(o) -> numbers(left, right);
      case JsonNode.OpaqueNode o -> opaque(o, (JsonNode.OpaqueNode) right);
      case JsonNode.IntegerNode n -> numbers(left, right);
      case JsonNode.UnsignedNode n -> numbers(left, right);
      case JsonNode.DoubleNode n -> numbers(left, right);
    };
  }

  /** Lower kinds come first. */
  private static int rank(JsonNode node) {
    return switch (node) {
      case JsonNode.Literal l -> l == JsonNode.Literal.NULL ? 0 : 5;
      case JsonNode.IntegerNode n -> 1;
      case JsonNode.UnsignedNode n -> 1;
      case JsonNode.DoubleNode n -> 1;
      case JsonNode.StringNode s -> 2;
      case JsonNode.ObjectNode o -> 3;
      case JsonNode.ArrayNode a -> 4;
      case JsonNode.OpaqueNode o ->
          switch (o.typeCode()) {
            case JsonOpaque.DECIMAL -> 1;
            case JsonOpaque.DATE -> 6;
            case JsonOpaque.TIME -> 7;
            case JsonOpaque.DATETIME, JsonOpaque.TIMESTAMP -> 8;
            case BIT_CODE -> 10;
            case JsonOpaque.VARBINARY, 249, 250, 251, 252, 253, 254 -> 11;
            default -> 9;
          };
    };
  }

  private static boolean isNumber(JsonNode.OpaqueNode node) {
    return node.typeCode() == JsonOpaque.DECIMAL;
  }

  private static int arrays(JsonNode.ArrayNode left, JsonNode.ArrayNode right) {
    int common = Math.min(left.elements().size(), right.elements().size());
    for (int i = 0; i < common; i++) {
      int order = compare(left.elements().get(i), right.elements().get(i));
      if (order != 0) {
        return order;
      }
    }
    return Integer.compare(left.elements().size(), right.elements().size());
  }

  private static int objects(JsonNode.ObjectNode left, JsonNode.ObjectNode right) {
    int sizes = Integer.compare(left.members().size(), right.members().size());
    if (sizes != 0) {
      return sizes;
    }
    for (int i = 0; i < left.members().size(); i++) {
      int keys = Arrays.compareUnsigned(left.members().get(i).key(), right.members().get(i).key());
      if (keys != 0) {
        return keys;
      }
      int values = compare(left.members().get(i).value(), right.members().get(i).value());
      if (values != 0) {
        return values;
      }
    }
    return 0;
  }

  private static int opaque(JsonNode.OpaqueNode left, JsonNode.OpaqueNode right) {
    return switch (rank(left)) {
      case 6, 7, 8 ->
          Long.compare(JsonOpaque.temporal(left.data()), JsonOpaque.temporal(right.data()));
      default -> Arrays.compareUnsigned(left.data(), right.data());
    };
  }

  private static int numbers(JsonNode left, JsonNode right) {
    if (left instanceof JsonNode.DoubleNode(double a)
        && right instanceof JsonNode.DoubleNode(double b)) {
      return ValueOrder.compareDoubles(a, b);
    }
    if (left instanceof JsonNode.IntegerNode(long a)
        && right instanceof JsonNode.IntegerNode(long b)) {
      return Long.compare(a, b);
    }
    return number(left).compareTo(number(right));
  }

  private static BigDecimal number(JsonNode node) {
    return switch (node) {
      case JsonNode.IntegerNode(long value) -> BigDecimal.valueOf(value);
      case JsonNode.UnsignedNode(long bits) -> new BigDecimal(Long.toUnsignedString(bits));
      case JsonNode.DoubleNode(double value) -> new BigDecimal(value);
      case JsonNode.OpaqueNode o -> JsonOpaque.decimal(o.data());
      case JsonNode.Literal l -> BigDecimal.ZERO;
      case JsonNode.StringNode s -> BigDecimal.ZERO;
      case JsonNode.ArrayNode a -> BigDecimal.ZERO;
      case JsonNode.ObjectNode o -> BigDecimal.ZERO;
    };
  }
}
