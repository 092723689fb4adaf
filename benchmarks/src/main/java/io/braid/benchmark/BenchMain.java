package io.braid.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** {@code bin/braid bench}. */
public final class BenchMain {
  private BenchMain() {}

  /**
   * Measures and prints a table.
   *
   * @param arguments {@code quick}, {@code all}, {@code load}, {@code large}, {@code stream} or
   *     {@code smoke}, the project's root, MySQL's folder, and the file for the results, which is
   *     gone on with when it exists
   */
  public static void main(String[] arguments) {
    if (arguments.length != 4) {
      System.err.println("usage: quick|all|load|large|stream|smoke ROOT MYSQL-HOME RESULTS.json");
      System.exit(2);
    }
    try {
      Plan plan =
          switch (arguments[0]) {
            case "quick" -> Plan.quick();
            case "all" -> Plan.all();
            case "load" -> Plan.load();
            case "large" -> Plan.large();
            case "stream" -> Plan.stream();
            case "smoke" -> Plan.smoke();
            default ->
                throw new BenchmarkFailure(
                    "quick, all, load, large, stream or smoke, not " + arguments[0]);
          };
      Programs programs = Programs.find(Path.of(arguments[1]), Path.of(arguments[2]));
      Path file = Path.of(arguments[3]).toAbsolutePath();
      System.out.print(measure(plan, programs, file));
    } catch (BenchmarkFailure failure) {
      System.err.println("bench: " + failure.getMessage());
      System.exit(1);
    }
  }

  private static String measure(Plan plan, Programs programs, Path file) {
    if (programs.mariaDb().isEmpty()) {
      System.err.println(
          "bench: MariaDB is left out: apt-get install mariadb-server-core mariadb-client-core");
    }
    try {
      Files.createDirectories(file.resolveSibling("."));
      Path folder = Files.createTempDirectory("braid-bench");
      try {
        Results results = new Bench(plan, programs, folder, file).run();
        return Bench.report(results, file);
      } finally {
        delete(folder);
      }
    } catch (IOException e) {
      throw new BenchmarkFailure("cannot use the temporary folder", e);
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    }
  }
}
