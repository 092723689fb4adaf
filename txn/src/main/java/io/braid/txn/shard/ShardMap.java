package io.braid.txn.shard;

import io.braid.common.Invariant;
import io.braid.common.InvariantViolation;
import io.braid.storage.KeyRange;
import io.braid.storage.KeySpace;
import io.braid.storage.VolumeId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Which volume holds which keys: shards in key order, without overlaps. The catalog, table 0, lies
 * on the meta volume and is in no shard; a key in no shard belongs to no table.
 *
 * <p>A look-up is a binary search in an immutable array, without locks. Changes copy the array:
 * they come with schema changes, splits and moves, and a copy of 10,000 shards takes microseconds.
 */
public final class ShardMap {
  private static final Comparator<Shard> BY_START =
      (left, right) -> Arrays.compareUnsigned(left.range().start(), right.range().start());

  private static final Shard CATALOG =
      new Shard(0, KeySpace.tableRange(KeySpace.CATALOG_TABLE), VolumeId.META, 0);

  private volatile Shard[] shards = {};

  /** All shards in key order. */
  public List<Shard> all() {
    return List.of(shards);
  }

  /** Replaces all shards. */
  public void load(Collection<Shard> loaded) {
    change(none -> List.copyOf(loaded));
  }

  /** Adds the shards of a new table. */
  public void add(Shard shard) {
    change(before -> {
      List<Shard> after = new ArrayList<>(before);
      after.add(shard);
      return after;
    });
  }

  /** Replaces the shards whose ranges the given ones cover, in one step. */
  public void replace(List<Shard> added) {
    change(before -> {
      List<Shard> after = new ArrayList<>(before);
      after.removeIf(old -> added.stream().anyMatch(shard -> overlap(old.range(), shard.range())));
      after.addAll(added);
      return after;
    });
  }

  /** Forgets all shards of a table. */
  public void removeTable(long tableId) {
    KeyRange table = KeySpace.tableRange(tableId);
    change(before -> before.stream().filter(shard -> !overlap(shard.range(), table)).toList());
  }

  private synchronized void change(UnaryOperator<List<Shard>> step) {
    Shard[] next = step.apply(List.of(shards)).toArray(new Shard[0]);
    Arrays.sort(next, BY_START);
    for (int i = 1; i < next.length; i++) {
      Invariant.check(
          !overlap(next[i - 1].range(), next[i].range()),
          "shards %s and %s overlap",
          next[i - 1].id(),
          next[i].id());
    }
    shards = next;
  }

  /** Whether two ranges have a key in common. */
  public static boolean overlap(KeyRange left, KeyRange right) {
    return isBelowEnd(left.start(), right) && isBelowEnd(right.start(), left);
  }

  private static boolean isBelowEnd(byte[] key, KeyRange range) {
    return range.end().length == 0 || Arrays.compareUnsigned(key, range.end()) < 0;
  }

  /**
   * The shard of a key.
   *
   * @throws InvariantViolation when it belongs to no table
   */
  public Shard shardOf(byte[] key) {
    if (KeySpace.tableId(key) == KeySpace.CATALOG_TABLE) {
      return CATALOG;
    }
    Shard[] present = shards;
    int at = floor(present, key);
    if (at < 0 || !present[at].range().contains(key)) {
      throw new InvariantViolation("a key of table " + KeySpace.tableId(key) + " in no shard");
    }
    return present[at];
  }

  /** The last shard that starts at or below a key; -1 if there is none. */
  private static int floor(Shard[] present, byte[] key) {
    int low = 0;
    int high = present.length - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      if (Arrays.compareUnsigned(present[middle].range().start(), key) <= 0) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return high;
  }

  /**
   * The shards that hold a range, in key order; those at its ends may reach beyond it.
   *
   * @throws InvariantViolation when a part of the range belongs to no table
   */
  public List<Shard> shardsOf(KeyRange range) {
    if (range.start().length >= Integer.BYTES
        && KeySpace.tableId(range.start()) == KeySpace.CATALOG_TABLE) {
      return List.of(CATALOG);
    }
    Shard[] present = shards;
    int at = Math.max(0, floor(present, range.start()));
    if (at < present.length && covers(present[at].range(), range)) {
      return List.of(present[at]);
    }
    List<Shard> found = new ArrayList<>();
    byte[] reached = range.start();
    for (; at < present.length && isBelowEnd(present[at].range().start(), range); at++) {
      KeyRange next = present[at].range();
      if (overlap(next, range)) {
        Invariant.check(
            Arrays.compareUnsigned(next.start(), reached) <= 0, "a range with a gap of shards");
        found.add(present[at]);
        reached = next.end();
      }
    }
    Invariant.check(
        !found.isEmpty() && !isBelowEnd(reached, range), "a range that ends behind its shards");
    return found;
  }

  /** A shard by its id. */
  public Optional<Shard> find(long id) {
    for (Shard shard : shards) {
      if (shard.id() == id) {
        return Optional.of(shard);
      }
    }
    return Optional.empty();
  }

  /** The shards of a table in key order; none if it is not known. */
  public List<Shard> shardsOfTable(long tableId) {
    KeyRange table = KeySpace.tableRange(tableId);
    List<Shard> found = new ArrayList<>();
    for (Shard shard : shards) {
      if (overlap(shard.range(), table)) {
        found.add(shard);
      }
    }
    return found;
  }

  private static boolean covers(KeyRange outer, KeyRange inner) {
    return Arrays.compareUnsigned(outer.start(), inner.start()) <= 0
        && (outer.end().length == 0
            || (inner.end().length > 0 && Arrays.compareUnsigned(inner.end(), outer.end()) <= 0));
  }
}
