package io.braid.binlog.file;

import static io.braid.binlog.file.TestCluster.TABLE;

import io.braid.storage.CatalogChange;
import io.braid.storage.KeySpace;
import io.braid.storage.VolumeId;
import io.braid.txn.LockMode;
import io.braid.txn.LockWait;
import io.braid.txn.Transaction;
import io.braid.txn.move.MoveLimits;
import io.braid.txn.move.MoveObserver;
import io.braid.txn.move.ShardMoves;
import io.braid.txn.move.ShardRecords;
import io.braid.txn.shard.Shard;
import java.nio.ByteBuffer;
import java.util.function.Supplier;

/** The shards of a {@link TestCluster} as they are recorded on its volume 0, and their moves. */
final class TestMoves implements AutoCloseable {
  private final TestCluster cluster;
  private final Supplier<MoveObserver> observer;
  private final ShardRecords records;
  private ShardMoves moves;

  /** Loads what is recorded; moves that are under way wait for {@link ShardMoves#resume}. */
  TestMoves(TestCluster cluster, MoveLimits limits, Supplier<MoveObserver> observer) {
    this.cluster = cluster;
    this.observer = observer;
    this.records =
        new ShardRecords(cluster.transactions(), cluster.shards(), TestMoves::reserveIds);
    try (Transaction reader = cluster.begin()) {
      records.load(reader);
    }
    this.moves = movesWith(limits);
  }

  private ShardMoves movesWith(MoveLimits limits) {
    return new ShardMoves(
        cluster.transactions(),
        records,
        limits,
        (step, operator) -> observer.get().reached(step, operator));
  }

  /** Records that the whole table is one shard, on volume 1. */
  void placeWhole() {
    Shard first = new Shard(1, KeySpace.tableRange(TABLE), new VolumeId(1), 1);
    try (Transaction in = cluster.begin()) {
      in.write(ShardRecords.put(first));
      in.commit();
    }
    cluster.shards().add(first);
  }

  private static long reserveIds(Transaction in, int count) {
    byte[] key = KeySpace.prefix(KeySpace.CATALOG_TABLE, 1);
    long next =
        in.getForUpdate(key, LockMode.EXCLUSIVE, new LockWait.UpTo(20_000))
            .map(found -> ByteBuffer.wrap(found.value()).getLong())
            .orElse(TABLE + 1);
    in.write(new CatalogChange(key, ByteBuffer.allocate(8).putLong(next + count).array()));
    return next;
  }

  ShardRecords records() {
    return records;
  }

  ShardMoves moves() {
    return moves;
  }

  /** Ends the moves and goes on with other limits. */
  void limit(MoveLimits limits) throws InterruptedException {
    moves.close();
    moves = movesWith(limits);
  }

  @Override
  public void close() throws InterruptedException {
    moves.close();
  }
}
