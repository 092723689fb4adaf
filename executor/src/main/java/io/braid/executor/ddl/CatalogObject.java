package io.braid.executor.ddl;

import io.braid.common.catalog.CatalogCodec;
import io.braid.common.catalog.SchemaDefinition;
import io.braid.common.catalog.TableDefinition;
import io.braid.common.catalog.UserAccount;
import io.braid.common.catalog.ViewDefinition;
import io.braid.storage.CatalogChange;
import io.braid.storage.KeySpace;
import io.braid.txn.move.ShardRecords;
import io.braid.txn.shard.Shard;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
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
 * 7, 8      shards and operators, see {@link ShardRecords}
 * </pre>
 */
final class CatalogObject {
  static final int NEXT_ID = 1;
  static final int SCHEMA = 2;
  static final int TABLE_VERSION = 3;
  static final int TABLE_NAME = 4;
  static final int VIEW = 5;
  static final int ACCOUNT = 6;

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

  /** The first shard of a new table. */
  record PutShard(Shard shard) implements Change {
    @Override
    public List<CatalogChange> writes() {
      return List.of(ShardRecords.put(shard));
    }
  }

  /**
   * The shards of a table that goes: those that there are when it commits, which are written then.
   */
  record DropShards(long tableId) implements Change {
    @Override
    public List<CatalogChange> writes() {
      return List.of();
    }
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
