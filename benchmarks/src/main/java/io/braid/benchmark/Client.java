package io.braid.benchmark;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A server's own command line client, run once for each question.
 *
 * @param program its path
 * @param options of that client alone
 * @param port of the server on loopback
 */
record Client(String program, List<String> options, int port) {
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  /** What a query answers, one line a row with tabs between the columns. */
  String value(String sql) {
    List<String> command = command();
    command.addAll(List.of("--batch", "--skip-column-names", "--execute=" + sql));
    return Commands.output(PATIENCE, command).strip();
  }

  /** Runs the statements of a file in a database. */
  void runFile(String schema, Path file) {
    List<String> command = command();
    command.add("--database=" + schema);
    var nothing = Commands.output(PATIENCE, file, command);
  }

  private List<String> command() {
    List<String> command = new ArrayList<>(List.of(program, "--no-defaults"));
    command.addAll(options);
    command.addAll(List.of("--host=127.0.0.1", "--port=" + port, "--user=root"));
    return command;
  }
}
