package io.braid.executor.function;

import io.braid.common.MySqlError;
import io.braid.common.json.JsonBinary;
import io.braid.common.json.JsonNode;
import io.braid.common.json.JsonOpaque;
import io.braid.common.json.JsonParser;
import io.braid.common.json.JsonText;
import io.braid.common.json.JsonWriter;
import io.braid.common.type.Collation;
import io.braid.common.type.MySqlType;
import io.braid.executor.batch.JsonOrder;
import io.braid.executor.expression.Arguments;
import io.braid.executor.expression.FunctionSet;
import io.braid.executor.expression.JsonCasts;
import io.braid.executor.expression.Result;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BinaryOperator;

/**
 * JSON functions.
 *
 * @see "MySQL 9.7 Reference Manual, JSON Functions"
 */
final class JsonFunctions implements FunctionSet.Library {
  @Override
  public void addTo(FunctionSet.Builder builder) {
    builder
        .row("json_array", JsonFunctions::array)
        .row("json_object", JsonFunctions::object)
        .strictFor("json_extract", (call, context) -> new Paths()::extract)
        .strict("json_unquote", JsonFunctions::unquote)
        .strict("json_quote", JsonFunctions::quote)
        .strictFor("json_contains", (call, context) -> new Paths()::contains)
        .strictFor("json_contains_path", (call, context) -> new Paths()::containsPath)
        .strictFor("json_keys", (call, context) -> new Paths()::keys)
        .strictFor("json_length", (call, context) -> new Paths()::length)
        .strict("json_depth", (in, out) -> out.setLong(depth(document(in, 0, "json_depth"))))
        .strict("json_type", (in, out) -> out.setText(type(document(in, 0, "json_type"))))
        .strict("json_valid", JsonFunctions::valid)
        .rowFor("json_set", (call, context) -> edit("json_set", JsonEdits.Mode.SET))
        .rowFor("json_insert", (call, context) -> edit("json_insert", JsonEdits.Mode.INSERT))
        .rowFor("json_replace", (call, context) -> edit("json_replace", JsonEdits.Mode.REPLACE))
        .strictFor("json_remove", (call, context) -> new Paths()::remove)
        .rowFor("json_array_append", (call, context) -> new Paths()::append)
        .rowFor("json_array_insert", (call, context) -> new Paths()::insertInto)
        .strict(
            "json_merge_patch", (in, out) -> merge(in, out, "json_merge_patch", JsonEdits::patch))
        .strict(
            "json_merge_preserve",
            (in, out) -> merge(in, out, "json_merge_preserve", JsonEdits::merge))
        .strict("json_overlaps", JsonFunctions::overlaps)
        .strict("member of", JsonFunctions::memberOf)
        .strict("json_storage_size", JsonFunctions::storageSize)
        .strict("json_pretty", JsonFunctions::pretty);
  }

  private static JsonNode document(Arguments in, int argument, String function) {
    return JsonCasts.document(in, argument, function);
  }

  /** A value that becomes part of a document. */
  private static JsonNode value(Arguments in, int argument) {
    return in.isNull(argument)
        ? JsonNode.Literal.NULL
        : JsonOrder.node(in.vector(argument), in.row());
  }

  private static void set(Result out, JsonNode node) {
    out.setBytes(JsonWriter.write(node));
  }

  private static void array(Arguments in, Result out) {
    List<JsonNode> elements = new ArrayList<>(in.count());
    for (int i = 0; i < in.count(); i++) {
      elements.add(value(in, i));
    }
    set(out, new JsonNode.ArrayNode(elements));
  }

  private static void object(Arguments in, Result out) {
    if (in.count() % 2 != 0) {
      throw MySqlError.ER_WRONG_PARAMCOUNT_TO_NATIVE_FCT.with("JSON_OBJECT");
    }
    List<JsonNode.Member> members = new ArrayList<>(in.count() / 2);
    for (int i = 0; i < in.count(); i += 2) {
      if (in.isNull(i)) {
        throw MySqlError.ER_JSON_DOCUMENT_NULL_KEY.with();
      }
      byte[] key = in.asText(i).getBytes(StandardCharsets.UTF_8);
      members.add(new JsonNode.Member(key, value(in, i + 1)));
    }
    set(out, JsonNode.ObjectNode.of(members));
  }

  private static void unquote(Arguments in, Result out) {
    if (in.type(0).family() == MySqlType.Family.JSON) {
      JsonNode node = JsonOrder.node(in.vector(0), in.row());
      out.setText(node instanceof JsonNode.StringNode s ? text(s) : print(node));
      return;
    }
    String text = in.asText(0);
    boolean quoted = text.length() >= 2 && text.startsWith("\"") && text.endsWith("\"");
    if (!quoted) {
      out.setText(text);
      return;
    }
    JsonNode node = document(in, 0, "json_unquote");
    out.setText(node instanceof JsonNode.StringNode s ? text(s) : text);
  }

  private static String text(JsonNode.StringNode node) {
    return new String(node.utf8(), StandardCharsets.UTF_8);
  }

  private static String print(JsonNode node) {
    return JsonText.print(JsonBinary.of(JsonWriter.write(node)));
  }

  private static void quote(Arguments in, Result out) {
    StringBuilder text = new StringBuilder();
    JsonText.quote(in.asText(0), text);
    out.setText(text.toString());
  }

  private static void valid(Arguments in, Result out) {
    switch (in.type(0).family()) {
      case JSON -> out.setLong(1);
      case STRING -> {
        if (in.type(0).collation() == Collation.BINARY) {
          out.setLong(0);
          return;
        }
        try {
          JsonNode unused = JsonParser.parse(in.asText(0).getBytes(StandardCharsets.UTF_8));
          out.setLong(1);
        } catch (JsonParser.InvalidJsonException e) {
          out.setLong(0);
        }
      }
      default -> out.setLong(0);
    }
  }

  private static int depth(JsonNode node) {
    return switch (node) {
      case JsonNode.ArrayNode(List<JsonNode> elements) ->
          1 + elements.stream().mapToInt(JsonFunctions::depth).max().orElse(0);
      case JsonNode.ObjectNode object ->
          1 + object.members().stream().mapToInt(m -> depth(m.value())).max().orElse(0);
      case JsonNode.Literal l -> 1;
      case JsonNode.IntegerNode n -> 1;
      case JsonNode.UnsignedNode n -> 1;
      case JsonNode.DoubleNode n -> 1;
      case JsonNode.StringNode s -> 1;
      case JsonNode.OpaqueNode o -> 1;
    };
  }

  private static String type(JsonNode node) {
    return switch (node) {
      case JsonNode.Literal l -> l == JsonNode.Literal.NULL ? "NULL" : "BOOLEAN";
      case JsonNode.IntegerNode n -> "INTEGER";
      case JsonNode.UnsignedNode n -> "UNSIGNED INTEGER";
      case JsonNode.DoubleNode n -> "DOUBLE";
      case JsonNode.StringNode s -> "STRING";
      case JsonNode.ArrayNode a -> "ARRAY";
      case JsonNode.ObjectNode o -> "OBJECT";
      case JsonNode.OpaqueNode o ->
          switch (o.typeCode()) {
            case JsonOpaque.DECIMAL -> "DECIMAL";
            case JsonOpaque.DATE -> "DATE";
            case JsonOpaque.TIME -> "TIME";
            case JsonOpaque.DATETIME, JsonOpaque.TIMESTAMP -> "DATETIME";
            case 16 -> "BIT";
            case JsonOpaque.VARBINARY, 249, 250, 251, 252, 253, 254 -> "BLOB";
            default -> "OPAQUE";
          };
    };
  }

  private static void merge(
      Arguments in, Result out, String function, BinaryOperator<JsonNode> merge) {
    JsonNode merged = document(in, 0, function);
    for (int i = 1; i < in.count(); i++) {
      merged = merge.apply(merged, document(in, i, function));
    }
    set(out, merged);
  }

  private static void overlaps(Arguments in, Result out) {
    out.setBoolean(
        JsonEdits.overlaps(document(in, 0, "json_overlaps"), document(in, 1, "json_overlaps")));
  }

  private static void memberOf(Arguments in, Result out) {
    JsonNode wanted = JsonOrder.node(in.vector(0), in.row());
    JsonNode target = document(in, 1, "member of");
    out.setBoolean(
        target instanceof JsonNode.ArrayNode(List<JsonNode> elements)
            ? elements.stream().anyMatch(e -> JsonOrder.compare(e, wanted) == 0)
            : JsonOrder.compare(target, wanted) == 0);
  }

  private static void storageSize(Arguments in, Result out) {
    out.setLong(
        in.type(0).family() == MySqlType.Family.JSON
            ? in.length(0)
            : JsonWriter.write(document(in, 0, "json_storage_size")).length);
  }

  private static void pretty(Arguments in, Result out) {
    StringBuilder text = new StringBuilder();
    pretty(document(in, 0, "json_pretty"), 0, text);
    out.setText(text.toString());
  }

  private static void pretty(JsonNode node, int depth, StringBuilder out) {
    switch (node) {
      case JsonNode.ArrayNode(List<JsonNode> elements) when !elements.isEmpty() -> {
        out.append('[');
        for (int i = 0; i < elements.size(); i++) {
          out.append(i == 0 ? "\n" : ",\n").append("  ".repeat(depth + 1));
          pretty(elements.get(i), depth + 1, out);
        }
        out.append('\n').append("  ".repeat(depth)).append(']');
      }
      case JsonNode.ObjectNode object when !object.members().isEmpty() -> {
        out.append('{');
        for (int i = 0; i < object.members().size(); i++) {
          out.append(i == 0 ? "\n" : ",\n").append("  ".repeat(depth + 1));
          JsonNode.Member member = object.members().get(i);
          JsonText.quote(new String(member.key(), StandardCharsets.UTF_8), out);
          out.append(": ");
          pretty(member.value(), depth + 1, out);
        }
        out.append('\n').append("  ".repeat(depth)).append('}');
      }
      default -> out.append(print(node));
    }
  }

  private static io.braid.executor.expression.RowFunction edit(
      String function, JsonEdits.Mode mode) {
    Paths paths = new Paths();
    return (in, out) -> paths.put(in, out, function, mode);
  }

  /** Functions with paths, which are read once while they stay the same. */
  private static final class Paths {
    private static final int KEPT_MAX = 64;
    private final Map<String, JsonPath> kept = new HashMap<>();

    private JsonPath path(Arguments in, int argument) {
      String text = in.asText(argument);
      JsonPath known = kept.get(text);
      if (known == null) {
        known = JsonPath.parse(text);
        if (kept.size() < KEPT_MAX) {
          kept.put(text, known);
        }
      }
      return known;
    }

    void extract(Arguments in, Result out) {
      JsonNode document = document(in, 0, "json_extract");
      List<JsonNode> found = new ArrayList<>();
      boolean many = in.count() > 2;
      for (int i = 1; i < in.count(); i++) {
        JsonPath path = path(in, i);
        many |= path.isMany();
        found.addAll(path.find(document));
      }
      if (found.isEmpty()) {
        out.setNull();
      } else {
        set(out, many ? new JsonNode.ArrayNode(found) : found.getFirst());
      }
    }

    private Optional<JsonNode> part(Arguments in, JsonNode document, int argument) {
      if (argument >= in.count()) {
        return Optional.of(document);
      }
      return path(in, argument).single().find(document).stream().findFirst();
    }

    void contains(Arguments in, Result out) {
      JsonNode target = document(in, 0, "json_contains");
      JsonNode candidate = document(in, 1, "json_contains");
      Optional<JsonNode> part = part(in, target, 2);
      if (part.isEmpty()) {
        out.setNull();
      } else {
        out.setBoolean(JsonEdits.contains(part.get(), candidate));
      }
    }

    void containsPath(Arguments in, Result out) {
      JsonNode document = document(in, 0, "json_contains_path");
      String which = in.asText(1).toLowerCase(Locale.ROOT);
      if (!which.equals("one") && !which.equals("all")) {
        throw MySqlError.ER_JSON_BAD_ONE_OR_ALL_ARG.with("json_contains_path");
      }
      boolean all = which.equals("all");
      boolean result = all;
      for (int i = 2; i < in.count(); i++) {
        boolean found = !path(in, i).find(document).isEmpty();
        result = all ? result && found : result || found;
      }
      out.setBoolean(result);
    }

    void keys(Arguments in, Result out) {
      Optional<JsonNode> part = part(in, document(in, 0, "json_keys"), 1);
      if (part.isPresent() && part.get() instanceof JsonNode.ObjectNode object) {
        List<JsonNode> keys = new ArrayList<>();
        object.members().forEach(member -> keys.add(new JsonNode.StringNode(member.key())));
        set(out, new JsonNode.ArrayNode(keys));
      } else {
        out.setNull();
      }
    }

    void length(Arguments in, Result out) {
      Optional<JsonNode> part = part(in, document(in, 0, "json_length"), 1);
      if (part.isEmpty()) {
        out.setNull();
        return;
      }
      out.setLong(
          switch (part.get()) {
            case JsonNode.ArrayNode array -> array.elements().size();
            case JsonNode.ObjectNode object -> object.members().size();
            case JsonNode.Literal l -> 1;
            case JsonNode.IntegerNode n -> 1;
            case JsonNode.UnsignedNode n -> 1;
            case JsonNode.DoubleNode n -> 1;
            case JsonNode.StringNode s -> 1;
            case JsonNode.OpaqueNode o -> 1;
          });
    }

    void put(Arguments in, Result out, String function, JsonEdits.Mode mode) {
      if (lacksPath(in, out, function)) {
        return;
      }
      JsonNode node = document(in, 0, function);
      for (int i = 1; i < in.count(); i += 2) {
        node = JsonEdits.put(node, path(in, i).single(), value(in, i + 1), mode);
      }
      set(out, node);
    }

    /** Whether the document or a path is NULL, and with it the result. */
    private static boolean lacksPath(Arguments in, Result out, String function) {
      if (in.count() % 2 == 0) {
        throw MySqlError.ER_WRONG_PARAMCOUNT_TO_NATIVE_FCT.with(function.toUpperCase(Locale.ROOT));
      }
      boolean isNull = in.isNull(0);
      for (int i = 1; i < in.count(); i += 2) {
        isNull |= in.isNull(i);
      }
      if (isNull) {
        out.setNull();
      }
      return isNull;
    }

    void remove(Arguments in, Result out) {
      JsonNode node = document(in, 0, "json_remove");
      for (int i = 1; i < in.count(); i++) {
        JsonPath path = path(in, i).single();
        if (path.legs().isEmpty()) {
          throw MySqlError.ER_JSON_VACUOUS_PATH.with();
        }
        node = JsonEdits.remove(node, path);
      }
      set(out, node);
    }

    void append(Arguments in, Result out) {
      if (lacksPath(in, out, "json_array_append")) {
        return;
      }
      JsonNode node = document(in, 0, "json_array_append");
      for (int i = 1; i < in.count(); i += 2) {
        node = JsonEdits.append(node, path(in, i).single(), value(in, i + 1));
      }
      set(out, node);
    }

    void insertInto(Arguments in, Result out) {
      if (lacksPath(in, out, "json_array_insert")) {
        return;
      }
      JsonNode node = document(in, 0, "json_array_insert");
      for (int i = 1; i < in.count(); i += 2) {
        JsonPath path = path(in, i).single();
        if (path.legs().isEmpty() || !(path.legs().getLast() instanceof JsonPath.Leg.Cell)) {
          throw MySqlError.ER_INVALID_JSON_PATH_ARRAY_CELL.with();
        }
        node = JsonEdits.insertInto(node, path, value(in, i + 1));
      }
      set(out, node);
    }
  }
}
