package io.braid.executor.operator;

import io.braid.executor.batch.Batch;
import io.braid.executor.batch.Operator;
import io.braid.executor.batch.RowOrder;
import io.braid.executor.batch.SpillFile;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/** Sorted files read as one; of equal rows those of the earlier file come first. */
final class MergedRuns implements AutoCloseable {
  private final PriorityQueue<Run> queue;
  private final List<Run> all = new ArrayList<>();
  private @Nullable Run current;

  /** A file at one of its rows. */
  private static final class Run {
    final int number;
    final Operator reader;
    int place = -1;

    Run(int number, SpillFile file) {
      this.number = number;
      reader = file.reader();
      reader.open();
    }

    boolean advance() {
      if (place >= 0 && place + 1 < reader.batch().size()) {
        place++;
        return true;
      }
      place = 0;
      return reader.next();
    }
  }

  MergedRuns(List<SpillFile> files, RowOrder order) {
    queue =
        new PriorityQueue<>(
            files.size(),
            (a, b) -> {
              int compared = order.compare(a.reader.batch(), a.place, b.reader.batch(), b.place);
              return compared != 0 ? compared : Integer.compare(a.number, b.number);
            });
    for (SpillFile file : files) {
      Run run = new Run(all.size(), file);
      all.add(run);
      if (run.advance()) {
        queue.add(run);
      }
    }
  }

  /** Moves to the next row. */
  boolean next() {
    if (current != null && current.advance()) {
      queue.add(current);
    }
    current = queue.poll();
    return current != null;
  }

  /** The batch of the present row. */
  Batch batch() {
    return run().reader.batch();
  }

  /** The present row's place in it. */
  int row() {
    return run().place;
  }

  private Run run() {
    if (current == null) {
      throw new io.braid.common.InvariantViolation("there is a row");
    }
    return current;
  }

  @Override
  public void close() {
    all.forEach(run -> run.reader.close());
  }
}
