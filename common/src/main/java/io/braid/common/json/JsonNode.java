package io.braid.common.json;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A JSON document as a tree, for building and changing; stored documents are {@link JsonBinary}.
 */
public sealed interface JsonNode {
  /** null, true and false. */
  enum Literal implements JsonNode {
    NULL,
    TRUE,
    FALSE
  }

  /** A signed integer. */
  record IntegerNode(long value) implements JsonNode {}

  /** An integer of type UNSIGNED INTEGER; all 64 bits count. */
  record UnsignedNode(long bits) implements JsonNode {}

  /** A double. */
  record DoubleNode(double value) implements JsonNode {}

  /** A string in UTF-8. */
  record StringNode(byte[] utf8) implements JsonNode {
    /** A string node of a Java string. */
    public static StringNode of(String text) {
      return new StringNode(text.getBytes(StandardCharsets.UTF_8));
    }
  }

  /**
   * A value of an SQL type that JSON lacks.
   *
   * @param typeCode MySQL's field type: 246 DECIMAL, 10 DATE, 11 TIME, 12 DATETIME, 15 binary …
   * @param data as {@link JsonOpaque} describes
   */
  record OpaqueNode(int typeCode, byte[] data) implements JsonNode {}

  /** An array. */
  record ArrayNode(List<JsonNode> elements) implements JsonNode {
    /** Copies the list. */
    public ArrayNode {
      elements = List.copyOf(elements);
    }
  }

  /** A member of an object. */
  record Member(byte[] key, JsonNode value) {}

  /** An object; make one by {@link #of}. */
  record ObjectNode(List<Member> members) implements JsonNode {
    /** Copies the list, which must be in MySQL's order and without duplicates. */
    public ObjectNode {
      members = List.copyOf(members);
      for (int i = 1; i < members.size(); i++) {
        if (compareKeys(members.get(i - 1).key(), members.get(i).key()) >= 0) {
          throw new IllegalArgumentException("the members of a JSON object are in order");
        }
      }
    }

    /** An object of members in any order; the last of equal keys wins. */
    public static ObjectNode of(List<Member> members) {
      List<Member> sorted = new ArrayList<>(members);
      sorted.sort((a, b) -> compareKeys(a.key(), b.key()));
      List<Member> unique = new ArrayList<>(sorted.size());
      for (Member member : sorted) {
        int last = unique.size() - 1;
        if (last >= 0 && Arrays.equals(unique.get(last).key(), member.key())) {
          unique.set(last, member);
        } else {
          unique.add(member);
        }
      }
      return new ObjectNode(unique);
    }
  }

  /** The order of keys in an object: shorter first, then by bytes. */
  static int compareKeys(byte[] left, byte[] right) {
    return left.length != right.length
        ? Integer.compare(left.length, right.length)
        : Arrays.compareUnsigned(left, right);
  }
}
