package io.braid.txn.move;

import io.braid.storage.IndexChange;
import io.braid.storage.KeyRange;
import io.braid.storage.PreparedPart;
import io.braid.storage.RowChange;
import io.braid.storage.WriteSet;
import io.braid.storage.node.log.UnknownOutcomeException;
import io.braid.storage.node.mvcc.KeyTracker;
import io.braid.storage.node.mvcc.RangeTransfer;
import io.braid.storage.node.mvcc.RangeTransfer.CopiedVersion;
import io.braid.storage.node.volume.Volume;
import io.braid.txn.commit.NodeTransactionManager;
import io.braid.txn.move.MoveObserver.Step;
import io.braid.txn.move.MoveOperator.State;
import io.braid.txn.shard.Shard;
import io.braid.txn.shard.ShardMap;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves one shard to another volume while it is read and written.
 *
 * <pre>
 *  clear target ─► note commits ─► copy ─► copy what was noted, until little is left
 *                                    ▲ too much was noted │
 *                                    └────────────────────┘
 *  close gate ─► copy the rest ─► timestamp F ─► record, map: S ≥ F reads the target ─► open gate
 *  ─► timestamp T ─► mark the source: garbage collection at T removes the range there
 * </pre>
 *
 * <p>No history is copied. Every commit of the range on the source is below F, every one on the
 * target above; snapshots below F go on reading the source. A reader with the map from before the
 * switch has a snapshot below T, and what it reads on the source is right: no commit went to the
 * target before the map was replaced. The record on the meta volume is the decision: a move that
 * was cut off before it begins anew, one after it only marks the source.
 *
 * <p>One thread runs a move; {@link #stop} may be called by any.
 */
final class ShardMove {
  private static final Logger LOG = LoggerFactory.getLogger(ShardMove.class);
  private static final int DRAIN_KEYS = 1_000;

  private final NodeTransactionManager transactions;
  private final ShardRecords records;
  private final MoveLimits limits;
  private final MoveObserver observer;
  private final RangeTransfer source;
  private final RangeTransfer target;
  private final KeyRange range;
  private final CountDownLatch stopped = new CountDownLatch(1);
  private final CountDownLatch over = new CountDownLatch(1);
  private final AtomicLong copiedKeys = new AtomicLong();
  private final AtomicLong copiedBytes = new AtomicLong();
  private volatile boolean closing;
  private volatile String activity = "starting";
  private volatile MoveOperator operator;

  /** Ends a move on the way; nothing is wrong with the volumes. */
  private static final class Ended extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Ended(String reason) {
      super(reason, null, false, false);
    }
  }

  ShardMove(
      NodeTransactionManager transactions,
      ShardRecords records,
      MoveLimits limits,
      MoveObserver observer,
      MoveOperator operator) {
    this.transactions = transactions;
    this.records = records;
    this.limits = limits;
    this.observer = observer;
    this.operator = operator;
    this.range = operator.range();
    this.source = transactions.volumes().get(operator.from()).transfer();
    this.target = transactions.volumes().get(operator.to()).transfer();
  }

  MoveOperator operator() {
    return operator;
  }

  /** What it does, in words. */
  String activity() {
    return activity;
  }

  long copiedKeys() {
    return copiedKeys.get();
  }

  long copiedBytes() {
    return copiedBytes.get();
  }

  /** Cancels it; within {@link ShardRecords#exclusively}, before the switch. */
  void cancel() {
    MoveOperator cancelling = operator.with(State.CANCELLING);
    records.write(List.of(), Optional.of(cancelling));
    operator = cancelling;
    stopped.countDown();
  }

  /** Leaves it as it is for the next start of the node. */
  void stop() {
    closing = true;
    stopped.countDown();
  }

  /** Waits for its end; false when it is not over by then. */
  boolean await(long millis) throws InterruptedException {
    return over.await(millis, TimeUnit.MILLISECONDS);
  }

  void run() {
    try {
      if (operator.state() == State.RUNNING) {
        tryMove();
      }
      if (operator.state() == State.CANCELLING) {
        end(State.CANCELLED, "");
      }
      if (operator.state() == State.SWITCHED) {
        retireSource();
      }
      LOG.info(
          "move {} of shard {} from volume {} to {}: {}",
          operator.id(),
          operator.shardId(),
          operator.from().value(),
          operator.to().value(),
          operator.state());
    } catch (Ended closed) {
      LOG.info("move {} goes on at the next start", operator.id());
    } catch (RuntimeException failure) {
      activity = "stopped, goes on at the next start: " + failure.getMessage();
      LOG.error("move {} has stopped and goes on at the next start", operator.id(), failure);
    } finally {
      over.countDown();
    }
  }

  private void tryMove() {
    try {
      reached(Step.RECORDED);
      move();
    } catch (UnknownOutcomeException unknown) {
      throw unknown;
    } catch (RuntimeException failure) {
      if (closing) {
        throw new Ended("the node stops");
      }
      // A cancelled one is ended by the caller.
      if (operator.state() == State.RUNNING) {
        if (!(failure instanceof Ended)) {
          LOG.warn("move {} has failed", operator.id(), failure);
        }
        end(State.FAILED, String.valueOf(failure.getMessage()));
      }
    }
  }

  private void move() {
    awaitRemovals();
    try (KeyTracker tracker = source.track(range, limits.trackedKeysMax())) {
      for (int copies = 1; ; copies++) {
        clearTarget();
        tracker.restart();
        reached(Step.TRACKED);
        copy();
        reached(Step.COPIED);
        if (switchWhenCaughtUp(tracker)) {
          return;
        }
        if (copies == limits.copiesMax()) {
          throw new Ended(
              "more than "
                  + limits.trackedKeysMax()
                  + " keys changed during each of "
                  + copies
                  + " copies");
        }
      }
    }
  }

  /** What the range left behind elsewhere must be gone: its history, and data on the target. */
  private void awaitRemovals() {
    while (isBeingRemoved()) {
      activity = "waiting until the data of the last move are removed";
      pause(limits.retryPause().toNanos());
      checkGoOn();
    }
  }

  private boolean isBeingRemoved() {
    for (Volume volume : transactions.volumes().all()) {
      for (RangeTransfer.PendingRemoval removal : volume.transfer().pendingRemovals()) {
        if (ShardMap.overlap(removal.range(), range)) {
          return true;
        }
      }
    }
    return false;
  }

  private void clearTarget() {
    activity = "clearing the target";
    target.clear(range);
    copiedKeys.set(0);
    copiedBytes.set(0);
    reached(Step.CLEARED);
  }

  private void copy() {
    activity = "copying";
    KeyRange rest = range;
    while (true) {
      checkGoOn();
      long begun = System.nanoTime();
      List<CopiedVersion> batch = source.read(rest);
      if (batch.isEmpty()) {
        return;
      }
      write(batch);
      reached(Step.BATCH_COPIED);
      byte[] last = batch.getLast().key();
      rest = new KeyRange(Arrays.copyOf(last, last.length + 1), range.end());
      pause((long) ((System.nanoTime() - begun) * limits.restShare()));
    }
  }

  private void write(List<CopiedVersion> batch) {
    target.write(batch);
    long bytes = 0;
    for (CopiedVersion version : batch) {
      byte[] value = version.value();
      bytes += version.key().length + (value == null ? 0 : value.length);
    }
    copiedKeys.addAndGet(batch.size());
    copiedBytes.addAndGet(bytes);
  }

  /** False when too many keys changed: the range must be copied once more. */
  private boolean switchWhenCaughtUp(KeyTracker tracker) {
    while (true) {
      activity = "catching up";
      int rounds = 0;
      // A writer faster than this copy: commits then wait for the rest, which is bounded.
      int rest = limits.closeAtKeys();
      while (tracker.size() > rest && !tracker.overflowed()) {
        checkGoOn();
        drain(tracker);
        if (++rounds % 10 == 0 && rest < DRAIN_KEYS * 10) {
          rest *= 2;
        }
      }
      if (tracker.overflowed()) {
        return false;
      }
      reached(Step.CAUGHT_UP);
      if (!hasPreparedParts(true) && awaitInside() && trySwitch(tracker)) {
        reached(Step.OPENED);
        return true;
      }
      activity = "waiting for transactions that are prepared or committing";
      pause(limits.retryPause().toNanos());
      checkGoOn();
    }
  }

  private void drain(KeyTracker tracker) {
    List<byte[]> keys = tracker.take(DRAIN_KEYS);
    if (!keys.isEmpty()) {
      write(source.newest(keys));
    }
  }

  /**
   * Whether something is prepared in the range on the source: it will be written there. Branches of
   * clients may stay for days; parts of other commits are gone when the gate is closed.
   */
  private boolean hasPreparedParts(boolean branchesAlone) {
    if (transactions.volumes().get(operator.from()).hasStaged(range)) {
      return true;
    }
    for (PreparedPart part : transactions.volumes().get(operator.from()).preparedParts()) {
      boolean counts = !branchesAlone || part.participation().branch().length > 0;
      if (counts && touches(part.writes())) {
        return true;
      }
    }
    return false;
  }

  private boolean touches(WriteSet writes) {
    for (RowChange row : writes.rows()) {
      if (range.contains(row.key()) || row.oldKey().filter(range::contains).isPresent()) {
        return true;
      }
    }
    for (IndexChange index : writes.indexes()) {
      if (range.contains(index.key())) {
        return true;
      }
    }
    return false;
  }

  private boolean trySwitch(KeyTracker tracker) {
    return records.exclusively(() -> {
      checkGoOn();
      activity = "switching";
      if (!close()) {
        return false;
      }
      // Only when it is known which volume has the range may commits go on.
      boolean known = false;
      try {
        reached(Step.CLOSED);
        boolean switched = !hasPreparedParts(false) && drainAll(tracker) && decide();
        known = true;
        return switched;
      } catch (UnknownOutcomeException unknown) {
        activity = "stopped: it is not known whether the switch was recorded; start anew";
        throw unknown;
      } catch (RuntimeException failure) {
        known = true;
        throw failure;
      } finally {
        if (known) {
          transactions.gate().open(range);
        }
      }
    });
  }

  private boolean awaitInside() {
    try {
      return transactions.gate().awaitInside(range, limits.gatePatience());
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new Ended("interrupted");
    }
  }

  private boolean close() {
    try {
      return transactions.gate().close(range, limits.gatePatience());
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new Ended("interrupted");
    }
  }

  private boolean drainAll(KeyTracker tracker) {
    while (tracker.size() > 0) {
      drain(tracker);
    }
    boolean all = !tracker.overflowed();
    if (all) {
      reached(Step.DRAINED);
    }
    return all;
  }

  private boolean decide() {
    long flipTs = transactions.currentTimestamp();
    Shard moved = currentShard().movedTo(operator.to(), flipTs);
    MoveOperator switched = operator.with(State.SWITCHED);
    records.write(List.of(moved), Optional.of(switched));
    reached(Step.SWITCHED);
    records.shards().replace(List.of(moved));
    operator = switched;
    reached(Step.PUBLISHED);
    return true;
  }

  private void retireSource() {
    activity = "leaving the source";
    boolean marked =
        source.pendingRemovals().stream().anyMatch(removal -> removal.range().equals(range));
    if (!marked) {
      source.removeAt(range, transactions.currentTimestamp());
    }
    reached(Step.MARKED);
    end(State.FINISHED, "");
  }

  private void end(State state, String reason) {
    // What the target has from an earlier time may still be read at old snapshots; then it is
    // removed when they are gone, and this move has not begun to copy.
    if (state != State.FINISHED && !isBeingRemoved()) {
      target.clear(range);
    }
    MoveOperator ended = operator.ended(state, transactions.currentTimestamp(), reason);
    records.exclusively(() -> {
      records.write(List.of(), Optional.of(ended));
      operator = ended;
      return true;
    });
    activity = "";
    reached(Step.ENDED);
  }

  /** The shard as the map has it; it can only be gone with its table. */
  private Shard currentShard() {
    return records
        .shards()
        .find(operator.shardId())
        .filter(shard ->
            shard.volume().equals(operator.from()) && shard.range().equals(operator.range()))
        .orElseThrow(() -> new Ended("the table was dropped"));
  }

  private void checkGoOn() {
    if (closing || operator.state() == State.CANCELLING) {
      throw new Ended("cancelled");
    }
    var unused = currentShard();
  }

  private void pause(long nanos) {
    try {
      var unused = stopped.await(nanos, TimeUnit.NANOSECONDS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new Ended("interrupted");
    }
  }

  private void reached(Step step) {
    observer.reached(step, operator);
  }
}
