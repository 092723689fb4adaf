package io.braid.txn.commit;

import io.braid.storage.KeyRange;
import io.braid.storage.VolumeId;
import io.braid.txn.shard.CommitGate;
import io.braid.txn.shard.Shard;
import io.braid.txn.shard.ShardMap;
import io.braid.txn.shard.VolumeSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The shards where a transaction has locks and writes, as they were when the first of them came: by
 * them the commit notices whether a lock was lost.
 */
final class LockedShards {
  private final VolumeSet volumes;
  private final ShardMap shards;
  private final List<LockedShard> locked = new ArrayList<>(2);

  /** How many of them no mover may take away because something was staged there. */
  private int entered;

  private record LockedShard(Shard shard, long term) {}

  LockedShards(VolumeSet volumes, ShardMap shards) {
    this.volumes = volumes;
    this.shards = shards;
  }

  /** A key is locked or written. */
  void note(byte[] key) {
    for (LockedShard known : locked) {
      if (known.shard.range().contains(key)) {
        return;
      }
    }
    note(shards.shardOf(key));
  }

  /** A range is locked. */
  void note(KeyRange range) {
    for (Shard shard : shards.shardsOf(range)) {
      if (locked.stream().noneMatch(known -> known.shard.id() == shard.id())) {
        note(shard);
      }
    }
  }

  private void note(Shard shard) {
    locked.add(new LockedShard(shard, volumes.get(shard.volume()).term()));
  }

  /**
   * Whether no lock was lost to a change of leader. A shard that moved has lost none: the locks of
   * all volumes that this node leads are in one table.
   */
  boolean areHeld() {
    for (LockedShard each : locked) {
      if (volumes.get(each.shard.volume()).term() != each.term) {
        return false;
      }
    }
    return true;
  }

  /** The volume of all keys now when that is quickly known: most transactions touch one shard. */
  Optional<VolumeId> onlyVolume() {
    if (locked.size() != 1) {
      return Optional.empty();
    }
    List<Shard> now = shards.shardsOf(locked.getFirst().shard.range());
    VolumeId first = now.getFirst().volume();
    for (Shard shard : now) {
      if (!shard.volume().equals(first)) {
        return Optional.empty();
      }
    }
    return Optional.of(first);
  }

  /**
   * Keeps all shards where they are; those that came since the last call are entered.
   *
   * @param passages takes what is to be left when the transaction is decided
   */
  void enter(CommitGate gate, Consumer<CommitGate.Passage> passages) {
    while (entered < locked.size()) {
      KeyRange range = locked.get(entered).shard.range();
      passages.accept(gate.enter(moved -> ShardMap.overlap(range, moved)));
      entered++;
    }
  }
}
