package io.braid.executor.ddl;

import io.braid.common.catalog.CatalogCodec;
import io.braid.common.catalog.SchemaDefinition;
import io.braid.common.catalog.TableDefinition;
import io.braid.common.catalog.UserAccount;
import io.braid.common.catalog.ViewDefinition;
import io.braid.storage.CatalogChange;
import io.braid.storage.KeyRange;
import io.braid.storage.KeySpace;
import io.braid.storage.VolumeId;
import io.braid.txn.shard.Shard;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * Catalog objects as keys and values of table {@link KeySpace#CATALOG_TABLE} on the meta volume.
 *
 * <pre>
 * index id  key columns                       value
 * 1         (none)                            next object id, 8 bytes big-endian
 * 2         name                              SchemaDefinition
 * 3         table id (4), schema version (4)  TableDefinition; kept while rows may use it
 * 4         schema, 0, name                   table id (4), schema version (4): the table now
 * 5         schema, 0, name                   ViewDefinition
 * 6         user, 0, host                     UserAccount
 * 7         first key                         Shard: id (8), volume (4), epoch (8), end key
 * </pre>
 */
final class CatalogObject {
  static final int NEXT_ID = 1;
  static final int SCHEMA = 2;
  static final int TABLE_VERSION = 3;
  static final int TABLE_NAME = 4;
  static final int VIEW = 5;
  static final int ACCOUNT = 6;
  static final int SHARD = 7;

  private CatalogObject() {}

  /** A change of one object. */
  sealed interface Change {
    /** What is written for it. */
    List<CatalogChange> writes();
  }

  /** A new or altered database. */
  record PutSchema(SchemaDefinition schema) implements Change {
    @Override
    public List<CatalogChange> writes() {
      return List.of(new CatalogChange(key(SCHEMA, schema.name()), CatalogCodec.encode(schema)));
    }
  }

  /** A dropped database. */
  record DropSchema(String name) implements Change {
    @Override
    public List<CatalogChange> writes() {
      return List.of(new CatalogChange(key(SCHEMA, name), null));
    }
  }

  /** A new table, or a new version of one. */
  record PutTable(TableDefinition table) implements Change {
    @Override
    public List<CatalogChange> writes() {
      byte[] reference = reference(table.tableId(), table.schemaVersion());
      return List.of(
          new CatalogChange(
              versionKey(table.tableId(), table.schemaVersion()), CatalogCodec.encode(table)),
          new CatalogChange(key(TABLE_NAME, table.schema(), table.name()), reference));
    }
  }

  /** A name that no table has any more; the versions stay. */
  record DropTable(String schema, String name) implements Change {
    @Override
    public List<CatalogChange> writes() {
      return List.of(new CatalogChange(key(TABLE_NAME, schema, name), null));
    }
  }

  /** A new or altered view. */
  record PutView(ViewDefinition view) implements Change {
    @Override
    public List<CatalogChange> writes() {
      return List.of(
          new CatalogChange(key(VIEW, view.schema(), view.name()), CatalogCodec.encode(view)));
    }
  }

  /** A dropped view. */
  record DropView(String schema, String name) implements Change {
    @Override
    public List<CatalogChange> writes() {
      return List.of(new CatalogChange(key(VIEW, schema, name), null));
    }
  }

  /** A new or altered account. */
  record PutAccount(UserAccount account) implements Change {
    @Override
    public List<CatalogChange> writes() {
      return List.of(
          new CatalogChange(
              key(ACCOUNT, account.user(), account.host()), CatalogCodec.encode(account)));
    }
  }

  /** A dropped account. */
  record DropAccount(String user, String host) implements Change {
    @Override
    public List<CatalogChange> writes() {
      return List.of(new CatalogChange(key(ACCOUNT, user, host), null));
    }
  }

  /** A new shard, or one with another volume, end or epoch. */
  record PutShard(Shard shard) implements Change {
    @Override
    public List<CatalogChange> writes() {
      byte[] end = shard.range().end();
      byte[] value =
          ByteBuffer.allocate(20 + end.length)
              .putLong(shard.id())
              .putInt(shard.volume().value())
              .putLong(shard.epoch())
              .put(end)
              .array();
      return List.of(new CatalogChange(shardKey(shard.range().start()), value));
    }
  }

  /** A shard of a dropped table. */
  record DropShard(Shard shard) implements Change {
    @Override
    public List<CatalogChange> writes() {
      return List.of(new CatalogChange(shardKey(shard.range().start()), null));
    }
  }

  private static byte[] shardKey(byte[] start) {
    ByteArrayOutputStream key = new ByteArrayOutputStream();
    key.writeBytes(KeySpace.prefix(KeySpace.CATALOG_TABLE, SHARD));
    key.writeBytes(start);
    return key.toByteArray();
  }

  /** Reads a shard. */
  static Shard shard(byte[] key, byte[] value) {
    ByteBuffer in = ByteBuffer.wrap(value);
    long id = in.getLong();
    VolumeId volume = new VolumeId(in.getInt());
    long epoch = in.getLong();
    byte[] end = new byte[in.remaining()];
    in.get(end);
    return new Shard(
        id,
        new KeyRange(Arrays.copyOfRange(key, KeySpace.PREFIX_BYTES, key.length), end),
        volume,
        epoch);
  }

  /** The key of an object by its names. */
  static byte[] key(int kind, String... names) {
    ByteArrayOutputStream key = new ByteArrayOutputStream();
    key.writeBytes(KeySpace.prefix(KeySpace.CATALOG_TABLE, kind));
    for (int i = 0; i < names.length; i++) {
      if (i > 0) {
        key.write(0);
      }
      key.writeBytes(names[i].getBytes(StandardCharsets.UTF_8));
    }
    return key.toByteArray();
  }

  /** The key of a table's version. */
  static byte[] versionKey(long tableId, int schemaVersion) {
    ByteArrayOutputStream key = new ByteArrayOutputStream();
    key.writeBytes(KeySpace.prefix(KeySpace.CATALOG_TABLE, TABLE_VERSION));
    key.writeBytes(reference(tableId, schemaVersion));
    return key.toByteArray();
  }

  private static byte[] reference(long tableId, int schemaVersion) {
    return ByteBuffer.allocate(8).putInt((int) tableId).putInt(schemaVersion).array();
  }
}
