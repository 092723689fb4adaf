package io.braid.storage.node.mvcc;

import io.braid.storage.KeyRange;
import io.braid.storage.VersionCursor;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;

/**
 * A forward scan at a snapshot that reads {@link HotPages}. Where there is no page it makes the
 * first ones; a long scan goes on as a {@link VersionScan}.
 *
 * <p>It does not see {@code current} at one moment. It need not: what a snapshot sees of a key is
 * the same at any time after the in-commit map was asked, until the safe point passes it, which is
 * looked at after each read.
 */
final class PagedScan implements VersionCursor {
  /** So many pages are made by one scan. */
  private static final int LOADED_PAGES_MAX = 2;

  /** Fewer rows are no page of their own, or look-ups of a few rows each would make a page each. */
  private static final int KEPT_ROWS_MIN = 16;

  private static final byte[] NO_KEY = new byte[0];

  private final VersionStore store;
  private final HotPages pages;
  private final KeyRange range;
  private final long readTs;
  private final VisibleVersion version;

  private HotPages.Rows rows = HotPages.Rows.NONE;
  private int next;
  private int rowsEnd;
  private byte[] position;
  private boolean positioned = true;
  private int loaded;

  /** Whether what comes next adjoins a page. */
  private boolean adjoins;

  private byte[] key = NO_KEY;

  /** The rest of a long scan. */
  private @Nullable VersionScan tail;

  PagedScan(VersionStore store, HotPages pages, KeyRange range, long readTs) {
    this.store = store;
    this.pages = pages;
    this.range = range;
    this.readTs = readTs;
    position = range.start();
    version = new VisibleVersion(store, readTs);
  }

  @Override
  public boolean next() {
    VersionScan rest = tail;
    if (rest != null) {
      return rest.next();
    }
    while (true) {
      while (next < rowsEnd) {
        int at = next++;
        byte[] stored = rows.value(at);
        version.set(stored, stored.length);
        if (version.find()) {
          key = rows.key(at);
          store.checkSafePoint(readTs);
          return true;
        }
      }
      if (!positioned || isBehind(position)) {
        positioned = false;
        store.checkSafePoint(readTs);
        return false;
      }
      HotPages.@Nullable Page page = pages.at(position);
      if (page != null) {
        HotPages.Rows found = page.rows();
        adjoins = true;
        show(found, found.lowerBound(position), page.end());
      } else if (loaded < LOADED_PAGES_MAX) {
        loaded++;
        load();
      } else {
        VersionScan opened = store.scanRocks(new KeyRange(position, range.end()), readTs, false);
        tail = opened;
        return opened.next();
      }
    }
  }

  private boolean isBehind(byte[] at) {
    return range.end().length > 0 && Arrays.compareUnsigned(at, range.end()) >= 0;
  }

  /** Shows rows from a place on, then goes on at their end. */
  private void show(HotPages.Rows found, int from, byte[] end) {
    rows = found;
    next = from;
    boolean cut = range.end().length > 0 && (end.length == 0 || isBehind(end));
    rowsEnd = cut ? found.lowerBound(range.end()) : found.count();
    position = end;
    positioned = end.length > 0;
  }

  private void load() {
    HotPages.@Nullable Page page = pages.claim(position, range.end());
    byte[] end = page == null ? range.end() : page.end();
    boolean published = false;
    store.gate().enter();
    // After the claim: see HotPages.
    try (PageReader reader = new PageReader(store, new KeyRange(position, end))) {
      HotPages.Rows read = reader.read();
      byte[] readEnd = reader.atEnd() ? end : behind(read.key(read.count() - 1));
      if (page != null && reader.isKeepable() && (isGap(end) || read.count() >= KEPT_ROWS_MIN)) {
        published = true;
        pages.publish(page, read, readEnd);
      }
      show(read, 0, readEnd);
    } catch (RocksDBException failure) {
      throw VersionStore.readFailed(failure);
    } finally {
      store.gate().leave();
      if (page != null && !published) {
        pages.drop(page);
      }
    }
  }

  /** Whether what is read lies between pages, which are worth more without the gap. */
  private boolean isGap(byte[] end) {
    return adjoins || !Arrays.equals(end, range.end());
  }

  private static byte[] behind(byte[] key) {
    return Arrays.copyOf(key, key.length + 1);
  }

  /** Reads what fits in one page; inside the gate. */
  private static final class PageReader implements AutoCloseable {
    private final RangeIterator iterator;
    private boolean atEnd;
    private boolean keepable = true;

    PageReader(VersionStore store, KeyRange range) {
      iterator = new RangeIterator(store, Column.CURRENT, range, false, null);
      store.opened();
    }

    HotPages.Rows read() throws RocksDBException {
      byte[][] keys = new byte[HotPages.PAGE_KEYS][];
      byte[][] values = new byte[HotPages.PAGE_KEYS][];
      int count = 0;
      long bytes = 0;
      while (count < HotPages.PAGE_KEYS && bytes < HotPages.PAGE_BYTES) {
        if (!iterator.move()) {
          atEnd = true;
          break;
        }
        keys[count] = iterator.at().key();
        values[count] = iterator.at().value();
        keepable &= values[count].length <= HotPages.VALUE_BYTES_MAX;
        bytes += values[count].length;
        count++;
      }
      return new HotPages.Rows(Arrays.copyOf(keys, count), Arrays.copyOf(values, count));
    }

    /** Whether the range had no more. */
    boolean atEnd() {
      return atEnd;
    }

    boolean isKeepable() {
      return keepable;
    }

    @Override
    public void close() {
      iterator.close();
    }
  }

  @Override
  public byte[] keyArray() {
    VersionScan rest = tail;
    return rest == null ? key : rest.keyArray();
  }

  @Override
  public int keyOffset() {
    VersionScan rest = tail;
    return rest == null ? 0 : rest.keyOffset();
  }

  @Override
  public int keyLength() {
    VersionScan rest = tail;
    return rest == null ? key.length : rest.keyLength();
  }

  @Override
  public byte[] valueArray() {
    VersionScan rest = tail;
    return rest == null ? version.array() : rest.valueArray();
  }

  @Override
  public int valueOffset() {
    VersionScan rest = tail;
    return rest == null ? version.offset() : rest.valueOffset();
  }

  @Override
  public int valueLength() {
    VersionScan rest = tail;
    return rest == null ? version.length() : rest.valueLength();
  }

  @Override
  public int schemaVersion() {
    VersionScan rest = tail;
    return rest == null ? version.schemaVersion() : rest.schemaVersion();
  }

  @Override
  public long commitTs() {
    VersionScan rest = tail;
    return rest == null ? version.commitTs() : rest.commitTs();
  }

  @Override
  public void close() {
    positioned = false;
    next = rowsEnd;
    VersionScan rest = tail;
    if (rest != null) {
      rest.close();
    }
  }
}
