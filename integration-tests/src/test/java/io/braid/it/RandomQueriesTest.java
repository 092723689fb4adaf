package io.braid.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/**
 * Random statements over random tables give the same on Braid and on MySQL 9.7. A failure prints
 * the seed, the tables and the smallest statement found; {@code -Drandom.seed=N} runs one seed.
 */
@Tag("full")
@NeedsPeer({"mysql"})
@TestInstance(Lifecycle.PER_CLASS)
final class RandomQueriesTest {
  private static final int STATEMENTS_PER_SEED = 60;
  private static final int SEEDS_SMOKE = 12;
  private static final int SEEDS_FULL = 400;
  private static final int DIFFERENCES_SHOWN_MAX = 10;

  private final MySqlServer oracle = MySqlServer.start();
  private DatabaseProcess tested = oracle;

  @BeforeAll
  void start() {
    tested = DatabaseProcess.startSource();
  }

  @AfterAll
  void end() {
    tested.close();
    oracle.close();
  }

  @Test
  @Tag("random")
  void someSeedsGiveTheSameAsOnMySql() throws SQLException {
    check(Long.getLong("random.seed", 1), Long.getLong("random.seed") == null ? SEEDS_SMOKE : 1);
  }

  @Test
  @Tag("random")
  void manySeedsGiveTheSameAsOnMySql() throws SQLException {
    check(1_000, SEEDS_FULL);
  }

  private void check(long first, long seeds) throws SQLException {
    List<RandomComparison.Difference> differences = new ArrayList<>();
    try (RandomComparison comparison =
        new RandomComparison(oracle.endpoint(), oracle::restart, tested.endpoint())) {
      for (long seed = first;
          seed < first + seeds && differences.size() < DIFFERENCES_SHOWN_MAX;
          seed++) {
        comparison.run(seed, STATEMENTS_PER_SEED, differences::add);
      }
    }
    assertThat(differences).isEmpty();
  }
}
