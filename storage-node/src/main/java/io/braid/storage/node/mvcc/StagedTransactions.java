package io.braid.storage.node.mvcc;

import io.braid.common.Invariant;
import io.braid.common.InvariantViolation;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The large transactions of a volume whose writes are not all in {@code current}: what readers need
 * to know of them.
 *
 * <pre>
 *   ACTIVE ◄─hold──► COMMITTING ──applied──► COMMITTED ──folded──► forgotten
 *      └──────────────────┴── rolled back ──► ABORTED ──removed──► forgotten
 * </pre>
 *
 * @see "PROTOCOL.md, rule 31"
 */
public final class StagedTransactions {
  /** How far a transaction is. */
  enum Phase {
    ACTIVE,
    COMMITTING,
    COMMITTED,
    ABORTED
  }

  /** One transaction. The phase is written last, so that who reads it first sees the rest. */
  static final class State {
    private final long id;
    private volatile InCommitMap.@Nullable Entry entry;
    private volatile long commitTs;
    private volatile Phase phase;

    private State(long id, Phase phase, long commitTs) {
      this.id = id;
      this.commitTs = commitTs;
      this.phase = phase;
    }

    long id() {
      return id;
    }

    Phase phase() {
      return phase;
    }

    /** Only meaningful when it is committed. */
    long commitTs() {
      return commitTs;
    }
  }

  private final Map<Long, State> states = new ConcurrentHashMap<>();

  /** Whether reads need not look for staged keys at all. */
  public boolean isEmpty() {
    return states.isEmpty();
  }

  @Nullable State find(long transactionId) {
    return states.get(transactionId);
  }

  Collection<State> all() {
    return states.values();
  }

  /** The first chunk arrives; true if it is the first. */
  boolean begin(long transactionId) {
    return states.putIfAbsent(transactionId, new State(transactionId, Phase.ACTIVE, 0)) == null;
  }

  /** What was found in the files. */
  void recovered(long transactionId, long commitTs) {
    states.put(
        transactionId,
        new State(transactionId, commitTs == 0 ? Phase.ACTIVE : Phase.COMMITTED, commitTs));
  }

  /** It is held from now on; the oracle has not been asked yet. */
  void committing(long transactionId, InCommitMap.Entry entry) {
    State state = require(transactionId);
    state.entry = entry;
    state.phase = Phase.COMMITTING;
  }

  /** Its hold has failed: it is what it was before. */
  void notHeld(long transactionId) {
    State state = require(transactionId);
    state.phase = Phase.ACTIVE;
    state.entry = null;
  }

  /** Its commit was applied; readers that waited go on afterwards. */
  void committed(long transactionId, long commitTs) {
    State state = require(transactionId);
    state.commitTs = commitTs;
    state.phase = Phase.COMMITTED;
  }

  /** It will never commit. */
  void aborted(long transactionId) {
    State state = states.get(transactionId);
    if (state != null) {
      Invariant.check(
          state.phase != Phase.COMMITTED, "a large transaction is aborted after its commit");
      state.phase = Phase.ABORTED;
    }
  }

  /** None of its keys is staged any more. */
  void forget(long transactionId) {
    states.remove(transactionId);
  }

  private State require(long transactionId) {
    State state = states.get(transactionId);
    if (state == null) {
      throw new InvariantViolation("nothing is staged of transaction " + transactionId);
    }
    return state;
  }

  /** Waits for the decisions of those that may have committed at or below {@code readTs}. */
  void await(InCommitMap inCommit, long readTs) {
    for (State state : states.values()) {
      InCommitMap.Entry entry = state.entry;
      if (state.phase == Phase.COMMITTING && entry != null) {
        inCommit.awaitEntry(entry, readTs);
      }
    }
  }

  /** Garbage collection must stay below this. */
  public long collectBelow() {
    long lowest = Long.MAX_VALUE;
    for (State state : states.values()) {
      if (state.phase == Phase.COMMITTED) {
        lowest = Math.min(lowest, state.commitTs);
      }
    }
    return lowest;
  }

  /** Those without a part that could still commit. */
  List<Long> activeExcept(Collection<Long> prepared) {
    List<Long> found = new ArrayList<>();
    for (State state : states.values()) {
      if (state.phase == Phase.ACTIVE && !prepared.contains(state.id)) {
        found.add(state.id);
      }
    }
    return found;
  }
}
