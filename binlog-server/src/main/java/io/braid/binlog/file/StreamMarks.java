package io.braid.binlog.file;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * Places in the stream that are asked for by a snapshot: the state behind the last transaction at
 * or below its timestamp. A mark is opened before the timestamp is taken from the oracle, so that
 * the writer cannot have passed it: what it has applied by then was committed earlier. While marks
 * are open the writer notes its state before each transaction; without, it looks at an empty set.
 *
 * @see "DESIGN.md, section 5"
 */
final class StreamMarks {
  private final ConcurrentHashMap.KeySetView<Mark, Boolean> open = ConcurrentHashMap.newKeySet();

  /** The writer's state before a transaction was applied. */
  private record Step(long commitTs, Published before) {}

  /** A place that is wanted. */
  final class Mark implements StreamMark {
    private final CompletableFuture<Published> place = new CompletableFuture<>();
    private final List<Step> passed = new ArrayList<>(0);
    private long timestamp = Long.MIN_VALUE;

    @Override
    public synchronized void at(long snapshot) {
      timestamp = snapshot;
      for (Step step : passed) {
        if (step.commitTs() > snapshot) {
          complete(step.before());
          return;
        }
      }
    }

    @Override
    public Optional<Published> await(Duration timeout) throws InterruptedException {
      try {
        return Optional.of(place.get(timeout.toNanos(), TimeUnit.NANOSECONDS));
      } catch (TimeoutException late) {
        return Optional.empty();
      } catch (ExecutionException impossible) {
        throw new IllegalStateException(impossible);
      }
    }

    @Override
    public void close() {
      open.remove(this);
    }

    private synchronized void before(long commitTs, Supplier<Published> state) {
      if (timestamp == Long.MIN_VALUE) {
        passed.add(new Step(commitTs, state.get()));
      } else if (commitTs > timestamp) {
        complete(state.get());
      }
    }

    private synchronized void reached(long resolved, Supplier<Published> state) {
      if (timestamp != Long.MIN_VALUE && resolved >= timestamp) {
        complete(state.get());
      }
    }

    private void complete(Published found) {
      open.remove(this);
      place.complete(found);
      passed.clear();
    }
  }

  Mark open() {
    Mark mark = new Mark();
    open.add(mark);
    return mark;
  }

  /** The writer is about to apply a transaction. */
  void before(long commitTs, Supplier<Published> state) {
    if (!open.isEmpty()) {
      open.forEach(mark -> mark.before(commitTs, state));
    }
  }

  /** The writer has applied all up to a timestamp. */
  void reached(long resolved, Supplier<Published> state) {
    if (!open.isEmpty()) {
      open.forEach(mark -> mark.reached(resolved, state));
    }
  }
}
