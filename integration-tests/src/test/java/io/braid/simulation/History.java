package io.braid.simulation;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What the clients did and saw. */
final class History {
  /** What a client knows about the end of its transaction. */
  enum Outcome {
    RUNNING,
    COMMITTED,
    ABORTED,
    UNKNOWN
  }

  /**
   * A snapshot read of some keys.
   *
   * @param keys empty for the whole shard
   */
  record SnapshotRead(long snapshot, int shard, List<String> keys, Map<String, String> found) {}

  /** A newest-version read of one shard without a snapshot. */
  record NewestRead(
      long acknowledgedBefore, int shard, List<String> keys, Map<String, Version> found) {}

  /** A status: the number of transactions that a node's stream had. */
  record Status(int node, long seenTs, long transactions) {}

  /** One transaction of a client. */
  static final class Txn {
    final long id;
    final Isolation isolation;
    final String kind;
    final List<SnapshotRead> snapshotReads = new ArrayList<>();

    /** First locking read of each key, before own writes. */
    final Map<String, String> lockReads = new LinkedHashMap<>();

    final List<NewestRead> newestReads = new ArrayList<>();
    final List<RowEvent> events = new ArrayList<>();
    boolean silent;
    Outcome outcome = Outcome.RUNNING;
    long commitTs;

    /** Commits at or below were acknowledged before this one was asked for. */
    long acknowledgedBefore;

    Txn(long id, Isolation isolation, String kind) {
      this.id = id;
      this.isolation = isolation;
      this.kind = kind;
    }

    void lockRead(String key, @Nullable String value) {
      if (!lockReads.containsKey(key)) {
        lockReads.put(key, value);
      }
    }

    @Override
    public String toString() {
      return kind + " " + id + " " + outcome + " at " + commitTs;
    }
  }

  private final Map<Long, Txn> transactions = new TreeMap<>();
  final List<Status> statuses = new ArrayList<>();
  private long nextId = 1;

  /** The highest commit timestamp that a client or consumer has seen. */
  private long acknowledged;

  /** Counts of what happened, for the report. */
  final Map<String, Integer> counts = new TreeMap<>();

  Txn begin(Isolation isolation, String kind) {
    Txn txn = new Txn(nextId++, isolation, kind);
    transactions.put(txn.id, txn);
    return txn;
  }

  Iterable<Txn> transactions() {
    return transactions.values();
  }

  @Nullable Txn find(long id) {
    return transactions.get(id);
  }

  long acknowledged() {
    return acknowledged;
  }

  void sawCommit(long commitTs) {
    acknowledged = Math.max(acknowledged, commitTs);
  }

  void ended(Txn txn, Outcome outcome, long commitTs) {
    if (txn.outcome != Outcome.RUNNING && txn.outcome != Outcome.UNKNOWN) {
      return;
    }
    txn.outcome = outcome;
    txn.commitTs = commitTs;
    count(txn.kind + " " + outcome);
    if (outcome == Outcome.COMMITTED && commitTs > 0) {
      if (commitTs <= txn.acknowledgedBefore) {
        throw new Violation(
            "strict", txn + " was asked for after " + txn.acknowledgedBefore + " had been seen");
      }
      sawCommit(commitTs);
    }
  }

  void count(String what) {
    counts.merge(what, 1, Integer::sum);
  }
}
