package io.braid.it;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;

/**
 * Follows one database of a source through mysql-binlog-connector-java, over any restart of the
 * source, and keeps the tables that the rows lead to. Every row image is held against those tables:
 * the stream must bring each transaction once and in order, and a before image must be what earlier
 * transactions left. Values are numbers; the first column is the key.
 */
final class StreamFollower implements AutoCloseable {
  private static final Pattern CHANGE = Pattern.compile("EVENT (\\S+) ([cud]) (.*)");
  private static final Pattern END = Pattern.compile("END \\S+:(\\d+) \\S+\\.(\\d+) (\\d+)");
  private static final String LAST_TABLE = "zz_last";

  /** A row change; before or after is empty where there is none. */
  record Change(String table, Optional<List<String>> before, Optional<List<String>> after) {}

  /**
   * A place in the binlog.
   *
   * @param file the number of the file
   * @param position in the file
   */
  record Place(long file, long position) implements Comparable<Place> {
    /** Of a file's name. */
    static Place of(String file, long position) {
      return new Place(Long.parseLong(file.substring(file.lastIndexOf('.') + 1)), position);
    }

    @Override
    public int compareTo(Place other) {
      return file == other.file
          ? Long.compare(position, other.position)
          : Long.compare(file, other.file);
    }
  }

  /**
   * A transaction with its changes in the order of the stream.
   *
   * @param number of its GTID
   * @param end where its last event ends
   */
  record Committed(long number, Place end, List<Change> changes) {}

  private final Endpoint source;
  private final String database;
  private final Consumer<Committed> reader;
  private final ClientProgram client;
  private final List<Change> begun = new ArrayList<>();
  private final Map<String, Map<String, List<String>>> tables = new HashMap<>();
  private final AtomicReference<AssertionError> failure = new AtomicReference<>();
  private long lastNumber;

  private StreamFollower(Endpoint source, String database, Consumer<Committed> reader) {
    this.source = source;
    this.database = database;
    this.reader = reader;
    source.execute("CREATE TABLE " + database + "." + LAST_TABLE + " (id INT PRIMARY KEY)");
    this.client =
        ClientProgram.start(
            Programs.newFolder("follower"),
            "binlog-connector",
            "io.braid.client.connector.ConnectorClient",
            this::read,
            List.of(String.valueOf(source.port()), "follow", database, LAST_TABLE));
  }

  /**
   * Starts at the begin of the stream.
   *
   * @param database exists; gets a table that ends the stream
   * @param reader is given each transaction that ends with an XID event, on one thread
   */
  static StreamFollower start(Endpoint source, String database, Consumer<Committed> reader) {
    return new StreamFollower(source, database, reader);
  }

  private void read(String line) {
    try {
      Matcher change = CHANGE.matcher(line);
      Matcher end = END.matcher(line);
      if (change.matches()) {
        begun.add(change(change.group(1), change.group(2), change.group(3)));
      } else if (end.matches()) {
        Place place = new Place(Long.parseLong(end.group(2)), Long.parseLong(end.group(3)));
        commit(new Committed(Long.parseLong(end.group(1)), place, List.copyOf(begun)));
        begun.clear();
      }
    } catch (AssertionError wrong) {
      failure.compareAndSet(null, wrong);
    } catch (RuntimeException broken) {
      failure.compareAndSet(null, new AssertionError("at " + line, broken));
    }
  }

  private static Change change(String table, String operation, String images) {
    return switch (operation) {
      case "c" -> new Change(table, Optional.empty(), Optional.of(values(images)));
      case "d" -> new Change(table, Optional.of(values(images)), Optional.empty());
      default -> {
        int arrow = images.indexOf(" -> ");
        yield new Change(
            table,
            Optional.of(values(images.substring(0, arrow))),
            Optional.of(values(images.substring(arrow + 4))));
      }
    };
  }

  private static List<String> values(String image) {
    return List.of(image.substring(1, image.length() - 1).replace("null", "NULL").split(","));
  }

  private void commit(Committed transaction) {
    if (transaction.number() <= lastNumber) {
      throw new AssertionError("transaction " + transaction.number() + " after " + lastNumber);
    }
    lastNumber = transaction.number();
    synchronized (tables) {
      for (Change change : transaction.changes()) {
        Map<String, List<String>> rows =
            tables.computeIfAbsent(change.table(), name -> new TreeMap<>());
        change
            .before()
            .ifPresent(before -> {
              if (!before.equals(rows.remove(before.getFirst()))) {
                throw new AssertionError("no row " + before + " for " + transaction);
              }
            });
        change
            .after()
            .ifPresent(after -> {
              if (rows.put(after.getFirst(), after) != null) {
                throw new AssertionError("a second row " + after + " by " + transaction);
              }
            });
      }
    }
    reader.accept(transaction);
  }

  /** Fails if the stream did something wrong. */
  void checkHealth() {
    AssertionError wrong = failure.get();
    if (wrong != null) {
      throw new AssertionError("the stream: " + wrong.getMessage(), wrong);
    }
  }

  /** Waits until the stream has brought all that is committed, and ends. */
  void finish(Duration patience) {
    source.execute("INSERT INTO " + database + "." + LAST_TABLE + " VALUES (1)");
    client.awaitEnd(patience);
    checkHealth();
  }

  /** Waits until the stream has brought a row. */
  void awaitRow(String table, String key, Duration patience) {
    Awaitility.await("the stream brings " + table + " " + key)
        .atMost(patience)
        .pollInterval(Duration.ofMillis(20))
        .until(() -> {
          checkHealth();
          client.checkAlive();
          synchronized (tables) {
            return tables.getOrDefault(table, Map.of()).containsKey(key);
          }
        });
  }

  /** Fails unless the source's table holds just the rows that the stream has led to. */
  void assertTable(String table) {
    Map<String, List<String>> expected = new TreeMap<>();
    for (List<String> row : source.query("SELECT * FROM " + database + "." + table)) {
      expected.put(row.getFirst(), row);
    }
    synchronized (tables) {
      Map<String, List<String>> actual = tables.getOrDefault(table, Map.of());
      if (!actual.equals(expected)) {
        Map<String, List<String>> missing = new TreeMap<>(expected);
        missing.entrySet().removeAll(actual.entrySet());
        Map<String, List<String>> extra = new TreeMap<>(actual);
        extra.entrySet().removeAll(expected.entrySet());
        throw new AssertionError(
            table + ": only in the table " + missing + ", only in the stream " + extra);
      }
    }
  }

  @Override
  public void close() {
    client.close();
  }
}
