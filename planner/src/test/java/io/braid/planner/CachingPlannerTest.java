package io.braid.planner;

import static org.assertj.core.api.Assertions.assertThat;

import io.braid.common.SqlMode;
import io.braid.common.type.Charset;
import io.braid.common.type.Collation;
import io.braid.planner.analyze.AnalysisContext;
import io.braid.planner.cache.CachingPlanner;
import io.braid.planner.cache.PlanSettings;
import io.braid.planner.cost.TableStatistics;
import io.braid.planner.parse.NormalizedStatement;
import io.braid.planner.parse.ParseOptions;
import io.braid.planner.parse.SqlParser;
import io.braid.planner.parse.StatementNormalizer;
import io.braid.planner.plan.PlanPrinter;
import io.braid.planner.plan.StatementPlan;
import io.braid.planner.tree.Statement;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CachingPlannerTest {
  private static final long BYTES_MAX = 1 << 20;
  private final TestCatalog catalog = TestCatalog.standard();
  private final CachingPlanner<StatementPlan> planner = planner(BYTES_MAX);

  private static CachingPlanner<StatementPlan> planner(long bytesMax) {
    return new CachingPlanner<>(new Planner(TableStatistics.UNKNOWN), plan -> plan, bytesMax);
  }

  private static PlanSettings settings(String schema, long sqlMode) {
    return new PlanSettings(
        schema, sqlMode, Collation.UTF8MB4_0900_AI_CI, 4, ParseOptions.of("", Charset.UTF8MB4));
  }

  private static NormalizedStatement normalize(String sql) {
    byte[] text = sql.getBytes(StandardCharsets.UTF_8);
    return new StatementNormalizer().normalize(text, 0, ParseOptions.DEFAULT).orElseThrow();
  }

  private StatementPlan plan(String sql) {
    return plan(sql, catalog, catalog::context);
  }

  private StatementPlan plan(String sql, TestCatalog as, Supplier<AnalysisContext> context) {
    return planner
        .normalized(normalize(sql), settings("test", SqlMode.DEFAULT), as, context)
        .orElseThrow();
  }

  /** Without a context nothing can be analysed. */
  private static AnalysisContext none() {
    throw new AssertionError("a kept plan was expected");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "SELECT s FROM t WHERE id = 5 | SELECT s FROM t WHERE id = 1234567",
        "SELECT s FROM t WHERE id = 5 | SELECT s FROM t WHERE id = 0",
        "SELECT s FROM t WHERE id = 5 | SELECT s FROM t WHERE id = 3000000000",
        "SELECT s FROM t WHERE id BETWEEN 5 AND 10 ORDER BY id LIMIT 3 | SELECT s FROM t WHERE id BETWEEN 500 AND 1000 ORDER BY id LIMIT 30",
        "SELECT id FROM t WHERE s = 'a' | SELECT id FROM t WHERE s = 'a longer text'",
        "SELECT id FROM t WHERE s IN ('a', 'b') | SELECT id FROM t WHERE s IN ('', 'xyz')",
        "SELECT id FROM t WHERE d > 1.5 | SELECT id FROM t WHERE d > 9.9",
        "SELECT id FROM t WHERE id = -5 | SELECT id FROM t WHERE id = -123",
        "INSERT INTO t (a, s, d) VALUES (1, 'x', 1.5) | INSERT INTO t (a, s, d) VALUES (100, '', 2.5)",
        "INSERT INTO t (a) VALUES (1), (2) | INSERT INTO t (a) VALUES (300), (4000)",
        "UPDATE t SET a = a + 1, s = 'x' WHERE id = 5 | UPDATE t SET a = a + 2, s = 'xyz' WHERE id = 99",
        "DELETE FROM t WHERE id = 5 | DELETE FROM t WHERE id = 55",
      })
  void otherLiteralsFindThePlanWithoutParserAndAnalysis(String first, String second) {
    StatementPlan made = plan(first);
    long planned = planner.planned();

    StatementPlan found = plan(second, catalog, CachingPlannerTest::none);

    assertThat(found).isSameAs(made);
    assertThat(planner.planned()).isEqualTo(planned);
    assertThat(planner.hits()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "SELECT id FROM t WHERE id = 5 | SELECT id FROM t WHERE id = '5'",
        "SELECT id FROM t WHERE dt = '2024-01-01' | SELECT id FROM t WHERE dt = '2024-1-1 10:00'",
        "SELECT id FROM t WHERE s LIKE 'a%' | SELECT id FROM t WHERE s LIKE '%a'",
        "SELECT id FROM t WHERE a = '1' | SELECT id FROM t WHERE a = '1x'",
        "SELECT id FROM t WHERE d > 1.5 | SELECT id FROM t WHERE d > 1.55",
        "SELECT 1 FROM t | SELECT 2 FROM t",
        "SELECT a, COUNT(*) FROM t GROUP BY 1 | SELECT a, COUNT(*) FROM t GROUP BY a",
        "SELECT id FROM t WHERE CASE WHEN a = 1 THEN 'x' ELSE 'y' END = s | SELECT id FROM t WHERE CASE WHEN a = 1 THEN 'xx' ELSE 'y' END = s",
      })
  void literalsThatMeanAnotherPlanGetTheirOwn(String first, String second) {
    StatementPlan made = plan(first);

    assertThat(plan(second)).isNotSameAs(made);
    assertThat(plan(first, catalog, CachingPlannerTest::none)).isSameAs(made);
    assertThat(plan(second, catalog, CachingPlannerTest::none)).isNotSameAs(made);
  }

  @Test
  void equalLiteralsAreNotTakenForOne() {
    StatementPlan plan = plan("SELECT s FROM t WHERE id = 5 AND a = 5 OR id = 5 AND b = 5");

    assertThat(PlanPrinter.print(plan)).contains("?0", "?1", "?2", "?3");
  }

  @Test
  void settingsAndDatabaseArePartOfTheKey() {
    NormalizedStatement statement = normalize("SELECT s FROM t WHERE id = 5");
    Optional<StatementPlan> made =
        planner.normalized(statement, settings("test", SqlMode.DEFAULT), catalog, catalog::context);

    assertThat(
            planner.normalized(statement, settings("test", 0), catalog, () -> catalog.context(0)))
        .get()
        .isNotSameAs(made.orElseThrow());
    assertThat(planner.size()).isEqualTo(2);
  }

  @Test
  void aChangedTableEndsItsPlans() {
    StatementPlan made = plan("SELECT s FROM t WHERE id = 5");
    TestCatalog changed = TestCatalog.standard().at(2).with("t", "id int auto, s vc", "pk(id)");

    assertThat(plan("SELECT s FROM t WHERE id = 5", changed, changed::context)).isNotSameAs(made);
  }

  @Test
  void anUnrelatedSchemaChangeKeepsPlans() {
    StatementPlan made = plan("SELECT s FROM t WHERE id = 5");
    TestCatalog changed = TestCatalog.standard().at(2);

    assertThat(plan("SELECT s FROM t WHERE id = 6", changed, CachingPlannerTest::none))
        .isSameAs(made);
  }

  @Test
  void aStatementThatIsWrongIsLeftToItsOwnText() {
    assertThat(
            planner.normalized(
                normalize("SELECT nothere FROM t WHERE id = 5"),
                settings("test", SqlMode.DEFAULT),
                catalog,
                catalog::context))
        .isEmpty();
  }

  @Test
  void plansThatLookAtVariablesAreNotKept() {
    plan("SELECT s FROM t WHERE id = @x AND a = 5");

    assertThat(planner.size()).isZero();
  }

  @Test
  void aPreparedStatementIsPlannedOnceForEachKindOfValues() {
    String sql = "SELECT s FROM t WHERE id = ?";
    Statement statement = new SqlParser().parse(sql, ParseOptions.DEFAULT);
    PlanSettings settings = settings("test", SqlMode.DEFAULT);
    StatementPlan made = planner.prepared(statement, sql, "i", settings, catalog, catalog::context);

    assertThat(planner.prepared(statement, sql, "i", settings, catalog, CachingPlannerTest::none))
        .isSameAs(made);
    assertThat(planner.prepared(statement, sql, "s", settings, catalog, catalog::context))
        .isNotSameAs(made);
  }

  @Test
  void plansStayWithinTheirBound() {
    long bytesMax = 100_000;
    CachingPlanner<StatementPlan> small = planner(bytesMax);
    PlanSettings settings = settings("test", SqlMode.DEFAULT);
    for (int i = 0; i < 100; i++) {
      small.normalized(
          normalize("SELECT s AS n" + i + " FROM t WHERE id = 5"),
          settings,
          catalog,
          catalog::context);
      // This one is used all the time, so it stays.
      small.normalized(
          normalize("SELECT s FROM t WHERE id = 5"), settings, catalog, catalog::context);
    }

    assertThat(small.bytes()).isLessThanOrEqualTo(bytesMax);
    assertThat(small.size()).isBetween(5, 50);
    assertThat(small.planned()).isEqualTo(101);
  }
}
