package io.braid.benchmark;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A server as a process of its own, on a loopback port with its data in a new folder. All of them
 * sync every commit and write a binlog, and have a cache of 1 GiB.
 */
final class Database implements AutoCloseable {
  private static final Duration START_PATIENCE = Duration.ofMinutes(10);
  private static final Duration LOOK_INTERVAL = Duration.ofMillis(10);
  private static final Duration STOP_PATIENCE = Duration.ofMinutes(1);
  private static final Duration QUIET_PATIENCE = Duration.ofMinutes(5);
  private static final Duration QUIET_STEP = Duration.ofMillis(500);
  private static final int QUIET_STEPS = 3;

  /** What a server may use in a step and be called quiet: a twentieth of a processor. */
  private static final long QUIET_CPU_MICROS = 25_000;

  /** Which server. */
  enum Kind {
    BRAID("Braid"),
    MYSQL("MySQL"),
    MARIADB("MariaDB");

    private final String shown;

    Kind(String shown) {
      this.shown = shown;
    }

    /** For tables and charts. */
    String shown() {
      return shown;
    }
  }

  private final Kind kind;
  private final int port;
  private final Client client;
  private final Path home;
  private final Process process;
  private final long startNanos;
  private final long startCpuMicros;

  private Database(Kind kind, Path home, int port, Client client, Process process, long began)
      throws IOException {
    this.kind = kind;
    this.home = home;
    this.port = port;
    this.client = client;
    this.process = process;
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
    awaitReady(home.resolve("log"));
    this.startNanos = System.nanoTime() - began;
    this.startCpuMicros = usage().cpuMicros();
  }

  /**
   * Starts a server and waits until it answers.
   *
   * @param folder for its data, new
   * @throws BenchmarkFailure when it does not start
   */
  static Database start(Kind kind, Programs programs, Path folder, int port) {
    try {
      Files.createDirectories(folder);
      initialize(kind, programs, folder.resolve("data"));
    } catch (IOException e) {
      throw new BenchmarkFailure("cannot use " + folder, e);
    }
    return launch(kind, programs, folder, port);
  }

  /** Starts a server that has ended once more, with the same data, and waits until it answers. */
  Database again(Programs programs) {
    return launch(kind, programs, home, port);
  }

  private static Database launch(Kind kind, Programs programs, Path home, int port) {
    try {
      long began = System.nanoTime();
      ProcessBuilder builder =
          new ProcessBuilder(command(kind, programs, home.resolve("data"), port));
      // It was built before; what is edited meanwhile is not measured.
      builder.environment().put("BRAID_NO_BUILD", "1");
      Process process =
          builder
              .redirectInput(Path.of("/dev/null").toFile())
              .redirectErrorStream(true)
              .redirectOutput(home.resolve("log").toFile())
              .start();
      return new Database(kind, home, port, client(kind, programs, port), process, began);
    } catch (IOException e) {
      throw new BenchmarkFailure("cannot start " + kind.shown(), e);
    }
  }

  /** Newer clients of MySQL do not log in to MariaDB. */
  private static Client client(Kind kind, Programs programs, int port) {
    return kind == Kind.MARIADB
        ? new Client(Commands.required("mariadb").toString(), List.of("--skip-ssl"), port)
        : new Client(
            programs.mysql("mysql"),
            List.of("--ssl-mode=DISABLED", "--get-server-public-key"),
            port);
  }

  /** Makes a data folder where the server does not make it itself. */
  private static void initialize(Kind kind, Programs programs, Path data) {
    switch (kind) {
      case BRAID -> {}
      case MYSQL -> {
        var made =
            Commands.output(
                START_PATIENCE,
                List.of(
                    programs.mysql("mysqld"),
                    "--no-defaults",
                    "--initialize-insecure",
                    "--user=" + System.getProperty("user.name"),
                    "--datadir=" + data));
      }
      case MARIADB -> {
        var made =
            Commands.output(
                START_PATIENCE,
                List.of(
                    Commands.required("mariadb-install-db").toString(),
                    "--no-defaults",
                    "--user=" + System.getProperty("user.name"),
                    "--datadir=" + data,
                    "--auth-root-authentication-method=normal",
                    "--skip-test-db"));
      }
    }
  }

  private static List<String> command(Kind kind, Programs programs, Path data, int port) {
    return switch (kind) {
      case BRAID ->
          List.of(
              programs.braid().toString(),
              "start",
              "--data",
              data.toString(),
              "--port",
              Integer.toString(port),
              "--cache",
              "1G",
              "--secure-file-priv",
              "");
      case MYSQL -> {
        List<String> command = innodb(programs.mysql("mysqld"), data, port);
        command.add("--mysqlx=OFF");
        command.add("--gtid-mode=ON");
        command.add("--enforce-gtid-consistency=ON");
        yield command;
      }
      case MARIADB -> innodb(programs.mariaDb().orElseThrow().toString(), data, port);
    };
  }

  private static List<String> innodb(String program, Path data, int port) {
    return new ArrayList<>(
        List.of(
            program,
            "--no-defaults",
            "--user=" + System.getProperty("user.name"),
            "--datadir=" + data,
            "--socket=" + data.resolveSibling("socket"),
            "--pid-file=" + data.resolveSibling("pid"),
            "--port=" + port,
            "--bind-address=127.0.0.1",
            "--server-id=" + port,
            "--max-connections=500",
            "--innodb-buffer-pool-size=1G",
            "--innodb-flush-log-at-trx-commit=1",
            "--secure-file-priv=",
            "--log-bin=binlog",
            "--binlog-format=ROW",
            "--sync-binlog=1"));
  }

  /** Looks often, since the time that it takes may be a figure: at the port, then by a query. */
  private void awaitReady(Path log) throws IOException {
    long deadline = System.nanoTime() + START_PATIENCE.toNanos();
    while (!isListening() || !isAnswering()) {
      if (!process.isAlive() || System.nanoTime() > deadline) {
        throw new BenchmarkFailure(
            kind.shown() + " does not start:\n" + Files.readString(log, StandardCharsets.UTF_8));
      }
      LockSupport.parkNanos(LOOK_INTERVAL.toNanos());
    }
  }

  private boolean isListening() {
    try (Socket probe = new Socket("127.0.0.1", port)) {
      return probe.isConnected();
    } catch (IOException refused) {
      return false;
    }
  }

  private boolean isAnswering() {
    try {
      return client.value("SELECT 1").equals("1");
    } catch (BenchmarkFailure notYet) {
      return false;
    }
  }

  /** From its command to the first answer. */
  long startNanos() {
    return startNanos;
  }

  /** What it used until then. */
  long startCpuMicros() {
    return startCpuMicros;
  }

  /** The folder that holds its data and log. */
  Path home() {
    return home;
  }

  Kind kind() {
    return kind;
  }

  int port() {
    return port;
  }

  /** Asks it by the mysql client. */
  Client client() {
    return client;
  }

  Usage usage() {
    return Usage.of(process.pid());
  }

  /**
   * Waits until the server leaves the processors alone, because it has done what it had put off.
   *
   * @return what it has used then
   */
  Usage awaitQuiet() {
    long deadline = System.nanoTime() + QUIET_PATIENCE.toNanos();
    Usage last = usage();
    for (int quiet = 0; quiet < QUIET_STEPS && System.nanoTime() < deadline; ) {
      LockSupport.parkNanos(QUIET_STEP.toNanos());
      Usage now = usage();
      quiet = now.cpuMicros() - last.cpuMicros() <= QUIET_CPU_MICROS ? quiet + 1 : 0;
      last = now;
    }
    return last;
  }

  static void pause(int seconds) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    while (System.nanoTime() < end) {
      LockSupport.parkNanos(end - System.nanoTime());
    }
  }

  /** kill -9. */
  void kill() {
    process.destroyForcibly().onExit().join();
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(STOP_PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
