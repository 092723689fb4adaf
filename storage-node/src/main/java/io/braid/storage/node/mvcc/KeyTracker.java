package io.braid.storage.node.mvcc;

import io.braid.storage.KeyRange;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Collects the keys of a range that commits write while the range is copied to another volume. A
 * key is noted after its commit was applied and before the commit is acknowledged: whoever takes it
 * and reads its newest version afterwards sees that commit or a later one.
 *
 * <p>Safe for use by all threads; {@link #take} and {@link #restart} by one at a time.
 */
public final class KeyTracker implements AutoCloseable {
  private final InCommitMap source;
  private final KeyRange range;
  private final int keysMax;
  private final ConcurrentSkipListSet<byte[]> keys =
      new ConcurrentSkipListSet<>(Arrays::compareUnsigned);
  private final AtomicInteger count = new AtomicInteger();
  private volatile boolean overflowed;

  KeyTracker(InCommitMap source, KeyRange range, int keysMax) {
    this.source = source;
    this.range = range;
    this.keysMax = keysMax;
  }

  void note(Collection<byte[]> written) {
    for (byte[] key : written) {
      if (overflowed) {
        return;
      }
      if (range.contains(key) && keys.add(key) && count.incrementAndGet() > keysMax) {
        overflowed = true;
      }
    }
  }

  /** Removes and returns up to {@code max} keys. */
  public List<byte[]> take(int max) {
    List<byte[]> taken = new ArrayList<>(Math.min(max, 1024));
    while (taken.size() < max) {
      byte[] key = keys.pollFirst();
      if (key == null) {
        return taken;
      }
      count.decrementAndGet();
      taken.add(key);
    }
    return taken;
  }

  /** How many keys wait to be taken. */
  public int size() {
    return count.get();
  }

  /** Whether keys were lost because there were too many: the range must be copied once more. */
  public boolean overflowed() {
    return overflowed;
  }

  /** Forgets all keys and begins anew; a copy that is begun after it sees what was forgotten. */
  public void restart() {
    while (keys.pollFirst() != null) {
      count.decrementAndGet();
    }
    overflowed = false;
  }

  @Override
  public void close() {
    source.stopTracking(this);
  }
}
