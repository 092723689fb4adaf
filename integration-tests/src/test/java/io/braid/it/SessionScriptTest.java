package io.braid.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** Sessions that meet see the same on Braid and on MySQL 9.7: locks, waits, XA. */
@Tag("full")
@Tag("smoke")
@Tag("xa")
@NeedsPeer({"mysql"})
@TestInstance(Lifecycle.PER_CLASS)
final class SessionScriptTest {
  private final MySqlServer oracle = MySqlServer.start();
  private final DatabaseProcess tested =
      DatabaseProcess.startSource("--volumes", "2", "--placement", "table");

  @AfterAll
  void end() {
    tested.close();
    oracle.close();
  }

  @TestFactory
  Stream<DynamicTest> sessionsSeeTheSameAsOnMySql() throws IOException {
    Path folder = Peers.root().resolve("integration-tests/src/test/resources/sessions");
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(".sessions")).sorted().toList().stream()
          .map(file ->
              DynamicTest.dynamicTest(String.valueOf(file.getFileName()), () -> check(file)));
    }
  }

  private void check(Path file) {
    SessionScript script = SessionScript.read(file);
    assertThat(script.run(tested.endpoint())).isEqualTo(script.run(oracle.endpoint()));
  }
}
