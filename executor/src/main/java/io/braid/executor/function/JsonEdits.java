package io.braid.executor.function;

import io.braid.common.json.JsonNode;
import io.braid.executor.batch.JsonOrder;
import io.braid.executor.function.JsonPath.Leg;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;

/** Changed copies of JSON documents; what a path does not name stays the same nodes. */
final class JsonEdits {
  private JsonEdits() {}

  /** What happens where a path leads to a value, and where it leads to none. */
  enum Mode {
    INSERT,
    REPLACE,
    SET
  }

  /** JSON_SET, JSON_INSERT and JSON_REPLACE. */
  static JsonNode put(JsonNode node, JsonPath path, JsonNode value, Mode mode) {
    return put(node, path.legs(), 0, value, mode);
  }

  private static JsonNode put(JsonNode node, List<Leg> legs, int leg, JsonNode value, Mode mode) {
    if (leg == legs.size()) {
      return mode == Mode.INSERT ? node : value;
    }
    boolean adds = leg == legs.size() - 1 && mode != Mode.REPLACE;
    return switch (legs.get(leg)) {
      case Leg.Member(byte[] key) -> {
        if (!(node instanceof JsonNode.ObjectNode object)) {
          yield node;
        }
        int index = indexOf(object, key);
        if (index >= 0) {
          JsonNode old = object.members().get(index).value();
          yield withMember(object, index, put(old, legs, leg + 1, value, mode));
        }
        if (!adds) {
          yield node;
        }
        List<JsonNode.Member> members = new ArrayList<>(object.members());
        members.add(new JsonNode.Member(key, value));
        yield JsonNode.ObjectNode.of(members);
      }
      case Leg.Cell cell -> {
        if (node instanceof JsonNode.ArrayNode(List<JsonNode> elements)) {
          int at = cell.at(elements.size());
          if (at >= 0 && at < elements.size()) {
            yield withElement(elements, at, put(elements.get(at), legs, leg + 1, value, mode));
          }
          if (!adds) {
            yield node;
          }
          List<JsonNode> longer = new ArrayList<>(elements);
          longer.add(at < 0 ? 0 : longer.size(), value);
          yield new JsonNode.ArrayNode(longer);
        }
        if (cell.at(1) == 0) {
          yield put(node, legs, leg + 1, value, mode);
        }
        yield !adds
            ? node
            : new JsonNode.ArrayNode(cell.at(1) < 0 ? List.of(value, node) : List.of(node, value));
      }
      case Leg.Range r -> node;
      case Leg.AnyMember a -> node;
      case Leg.AnyCell a -> node;
      case Leg.AnyDepth a -> node;
    };
  }

  /** JSON_REMOVE. */
  static JsonNode remove(JsonNode node, JsonPath path) {
    return atParent(
        node,
        path.legs(),
        0,
        parent ->
            switch (path.legs().getLast()) {
              case Leg.Member(byte[] key) when parent instanceof JsonNode.ObjectNode object -> {
                int index = indexOf(object, key);
                if (index < 0) {
                  yield parent;
                }
                List<JsonNode.Member> members = new ArrayList<>(object.members());
                members.remove(index);
                yield JsonNode.ObjectNode.of(members);
              }
              case Leg.Cell cell
                  when parent instanceof JsonNode.ArrayNode(List<JsonNode> elements) -> {
                int at = cell.at(elements.size());
                if (at < 0 || at >= elements.size()) {
                  yield parent;
                }
                List<JsonNode> shorter = new ArrayList<>(elements);
                shorter.remove(at);
                yield new JsonNode.ArrayNode(shorter);
              }
              default -> parent;
            });
  }

  /** JSON_ARRAY_INSERT; the path's last leg is a cell. */
  static JsonNode insertInto(JsonNode node, JsonPath path, JsonNode value) {
    Leg.Cell cell = (Leg.Cell) path.legs().getLast();
    return atParent(
        node,
        path.legs(),
        0,
        parent -> {
          if (!(parent instanceof JsonNode.ArrayNode(List<JsonNode> elements))) {
            return parent;
          }
          List<JsonNode> longer = new ArrayList<>(elements);
          int at = cell.fromEnd() ? elements.size() - 1 - cell.index() : cell.index();
          longer.add(Math.clamp(at, 0, elements.size()), value);
          return new JsonNode.ArrayNode(longer);
        });
  }

  /** JSON_ARRAY_APPEND. */
  static JsonNode append(JsonNode node, JsonPath path, JsonNode value) {
    return at(
        node,
        path.legs(),
        0,
        path.legs().size(),
        old -> {
          List<JsonNode> elements = new ArrayList<>(elements(old));
          elements.add(value);
          return new JsonNode.ArrayNode(elements);
        });
  }

  private static JsonNode atParent(
      JsonNode node, List<Leg> legs, int leg, UnaryOperator<JsonNode> change) {
    return at(node, legs, leg, legs.size() - 1, change);
  }

  /** Changes the value that the first {@code end} legs lead to, if there is one. */
  private static JsonNode at(
      JsonNode node, List<Leg> legs, int leg, int end, UnaryOperator<JsonNode> change) {
    if (leg == end) {
      return change.apply(node);
    }
    return switch (legs.get(leg)) {
      case Leg.Member(byte[] key) when node instanceof JsonNode.ObjectNode object -> {
        int index = indexOf(object, key);
        yield index < 0
            ? node
            : withMember(
                object, index, at(object.members().get(index).value(), legs, leg + 1, end, change));
      }
      case Leg.Cell cell when node instanceof JsonNode.ArrayNode(List<JsonNode> elements) -> {
        int index = cell.at(elements.size());
        yield index < 0 || index >= elements.size()
            ? node
            : withElement(elements, index, at(elements.get(index), legs, leg + 1, end, change));
      }
      case Leg.Cell cell when cell.index() == 0 -> at(node, legs, leg + 1, end, change);
      default -> node;
    };
  }

  private static int indexOf(JsonNode.ObjectNode object, byte[] key) {
    for (int i = 0; i < object.members().size(); i++) {
      if (Arrays.equals(object.members().get(i).key(), key)) {
        return i;
      }
    }
    return -1;
  }

  private static JsonNode withMember(JsonNode.ObjectNode object, int index, JsonNode value) {
    List<JsonNode.Member> members = new ArrayList<>(object.members());
    members.set(index, new JsonNode.Member(members.get(index).key(), value));
    return new JsonNode.ObjectNode(members);
  }

  private static JsonNode withElement(List<JsonNode> elements, int index, JsonNode value) {
    List<JsonNode> changed = new ArrayList<>(elements);
    changed.set(index, value);
    return new JsonNode.ArrayNode(changed);
  }

  private static List<JsonNode> elements(JsonNode node) {
    return node instanceof JsonNode.ArrayNode(List<JsonNode> elements) ? elements : List.of(node);
  }

  /** JSON_MERGE_PATCH of two documents. */
  static JsonNode patch(JsonNode target, JsonNode patch) {
    if (!(patch instanceof JsonNode.ObjectNode changes)) {
      return patch;
    }
    List<JsonNode.Member> members =
        new ArrayList<>(
            target instanceof JsonNode.ObjectNode object ? object.members() : List.of());
    for (JsonNode.Member change : changes.members()) {
      int index = -1;
      for (int i = 0; i < members.size(); i++) {
        index = Arrays.equals(members.get(i).key(), change.key()) ? i : index;
      }
      if (change.value() == JsonNode.Literal.NULL) {
        if (index >= 0) {
          members.remove(index);
        }
        continue;
      }
      JsonNode before = index < 0 ? JsonNode.Literal.NULL : members.get(index).value();
      JsonNode.Member merged = new JsonNode.Member(change.key(), patch(before, change.value()));
      if (index < 0) {
        members.add(merged);
      } else {
        members.set(index, merged);
      }
    }
    return JsonNode.ObjectNode.of(members);
  }

  /** JSON_MERGE_PRESERVE of two documents. */
  static JsonNode merge(JsonNode left, JsonNode right) {
    if (left instanceof JsonNode.ObjectNode a && right instanceof JsonNode.ObjectNode b) {
      List<JsonNode.Member> members = new ArrayList<>(a.members());
      for (JsonNode.Member member : b.members()) {
        int index = indexOf(a, member.key());
        if (index < 0) {
          members.add(member);
        } else {
          members.set(
              index,
              new JsonNode.Member(
                  member.key(), merge(a.members().get(index).value(), member.value())));
        }
      }
      return JsonNode.ObjectNode.of(members);
    }
    List<JsonNode> elements = new ArrayList<>(elements(left));
    elements.addAll(elements(right));
    return new JsonNode.ArrayNode(elements);
  }

  /** JSON_CONTAINS. */
  static boolean contains(JsonNode target, JsonNode candidate) {
    if (target instanceof JsonNode.ArrayNode(List<JsonNode> elements)) {
      return candidate instanceof JsonNode.ArrayNode(List<JsonNode> wanted)
          ? wanted.stream().allMatch(w -> elements.stream().anyMatch(e -> contains(e, w)))
          : elements.stream().anyMatch(e -> contains(e, candidate));
    }
    if (target instanceof JsonNode.ObjectNode object
        && candidate instanceof JsonNode.ObjectNode wanted) {
      return wanted.members().stream()
          .allMatch(w -> {
            int index = indexOf(object, w.key());
            return index >= 0 && contains(object.members().get(index).value(), w.value());
          });
    }
    return JsonOrder.compare(target, candidate) == 0;
  }

  /** JSON_OVERLAPS. */
  static boolean overlaps(JsonNode left, JsonNode right) {
    if (left instanceof JsonNode.ObjectNode a && right instanceof JsonNode.ObjectNode b) {
      return a.members().stream()
          .anyMatch(m -> {
            int index = indexOf(b, m.key());
            return index >= 0 && JsonOrder.compare(m.value(), b.members().get(index).value()) == 0;
          });
    }
    if (left instanceof JsonNode.ArrayNode || right instanceof JsonNode.ArrayNode) {
      List<JsonNode> others = elements(right);
      return elements(left).stream()
          .anyMatch(e -> others.stream().anyMatch(o -> JsonOrder.compare(e, o) == 0));
    }
    return JsonOrder.compare(left, right) == 0;
  }
}
