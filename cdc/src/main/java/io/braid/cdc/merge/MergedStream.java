package io.braid.cdc.merge;

import io.braid.cdc.TransactionStream;
import io.braid.cdc.capture.VolumeReader;
import io.braid.common.Invariant;
import io.braid.common.InvariantViolation;
import io.braid.common.time.Clock;
import io.braid.storage.ChangeRecord;
import io.braid.storage.node.volume.ChangeLog;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Merges the change logs of all volumes by (commit timestamp, sequence).
 *
 * <p>It works in windows. A window's end is the least resolved timestamp of all volumes, each
 * computed from an oracle timestamp that was read first (PROTOCOL.md, rule 18); within it every log
 * is complete, so that the least head is the next record of all. When the window is used up the
 * next one begins: at once when a commit was applied since, else when one is, or after an idle
 * tick, so that the resolved timestamp of an idle cluster moves too.
 *
 * <p>A window costs a look at each volume, its records a few comparisons each ({@link MergeHeap}).
 * That idle volumes do not make the records of a busy one dear, the windows of a stream over many
 * volumes are apart by a pause in proportion to their number.
 *
 * <p>Every transaction has its record at sequence 0, which says how many records follow; a
 * transaction that does not have exactly those stops the stream (rule 17).
 */
public final class MergedStream implements TransactionStream {
  /** How long an idle stream leaves its resolved timestamp unmoved. */
  public static final long IDLE_TICK_MILLIS = 100;

  /** A window that holds more is cut behind a transaction, because its cursors pin files. */
  private static final long WINDOW_RECORDS_MAX = 1_000_000;

  /** How far the beginnings of two windows are apart, for each volume. */
  private static final long WINDOW_PAUSE_NANOS_PER_VOLUME = 1_000;

  /** A shorter pause is left out: the thread would sleep longer than that. */
  private static final long WINDOW_PAUSE_NANOS_MIN = 100_000;

  private final List<ChangeLog> volumes;
  private final List<VolumeReader> readers;
  private final MergeHeap<VolumeReader> heads = new MergeHeap<>();
  private final LongSupplier oracle;
  private final Clock clock;
  private final Runnable onApplied = this::signalApplied;

  // Owned by the reading thread.
  private long windowEnd;
  private boolean windowOpen;
  private long windowRecords;
  private long windowsOpened;
  private long nextWindowNanos;

  /** Somebody called {@link #wake} and an empty {@link #next} has not followed yet. */
  private boolean wakeOwed;

  private @Nullable Part current;
  private boolean closed;

  private volatile long resolved;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  // Guarded by lock.
  private boolean applied = true;
  private boolean woken;

  /**
   * A stream of what committed after a timestamp.
   *
   * @param volumes all of the cluster; they are not closed with the stream
   * @param oracle gives timestamps above those of all commits that were acknowledged before
   * @param afterCommitTs at or below this nothing is returned; 0 for all there is
   */
  public MergedStream(
      List<? extends ChangeLog> volumes, LongSupplier oracle, Clock clock, long afterCommitTs) {
    this.volumes = List.copyOf(volumes);
    this.oracle = oracle;
    this.clock = clock;
    this.resolved = afterCommitTs;
    this.windowEnd = afterCommitTs;
    this.readers = new ArrayList<>();
    for (ChangeLog volume : volumes) {
      readers.add(new VolumeReader(volume));
      volume.onApplied(onApplied);
    }
  }

  private void signalApplied() {
    lock.lock();
    try {
      applied = true;
      changed.signal();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void wake() {
    lock.lock();
    try {
      woken = true;
      changed.signal();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public long resolvedTimestamp() {
    return resolved;
  }

  @Override
  public Optional<StreamTransaction> next(long waitMillis) throws InterruptedException {
    Invariant.check(!closed, "a closed stream is read");
    if (current != null) {
      current.finish();
      current = null;
    }
    long deadline = clock.monotonicNanos() + TimeUnit.MILLISECONDS.toNanos(waitMillis);
    while (true) {
      if (windowOpen && windowRecords <= WINDOW_RECORDS_MAX) {
        VolumeReader first = heads.first();
        if (first != null) {
          return Optional.of(begin(first));
        }
        // Nothing of the window is left.
        resolved = windowEnd;
      }
      windowOpen = false;
      pause(deadline);
      wakeOwed |= takeWoken();
      openWindow();
      if (heads.first() != null) {
        continue;
      }
      resolved = windowEnd;
      if (wakeOwed || !awaitChange(deadline)) {
        wakeOwed = false;
        return Optional.empty();
      }
    }
  }

  /** Lets commits gather for the next window, but nobody who has called {@link #wake} wait. */
  private void pause(long deadline) throws InterruptedException {
    long until = Math.min(nextWindowNanos, deadline);
    if (until - clock.monotonicNanos() < WINDOW_PAUSE_NANOS_MIN) {
      return;
    }
    lock.lock();
    try {
      long rest = until - clock.monotonicNanos();
      while (rest > 0 && !woken) {
        rest = changed.awaitNanos(rest);
      }
    } finally {
      lock.unlock();
    }
  }

  private boolean takeWoken() {
    lock.lock();
    try {
      boolean was = woken;
      woken = false;
      // Before resolving: what is applied from here on asks for another window.
      applied = false;
      return was;
    } finally {
      lock.unlock();
    }
  }

  private void openWindow() {
    windowsOpened++;
    nextWindowNanos = clock.monotonicNanos() + volumes.size() * WINDOW_PAUSE_NANOS_PER_VOLUME;
    // The oracle first, the registered commits of all volumes after it.
    long oracleNow = oracle.getAsLong();
    long end = oracleNow;
    for (ChangeLog volume : volumes) {
      end = Math.min(end, volume.resolvedTimestamp(oracleNow));
    }
    windowEnd = Math.max(end, resolved);
    windowRecords = 0;
    windowOpen = true;
    heads.clear();
    for (VolumeReader reader : readers) {
      reader.window(resolved, windowEnd);
      heads.add(reader);
    }
  }

  /** Waits for something to do; false when the time is over. */
  private boolean awaitChange(long deadline) throws InterruptedException {
    lock.lock();
    try {
      long now = clock.monotonicNanos();
      long tick = now + TimeUnit.MILLISECONDS.toNanos(IDLE_TICK_MILLIS);
      while (!applied && !woken) {
        now = clock.monotonicNanos();
        if (deadline - now <= 0) {
          return false;
        }
        if (tick - now <= 0) {
          return true;
        }
        long waited = changed.awaitNanos(Math.min(deadline, tick) - now);
        if (waited > 0 && !applied && !woken) {
          continue;
        }
      }
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** How often two records were compared, for measurements. */
  long comparisons() {
    return heads.comparisons();
  }

  /** How often all volumes were asked for their resolved timestamps, for measurements. */
  long windowsOpened() {
    return windowsOpened;
  }

  private StreamTransaction begin(VolumeReader reader) {
    ChangeRecord head = take(reader);
    int records =
        switch (head) {
          case ChangeRecord.Transaction transaction -> transaction.transaction().recordCount();
          case ChangeRecord.Control control -> 0;
          case ChangeRecord.Row row -> throw withoutHead(reader, head);
          case ChangeRecord.Catalog catalog -> throw withoutHead(reader, head);
          case ChangeRecord.UniqueOwner owner -> throw withoutHead(reader, head);
        };
    resolved = head.commitTs();
    current = new Part(head, records);
    return current;
  }

  private static InvariantViolation withoutHead(VolumeReader reader, ChangeRecord record) {
    return new InvariantViolation(
        "the change log of volume "
            + reader.id().value()
            + " has no transaction record for ("
            + record.commitTs()
            + ", "
            + record.sequence()
            + ")");
  }

  /** Takes the record of the first reader. */
  private ChangeRecord take(VolumeReader first) {
    ChangeRecord head = first.take();
    heads.firstAdvanced();
    windowRecords++;
    return head;
  }

  @Override
  public void close() {
    closed = true;
    for (ChangeLog volume : volumes) {
      volume.removeListener(onApplied);
    }
    readers.forEach(VolumeReader::close);
  }

  /** A transaction whose records are still in the logs. */
  private final class Part implements StreamTransaction {
    private final ChangeRecord head;
    private final int records;
    private int taken;

    Part(ChangeRecord head, int records) {
      this.head = head;
      this.records = records;
    }

    @Override
    public long commitTs() {
      return head.commitTs();
    }

    @Override
    public ChangeRecord head() {
      return head;
    }

    @Override
    public Optional<ChangeRecord> nextRecord() {
      Invariant.check(current == this, "a transaction is read after the next one was asked for");
      if (taken == records) {
        return Optional.empty();
      }
      VolumeReader reader = heads.first();
      if (reader == null || reader.headTs() != head.commitTs()) {
        throw new InvariantViolation(
            "transaction "
                + commitTs()
                + " has only "
                + taken
                + " of its "
                + records
                + " change records");
      }
      taken++;
      return Optional.of(take(reader));
    }

    private void finish() {
      while (taken < records) {
        nextRecord();
      }
      VolumeReader reader = heads.first();
      Invariant.check(
          reader == null || reader.headTs() > head.commitTs(),
          "transaction %s has more than its %s change records",
          commitTs(),
          records);
    }
  }
}
