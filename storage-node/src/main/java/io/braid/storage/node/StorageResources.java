package io.braid.storage.node;

import java.util.concurrent.atomic.AtomicLong;
import org.rocksdb.Cache;
import org.rocksdb.Env;
import org.rocksdb.LRUCache;
import org.rocksdb.RocksDB;
import org.rocksdb.WriteBufferManager;

/**
 * What all volumes of a node share: one block cache, which memtables are charged to, and the
 * threads of flushes and compactions. Close it after the last volume.
 *
 * @see "DESIGN.md, sections 2 and 7"
 */
public final class StorageResources implements AutoCloseable {
  private static final int CACHE_SHARD_BITS = 4;
  private static final long PAGE_BYTES = 16L << 20;

  /** The part of all memtables that their filters may take. */
  private static final int FILTERS_SHARE = 16;

  private final Cache blockCache;
  private final WriteBufferManager writeBuffers;
  private final Env environment;
  private final PageBudget pageBudget;
  private final AtomicLong filterBytesLeft;
  private final StorageCounters counters = new StorageCounters();

  /**
   * @param cacheBytes block cache and memtables together
   * @param memtableBytes at most this much of it is memtables, above which the largest is flushed
   * @param backgroundThreads for flushes and compactions of all volumes, at least 1
   */
  public StorageResources(long cacheBytes, long memtableBytes, int backgroundThreads) {
    this(cacheBytes, memtableBytes, backgroundThreads, PAGE_BYTES);
  }

  /**
   * @param pageBytes of heap for versions in ranges that are read often; 0 keeps none
   */
  public StorageResources(
      long cacheBytes, long memtableBytes, int backgroundThreads, long pageBytes) {
    pageBudget = new PageBudget(pageBytes);
    if (cacheBytes <= 0 || memtableBytes <= 0 || memtableBytes > cacheBytes) {
      throw new IllegalArgumentException(
          "a cache of " + cacheBytes + " bytes with memtables of " + memtableBytes);
    }
    RocksDB.loadLibrary();
    blockCache = new LRUCache(cacheBytes, CACHE_SHARD_BITS, false, 0.5);
    writeBuffers = new WriteBufferManager(memtableBytes, blockCache, false);
    filterBytesLeft = new AtomicLong(memtableBytes / FILTERS_SHARE);
    environment = Env.getDefault();
    environment.incBackgroundThreadsIfNeeded(backgroundThreads, org.rocksdb.Priority.LOW);
    environment.incBackgroundThreadsIfNeeded(1, org.rocksdb.Priority.HIGH);
  }

  /** Bytes in the block cache now, memtables included. */
  public long cacheUsedBytes() {
    return blockCache.getUsage();
  }

  /** What all volumes have asked for. */
  public StorageCounters counters() {
    return counters;
  }

  /** The heap for versions that are kept beside RocksDB. */
  public PageBudget pageBudget() {
    return pageBudget;
  }

  /** The shared cache. */
  public Cache blockCache() {
    return blockCache;
  }

  /** The shared account of memtables. */
  public WriteBufferManager writeBuffers() {
    return writeBuffers;
  }

  /**
   * Takes a part of what filters in memtables may use: each memtable has its filter from its
   * beginning on, so that with many volumes only the first that are opened have some.
   *
   * @return whether there is enough; then it is given back by {@link #releaseFilters}
   */
  public boolean reserveFilters(long bytes) {
    while (true) {
      long left = filterBytesLeft.get();
      if (left < bytes) {
        return false;
      }
      if (filterBytesLeft.compareAndSet(left, left - bytes)) {
        return true;
      }
    }
  }

  /** Gives back what {@link #reserveFilters} took. */
  public void releaseFilters(long bytes) {
    filterBytesLeft.addAndGet(bytes);
  }

  /** The shared environment; it is the process's own and never closed. */
  public Env environment() {
    return environment;
  }

  @Override
  public void close() {
    writeBuffers.close();
    blockCache.close();
  }
}
