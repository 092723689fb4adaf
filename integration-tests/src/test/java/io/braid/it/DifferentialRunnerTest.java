package io.braid.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The runner itself: what differs must be seen. */
@Tag("peer")
@NeedsPeer({"mysql"})
final class DifferentialRunnerTest {
  @Test
  void aDifferenceIsReported() {
    SqlScript script =
        SqlScript.parse(
            "proof",
            List.of(
                "SELECT @@port AS p;",
                "SELECT 1 AS same;",
                "-- @ignore rows",
                "SELECT @@server_id AS i;",
                "-- @differs 1235 to prove that a wrong expectation shows",
                "SELECT 2 AS two;"));
    try (MySqlServer oracle = MySqlServer.start();
        MySqlServer other = MySqlServer.start();
        DifferentialRunner runner =
            new DifferentialRunner(oracle.endpoint(), other.endpoint(), false)) {
      assertThat(runner.run(script))
          .extracting(DifferentialRunner.Difference::line)
          .containsExactly(1, 6);
    }
  }
}
