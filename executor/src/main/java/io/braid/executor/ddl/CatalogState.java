package io.braid.executor.ddl;

import io.braid.common.catalog.CatalogSnapshot;
import io.braid.common.catalog.ForeignKeyDefinition;
import io.braid.common.catalog.SchemaDefinition;
import io.braid.common.catalog.TableDefinition;
import io.braid.common.catalog.UserAccount;
import io.braid.common.catalog.ViewDefinition;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiFunction;

/** The catalog at one version. Immutable; {@link #with} makes the next one. */
final class CatalogState implements CatalogSnapshot {
  /** A name in a database. */
  record Name(String schema, String name) implements Comparable<Name> {
    @Override
    public int compareTo(Name other) {
      int order = schema.compareTo(other.schema);
      return order != 0 ? order : name.compareTo(other.name);
    }
  }

  private final long version;
  private final Map<String, SchemaDefinition> schemas;
  private final TreeMap<Name, TableDefinition> tables;
  private final TreeMap<Name, ViewDefinition> views;
  private final Map<String, UserAccount> accounts;
  private final Map<Name, List<ChildKey>> children;
  private final BiFunction<Long, Integer, Optional<TableDefinition>> versions;

  CatalogState(
      long version,
      Map<String, SchemaDefinition> schemas,
      TreeMap<Name, TableDefinition> tables,
      TreeMap<Name, ViewDefinition> views,
      Map<String, UserAccount> accounts,
      BiFunction<Long, Integer, Optional<TableDefinition>> versions) {
    this.version = version;
    this.schemas = schemas;
    this.tables = tables;
    this.views = views;
    this.accounts = accounts;
    this.versions = versions;
    this.children = childrenOf(tables.values());
  }

  private static Map<Name, List<ChildKey>> childrenOf(Collection<TableDefinition> tables) {
    Map<Name, List<ChildKey>> children = new TreeMap<>();
    for (TableDefinition table : tables) {
      for (ForeignKeyDefinition key : table.foreignKeys()) {
        children
            .computeIfAbsent(
                new Name(key.parentSchema(), key.parentTable()), name -> new ArrayList<>())
            .add(new ChildKey(table, key));
      }
    }
    return children;
  }

  /** The state after some changes. */
  CatalogState with(List<CatalogObject.Change> changes) {
    Map<String, SchemaDefinition> nextSchemas = new TreeMap<>(schemas);
    TreeMap<Name, TableDefinition> nextTables = new TreeMap<>(tables);
    TreeMap<Name, ViewDefinition> nextViews = new TreeMap<>(views);
    Map<String, UserAccount> nextAccounts = new TreeMap<>(accounts);
    for (CatalogObject.Change change : changes) {
      switch (change) {
        case CatalogObject.PutSchema(SchemaDefinition schema) ->
            nextSchemas.put(schema.name(), schema);
        case CatalogObject.DropSchema(String name) -> nextSchemas.remove(name);
        case CatalogObject.PutTable(TableDefinition table) ->
            nextTables.put(new Name(table.schema(), table.name()), table);
        case CatalogObject.DropTable(String schema, String name) ->
            nextTables.remove(new Name(schema, name));
        case CatalogObject.PutView(ViewDefinition view) ->
            nextViews.put(new Name(view.schema(), view.name()), view);
        case CatalogObject.DropView(String schema, String name) ->
            nextViews.remove(new Name(schema, name));
        case CatalogObject.PutAccount(UserAccount account) ->
            nextAccounts.put(account.user() + "@" + account.host(), account);
        case CatalogObject.DropAccount(String user, String host) ->
            nextAccounts.remove(user + "@" + host);
        case CatalogObject.PutShard put -> {} // the shard map's
        case CatalogObject.DropShards drop -> {}
      }
    }
    return new CatalogState(
        version + 1, nextSchemas, nextTables, nextViews, nextAccounts, versions);
  }

  @Override
  public long version() {
    return version;
  }

  @Override
  public Optional<SchemaDefinition> schema(String name) {
    return Optional.ofNullable(schemas.get(name));
  }

  @Override
  public Collection<SchemaDefinition> schemas() {
    return schemas.values();
  }

  @Override
  public Optional<TableDefinition> table(String schema, String name) {
    return Optional.ofNullable(tables.get(new Name(schema, name)));
  }

  @Override
  public Optional<ViewDefinition> view(String schema, String name) {
    return Optional.ofNullable(views.get(new Name(schema, name)));
  }

  @Override
  public Collection<TableDefinition> tables(String schema) {
    return tables.subMap(new Name(schema, ""), true, new Name(schema + "\0", ""), false).values();
  }

  @Override
  public Collection<ViewDefinition> views(String schema) {
    return views.subMap(new Name(schema, ""), true, new Name(schema + "\0", ""), false).values();
  }

  @Override
  public Collection<UserAccount> accounts() {
    return accounts.values();
  }

  @Override
  public Optional<TableDefinition> tableVersion(long tableId, int schemaVersion) {
    return versions.apply(tableId, schemaVersion);
  }

  @Override
  public List<ChildKey> childKeys(String schema, String table) {
    return children.getOrDefault(new Name(schema, table), List.of());
  }
}
