package io.braid.benchmark;

import com.github.shyiko.mysql.binlog.BinaryLogClient;
import com.github.shyiko.mysql.binlog.event.EventData;
import com.github.shyiko.mysql.binlog.event.EventHeaderV4;
import com.github.shyiko.mysql.binlog.event.EventType;
import com.github.shyiko.mysql.binlog.event.WriteRowsEventData;
import com.github.shyiko.mysql.binlog.event.deserialization.ByteArrayEventDataDeserializer;
import com.github.shyiko.mysql.binlog.event.deserialization.EventDataDeserializer;
import com.github.shyiko.mysql.binlog.event.deserialization.EventDeserializer;
import com.github.shyiko.mysql.binlog.event.deserialization.NullEventDataDeserializer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;

/** A client that reads a part of one binlog file, and what it makes of the events. */
enum BinlogReader {
  /** {@code mysqlbinlog --raw}: the file's bytes to a file. */
  MYSQLBINLOG("mysqlbinlog --raw"),
  /** mysql-binlog-connector-java, which looks at the headers only. */
  CONNECTOR_NULL("connector, null"),
  /** mysql-binlog-connector-java, which copies the bytes of each event. */
  CONNECTOR_RAW("connector, raw"),
  /** mysql-binlog-connector-java, which makes objects of all values. */
  CONNECTOR_FULL("connector, full");

  private static final Duration PATIENCE = Duration.ofMinutes(10);

  /** mysqlbinlog asks for events without checksums, so that the copy is somewhat shorter. */
  private static final double LEAST_SHARE_COPIED = 0.9;

  private static final long SERVER_ID = 77_777;

  /** What the client itself needs to know the checksums and the file. */
  private static final Set<EventType> OF_THE_CLIENT =
      EnumSet.of(EventType.FORMAT_DESCRIPTION, EventType.ROTATE, EventType.TRANSACTION_PAYLOAD);

  /** Its lines for each connection would hide the progress. */
  private static final Logger CONNECTOR_LOG = Logger.getLogger(BinaryLogClient.class.getName());

  static {
    CONNECTOR_LOG.setLevel(Level.WARNING);
  }

  private final String shown;

  BinlogReader(String shown) {
    this.shown = shown;
  }

  /** For the results. */
  String shown() {
    return shown;
  }

  /** MySQL's program does not read MariaDB's events. */
  boolean reads(Database database) {
    return this != MYSQLBINLOG || database.kind() != Database.Kind.MARIADB;
  }

  /**
   * Reads a file of the binlog from a place to another.
   *
   * @param scratch a folder to write to
   * @return how many rows it saw; -1 when it does not look
   */
  long read(Database database, Programs programs, BinlogPart part, Path scratch) {
    return this == MYSQLBINLOG
        ? copyFiles(database, programs, part, scratch)
        : follow(database, part);
  }

  private static long copyFiles(
      Database database, Programs programs, BinlogPart part, Path scratch) {
    String name = scratch.resolve("raw-").toString();
    var printed =
        Commands.output(
            PATIENCE,
            List.of(
                programs.mysql("mysqlbinlog"),
                "--no-defaults",
                "--read-from-remote-server",
                "--host=127.0.0.1",
                "--port=" + database.port(),
                "--user=root",
                "--ssl-mode=DISABLED",
                "--get-server-public-key",
                "--raw",
                "--result-file=" + name,
                part.file()));
    try (Stream<Path> written = Files.list(scratch)) {
      List<Path> copies =
          written
              .filter(path -> path.toString().startsWith(name))
              .sorted(Comparator.naturalOrder())
              .toList();
      long bytes = 0;
      for (Path copy : copies) {
        bytes += Files.size(copy);
        Files.delete(copy);
      }
      if (bytes < part.end() * LEAST_SHARE_COPIED) {
        throw new BenchmarkFailure(
            "mysqlbinlog read %,d bytes of %,d".formatted(bytes, part.end()));
      }
    } catch (IOException e) {
      throw new BenchmarkFailure("cannot read " + scratch, e);
    }
    return -1;
  }

  private long follow(Database database, BinlogPart part) {
    AtomicLong rows = new AtomicLong();
    BinaryLogClient client = new BinaryLogClient("127.0.0.1", database.port(), "root", "");
    client.setServerId(SERVER_ID);
    client.setKeepAlive(false);
    client.setBlocking(false);
    client.setBinlogFilename(part.file());
    client.setBinlogPosition(part.begin());
    client.setEventDeserializer(deserializer());
    client.registerEventListener(event -> {
      EventData data = event.getData();
      if (data instanceof WriteRowsEventData written) {
        rows.addAndGet(written.getRows().size());
      }
      EventHeaderV4 header = event.getHeader();
      if (header.getNextPosition() >= part.end() && header.getEventType() != EventType.ROTATE) {
        disconnect(client);
      }
    });
    try {
      client.connect();
    } catch (IOException e) {
      throw new BenchmarkFailure(database.kind().shown() + " cannot be followed", e);
    }
    return this == CONNECTOR_FULL ? rows.get() : -1;
  }

  /** Ends {@link BinaryLogClient#connect}, which reads until then. */
  static void disconnect(BinaryLogClient client) {
    try {
      client.disconnect();
    } catch (IOException e) {
      throw new BenchmarkFailure("the connector does not end", e);
    }
  }

  private EventDeserializer deserializer() {
    EventDeserializer deserializer = new EventDeserializer();
    if (this == CONNECTOR_FULL) {
      return deserializer;
    }
    EventDataDeserializer<?> each =
        this == CONNECTOR_NULL
            ? new NullEventDataDeserializer()
            : new ByteArrayEventDataDeserializer();
    for (EventType type : EventType.values()) {
      if (!OF_THE_CLIENT.contains(type)) {
        deserializer.setEventDataDeserializer(type, each);
      }
    }
    return deserializer;
  }
}
