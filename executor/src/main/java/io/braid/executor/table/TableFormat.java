package io.braid.executor.table;

import io.braid.common.InvariantViolation;
import io.braid.common.catalog.CatalogSnapshot;
import io.braid.common.catalog.ColumnDefinition;
import io.braid.common.catalog.IndexDefinition;
import io.braid.common.catalog.TableDefinition;
import io.braid.common.row.RowImageReader;
import io.braid.common.row.RowImageWriter;
import io.braid.common.row.RowLayout;
import io.braid.common.row.RowUpgrade;
import io.braid.common.value.ColumnStore;
import io.braid.common.value.SqlValue;
import io.braid.common.value.StoreTarget;
import io.braid.storage.KeySpace;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * How one table is stored at one schema version: the layout of its rows, the keys of its indexes,
 * and how rows of earlier versions are read. Made once for a statement; not thread-safe, because it
 * keeps the upgrades it has met.
 */
public final class TableFormat {
  private final TableDefinition table;
  private final Shared shared;
  private final RowLayout layout;
  private final CatalogSnapshot catalog;
  private final Optional<IndexKeys> primary;
  private final List<IndexKeys> secondary;

  /** Made when the first row of an earlier version comes. */
  private @Nullable Upgrades upgrades;

  private static final class Upgrades {
    private final Map<Integer, RowUpgrade> byVersion = new HashMap<>();
    private final RowImageReader reader = new RowImageReader();
    private final RowImageWriter writer = new RowImageWriter();

    byte[] upgraded(RowUpgrade upgrade, byte[] array, int offset, int length) {
      upgrade.upgrade(array, offset, length, reader, writer);
      return writer.toByteArray();
    }
  }

  /** What depends on the definition alone; any number of threads may use one. */
  static final class Shared {
    private final TableDefinition table;
    private final RowLayout layout;
    private final Optional<IndexKeys> primary;
    private final List<IndexKeys> secondary;

    /** Earlier schema versions whose rows are as those of this one. */
    private final Set<Integer> sameVersions = ConcurrentHashMap.newKeySet();

    Shared(TableDefinition table) {
      this.table = table;
      layout = RowLayout.ofColumns(table.columns());
      primary = table.primaryKey().map(p -> new IndexKeys(table.tableId(), layout, p));
      secondary =
          table.indexes().stream()
              .filter(i -> i.kind() != IndexDefinition.Kind.PRIMARY && i.kind().isMaintained())
              .map(i -> new IndexKeys(table.tableId(), layout, i))
              .toList();
    }

    IndexKeys index(int indexId) {
      if (primary.isPresent() && indexId == KeySpace.ROW_INDEX) {
        return primary.get();
      }
      for (IndexKeys index : secondary) {
        if (index.definition().indexId() == indexId) {
          return index;
        }
      }
      throw new InvariantViolation("index " + indexId + " of " + table.name() + " exists");
    }

    boolean isOf(TableDefinition definition) {
      return table == definition;
    }
  }

  /**
   * @param catalog finds the definitions of earlier versions
   */
  public TableFormat(TableDefinition table, CatalogSnapshot catalog) {
    this(new Shared(table), catalog);
  }

  TableFormat(Shared shared, CatalogSnapshot catalog) {
    this.shared = shared;
    this.catalog = catalog;
    table = shared.table;
    layout = shared.layout;
    primary = shared.primary;
    secondary = shared.secondary;
  }

  /** The definition. */
  public TableDefinition table() {
    return table;
  }

  /** The layout of row images. */
  public RowLayout layout() {
    return layout;
  }

  /** Keys of the primary key; empty when rows have hidden ids. */
  public Optional<IndexKeys> primary() {
    return primary;
  }

  /** Keys of the other maintained indexes, in the table's order. */
  public List<IndexKeys> secondary() {
    return secondary;
  }

  /** Keys of one index by its id. */
  public IndexKeys index(int indexId) {
    return shared.index(indexId);
  }

  /** The row key of a row with a primary key. */
  public byte[] rowKey(RowImageReader row) {
    return primary
        .orElseThrow(() -> new InvariantViolation(table.name() + " has a primary key"))
        .rowKey(row);
  }

  /** The row key of a hidden row id. */
  public byte[] hiddenRowKey(long rowId) {
    byte[] key = new byte[KeySpace.PREFIX_BYTES + Long.BYTES];
    KeySpace.putPrefix(key, table.tableId(), KeySpace.ROW_INDEX);
    for (int i = 0; i < Long.BYTES; i++) {
      key[KeySpace.PREFIX_BYTES + i] = (byte) (rowId >>> 8 * (Long.BYTES - 1 - i));
    }
    return key;
  }

  /** The counter of hidden row ids among the AUTO_INCREMENT counters. */
  public long hiddenRowCounter() {
    return table.tableId() + (1L << 48);
  }

  private boolean isSame(int schemaVersion) {
    return schemaVersion == table.schemaVersion() || shared.sameVersions.contains(schemaVersion);
  }

  /** Sets a reader on a stored image, brought to this version if it is of an earlier one. */
  public void read(RowImageReader reader, int schemaVersion, byte[] array, int offset, int length) {
    if (isSame(schemaVersion)) {
      reader.reset(layout, array, offset, length);
      return;
    }
    Upgrades known = upgrades();
    RowUpgrade upgrade = known.byVersion.computeIfAbsent(schemaVersion, this::upgradeFrom);
    if (upgrade.isIdentity()) {
      shared.sameVersions.add(schemaVersion);
      reader.reset(layout, array, offset, length);
      return;
    }
    reader.reset(layout, known.upgraded(upgrade, array, offset, length));
  }

  /** As {@link #read} with an image in an array of its own. */
  public void read(RowImageReader reader, int schemaVersion, byte[] image) {
    read(reader, schemaVersion, image, 0, image.length);
  }

  /** A stored image as one of this version. */
  public byte[] image(int schemaVersion, byte[] stored) {
    if (isSame(schemaVersion)) {
      return stored;
    }
    Upgrades known = upgrades();
    RowUpgrade upgrade = known.byVersion.computeIfAbsent(schemaVersion, this::upgradeFrom);
    if (upgrade.isIdentity()) {
      shared.sameVersions.add(schemaVersion);
      return stored;
    }
    return known.upgraded(upgrade, stored, 0, stored.length);
  }

  private Upgrades upgrades() {
    Upgrades known = upgrades;
    if (known == null) {
      known = new Upgrades();
      upgrades = known;
    }
    return known;
  }

  private RowUpgrade upgradeFrom(int version) {
    TableDefinition old =
        catalog
            .tableVersion(table.tableId(), version)
            .orElseThrow(() ->
                new InvariantViolation(
                    "version " + version + " of table " + table.name() + " is kept"));
    return RowUpgrade.between(old.columns(), table.columns(), fillerImage());
  }

  /** A row of defaults: the values of columns that were added without touching rows. */
  private byte[] fillerImage() {
    RowImageWriter writer = new RowImageWriter();
    writer.start(layout);
    ColumnStore store = new ColumnStore(new ColumnStore.Settings(false, 0, ZoneOffset.UTC, 0));
    StoreTarget target = new StoreTarget(writer, SilentConditions.INSTANCE, table.name());
    for (int c = 0; c < layout.columnCount(); c++) {
      ColumnDefinition column = table.columns().get(c);
      switch (column.defaultValue()) {
        case ColumnDefinition.DefaultValue.Literal(SqlValue value)
            when value != SqlValue.SqlNull.NULL ->
            store.store(value, target.at(c, column.type(), column.name(), 1));
        default -> {
          if (column.nullable()) {
            writer.setNull(c);
          } else {
            ColumnStore.storeImplicitDefault(writer, c, column.type());
          }
        }
      }
    }
    return writer.toByteArray();
  }
}
