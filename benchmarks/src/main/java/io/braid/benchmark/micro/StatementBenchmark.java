package io.braid.benchmark.micro;

import io.braid.common.SqlMode;
import io.braid.common.type.Charset;
import io.braid.common.type.Collation;
import io.braid.common.type.ColumnType;
import io.braid.common.type.MySqlType;
import io.braid.planner.Planner;
import io.braid.planner.analyze.AnalysisContext;
import io.braid.planner.cache.CachingPlanner;
import io.braid.planner.cache.PlanSettings;
import io.braid.planner.cost.TableStatistics;
import io.braid.planner.parse.NormalizedStatement;
import io.braid.planner.parse.ParseOptions;
import io.braid.planner.parse.SqlParser;
import io.braid.planner.parse.StatementNormalizer;
import io.braid.planner.plan.StatementPlan;
import io.braid.planner.tree.Statement;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** From a statement's text to its plan. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class StatementBenchmark {
  private static final Map<String, String> TEXTS =
      Map.of(
          "point",
          "SELECT c FROM sbtest1 WHERE id = 4711",
          "range",
          "SELECT DISTINCT c FROM sbtest1 WHERE id BETWEEN 100 AND 199 ORDER BY c",
          "update",
          "UPDATE sbtest1 SET k = k + 1 WHERE id = 4711",
          "insert",
          "INSERT INTO sbtest1 (id, k, c, pad) VALUES (4711, 5000, 'some text here', 'more text')");

  private static final long CACHE_BYTES = 1 << 20;

  /** Which statement. */
  @Param({"point", "range", "update", "insert"})
  public String statement = "point";

  private final BenchmarkTable table = new BenchmarkTable();
  private final StatementNormalizer normalizer = new StatementNormalizer();
  private final SqlParser parser = new SqlParser();
  private final Planner planner = new Planner(TableStatistics.UNKNOWN);
  private final CachingPlanner<StatementPlan> cached =
      new CachingPlanner<>(planner, plan -> plan, CACHE_BYTES);
  private final PlanSettings settings =
      new PlanSettings(
          BenchmarkTable.SCHEMA,
          SqlMode.DEFAULT,
          Collation.UTF8MB4_0900_AI_CI,
          4,
          ParseOptions.of("", Charset.UTF8MB4));
  private String text = "";
  private byte[] bytes = new byte[0];

  /** Takes the statement's text. */
  @Setup
  public void prepare() {
    text = TEXTS.getOrDefault(statement, "");
    bytes = text.getBytes(StandardCharsets.UTF_8);
  }

  private AnalysisContext context() {
    return new AnalysisContext(
        table,
        AnalysisContext.VirtualTableCatalog.NONE,
        new AnalysisContext.VariableTypes() {
          @Override
          public Optional<ColumnType> userVariable(String name) {
            return Optional.empty();
          }

          @Override
          public ColumnType systemVariable(String name, String scope) {
            return ColumnType.integer(MySqlType.BIGINT, false);
          }
        },
        (sql, mode) -> new SqlParser().parseQuery(sql, ParseOptions.DEFAULT),
        BenchmarkTable.SCHEMA,
        SqlMode.DEFAULT,
        Collation.UTF8MB4_0900_AI_CI,
        4,
        List.of());
  }

  /** Lexer and normalizer: the literals become parameters. */
  @Benchmark
  public NormalizedStatement normalize() {
    return normalizer.normalize(bytes, 0, ParseOptions.DEFAULT).orElseThrow();
  }

  /** The parser. */
  @Benchmark
  public Statement parse() {
    return parser.parse(text, ParseOptions.DEFAULT);
  }

  /** Parser, analysis and Calcite: what the cache saves. */
  @Benchmark
  public StatementPlan plan() {
    return planner.plan(parser.parse(text, ParseOptions.DEFAULT), context());
  }

  /** A text whose plan is kept: normalizer and cache. */
  @Benchmark
  public StatementPlan planCacheHit() {
    NormalizedStatement normalized =
        normalizer.normalize(bytes, 0, ParseOptions.DEFAULT).orElseThrow();
    return cached.normalized(normalized, settings, table, this::context).orElseThrow();
  }
}
