package io.braid.executor.operator;

import io.braid.common.MySqlError;
import io.braid.common.json.JsonNode;
import io.braid.common.json.JsonWriter;
import io.braid.executor.batch.Batch;
import io.braid.executor.batch.JsonOrder;
import io.braid.executor.batch.MemoryBudget;
import io.braid.executor.batch.Vector;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** JSON_ARRAYAGG of one argument, JSON_OBJECTAGG of two. */
final class JsonAggregate implements Accumulator {
  /** An estimate of what a value takes beside its bytes. */
  private static final int NODE_BYTES = 64;

  private final int[] arguments;
  private final MemoryBudget memory;
  private final List<List<JsonNode.Member>> groups = new ArrayList<>();
  private long reserved;

  JsonAggregate(int[] arguments, MemoryBudget memory) {
    this.arguments = arguments;
    this.memory = memory;
  }

  @Override
  public void addGroup(int group) {
    groups.add(new ArrayList<>());
  }

  @Override
  public void add(int group, Batch batch, int row) {
    Vector last = batch.column(arguments[arguments.length - 1]);
    JsonNode value = last.isNull(row) ? JsonNode.Literal.NULL : JsonOrder.node(last, row);
    byte[] key = arguments.length == 1 ? new byte[0] : key(batch.column(arguments[0]), row);
    long bytes =
        NODE_BYTES
            + key.length
            + (last.kind() == Vector.Kind.BYTES && !last.isNull(row) ? last.lengthAt(row) : 0);
    memory.reserve(bytes, "JSON aggregate");
    reserved += bytes;
    groups.get(group).add(new JsonNode.Member(key, value));
  }

  private static byte[] key(Vector vector, int row) {
    if (vector.isNull(row)) {
      throw MySqlError.ER_JSON_DOCUMENT_NULL_KEY.with();
    }
    JsonNode key = JsonOrder.node(vector, row);
    return key instanceof JsonNode.StringNode text
        ? text.utf8()
        : io.braid.common.json.JsonText.print(
                io.braid.common.json.JsonBinary.of(JsonWriter.write(key)))
            .replaceAll("^\"|\"$", "")
            .getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public void result(int group, Vector out, int row) {
    List<JsonNode.Member> members = groups.get(group);
    if (members.isEmpty()) {
      out.setNull(row);
      return;
    }
    JsonNode node =
        arguments.length == 1
            ? new JsonNode.ArrayNode(members.stream().map(JsonNode.Member::value).toList())
            : JsonNode.ObjectNode.of(members);
    out.setBytes(row, JsonWriter.write(node));
  }

  @Override
  public void clear() {
    groups.clear();
    memory.release(reserved);
    reserved = 0;
  }
}
