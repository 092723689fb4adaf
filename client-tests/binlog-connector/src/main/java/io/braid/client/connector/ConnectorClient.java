package io.braid.client.connector;

import com.github.shyiko.mysql.binlog.BinaryLogClient;
import com.github.shyiko.mysql.binlog.event.DeleteRowsEventData;
import com.github.shyiko.mysql.binlog.event.Event;
import com.github.shyiko.mysql.binlog.event.EventData;
import com.github.shyiko.mysql.binlog.event.EventHeaderV4;
import com.github.shyiko.mysql.binlog.event.GtidEventData;
import com.github.shyiko.mysql.binlog.event.TableMapEventData;
import com.github.shyiko.mysql.binlog.event.UpdateRowsEventData;
import com.github.shyiko.mysql.binlog.event.WriteRowsEventData;
import com.github.shyiko.mysql.binlog.event.XidEventData;
import com.github.shyiko.mysql.binlog.event.deserialization.EventDeserializer;
import java.io.IOException;
import java.io.PrintStream;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;

/**
 * mysql-binlog-connector-java as a process: reads the stream from its beginning and prints each row
 * change as one line {@code EVENT table op values}, and behind the rows of a transaction {@code END
 * gtid file position}, with the place of its end. A transaction is printed as a whole. Ends with 0
 * behind a row of the table named last.
 *
 * <p>Arguments: port, {@code gtid}, {@code follow} or {@code file}, database, name of the table
 * that ends the run, first file. {@code follow} is {@code gtid} that goes on by the executed GTIDs
 * when the connection breaks, as long as the server comes back within a minute.
 */
public final class ConnectorClient {
  private static final Duration RECONNECT_PATIENCE = Duration.ofMinutes(1);
  private static final Duration CONNECT_PATIENCE = Duration.ofSeconds(30);

  private ConnectorClient() {}

  public static void main(String[] args) throws Exception {
    PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
    BinaryLogClient client =
        new BinaryLogClient("127.0.0.1", Integer.parseInt(args[0]), "root", "");
    client.setServerId(184_055);
    client.setKeepAlive(false);
    client.setHeartbeatInterval(1000);
    client.setConnectTimeout(CONNECT_PATIENCE.toMillis());
    boolean follow = args[1].equals("follow");
    if (args[1].equals("file")) {
      client.setBinlogFilename(args[4]);
      client.setBinlogPosition(4);
    } else {
      client.setGtidSet("");
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
            fail(out, e);
          }

          @Override
          public void onEventDeserializationFailure(BinaryLogClient source, Exception e) {
            fail(out, e);
          }
        });
    AtomicBoolean connected = new AtomicBoolean();
    client.registerLifecycleListener(
        new BinaryLogClient.AbstractLifecycleListener() {
          @Override
          public void onConnect(BinaryLogClient source) {
            connected.set(true);
          }
        });
    long failingSince = System.nanoTime();
    do {
      connected.set(false);
      try {
        client.connect(); // returns when the listener disconnects, or the server
      } catch (IOException e) {
        long failingNanos = connected.get() ? 0 : System.nanoTime() - failingSince;
        if (!follow || failingNanos > RECONNECT_PATIENCE.toNanos()) {
          throw e;
        }
        Thread.sleep(100);
      }
      if (connected.get()) {
        failingSince = System.nanoTime();
      }
      printer.forgetBegun();
    } while (follow && !printer.sawLast);
    System.exit(printer.sawLast ? 0 : 1);
  }

  private static void fail(PrintStream out, Exception e) {
    out.println("FAILED " + e + " " + e.getCause());
    out.flush();
  }

  private static final class Printer {
    private final PrintStream out;
    private final String database;
    private final String lastTable;
    private final BinaryLogClient client;
    private final Map<Long, TableMapEventData> tables = new HashMap<>();
    private final StringBuilder begun = new StringBuilder();
    private boolean begunLast;
    private String gtid = "";
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
        case GtidEventData next -> gtid = next.getMySqlGtid().toString();
        case TableMapEventData table -> tables.put(table.getTableId(), table);
        case XidEventData end -> end(event);
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
      begun
          .append("EVENT ")
          .append(table.getTable())
          .append(' ')
          .append(operation)
          .append(' ')
          .append(values)
          .append('\n');
      begunLast |= table.getTable().equals(lastTable);
    }

    private void end(Event event) {
      EventHeaderV4 header = event.getHeader();
      String place = client.getBinlogFilename() + " " + header.getNextPosition();
      out.print(begun + "END " + gtid + " " + place + "\n");
      out.flush();
      sawLast = begunLast;
      forgetBegun();
      if (sawLast) {
        try {
          client.disconnect();
        } catch (IOException e) {
          fail(out, e);
        }
      }
    }

    /** The connection broke in a transaction: it comes again from its begin. */
    void forgetBegun() {
      begun.setLength(0);
      begunLast = false;
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
