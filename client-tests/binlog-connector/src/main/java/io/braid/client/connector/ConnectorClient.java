package io.braid.client.connector;

import com.github.shyiko.mysql.binlog.BinaryLogClient;
import com.github.shyiko.mysql.binlog.event.DeleteRowsEventData;
import com.github.shyiko.mysql.binlog.event.Event;
import com.github.shyiko.mysql.binlog.event.EventData;
import com.github.shyiko.mysql.binlog.event.TableMapEventData;
import com.github.shyiko.mysql.binlog.event.UpdateRowsEventData;
import com.github.shyiko.mysql.binlog.event.WriteRowsEventData;
import com.github.shyiko.mysql.binlog.event.deserialization.EventDeserializer;
import java.io.PrintStream;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * mysql-binlog-connector-java as a process: reads the stream from its beginning and prints each row
 * change as one line {@code EVENT table op values}. Ends with 0 at a row of the table named last.
 *
 * <p>Arguments: port, {@code gtid} or {@code file}, database, name of the table that ends the run.
 */
public final class ConnectorClient {
  private ConnectorClient() {}

  public static void main(String[] args) throws Exception {
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    BinaryLogClient client =
        new BinaryLogClient("127.0.0.1", Integer.parseInt(args[0]), "root", "");
    client.setServerId(184_055);
    client.setKeepAlive(false);
    client.setHeartbeatInterval(1000);
    if (args[1].equals("gtid")) {
      client.setGtidSet("");
    } else {
      client.setBinlogFilename(args[4]);
      client.setBinlogPosition(4);
    }
    EventDeserializer deserializer = new EventDeserializer();
    deserializer.setCompatibilityMode(
        EventDeserializer.CompatibilityMode.DATE_AND_TIME_AS_LONG_MICRO,
        EventDeserializer.CompatibilityMode.CHAR_AND_BINARY_AS_BYTE_ARRAY);
    client.setEventDeserializer(deserializer);
    Printer printer = new Printer(out, args[2], args[3], client);
    client.registerEventListener(printer::print);
    client.registerLifecycleListener(
        new BinaryLogClient.AbstractLifecycleListener() {
          @Override
          public void onCommunicationFailure(BinaryLogClient source, Exception e) {
            out.println("FAILED " + e);
          }

          @Override
          public void onEventDeserializationFailure(BinaryLogClient source, Exception e) {
            out.println("FAILED " + e + " " + e.getCause());
          }
        });
    client.connect(); // returns when the listener disconnects
    System.exit(printer.sawLast ? 0 : 1);
  }

  private static final class Printer {
    private final PrintStream out;
    private final String database;
    private final String lastTable;
    private final BinaryLogClient client;
    private final Map<Long, TableMapEventData> tables = new HashMap<>();
    private volatile boolean sawLast;

    Printer(PrintStream out, String database, String lastTable, BinaryLogClient client) {
      this.out = out;
      this.database = database;
      this.lastTable = lastTable;
      this.client = client;
    }

    void print(Event event) {
      EventData data = event.getData();
      switch (data) {
        case TableMapEventData table -> tables.put(table.getTableId(), table);
        case WriteRowsEventData write ->
            write.getRows().forEach(row -> print(write.getTableId(), "c", text(row)));
        case UpdateRowsEventData update ->
            update
                .getRows()
                .forEach(row ->
                    print(
                        update.getTableId(),
                        "u",
                        text(row.getKey()) + " -> " + text(row.getValue())));
        case DeleteRowsEventData delete ->
            delete.getRows().forEach(row -> print(delete.getTableId(), "d", text(row)));
        case null, default -> {}
      }
    }

    private void print(long tableId, String operation, String values) {
      TableMapEventData table = tables.get(tableId);
      if (!table.getDatabase().equals(database)) {
        return;
      }
      out.println("EVENT " + table.getTable() + " " + operation + " " + values);
      if (table.getTable().equals(lastTable)) {
        sawLast = true;
        try {
          client.disconnect();
        } catch (java.io.IOException e) {
          out.println("FAILED " + e);
        }
      }
    }

    private static String text(Serializable[] row) {
      return Arrays.stream(row).map(Printer::text).collect(Collectors.joining(",", "(", ")"));
    }

    private static String text(Object value) {
      return value instanceof byte[] bytes
          ? "0x" + HexFormat.of().formatHex(bytes)
          : String.valueOf(value);
    }
  }
}
