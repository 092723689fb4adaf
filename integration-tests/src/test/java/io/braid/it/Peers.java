package io.braid.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where the foreign programs are. A test that needs one says so by {@link NeedsPeer}, which skips
 * it with a reason when the program is missing, or lets it fail when {@code BRAID_PEERS=required}.
 */
final class Peers {
  private Peers() {}

  /** The folder of real MySQL's programs. */
  static Path mySqlPrograms() {
    demand("mysql");
    return mySqlHome().resolve("bin");
  }

  /**
   * The class path of a program below {@code client-tests}.
   *
   * @param client the folder's name
   */
  static String clientClassPath(String client) {
    demand("client:" + client);
    try {
      return clientTarget(client).resolve("classes")
          + ":"
          + Files.readString(clientTarget(client).resolve("client.classpath")).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A program of the operating system, for example {@code strace}. */
  static Path program(String name) {
    demand("program:" + name);
    return onPath(name).orElseThrow();
  }

  /**
   * Why a peer cannot be had; empty when it can.
   *
   * @param peer {@code mysql}, {@code client:NAME} or {@code program:NAME}
   */
  static Optional<String> missing(String peer) {
    if (peer.equals("mysql")) {
      return Files.isExecutable(mySqlHome().resolve("bin/mysqld"))
          ? Optional.empty()
          : Optional.of("no real MySQL in " + mySqlHome() + " (tools/get-mysql.sh brings it)");
    }
    String name = peer.substring(peer.indexOf(':') + 1);
    if (peer.startsWith("client:")) {
      return Files.exists(clientTarget(name).resolve("client.classpath"))
          ? Optional.empty()
          : Optional.of("client-tests/" + name + " is not built");
    }
    return onPath(name).isPresent()
        ? Optional.empty()
        : Optional.of("the program " + name + " is not installed");
  }

  /** Whether a missing peer is a failure rather than a reason to skip. */
  static boolean required() {
    return environment("BRAID_PEERS").equals("required");
  }

  /** Whether this run proves the tests themselves, with MySQL in Braid's place. */
  static boolean sourceIsMySql() {
    return System.getProperty("braid.it.source", "braid").equals("mysql");
  }

  /** The top folder of the project. */
  static Path root() {
    return Path.of(System.getProperty("braid.root", "..")).toAbsolutePath().normalize();
  }

  private static void demand(String peer) {
    missing(peer)
        .ifPresent(reason -> {
          throw new AssertionError("a required peer is missing: " + reason);
        });
  }

  private static Path clientTarget(String client) {
    return root().resolve("client-tests").resolve(client).resolve("target");
  }

  private static Optional<Path> onPath(String name) {
    for (String folder : environment("PATH").split(":", -1)) {
      Path path = Path.of(folder, name);
      if (!folder.isEmpty() && Files.isExecutable(path)) {
        return Optional.of(path);
      }
    }
    return Optional.empty();
  }

  /** As {@code tools/mysql-home.sh}. */
  private static Path mySqlHome() {
    String named = environment("BRAID_MYSQL_HOME");
    if (named.isEmpty()) {
      named = environment("MYSQL97");
    }
    if (!named.isEmpty()) {
      return Path.of(named);
    }
    String cache = environment("XDG_CACHE_HOME");
    Path base =
        cache.isEmpty() ? Path.of(System.getProperty("user.home"), ".cache") : Path.of(cache);
    return base.resolve("braid/mysql97");
  }

  private static String environment(String name) {
    String value = System.getenv(name);
    return value == null ? "" : value;
  }
}
