package io.braid.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the logs say, seen from above: every replica must do the same with an entry, and the
 * committed transactions are what clients and streams are measured against.
 */
final class Truth {
  /** A committed transaction with the writes of all its volumes. */
  static final class Committed {
    final long commitTs;
    final long transaction;
    final TreeMap<Integer, Write> writes = new TreeMap<>();
    final Map<Integer, Integer> streamed = new TreeMap<>();
    final List<TransactionHead> heads = new ArrayList<>();

    Committed(long commitTs, long transaction) {
      this.commitTs = commitTs;
      this.transaction = transaction;
    }
  }

  private final Map<Integer, List<Applied>> results = new TreeMap<>();

  /** A replica has applied an entry. */
  void applied(int volume, int index, Applied result) {
    List<Applied> known = results.computeIfAbsent(volume, any -> new ArrayList<>());
    if (index == known.size()) {
      known.add(result);
      return;
    }
    Applied first = known.get(index);
    if (!first.equals(result)) {
      throw new Violation(
          "replicas",
          "entry " + index + " of volume " + volume + " did " + result + " and before " + first);
    }
  }

  /** The tail of a log is gone. */
  void truncated(int volume, int length) {
    List<Applied> known = results.computeIfAbsent(volume, any -> new ArrayList<>());
    if (known.size() > length) {
      known.subList(length, known.size()).clear();
    }
  }

  /** All committed transactions in the order of their timestamps. */
  List<Committed> transactions() {
    TreeMap<Long, Committed> byTs = new TreeMap<>();
    results.forEach((volume, list) -> {
      for (Applied result : list) {
        if (result.changes() != null) {
          add(byTs, volume, result);
        }
      }
    });
    return List.copyOf(byTs.values());
  }

  private static void add(TreeMap<Long, Committed> byTs, int volume, Applied result) {
    Committed committed =
        byTs.computeIfAbsent(result.commitTs(), ts -> new Committed(ts, result.transaction()));
    if (committed.transaction != result.transaction()) {
      throw new Violation("order", "two transactions have the timestamp " + result.commitTs());
    }
    result
        .changes()
        .forEach((position, change) -> {
          switch (change) {
            case Change.Head head -> committed.heads.add(head.head());
            case Change.Row row -> {
              committed.writes.put(position.sequence(), row.write());
              if (row.write().isStreamed()) {
                committed.streamed.merge(volume, 1, Integer::sum);
              }
            }
            case Change.Reference reference -> {}
          }
        });
  }
}
