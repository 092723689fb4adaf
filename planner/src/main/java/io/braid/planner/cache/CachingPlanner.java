package io.braid.planner.cache;

import io.braid.common.MySqlException;
import io.braid.common.catalog.CatalogSnapshot;
import io.braid.common.type.Charset;
import io.braid.planner.Planner;
import io.braid.planner.analyze.AnalysisContext;
import io.braid.planner.analyze.LiteralGuard;
import io.braid.planner.analyze.LiteralUses;
import io.braid.planner.parse.NormalizedStatement;
import io.braid.planner.parse.ParseOptions;
import io.braid.planner.parse.ParsedStatement;
import io.braid.planner.parse.SqlParser;
import io.braid.planner.plan.StatementPlan;
import io.braid.planner.tree.DmlStatement;
import io.braid.planner.tree.Query;
import io.braid.planner.tree.Statement;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Plans statements and keeps the plans, so that a statement that comes again with other literals
 * meets neither parser nor planner.
 *
 * <p>A normalized statement is planned with its literals as constants, and {@link LiteralUses}
 * learns which of them the plan depends on. A plan whose making looked at a variable or a virtual
 * table is not kept. Privileges are no part of a plan: whoever runs it checks them.
 *
 * @param <V> what the caller keeps with a plan
 */
public final class CachingPlanner<V> {
  /** Longer statements come with too many forms to be worth their space. */
  private static final int TEXT_CHARACTERS_MAX = 16 * 1024;

  /** An estimate of a plan's size: nodes of some hundred bytes for each word of the text. */
  private static final int PLAN_BYTES_MIN = 4 * 1024;

  private static final int PLAN_BYTES_PER_CHARACTER = 64;

  private final Planner planner;
  private final Function<StatementPlan, V> keep;
  private final PlanCache<V> cache;
  private final SqlParser parser = new SqlParser();
  private final LongAdder planned = new LongAdder();

  /**
   * @param keep makes of a plan what is kept and given out
   * @param bytesMax what all plans together may take, by estimate
   */
  public CachingPlanner(Planner planner, Function<StatementPlan, V> keep, long bytesMax) {
    this.planner = planner;
    this.keep = keep;
    cache = new PlanCache<>(bytesMax);
  }

  /**
   * The plan of a statement by its normalized form; the values of its parameters are those of its
   * literals ({@link LiteralUses#value}).
   *
   * @param context made for a statement that is not known yet
   * @return empty if the statement cannot be planned this way; its own text then gives the plan or
   *     the error
   */
  public Optional<V> normalized(
      NormalizedStatement statement,
      PlanSettings settings,
      CatalogSnapshot catalog,
      Supplier<AnalysisContext> context) {
    PlanKey key = new PlanKey(statement.text(), statement.types(), false, settings);
    Optional<V> known = cache.find(key, statement.parameters(), catalog);
    return known.isPresent() ? known : planNormalized(statement, key, context.get());
  }

  /** As {@link #normalized}, if the plan is kept. */
  public Optional<V> knownNormalized(
      NormalizedStatement statement, PlanSettings settings, CatalogSnapshot catalog) {
    PlanKey key = new PlanKey(statement.text(), statement.types(), false, settings);
    return cache.find(key, statement.parameters(), catalog);
  }

  private Optional<V> planNormalized(
      NormalizedStatement statement, PlanKey key, AnalysisContext context) {
    planned.increment();
    try {
      byte[] text = statement.text().getBytes(StandardCharsets.UTF_8);
      ParsedStatement parsed = parser.parseNext(text, 0, utf8(key.settings().options()));
      boolean whole = parsed.parameterCount() == statement.parameters().size();
      // Warnings of the parser would be lost when the plan is found again.
      if (!whole || !parsed.warnings().isEmpty() || !isPlanned(parsed.statement())) {
        return Optional.empty();
      }
      LiteralUses literals = new LiteralUses(statement.parameters(), context.connectionCollation());
      PlanRecording recording = new PlanRecording(context.withLiterals(literals));
      V plan = keep.apply(planner.plan(parsed.statement(), recording.context()));
      remember(key, plan, literals.guards(), recording);
      return Optional.of(plan);
    } catch (MySqlException e) {
      // The statement's own text, with its literals in place, says what is wrong.
      return Optional.empty();
    }
  }

  private static boolean isPlanned(Statement statement) {
    return statement instanceof Query || statement instanceof DmlStatement;
  }

  private static ParseOptions utf8(ParseOptions options) {
    return options.charset() == Charset.UTF8MB4
        ? options
        : new ParseOptions(
            options.ansiQuotes(),
            options.pipesAsConcat(),
            options.noBackslashEscapes(),
            options.ignoreSpace(),
            options.highNotPrecedence(),
            options.realAsFloat(),
            Charset.UTF8MB4);
  }

  /**
   * The plan of a prepared statement.
   *
   * @param text as it was prepared
   * @param kinds what the types of its values are, in any notation
   * @param context holds the types of its values
   * @throws MySqlException the statement's own errors
   */
  public V prepared(
      Statement statement,
      String text,
      String kinds,
      PlanSettings settings,
      CatalogSnapshot catalog,
      Supplier<AnalysisContext> context) {
    PlanKey key = new PlanKey(text, kinds, true, settings);
    Optional<V> known = cache.find(key, List.of(), catalog);
    if (known.isPresent()) {
      return known.get();
    }
    planned.increment();
    PlanRecording recording = new PlanRecording(context.get());
    V plan = keep.apply(planner.plan(statement, recording.context()));
    remember(key, plan, List.of(), recording);
    return plan;
  }

  /** The plan of a prepared statement, if it is kept; as {@link #prepared}. */
  public Optional<V> knownPrepared(
      String text, String kinds, PlanSettings settings, CatalogSnapshot catalog) {
    return cache.find(new PlanKey(text, kinds, true, settings), List.of(), catalog);
  }

  private void remember(PlanKey key, V plan, List<LiteralGuard> guards, PlanRecording recording) {
    if (recording.isCacheable() && key.text().length() <= TEXT_CHARACTERS_MAX) {
      long bytes = PLAN_BYTES_MIN + (long) key.text().length() * PLAN_BYTES_PER_CHARACTER;
      cache.put(key, new PlanCache.Variant<>(plan, guards, recording.dependencies(), bytes));
    }
  }

  /** How many statements found their plan. */
  public long hits() {
    return cache.hits();
  }

  /** How many statements did not find one. */
  public long misses() {
    return cache.misses();
  }

  /** How many plans were made. */
  public long planned() {
    return planned.sum();
  }

  /** What the kept plans take, by estimate. */
  public long bytes() {
    return cache.bytes();
  }

  /** How many statements have plans. */
  public int size() {
    return cache.size();
  }
}
