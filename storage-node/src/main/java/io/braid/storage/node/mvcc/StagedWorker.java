package io.braid.storage.node.mvcc;

import io.braid.storage.KeyRange;
import io.braid.storage.StagedChunk;
import io.braid.storage.node.mvcc.StagedTransactions.Phase;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
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
  private static final int KEYS_AT_ONCE = 2_000;
  private static final long BYTES_AT_ONCE = 256 << 10;

  private final String name;
  private final VersionStore store;
  private final InCommitMap inCommit;
  private final Consumer<byte[]> propose;
  private final LongSupplier entryBytesMax;
  private final ReentrantLock steps = new ReentrantLock(true);
  private final ExecutorService background;
  private volatile boolean closed;

  /**
   * @param name of the volume
   * @param propose puts an entry into the log and waits until it is applied
   * @param entryBytesMax the most bytes of an entry
   */
  public StagedWorker(
      String name,
      VersionStore store,
      InCommitMap inCommit,
      Consumer<byte[]> propose,
      LongSupplier entryBytesMax) {
    this.entryBytesMax = entryBytesMax;
    this.name = name;
    this.store = store;
    this.inCommit = inCommit;
    this.propose = propose;
    // Its one thread is made when there is something to do.
    this.background =
        Executors.newSingleThreadExecutor(
            Thread.ofPlatform().name("fold-" + name).daemon().factory());
  }

  static KeyRange records(long transactionId) {
    return new KeyRange(
        ChangeRecordCodec.key(transactionId, 0), ChangeRecordCodec.key(transactionId + 1, 0));
  }

  /** Makes a chunk durable. The caller holds the locks of its keys, which afterwards are staged. */
  public void stage(StagedChunk chunk) {
    steps.lock();
    try {
      boolean begins = store.staged().begin(chunk.transactionId());
      new StagedChunkEncoder(store, inCommit, chunk, entryBytesMax.getAsLong(), propose)
          .write(begins);
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
              StagedKey staged = store.stagedKey(key);
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
            propose.accept(entry.finish());
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

  /** Brings a committed transaction into {@code current}, in the background. */
  public void fold(long transactionId) {
    run(() -> foldNow(transactionId));
  }

  /** Removes a transaction that was rolled back, in the background. */
  public void remove(long transactionId) {
    store.staged().aborted(transactionId);
    run(() -> removeNow(transactionId));
  }

  /** Goes on with what a restart has found. */
  public void recover(List<Long> aborted) {
    for (long transactionId : aborted) {
      remove(transactionId);
    }
    for (StagedTransactions.State state : store.staged().all()) {
      if (state.phase() == Phase.COMMITTED) {
        run(() -> foldNow(state.id()));
      }
    }
  }

  private void run(Runnable work) {
    try {
      background.execute(() -> {
        try {
          work.run();
        } catch (RuntimeException failure) {
          if (!closed) {
            LOG.error(
                "{}: a large transaction is not folded; a restart tries again", name, failure);
          }
        }
      });
    } catch (RejectedExecutionException ending) {
      LOG.debug("{}: closing; the next start folds", name);
    }
  }

  private void foldNow(long transactionId) {
    StagedTransactions.State state = store.staged().find(transactionId);
    if (state == null || state.phase() != Phase.COMMITTED) {
      return;
    }
    long commitTs = state.commitTs();
    forEachBatch(records(transactionId), batch -> foldBatch(transactionId, commitTs, batch));
    EntryWriter done = new EntryWriter(EntryWriter.KIND_DATA, 0, 64);
    done.put(
        Column.META,
        MetaKey.of(MetaKey.LARGE_TRANSACTION, transactionId),
        MetaKey.value(commitTs | MetaKey.FOLDED));
    propose.accept(done.finish());
    store.staged().forget(transactionId);
  }

  private void foldBatch(long transactionId, long commitTs, List<Numbered> batch) {
    steps.lock();
    try {
      Set<byte[]> keys = new TreeSet<>(Arrays::compareUnsigned);
      for (Numbered numbered : batch) {
        keys.add(numbered.record.key());
      }
      InCommitMap.Entry housekeeping = inCommit.enterFolding(List.copyOf(keys));
      try {
        EntryWriter entry = new EntryWriter(EntryWriter.KIND_DATA, 0, 1 << 16);
        for (Numbered numbered : batch) {
          foldKey(entry, transactionId, commitTs, numbered.record.key(), numbered);
        }
        propose.accept(entry.finish());
      } finally {
        inCommit.leave(housekeeping);
      }
    } finally {
      steps.unlock();
    }
  }

  private void foldKey(
      EntryWriter entry, long transactionId, long commitTs, byte[] key, Numbered numbered) {
    StagedKey staged = store.stagedKey(key);
    if (staged == null
        || staged.transactionId() != transactionId
        || staged.last() != numbered.sequence) {
      return;
    }
    boolean newer =
        store.folded(key).map(current -> current.pointer().commitTs() > commitTs).orElse(false);
    if (!newer) {
      byte[] after = numbered.record.after();
      entry.putVersion(
          key,
          after == null,
          commitTs,
          staged.first(),
          numbered.record.schemaVersion(),
          after == null ? new byte[0] : after);
    }
    entry.delete(Column.STAGED_KEYS, key);
  }

  private void removeNow(long transactionId) {
    forEachBatch(
        records(transactionId),
        batch -> {
          steps.lock();
          try {
            EntryWriter entry = new EntryWriter(EntryWriter.KIND_DATA, 0, 1 << 12);
            for (Numbered numbered : batch) {
              StagedKey staged = store.stagedKey(numbered.record.key());
              if (staged != null && staged.transactionId() == transactionId) {
                entry.delete(Column.STAGED_KEYS, numbered.record.key());
              }
            }
            propose.accept(entry.finish());
          } finally {
            steps.unlock();
          }
        });
    KeyRange records = records(transactionId);
    EntryWriter done = new EntryWriter(EntryWriter.KIND_DATA, 0, 64);
    done.deleteRange(Column.STAGED, records.start(), records.end());
    done.delete(Column.META, MetaKey.of(MetaKey.LARGE_TRANSACTION, transactionId));
    propose.accept(done.finish());
    store.staged().forget(transactionId);
  }

  private record Numbered(int sequence, ChangeRecordCodec.StagedRecord record) {}

  private void forEachBatch(KeyRange range, Consumer<List<Numbered>> step) {
    byte[] from = range.start();
    while (true) {
      if (closed) {
        throw new IllegalStateException("the volume is being closed");
      }
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
    closed = true;
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
