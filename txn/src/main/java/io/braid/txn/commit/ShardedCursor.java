package io.braid.txn.commit;

import io.braid.storage.KeyRange;
import io.braid.storage.VersionCursor;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The cursors of several shards one after the other; each is opened, at the place where the shard
 * is by then, when the one before it ends.
 */
final class ShardedCursor implements VersionCursor {
  /** Opens the cursor of the first shard of what is left, or the last one in a reverse scan. */
  @FunctionalInterface
  interface Opener {
    Opened open(KeyRange rest);
  }

  /** A cursor and the part of the range that it covers. */
  record Opened(KeyRange part, VersionCursor cursor) {}

  private final boolean reverse;
  private final Opener opener;
  private KeyRange rest;
  private boolean ended;
  private @Nullable VersionCursor current;

  ShardedCursor(KeyRange range, boolean reverse, Opener opener) {
    this.rest = range;
    this.reverse = reverse;
    this.opener = opener;
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
      if (ended) {
        return false;
      }
      Opened opened = opener.open(rest);
      current = opened.cursor();
      leave(opened.part());
    }
  }

  private void leave(KeyRange part) {
    if (reverse) {
      ended = Arrays.compareUnsigned(part.start(), rest.start()) <= 0;
      rest = new KeyRange(rest.start(), part.start());
    } else {
      ended = Arrays.equals(part.end(), rest.end());
      rest = new KeyRange(part.end(), rest.end());
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
    ended = true;
    if (current != null) {
      current.close();
      current = null;
    }
  }
}
