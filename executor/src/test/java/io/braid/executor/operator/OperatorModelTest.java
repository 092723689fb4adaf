package io.braid.executor.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.braid.common.MySqlException;
import io.braid.common.type.ColumnType;
import io.braid.common.value.SqlValue;
import io.braid.executor.batch.Batch;
import io.braid.executor.batch.MemoryBudget;
import io.braid.executor.batch.Operator;
import io.braid.executor.batch.Rows;
import io.braid.executor.batch.SpillSpace;
import io.braid.executor.batch.Vector;
import io.braid.executor.expression.Evaluator;
import io.braid.executor.expression.ExpressionContext;
import io.braid.executor.expression.SqlValues;
import io.braid.planner.plan.PhysicalPlan;
import io.braid.planner.plan.PhysicalPlan.AggregateCall;
import io.braid.planner.plan.PhysicalPlan.JoinKind;
import io.braid.planner.plan.PhysicalPlan.SortKey;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every operator gives what a naive model gives, for several sizes of batches that are overwritten
 * behind them, in memory and through files.
 */
final class OperatorModelTest {
  private static final long ENOUGH_BYTES = 1 << 30;
  private static final long LITTLE_BYTES = 40_000;

  @TempDir Path folder;

  /**
   * @param batchRows rows of an input batch
   * @param memoryBytes what the statement may hold
   */
  record Setting(int batchRows, long memoryBytes, long seed) {
    boolean spills() {
      return memoryBytes == LITTLE_BYTES;
    }
  }

  static Stream<Setting> settings() {
    List<Setting> all = new ArrayList<>();
    for (long memory : new long[] {ENOUGH_BYTES, LITTLE_BYTES}) {
      for (int batchRows : new int[] {1, 2, 7, 1024}) {
        all.add(new Setting(batchRows, memory, 11 + batchRows));
      }
    }
    return all.stream();
  }

  private MemoryBudget memory(Setting setting) {
    return new MemoryBudget(
        setting.memoryBytes(), Optional.of(SpillSpace.open(folder.resolve("spill"))));
  }

  /** Runs twice, because operators are opened again; both times the rows must be the same. */
  private List<List<Object>> run(Operator operator, MemoryBudget memory, boolean spills) {
    Runnable filesAsExpected =
        () -> assertThat(files() > 0).as("rows are in files").isEqualTo(spills);
    List<List<Object>> first = TestRows.drain(operator, filesAsExpected);
    List<List<Object>> second = TestRows.drain(operator, filesAsExpected);
    assertThat(second).isEqualTo(first);
    operator.close();
    assertThat(memory.bytesUsed()).as("memory given back").isZero();
    assertThat(files()).as("files left").isZero();
    return first;
  }

  private int files() {
    try (Stream<Path> list = Files.list(folder.resolve("spill"))) {
      return (int) list.count();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static final Comparator<Object> NUMBERS =
      Comparator.nullsFirst((a, b) -> Long.compare((Long) a, (Long) b));
  private static final Comparator<Object> TEXTS =
      Comparator.nullsFirst(Comparator.comparing(o -> fold(o)));

  private static String fold(Object text) {
    return String.valueOf(text).toUpperCase(Locale.ROOT);
  }

  private static Optional<Evaluator> constant(long value) {
    ExpressionContext context = TestRows.context(new MemoryBudget(0));
    Vector vector = new Vector(TestRows.KEY);
    vector.reset(1);
    SqlValues.write(vector, 0, new SqlValue.IntegerValue(value, false), context);
    return Optional.of(evaluator(TestRows.KEY, batch -> vector));
  }

  private static Evaluator evaluator(ColumnType type, Function<Batch, Vector> function) {
    return new Evaluator() {
      @Override
      public ColumnType type() {
        return type;
      }

      @Override
      public Vector evaluate(Batch batch, Rows rows) {
        return function.apply(batch);
      }
    };
  }

  @ParameterizedTest
  @MethodSource("settings")
  void sortIsStableWithAndWithoutLimit(Setting setting) {
    List<List<Object>> rows = TestRows.random(new SplittableRandom(setting.seed()), 3000, 40);
    Comparator<List<Object>> order =
        Comparator.<List<Object>, Object>comparing(r -> r.get(0), NUMBERS)
            .reversed()
            .thenComparing(r -> r.get(1), TEXTS);
    List<List<Object>> expected = rows.stream().sorted(order).toList();
    for (long[] limit : new long[][] {{0, -1}, {5, 10}, {1500, 700}, {0, 0}, {2990, 100}}) {
      MemoryBudget memory = memory(setting);
      Operator sort =
          new SortOperator(
              TestRows.source(rows, TestRows.TYPES, setting.batchRows()),
              TestRows.TYPES,
              List.of(new SortKey(0, true), new SortKey(1, false)),
              constant(limit[0]),
              limit[1] < 0 ? Optional.empty() : constant(limit[1]),
              TestRows.context(memory).statement(),
              memory);
      boolean spills = setting.spills() && limit[1] != 0;
      List<List<Object>> wanted =
          expected.stream().skip(limit[0]).limit(limit[1] < 0 ? Long.MAX_VALUE : limit[1]).toList();
      assertThat(run(sort, memory, spills)).isEqualTo(wanted);
    }
  }

  private static List<ColumnType> joined(JoinKind kind) {
    List<ColumnType> types = new ArrayList<>(TestRows.TYPES);
    if (kind == JoinKind.INNER || kind == JoinKind.LEFT) {
      types.addAll(TestRows.TYPES);
    }
    return types;
  }

  private static List<Object> pair(List<Object> left, List<Object> right) {
    List<Object> both = new ArrayList<>(left);
    both.addAll(right);
    return both;
  }

  /** The model of a join on keys and texts. */
  private static List<List<Object>> join(
      List<List<Object>> left, List<List<Object>> right, JoinKind kind, boolean residual) {
    List<List<Object>> result = new ArrayList<>();
    boolean anyNull = right.stream().anyMatch(r -> r.get(0) == null || r.get(1) == null);
    for (List<Object> l : left) {
      boolean leftNull = l.get(0) == null || l.get(1) == null;
      int matches = 0;
      for (List<Object> r : right) {
        boolean match =
            !leftNull
                && r.get(0) != null
                && r.get(1) != null
                && l.get(0).equals(r.get(0))
                && fold(l.get(1)).equals(fold(r.get(1)));
        if (match && residual) {
          match =
              l.get(2) != null
                  && r.get(2) != null
                  && ((BigDecimal) l.get(2)).compareTo((BigDecimal) r.get(2)) < 0;
        }
        if (match) {
          matches++;
          if (kind == JoinKind.INNER || kind == JoinKind.LEFT) {
            result.add(pair(l, r));
          }
        }
      }
      switch (kind) {
        case LEFT -> {
          if (matches == 0) {
            result.add(pair(l, Arrays.asList(null, null, null)));
          }
        }
        case SEMI -> {
          if (matches > 0) {
            result.add(l);
          }
        }
        case ANTI -> {
          if (matches == 0) {
            result.add(l);
          }
        }
        case NULL_AWARE_ANTI -> {
          if (matches == 0 && !anyNull && (!leftNull || right.isEmpty())) {
            result.add(l);
          }
        }
        case INNER -> {}
      }
    }
    return result;
  }

  private static Optional<Evaluator> numberIsLess() {
    Vector out = new Vector(TestRows.KEY);
    return Optional.of(
        evaluator(
            TestRows.KEY,
            batch -> {
              out.reset(batch.size());
              for (int row = 0; row < batch.size(); row++) {
                Vector a = batch.column(2);
                Vector b = batch.column(5);
                if (a.isNull(row) || b.isNull(row)) {
                  out.setNull(row);
                } else {
                  out.setLong(row, a.decimalAt(row).compareTo(b.decimalAt(row)) < 0 ? 1 : 0);
                }
              }
              return out;
            }));
  }

  @ParameterizedTest
  @MethodSource("settings")
  void hashJoinPairsRowsOfEqualKeys(Setting setting) {
    SplittableRandom random = new SplittableRandom(setting.seed());
    List<List<Object>> left = TestRows.random(random, 900, 8);
    List<List<Object>> right = TestRows.random(random, 1100, 8);
    List<List<Object>> whole =
        right.stream().filter(r -> r.get(0) != null && r.get(1) != null).toList();
    for (JoinKind kind : JoinKind.values()) {
      for (boolean residual : new boolean[] {false, true}) {
        if (residual && kind == JoinKind.NULL_AWARE_ANTI) {
          continue;
        }
        List<List<Object>> built = kind == JoinKind.NULL_AWARE_ANTI ? whole : right;
        MemoryBudget memory = memory(setting);
        PhysicalPlan.HashJoin plan =
            new PhysicalPlan.HashJoin(
                TestRows.plan(TestRows.TYPES),
                TestRows.plan(TestRows.TYPES),
                kind,
                List.of(0, 1),
                List.of(0, 1),
                List.of(false, false),
                Optional.empty(),
                TestRows.fields(joined(kind)));
        Operator operator =
            new HashJoinOperator(
                plan,
                TestRows.source(left, TestRows.TYPES, setting.batchRows()),
                TestRows.source(built, TestRows.TYPES, setting.batchRows()),
                residual ? numberIsLess() : Optional.empty(),
                TestRows.context(memory));
        assertThat(run(operator, memory, setting.spills()))
            .as(kind + (residual ? " with a condition" : ""))
            .containsExactlyInAnyOrderElementsOf(join(left, built, kind, residual));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("settings")
  void notInWithNullsGivesNothing(Setting setting) {
    SplittableRandom random = new SplittableRandom(setting.seed());
    List<List<Object>> left = TestRows.random(random, 50, 8);
    List<List<Object>> right = TestRows.random(random, 1100, 8);
    MemoryBudget memory = memory(setting);
    PhysicalPlan.HashJoin plan =
        new PhysicalPlan.HashJoin(
            TestRows.plan(TestRows.TYPES),
            TestRows.plan(TestRows.TYPES),
            JoinKind.NULL_AWARE_ANTI,
            List.of(0),
            List.of(0),
            List.of(false),
            Optional.empty(),
            TestRows.fields(TestRows.TYPES));
    Operator operator =
        new HashJoinOperator(
            plan,
            TestRows.source(left, TestRows.TYPES, setting.batchRows()),
            TestRows.source(right, TestRows.TYPES, setting.batchRows()),
            Optional.empty(),
            TestRows.context(memory));
    assertThat(run(operator, memory, setting.spills())).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("settings")
  void nestedLoopPairsRowsByAnyCondition(Setting setting) {
    SplittableRandom random = new SplittableRandom(setting.seed());
    List<List<Object>> left = TestRows.random(random, 60, 8);
    List<List<Object>> right = TestRows.random(random, 40, 8);
    for (JoinKind kind : List.of(JoinKind.INNER, JoinKind.LEFT, JoinKind.SEMI, JoinKind.ANTI)) {
      MemoryBudget memory = memory(setting);
      Operator operator =
          new NestedLoopOperator(
              kind,
              TestRows.source(left, TestRows.TYPES, setting.batchRows()),
              TestRows.source(right, TestRows.TYPES, setting.batchRows()),
              TestRows.TYPES,
              TestRows.TYPES,
              numberIsLess(),
              TestRows.context(memory));
      List<List<Object>> expected = new ArrayList<>();
      for (List<Object> l : left) {
        List<List<Object>> matches =
            right.stream()
                .filter(r -> l.get(2) != null && r.get(2) != null)
                .filter(r -> ((BigDecimal) l.get(2)).compareTo((BigDecimal) r.get(2)) < 0)
                .toList();
        switch (kind) {
          case INNER -> matches.forEach(r -> expected.add(pair(l, r)));
          case LEFT -> {
            matches.forEach(r -> expected.add(pair(l, r)));
            if (matches.isEmpty()) {
              expected.add(pair(l, Arrays.asList(null, null, null)));
            }
          }
          default -> {
            if (matches.isEmpty() == (kind == JoinKind.ANTI)) {
              expected.add(l);
            }
          }
        }
      }
      assertThat(run(operator, memory, false)).as("" + kind).isEqualTo(expected);
    }
  }

  private static AggregateCall call(
      String function, boolean distinct, List<Integer> arguments, ColumnType type) {
    return new AggregateCall(function, distinct, arguments, List.of(), new byte[0], type, true);
  }

  @ParameterizedTest
  @MethodSource("settings")
  void aggregateGroupsByCollation(Setting setting) {
    List<List<Object>> rows = TestRows.random(new SplittableRandom(setting.seed()), 3000, 60);
    MemoryBudget memory = memory(setting);
    List<AggregateCall> calls =
        List.of(
            call("count", false, List.of(), TestRows.KEY),
            call("count", false, List.of(0), TestRows.KEY),
            call("sum", false, List.of(2), TestRows.NUMBER),
            call("min", false, List.of(2), TestRows.NUMBER),
            call("max", false, List.of(0), TestRows.KEY));
    PhysicalPlan.Aggregate plan =
        new PhysicalPlan.Aggregate(
            TestRows.plan(TestRows.TYPES),
            List.of(1),
            calls,
            false,
            TestRows.fields(
                List.of(
                    TestRows.TEXT,
                    TestRows.KEY,
                    TestRows.KEY,
                    TestRows.NUMBER,
                    TestRows.NUMBER,
                    TestRows.KEY)));
    Operator operator =
        new AggregateOperator(
            plan,
            TestRows.source(rows, TestRows.TYPES, setting.batchRows()),
            TestRows.context(memory));
    Map<String, List<List<Object>>> groups = new LinkedHashMap<>();
    rows.forEach(r -> groups.computeIfAbsent(fold(r.get(1)), k -> new ArrayList<>()).add(r));
    List<List<Object>> expected = new ArrayList<>();
    for (List<List<Object>> group : groups.values()) {
      List<BigDecimal> numbers =
          group.stream().map(r -> (BigDecimal) r.get(2)).filter(n -> n != null).toList();
      List<Long> keys = group.stream().map(r -> (Long) r.get(0)).filter(k -> k != null).toList();
      expected.add(
          Arrays.asList(
              group.getFirst().get(1),
              (long) group.size(),
              (long) keys.size(),
              numbers.stream().reduce(BigDecimal::add).orElse(null),
              numbers.stream().min(Comparator.naturalOrder()).orElse(null),
              keys.stream().max(Comparator.naturalOrder()).orElse(null)));
    }
    assertThat(run(operator, memory, setting.spills()))
        .containsExactlyInAnyOrderElementsOf(expected);
  }

  @ParameterizedTest
  @MethodSource("settings")
  void setOperationsCountRows(Setting setting) {
    SplittableRandom random = new SplittableRandom(setting.seed());
    List<List<Object>> left = keysOnly(TestRows.random(random, 120, 30));
    List<List<Object>> right = keysOnly(TestRows.random(random, 60, 30));
    for (boolean intersect : new boolean[] {true, false}) {
      for (boolean all : new boolean[] {true, false}) {
        MemoryBudget memory = memory(setting);
        Operator operator =
            new SetOperationOperator(
                new PhysicalPlan.SetOperation(
                    TestRows.plan(List.of(TestRows.KEY)),
                    TestRows.plan(List.of(TestRows.KEY)),
                    intersect,
                    all,
                    TestRows.fields(List.of(TestRows.KEY))),
                TestRows.source(left, List.of(TestRows.KEY), setting.batchRows()),
                TestRows.source(right, List.of(TestRows.KEY), setting.batchRows()),
                TestRows.context(memory));
        List<List<Object>> rest = new ArrayList<>(right);
        List<List<Object>> expected = new ArrayList<>();
        for (List<Object> row : left) {
          boolean in = all ? rest.remove(row) : right.contains(row);
          if (in == intersect && (all || !expected.contains(row))) {
            expected.add(row);
          }
        }
        assertThat(run(operator, memory, false)).isEqualTo(expected);
      }
    }
  }

  private static List<List<Object>> keysOnly(List<List<Object>> rows) {
    return rows.stream().map(r -> Arrays.asList(r.get(0))).map(r -> (List<Object>) r).toList();
  }

  @ParameterizedTest
  @MethodSource("settings")
  void unionAndLimitPassRowsOn(Setting setting) {
    SplittableRandom random = new SplittableRandom(setting.seed());
    List<List<Object>> first = TestRows.random(random, 30, 8);
    List<List<Object>> second = TestRows.random(random, 25, 8);
    MemoryBudget memory = memory(setting);
    Operator union =
        new UnionAllOperator(
            List.of(
                TestRows.source(first, TestRows.TYPES, setting.batchRows()),
                TestRows.source(List.of(), TestRows.TYPES, setting.batchRows()),
                TestRows.source(second, TestRows.TYPES, setting.batchRows())));
    Operator limit = new LimitOperator(union, constant(7), constant(40));
    List<List<Object>> expected = new ArrayList<>(first);
    expected.addAll(second);
    assertThat(run(limit, memory, false)).isEqualTo(expected.subList(7, 47));
  }

  @Test
  void withoutFilesTheStatementFailsAtItsLimit() {
    List<List<Object>> rows = TestRows.random(new SplittableRandom(3), 3000, 2000);
    MemoryBudget memory = new MemoryBudget(LITTLE_BYTES);
    Operator sort =
        new SortOperator(
            TestRows.source(rows, TestRows.TYPES, 100),
            TestRows.TYPES,
            List.of(new SortKey(0, false)),
            Optional.empty(),
            Optional.empty(),
            TestRows.context(memory).statement(),
            memory);
    assertThatThrownBy(sort::open)
        .isInstanceOfSatisfying(
            MySqlException.class, e -> assertThat(e.error().number()).isEqualTo(3170));
    sort.close();
    assertThat(memory.bytesUsed()).isZero();
  }

  @Test
  void filesOfAnEarlierProcessAreRemoved() throws IOException {
    SpillSpace space = SpillSpace.open(folder.resolve("spill"));
    space.file(TestRows.TYPES);
    assertThat(files()).isEqualTo(1);
    SpillSpace.open(folder.resolve("spill"));
    assertThat(files()).isZero();
  }
}
