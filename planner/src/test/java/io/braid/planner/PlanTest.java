package io.braid.planner;

import static org.assertj.core.api.Assertions.assertThat;

import io.braid.planner.plan.PlanPrinter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Plans of the statements in {@code plans.sql} as trees, compared with {@code plans.golden}. */
class PlanTest {
  private static final Path FOLDER = Path.of("src/test/resources/io/braid/planner");

  @Test
  void plansAreAsWrittenDown() throws IOException {
    TestCatalog catalog = TestCatalog.standard();
    StringBuilder plans = new StringBuilder();
    List<String> statements = Files.readAllLines(FOLDER.resolve("plans.sql"));
    for (String sql : statements) {
      plans.append("## ").append(sql).append('\n').append(PlanPrinter.print(catalog.plan(sql)));
    }
    Path golden = FOLDER.resolve("plans.golden");
    if (Boolean.getBoolean("golden.update")) {
      Files.writeString(golden, plans.toString());
    }
    assertThat(plans.toString()).isEqualTo(Files.readString(golden));
  }
}
