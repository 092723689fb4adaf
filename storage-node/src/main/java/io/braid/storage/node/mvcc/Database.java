package io.braid.storage.node.mvcc;

import io.braid.common.Invariant;
import io.braid.storage.KeySpace;
import io.braid.storage.node.StorageResources;
import io.braid.storage.node.log.LogFailedException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.CompressionType;
import org.rocksdb.DBOptions;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.WALRecoveryMode;

/**
 * The RocksDB of one volume replica with its column families and every native object that must
 * outlive it.
 */
final class Database implements AutoCloseable {
  private static final int BLOOM_BITS_PER_KEY = 10;

  /** Of a memtable's bytes: about ten bits for each key of a full one. */
  private static final double MEMTABLE_FILTER_SHARE = 0.015;

  private static final long BLOCK_BYTES = 8 * 1024;
  private static final long WRITE_BUFFER_BYTES = 64L << 20;

  /** The filters of the two families that have one. */
  private static final long FILTER_BYTES = (long) (2 * MEMTABLE_FILTER_SHARE * WRITE_BUFFER_BYTES);

  /** What a start after a crash replays at most: at about 100 MB a second. */
  private static final long WAL_BYTES_MAX = 256L << 20;

  private static final long INFO_LOG_BYTES = 4L << 20;

  private final List<AutoCloseable> natives;
  private final RocksDB rocks;
  private final List<ColumnFamilyHandle> columns;

  private Database(List<AutoCloseable> natives, RocksDB rocks, List<ColumnFamilyHandle> columns) {
    this.natives = natives;
    this.rocks = rocks;
    this.columns = columns;
  }

  /**
   * Opens or makes the database in {@code folder}.
   *
   * @param writeAheadLog whether RocksDB's own log makes writes durable (mode local); without it
   *     all families are flushed together
   * @param create whether a missing database is made; one that was there must not become empty
   * @throws LogFailedException when the files are missing or damaged by more than a write cut short
   */
  static Database open(
      Path folder, StorageResources resources, boolean writeAheadLog, boolean create) {
    List<AutoCloseable> natives = new ArrayList<>();
    List<ColumnFamilyDescriptor> descriptors = new ArrayList<>();
    List<ColumnFamilyHandle> handles = new ArrayList<>();
    // The manifest says which log files there must be, and opening checks that none is missing. The
    // Java class has no setter for it.
    Properties properties = new Properties();
    properties.setProperty("track_and_verify_wals_in_manifest", String.valueOf(writeAheadLog));
    DBOptions options = keep(natives, DBOptions.getDBOptionsFromProps(properties));
    options
        .setCreateIfMissing(create)
        .setCreateMissingColumnFamilies(create)
        .setEnv(resources.environment())
        .setWriteBufferManager(resources.writeBuffers())
        // The tail of the log may be cut short by a crash. Anything else is refused, where the
        // default would silently drop all behind the first damaged record (PROTOCOL.md, rule 33).
        .setWalRecoveryMode(WALRecoveryMode.TolerateCorruptedTailRecords)
        // What recovery finds in the log but was never synced becomes durable before it is visible:
        // recovery flushes it to tables.
        .setAvoidFlushDuringRecovery(false)
        .setAtomicFlush(!writeAheadLog)
        .setMaxTotalWalSize(WAL_BYTES_MAX)
        .setBytesPerSync(1L << 20)
        .setInfoLogLevel(InfoLogLevel.WARN_LEVEL)
        .setMaxLogFileSize(INFO_LOG_BYTES)
        .setKeepLogFileNum(4)
        .setStatsDumpPeriodSec(0);
    boolean filters = resources.reserveFilters(FILTER_BYTES);
    if (filters) {
      natives.add(() -> resources.releaseFilters(FILTER_BYTES));
    }
    for (Column column : Column.values()) {
      descriptors.add(
          new ColumnFamilyDescriptor(
              column.familyName(), columnOptions(natives, column, resources, filters)));
    }
    try {
      RocksDB rocks = RocksDB.open(options, folder.toString(), descriptors, handles);
      for (Column column : Column.values()) {
        Invariant.check(
            handles.get(column.id()).getID() == column.id(),
            "column family %s has id %s",
            column,
            handles.get(column.id()).getID());
      }
      return new Database(natives, rocks, handles);
    } catch (RocksDBException failure) {
      closeAll(natives);
      throw new LogFailedException(
          "cannot open the volume's files in "
              + folder
              + ": "
              + failure.getMessage()
              + "; nothing was changed, restore the volume from a copy",
          failure);
    }
  }

  private static ColumnFamilyOptions columnOptions(
      List<AutoCloseable> natives, Column column, StorageResources resources, boolean filters) {
    BlockBasedTableConfig table =
        new BlockBasedTableConfig()
            .setBlockCache(resources.blockCache())
            .setBlockSize(BLOCK_BYTES)
            .setCacheIndexAndFilterBlocks(true)
            .setCacheIndexAndFilterBlocksWithHighPriority(true)
            .setPinL0FilterAndIndexBlocksInCache(true);
    if (column == Column.CURRENT || column == Column.STAGED_KEYS) {
      table.setFilterPolicy(keep(natives, new BloomFilter(BLOOM_BITS_PER_KEY)));
    }
    return keep(natives, familyOptions(column, filters))
        .setTableFormatConfig(table)
        .setWriteBufferSize(WRITE_BUFFER_BYTES)
        .setCompressionType(CompressionType.LZ4_COMPRESSION)
        .setLevelCompactionDynamicLevelBytes(true)
        // Counters are merged to their maximum, in whatever order their commits reach the log.
        .setMergeOperatorName("max");
  }

  /** Options of families whose keys are data keys, which are looked up one by one. */
  private static ColumnFamilyOptions familyOptions(Column column, boolean filters) {
    if (column != Column.CURRENT && column != Column.STAGED_KEYS) {
      return new ColumnFamilyOptions();
    }
    // Entries bring the keys of each index in order: an insert begins where the one before it in
    // the same index ended. The other families are written in order as a whole. The Java class has
    // no setter for it.
    Properties properties = new Properties();
    properties.setProperty(
        "memtable_insert_with_hint_prefix_extractor",
        "rocksdb.FixedPrefix." + KeySpace.PREFIX_BYTES);
    return ColumnFamilyOptions.getColumnFamilyOptionsFromProps(properties)
        .setMemtableWholeKeyFiltering(filters)
        .setMemtablePrefixBloomSizeRatio(filters ? MEMTABLE_FILTER_SHARE : 0);
  }

  private static <T extends AutoCloseable> T keep(List<AutoCloseable> natives, T object) {
    natives.add(object);
    return object;
  }

  RocksDB rocks() {
    return rocks;
  }

  ColumnFamilyHandle handle(Column column) {
    return columns.get(column.id());
  }

  List<ColumnFamilyHandle> handles() {
    return columns;
  }

  @Override
  public void close() {
    rocks.cancelAllBackgroundWork(true);
    for (ColumnFamilyHandle column : columns) {
      column.close();
    }
    rocks.close();
    closeAll(natives);
  }

  private static void closeAll(List<AutoCloseable> natives) {
    for (int i = natives.size() - 1; i >= 0; i--) {
      try {
        natives.get(i).close();
      } catch (Exception impossible) {
        throw new IllegalStateException("a native object that cannot be closed", impossible);
      }
    }
  }
}
