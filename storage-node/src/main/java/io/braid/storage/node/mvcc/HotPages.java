package io.braid.storage.node.mvcc;

import io.braid.common.Invariant;
import io.braid.common.InvariantViolation;
import io.braid.storage.node.PageBudget;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/**
 * What {@code current} holds in ranges that are scanned often, in memory and in key order. RocksDB
 * keeps every replaced value of a key until its memtable is flushed, and a scan steps over each of
 * them; here a key has one value.
 *
 * <p>Once {@link #apply} has returned, pages show what was applied; while it runs they may show a
 * part of it. That is enough for readers who looked into the in-commit map before, and for those
 * who hold a key's lock: both know of no commit whose apply has not returned. It is not enough
 * beside {@code staged_keys}, from which a key goes in the same write that puts it into {@code
 * current}: with large transactions about, pages are not asked.
 *
 * <pre>
 *              claim            publish, nothing written meanwhile
 *   (no page) ───────► FILLING ─────────────────────────────────► READY
 *                         │ written meanwhile, failed               │ evicted, too large, range gone
 *                         └───────────────► DROPPED ◄───────────────┘
 * </pre>
 *
 * <p>Who fills a page claims its range first and opens its iterator afterwards: what is written
 * before the iterator is seen by it, and what is written later finds the claim. Readers take no
 * lock. Lock order: this object, then a page; pages never overlap.
 *
 * @see "docs/decisions/0009-hot-pages.md"
 */
final class HotPages {
  /** A page is filled with at most so many keys. */
  static final int PAGE_KEYS = 128;

  /** A page is filled with about so many bytes. */
  static final int PAGE_BYTES = 64 << 10;

  /** A longer value is not kept. */
  static final int VALUE_BYTES_MAX = 8 << 10;

  /** A page with more is dropped; the next scans read it as two. */
  private static final int KEYS_MAX = 2 * PAGE_KEYS;

  private static final int PAGE_OVERHEAD_BYTES = 256;
  private static final int ROW_OVERHEAD_BYTES = 48;
  private static final int BATCH_HEAD_BYTES = 12;
  private static final VarHandle SLOT = MethodHandles.arrayElementVarHandle(byte[][].class);

  private enum State {
    FILLING,
    READY,
    DROPPED
  }

  /** Keys in order, with their values as they are stored. Values are replaced where they are. */
  static final class Rows {
    static final Rows NONE = new Rows(new byte[0][], new byte[0][]);

    private final byte[][] keys;
    private final byte[][] values;

    /** Takes over the arrays. */
    Rows(byte[][] keys, byte[][] values) {
      this.keys = keys;
      this.values = values;
    }

    int count() {
      return keys.length;
    }

    byte[] key(int index) {
      return keys[index];
    }

    byte[] value(int index) {
      return (byte[]) SLOT.getAcquire(values, index);
    }

    /** Where a key is, or {@code -(place where it would be) - 1}. */
    int find(byte[] key) {
      return Arrays.binarySearch(keys, key, Arrays::compareUnsigned);
    }

    /** The first place at or behind a key. */
    int lowerBound(byte[] key) {
      int found = find(key);
      return found >= 0 ? found : -found - 1;
    }

    private Rows with(int place, byte[] key, byte[] value) {
      return new Rows(inserted(keys, place, key), inserted(values, place, value));
    }

    private static byte[][] inserted(byte[][] array, int place, byte[] element) {
      byte[][] larger = new byte[array.length + 1][];
      System.arraycopy(array, 0, larger, 0, place);
      larger[place] = element;
      System.arraycopy(array, place, larger, place + 1, array.length - place);
      return larger;
    }

    private Rows without(int place) {
      return new Rows(removed(keys, place), removed(values, place));
    }

    private static byte[][] removed(byte[][] array, int place) {
      byte[][] smaller = new byte[array.length - 1][];
      System.arraycopy(array, 0, smaller, 0, place);
      System.arraycopy(array, place + 1, smaller, place, smaller.length - place);
      return smaller;
    }

    private long bytes() {
      long bytes = PAGE_OVERHEAD_BYTES;
      for (int i = 0; i < keys.length; i++) {
        bytes += rowBytes(keys[i], values[i]);
      }
      return bytes;
    }
  }

  /** A range of keys with all that {@code current} has of it. */
  static final class Page {
    private final byte[] start;

    /** Behind the last key; empty at the end of the column family. Smaller once it is filled. */
    private volatile byte[] end;

    private volatile State state = State.FILLING;
    private volatile Rows rows = Rows.NONE;

    /** Whether it was read since eviction last came by. Races do no harm. */
    private boolean used = true;

    // Guarded by this page.
    private boolean written;
    private long bytes;

    private Page(byte[] start, byte[] end) {
      this.start = start;
      this.end = end;
    }

    /** Behind its last key; empty at the end of the column family. */
    byte[] end() {
      return end;
    }

    Rows rows() {
      return rows;
    }

    private boolean covers(byte[] key) {
      byte[] last = end;
      return last.length == 0 || Arrays.compareUnsigned(key, last) < 0;
    }
  }

  private final PageBudget budget;
  private final ConcurrentNavigableMap<byte[], Page> pages =
      new ConcurrentSkipListMap<>(Arrays::compareUnsigned);

  /** Where eviction goes on; guarded by this. */
  private byte[] hand = new byte[0];

  HotPages(PageBudget budget) {
    this.budget = budget;
  }

  private static int rowBytes(byte[] key, byte[] value) {
    return key.length + value.length + ROW_OVERHEAD_BYTES;
  }

  /** The page that a key lies in; null if none is ready. */
  @Nullable Page at(byte[] key) {
    Map.@Nullable Entry<byte[], Page> floor = pages.isEmpty() ? null : pages.floorEntry(key);
    if (floor == null) {
      return null;
    }
    Page page = floor.getValue();
    if (page.state != State.READY || !page.covers(key)) {
      return null;
    }
    if (!page.used) {
      page.used = true;
    }
    return page;
  }

  /**
   * Announces that a range is read to become a page.
   *
   * @return its page, which may end earlier; null when the range's start is in another, or pages
   *     are not kept
   */
  synchronized @Nullable Page claim(byte[] start, byte[] end) {
    if (!budget.isEnabled()) {
      return null;
    }
    Map.@Nullable Entry<byte[], Page> floor = pages.floorEntry(start);
    if (floor != null && floor.getValue().covers(start)) {
      return null;
    }
    byte[] next = pages.higherKey(start);
    boolean cut = next != null && (end.length == 0 || Arrays.compareUnsigned(next, end) < 0);
    Page page = new Page(start, cut ? next : end);
    @Nullable Page other = pages.put(start, page);
    Invariant.check(other == null, "a page that does not cover its own start");
    return page;
  }

  /**
   * Makes a claimed page readable, unless something was written to it since it was claimed.
   *
   * @param end behind the last key that was read; at most the page's
   */
  void publish(Page page, Rows rows, byte[] end) {
    boolean ready;
    synchronized (page) {
      ready = page.state == State.FILLING && !page.written;
      if (ready) {
        page.rows = rows;
        page.end = end;
        page.bytes = rows.bytes();
        budget.add(page.bytes);
        page.state = State.READY;
      }
    }
    if (ready) {
      evict();
    } else {
      drop(page);
    }
  }

  /** Removes a page; readers who have it read on. */
  void drop(Page page) {
    synchronized (this) {
      boolean removed = pages.remove(page.start, page);
      synchronized (page) {
        page.state = State.DROPPED;
        if (removed) {
          budget.add(-page.bytes);
        }
      }
    }
  }

  /** Removes all pages. */
  void clear() {
    for (Page page : pages.values()) {
      drop(page);
    }
  }

  /**
   * Brings the pages up to date with a write.
   *
   * @param batch a serialized {@code WriteBatch} that RocksDB has written; by the applying thread
   */
  void apply(byte[] batch) {
    if (pages.isEmpty()) {
      return;
    }
    ByteReader in = new ByteReader(batch, BATCH_HEAD_BYTES, batch.length - BATCH_HEAD_BYTES);
    while (in.remaining() > 0) {
      int tag = in.readByte();
      boolean current = in.readVarint() == Column.CURRENT.id();
      int keyLength = in.readSize();
      int keyOffset = in.position();
      in.skip(keyLength);
      int valueLength = tag == EntryWriter.DELETE ? 0 : in.readSize();
      int valueOffset = in.position();
      in.skip(valueLength);
      if (!current) {
        continue;
      }
      byte[] key = Arrays.copyOfRange(batch, keyOffset, keyOffset + keyLength);
      switch (tag) {
        case EntryWriter.PUT, EntryWriter.DELETE -> {
          Map.@Nullable Entry<byte[], Page> floor = pages.floorEntry(key);
          if (floor != null && floor.getValue().covers(key)) {
            boolean put = tag == EntryWriter.PUT;
            change(floor.getValue(), key, put, batch, valueOffset, valueLength);
          }
        }
        case EntryWriter.DELETE_RANGE, EntryWriter.MERGE -> clear();
        default -> throw new InvariantViolation("a record " + tag + " in a batch");
      }
    }
    evict();
  }

  private void change(
      Page page, byte[] key, boolean put, byte[] batch, int valueOffset, int valueLength) {
    boolean keep;
    synchronized (page) {
      page.written = true;
      if (page.state != State.READY) {
        return;
      }
      keep = valueLength <= VALUE_BYTES_MAX && page.rows.count() < KEYS_MAX;
      if (keep) {
        byte @Nullable [] value =
            put ? Arrays.copyOfRange(batch, valueOffset, valueOffset + valueLength) : null;
        int grown = change(page, key, value);
        page.bytes += grown;
        budget.add(grown);
      }
    }
    if (!keep) {
      drop(page);
    }
  }

  /** Returns by how many bytes the page grows. */
  private static int change(Page page, byte[] key, byte @Nullable [] value) {
    Rows rows = page.rows;
    int place = rows.find(key);
    if (value == null) {
      if (place < 0) {
        return 0;
      }
      page.rows = rows.without(place);
      return -rowBytes(key, rows.value(place));
    }
    if (place < 0) {
      page.rows = rows.with(-place - 1, key, value);
      return rowBytes(key, value);
    }
    int before = rows.value(place).length;
    SLOT.setRelease(rows.values, place, value);
    return value.length - before;
  }

  /** Drops pages that were not read lately until they fit, those that are being filled excepted. */
  private void evict() {
    if (!budget.isExceeded()) {
      return;
    }
    synchronized (this) {
      // Twice around at most: the first time takes the marks.
      for (int left = 2 * pages.size(); left > 0 && budget.isExceeded(); left--) {
        Map.@Nullable Entry<byte[], Page> next = pages.higherEntry(hand);
        if (next == null) {
          next = pages.firstEntry();
        }
        if (next == null) {
          return;
        }
        hand = next.getKey();
        Page page = next.getValue();
        if (page.used) {
          page.used = false;
        } else if (page.state == State.READY) {
          drop(page);
        }
      }
    }
  }
}
