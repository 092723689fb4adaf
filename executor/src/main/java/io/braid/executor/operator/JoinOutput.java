package io.braid.executor.operator;

import io.braid.common.type.ColumnType;
import io.braid.executor.batch.Batch;
import io.braid.executor.batch.Operator;
import io.braid.executor.batch.RowStore;
import io.braid.executor.batch.Rows;
import io.braid.executor.batch.Vector;
import io.braid.executor.expression.Conversions;
import io.braid.executor.expression.Evaluator;
import io.braid.executor.expression.ExpressionContext;
import io.braid.planner.plan.PhysicalPlan.JoinKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Pairs left rows with stored right rows, keeps the pairs that satisfy the condition and does what
 * the kind of join says about left rows without a partner. It works on one batch of pairs after
 * another; a left row's pairs may span batches.
 */
final class JoinOutput {
  /**
   * The right rows that may match one left row, as a list linked by {@code next}.
   *
   * @param first the first row's number, or -1
   * @param unknown whether a NULL makes a NOT IN without match unknown
   */
  record Candidates(RowStore rows, int first, int[] next, boolean unknown) {}

  /** Finds candidates. */
  interface Matcher {
    Candidates candidates(Batch batch, int row);
  }

  private final JoinKind kind;
  private final int leftWidth;
  private final int rightWidth;
  private final Optional<Evaluator> condition;
  private final ExpressionContext context;
  private final Batch pairs;
  private final Batch leftOnly;
  private final Rows kept = Rows.empty();
  private Matcher matcher = (batch, row) -> new Candidates(NONE, -1, new int[0], false);
  private static final RowStore NONE =
      new RowStore(List.of(), new io.braid.executor.batch.MemoryBudget(0), "nothing");

  private boolean leftOpen;
  private int leftPlace;
  private boolean rowStarted;
  private boolean rowMatched;
  private boolean unknown;
  private int candidate;
  private Candidates current = new Candidates(NONE, -1, new int[0], false);
  private boolean outputIsLeft;

  JoinOutput(
      JoinKind kind,
      List<ColumnType> leftTypes,
      List<ColumnType> rightTypes,
      Optional<Evaluator> condition,
      ExpressionContext context) {
    this.kind = kind;
    this.condition = condition;
    this.context = context;
    leftWidth = leftTypes.size();
    rightWidth = rightTypes.size();
    List<ColumnType> both = new ArrayList<>(leftTypes);
    both.addAll(rightTypes);
    pairs = Batch.of(both);
    leftOnly = Batch.of(leftTypes);
  }

  void open(Matcher newMatcher) {
    matcher = newMatcher;
    leftOpen = false;
  }

  Batch batch() {
    return outputIsLeft ? leftOnly : pairs;
  }

  /** Moves to the next batch of output. */
  boolean next(Operator left) {
    return switch (kind) {
      case INNER, LEFT -> nextPairs(left);
      case SEMI, ANTI, NULL_AWARE_ANTI -> nextLeftRows(left);
    };
  }

  private boolean hasLeftRow(Operator left) {
    return leftOpen && leftPlace < left.batch().rows().count();
  }

  private boolean nextLeft(Operator left) {
    if (hasLeftRow(left)) {
      return true;
    }
    context.statement().cancellation().check();
    leftOpen = left.next();
    leftPlace = 0;
    rowStarted = false;
    return leftOpen;
  }

  private boolean nextPairs(Operator left) {
    while (true) {
      pairs.reset(Batch.ROWS_MAX);
      int count = 0;
      int singleLeft = -1;
      // Without a condition every pair stays; with one, a batch holds the pairs of one left row,
      // because LEFT must know whether any of them stayed.
      boolean oneRow = condition.isPresent() && kind == JoinKind.LEFT;
      // Pairs refer to the bytes of the left batch, so an output batch never outlives it.
      while (count < Batch.ROWS_MAX && (count == 0 || hasLeftRow(left)) && nextLeft(left)) {
        Batch batch = left.batch();
        int row = batch.rows().index()[leftPlace];
        if (!rowStarted) {
          current = matcher.candidates(batch, row);
          candidate = current.first();
          rowStarted = true;
          rowMatched = false;
        }
        while (candidate >= 0 && count < Batch.ROWS_MAX) {
          putPair(count++, batch, row, candidate);
          candidate = current.next()[candidate];
        }
        if (candidate >= 0) {
          break;
        }
        if (oneRow) {
          singleLeft = row;
          break;
        }
        if (kind == JoinKind.LEFT && current.first() < 0) {
          putNullExtended(count++, batch, row);
        }
        leftPlace++;
        rowStarted = false;
      }
      outputIsLeft = false;
      if (count == 0 && singleLeft < 0) {
        return false;
      }
      pairs.finish(count);
      if (condition.isPresent()) {
        filter(count);
        rowMatched |= pairs.rows().count() > 0;
        if (singleLeft >= 0) {
          boolean matched = rowMatched;
          Batch batch = left.batch();
          leftPlace++;
          rowStarted = false;
          if (!matched) {
            pairs.reset(1);
            putNullExtended(0, batch, singleLeft);
            pairs.finish(1);
          }
        }
      }
      if (pairs.rows().count() > 0) {
        return true;
      }
    }
  }

  private void filter(int count) {
    if (condition.isEmpty() || count == 0) {
      return;
    }
    Vector truth = condition.get().evaluate(pairs, pairs.rows());
    kept.clear();
    for (int row = 0; row < count; row++) {
      if (Conversions.isTrue(truth, row, context)) {
        kept.add(row);
      }
    }
    pairs.select(count, kept);
  }

  private void putPair(int at, Batch batch, int row, int stored) {
    for (int c = 0; c < leftWidth; c++) {
      pairs.column(c).referTo(at, batch.column(c), row);
    }
    Batch chunk = current.rows().chunk(stored);
    int place = current.rows().place(stored);
    for (int c = 0; c < rightWidth; c++) {
      pairs.column(leftWidth + c).referTo(at, chunk.column(c), place);
    }
  }

  private void putNullExtended(int at, Batch batch, int row) {
    for (int c = 0; c < leftWidth; c++) {
      pairs.column(c).referTo(at, batch.column(c), row);
    }
    for (int c = 0; c < rightWidth; c++) {
      pairs.column(leftWidth + c).setNull(at);
    }
  }

  private boolean nextLeftRows(Operator left) {
    outputIsLeft = true;
    while (true) {
      if (leftOpen) {
        leftPlace = left.batch().rows().count();
      }
      if (!nextLeft(left)) {
        return false;
      }
      Batch batch = left.batch();
      leftOnly.reset(batch.size());
      kept.clear();
      Rows keptLeft = Rows.empty();
      for (int k = 0; k < batch.rows().count(); k++) {
        int row = batch.rows().index()[k];
        current = matcher.candidates(batch, row);
        unknown = current.unknown();
        boolean matched = hasMatch(batch, row);
        boolean keep =
            switch (kind) {
              case SEMI -> matched;
              case ANTI -> !matched;
              default -> !matched && !unknown;
            };
        if (keep) {
          keptLeft.add(row);
        }
      }
      if (keptLeft.count() > 0) {
        for (int c = 0; c < leftWidth; c++) {
          for (int k = 0; k < keptLeft.count(); k++) {
            int row = keptLeft.index()[k];
            leftOnly.column(c).referTo(row, batch.column(c), row);
          }
        }
        leftOnly.select(batch.size(), keptLeft);
        return true;
      }
    }
  }

  private boolean hasMatch(Batch batch, int row) {
    if (condition.isEmpty()) {
      return current.first() >= 0;
    }
    int stored = current.first();
    boolean matched = false;
    while (stored >= 0 && !matched) {
      pairs.reset(Batch.ROWS_MAX);
      int count = 0;
      while (stored >= 0 && count < Batch.ROWS_MAX) {
        putPair(count++, batch, row, stored);
        stored = current.next()[stored];
      }
      pairs.finish(count);
      Vector truth = condition.get().evaluate(pairs, pairs.rows());
      for (int k = 0; k < count; k++) {
        if (truth.isNull(k)) {
          unknown = true;
        } else if (Conversions.isTrue(truth, k, context)) {
          matched = true;
        }
      }
    }
    return matched;
  }
}
