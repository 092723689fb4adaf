package io.braid.client.debezium;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.debezium.engine.ChangeEvent;
import io.debezium.engine.DebeziumEngine;
import io.debezium.engine.format.Json;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Debezium's embedded engine as a process: snapshot, then stream. Prints each change as one line
 * {@code EVENT {"table":..,"op":..,"before":..,"after":..}} and ends with 0 when the stream (not
 * the snapshot) brings a row of the table named last.
 *
 * <p>Arguments: port, working folder, database, name of the table that ends the run.
 */
public final class DebeziumClient {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private DebeziumClient() {}

  public static void main(String[] args) throws Exception {
    String database = args[2];
    String lastTable = database + "." + args[3];
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    CountDownLatch ended = new CountDownLatch(1);
    AtomicInteger exitCode = new AtomicInteger(1);
    DebeziumEngine<ChangeEvent<String, String>> engine =
        DebeziumEngine.create(Json.class)
            .using(properties(args[0], args[1], database))
            .notifying(event -> {
              if (print(out, event, lastTable)) {
                exitCode.set(0);
                ended.countDown();
              }
            })
            .using((success, message, error) -> {
              if (!success) {
                out.println("FAILED " + message);
              }
              if (error != null) {
                error.printStackTrace();
              }
              ended.countDown();
            })
            .build();
    ExecutorService executor = Executors.newSingleThreadExecutor();
    executor.execute(engine);
    ended.await();
    engine.close();
    executor.shutdown();
    if (!executor.awaitTermination(30, TimeUnit.SECONDS)) {
      System.err.println("the engine has not ended");
    }
    System.exit(exitCode.get());
  }

  /** Returns whether this was the last event. */
  private static boolean print(
      PrintStream out, ChangeEvent<String, String> event, String lastTable) {
    if (event.value() == null) {
      return false; // the tombstone behind a delete
    }
    try {
      JsonNode value = MAPPER.readTree(event.value());
      if (!value.has("op")) {
        return false; // a schema change or a heartbeat
      }
      ObjectNode line = MAPPER.createObjectNode();
      String table =
          value.get("source").get("db").asText() + "." + value.get("source").get("table").asText();
      line.put("table", table);
      line.set("op", value.get("op"));
      line.set("before", value.get("before"));
      line.set("after", value.get("after"));
      out.println("EVENT " + MAPPER.writeValueAsString(line));
      return table.equals(lastTable) && value.get("op").asText().equals("c");
    } catch (IOException e) {
      throw new IllegalStateException("no JSON: " + event.value(), e);
    }
  }

  private static Properties properties(String port, String folder, String database) {
    Properties properties = new Properties();
    properties.setProperty("name", "client");
    properties.setProperty("connector.class", "io.debezium.connector.mysql.MySqlConnector");
    properties.setProperty(
        "offset.storage", "org.apache.kafka.connect.storage.FileOffsetBackingStore");
    properties.setProperty("offset.storage.file.filename", folder + "/offsets");
    properties.setProperty("offset.flush.interval.ms", "1000");
    properties.setProperty(
        "schema.history.internal", "io.debezium.storage.file.history.FileSchemaHistory");
    properties.setProperty("schema.history.internal.file.filename", folder + "/history");
    properties.setProperty("topic.prefix", "client");
    properties.setProperty("database.hostname", "127.0.0.1");
    properties.setProperty("database.port", port);
    properties.setProperty("database.user", "root");
    properties.setProperty("database.password", "");
    properties.setProperty("database.server.id", "184054");
    properties.setProperty("database.include.list", database);
    properties.setProperty("driver.allowPublicKeyRetrieval", "true");
    properties.setProperty("snapshot.mode", "initial");
    properties.setProperty("decimal.handling.mode", "string");
    properties.setProperty("bigint.unsigned.handling.mode", "precise");
    properties.setProperty("binary.handling.mode", "hex");
    properties.setProperty("time.precision.mode", "adaptive_time_microseconds");
    properties.setProperty("key.converter.schemas.enable", "false");
    properties.setProperty("value.converter.schemas.enable", "false");
    properties.setProperty("poll.interval.ms", "50");
    properties.setProperty("connect.timeout.ms", "10000");
    // what cannot be understood must show, not be passed over
    properties.setProperty("event.processing.failure.handling.mode", "fail");
    properties.setProperty("errors.max.retries", "0");
    return properties;
  }
}
