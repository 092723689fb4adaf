package io.braid.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/**
 * A real MySQL server in a folder of its own, with binlog and GTIDs on and a server id of its own.
 * The first start in a test run initialises a data folder; the others copy it.
 */
final class MySqlServer implements DatabaseProcess {
  private static final Duration START_PATIENCE = Duration.ofMinutes(1);
  private static final Duration STOP_PATIENCE = Duration.ofMinutes(1);

  private final Path programs;
  private final Path folder;
  private final Endpoint endpoint;
  private final List<String> prefix;
  private final List<String> options;
  private Process process;

  private MySqlServer(
      Path programs, Path folder, int port, List<String> prefix, List<String> options) {
    this.programs = programs;
    this.folder = folder;
    this.prefix = prefix;
    this.endpoint = new Endpoint("MySQL", port);
    this.options = options;
    this.process = launch();
    Runtime.getRuntime().addShutdownHook(new Thread(() -> process.destroyForcibly()));
  }

  /** Starts a server with more {@code mysqld} options. */
  static MySqlServer start(String... options) {
    return startUnder(List.of(), options);
  }

  /** As {@link #start} with a command in front. */
  static MySqlServer startUnder(List<String> prefix, String... options) {
    Path programs = Peers.mySqlPrograms();
    Path folder = Programs.newFolder("mysql");
    Path template = initialised(programs);
    Programs.run(
            Duration.ofMinutes(1),
            List.of("cp", "-r", "--sparse=always", template + "/data", folder + "/data"))
        .successful();
    MySqlServer server =
        new MySqlServer(programs, folder, Programs.freePort(), prefix, List.of(options));
    server.awaitReady();
    return server;
  }

  @Override
  public Endpoint endpoint() {
    return endpoint;
  }

  @Override
  public void kill() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
    await(Duration.ofSeconds(20));
  }

  @Override
  public void restart() {
    if (process.isAlive()) {
      stop();
    }
    process = launch();
    awaitReady();
  }

  @Override
  public int stop() {
    if (prefix.isEmpty()) {
      process.destroy();
    } else {
      process.descendants().forEach(ProcessHandle::destroy);
    }
    await(STOP_PATIENCE);
    return process.exitValue();
  }

  @Override
  public long processId() {
    return process.pid();
  }

  @Override
  public Path binlogFolder() {
    return folder.resolve("data");
  }

  @Override
  public List<String> lastLogLines() {
    return Programs.lastLines(folder.resolve("error.log"), 30);
  }

  @Override
  public void close() {
    if (process.isAlive()) {
      kill();
    }
    Programs.delete(folder);
  }

  /** Makes this server follow {@code source} by GTID or from a file and position. */
  void follow(Endpoint source, String position) {
    endpoint.execute(
        "CHANGE REPLICATION SOURCE TO SOURCE_HOST='127.0.0.1', SOURCE_PORT="
            + source.port()
            + ", SOURCE_USER='root', SOURCE_PASSWORD='', GET_SOURCE_PUBLIC_KEY=1,"
            + " SOURCE_CONNECT_RETRY=1, SOURCE_RETRY_COUNT=600, SOURCE_HEARTBEAT_PERIOD=1, "
            + position,
        "START REPLICA");
  }

  /** Both replication threads' errors; empty when they run without one. */
  String replicationErrors() {
    StringBuilder errors = new StringBuilder();
    for (String table :
        List.of(
            "replication_connection_status",
            "replication_applier_status_by_coordinator",
            "replication_applier_status_by_worker")) {
      for (List<String> row :
          endpoint.query(
              "SELECT LAST_ERROR_NUMBER, LAST_ERROR_MESSAGE FROM performance_schema."
                  + table
                  + " WHERE LAST_ERROR_NUMBER <> 0")) {
        // lost connections are retried (2003 cannot connect, 2013 lost): not errors of the stream
        if (!row.getFirst().matches("2003|2005|2013|2061|1158|1159|1053")) {
          errors.append(table).append(": ").append(row).append('\n');
        }
      }
    }
    return errors.toString();
  }

  private Process launch() {
    Path data = folder.resolve("data");
    List<String> command = new ArrayList<>(prefix);
    command.add(programs.resolve("mysqld").toString());
    command.add("--no-defaults");
    if (System.getProperty("user.name", "").equals("root")) {
      command.add("--user=root");
    }
    command.addAll(
        List.of(
            "--datadir=" + data,
            "--port=" + endpoint.port(),
            "--bind-address=127.0.0.1",
            "--socket=" + folder.resolve("s"),
            "--pid-file=" + folder.resolve("pid"),
            "--log-error=" + folder.resolve("error.log"),
            "--server-id=" + endpoint.port(),
            "--log-bin=binlog",
            "--gtid-mode=ON",
            "--enforce-gtid-consistency=ON",
            "--report-host=127.0.0.1",
            "--report-port=" + endpoint.port(),
            "--mysqlx=OFF",
            "--max-connect-errors=1000000000",
            "--secure-file-priv=",
            "--innodb-buffer-pool-size=64M",
            "--innodb-redo-log-capacity=32M"));
    command.addAll(options);
    try {
      return new ProcessBuilder(command)
          .redirectInput(Path.of("/dev/null").toFile())
          .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve("error.log").toFile()))
          .redirectErrorStream(true)
          .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void awaitReady() {
    Awaitility.await("MySQL answers")
        .atMost(START_PATIENCE)
        .pollInterval(Duration.ofMillis(100))
        .until(() -> {
          if (!process.isAlive()) {
            throw new AssertionError("mysqld ended: " + String.join("\n", lastLogLines()));
          }
          try (Connection connection = endpoint.connect()) {
            return connection.isValid(5);
          } catch (SQLException e) {
            return false;
          }
        });
  }

  private void await(Duration patience) {
    try {
      if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly();
        throw new AssertionError("mysqld has not ended after " + patience);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /** A fresh data folder to copy: made once in a build folder, without a server UUID. */
  private static synchronized Path initialised(Path programs) {
    Path template = Peers.root().resolve("integration-tests/target/mysql-template");
    if (Files.exists(template.resolve("complete"))) {
      return template;
    }
    try {
      Programs.delete(template);
      Files.createDirectories(template);
      Path init = template.resolve("init.sql");
      Files.writeString(
          init,
          """
          CREATE USER 'root'@'%' IDENTIFIED BY '';
          GRANT ALL ON *.* TO 'root'@'%' WITH GRANT OPTION;
          """);
      List<String> command = new ArrayList<>();
      command.add(programs.resolve("mysqld").toString());
      command.add("--no-defaults");
      if (System.getProperty("user.name", "").equals("root")) {
        command.add("--user=root");
      }
      command.addAll(
          List.of(
              "--initialize-insecure",
              "--datadir=" + template.resolve("data"),
              "--init-file=" + init,
              "--innodb-redo-log-capacity=32M"));
      Programs.run(START_PATIENCE, command).successful();
      Files.deleteIfExists(template.resolve("data/auto.cnf"));
      Files.createFile(template.resolve("complete"));
      return template;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
