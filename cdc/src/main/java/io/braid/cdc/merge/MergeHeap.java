package io.braid.cdc.merge;

import io.braid.cdc.capture.RecordSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The sources of a merge that have a record, the one whose record comes first on top: a binary heap
 * by (commit timestamp, sequence). A source without a record is not in it and costs nothing; one
 * that stays on top after its record was taken, as within a transaction, costs two comparisons.
 *
 * <p>One thread. It knows nothing of volumes and logs, so that the simulation merges with it too.
 *
 * @param <S> what is merged
 * @see "PROTOCOL.md, rules 17 to 19"
 */
public final class MergeHeap<S extends RecordSource> {
  private final List<S> heap = new ArrayList<>();
  private long comparisons;

  /** How often two records were compared since the beginning. */
  public long comparisons() {
    return comparisons;
  }

  /** Forgets all sources. */
  public void clear() {
    heap.clear();
  }

  /** Takes a source in; one without a record is left out. */
  public void add(S source) {
    if (source.hasHead()) {
      heap.add(source);
      moveUp(heap.size() - 1);
    }
  }

  /** The source whose record is first of all; null when none has one. */
  public @Nullable S first() {
    return heap.isEmpty() ? null : heap.getFirst();
  }

  /** {@link #first} has gone on to its next record, or to its end. */
  public void firstAdvanced() {
    S last = heap.getLast();
    if (heap.getFirst().hasHead()) {
      moveDown();
    } else {
      heap.set(0, last);
      heap.removeLast();
      if (!heap.isEmpty()) {
        moveDown();
      }
    }
  }

  private boolean isBefore(S left, S right) {
    comparisons++;
    return left.headTs() < right.headTs()
        || (left.headTs() == right.headTs() && left.headSequence() < right.headSequence());
  }

  private void moveUp(int from) {
    int at = from;
    while (at > 0) {
      int parent = (at - 1) / 2;
      if (!isBefore(heap.get(at), heap.get(parent))) {
        return;
      }
      Collections.swap(heap, at, parent);
      at = parent;
    }
  }

  private void moveDown() {
    int at = 0;
    while (true) {
      int child = 2 * at + 1;
      if (child >= heap.size()) {
        return;
      }
      if (child + 1 < heap.size() && isBefore(heap.get(child + 1), heap.get(child))) {
        child++;
      }
      if (!isBefore(heap.get(child), heap.get(at))) {
        return;
      }
      Collections.swap(heap, at, child);
      at = child;
    }
  }
}
