package io.braid.benchmark;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The programs that are measured and that measure.
 *
 * @param braid {@code bin/braid}
 * @param mySqlHome the folder with {@code bin/mysqld}
 * @param mariaDb {@code mariadbd}, if it is installed
 * @param sysbench the load's program
 */
record Programs(Path braid, Path mySqlHome, Optional<Path> mariaDb, Path sysbench) {
  /**
   * @param root of the project
   * @throws BenchmarkFailure that says how to get what is missing
   */
  static Programs find(Path root, Path mySqlHome) {
    if (!Files.isExecutable(mySqlHome.resolve("bin/mysqld"))) {
      throw new BenchmarkFailure("needs MySQL in " + mySqlHome + ": tools/get-mysql.sh brings it");
    }
    return new Programs(
        root.resolve("bin/braid"),
        mySqlHome,
        Commands.find("mariadbd"),
        Commands.find("sysbench")
            .orElseThrow(() -> new BenchmarkFailure("needs sysbench: apt-get install sysbench")));
  }

  /** A program of MySQL's. */
  String mysql(String name) {
    return mySqlHome.resolve("bin").resolve(name).toString();
  }

  /** The servers that can be measured, in the order of their turns. */
  List<Database.Kind> kinds() {
    List<Database.Kind> kinds = new ArrayList<>(List.of(Database.Kind.BRAID, Database.Kind.MYSQL));
    if (mariaDb.isPresent()) {
      kinds.add(Database.Kind.MARIADB);
    }
    return kinds;
  }
}
