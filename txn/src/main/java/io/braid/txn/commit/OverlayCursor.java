package io.braid.txn.commit;

import io.braid.storage.KeyRange;
import io.braid.storage.Timestamps;
import io.braid.storage.VersionCursor;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Merges the own writes of a transaction over a cursor of committed versions. It shows the own
 * writes that were there when it was opened; later ones neither appear nor hide anything.
 */
final class OverlayCursor implements VersionCursor {
  private final VersionCursor committed;
  private final WriteBuffer buffer;
  private final KeyRange range;
  private final boolean reverse;
  private final int end;

  private boolean started;
  private boolean committedValid;

  /** The next own version to show, which may be a deletion; null at the end. */
  private @Nullable OwnVersion own;

  /** Set while the cursor stands on an own version. */
  private @Nullable OwnVersion shown;

  OverlayCursor(VersionCursor committed, WriteBuffer buffer, KeyRange range, boolean reverse) {
    this.committed = committed;
    this.buffer = buffer;
    this.range = range;
    this.reverse = reverse;
    this.end = buffer.end();
  }

  @Override
  public boolean next() {
    if (!started) {
      started = true;
      committedValid = committed.next();
      own = ownFrom(null);
    } else if (shown != null) {
      own = ownFrom(shown.key());
      shown = null;
    } else if (committedValid) {
      committedValid = committed.next();
    }
    while (true) {
      OwnVersion candidate = own;
      if (candidate == null) {
        return committedValid;
      }
      int order = committedValid ? compareWithCommitted(candidate.key()) : -1;
      if (order > 0) {
        return true;
      }
      if (order == 0) {
        committedValid = committed.next();
      }
      if (candidate.value() != null) {
        shown = candidate;
        return true;
      }
      own = ownFrom(candidate.key());
    }
  }

  /** Below 0 when the own key comes first in the cursor's direction. */
  private int compareWithCommitted(byte[] key) {
    int offset = committed.keyOffset();
    int order =
        Arrays.compareUnsigned(
            key, 0, key.length, committed.keyArray(), offset, offset + committed.keyLength());
    return reverse ? -order : order;
  }

  private @Nullable OwnVersion ownFrom(byte @Nullable [] key) {
    Map.Entry<byte[], OwnVersion> entry = step(key);
    while (entry != null) {
      OwnVersion version = entry.getValue().asOf(end);
      if (version != null) {
        return version;
      }
      entry = step(entry.getKey());
    }
    return null;
  }

  private Map.@Nullable Entry<byte[], OwnVersion> step(byte @Nullable [] key) {
    return reverse ? buffer.before(key, range) : buffer.after(key, range);
  }

  private static byte[] valueOf(OwnVersion version) {
    byte[] value = version.value();
    if (value == null) {
      throw new IllegalStateException("a deletion is not shown");
    }
    return value;
  }

  @Override
  public byte[] keyArray() {
    return shown == null ? committed.keyArray() : shown.key();
  }

  @Override
  public int keyOffset() {
    return shown == null ? committed.keyOffset() : 0;
  }

  @Override
  public int keyLength() {
    return shown == null ? committed.keyLength() : shown.key().length;
  }

  @Override
  public byte[] valueArray() {
    return shown == null ? committed.valueArray() : valueOf(shown);
  }

  @Override
  public int valueOffset() {
    return shown == null ? committed.valueOffset() : 0;
  }

  @Override
  public int valueLength() {
    return shown == null ? committed.valueLength() : valueOf(shown).length;
  }

  @Override
  public int schemaVersion() {
    return shown == null ? committed.schemaVersion() : shown.schemaVersion();
  }

  @Override
  public long commitTs() {
    return shown == null ? committed.commitTs() : Timestamps.NEWEST;
  }

  @Override
  public void close() {
    committed.close();
  }
}
