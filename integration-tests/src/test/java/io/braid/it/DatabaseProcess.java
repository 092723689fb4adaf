package io.braid.it;

import java.nio.file.Path;
import java.util.List;

/**
 * A database server as a process of its own, on a free loopback port that it keeps over restarts.
 * Tests of Braid run against this interface, so that {@code -Dbraid.it.source=mysql} can prove the
 * test itself with real MySQL in Braid's place.
 */
interface DatabaseProcess extends AutoCloseable {
  /** Where clients connect: {@code root} without a password. */
  Endpoint endpoint();

  /** Ends the process with SIGKILL and waits until it is gone. */
  void kill();

  /** Starts an ended process again on the same data and port, and waits until it serves. */
  void restart();

  /** Ends the process in good order and returns its exit code. */
  int stop();

  /** The process id of the running server. */
  long processId();

  /** The folder with its binlog files, {@code <prefix>.NNNNNN}. */
  Path binlogFolder();

  /** The last lines that it logged, for the report of a failed test. */
  List<String> lastLogLines();

  /** Ends the process, if it runs, and removes its data. */
  @Override
  void close();

  /** The server under test: Braid, unless the test run asks for MySQL in its place. */
  static DatabaseProcess startSource(String... braidOptions) {
    return startSourceUnder(List.of(), braidOptions);
  }

  /** As {@link #startSource} with a command in front, for example {@code strace -f}. */
  static DatabaseProcess startSourceUnder(List<String> prefix, String... braidOptions) {
    if (Peers.sourceIsMySql()) {
      return MySqlServer.startUnder(prefix);
    }
    return BraidProcess.startUnder(prefix, braidOptions);
  }
}
