package io.braid.executor.ddl;

import io.braid.common.MySqlError;
import io.braid.common.MySqlException;
import io.braid.common.catalog.CatalogSnapshot.ChildKey;
import io.braid.common.catalog.ColumnDefinition;
import io.braid.common.catalog.ForeignKeyDefinition;
import io.braid.common.catalog.SchemaDefinition;
import io.braid.common.catalog.TableDefinition;
import io.braid.common.catalog.ViewDefinition;
import io.braid.common.type.Collation;
import io.braid.common.type.ColumnType;
import io.braid.common.value.SqlValue;
import io.braid.executor.Diagnostics;
import io.braid.executor.DmlResult;
import io.braid.executor.SchemaChangeContext;
import io.braid.executor.SchemaChanges;
import io.braid.planner.tree.Account;
import io.braid.planner.tree.AccountStatement;
import io.braid.planner.tree.AlterAction;
import io.braid.planner.tree.DdlStatement;
import io.braid.planner.tree.DdlStatement.DatabaseOption;
import io.braid.planner.tree.TableName;
import io.braid.storage.Gtid;
import io.braid.storage.StreamQuery;
import io.braid.txn.IsolationLevel;
import io.braid.txn.Transaction;
import io.braid.txn.TransactionManager;
import io.braid.txn.TransactionOptions;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Runs DDL: takes exclusive metadata locks, makes the new definitions, and commits them with the
 * statement's text for the stream in one transaction.
 */
public final class SchemaChangeRunner implements SchemaChanges {
  private static final DmlResult NOTHING = new DmlResult(0, 0, 0, "");

  private final Catalog catalog;
  private final MetadataLocks locks;
  private final TransactionManager transactions;
  private final ExpressionTexts texts;
  private final ViewAnalysis views;
  private final PasswordHashes hashes;
  private final TableRows rows;

  public SchemaChangeRunner(
      Catalog catalog,
      MetadataLocks locks,
      TransactionManager transactions,
      ExpressionTexts texts,
      ViewAnalysis views,
      PasswordHashes hashes,
      TableRows rows) {
    this.catalog = catalog;
    this.locks = locks;
    this.transactions = transactions;
    this.texts = texts;
    this.views = views;
    this.hashes = hashes;
    this.rows = rows;
  }

  @Override
  public DmlResult run(DdlStatement statement, SchemaChangeContext context) {
    MetadataLocks.Owner owner = locks.owner();
    try {
      return switch (statement) {
        case DdlStatement.CreateDatabase create -> createDatabase(create, context, owner);
        case DdlStatement.AlterDatabase alter -> alterDatabase(alter, context, owner);
        case DdlStatement.DropDatabase drop -> dropDatabase(drop, context, owner);
        case DdlStatement.CreateTable create -> createTable(create, context, owner);
        case DdlStatement.CreateTableLike like -> createTableLike(like, context, owner);
        case DdlStatement.AlterTable alter ->
            alterTable(alter.name(), alter.actions(), context, owner);
        case DdlStatement.DropTable drop -> dropTable(drop, context, owner);
        case DdlStatement.RenameTable rename -> renameTable(rename, context, owner);
        case DdlStatement.TruncateTable truncate -> truncate(truncate, context, owner);
        case DdlStatement.CreateIndex create ->
            alterTable(
                create.table(),
                List.of(new AlterAction.AddConstraint(create.key())),
                context,
                owner);
        case DdlStatement.DropIndex drop ->
            alterTable(drop.table(), List.of(new AlterAction.DropKey(drop.name())), context, owner);
        case DdlStatement.CreateView create -> createView(create, context, owner);
        case DdlStatement.DropView drop -> dropView(drop, context, owner);
      };
    } finally {
      owner.releaseAll();
    }
  }

  @Override
  public DmlResult run(AccountStatement statement, SchemaChangeContext context) {
    AccountChanges.Outcome outcome =
        new AccountChanges(catalog.state(), context, hashes).run(statement);
    long unused = commit(outcome.changes(), outcome.streamText(), context, transaction -> {});
    return NOTHING;
  }

  // ---- the transaction

  /** What a change does inside its transaction beside writing definitions. */
  @FunctionalInterface
  private interface Work {
    void run(Transaction transaction);
  }

  private long commit(
      List<CatalogObject.Change> changes, String text, SchemaChangeContext context, Work work) {
    try (Transaction transaction = transactions.begin(context.options())) {
      transaction.startStatement(0, "");
      List<CatalogObject.Change> all = catalog.withShards(changes);
      boolean committed = false;
      try {
        work.run(transaction);
        transaction.streamQuery(streamQuery(text, context));
        long commitTs = catalog.commit(transaction, all);
        committed = true;
        return commitTs;
      } finally {
        if (!committed) {
          catalog.withdraw(all);
        }
      }
    }
  }

  /** Ids for new objects, taken in a small transaction of their own: a gap does no harm. */
  private long newIds(int count, SchemaChangeContext context) {
    try (Transaction transaction =
        transactions.begin(
            new TransactionOptions(
                context.session().connectionId(),
                IsolationLevel.READ_COMMITTED,
                false,
                false,
                new Gtid.Silent(),
                0,
                0))) {
      long first = Catalog.reserveIds(transaction, count);
      transaction.commit();
      return first;
    }
  }

  private static StreamQuery streamQuery(String text, SchemaChangeContext context) {
    Collation connection = context.session().connectionCollation();
    return new StreamQuery(
        context.session().currentSchema(),
        text,
        context.session().sqlMode(),
        connection.id(),
        connection.id(),
        Collation.UTF8MB4_0900_AI_CI.id(),
        timeZone(context),
        context.nowMicros(),
        (int) context.session().longVariable("auto_increment_increment"),
        context.session().longVariable("foreign_key_checks") != 0,
        true);
  }

  /** The session's time_zone; a replica has its own idea of SYSTEM, so that is left out. */
  private static String timeZone(SchemaChangeContext context) {
    SqlValue zone = context.session().systemVariable("time_zone", false);
    String name =
        zone instanceof SqlValue.StringValue text
            ? new String(text.bytes(), StandardCharsets.UTF_8)
            : "SYSTEM";
    return name.equalsIgnoreCase("SYSTEM") ? "" : name;
  }

  private DmlResult onlyText(SchemaChangeContext context) {
    long unused = commit(List.of(), context.text(), context, transaction -> {});
    return NOTHING;
  }

  private void exclude(
      MetadataLocks.Owner owner, List<MetadataLocks.Name> names, SchemaChangeContext context) {
    owner.exclude(notHeld(names, context), context.lockWaitSeconds(), context.cancellation());
  }

  private void share(
      MetadataLocks.Owner owner, List<MetadataLocks.Name> names, SchemaChangeContext context) {
    owner.share(notHeld(names, context), context.lockWaitSeconds(), context.cancellation());
  }

  /** Without what the session itself holds by LOCK TABLES. */
  private static List<MetadataLocks.Name> notHeld(
      List<MetadataLocks.Name> names, SchemaChangeContext context) {
    return names.stream().filter(name -> !context.excluded().contains(name)).toList();
  }

  private static void note(SchemaChangeContext context, MySqlError error, Object... arguments) {
    context.diagnostics().add(Diagnostics.Level.NOTE, error, error.message(arguments));
  }

  private MetadataLocks.Name resolve(TableName name, SchemaChangeContext context) {
    String schema = name.schema().orElse(context.session().currentSchema());
    if (schema.isEmpty()) {
      throw MySqlError.ER_NO_DB_ERROR.with();
    }
    return new MetadataLocks.Name(schema, name.name());
  }

  private SchemaDefinition requireSchema(String schema) {
    return catalog
        .state()
        .schema(schema)
        .orElseThrow(() -> MySqlError.ER_BAD_DB_ERROR.with(schema));
  }

  private TableDefinition requireTable(MetadataLocks.Name name) {
    requireSchema(name.schema());
    return catalog
        .state()
        .table(name.schema(), name.table())
        .orElseThrow(() -> MySqlError.ER_NO_SUCH_TABLE.with(name.schema(), name.table()));
  }

  private boolean exists(MetadataLocks.Name name) {
    return catalog.state().table(name.schema(), name.table()).isPresent()
        || catalog.state().view(name.schema(), name.table()).isPresent();
  }

  // ---- databases

  private DmlResult createDatabase(
      DdlStatement.CreateDatabase create, SchemaChangeContext context, MetadataLocks.Owner owner) {
    String name = create.name();
    exclude(owner, List.of(new MetadataLocks.Name(name, "")), context);
    if (isSystemSchema(name)) {
      throw MySqlError.ER_DBACCESS_DENIED_ERROR.with("root", "localhost", name);
    }
    TableBuilder.checkIdentifier(name);
    if (catalog.state().schema(name).isPresent()) {
      if (!create.ifNotExists()) {
        throw MySqlError.ER_DB_CREATE_EXISTS.with(name);
      }
      note(context, MySqlError.ER_DB_CREATE_EXISTS, name);
      onlyText(context);
      return new DmlResult(1, 1, 0, "");
    }
    Collation collation = collation(create.options(), Collation.UTF8MB4_0900_AI_CI);
    SchemaDefinition schema = new SchemaDefinition(newIds(1, context), name, collation);
    commit(
        List.of(new CatalogObject.PutSchema(schema)), context.text(), context, transaction -> {});
    return new DmlResult(1, 1, 0, "");
  }

  private static boolean isSystemSchema(String name) {
    return switch (name.toLowerCase(Locale.ROOT)) {
      case "information_schema", "performance_schema", "mysql", "sys" -> true;
      default -> false;
    };
  }

  private static Collation collation(List<DatabaseOption> options, Collation otherwise) {
    Collation collation = otherwise;
    for (DatabaseOption option : options) {
      switch (option) {
        case DatabaseOption.CharacterSet(String charset) ->
            collation =
                charset.equals("default")
                    ? Collation.UTF8MB4_0900_AI_CI
                    : ColumnTypes.charsetCollation(charset);
        case DatabaseOption.Collation(String name) -> collation = ColumnTypes.collationNamed(name);
        case DatabaseOption.Encryption(String value) -> {
          if (!value.equalsIgnoreCase("N")) {
            throw MySqlException.notSupported("encrypted databases");
          }
        }
        case DatabaseOption.ReadOnly(boolean readOnly) -> {
          if (readOnly) {
            throw MySqlException.notSupported("read-only databases");
          }
        }
      }
    }
    return collation;
  }

  private DmlResult alterDatabase(
      DdlStatement.AlterDatabase alter, SchemaChangeContext context, MetadataLocks.Owner owner) {
    String name = alter.name().orElse(context.session().currentSchema());
    if (name.isEmpty()) {
      throw MySqlError.ER_NO_DB_ERROR.with();
    }
    exclude(owner, List.of(new MetadataLocks.Name(name, "")), context);
    SchemaDefinition schema = requireSchema(name);
    SchemaDefinition altered =
        new SchemaDefinition(
            schema.schemaId(), name, collation(alter.options(), schema.collation()));
    commit(
        List.of(new CatalogObject.PutSchema(altered)), context.text(), context, transaction -> {});
    return new DmlResult(1, 1, 0, "");
  }

  private DmlResult dropDatabase(
      DdlStatement.DropDatabase drop, SchemaChangeContext context, MetadataLocks.Owner owner) {
    String name = drop.name();
    exclude(owner, List.of(new MetadataLocks.Name(name, "")), context);
    if (catalog.state().schema(name).isEmpty()) {
      if (!drop.ifExists()) {
        throw MySqlError.ER_DB_DROP_EXISTS.with(name);
      }
      note(context, MySqlError.ER_DB_DROP_EXISTS, name);
      return onlyText(context);
    }
    List<TableDefinition> tables = List.copyOf(catalog.state().tables(name));
    exclude(
        owner, tables.stream().map(t -> new MetadataLocks.Name(name, t.name())).toList(), context);
    checkNotParents(tables, context);
    List<CatalogObject.Change> changes = new ArrayList<>();
    tables.forEach(table -> changes.add(new CatalogObject.DropTable(name, table.name())));
    List<ViewDefinition> dropped = List.copyOf(catalog.state().views(name));
    dropped.forEach(view -> changes.add(new CatalogObject.DropView(name, view.name())));
    changes.add(new CatalogObject.DropSchema(name));
    commit(
        changes,
        context.text(),
        context,
        transaction -> tables.forEach(table -> transaction.dropTableData(table.tableId())));
    tables.forEach(table -> transactions.autoIncrement().forget(table.tableId()));
    return new DmlResult(tables.size() + dropped.size(), 0, 0, "");
  }

  /** A table that others refer to may only go together with them, or without the checks. */
  private void checkNotParents(List<TableDefinition> going, SchemaChangeContext context) {
    if (context.session().longVariable("foreign_key_checks") == 0) {
      return;
    }
    Set<Long> ids = new HashSet<>();
    going.forEach(table -> ids.add(table.tableId()));
    for (TableDefinition table : going) {
      for (ChildKey child : catalog.state().childKeys(table.schema(), table.name())) {
        if (!ids.contains(child.child().tableId())) {
          throw MySqlError.ER_FK_CANNOT_DROP_PARENT.with(
              table.name(), child.key().name(), child.child().name());
        }
      }
    }
  }

  // ---- tables

  private DmlResult createTable(
      DdlStatement.CreateTable create, SchemaChangeContext context, MetadataLocks.Owner owner) {
    if (create.temporary()) {
      throw MySqlException.notSupported("temporary tables");
    }
    if (create.query().isPresent()) {
      throw MySqlException.notSupported("CREATE TABLE … SELECT");
    }
    if (create.partitioning().isPresent()) {
      throw MySqlException.notSupported("partitioned tables");
    }
    MetadataLocks.Name name = resolve(create.name(), context);
    share(owner, List.of(new MetadataLocks.Name(name.schema(), "")), context);
    exclude(owner, List.of(name), context);
    SchemaDefinition schema = requireSchema(name.schema());
    if (exists(name)) {
      if (!create.ifNotExists()) {
        throw MySqlError.ER_TABLE_EXISTS_ERROR.with(name.table());
      }
      note(context, MySqlError.ER_TABLE_EXISTS_ERROR, name.table());
      return onlyText(context);
    }
    TableBuilder builder =
        new TableBuilder(
            name.schema(), name.table(), schema.collation(), context, catalog.state(), texts);
    builder.options(create.options());
    create.elements().forEach(builder::element);
    long first = newIds(2, context);
    TableDefinition table = builder.build(first, 1, first + 1);
    commit(List.of(new CatalogObject.PutTable(table)), context.text(), context, transaction -> {});
    if (builder.autoIncrementStart() > 1) {
      transactions.autoIncrement().restart(table.tableId(), builder.autoIncrementStart());
    }
    return NOTHING;
  }

  private DmlResult createTableLike(
      DdlStatement.CreateTableLike like, SchemaChangeContext context, MetadataLocks.Owner owner) {
    if (like.temporary()) {
      throw MySqlException.notSupported("temporary tables");
    }
    MetadataLocks.Name name = resolve(like.name(), context);
    MetadataLocks.Name source = resolve(like.source(), context);
    share(owner, List.of(new MetadataLocks.Name(name.schema(), ""), source), context);
    exclude(owner, List.of(name), context);
    requireSchema(name.schema());
    TableDefinition original = requireTable(source);
    if (exists(name)) {
      if (!like.ifNotExists()) {
        throw MySqlError.ER_TABLE_EXISTS_ERROR.with(name.table());
      }
      note(context, MySqlError.ER_TABLE_EXISTS_ERROR, name.table());
      return onlyText(context);
    }
    long first = newIds(2, context);
    List<TableDefinition.CheckDefinition> checks = new ArrayList<>();
    for (TableDefinition.CheckDefinition check : original.checks()) {
      checks.add(
          new TableDefinition.CheckDefinition(
              name.table() + "_chk_" + (checks.size() + 1),
              check.expressionSql(),
              check.enforced()));
    }
    TableDefinition.TableOptions options = original.options();
    TableDefinition table =
        new TableDefinition(
            first,
            1,
            first + 1,
            name.schema(),
            name.table(),
            original.columns(),
            original.indexes(),
            List.of(),
            checks,
            new TableDefinition.TableOptions(
                options.engine(),
                options.collation(),
                options.comment(),
                0,
                context.nowMicros(),
                options.extra()));
    commit(List.of(new CatalogObject.PutTable(table)), context.text(), context, transaction -> {});
    return NOTHING;
  }

  private DmlResult dropTable(
      DdlStatement.DropTable drop, SchemaChangeContext context, MetadataLocks.Owner owner) {
    List<MetadataLocks.Name> names =
        drop.names().stream().map(name -> resolve(name, context)).toList();
    if (drop.temporary()) {
      throw MySqlException.notSupported("temporary tables");
    }
    exclude(owner, names, context);
    List<TableDefinition> tables = new ArrayList<>();
    List<String> missing = new ArrayList<>();
    for (MetadataLocks.Name name : names) {
      Optional<TableDefinition> table = catalog.state().table(name.schema(), name.table());
      if (table.isPresent()) {
        tables.add(table.get());
      } else {
        missing.add(name.schema() + "." + name.table());
      }
    }
    if (!missing.isEmpty()) {
      if (!drop.ifExists()) {
        throw new MySqlException(
            MySqlError.ER_BAD_TABLE_ERROR,
            MySqlError.ER_BAD_TABLE_ERROR.message(String.join(",", missing)));
      }
      missing.forEach(name -> note(context, MySqlError.ER_BAD_TABLE_ERROR, name));
    }
    checkNotParents(tables, context);
    List<CatalogObject.Change> changes = new ArrayList<>();
    tables.forEach(t -> changes.add(new CatalogObject.DropTable(t.schema(), t.name())));
    commit(
        changes,
        context.text(),
        context,
        transaction -> tables.forEach(table -> transaction.dropTableData(table.tableId())));
    tables.forEach(table -> transactions.autoIncrement().forget(table.tableId()));
    return NOTHING;
  }

  private DmlResult renameTable(
      DdlStatement.RenameTable rename, SchemaChangeContext context, MetadataLocks.Owner owner) {
    List<MetadataLocks.Name> names = new ArrayList<>();
    for (DdlStatement.RenameTable.Renaming renaming : rename.renamings()) {
      names.add(resolve(renaming.from(), context));
      names.add(resolve(renaming.to(), context));
    }
    exclude(owner, names, context);
    CatalogState before = catalog.state();
    CatalogState after = before;
    List<CatalogObject.Change> changes = new ArrayList<>();
    for (int i = 0; i < names.size(); i += 2) {
      List<CatalogObject.Change> step = renamed(after, names.get(i), names.get(i + 1), context);
      changes.addAll(step);
      after = after.with(step);
    }
    commit(changes, context.text(), context, transaction -> {});
    return NOTHING;
  }

  /** The changes of one renaming, with those of foreign keys that refer to the table. */
  private List<CatalogObject.Change> renamed(
      CatalogState state,
      MetadataLocks.Name from,
      MetadataLocks.Name to,
      SchemaChangeContext context) {
    if (state.table(to.schema(), to.table()).isPresent()
        || state.view(to.schema(), to.table()).isPresent()) {
      throw MySqlError.ER_TABLE_EXISTS_ERROR.with(to.table());
    }
    requireSchema(to.schema());
    Optional<ViewDefinition> view = state.view(from.schema(), from.table());
    if (view.isPresent()) {
      throw MySqlException.notSupported("RENAME of a view");
    }
    TableDefinition table =
        state
            .table(from.schema(), from.table())
            .orElseThrow(() -> MySqlError.ER_NO_SUCH_TABLE.with(from.schema(), from.table()));
    TableBuilder.checkIdentifier(to.table());
    List<ForeignKeyDefinition> own = new ArrayList<>();
    for (ForeignKeyDefinition key : table.foreignKeys()) {
      own.add(retargeted(key, from, to));
    }
    List<CatalogObject.Change> changes = new ArrayList<>();
    changes.add(new CatalogObject.DropTable(from.schema(), from.table()));
    changes.add(
        new CatalogObject.PutTable(
            new TableDefinition(
                table.tableId(),
                table.schemaVersion() + 1,
                newIds(1, context),
                to.schema(),
                to.table(),
                table.columns(),
                table.indexes(),
                own,
                table.checks(),
                table.options())));
    for (ChildKey child : state.childKeys(from.schema(), from.table())) {
      if (child.child().tableId() != table.tableId()) {
        TableDefinition other = child.child();
        changes.add(
            new CatalogObject.PutTable(
                new TableDefinition(
                    other.tableId(),
                    other.schemaVersion() + 1,
                    newIds(1, context),
                    other.schema(),
                    other.name(),
                    other.columns(),
                    other.indexes(),
                    other.foreignKeys().stream().map(k -> retargeted(k, from, to)).toList(),
                    other.checks(),
                    other.options())));
      }
    }
    return changes;
  }

  private static ForeignKeyDefinition retargeted(
      ForeignKeyDefinition key, MetadataLocks.Name from, MetadataLocks.Name to) {
    if (!key.parentSchema().equals(from.schema()) || !key.parentTable().equals(from.table())) {
      return key;
    }
    return new ForeignKeyDefinition(
        key.name(),
        key.columns(),
        to.schema(),
        to.table(),
        key.parentColumns(),
        key.onDelete(),
        key.onUpdate());
  }

  private DmlResult truncate(
      DdlStatement.TruncateTable truncate, SchemaChangeContext context, MetadataLocks.Owner owner) {
    MetadataLocks.Name name = resolve(truncate.name(), context);
    exclude(owner, List.of(name), context);
    TableDefinition table = requireTable(name);
    if (context.session().longVariable("foreign_key_checks") != 0) {
      for (ChildKey child : catalog.state().childKeys(name.schema(), name.table())) {
        if (child.child().tableId() != table.tableId()) {
          throw MySqlError.ER_TRUNCATE_ILLEGAL_FK.with(
              "`"
                  + child.child().schema()
                  + "`.`"
                  + child.child().name()
                  + "`, CONSTRAINT `"
                  + child.key().name()
                  + "`");
        }
      }
    }
    long first = newIds(2, context);
    TableDefinition emptied = withIds(table, first, 1, first + 1);
    commit(
        List.of(new CatalogObject.PutTable(emptied)),
        context.text(),
        context,
        transaction -> transaction.dropTableData(table.tableId()));
    transactions.autoIncrement().forget(table.tableId());
    return NOTHING;
  }

  private static TableDefinition withIds(
      TableDefinition table, long tableId, int schemaVersion, long streamTableId) {
    return new TableDefinition(
        tableId,
        schemaVersion,
        streamTableId,
        table.schema(),
        table.name(),
        table.columns(),
        table.indexes(),
        table.foreignKeys(),
        table.checks(),
        table.options());
  }

  /** MySQL counts rows only where it changes the type of a column, all else being in place. */
  private static boolean copiesInMySql(TableDefinition before, TableDefinition after) {
    for (ColumnDefinition column : before.columns()) {
      for (ColumnDefinition changed : after.columns()) {
        if (changed.columnId() == column.columnId()
            && !changed.type().equals(column.type())
            && !growsInPlace(column.type(), changed.type())) {
          return true;
        }
      }
    }
    return false;
  }

  /** A VARCHAR may grow as long as its length needs no second byte; ENUM and SET take members. */
  private static boolean growsInPlace(ColumnType from, ColumnType to) {
    if (from.type() != to.type() || from.collation() != to.collation()) {
      return false;
    }
    return switch (from.type()) {
      case VARCHAR, VARBINARY -> {
        int bytes = from.collation().charset().bytesPerCharacterMax();
        yield from.length() <= to.length()
            && (from.length() * bytes > 255) == (to.length() * bytes > 255);
      }
      case ENUM, SET ->
          to.members().size() >= from.members().size()
              && to.members().subList(0, from.members().size()).equals(from.members());
      default -> false;
    };
  }

  private DmlResult alterTable(
      TableName tableName,
      List<AlterAction> actions,
      SchemaChangeContext context,
      MetadataLocks.Owner owner) {
    MetadataLocks.Name name = resolve(tableName, context);
    exclude(owner, List.of(name), context);
    TableDefinition table = requireTable(name);
    long first = newIds(2, context);
    TableAlteration alteration =
        new TableAlteration(table, context, catalog.state(), texts, first, first + 1);
    TableAlteration.Outcome outcome = alteration.run(actions);
    TableDefinition altered = outcome.table();
    if (outcome.newForeignKey() && context.session().longVariable("foreign_key_checks") != 0) {
      checkEmpty(table, context);
    }
    List<CatalogObject.Change> changes = new ArrayList<>();
    MetadataLocks.Name newName = new MetadataLocks.Name(altered.schema(), altered.name());
    if (!newName.equals(name)) {
      exclude(owner, List.of(newName), context);
      if (exists(newName)) {
        throw MySqlError.ER_TABLE_EXISTS_ERROR.with(newName.table());
      }
      changes.addAll(renamed(catalog.state(), name, newName, context));
      changes.removeIf(c ->
          c instanceof CatalogObject.PutTable put && put.table().name().equals(newName.table()));
    }
    changes.add(new CatalogObject.PutTable(altered));
    long[] copied = {0};
    commit(
        changes,
        context.text(),
        context,
        transaction -> {
          if (outcome.rebuilds()) {
            transaction.dropTableData(table.tableId());
            copied[0] = rows.copy(table, altered, catalog.state(), transaction, context);
          } else {
            rows.clearIndexes(
                table, outcome.droppedIndexes(), catalog.state(), transaction, context);
            rows.fillIndexes(
                altered, outcome.addedIndexes(), catalog.state(), transaction, context);
          }
        });
    if (outcome.rebuilds()) {
      long next = transactions.autoIncrement().next(table.tableId());
      if (altered.columns().stream().anyMatch(ColumnDefinition::autoIncrement)) {
        transactions.autoIncrement().restart(altered.tableId(), next);
      }
      transactions.autoIncrement().forget(table.tableId());
    }
    if (outcome.autoIncrement() > 0) {
      transactions.autoIncrement().restart(altered.tableId(), outcome.autoIncrement());
    }
    long counted = copiesInMySql(table, altered) ? copied[0] : 0;
    return new DmlResult(
        counted,
        counted,
        0,
        "Records: " + counted + "  Duplicates: 0  Warnings: " + context.diagnostics().count());
  }

  /** A foreign key can be added to a table with rows only without the check of these rows. */
  private void checkEmpty(TableDefinition table, SchemaChangeContext context) {
    try (Transaction transaction = transactions.begin(context.options())) {
      if (!rows.isEmpty(table, transaction)) {
        throw MySqlException.notSupported(
            "ADD FOREIGN KEY to a table with rows while foreign_key_checks is on");
      }
    }
  }

  // ---- views

  private DmlResult createView(
      DdlStatement.CreateView create, SchemaChangeContext context, MetadataLocks.Owner owner) {
    MetadataLocks.Name name = resolve(create.name(), context);
    share(owner, List.of(new MetadataLocks.Name(name.schema(), "")), context);
    exclude(owner, List.of(name), context);
    requireSchema(name.schema());
    TableBuilder.checkIdentifier(name.table());
    Optional<ViewDefinition> before = catalog.state().view(name.schema(), name.table());
    boolean isTable = catalog.state().table(name.schema(), name.table()).isPresent();
    switch (create.mode()) {
      case CREATE -> {
        if (before.isPresent() || isTable) {
          throw MySqlError.ER_TABLE_EXISTS_ERROR.with(name.table());
        }
      }
      case CREATE_IF_NOT_EXISTS -> {
        if (before.isPresent() || isTable) {
          note(context, MySqlError.ER_TABLE_EXISTS_ERROR, name.table());
          return onlyText(context);
        }
      }
      case CREATE_OR_REPLACE, ALTER -> {
        if (isTable) {
          throw MySqlError.ER_WRONG_OBJECT.with(name.schema(), name.table(), "VIEW");
        }
        if (create.mode() == DdlStatement.CreateView.Mode.ALTER && before.isEmpty()) {
          throw MySqlError.ER_NO_SUCH_TABLE.with(name.schema(), name.table());
        }
      }
    }
    if (create.checkOption() != DdlStatement.CheckOption.NONE) {
      throw MySqlException.notSupported("WITH CHECK OPTION");
    }
    ViewAnalysis.Analyzed analyzed = views.analyze(create, context.session(), catalog.state());
    checkColumns(create, analyzed.columns());
    List<String> columns = create.columns().isEmpty() ? analyzed.columns() : create.columns();
    ViewDefinition view =
        new ViewDefinition(
            before.map(ViewDefinition::viewId).orElseGet(() -> newIds(1, context)),
            name.schema(),
            name.table(),
            columns,
            analyzed.selectSql(),
            ViewDefinition.Algorithm.valueOf(create.algorithm().name()),
            create
                .definer()
                .map(definer -> accountName(definer, context))
                .orElseGet(() -> context.session().currentUser()),
            create.invokerSecurity(),
            create.checkOption().name(),
            Long.toString(context.session().sqlMode()),
            context.session().connectionCollation().charset().mysqlName(),
            context.session().connectionCollation().mysqlName());
    commit(
        List.of(new CatalogObject.PutView(view)),
        streamText(create, view),
        context,
        transaction -> {});
    return NOTHING;
  }

  /** CREATE VIEW as a replica must run it: with the definer that the session stood for. */
  private static String streamText(DdlStatement.CreateView create, ViewDefinition view) {
    int at = view.definer().lastIndexOf('@');
    StringBuilder text =
        new StringBuilder(
            switch (create.mode()) {
              case CREATE, CREATE_IF_NOT_EXISTS -> "CREATE";
              case CREATE_OR_REPLACE -> "CREATE OR REPLACE";
              case ALTER -> "ALTER";
            });
    text.append(" ALGORITHM=").append(view.algorithm()).append(" DEFINER=");
    text.append(ShowCreateTable.identifier(view.definer().substring(0, at))).append('@');
    text.append(ShowCreateTable.identifier(view.definer().substring(at + 1)));
    text.append(" SQL SECURITY ").append(view.securityInvoker() ? "INVOKER" : "DEFINER");
    text.append(" VIEW ");
    if (create.mode() == DdlStatement.CreateView.Mode.CREATE_IF_NOT_EXISTS) {
      text.append("IF NOT EXISTS ");
    }
    text.append(ShowCreateTable.identifier(view.schema())).append('.');
    text.append(ShowCreateTable.identifier(view.name()));
    if (!create.columns().isEmpty()) {
      text.append(" (");
      for (int i = 0; i < create.columns().size(); i++) {
        text.append(i == 0 ? "" : ",");
        text.append(ShowCreateTable.identifier(create.columns().get(i)));
      }
      text.append(')');
    }
    return text.append(" AS ").append(create.queryText().text()).toString();
  }

  private static String accountName(Account account, SchemaChangeContext context) {
    return switch (account) {
      case Account.CurrentUser current -> context.session().currentUser();
      case Account.Named named -> named.user() + "@" + named.host();
    };
  }

  private static void checkColumns(DdlStatement.CreateView create, List<String> columns) {
    if (!create.columns().isEmpty() && create.columns().size() != columns.size()) {
      throw MySqlError.ER_VIEW_WRONG_LIST.with();
    }
    List<String> names = create.columns().isEmpty() ? columns : create.columns();
    Set<String> seen = new HashSet<>();
    for (String column : names) {
      if (!seen.add(column.toLowerCase(Locale.ROOT))) {
        throw MySqlError.ER_DUP_FIELDNAME.with(column);
      }
    }
  }

  private DmlResult dropView(
      DdlStatement.DropView drop, SchemaChangeContext context, MetadataLocks.Owner owner) {
    List<MetadataLocks.Name> names =
        drop.names().stream().map(name -> resolve(name, context)).toList();
    exclude(owner, names, context);
    List<CatalogObject.Change> changes = new ArrayList<>();
    List<String> missing = new ArrayList<>();
    for (MetadataLocks.Name name : names) {
      if (catalog.state().view(name.schema(), name.table()).isPresent()) {
        changes.add(new CatalogObject.DropView(name.schema(), name.table()));
      } else if (catalog.state().table(name.schema(), name.table()).isPresent()) {
        throw MySqlError.ER_WRONG_OBJECT.with(name.schema(), name.table(), "VIEW");
      } else {
        missing.add(name.schema() + "." + name.table());
      }
    }
    if (!missing.isEmpty()) {
      if (!drop.ifExists()) {
        throw MySqlError.ER_BAD_TABLE_ERROR.with(String.join(",", missing));
      }
      missing.forEach(name -> note(context, MySqlError.ER_BAD_TABLE_ERROR, name));
    }
    commit(changes, context.text(), context, transaction -> {});
    return NOTHING;
  }
}
