package io.braid.txn.commit;

import io.braid.storage.VersionCursor;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The cursors of several shards one after the other; each is opened when the one before it ends.
 */
final class ShardedCursor implements VersionCursor {
  private final List<Supplier<VersionCursor>> shards;
  private int opened;
  private @Nullable VersionCursor current;

  /**
   * @param shards opens each shard's cursor, in the direction of the scan
   */
  ShardedCursor(List<Supplier<VersionCursor>> shards) {
    this.shards = shards;
  }

  @Override
  public boolean next() {
    while (true) {
      VersionCursor cursor = current;
      if (cursor != null) {
        if (cursor.next()) {
          return true;
        }
        current = null;
        cursor.close();
      }
      if (opened == shards.size()) {
        return false;
      }
      current = shards.get(opened++).get();
    }
  }

  private VersionCursor current() {
    VersionCursor cursor = current;
    if (cursor == null) {
      throw new IllegalStateException("a cursor is read where it has no key");
    }
    return cursor;
  }

  @Override
  public byte[] keyArray() {
    return current().keyArray();
  }

  @Override
  public int keyOffset() {
    return current().keyOffset();
  }

  @Override
  public int keyLength() {
    return current().keyLength();
  }

  @Override
  public byte[] valueArray() {
    return current().valueArray();
  }

  @Override
  public int valueOffset() {
    return current().valueOffset();
  }

  @Override
  public int valueLength() {
    return current().valueLength();
  }

  @Override
  public int schemaVersion() {
    return current().schemaVersion();
  }

  @Override
  public long commitTs() {
    return current().commitTs();
  }

  @Override
  public void close() {
    opened = shards.size();
    if (current != null) {
      current.close();
      current = null;
    }
  }
}
