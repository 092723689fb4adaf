package io.braid.storage.node.mvcc;

import io.braid.common.InvariantViolation;
import io.braid.storage.KeyRange;
import io.braid.storage.OwnWrites;
import io.braid.storage.StoredVersion;
import io.braid.storage.Timestamps;
import io.braid.storage.VersionPointer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Slice;

/**
 * Reads of single keys that may be staged by a large transaction: the newer of what is staged and
 * what is in {@code current} counts. While nothing is staged they cost one look at an empty map.
 *
 * @see "PROTOCOL.md, rule 31"
 */
final class StagedReads {
  private final VersionStore store;
  private final StagedTransactions transactions;

  StagedReads(VersionStore store) {
    this.store = store;
    this.transactions = store.staged();
  }

  /** As {@link VersionStore#get(byte[], long)}, with the staged writes of large transactions. */
  Optional<StoredVersion> get(byte[] key, long readTs, @Nullable OwnWrites own) {
    // Before current: a key that is folded in between is then found there.
    StagedKey stagedKey = transactions.isEmpty() ? null : key(key);
    if (stagedKey == null) {
      return store.get(key, readTs);
    }
    if (own != null && stagedKey.transactionId() == own.transactionId()) {
      Optional<StoredVersion> version = ownVersion(stagedKey, own.sequenceMax(), this::record);
      return version.isPresent()
          ? version.filter(found -> found.value() != null)
          : store.get(key, readTs);
    }
    Optional<StoredVersion> version = committedAt(stagedKey, readTs);
    if (version.isPresent() && isNewest(key, version.get())) {
      return version.filter(found -> found.value() != null);
    }
    return store.get(key, readTs);
  }

  /** Where staged records are read from. */
  @FunctionalInterface
  interface StagedRecords<E extends Exception> {
    ChangeRecordCodec.StagedRecord read(long transactionId, int sequence) throws E;
  }

  /** What a transaction has staged for a key at or below a sequence; empty if nothing. */
  static <E extends Exception> Optional<StoredVersion> ownVersion(
      StagedKey key, int sequenceMax, StagedRecords<E> records) throws E {
    int sequence = key.last();
    if (sequence <= sequenceMax) {
      return Optional.of(key.version(new VersionPointer(Timestamps.NEWEST, 0), records));
    }
    while (true) {
      ChangeRecordCodec.StagedRecord record = records.read(key.transactionId(), sequence);
      if (sequence <= sequenceMax) {
        return Optional.of(
            new StoredVersion(
                new VersionPointer(Timestamps.NEWEST, 0), record.schemaVersion(), record.after()));
      }
      if (record.previous().commitTs() != key.transactionId()) {
        return Optional.empty();
      }
      sequence = record.previous().sequence();
    }
  }

  private Optional<StoredVersion> committedAt(StagedKey key, long readTs) {
    StagedTransactions.State state = transactions.find(key.transactionId());
    if (state == null || !isVisible(state, readTs)) {
      return Optional.empty();
    }
    return Optional.of(
        key.version(new VersionPointer(state.commitTs(), key.first()), this::record));
  }

  static boolean isVisible(StagedTransactions.State state, long readTs) {
    return state.phase() == StagedTransactions.Phase.COMMITTED && state.commitTs() <= readTs;
  }

  /** Whether {@code current} has nothing newer than a staged version. */
  private boolean isNewest(byte[] key, StoredVersion version) {
    return store
        .folded(key)
        .map(current -> current.pointer().commitTs() < version.pointer().commitTs())
        .orElse(true);
  }

  /** The undecided large transaction that has written a key; 0 if there is none. */
  long owner(byte[] key) {
    StagedKey stagedKey = transactions.isEmpty() ? null : key(key);
    if (stagedKey == null) {
      return 0;
    }
    StagedTransactions.State state = transactions.find(stagedKey.transactionId());
    return state != null
            && (state.phase() == StagedTransactions.Phase.ACTIVE
                || state.phase() == StagedTransactions.Phase.COMMITTING)
        ? state.id()
        : 0;
  }

  /**
   * Whether a large transaction has anything of a range that is not in {@code current}.
   *
   * @param transactionId of the one that counts; 0 for any
   */
  boolean has(KeyRange range, long transactionId) {
    if (transactions.isEmpty()) {
      return false;
    }
    store.gate().enter();
    try (Slice lower = new Slice(range.start());
        Slice upper = new Slice(range.end().length == 0 ? VersionStore.LAST_KEY : range.end());
        ReadOptions options =
            new ReadOptions().setIterateLowerBound(lower).setIterateUpperBound(upper);
        RocksIterator keys =
            store
                .database()
                .rocks()
                .newIterator(store.database().handle(Column.STAGED_KEYS), options)) {
      for (keys.seekToFirst(); keys.isValid(); keys.next()) {
        if (transactionId == 0 || StagedKey.read(keys.value()).transactionId() == transactionId) {
          return true;
        }
      }
      keys.status();
      return false;
    } catch (RocksDBException failure) {
      throw VersionStore.readFailed(failure);
    } finally {
      store.gate().leave();
    }
  }

  @Nullable StagedKey key(byte[] key) {
    byte @Nullable [] value = store.read(Column.STAGED_KEYS, key);
    return value == null ? null : StagedKey.read(value);
  }

  ChangeRecordCodec.StagedRecord record(long transactionId, int sequence) {
    byte @Nullable [] value =
        store.read(Column.STAGED, ChangeRecordCodec.key(transactionId, sequence));
    if (value == null) {
      throw new InvariantViolation("no staged record (" + transactionId + ", " + sequence + ")");
    }
    return ChangeRecordCodec.readStaged(value);
  }

  /** The newest committed version of {@code key}, tombstones included. */
  Optional<StoredVersion> newest(byte[] key) {
    StagedKey stagedKey = transactions.isEmpty() ? null : key(key);
    if (stagedKey != null) {
      Optional<StoredVersion> version = committedAt(stagedKey, Timestamps.NEWEST);
      if (version.isPresent() && isNewest(key, version.get())) {
        return version;
      }
    }
    return store.folded(key);
  }

  /** As {@link #newest(byte[])}, for a large transaction that has staged writes: its own first. */
  Optional<StoredVersion> newest(byte[] key, @Nullable OwnWrites own) {
    if (own == null || transactions.isEmpty()) {
      return newest(key);
    }
    StagedKey stagedKey = key(key);
    if (stagedKey == null || stagedKey.transactionId() != own.transactionId()) {
      return newest(key);
    }
    Optional<StoredVersion> version = ownVersion(stagedKey, own.sequenceMax(), this::record);
    return version.isPresent() ? version : store.folded(key);
  }
}
