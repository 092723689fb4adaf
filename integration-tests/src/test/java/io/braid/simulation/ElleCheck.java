package io.braid.simulation;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * A checker of list-append histories in the manner of Elle, which looks at what clients saw and at
 * nothing else. The longest list of a key gives the order of its versions; from it follow who wrote
 * before whom (ww), who read from whom (wr) and who read what was overwritten later (rw). A cycle
 * is an anomaly: of ww G0, with wr G1c, with one rw G-single, with more G2. Edges of rw begin only
 * at transactions whose level promises that their reads hold at one point: SERIALIZABLE, and
 * REPEATABLE READ without writes.
 */
final class ElleCheck {
  private record Read(History.Txn reader, String key, List<String> list, boolean strict) {}

  private final History history;
  private final Map<String, History.Txn> writers = new HashMap<>();
  private final Map<String, String> lastOfTransaction = new HashMap<>();
  private final Map<String, List<String>> longest = new TreeMap<>();
  private final Map<Long, Map<Long, Set<String>>> edges = new LinkedHashMap<>();

  ElleCheck(History history) {
    this.history = history;
  }

  void run() {
    List<Read> reads = new ArrayList<>();
    for (History.Txn txn : history.transactions()) {
      for (RowEvent event : txn.events) {
        if (event.key().startsWith("l") && event.after() != null) {
          List<String> list = list(event.after());
          writers.put(list.getLast(), txn);
          lastOfTransaction.put(txn.id + event.key(), list.getLast());
        }
      }
      collect(txn, reads);
    }
    reads.forEach(this::order);
    reads.forEach(this::aborted);
    writeEdges();
    reads.forEach(this::readEdges);
    cycles();
  }

  private static List<String> list(String value) {
    return value.isEmpty() ? List.of() : Arrays.asList(value.split(",", -1));
  }

  private static void collect(History.Txn txn, List<Read> reads) {
    boolean committed =
        txn.outcome == History.Outcome.COMMITTED
            || (txn.outcome == History.Outcome.UNKNOWN && txn.commitTs > 0);
    boolean snapshotIsStrict =
        txn.isolation == Isolation.REPEATABLE_READ
            && txn.events.isEmpty()
            && txn.lockReads.isEmpty();
    for (History.SnapshotRead read : txn.snapshotReads) {
      for (String key : read.keys()) {
        if (key.startsWith("l")) {
          String found = read.found().getOrDefault(key, "");
          reads.add(new Read(txn, key, list(found), snapshotIsStrict));
        }
      }
    }
    if (!committed) {
      return;
    }
    txn.lockReads.forEach((key, value) -> {
      if (key.startsWith("l")) {
        reads.add(
            new Read(
                txn,
                key,
                list(value == null ? "" : value),
                txn.isolation == Isolation.SERIALIZABLE));
      }
    });
    for (RowEvent event : txn.events) {
      if (event.key().startsWith("l") && event.after() != null) {
        List<String> own = list(event.after());
        // What the write appended to was there.
        reads.add(new Read(txn, event.key(), own, false));
      }
    }
  }

  /** All lists of a key are beginnings of the longest one. */
  private void order(Read read) {
    List<String> before = longest.getOrDefault(read.key(), List.of());
    List<String> shorter = before.size() < read.list().size() ? before : read.list();
    List<String> longer = before.size() < read.list().size() ? read.list() : before;
    if (!longer.subList(0, shorter.size()).equals(shorter)) {
      throw new Violation(
          "elle", "incompatible orders of " + read.key() + ": " + shorter + " and " + longer);
    }
    longest.put(read.key(), longer);
  }

  private void aborted(Read read) {
    if (read.list().isEmpty()) {
      return;
    }
    for (String element : read.list()) {
      History.Txn writer = writers.get(element);
      if (writer == null || writer.outcome == History.Outcome.ABORTED) {
        throw new Violation("elle", "G1a: " + read.reader() + " saw " + element + " of " + writer);
      }
    }
    String last = read.list().getLast();
    History.Txn writer = writers.get(last);
    if (writer != read.reader() && !last.equals(lastOfTransaction.get(writer.id + read.key()))) {
      throw new Violation("elle", "G1b: " + read.reader() + " saw " + last + " of " + writer);
    }
  }

  private void edge(History.Txn from, History.Txn to, String kind) {
    if (from != to) {
      edges
          .computeIfAbsent(from.id, any -> new LinkedHashMap<>())
          .computeIfAbsent(to.id, any -> new HashSet<>())
          .add(kind);
    }
  }

  private void writeEdges() {
    for (List<String> list : longest.values()) {
      for (int at = 1; at < list.size(); at++) {
        edge(writers.get(list.get(at - 1)), writers.get(list.get(at)), "ww");
      }
    }
  }

  private void readEdges(Read read) {
    List<String> all = longest.get(read.key());
    int seen = read.list().size();
    if (seen > 0) {
      edge(writers.get(read.list().getLast()), read.reader(), "wr");
    }
    if (read.strict() && seen < all.size()) {
      edge(read.reader(), writers.get(all.get(seen)), "rw");
    }
  }

  /** Follows ww and wr first, then one rw, then any: the first cycle found is named. */
  private void cycles() {
    search(Set.of("ww"), "G0");
    search(Set.of("ww", "wr"), "G1c");
    for (Map.Entry<Long, Map<Long, Set<String>>> from : edges.entrySet()) {
      from.getValue()
          .forEach((to, kinds) -> {
            if (kinds.contains("rw") && reaches(to, from.getKey(), Set.of("ww", "wr"))) {
              throw new Violation(
                  "elle", "G-single: " + history.find(from.getKey()) + " and " + history.find(to));
            }
          });
    }
    search(Set.of("ww", "wr", "rw"), "G2");
  }

  private void search(Set<String> kinds, String name) {
    Map<Long, Integer> open = new HashMap<>();
    for (Map<Long, Set<String>> targets : edges.values()) {
      targets.forEach((to, found) -> {
        if (found.stream().anyMatch(kinds::contains)) {
          open.merge(to, 1, Integer::sum);
        }
      });
    }
    // Without cycles every transaction gets its turn.
    Deque<Long> ready = new ArrayDeque<>();
    Set<Long> all = new HashSet<>(edges.keySet());
    all.addAll(open.keySet());
    all.stream().sorted().filter(id -> !open.containsKey(id)).forEach(ready::add);
    int done = 0;
    while (!ready.isEmpty()) {
      long from = ready.remove();
      done++;
      edges
          .getOrDefault(from, Map.of())
          .forEach((to, found) -> {
            if (found.stream().anyMatch(kinds::contains) && open.merge(to, -1, Integer::sum) == 0) {
              open.remove(to);
              ready.add(to);
            }
          });
    }
    if (done < all.size()) {
      throw new Violation(
          "elle", name + " among " + open.keySet().stream().sorted().map(history::find).toList());
    }
  }

  private boolean reaches(long from, long target, Set<String> kinds) {
    Set<Long> visited = new HashSet<>();
    Deque<Long> toVisit = new ArrayDeque<>(List.of(from));
    while (!toVisit.isEmpty()) {
      long at = toVisit.remove();
      if (at == target) {
        return true;
      }
      edges
          .getOrDefault(at, Map.of())
          .forEach((to, found) -> {
            if (found.stream().anyMatch(kinds::contains) && visited.add(to)) {
              toVisit.add(to);
            }
          });
    }
    return false;
  }
}
