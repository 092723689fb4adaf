package io.braid.storage.node.mvcc;

import io.braid.storage.KeyRange;
import io.braid.storage.node.mvcc.StagedTransactions.Phase;
import io.braid.storage.node.mvcc.StagedTransactions.State;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.Lock;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;

/**
 * One walk over all staged keys in their order: those of committed transactions go to {@code
 * current}, those of transactions that were rolled back away, others stay. So it costs the same for
 * one transaction as for many, and both families are written in order. Transactions that were
 * decided before it began are all done when it ends.
 *
 * <p>A step is one entry of the log and holds the lock that chunks are written under: nothing else
 * changes staged keys meanwhile, so that what a step has taken out of a part of the key space is
 * all that was there, and may be deleted as a range.
 */
final class StagedSweep {
  private static final int KEYS_AT_ONCE = 4_096;
  private static final int KEYS_AT_LEAST = 64;
  private static final int KEYS_PASSED_AT_ONCE = 1 << 16;
  private static final long BYTES_AT_ONCE = 1 << 20;

  /** Fewer neighbours are deleted one by one. */
  private static final int RANGE_KEYS_MIN = 8;

  private final VersionStore store;
  private final InCommitMap inCommit;
  private final Consumer<byte[]> propose;
  private final Lock steps;
  private final BooleanSupplier closing;
  private final long bytesAtOnce;
  private byte[] from = {};
  private int keysAtOnce = KEYS_AT_ONCE;
  private long taken;
  private long passed;

  /**
   * A staged key of a transaction that is decided.
   *
   * @param follows whether nothing that stays lies between it and the one before it
   */
  private record Key(byte[] key, byte[] value, State state, boolean follows) {
    boolean committed() {
      return state.phase() == Phase.COMMITTED;
    }
  }

  /**
   * @param propose puts an entry into the log and waits until it is applied
   * @param entryBytesMax the most bytes of an entry
   * @param steps held while staged keys are read and written
   * @param closing whether to end before the next step
   */
  StagedSweep(
      VersionStore store,
      InCommitMap inCommit,
      Consumer<byte[]> propose,
      long entryBytesMax,
      Lock steps,
      BooleanSupplier closing) {
    this.store = store;
    this.inCommit = inCommit;
    this.propose = propose;
    this.bytesAtOnce = Math.min(BYTES_AT_ONCE, entryBytesMax / 4);
    this.steps = steps;
    this.closing = closing;
  }

  /** Sweeps once, if a transaction is decided; ends early when the volume is being closed. */
  void run() {
    List<State> decided = new ArrayList<>();
    for (State state : store.staged().all()) {
      if (isDecided(state)) {
        decided.add(state);
      }
    }
    if (decided.isEmpty()) {
      return;
    }
    boolean more = true;
    while (more) {
      if (closing.getAsBoolean()) {
        return;
      }
      more = step();
    }
    finish(decided);
  }

  /** The share of the keys it has seen that belong to undecided transactions. */
  double passedShare() {
    return taken + passed == 0 ? 0 : (double) passed / (taken + passed);
  }

  private static boolean isDecided(State state) {
    return state.phase() == Phase.COMMITTED || state.phase() == Phase.ABORTED;
  }

  /** Returns false at the end of the keys. */
  private boolean step() {
    steps.lock();
    try {
      List<Key> batch = new ArrayList<>();
      final boolean more = collect(batch);
      int done = batch.isEmpty() ? 0 : take(batch);
      taken += done;
      if (done == batch.size()) {
        keysAtOnce = Math.min(KEYS_AT_ONCE, 2 * keysAtOnce);
        return more;
      }
      from = batch.get(done).key;
      keysAtOnce = Math.max(KEYS_AT_LEAST, 2 * done);
      return true;
    } finally {
      steps.unlock();
    }
  }

  /** Reads keys of decided transactions; false when there are no more behind them. */
  private boolean collect(List<Key> batch) {
    store.gate().enter();
    try (RangeIterator keys =
        new RangeIterator(
            store, Column.STAGED_KEYS, new KeyRange(from, new byte[0]), false, null)) {
      boolean follows = false;
      int passedNow = 0;
      long stateId = 0;
      @Nullable State state = null;
      while (keys.move()) {
        if (batch.size() == keysAtOnce || passedNow == KEYS_PASSED_AT_ONCE) {
          from = keys.at().key();
          return true;
        }
        byte[] value = keys.at().value();
        long transactionId = StagedKey.transactionId(value);
        if (transactionId != stateId) {
          stateId = transactionId;
          State found = store.staged().find(transactionId);
          state = found != null && isDecided(found) ? found : null;
        }
        if (state == null) {
          passedNow++;
          passed++;
        } else {
          batch.add(new Key(keys.at().key(), value, state, follows));
        }
        follows = state != null;
      }
      return false;
    } catch (RocksDBException failure) {
      throw VersionStore.readFailed(failure);
    } finally {
      store.gate().leave();
    }
  }

  /** Folds or removes the first keys of a batch, as many as an entry takes; returns how many. */
  private int take(List<Key> batch) {
    List<byte[]> committed = new ArrayList<>(batch.size());
    for (Key key : batch) {
      if (key.committed()) {
        committed.add(key.key);
      }
    }
    // Before current is looked at, so that no commit puts something newer there in between.
    InCommitMap.Entry folding = inCommit.enterFolding(committed);
    try {
      EntryWriter entry =
          new EntryWriter(EntryWriter.KIND_DATA, 0, (int) bytesAtOnce + (int) bytesAtOnce / 4);
      int done = encode(batch, entry);
      propose.accept(entry.finish());
      return done;
    } finally {
      inCommit.leave(folding);
    }
  }

  private int encode(List<Key> batch, EntryWriter entry) {
    byte[] behind = successor(batch.getLast().key);
    store.gate().enter();
    try (StagedRecordReader records = new StagedRecordReader(store, null);
        CurrentWalk current = new CurrentWalk(store, new KeyRange(batch.getFirst().key, behind))) {
      StagedImage image = new StagedImage();
      int done = 0;
      int runStart = 0;
      while (done < batch.size() && (done == 0 || entry.length() < bytesAtOnce)) {
        Key key = batch.get(done);
        if (done > 0 && !key.follows) {
          delete(entry, batch, runStart, done);
          runStart = done;
        }
        if (key.committed() && current.newestTs(key.key) < key.state.commitTs()) {
          fold(entry, key, records, image);
        }
        done++;
      }
      delete(entry, batch, runStart, done);
      return done;
    } catch (RocksDBException failure) {
      throw VersionStore.readFailed(failure);
    } finally {
      store.gate().leave();
    }
  }

  private static void fold(
      EntryWriter entry, Key key, StagedRecordReader records, StagedImage image)
      throws RocksDBException {
    StagedKey staged = StagedKey.read(key.value);
    StagedKey.Inline inline = staged.inline();
    if (inline == null) {
      records.read(staged.transactionId(), staged.last(), image);
    } else {
      image.set(inline);
    }
    entry.putVersion(key.key, key.state.commitTs(), staged.first(), image);
  }

  /** Deletes the staged keys of a part of a batch that has nothing else in between. */
  private static void delete(EntryWriter entry, List<Key> batch, int start, int end) {
    if (end - start < RANGE_KEYS_MIN) {
      for (Key key : batch.subList(start, end)) {
        entry.delete(Column.STAGED_KEYS, key.key);
      }
    } else {
      entry.deleteRange(
          Column.STAGED_KEYS, batch.get(start).key, successor(batch.get(end - 1).key));
    }
  }

  private static byte[] successor(byte[] key) {
    return Arrays.copyOf(key, key.length + 1);
  }

  /** Nothing is staged of them any more. */
  private void finish(List<State> decided) {
    EntryWriter entry = new EntryWriter(EntryWriter.KIND_DATA, 0, 256);
    for (State state : decided) {
      byte[] mark = MetaKey.of(MetaKey.LARGE_TRANSACTION, state.id());
      if (state.phase() == Phase.COMMITTED) {
        entry.put(Column.META, mark, MetaKey.value(state.commitTs() | MetaKey.FOLDED));
      } else {
        KeyRange records = StagedWorker.records(state.id());
        entry.deleteRange(Column.STAGED, records.start(), records.end());
        entry.delete(Column.META, mark);
      }
    }
    propose.accept(entry.finish());
    for (State state : decided) {
      store.staged().forget(state.id());
    }
  }
}
