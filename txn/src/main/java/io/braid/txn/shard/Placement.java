package io.braid.txn.shard;

import io.braid.storage.KeySpace;
import io.braid.storage.VolumeId;
import java.util.Collection;
import java.util.List;

/**
 * Chooses the volume of a new table.
 *
 * @see "PROTOCOL.md, rules 11 and 34"
 */
public final class Placement {
  /** How tables are spread. */
  public enum Policy {
    /**
     * All tables of a database, and all tied by foreign keys, begin on one volume, so that most
     * transactions touch one; a new database goes to the volume with the fewest shards.
     */
    DATABASE,
    /** Every table goes to the volume with the fewest shards. */
    TABLE
  }

  private final ShardMap shards;
  private final int dataVolumes;
  private final Policy policy;

  /**
   * @param dataVolumes how many there are beside the meta volume; their ids begin with 1
   */
  public Placement(ShardMap shards, int dataVolumes, Policy policy) {
    if (dataVolumes < 1) {
      throw new IllegalArgumentException(dataVolumes + " data volumes");
    }
    this.shards = shards;
    this.dataVolumes = dataVolumes;
    this.policy = policy;
  }

  /** All shards. */
  public ShardMap shards() {
    return shards;
  }

  /**
   * The first shard of a new table: all of its keys.
   *
   * @param near tables that it should lie beside, the nearest first
   */
  public Shard place(long tableId, Collection<Long> near) {
    return new Shard(tableId, KeySpace.tableRange(tableId), choose(near), 1);
  }

  private VolumeId choose(Collection<Long> near) {
    if (policy == Policy.DATABASE) {
      for (long tableId : near) {
        List<Shard> neighbour = shards.shardsOfTable(tableId);
        if (!neighbour.isEmpty()) {
          return neighbour.getFirst().volume();
        }
      }
    }
    int[] counts = new int[dataVolumes + 1];
    for (Shard shard : shards.all()) {
      counts[shard.volume().value()]++;
    }
    int least = 1;
    for (int i = 2; i <= dataVolumes; i++) {
      if (counts[i] < counts[least]) {
        least = i;
      }
    }
    return new VolumeId(least);
  }
}
