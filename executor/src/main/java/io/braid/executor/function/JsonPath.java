package io.braid.executor.function;

import io.braid.common.MySqlError;
import io.braid.common.MySqlException;
import io.braid.common.json.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A path into a JSON document.
 *
 * @see "MySQL 9.7 Reference Manual, JSON Path Syntax"
 */
record JsonPath(List<Leg> legs) {
  private static final int LEGS_MAX = 100;

  /** A step of a path. */
  sealed interface Leg {
    /** {@code .name}. */
    record Member(byte[] key) implements Leg {}

    /** {@code [3]} or {@code [last-3]}. */
    record Cell(int index, boolean fromEnd) implements Leg {
      /** The place in an array, which may lie outside of it. */
      int at(int size) {
        return fromEnd ? size - 1 - index : index;
      }
    }

    /** {@code [1 to last]}, both inclusive. */
    record Range(Cell first, Cell last) implements Leg {}

    /** {@code .*}. */
    record AnyMember() implements Leg {}

    /** {@code [*]}. */
    record AnyCell() implements Leg {}

    /** {@code **}: the value and all below it. */
    record AnyDepth() implements Leg {}
  }

  /** Whether it may name several values. */
  boolean isMany() {
    return legs.stream().anyMatch(l -> !(l instanceof Leg.Member || l instanceof Leg.Cell));
  }

  /** Refuses wildcards and ranges. */
  JsonPath single() {
    if (isMany()) {
      throw MySqlError.ER_INVALID_JSON_PATH_WILDCARD.with();
    }
    return this;
  }

  /** The values that it names, in the document's order and each once. */
  List<JsonNode> find(JsonNode document) {
    List<JsonNode> found = new ArrayList<>();
    find(document, 0, found);
    return found;
  }

  private void find(JsonNode node, int leg, List<JsonNode> found) {
    if (leg == legs.size()) {
      // After ** a value can be reached in two ways; nodes are told apart by identity.
      boolean twice =
          legs.stream().filter(l -> l instanceof Leg.AnyDepth).count() > 1
              && found.stream().anyMatch(f -> f == node);
      if (!twice) {
        found.add(node);
      }
      return;
    }
    switch (legs.get(leg)) {
      case Leg.Member(byte[] key) -> {
        if (node instanceof JsonNode.ObjectNode object) {
          for (JsonNode.Member member : object.members()) {
            if (Arrays.equals(member.key(), key)) {
              find(member.value(), leg + 1, found);
            }
          }
        }
      }
      case Leg.AnyMember any -> {
        if (node instanceof JsonNode.ObjectNode object) {
          object.members().forEach(member -> find(member.value(), leg + 1, found));
        }
      }
      case Leg.Cell cell -> {
        if (node instanceof JsonNode.ArrayNode(List<JsonNode> elements)) {
          int at = cell.at(elements.size());
          if (at >= 0 && at < elements.size()) {
            find(elements.get(at), leg + 1, found);
          }
        } else if (cell.index() == 0) {
          find(node, leg + 1, found);
        }
      }
      case Leg.Range(Leg.Cell first, Leg.Cell last) -> {
        if (node instanceof JsonNode.ArrayNode(List<JsonNode> elements)) {
          int end = Math.min(last.at(elements.size()), elements.size() - 1);
          for (int i = Math.max(first.at(elements.size()), 0); i <= end; i++) {
            find(elements.get(i), leg + 1, found);
          }
        } else if (first.at(1) <= 0 && last.at(1) >= 0) {
          find(node, leg + 1, found);
        }
      }
      case Leg.AnyCell any -> {
        if (node instanceof JsonNode.ArrayNode(List<JsonNode> elements)) {
          elements.forEach(element -> find(element, leg + 1, found));
        }
      }
      case Leg.AnyDepth any -> {
        find(node, leg + 1, found);
        switch (node) {
          case JsonNode.ArrayNode(List<JsonNode> elements) ->
              elements.forEach(element -> find(element, leg, found));
          case JsonNode.ObjectNode object ->
              object.members().forEach(member -> find(member.value(), leg, found));
          case JsonNode.Literal l -> {}
          case JsonNode.IntegerNode n -> {}
          case JsonNode.UnsignedNode n -> {}
          case JsonNode.DoubleNode n -> {}
          case JsonNode.StringNode s -> {}
          case JsonNode.OpaqueNode o -> {}
        }
      }
    }
  }

  /**
   * Reads a path.
   *
   * @throws MySqlException ER_INVALID_JSON_PATH (3143)
   */
  static JsonPath parse(String text) {
    return new Reader(text).path();
  }

  /** Reads one text. */
  private static final class Reader {
    private final String text;
    private int at;

    Reader(String text) {
      this.text = text;
    }

    JsonPath path() {
      skipSpace();
      if (at >= text.length() || text.charAt(at) != '$') {
        at++;
        throw wrong();
      }
      at++;
      List<Leg> legs = new ArrayList<>();
      skipSpace();
      while (at < text.length()) {
        legs.add(leg());
        if (legs.size() > LEGS_MAX) {
          throw MySqlError.ER_JSON_DOCUMENT_TOO_DEEP.with();
        }
        skipSpace();
      }
      if (!legs.isEmpty() && legs.getLast() instanceof Leg.AnyDepth) {
        throw wrong();
      }
      return new JsonPath(List.copyOf(legs));
    }

    private Leg leg() {
      char c = text.charAt(at);
      switch (c) {
        case '.' -> {
          at++;
          skipSpace();
          return member();
        }
        case '[' -> {
          at++;
          skipSpace();
          return cells();
        }
        case '*' -> {
          if (!text.startsWith("**", at) || text.startsWith("***", at)) {
            at++;
            throw wrong();
          }
          at += 2;
          return new Leg.AnyDepth();
        }
        default -> throw wrong();
      }
    }

    private Leg member() {
      if (at >= text.length()) {
        throw wrong();
      }
      if (text.charAt(at) == '*') {
        at++;
        return new Leg.AnyMember();
      }
      if (text.charAt(at) == '"') {
        int end = at + 1;
        while (end < text.length() && text.charAt(end) != '"') {
          end += text.charAt(end) == '\\' ? 2 : 1;
        }
        if (end >= text.length()) {
          throw wrong();
        }
        String quoted = text.substring(at, end + 1);
        at = end + 1;
        try {
          byte[] utf8 = quoted.getBytes(StandardCharsets.UTF_8);
          return new Leg.Member(
              ((JsonNode.StringNode) io.braid.common.json.JsonParser.parse(utf8)).utf8());
        } catch (io.braid.common.json.JsonParser.InvalidJsonException e) {
          throw wrong();
        }
      }
      int start = at;
      while (at < text.length() && ".[* \t\r\n".indexOf(text.charAt(at)) < 0) {
        boolean letter =
            Character.isUnicodeIdentifierPart(text.charAt(at))
                || text.charAt(at) == '$'
                || Character.isSurrogate(text.charAt(at));
        if (!letter || (at == start && Character.isDigit(text.charAt(at)))) {
          at = start;
          throw wrong();
        }
        at++;
      }
      if (at == start) {
        throw wrong();
      }
      return new Leg.Member(text.substring(start, at).getBytes(StandardCharsets.UTF_8));
    }

    private Leg cells() {
      if (at < text.length() && text.charAt(at) == '*') {
        at++;
        close();
        return new Leg.AnyCell();
      }
      Leg.Cell first = cell();
      skipSpace();
      if (text.startsWith("to", at)) {
        at += 2;
        skipSpace();
        Leg.Cell last = cell();
        close();
        boolean reversed =
            first.fromEnd() == last.fromEnd()
                && (first.fromEnd() ? first.index() < last.index() : first.index() > last.index());
        if (reversed) {
          throw wrong();
        }
        return new Leg.Range(first, last);
      }
      close();
      return first;
    }

    private Leg.Cell cell() {
      if (text.startsWith("last", at)) {
        at += 4;
        skipSpace();
        if (at < text.length() && text.charAt(at) == '-') {
          at++;
          skipSpace();
          return new Leg.Cell(number(), true);
        }
        return new Leg.Cell(0, true);
      }
      return new Leg.Cell(number(), false);
    }

    private int number() {
      int start = at;
      long value = 0;
      while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
        value = value * 10 + text.charAt(at) - '0';
        if (value > Integer.MAX_VALUE) {
          throw wrong();
        }
        at++;
      }
      if (at == start) {
        throw wrong();
      }
      return (int) value;
    }

    private void close() {
      skipSpace();
      if (at >= text.length() || text.charAt(at) != ']') {
        throw wrong();
      }
      at++;
    }

    private void skipSpace() {
      while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
        at++;
      }
    }

    private MySqlException wrong() {
      return MySqlError.ER_INVALID_JSON_PATH.with(at, "");
    }
  }
}
