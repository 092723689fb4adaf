package io.braid.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** The SQL scripts give the same on Braid and on MySQL 9.7, by text and by binary protocol. */
@Tag("full")
@Tag("differential")
@NeedsPeer({"mysql"})
@TestInstance(Lifecycle.PER_CLASS)
final class DifferentialTest {
  private static final int DIFFERENCES_SHOWN_MAX = 25;

  private final MySqlServer oracle = MySqlServer.start();
  private DatabaseProcess tested = oracle;

  @BeforeAll
  void start() {
    tested = DatabaseProcess.startSource("--secure-file-priv", "");
  }

  @AfterAll
  void end() {
    tested.close();
    oracle.close();
  }

  @TestFactory
  Stream<DynamicTest> scriptsGiveTheSameAsOnMySql() throws IOException {
    return tests(false);
  }

  @TestFactory
  Stream<DynamicTest> preparedStatementsGiveTheSameAsOnMySql() throws IOException {
    return tests(true);
  }

  private Stream<DynamicTest> tests(boolean binary) throws IOException {
    Path folder = Peers.root().resolve("integration-tests/src/test/resources/sqltest");
    String only = System.getProperty("sqltest", "");
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> file.toString().endsWith(".sqltest"))
          .filter(file -> String.valueOf(file.getFileName()).contains(only))
          .sorted()
          .toList()
          .stream()
          .map(file -> DynamicTest.dynamicTest(name(file), () -> check(file, binary)));
    }
  }

  private static String name(Path file) {
    return String.valueOf(file.getFileName());
  }

  private void check(Path file, boolean binary) {
    SqlScript script = SqlScript.read(file);
    try (DifferentialRunner runner =
        new DifferentialRunner(oracle.endpoint(), tested.endpoint(), binary)) {
      List<DifferentialRunner.Difference> differences = runner.run(script);
      if (!differences.isEmpty()) {
        throw new AssertionError(
            differences.size()
                + " differences in "
                + script.steps().size()
                + " statements:\n"
                + differences.stream()
                    .limit(DIFFERENCES_SHOWN_MAX)
                    .map(DifferentialRunner.Difference::toString)
                    .collect(Collectors.joining("\n")));
      }
    }
  }
}
