package io.braid.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Clients of the stream deliver every row of a table for each type with the right values: the
 * values that the same client delivers from MySQL 9.7 after the same statements.
 */
@Tag("full")
@Tag("smoke")
@Tag("clients")
@NeedsPeer({"mysql", "client:debezium", "client:binlog-connector"})
final class ChangeClientsTest {
  private static final String DATABASE = "every_type";
  private static final String LAST_TABLE = "zz_last";
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final MySqlServer oracle = MySqlServer.start();
  private final DatabaseProcess tested = DatabaseProcess.startSource();
  private final List<Client> clients = new ArrayList<>();

  @AfterEach
  void end() {
    clients.forEach(Client::close);
    tested.close();
    oracle.close();
  }

  @Test
  void debeziumSnapshotThenStream() {
    int rows = 0;
    for (AllTypes.Type type : AllTypes.TYPES) {
      rows += type.literals().size();
    }
    List<List<String>> events = new ArrayList<>();
    for (DatabaseProcess server : List.of(oracle, tested)) {
      createTables(server);
      insertRows(server, 1);
    }
    // one after the other: two engines at once starve on a small machine
    for (DatabaseProcess server : List.of(oracle, tested)) {
      Client client = debezium(server.endpoint());
      client.awaitEvents(rows);
      change(server);
      events.add(client.eventsToTheEnd());
    }
    List<String> expected = events.get(0);
    List<String> actual = events.get(1);
    assertThat(expected).hasSizeGreaterThan(2 * rows);
    // the snapshot has no order among tables
    assertThat(actual.subList(0, rows))
        .containsExactlyInAnyOrderElementsOf(expected.subList(0, rows));
    assertThat(actual.subList(rows, actual.size()))
        .containsExactlyElementsOf(expected.subList(rows, expected.size()));
  }

  @Test
  void binlogConnectorByGtidAndByFile() {
    for (DatabaseProcess server : List.of(oracle, tested)) {
      createTables(server);
      insertRows(server, 1);
      change(server);
    }
    List<String> expected = connector(oracle.endpoint(), "gtid").eventsToTheEnd();
    assertThat(expected).hasSizeGreaterThan(200);
    assertThat(connector(tested.endpoint(), "gtid").eventsToTheEnd())
        .containsExactlyElementsOf(expected);
    assertThat(connector(tested.endpoint(), "file").eventsToTheEnd())
        .containsExactlyElementsOf(expected);
  }

  private static void createTables(DatabaseProcess server) {
    List<String> statements = new ArrayList<>();
    statements.add("CREATE DATABASE " + DATABASE);
    statements.add("USE " + DATABASE);
    AllTypes.TYPES.forEach(type -> statements.add(type.createTable()));
    statements.add("CREATE TABLE " + LAST_TABLE + " (id INT PRIMARY KEY)");
    server.endpoint().execute(statements.toArray(String[]::new));
  }

  private static void insertRows(DatabaseProcess server, int firstId) {
    List<String> statements = new ArrayList<>();
    statements.add("USE " + DATABASE);
    AllTypes.TYPES.forEach(type -> statements.addAll(type.inserts(firstId)));
    server.endpoint().execute(statements.toArray(String[]::new));
  }

  /** Inserts all values again, updates between them, deletes, changes a table, and ends. */
  private static void change(DatabaseProcess server) {
    insertRows(server, 101);
    List<String> statements = new ArrayList<>();
    statements.add("USE " + DATABASE);
    for (AllTypes.Type type : AllTypes.TYPES) {
      String table = "type_" + type.name();
      for (int i = 0; i < type.literals().size(); i++) {
        String next = type.literals().get((i + 1) % type.literals().size());
        statements.add("UPDATE " + table + " SET v = " + next + " WHERE id = " + (101 + i));
      }
      statements.add("DELETE FROM " + table + " WHERE id = 102");
    }
    statements.add("ALTER TABLE type_int_s ADD COLUMN added VARCHAR(10) DEFAULT 'x'");
    statements.add("INSERT INTO type_int_s (id, v) VALUES (300, 3)");
    statements.add("BEGIN");
    statements.add("INSERT INTO type_int_s (id, v, added) VALUES (301, 4, NULL), (302, 5, 'y')");
    statements.add("UPDATE type_int_s SET id = id + 1000 WHERE id > 300 ORDER BY id");
    statements.add("COMMIT");
    statements.add("INSERT INTO " + LAST_TABLE + " VALUES (1)");
    server.endpoint().execute(statements.toArray(String[]::new));
  }

  private Client debezium(Endpoint server) {
    Path folder = Programs.newFolder("debezium");
    return client(
        folder,
        "debezium",
        "io.braid.client.debezium.DebeziumClient",
        String.valueOf(server.port()),
        folder.toString(),
        DATABASE,
        LAST_TABLE);
  }

  private Client connector(Endpoint server, String mode) {
    return client(
        Programs.newFolder("connector"),
        "binlog-connector",
        "io.braid.client.connector.ConnectorClient",
        String.valueOf(server.port()),
        mode,
        DATABASE,
        LAST_TABLE,
        server.query("SHOW BINARY LOGS").getFirst().getFirst());
  }

  private Client client(Path folder, String module, String mainClass, String... arguments) {
    Client client = new Client(folder, module, mainClass, List.of(arguments));
    clients.add(client);
    return client;
  }

  /** A running client program and the row changes that it has printed. */
  private static final class Client {
    private final List<String> events = Collections.synchronizedList(new ArrayList<>());
    private final ClientProgram program;

    Client(Path folder, String module, String mainClass, List<String> arguments) {
      program = ClientProgram.start(folder, module, mainClass, this::read, arguments);
    }

    private void read(String line) {
      if (line.startsWith("EVENT ")) {
        events.add(line);
      } else if (line.startsWith("FAILED ")) {
        System.err.println(line);
      }
    }

    void awaitEvents(int count) {
      Awaitility.await(count + " events")
          .atMost(PATIENCE)
          .pollInterval(Duration.ofMillis(200))
          .until(() -> {
            program.checkAlive();
            return events.size() >= count;
          });
    }

    List<String> eventsToTheEnd() {
      program.awaitEnd(PATIENCE);
      return List.copyOf(events);
    }

    void close() {
      program.close();
    }
  }
}
