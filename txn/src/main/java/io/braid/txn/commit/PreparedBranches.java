package io.braid.txn.commit;

import io.braid.common.Invariant;
import io.braid.common.MySqlError;
import io.braid.common.MySqlException;
import io.braid.storage.IndexChange;
import io.braid.storage.KeyRange;
import io.braid.storage.KeySpace;
import io.braid.storage.Participation;
import io.braid.storage.PreparedPart;
import io.braid.storage.RowChange;
import io.braid.storage.Share;
import io.braid.storage.TransactionId;
import io.braid.storage.WriteSet;
import io.braid.storage.node.log.UnknownOutcomeException;
import io.braid.storage.node.volume.Volume;
import io.braid.txn.LockMode;
import io.braid.txn.LockWait;
import io.braid.txn.Transaction;
import io.braid.txn.lock.LockOutcome;
import io.braid.txn.lock.LockOwner;
import io.braid.txn.lock.LockTable.HeldLock;
import io.braid.txn.shard.CommitGate;
import io.braid.txn.shard.ShardMap;
import io.braid.txn.xa.Branches;
import io.braid.txn.xa.Xid;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The registry of branches. Its monitor guards the map and the entries; nothing is waited for under
 * it.
 */
final class PreparedBranches implements Branches {
  private final NodeTransactionManager manager;
  private final Map<Xid, Entry> entries = new HashMap<>();
  private long preparedCount;

  /** A name in use. */
  private static final class Entry {
    private @Nullable PreparedBranch prepared;
    private Runnable ended = () -> {};
    private long order;

    /** Whether a session is committing it or rolling it back. */
    private boolean ending;
  }

  PreparedBranches(NodeTransactionManager manager) {
    this.manager = manager;
  }

  @Override
  public synchronized void reserve(Xid xid) {
    if (entries.putIfAbsent(xid, new Entry()) != null) {
      throw MySqlError.ER_XAER_DUPID.with();
    }
  }

  @Override
  public synchronized void release(Xid xid) {
    Entry entry = entries.get(xid);
    if (entry != null && entry.prepared == null) {
      entries.remove(xid);
    }
  }

  @Override
  public void prepare(Xid xid, Optional<Transaction> transaction, Runnable ended) {
    PreparedBranch branch;
    try {
      branch =
          transaction.isPresent()
              ? ((NodeTransaction) transaction.get()).prepare(xid)
              : new PreparedBranch(
                  new TransactionId(0), Optional.empty(), new LockOwner(0), Set.of(), () -> {});
    } catch (UnknownOutcomeException unknown) {
      // Recovery finds either all parts or drops them; until then nobody may take the name.
      ended.run();
      throw MySqlError.ER_XAER_RMERR.with();
    } catch (MySqlException | IllegalStateException refused) {
      release(xid);
      ended.run();
      throw MySqlError.ER_XA_RBROLLBACK.with();
    }
    register(xid, branch, ended);
  }

  private synchronized void register(Xid xid, PreparedBranch branch, Runnable ended) {
    Entry entry = entries.computeIfAbsent(xid, none -> new Entry());
    Invariant.check(entry.prepared == null, "a branch is prepared twice");
    entry.prepared = branch;
    entry.ended = ended;
    entry.order = preparedCount++;
  }

  @Override
  public long commit(Xid xid) {
    Entry entry = claim(xid);
    PreparedBranch branch = preparedOf(entry);
    long commitTs = 0;
    try {
      if (branch.participation().isPresent()) {
        commitTs =
            manager
                .twoPhase()
                .commitBranch(branch.id(), branch.participation().get(), () -> end(entry));
      } else {
        end(entry);
      }
    } catch (RuntimeException failure) {
      unclaim(entry);
      throw failure;
    }
    forget(xid);
    return commitTs;
  }

  @Override
  public void rollback(Xid xid) {
    Entry entry = claim(xid);
    PreparedBranch branch = preparedOf(entry);
    try {
      branch
          .participation()
          .ifPresent(parts -> manager.twoPhase().abortBranch(branch.id().value(), parts));
    } catch (RuntimeException failure) {
      unclaim(entry);
      throw failure;
    }
    end(entry);
    forget(xid);
  }

  /** The owners of the locks of prepared branches, for reports. */
  synchronized List<LockOwner> owners() {
    List<LockOwner> owners = new ArrayList<>();
    for (Entry entry : entries.values()) {
      PreparedBranch branch = entry.prepared;
      if (branch != null && branch.participation().isPresent()) {
        owners.add(branch.owner());
      }
    }
    return owners;
  }

  private synchronized Entry claim(Xid xid) {
    Entry entry = entries.get(xid);
    if (entry == null || entry.prepared == null || entry.ending) {
      throw MySqlError.ER_XAER_NOTA.with();
    }
    entry.ending = true;
    return entry;
  }

  private synchronized void unclaim(Entry entry) {
    entry.ending = false;
  }

  private synchronized PreparedBranch preparedOf(Entry entry) {
    return Objects.requireNonNull(entry.prepared);
  }

  /** Gives the locks back; perhaps by a log's thread, after the client was answered. */
  private void end(Entry entry) {
    PreparedBranch branch = preparedOf(entry);
    branch.moveAgain().run();
    manager.locks().releaseAll(branch.owner());
    Runnable ended;
    synchronized (this) {
      ended = entry.ended;
    }
    ended.run();
  }

  private synchronized void forget(Xid xid) {
    entries.remove(xid);
  }

  @Override
  public synchronized boolean hasWrites(Xid xid) {
    Entry entry = entries.get(xid);
    return entry != null && entry.prepared != null && entry.prepared.participation().isPresent();
  }

  @Override
  public synchronized List<Xid> prepared() {
    return entries.entrySet().stream()
        .filter(entry -> entry.getValue().prepared != null)
        .sorted(Comparator.comparingLong(entry -> entry.getValue().order))
        .map(Map.Entry::getKey)
        .toList();
  }

  @Override
  public synchronized Set<Long> tables(Xid xid) {
    Entry entry = entries.get(xid);
    return entry == null || entry.prepared == null ? Set.of() : entry.prepared.tables();
  }

  @Override
  public synchronized void onEnd(Xid xid, Runnable ended) {
    Entry entry = entries.get(xid);
    if (entry != null) {
      entry.ended = ended;
    }
  }

  /**
   * Takes the locks of the branches that the volumes have, before anything is served.
   *
   * @return how many there are
   */
  int recover() {
    Map<Long, List<PreparedPart>> branches = new TreeMap<>();
    for (Volume volume : manager.volumes().all()) {
      for (PreparedPart part : volume.preparedParts()) {
        if (part.participation().branch().length > 0) {
          branches.computeIfAbsent(part.transactionId(), id -> new ArrayList<>()).add(part);
        }
      }
    }
    branches.forEach(this::recover);
    return branches.size();
  }

  private void recover(long id, List<PreparedPart> parts) {
    LockOwner owner = new LockOwner(id);
    Set<Long> tables = new TreeSet<>();
    TreeSet<byte[]> keys = new TreeSet<>(Arrays::compareUnsigned);
    Participation participation = parts.getFirst().participation();
    Xid xid = BranchCodec.decode(participation.branch()).xid();
    boolean staged = false;
    for (PreparedPart part : parts) {
      WriteSet writes = part.writes();
      for (RowChange row : writes.rows()) {
        keys.add(row.key());
        row.oldKey().ifPresent(keys::add);
        tables.add(row.tableId());
      }
      for (IndexChange index : writes.indexes()) {
        keys.add(index.key());
      }
      BranchCodec.Branch branch = BranchCodec.decode(part.participation().branch());
      for (HeldLock held : branch.locks()) {
        lock(owner, held.key(), held.mode());
      }
      branch.ranges().forEach(range -> manager.locks().lockRangeAgain(owner, range));
      tables.addAll(branch.tables());
      staged |= writes.share().flatMap(Share::staged).isPresent();
      writes
          .autoIncrements()
          .forEach((table, used) -> manager.autoIncrement().observe(table, used));
    }
    keys.forEach(key -> lock(owner, key, LockMode.EXCLUSIVE));
    manager.locks().registerWrites(owner, range -> touches(keys, range) || hasStaged(id, range));
    // Which shards hold what is staged nobody has noted: those of its tables stay where they are.
    Set<Long> still = staged ? tables : Set.of();
    CommitGate.Passage passage =
        manager.gate().enter(range -> touches(keys, range) || touches(still, range));
    register(
        xid,
        new PreparedBranch(
            new TransactionId(id), Optional.of(participation), owner, tables, passage::leave),
        () -> {});
  }

  private static boolean touches(TreeSet<byte[]> keys, KeyRange range) {
    byte[] first = keys.ceiling(range.start());
    return first != null && range.contains(first);
  }

  private boolean hasStaged(long id, KeyRange range) {
    return manager.volumes().all().stream().anyMatch(volume -> volume.hasStaged(range, id));
  }

  private static boolean touches(Set<Long> tables, KeyRange range) {
    return tables.stream().anyMatch(id -> ShardMap.overlap(KeySpace.tableRange(id), range));
  }

  private void lock(LockOwner owner, byte[] key, LockMode mode) {
    LockOutcome outcome = manager.locks().lock(owner, key, mode, new LockWait.NoWait());
    Invariant.check(
        outcome == LockOutcome.GRANTED,
        "a prepared branch, transaction %s, cannot have its locks again: %s",
        owner.id(),
        outcome);
  }
}
