package io.braid.txn.commit;

import io.braid.common.NotNowException;
import io.braid.storage.KeyRange;
import io.braid.storage.OwnWrites;
import io.braid.storage.ReadOutcome;
import io.braid.storage.StoredVersion;
import io.braid.storage.Timestamps;
import io.braid.storage.VersionBuffer;
import io.braid.storage.VersionCursor;
import io.braid.storage.VolumeId;
import io.braid.txn.shard.Shard;
import io.braid.txn.shard.ShardMap;
import io.braid.txn.shard.VolumeSet;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads keys and ranges where their shards are, also while these move.
 *
 * <p>A read at a snapshot may use a map that a move has made old: the former volume still has what
 * the snapshot sees, because it is kept until no snapshot from before the new map is left. A read
 * of the newest versions has no such protection: it looks at the map once more after it has read,
 * or has opened its cursor, and begins again if the range has moved.
 */
record ShardReads(VolumeSet volumes, ShardMap shards) {
  /** The version of a key at a snapshot, which is taken before this call, or the own staged one. */
  Optional<StoredVersion> get(byte[] key, long at, @Nullable OwnWrites own) {
    return volumes.get(shards.shardOf(key).volumeAt(at)).get(key, at, own);
  }

  /** The newest applied version of a key, or the own one that is staged; tombstones included. */
  Optional<StoredVersion> newest(byte[] key, @Nullable OwnWrites own) {
    VolumeId volume = shards.shardOf(key).volume();
    while (true) {
      Optional<StoredVersion> found = volumes.get(volume).newest(key, own);
      VolumeId now = shards.shardOf(key).volume();
      if (now.equals(volume)) {
        return found;
      }
      volume = now;
    }
  }

  /** The newest applied version of a key, if that can be told at once. */
  ReadOutcome newestNow(byte[] key, VersionBuffer target) {
    VolumeId volume = shards.shardOf(key).volume();
    ReadOutcome outcome = volumes.get(volume).getNow(key, Timestamps.NEWEST, target);
    return shards.shardOf(key).volume().equals(volume) ? outcome : ReadOutcome.NOT_NOW;
  }

  /** The version of a key at a snapshot, if that can be told at once. */
  ReadOutcome getNow(byte[] key, long at, VersionBuffer target) {
    return volumes.get(shards.shardOf(key).volumeAt(at)).getNow(key, at, target);
  }

  /**
   * A cursor over a range at a snapshot, if that needs no wait.
   *
   * @throws NotNowException when it would have to wait, or the range is on several shards
   */
  VersionCursor scanNow(KeyRange range, long at, boolean reverse) {
    List<Shard> found = shards.shardsOf(range);
    if (found.size() > 1) {
      throw new NotNowException("several shards");
    }
    return volumes.get(found.getFirst().volumeAt(at)).scanNow(range, at, reverse);
  }

  /** A cursor over a range at a snapshot or at {@link Timestamps#NEWEST}. */
  VersionCursor scan(KeyRange range, long at, boolean reverse, @Nullable OwnWrites own) {
    List<Shard> found = shards.shardsOf(range);
    if (found.size() == 1) {
      return open(found.getFirst(), range, at, reverse, own);
    }
    return new ShardedCursor(range, reverse, rest -> next(rest, at, reverse, own));
  }

  /** Opens the shard at the start of what is left, or at its end in a reverse scan. */
  private ShardedCursor.Opened next(
      KeyRange rest, long at, boolean reverse, @Nullable OwnWrites own) {
    List<Shard> found = shards.shardsOf(rest);
    Shard shard = reverse ? found.getLast() : found.getFirst();
    KeyRange part = intersection(rest, shard.range());
    return new ShardedCursor.Opened(part, open(shard, part, at, reverse, own));
  }

  private VersionCursor open(
      Shard shard, KeyRange part, long at, boolean reverse, @Nullable OwnWrites own) {
    if (at != Timestamps.NEWEST) {
      return volumes.get(shard.volumeAt(at)).scan(part, at, reverse, own);
    }
    VersionCursor cursor = volumes.get(shard.volume()).scan(part, at, reverse, own);
    List<Shard> now = shards.shardsOf(part);
    if (now.stream().allMatch(piece -> piece.volume().equals(shard.volume()))) {
      return cursor;
    }
    cursor.close();
    return scan(part, at, reverse, own);
  }

  private static KeyRange intersection(KeyRange left, KeyRange right) {
    byte[] start =
        Arrays.compareUnsigned(left.start(), right.start()) >= 0 ? left.start() : right.start();
    boolean leftEnds =
        left.end().length > 0
            && (right.end().length == 0 || Arrays.compareUnsigned(left.end(), right.end()) <= 0);
    return new KeyRange(start, leftEnds ? left.end() : right.end());
  }
}
