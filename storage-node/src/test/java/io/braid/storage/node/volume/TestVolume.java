package io.braid.storage.node.volume;

import io.braid.common.time.Clock;
import io.braid.storage.CatalogChange;
import io.braid.storage.Gtid;
import io.braid.storage.IndexChange;
import io.braid.storage.KeySpace;
import io.braid.storage.RowChange;
import io.braid.storage.Share;
import io.braid.storage.StoredVersion;
import io.braid.storage.TransactionId;
import io.braid.storage.TransactionRecord;
import io.braid.storage.VolumeId;
import io.braid.storage.WriteSet;
import io.braid.storage.node.StorageResources;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** A volume with an oracle that counts, and words instead of row images. */
final class TestVolume implements AutoCloseable {
  static final long TABLE = 1_000;
  static final int INDEX = 2;
  static final long COMMIT_BYTES_MAX = 16 << 20;

  final StorageResources resources;
  final AtomicLong oracle = new AtomicLong(100);
  final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
  private final Path folder;
  private VolumeReplica volume;

  private final LogMode logMode;

  TestVolume(Path folder) {
    this(folder, LogMode.LOCAL);
  }

  TestVolume(Path folder, LogMode logMode) {
    this(folder, logMode, new StorageResources(32 << 20, 16 << 20, 1));
  }

  /** Closes the resources too. */
  TestVolume(Path folder, LogMode logMode, StorageResources resources) {
    this.resources = resources;
    this.folder = folder;
    this.logMode = logMode;
    this.volume = open();
  }

  static VolumeOptions options(Path folder) {
    return options(folder, LogMode.LOCAL);
  }

  private static VolumeOptions options(Path folder, LogMode logMode) {
    return new VolumeOptions(
        folder,
        new UUID(1, 1),
        VolumeId.META,
        new UUID(2, 2),
        logMode,
        COMMIT_BYTES_MAX,
        Duration.ofSeconds(20),
        Duration.ofHours(1));
  }

  private VolumeReplica open() {
    return VolumeReplica.open(options(folder, logMode), resources, Clock.system(), failure::set);
  }

  VolumeReplica volume() {
    return volume;
  }

  void reopen() {
    volume.close();
    volume = open();
  }

  long now() {
    return oracle.incrementAndGet();
  }

  long commit(Writes writes) {
    return volume.commit(writes.build(now()), this::now).join();
  }

  Optional<String> row(String key, long readTs) {
    return text(volume.get(rowKey(key), readTs));
  }

  static Optional<String> text(Optional<StoredVersion> version) {
    return version.map(found -> new String(value(found), StandardCharsets.UTF_8));
  }

  private static byte[] value(StoredVersion version) {
    byte @Nullable [] value = version.value();
    if (value == null) {
      throw new AssertionError("a tombstone was returned");
    }
    return value;
  }

  List<String> scan(int index, long readTs, boolean reverse) {
    List<String> found = new ArrayList<>();
    try (var cursor = volume.scan(KeySpace.indexRange(TABLE, index), readTs, reverse)) {
      while (cursor.next()) {
        found.add(
            new String(
                    cursor.keyArray(),
                    cursor.keyOffset() + KeySpace.PREFIX_BYTES,
                    cursor.keyLength() - KeySpace.PREFIX_BYTES,
                    StandardCharsets.UTF_8)
                + "="
                + new String(
                    cursor.valueArray(),
                    cursor.valueOffset(),
                    cursor.valueLength(),
                    StandardCharsets.UTF_8));
      }
    }
    return found;
  }

  @Override
  public void close() {
    volume.close();
    resources.close();
  }

  static byte[] rowKey(String key) {
    return key(TABLE, KeySpace.ROW_INDEX, key);
  }

  static byte[] indexKey(String key) {
    return key(TABLE, INDEX, key);
  }

  static byte[] key(long table, int index, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    byte[] key = new byte[KeySpace.PREFIX_BYTES + bytes.length];
    KeySpace.putPrefix(key, table, index);
    System.arraycopy(bytes, 0, key, KeySpace.PREFIX_BYTES, bytes.length);
    return key;
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  static Writes writes() {
    return new Writes();
  }

  /** Collects a write set. */
  static final class Writes {
    private final List<RowChange> rows = new ArrayList<>();
    private final List<IndexChange> indexes = new ArrayList<>();
    private final List<CatalogChange> catalog = new ArrayList<>();
    private Map<Long, Long> counters = Map.of();
    private List<Long> droppedTables = List.of();
    private Optional<Share> share = Optional.empty();

    Writes insert(String key, String value) {
      rows.add(new RowChange(TABLE, 1, rowKey(key), Optional.empty(), null, bytes(value)));
      return this;
    }

    Writes update(String key, String before, String after) {
      rows.add(new RowChange(TABLE, 1, rowKey(key), Optional.empty(), bytes(before), bytes(after)));
      return this;
    }

    Writes delete(String key, String before) {
      rows.add(new RowChange(TABLE, 1, rowKey(key), Optional.empty(), bytes(before), null));
      return this;
    }

    Writes move(String oldKey, String key, String before, String after) {
      rows.add(
          new RowChange(
              TABLE, 1, rowKey(key), Optional.of(rowKey(oldKey)), bytes(before), bytes(after)));
      return this;
    }

    Writes entry(String key, String rowKey) {
      indexes.add(new IndexChange(indexKey(key), bytes(rowKey), null));
      return this;
    }

    Writes removeEntry(String key) {
      indexes.add(new IndexChange(indexKey(key), null, null));
      return this;
    }

    Writes catalog(String key, @Nullable String value) {
      catalog.add(
          new CatalogChange(
              key(KeySpace.CATALOG_TABLE, 3, key), value == null ? null : bytes(value)));
      return this;
    }

    Writes counter(long table, long value) {
      counters = Map.of(table, value);
      return this;
    }

    Writes dropTable(long table) {
      droppedTables = List.of(table);
      return this;
    }

    /** Makes it a part of a transaction with so many rows, of which these are the first. */
    Writes share(boolean primary, int allRows) {
      int[] sequences = new int[rows.size()];
      for (int i = 0; i < sequences.length; i++) {
        sequences[i] = primary ? i + 1 : allRows - rows.size() + i + 1;
      }
      share = Optional.of(new Share(primary, sequences, allRows, allRows, new BitSet()));
      return this;
    }

    WriteSet build(long transactionId) {
      TransactionRecord record =
          new TransactionRecord(
              new TransactionId(transactionId),
              new Gtid.Automatic(),
              0,
              0,
              List.of(),
              Optional.empty(),
              0);
      return new WriteSet(record, rows, indexes, catalog, counters, 0, droppedTables, share);
    }
  }
}
