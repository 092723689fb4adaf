package io.braid.storage.node.mvcc;

import io.braid.storage.KeyRange;
import io.braid.storage.StagedChunk;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Slice;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the chunks of large transactions, and afterwards brings what was committed into {@code
 * current}, or removes what was rolled back, in small steps beside other commits.
 *
 * <p>One step at a time changes staged keys: what a step read of them is still true when it is
 * applied.
 */
public final class StagedWorker implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(StagedWorker.class);

  /** How much longer than on keys that it passes over a sweep rests: these cost a tenth. */
  private static final int REST_FACTOR = 9;

  private static final long RETRY_MILLIS_MIN = 250;
  private static final long RETRY_MILLIS_MAX = 60_000;
  private static final int KEYS_AT_ONCE = 2_000;
  private static final long BYTES_AT_ONCE = 256 << 10;

  private final String name;
  private final VersionStore store;
  private final InCommitMap inCommit;
  private final Function<byte[], CompletableFuture<?>> propose;
  private final LongSupplier entryBytesMax;
  private final ReentrantLock steps = new ReentrantLock(true);
  private final ScheduledThreadPoolExecutor background;
  private volatile boolean closed;

  // Guarded by this.
  private boolean sweepWanted;
  private boolean sweepPlanned;
  private long restUntilNanos = System.nanoTime();

  /** In a row; of the background thread. */
  private int failures;

  /**
   * @param name of the volume
   * @param propose puts an entry into the log
   * @param entryBytesMax the most bytes of an entry
   */
  public StagedWorker(
      String name,
      VersionStore store,
      InCommitMap inCommit,
      Function<byte[], CompletableFuture<?>> propose,
      LongSupplier entryBytesMax) {
    this.entryBytesMax = entryBytesMax;
    this.name = name;
    this.store = store;
    this.inCommit = inCommit;
    this.propose = propose;
    // Its one thread is made when there is something to do.
    this.background =
        new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().name("fold-" + name).daemon().factory());
    background.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
  }

  static KeyRange records(long transactionId) {
    return new KeyRange(
        ChangeRecordCodec.key(transactionId, 0), ChangeRecordCodec.key(transactionId + 1, 0));
  }

  /** Makes a chunk durable. The caller holds the locks of its keys, which afterwards are staged. */
  public void stage(StagedChunk chunk) {
    steps.lock();
    try (EntriesUnderWay entries = new EntriesUnderWay(propose, inCommit)) {
      boolean begins = store.staged().begin(chunk.transactionId());
      new StagedChunkEncoder(store, inCommit, chunk, entryBytesMax.getAsLong(), entries)
          .write(begins);
      entries.await();
    } finally {
      steps.unlock();
    }
  }

  /**
   * Undoes all staged writes above a sequence: each key goes back to its newest own record before,
   * or is not staged any more. The records stay, for the range to be listed as rolled back.
   */
  public void rollback(long transactionId, int lastKept) {
    KeyRange undone =
        new KeyRange(
            ChangeRecordCodec.key(transactionId, lastKept + 1), records(transactionId).end());
    forEachBatch(
        undone,
        batch -> {
          steps.lock();
          try {
            EntryWriter entry = new EntryWriter(EntryWriter.KIND_DATA, 0, 1 << 12);
            Map<byte[], StagedKey> back = new TreeMap<>(Arrays::compareUnsigned);
            for (Numbered numbered : batch) {
              byte[] key = numbered.record.key();
              StagedKey staged = store.stagedReads().key(key);
              if (!back.containsKey(key)
                  && staged != null
                  && staged.transactionId() == transactionId) {
                back.put(key, before(staged, numbered));
              }
            }
            back.forEach((key, staged) -> {
              if (staged.last() == 0) {
                entry.delete(Column.STAGED_KEYS, key);
              } else {
                entry.put(Column.STAGED_KEYS, key, staged.encode());
              }
            });
            proposeAndWait(entry.finish());
          } finally {
            steps.unlock();
          }
        });
  }

  /** Where a key stood before the first of its undone records. */
  private static StagedKey before(StagedKey staged, Numbered undone) {
    long transactionId = staged.transactionId();
    if (undone.record.previous().commitTs() != transactionId) {
      return new StagedKey(transactionId, 0, 0);
    }
    int last = undone.record.previous().sequence();
    return last < staged.last() ? new StagedKey(transactionId, staged.first(), last) : staged;
  }

  private void proposeAndWait(byte[] payload) {
    try (EntriesUnderWay entry = new EntriesUnderWay(propose, inCommit)) {
      entry.add(payload, null);
      entry.await();
    }
  }

  /** Brings committed transactions into {@code current}, in the background. */
  public void fold() {
    wanted();
  }

  /** Removes a transaction that was rolled back, in the background. */
  public void remove(long transactionId) {
    store.staged().aborted(transactionId);
    wanted();
  }

  /** Goes on with what a restart has found. */
  public void recover(List<Long> aborted) {
    for (long transactionId : aborted) {
      store.staged().aborted(transactionId);
    }
    if (!store.staged().isEmpty()) {
      wanted();
    }
  }

  private synchronized void wanted() {
    sweepWanted = true;
    schedule();
  }

  private synchronized void schedule() {
    if (!sweepWanted || sweepPlanned || closed) {
      return;
    }
    sweepPlanned = true;
    background.schedule(
        this::sweep, Math.max(0, restUntilNanos - System.nanoTime()), TimeUnit.NANOSECONDS);
  }

  private void sweep() {
    synchronized (this) {
      sweepWanted = false;
    }
    long began = System.nanoTime();
    long restNanos = 0;
    try {
      StagedSweep sweep =
          new StagedSweep(
              store,
              inCommit,
              this::proposeAndWait,
              entryBytesMax.getAsLong(),
              steps,
              () -> closed);
      sweep.run();
      failures = 0;
      restNanos = (long) ((System.nanoTime() - began) * REST_FACTOR * sweep.passedShare());
    } catch (RuntimeException | Error failure) {
      restNanos = failed(failure);
    }
    synchronized (this) {
      restUntilNanos = System.nanoTime() + restNanos;
      sweepPlanned = false;
      schedule();
    }
  }

  /** Returns after what time it is tried again. */
  private long failed(Throwable failure) {
    long restMillis = Math.min(RETRY_MILLIS_MIN << Math.min(failures, 20), RETRY_MILLIS_MAX);
    failures++;
    if (!closed) {
      LOG.error(
          "{}: large transactions are not folded; tried again in {} ms", name, restMillis, failure);
    }
    synchronized (this) {
      sweepWanted = true;
    }
    return TimeUnit.MILLISECONDS.toNanos(restMillis);
  }

  private record Numbered(int sequence, ChangeRecordCodec.StagedRecord record) {}

  private void forEachBatch(KeyRange range, Consumer<List<Numbered>> step) {
    byte[] from = range.start();
    while (true) {
      List<Numbered> batch = new ArrayList<>();
      Optional<byte[]> next = read(from, range.end(), batch);
      if (!batch.isEmpty()) {
        step.accept(batch);
      }
      if (next.isEmpty()) {
        return;
      }
      from = next.get();
    }
  }

  /** Reads some records; the key to go on at, or empty at the end. */
  private Optional<byte[]> read(byte[] from, byte[] end, List<Numbered> batch) {
    long bytes = 0;
    store.gate().enter();
    try (Slice upper = new Slice(end);
        ReadOptions options = new ReadOptions().setIterateUpperBound(upper).setFillCache(false);
        RocksIterator records =
            store.database().rocks().newIterator(store.database().handle(Column.STAGED), options)) {
      for (records.seek(from); records.isValid(); records.next()) {
        byte[] value = records.value();
        boolean full = !batch.isEmpty() && bytes + value.length > BYTES_AT_ONCE;
        if (full || batch.size() == KEYS_AT_ONCE) {
          return Optional.of(records.key());
        }
        batch.add(
            new Numbered(
                ChangeRecordCodec.sequence(records.key()), ChangeRecordCodec.readStaged(value)));
        bytes += value.length;
      }
      records.status();
      return Optional.empty();
    } catch (RocksDBException failure) {
      throw VersionStore.readFailed(failure);
    } finally {
      store.gate().leave();
    }
  }

  /** Ends the work under way; the next start goes on with it. */
  @Override
  public void close() {
    synchronized (this) {
      closed = true;
    }
    background.shutdown();
    boolean interrupted = false;
    while (true) {
      try {
        if (background.awaitTermination(1, TimeUnit.MINUTES)) {
          break;
        }
        LOG.warn("{}: still waiting for a step of folding to end", name);
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
