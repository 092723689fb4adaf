package io.braid.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** What tests of replication ask of a source and its replicas. */
final class Replicas {
  private static final String BINLOG_NAME = ".*\\.[0-9]{6,}";

  private Replicas() {}

  /** Waits until the replica has applied all that the source shows now; fails on its errors. */
  static void awaitCaughtUp(DatabaseProcess source, MySqlServer replica, Duration patience) {
    String executed = source.endpoint().value("SELECT @@GLOBAL.gtid_executed").replace("\n", "");
    Awaitility.await("replica has " + executed)
        .atMost(patience)
        .pollInterval(Duration.ofMillis(200))
        .until(() -> {
          String errors = replica.replicationErrors();
          if (!errors.isEmpty()) {
            throw new AssertionError("the replica stopped: " + errors);
          }
          return replica
              .endpoint()
              .value("SELECT GTID_SUBSET('" + executed + "', @@GLOBAL.gtid_executed)")
              .equals("1");
        });
  }

  /** Fails unless both hold the same databases, tables and rows. */
  static void assertEqual(DatabaseProcess source, MySqlServer replica) {
    Map<String, TableContents> expected = TableContents.ofServer(source.endpoint(), false);
    Map<String, TableContents> actual = TableContents.ofServer(replica.endpoint(), false);
    if (expected.isEmpty() || !expected.equals(actual)) {
      throw new AssertionError("the source has " + expected + "\nthe replica has " + actual);
    }
  }

  /** The first binlog file and the position of its first event. */
  static String fromFirstFile(DatabaseProcess source) {
    String file = source.endpoint().query("SHOW BINARY LOGS").getFirst().getFirst();
    return "SOURCE_LOG_FILE='" + file + "', SOURCE_LOG_POS=4, SOURCE_AUTO_POSITION=0";
  }

  /** The bytes of all binlog files, by name. */
  static Map<String, byte[]> binlogFiles(DatabaseProcess source) {
    Map<String, byte[]> files = new TreeMap<>();
    try (Stream<Path> list = Files.list(source.binlogFolder())) {
      for (Path file : list.toList()) {
        String name = String.valueOf(file.getFileName());
        if (name.matches(BINLOG_NAME)) {
          files.put(name, Files.readAllBytes(file));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return files;
  }

  /** Fails unless every earlier file is still there and begins with its earlier bytes. */
  static void assertUnchanged(Map<String, byte[]> earlier, Map<String, byte[]> now) {
    if (earlier.isEmpty()) {
      throw new AssertionError("there was no binlog file");
    }
    earlier.forEach((name, bytes) -> {
      byte[] other = now.get(name);
      if (other == null) {
        throw new AssertionError(name + " is gone");
      }
      byte[] expected = bytes.clone();
      byte[] actual = other.clone();
      if (Peers.sourceIsMySql()) {
        clearInUse(expected);
        clearInUse(actual);
      }
      int mismatch =
          Arrays.mismatch(
              expected, 0, expected.length, actual, 0, Math.min(actual.length, bytes.length));
      if (mismatch >= 0) {
        throw new AssertionError(name + " differs from byte " + mismatch);
      }
    });
  }

  /** MySQL marks the file that it writes by a flag in the first event's header. */
  private static void clearInUse(byte[] file) {
    if (file.length > 4 + 17) {
      file[4 + 17] &= (byte) ~1;
    }
  }

  /** Reads every file by {@code mysqlbinlog} over the network, with checksums. */
  static void readAllFiles(DatabaseProcess source) {
    String first = source.endpoint().query("SHOW BINARY LOGS").getFirst().getFirst();
    Programs.Ended ended =
        Programs.run(
            Duration.ofMinutes(2),
            List.of(
                Peers.mySqlPrograms().resolve("mysqlbinlog").toString(),
                "--no-defaults",
                "--verify-binlog-checksum",
                "--read-from-remote-server",
                "--to-last-log",
                "--host=127.0.0.1",
                "--port=" + source.endpoint().port(),
                "--user=root",
                "--get-server-public-key",
                "--base64-output=decode-rows",
                "--result-file=/dev/null",
                first));
    ended.successful();
    if (ended.errors().contains("ERROR")) {
      throw new AssertionError(ended.errors());
    }
  }
}
