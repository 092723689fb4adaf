package io.braid.executor.ddl;

import io.braid.common.Invariant;
import io.braid.common.catalog.CatalogCodec;
import io.braid.common.catalog.CatalogSnapshot;
import io.braid.common.catalog.ForeignKeyDefinition;
import io.braid.common.catalog.SchemaDefinition;
import io.braid.common.catalog.TableDefinition;
import io.braid.common.catalog.UserAccount;
import io.braid.common.catalog.ViewDefinition;
import io.braid.storage.CatalogChange;
import io.braid.storage.Gtid;
import io.braid.storage.KeySpace;
import io.braid.storage.StoredVersion;
import io.braid.storage.VersionCursor;
import io.braid.txn.IsolationLevel;
import io.braid.txn.LockMode;
import io.braid.txn.LockWait;
import io.braid.txn.Transaction;
import io.braid.txn.TransactionManager;
import io.braid.txn.TransactionOptions;
import io.braid.txn.move.ShardRecords;
import io.braid.txn.shard.Placement;
import io.braid.txn.shard.Shard;
import io.braid.txn.shard.ShardMap;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The catalog of a node: loaded from the meta volume at start, changed by DDL, handed out as
 * immutable snapshots. Commits of schema changes are published one after the other, so that the
 * snapshots' order is the commits'.
 */
public final class Catalog {
  private static final LockWait ID_LOCK_WAIT = new LockWait.UpTo(50_000);
  private static final int INTERNAL_CONNECTION = 0;

  private final TransactionManager transactions;
  private final Placement placement;
  private final Map<Long, TableDefinition> versions = new ConcurrentHashMap<>();
  private final ShardRecords shardRecords;
  private volatile CatalogState state;

  private Catalog(TransactionManager transactions, Placement placement) {
    this.transactions = transactions;
    this.placement = placement;
    this.shardRecords = new ShardRecords(transactions, placement.shards(), Catalog::reserveIds);
    this.state =
        new CatalogState(0, Map.of(), new TreeMap<>(), new TreeMap<>(), Map.of(), this::definition);
  }

  /**
   * Loads the catalog as it is now.
   *
   * @param placement its shard map is filled from the catalog and changed with it
   */
  public static Catalog load(TransactionManager transactions, Placement placement) {
    Catalog catalog = new Catalog(transactions, placement);
    try (Transaction reader =
        transactions.begin(
            TransactionOptions.of(INTERNAL_CONNECTION, IsolationLevel.REPEATABLE_READ, true))) {
      catalog.shardRecords.load(reader);
      catalog.state = catalog.read(reader);
    }
    return catalog;
  }

  /** The newest snapshot. */
  public CatalogSnapshot snapshot() {
    return state;
  }

  /** The records of shards and of their moves; no schema change commits within their lock. */
  public ShardRecords shardRecords() {
    return shardRecords;
  }

  CatalogState state() {
    return state;
  }

  /**
   * A table at one of its versions, also of a table that was dropped; what rows and change records
   * of that version are read with.
   */
  public Optional<TableDefinition> definition(long tableId, int schemaVersion) {
    long key = tableId << 32 | schemaVersion & 0xFFFF_FFFFL;
    TableDefinition known = versions.get(key);
    if (known != null) {
      return Optional.of(known);
    }
    try (Transaction reader =
        transactions.begin(
            TransactionOptions.of(INTERNAL_CONNECTION, IsolationLevel.READ_COMMITTED, true))) {
      Optional<TableDefinition> found =
          reader
              .get(CatalogObject.versionKey(tableId, schemaVersion))
              .map(StoredVersion::value)
              .map(CatalogCodec::decodeTable);
      found.ifPresent(table -> versions.put(key, table));
      return found;
    }
  }

  private CatalogState read(Transaction reader) {
    Map<String, SchemaDefinition> schemas = new TreeMap<>();
    each(
        reader,
        CatalogObject.SCHEMA,
        value -> {
          SchemaDefinition schema = CatalogCodec.decodeSchema(value);
          schemas.put(schema.name(), schema);
        });
    TreeMap<CatalogState.Name, TableDefinition> tables = new TreeMap<>();
    each(
        reader,
        CatalogObject.TABLE_NAME,
        value -> {
          ByteBuffer reference = ByteBuffer.wrap(value);
          byte[] key =
              CatalogObject.versionKey(
                  Integer.toUnsignedLong(reference.getInt()), reference.getInt());
          byte[] bytes = reader.get(key).map(StoredVersion::value).orElse(null);
          Invariant.check(bytes != null, "a table's name leads to its definition");
          TableDefinition table = CatalogCodec.decodeTable(bytes == null ? new byte[0] : bytes);
          tables.put(new CatalogState.Name(table.schema(), table.name()), table);
        });
    TreeMap<CatalogState.Name, ViewDefinition> views = new TreeMap<>();
    each(
        reader,
        CatalogObject.VIEW,
        value -> {
          ViewDefinition view = CatalogCodec.decodeView(value);
          views.put(new CatalogState.Name(view.schema(), view.name()), view);
        });
    Map<String, UserAccount> accounts = new TreeMap<>();
    each(
        reader,
        CatalogObject.ACCOUNT,
        value -> {
          UserAccount account = CatalogCodec.decodeAccount(value);
          accounts.put(account.user() + "@" + account.host(), account);
        });
    return new CatalogState(1, schemas, tables, views, accounts, this::definition);
  }

  private interface ObjectReader {
    void read(byte[] value);
  }

  private static void each(Transaction reader, int kind, ObjectReader objects) {
    try (VersionCursor cursor =
        reader.scan(KeySpace.indexRange(KeySpace.CATALOG_TABLE, kind), false)) {
      while (cursor.next()) {
        objects.read(
            Arrays.copyOfRange(
                cursor.valueArray(),
                cursor.valueOffset(),
                cursor.valueOffset() + cursor.valueLength()));
      }
    }
  }

  /** Makes the accounts of a new data folder; nothing of it is in the stream. */
  public void createAccounts(List<UserAccount> accounts) {
    try (Transaction transaction =
        transactions.begin(
            new TransactionOptions(
                INTERNAL_CONNECTION,
                IsolationLevel.READ_COMMITTED,
                false,
                false,
                new Gtid.Silent(),
                0,
                0))) {
      transaction.startStatement(0, "");
      List<CatalogObject.Change> changes = new ArrayList<>();
      accounts.forEach(account -> changes.add(new CatalogObject.PutAccount(account)));
      long unused = commit(transaction, changes);
    }
  }

  /** Takes ids for new objects inside a schema change's transaction. */
  static long reserveIds(Transaction transaction, int count) {
    byte[] key = CatalogObject.key(CatalogObject.NEXT_ID);
    long next =
        transaction
            .getForUpdate(key, LockMode.EXCLUSIVE, ID_LOCK_WAIT)
            .map(StoredVersion::value)
            .map(value -> ByteBuffer.wrap(value).getLong())
            .orElse(KeySpace.FIRST_USER_TABLE);
    byte[] value = ByteBuffer.allocate(8).putLong(next + count).array();
    transaction.write(new CatalogChange(key, value));
    return next;
  }

  /**
   * The changes with those of the shards: new tables get one, which rows can be written to at once,
   * and those of tables that go are dropped.
   */
  List<CatalogObject.Change> withShards(List<CatalogObject.Change> changes) {
    List<CatalogObject.Change> all = new ArrayList<>(changes);
    CatalogState before = state;
    CatalogState after = before.with(changes);
    Set<Long> kept = new HashSet<>();
    Set<Long> gone = new TreeSet<>();
    for (CatalogObject.Change change : changes) {
      if (change instanceof CatalogObject.PutTable(TableDefinition table)) {
        after.table(table.schema(), table.name()).ifPresent(put -> kept.add(put.tableId()));
        before.table(table.schema(), table.name()).ifPresent(old -> gone.add(old.tableId()));
        if (placement.shards().shardsOfTable(table.tableId()).isEmpty()) {
          Shard shard = placement.place(table.tableId(), near(table, before));
          placement.shards().add(shard);
          all.add(new CatalogObject.PutShard(shard));
        }
      } else if (change instanceof CatalogObject.DropTable(String schema, String name)) {
        before.table(schema, name).ifPresent(old -> gone.add(old.tableId()));
      }
    }
    gone.removeAll(kept);
    gone.forEach(tableId -> all.add(new CatalogObject.DropShards(tableId)));
    return all;
  }

  /** Forgets the shards of tables that were not made after all. */
  void withdraw(List<CatalogObject.Change> changes) {
    for (CatalogObject.Change change : changes) {
      if (change instanceof CatalogObject.PutShard(Shard shard)) {
        placement.shards().removeTable(KeySpace.tableId(shard.range().start()));
      }
    }
  }

  /** Its earlier form, parents of foreign keys, then the other tables of its database. */
  private static List<Long> near(TableDefinition table, CatalogState state) {
    List<Long> near = new ArrayList<>();
    state.table(table.schema(), table.name()).ifPresent(old -> near.add(old.tableId()));
    for (ForeignKeyDefinition key : table.foreignKeys()) {
      state
          .table(key.parentSchema(), key.parentTable())
          .ifPresent(parent -> near.add(parent.tableId()));
    }
    state.tables(table.schema()).forEach(other -> near.add(other.tableId()));
    return near;
  }

  /**
   * Commits a schema change and publishes it.
   *
   * @return the commit timestamp
   */
  long commit(Transaction transaction, List<CatalogObject.Change> changes) {
    for (CatalogObject.Change change : changes) {
      for (CatalogChange write : change.writes()) {
        transaction.lock(write.key(), LockMode.EXCLUSIVE, ID_LOCK_WAIT);
        transaction.write(write);
      }
    }
    return shardRecords.exclusively(() -> {
      ShardMap shards = placement.shards();
      for (CatalogObject.Change change : changes) {
        if (change instanceof CatalogObject.DropShards(long tableId)) {
          shards
              .shardsOfTable(tableId)
              .forEach(shard -> transaction.write(ShardRecords.remove(shard)));
        }
      }
      long commitTs = transaction.commit();
      state = state.with(changes);
      for (CatalogObject.Change change : changes) {
        if (change instanceof CatalogObject.DropShards(long tableId)) {
          shards.removeTable(tableId);
        }
      }
      return commitTs;
    });
  }
}
