package io.braid.storage.node.log;

import io.braid.common.Invariant;
import io.braid.storage.node.log.LogStateMachine.Entry;
import io.braid.storage.node.log.ReplicatedLog.LogPosition;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.protocol.TermIndex;
import org.apache.ratis.server.storage.RaftStorage;
import org.apache.ratis.statemachine.SnapshotInfo;
import org.apache.ratis.statemachine.TransactionContext;
import org.apache.ratis.statemachine.impl.BaseStateMachine;
import org.apache.ratis.statemachine.impl.FileListSnapshotInfo;
import org.jspecify.annotations.Nullable;

/**
 * Ratis' state machine: hands committed entries to ours, many at once, on a thread of its own.
 *
 * <p>A Raft entry holds several proposals, each of which has a position of its own: the index of
 * the Raft entry plus one, shifted, and the proposal's place in it. The last has all low bits set,
 * so that a durable position tells whether its Raft entry is complete. It always is, because the
 * proposals of one Raft entry are applied in one batch.
 */
final class RaftApplier extends BaseStateMachine {
  static final Message APPLIED = Message.valueOf("applied");
  static final Message REFUSED = Message.valueOf("refused");

  private static final int PLACE_BITS = 16;
  private static final long LAST_PLACE = (1L << PLACE_BITS) - 1;

  /** Entries beyond this wait for the next write; below the state machine's own batch size. */
  private static final long BATCH_BYTES_MAX = 2L << 20;

  /** What the applying thread is told, in log order. */
  private sealed interface Step {
    /** Bytes that count towards a batch. */
    int bytes();

    /** A committed Raft entry of ours. */
    record Committed(long term, long index, byte[] data, CompletableFuture<Message> outcome)
        implements Step {
      @Override
      public int bytes() {
        return data.length;
      }
    }

    /** Ratis has passed an entry of its own. */
    record Passed(long term, long index) implements Step {
      @Override
      public int bytes() {
        return 0;
      }
    }

    /** The thread ends. */
    record End() implements Step {
      @Override
      public int bytes() {
        return 0;
      }
    }
  }

  private final LogStateMachine stateMachine;
  private final Consumer<Throwable> onFailure;
  private final LinkedBlockingQueue<Step> steps = new LinkedBlockingQueue<>();
  private final Thread thread;
  private volatile LogPosition applied;
  private volatile @Nullable Throwable failed;

  RaftApplier(String name, LogStateMachine stateMachine, Consumer<Throwable> onFailure) {
    this.stateMachine = stateMachine;
    this.onFailure = onFailure;
    this.applied = stateMachine.durable();
    this.thread =
        Thread.ofPlatform().name("raft-apply-" + name).daemon(true).unstarted(this::applyAll);
    thread.start();
  }

  static LogPosition position(long term, long raftIndex, int place, int count) {
    return new LogPosition(
        term, raftIndex + 1 << PLACE_BITS | (place == count - 1 ? LAST_PLACE : place));
  }

  private static @Nullable TermIndex termIndex(LogPosition position) {
    if (position.index() == 0) {
      return null;
    }
    Invariant.check(
        (position.index() & LAST_PLACE) == LAST_PLACE,
        "a durable position within a Raft entry: %s",
        position);
    return TermIndex.valueOf(position.term(), (position.index() >>> PLACE_BITS) - 1);
  }

  LogPosition applied() {
    return applied;
  }

  /** What stopped the state machine, or null. */
  @Nullable Throwable failure() {
    return failed;
  }

  @Override
  public void initialize(RaftServer server, RaftGroupId groupId, RaftStorage storage)
      throws IOException {
    super.initialize(server, groupId, storage);
    TermIndex durable = termIndex(stateMachine.durable());
    if (durable != null) {
      setLastAppliedTermIndex(durable);
    }
  }

  /** What is durable here needs no log; there are no files that Ratis could ship. */
  @Override
  public @Nullable SnapshotInfo getLatestSnapshot() {
    TermIndex durable = termIndex(stateMachine.durable());
    return durable == null ? null : new FileListSnapshotInfo(List.of(), durable);
  }

  /** Never throws: Ratis would call again at once and for ever. */
  @Override
  public long takeSnapshot() {
    LogPosition durable;
    try {
      durable = failed == null ? stateMachine.flush() : stateMachine.durable();
    } catch (RuntimeException | Error failure) {
      failed = failure;
      onFailure.accept(failure);
      durable = stateMachine.durable();
    }
    TermIndex termIndex = termIndex(durable);
    return termIndex == null
        ? org.apache.ratis.server.raftlog.RaftLog.INVALID_LOG_INDEX
        : termIndex.getIndex();
  }

  @Override
  public CompletableFuture<Message> applyTransaction(TransactionContext context) {
    var entry = context.getLogEntry();
    CompletableFuture<Message> outcome = new CompletableFuture<>();
    Throwable failure = failed;
    if (failure != null) {
      outcome.completeExceptionally(failure);
      return outcome;
    }
    steps.add(
        new Step.Committed(
            entry.getTerm(),
            entry.getIndex(),
            entry.getStateMachineLogEntry().getLogData().toByteArray(),
            outcome));
    return outcome;
  }

  /**
   * In order with the entries before it: the base class counts only forward, and entries are
   * applied on another thread than this.
   */
  @Override
  public void notifyTermIndexUpdated(long term, long index) {
    steps.add(new Step.Passed(term, index));
  }

  private void applyAll() {
    List<Step> batch = new ArrayList<>();
    while (true) {
      try {
        batch.add(steps.take());
      } catch (InterruptedException ignored) {
        // Nobody interrupts this thread on purpose; it ends by its end mark.
        continue;
      }
      long bytes = batch.getFirst().bytes();
      for (Step next = steps.peek();
          next != null && bytes + next.bytes() <= BATCH_BYTES_MAX;
          next = steps.peek()) {
        bytes += next.bytes();
        batch.add(steps.remove());
      }
      try {
        apply(batch);
      } catch (RuntimeException | Error failure) {
        failed = failure;
        fail(batch, failure);
        onFailure.accept(failure);
        return;
      }
      if (batch.getLast() instanceof Step.End) {
        return;
      }
      batch.clear();
    }
  }

  private void apply(List<Step> batch) {
    LogPosition before = applied;
    List<Entry> entries = new ArrayList<>();
    for (Step step : batch) {
      if (!(step instanceof Step.Committed committed) || isRefused(committed)) {
        continue;
      }
      List<byte[]> payloads = RaftEntryCodec.payloads(committed.data);
      for (int place = 0; place < payloads.size(); place++) {
        LogPosition position = position(committed.term, committed.index, place, payloads.size());
        if (position.index() > before.index()) {
          entries.add(new Entry(position, payloads.get(place)));
        }
      }
    }
    if (!entries.isEmpty()) {
      stateMachine.apply(entries);
      applied = entries.getLast().position();
    }
    for (Step step : batch) {
      switch (step) {
        case Step.Committed committed -> {
          updateLastAppliedTermIndex(committed.term, committed.index);
          committed.outcome.complete(isRefused(committed) ? REFUSED : APPLIED);
        }
        case Step.Passed(long term, long index) -> updateLastAppliedTermIndex(term, index);
        case Step.End() -> {}
      }
    }
  }

  private static void fail(List<Step> batch, Throwable failure) {
    for (Step step : batch) {
      if (step instanceof Step.Committed committed) {
        committed.outcome.completeExceptionally(failure);
      }
    }
  }

  /** Rule 9: every member refuses alike what was appended in another term than it was made in. */
  private static boolean isRefused(Step.Committed entry) {
    return RaftEntryCodec.term(entry.data) != entry.term;
  }

  /** Applies what has been committed so far and ends the thread. */
  void stop() {
    steps.add(new Step.End());
    ThreadEnd.join(thread);
  }
}
