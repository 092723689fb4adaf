package io.braid.executor.ddl;

import io.braid.common.MySqlError;
import io.braid.common.MySqlException;
import io.braid.common.catalog.CatalogSnapshot;
import io.braid.common.catalog.CatalogSnapshot.ChildKey;
import io.braid.common.catalog.ColumnDefinition;
import io.braid.common.catalog.ColumnDefinition.DefaultValue;
import io.braid.common.catalog.ForeignKeyDefinition;
import io.braid.common.catalog.IndexDefinition;
import io.braid.common.catalog.TableDefinition;
import io.braid.common.row.RowUpgrade;
import io.braid.common.type.ColumnType;
import io.braid.executor.SchemaChangeContext;
import io.braid.planner.tree.AlterAction;
import io.braid.planner.tree.ColumnAttribute;
import io.braid.planner.tree.Expression;
import io.braid.planner.tree.TableElement;
import io.braid.planner.tree.TableOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * ALTER TABLE: applies the actions to a table's definition and tells what has to happen to its
 * rows. Columns can be added, dropped and moved without touching rows, which are read through their
 * own version; a changed primary key or stored form rebuilds the table under a new id.
 *
 * @see "MySQL 9.7 Reference Manual, ALTER TABLE Statement"
 */
final class TableAlteration {
  private final TableDefinition before;
  private final SchemaChangeContext context;
  private final CatalogSnapshot catalog;
  private final TableBuilder builder;
  private final long newTableId;
  private final long streamTableId;
  private String newSchema;
  private String newName;
  private long autoIncrement;
  private boolean rebuild;
  private boolean newForeignKey;

  TableAlteration(
      TableDefinition before,
      SchemaChangeContext context,
      CatalogSnapshot catalog,
      ExpressionTexts texts,
      long newTableId,
      long streamTableId) {
    this.before = before;
    this.context = context;
    this.catalog = catalog;
    this.builder = TableBuilder.from(before, context, catalog, texts);
    this.newTableId = newTableId;
    this.streamTableId = streamTableId;
    this.newSchema = before.schema();
    this.newName = before.name();
  }

  /**
   * The altered table and what its rows need.
   *
   * @param rebuilds all rows are copied to the new table id
   * @param newForeignKey rows must be checked against a new foreign key
   * @param autoIncrement the value of an AUTO_INCREMENT option, or 0
   */
  record Outcome(
      TableDefinition table,
      boolean rebuilds,
      List<IndexDefinition> addedIndexes,
      List<IndexDefinition> droppedIndexes,
      boolean newForeignKey,
      long autoIncrement) {}

  Outcome run(List<AlterAction> actions) {
    for (AlterAction action : actions) {
      apply(action);
    }
    TableDefinition altered =
        builder.build(before.tableId(), before.schemaVersion() + 1, streamTableId);
    rebuild |= primaryKeyChanged(altered) || storedFormChanged(altered);
    TableDefinition result =
        new TableDefinition(
            rebuild ? newTableId : before.tableId(),
            rebuild ? 1 : before.schemaVersion() + 1,
            streamTableId,
            newSchema,
            newName,
            altered.columns(),
            altered.indexes(),
            altered.foreignKeys(),
            altered.checks(),
            altered.options());
    List<IndexDefinition> added = new ArrayList<>();
    for (IndexDefinition index : result.indexes()) {
      if (index.kind().isMaintained() && !hasEntries(index)) {
        added.add(index);
      }
    }
    List<IndexDefinition> dropped = new ArrayList<>();
    for (IndexDefinition index : before.indexes()) {
      boolean kept = result.indexes().stream().anyMatch(i -> i.indexId() == index.indexId());
      if (index.kind().isMaintained() && !kept) {
        dropped.add(index);
      }
    }
    return new Outcome(result, rebuild, added, dropped, newForeignKey, autoIncrement);
  }

  private boolean hasEntries(IndexDefinition index) {
    return before.indexes().stream().anyMatch(i -> i.indexId() == index.indexId());
  }

  private boolean primaryKeyChanged(TableDefinition altered) {
    List<String> old = keyColumns(before);
    return !old.equals(keyColumns(altered));
  }

  private static List<String> keyColumns(TableDefinition table) {
    List<String> columns = new ArrayList<>();
    table
        .primaryKey()
        .ifPresent(key ->
            key.parts()
                .forEach(part ->
                    columns.add(
                        table.columns().get(part.column()).columnId()
                            + ":"
                            + part.prefixLength()
                            + ":"
                            + part.descending())));
    return columns;
  }

  private boolean storedFormChanged(TableDefinition altered) {
    for (ColumnDefinition column : altered.columns()) {
      for (ColumnDefinition old : before.columns()) {
        if (old.columnId() == column.columnId()
            && (!RowUpgrade.sameStoredForm(old.type(), column.type())
                || !old.type().collation().equals(column.type().collation())
                || (old.nullable() && !column.nullable()))) {
          return true;
        }
      }
    }
    // A value that each row must compute cannot be filled in when old rows are read.
    for (ColumnDefinition column : altered.columns()) {
      boolean added =
          before.columns().stream().noneMatch(old -> old.columnId() == column.columnId());
      boolean computed =
          column.generated().isPresent()
              || column.autoIncrement()
              || column.defaultValue() instanceof DefaultValue.Now
              || column.defaultValue() instanceof DefaultValue.Expression;
      if (added && computed) {
        return true;
      }
    }
    return false;
  }

  private void apply(AlterAction action) {
    switch (action) {
      case AlterAction.AddColumn add -> addColumn(add.column(), add.position());
      case AlterAction.AddElements add -> add.elements().forEach(this::addElement);
      case AlterAction.AddConstraint add -> addElement(add.element());
      case AlterAction.ChangeColumn change ->
          changeColumn(change.oldName(), change.column(), change.position());
      case AlterAction.ModifyColumn modify ->
          changeColumn(modify.column().name(), modify.column(), modify.position());
      case AlterAction.SetDefault(String column, Expression value, boolean parenthesized) -> {
        int ordinal = requireColumn(column);
        ColumnDefinition old = builder.columns().get(ordinal);
        DefaultValue defaultValue =
            builder.defaultValue(
                new ColumnAttribute.Default(value, parenthesized), old.name(), old.type());
        builder.columns().set(ordinal, withDefault(old, defaultValue));
      }
      case AlterAction.DropDefault(String column) -> {
        int ordinal = requireColumn(column);
        builder
            .columns()
            .set(ordinal, withDefault(builder.columns().get(ordinal), new DefaultValue.None()));
      }
      case AlterAction.SetColumnVisibility(String column, boolean visible) -> {
        int ordinal = requireColumn(column);
        builder.columns().set(ordinal, with(builder.columns().get(ordinal), visible));
      }
      case AlterAction.RenameColumn(String oldName, String name) -> renameColumn(oldName, name);
      case AlterAction.DropColumn(String column) -> dropColumn(column);
      case AlterAction.DropKey(String name) -> dropKey(name);
      case AlterAction.DropPrimaryKey none -> dropKey("PRIMARY");
      case AlterAction.DropForeignKey(String name) -> dropForeignKey(name);
      case AlterAction.DropCheck(String name) -> dropCheck(name);
      case AlterAction.DropConstraint(String name) -> dropConstraint(name);
      case AlterAction.AlterCheck check -> alterCheck(check.name(), check.enforced());
      case AlterAction.AlterKeyVisibility(String name, boolean visible) ->
          replaceIndex(
              name,
              index ->
                  new IndexDefinition(
                      index.indexId(),
                      index.name(),
                      index.kind(),
                      index.parts(),
                      index.comment(),
                      visible));
      case AlterAction.RenameKey(String oldName, String name) -> {
        if (builder.indexes().stream().anyMatch(i -> i.name().equalsIgnoreCase(name))
            && !oldName.equalsIgnoreCase(name)) {
          throw MySqlError.ER_DUP_KEYNAME.with(name);
        }
        replaceIndex(
            oldName,
            index ->
                new IndexDefinition(
                    index.indexId(),
                    name,
                    index.kind(),
                    index.parts(),
                    index.comment(),
                    index.visible()));
      }
      case AlterAction.RenameTo rename -> {
        newSchema = rename.newName().schema().orElse(before.schema());
        newName = TableBuilder.checkIdentifier(rename.newName().name());
      }
      case AlterAction.ConvertTo convert -> convertTo(convert);
      case AlterAction.SetOption set -> {
        builder.option(set.option());
        autoIncrement = Math.max(autoIncrement, builder.autoIncrementStart());
      }
      case AlterAction.Force none -> {}
      case AlterAction.EnableKeys keys -> {}
      case AlterAction.Algorithm algorithm -> {}
      case AlterAction.Lock lock -> {}
      case AlterAction.Validation validation -> {}
      case AlterAction.OrderRowsBy order -> {}
      case AlterAction.Tablespace tablespace -> throw MySqlException.notSupported("tablespaces");
      case AlterAction.SecondaryLoad load -> throw MySqlException.notSupported("secondary engines");
      case AlterAction.Repartition partition ->
          throw MySqlException.notSupported("partitioned tables");
      case AlterAction.PartitionMaintenance partition ->
          throw MySqlException.notSupported("partitioned tables");
    }
  }

  private int requireColumn(String column) {
    int ordinal = builder.ordinal(column);
    if (ordinal < 0) {
      throw MySqlError.ER_BAD_FIELD_ERROR.with(column, before.name());
    }
    return ordinal;
  }

  private void addElement(TableElement element) {
    if (element instanceof TableElement.Column column) {
      addColumn(column, new AlterAction.ColumnPosition.Unspecified());
    } else {
      builder.element(element);
      if (element instanceof TableElement.Check check && check.enforced()) {
        throw MySqlException.notSupported("ADD CHECK to an existing table");
      }
      newForeignKey |= element instanceof TableElement.ForeignKey;
    }
  }

  private void addColumn(TableElement.Column element, AlterAction.ColumnPosition position) {
    if (builder.ordinal(element.name()) >= 0) {
      throw MySqlError.ER_DUP_FIELDNAME.with(element.name());
    }
    ColumnDefinition column = builder.column(element, Optional.empty());
    if (column.defaultValue() instanceof DefaultValue.Expression) {
      throw MySqlException.notSupported("ADD COLUMN with an expression as default");
    }
    if (column.generated().isPresent()) {
      throw MySqlException.notSupported("ADD COLUMN of a generated column");
    }
    if (column.autoIncrement() && before.primaryKey().isEmpty()) {
      throw MySqlException.notSupported(
          "ADD COLUMN … AUTO_INCREMENT to a table without a primary key");
    }
    insert(builder.columns().size(), column, position);
  }

  /** Puts a column at its place and moves the key parts that point behind it. */
  private void insert(int end, ColumnDefinition column, AlterAction.ColumnPosition position) {
    int at =
        switch (position) {
          case AlterAction.ColumnPosition.Unspecified none -> end;
          case AlterAction.ColumnPosition.First none -> 0;
          case AlterAction.ColumnPosition.After(String after) -> requireColumn(after) + 1;
        };
    builder.columns().add(at, column);
    movePartsBehind(at, 1);
  }

  private void movePartsBehind(int from, int distance) {
    builder
        .indexes()
        .replaceAll(index ->
            new IndexDefinition(
                index.indexId(),
                index.name(),
                index.kind(),
                index.parts().stream()
                    .map(p ->
                        new IndexDefinition.Part(
                            p.column() >= from ? p.column() + distance : p.column(),
                            p.prefixLength(),
                            p.descending()))
                    .toList(),
                index.comment(),
                index.visible()));
  }

  private void changeColumn(
      String oldName, TableElement.Column element, AlterAction.ColumnPosition position) {
    int ordinal = requireColumn(oldName);
    ColumnDefinition old = builder.columns().get(ordinal);
    int other = builder.ordinal(element.name());
    if (other >= 0 && other != ordinal) {
      throw MySqlError.ER_DUP_FIELDNAME.with(element.name());
    }
    ColumnDefinition changed = builder.column(element, Optional.of(old));
    boolean inPrimaryKey =
        builder.indexes().stream()
            .anyMatch(i ->
                i.kind() == IndexDefinition.Kind.PRIMARY
                    && i.parts().stream().anyMatch(p -> p.column() == ordinal));
    if (inPrimaryKey && changed.nullable()) {
      changed = withNullable(changed, false);
    }
    renameReferences(old.name(), changed.name());
    if (position instanceof AlterAction.ColumnPosition.Unspecified) {
      builder.columns().set(ordinal, changed);
      return;
    }
    builder.columns().set(ordinal, changed);
    move(ordinal, position);
  }

  private void move(int ordinal, AlterAction.ColumnPosition position) {
    List<List<Integer>> ids = new ArrayList<>();
    for (IndexDefinition index : builder.indexes()) {
      ids.add(
          index.parts().stream().map(p -> builder.columns().get(p.column()).columnId()).toList());
    }
    ColumnDefinition column = builder.columns().remove(ordinal);
    int at =
        switch (position) {
          case AlterAction.ColumnPosition.Unspecified none -> ordinal;
          case AlterAction.ColumnPosition.First none -> 0;
          case AlterAction.ColumnPosition.After(String after) -> requireColumn(after) + 1;
        };
    builder.columns().add(at, column);
    for (int i = 0; i < ids.size(); i++) {
      IndexDefinition index = builder.indexes().get(i);
      List<IndexDefinition.Part> parts = new ArrayList<>();
      for (int p = 0; p < index.parts().size(); p++) {
        IndexDefinition.Part part = index.parts().get(p);
        parts.add(
            new IndexDefinition.Part(
                ordinalOfId(ids.get(i).get(p)), part.prefixLength(), part.descending()));
      }
      builder
          .indexes()
          .set(
              i,
              new IndexDefinition(
                  index.indexId(),
                  index.name(),
                  index.kind(),
                  parts,
                  index.comment(),
                  index.visible()));
    }
  }

  private int ordinalOfId(int columnId) {
    for (int i = 0; i < builder.columns().size(); i++) {
      if (builder.columns().get(i).columnId() == columnId) {
        return i;
      }
    }
    throw new IllegalStateException("column " + columnId);
  }

  private void renameColumn(String oldName, String name) {
    int ordinal = requireColumn(oldName);
    int other = builder.ordinal(name);
    if (other >= 0 && other != ordinal) {
      throw MySqlError.ER_DUP_FIELDNAME.with(name);
    }
    ColumnDefinition old = builder.columns().get(ordinal);
    builder.columns().set(ordinal, withName(old, TableBuilder.checkIdentifier(name)));
    renameReferences(old.name(), name);
  }

  private void renameReferences(String oldName, String name) {
    if (oldName.equals(name)) {
      return;
    }
    String quoted = ShowCreateTable.identifier(oldName);
    boolean used =
        builder.checks().stream().anyMatch(c -> c.expressionSql().contains(quoted))
            || builder.columns().stream()
                .anyMatch(
                    c -> c.generated().map(g -> g.expressionSql().contains(quoted)).orElse(false));
    boolean parent =
        catalog.childKeys(before.schema(), before.name()).stream()
            .anyMatch(k -> k.key().parentColumns().stream().anyMatch(oldName::equalsIgnoreCase));
    if (used || parent) {
      throw MySqlException.notSupported(
          "renaming a column that a CHECK, a generated column or a foreign key of a child uses");
    }
    builder
        .foreignKeys()
        .replaceAll(key ->
            new ForeignKeyDefinition(
                key.name(),
                key.columns().stream().map(c -> c.equalsIgnoreCase(oldName) ? name : c).toList(),
                key.parentSchema(),
                key.parentTable(),
                key.parentColumns(),
                key.onDelete(),
                key.onUpdate()));
  }

  private void dropColumn(String column) {
    int ordinal = builder.ordinal(column);
    if (ordinal < 0) {
      throw MySqlError.ER_CANT_DROP_FIELD_OR_KEY.with(column);
    }
    if (builder.columns().size() == 1) {
      throw MySqlError.ER_CANT_REMOVE_ALL_FIELDS.with();
    }
    for (ForeignKeyDefinition key : builder.foreignKeys()) {
      if (key.columns().stream().anyMatch(column::equalsIgnoreCase)) {
        throw MySqlError.ER_FK_COLUMN_CANNOT_DROP.with(column, key.name());
      }
    }
    for (ChildKey child : catalog.childKeys(before.schema(), before.name())) {
      if (child.key().parentColumns().stream().anyMatch(column::equalsIgnoreCase)) {
        throw MySqlError.ER_FK_COLUMN_CANNOT_DROP_CHILD.with(
            column, child.key().name(), child.child().name());
      }
    }
    String quoted = ShowCreateTable.identifier(builder.columns().get(ordinal).name());
    if (builder.checks().stream().anyMatch(c -> c.expressionSql().contains(quoted))) {
      throw MySqlException.notSupported("DROP COLUMN of a column that a CHECK uses");
    }
    builder.columns().remove(ordinal);
    List<IndexDefinition> kept = new ArrayList<>();
    for (IndexDefinition index : builder.indexes()) {
      boolean member = index.parts().stream().anyMatch(p -> p.column() == ordinal);
      List<IndexDefinition.Part> parts =
          index.parts().stream().filter(p -> p.column() != ordinal).toList();
      if (member && !parts.isEmpty()) {
        // MySQL shortens such a key; its entries have to be made anew.
        rebuild = true;
      }
      if (!parts.isEmpty()) {
        kept.add(
            new IndexDefinition(
                index.indexId(),
                index.name(),
                index.kind(),
                parts,
                index.comment(),
                index.visible()));
      }
    }
    builder.indexes().clear();
    builder.indexes().addAll(kept);
    movePartsBehind(ordinal, -1);
  }

  private void dropKey(String name) {
    IndexDefinition index =
        builder.indexes().stream()
            .filter(i -> i.name().equalsIgnoreCase(name))
            .findFirst()
            .orElseThrow(() -> MySqlError.ER_CANT_DROP_FIELD_OR_KEY.with(name));
    builder.indexes().remove(index);
    for (ForeignKeyDefinition key : builder.foreignKeys()) {
      boolean served = builder.indexes().stream().anyMatch(other -> serves(other, key.columns()));
      if (!served) {
        throw MySqlError.ER_DROP_INDEX_FK.with(name);
      }
    }
    for (ChildKey child : catalog.childKeys(before.schema(), before.name())) {
      boolean served =
          builder.indexes().stream().anyMatch(other -> serves(other, child.key().parentColumns()));
      if (!served) {
        throw MySqlError.ER_DROP_INDEX_FK.with(name);
      }
    }
  }

  private boolean serves(IndexDefinition index, List<String> columns) {
    if (!index.kind().isMaintained() || index.parts().size() < columns.size()) {
      return false;
    }
    for (int i = 0; i < columns.size(); i++) {
      String column = builder.columns().get(index.parts().get(i).column()).name();
      if (!column.equalsIgnoreCase(columns.get(i))) {
        return false;
      }
    }
    return true;
  }

  private void dropForeignKey(String name) {
    if (!builder.foreignKeys().removeIf(k -> k.name().equalsIgnoreCase(name))) {
      throw MySqlError.ER_CANT_DROP_FIELD_OR_KEY.with(name);
    }
  }

  private void dropCheck(String name) {
    if (!builder.checks().removeIf(c -> c.name().equalsIgnoreCase(name))) {
      throw MySqlError.ER_CHECK_CONSTRAINT_NOT_FOUND.with(name);
    }
  }

  private void dropConstraint(String name) {
    if (builder.checks().stream().anyMatch(c -> c.name().equalsIgnoreCase(name))) {
      dropCheck(name);
    } else if (builder.foreignKeys().stream().anyMatch(k -> k.name().equalsIgnoreCase(name))) {
      dropForeignKey(name);
    } else {
      dropKey(name);
    }
  }

  private void alterCheck(String name, boolean enforced) {
    for (int i = 0; i < builder.checks().size(); i++) {
      TableDefinition.CheckDefinition check = builder.checks().get(i);
      if (check.name().equalsIgnoreCase(name)) {
        if (enforced && !check.enforced()) {
          throw MySqlException.notSupported("ALTER CHECK … ENFORCED");
        }
        builder
            .checks()
            .set(
                i,
                new TableDefinition.CheckDefinition(check.name(), check.expressionSql(), enforced));
        return;
      }
    }
    throw MySqlError.ER_CHECK_CONSTRAINT_NOT_FOUND.with(name);
  }

  private interface IndexChange {
    IndexDefinition apply(IndexDefinition index);
  }

  private void replaceIndex(String name, IndexChange change) {
    for (int i = 0; i < builder.indexes().size(); i++) {
      if (builder.indexes().get(i).name().equalsIgnoreCase(name)) {
        builder.indexes().set(i, change.apply(builder.indexes().get(i)));
        return;
      }
    }
    throw MySqlError.ER_KEY_DOES_NOT_EXITS.with(name, before.name());
  }

  private void convertTo(AlterAction.ConvertTo convert) {
    var collation =
        convert
            .collation()
            .map(ColumnTypes::collationNamed)
            .orElseGet(() ->
                convert.charset().equals("default")
                    ? catalog.schema(before.schema()).orElseThrow().collation()
                    : ColumnTypes.charsetCollation(convert.charset()));
    builder.option(new TableOption.Collation(collation.mysqlName()));
    builder
        .columns()
        .replaceAll(column ->
            switch (column.type().family()) {
              case STRING ->
                  column.type().type().isBinaryString()
                      ? column
                      : withType(column, column.type().withCollation(collation));
              case ENUM, SET -> withType(column, column.type().withCollation(collation));
              default -> column;
            });
  }

  // ---- column copies

  private static ColumnDefinition withType(ColumnDefinition c, ColumnType type) {
    return new ColumnDefinition(
        c.columnId(),
        c.name(),
        type,
        c.nullable(),
        c.defaultValue(),
        c.onUpdateNow(),
        c.autoIncrement(),
        c.generated(),
        c.comment(),
        c.visible(),
        false);
  }

  private static ColumnDefinition withDefault(ColumnDefinition c, DefaultValue defaultValue) {
    return new ColumnDefinition(
        c.columnId(),
        c.name(),
        c.type(),
        c.nullable(),
        defaultValue,
        c.onUpdateNow(),
        c.autoIncrement(),
        c.generated(),
        c.comment(),
        c.visible(),
        c.explicitCollation());
  }

  private static ColumnDefinition withName(ColumnDefinition c, String name) {
    return new ColumnDefinition(
        c.columnId(),
        name,
        c.type(),
        c.nullable(),
        c.defaultValue(),
        c.onUpdateNow(),
        c.autoIncrement(),
        c.generated(),
        c.comment(),
        c.visible(),
        c.explicitCollation());
  }

  private static ColumnDefinition withNullable(ColumnDefinition c, boolean nullable) {
    return new ColumnDefinition(
        c.columnId(),
        c.name(),
        c.type(),
        nullable,
        c.defaultValue(),
        c.onUpdateNow(),
        c.autoIncrement(),
        c.generated(),
        c.comment(),
        c.visible(),
        c.explicitCollation());
  }

  private static ColumnDefinition with(ColumnDefinition c, boolean visible) {
    return new ColumnDefinition(
        c.columnId(),
        c.name(),
        c.type(),
        c.nullable(),
        c.defaultValue(),
        c.onUpdateNow(),
        c.autoIncrement(),
        c.generated(),
        c.comment(),
        visible,
        c.explicitCollation());
  }
}
