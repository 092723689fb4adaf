package io.braid.executor.expression;

import io.braid.common.MySqlError;
import io.braid.common.json.JsonNode;
import io.braid.common.json.JsonParser;
import io.braid.common.json.JsonWriter;
import io.braid.common.type.Collation;
import io.braid.common.type.ColumnType;
import io.braid.executor.batch.JsonOrder;

/** Conversions to JSON. */
public final class JsonCasts {
  private JsonCasts() {}

  static RowFunction toJson(ColumnType from) {
    return switch (from.family()) {
      case JSON -> (in, out) -> out.setArgument(in, 0);
      case STRING -> (in, out) -> out.setBytes(JsonWriter.write(document(in, 0, "cast_as_json")));
      default ->
          (in, out) -> out.setBytes(JsonWriter.write(JsonOrder.node(in.vector(0), in.row())));
    };
  }

  /**
   * A document: a JSON value, or text that is parsed.
   *
   * @param function its name, for errors
   * @throws io.braid.common.MySqlException 3141 for text that is no JSON, 3144 for binary strings,
   *     3146 for other types
   */
  public static JsonNode document(Arguments in, int argument, String function) {
    ColumnType type = in.type(argument);
    return switch (type.family()) {
      case JSON -> JsonOrder.node(in.vector(argument), in.row());
      case STRING -> {
        if (type.collation() == Collation.BINARY) {
          throw MySqlError.ER_INVALID_JSON_CHARSET.with("binary");
        }
        byte[] utf8 = ((JsonNode.StringNode) JsonOrder.node(in.vector(argument), in.row())).utf8();
        try {
          yield JsonParser.parse(utf8);
        } catch (JsonParser.InvalidJsonException e) {
          throw MySqlError.ER_INVALID_JSON_TEXT_IN_PARAM.with(
              argument + 1, function, e.reason(), e.position(), "");
        }
      }
      default -> throw MySqlError.ER_INVALID_TYPE_FOR_JSON.with(argument + 1, function);
    };
  }
}
