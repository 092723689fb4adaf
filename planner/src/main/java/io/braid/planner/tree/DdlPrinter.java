package io.braid.planner.tree;

import java.util.List;
import java.util.Optional;

/** Statements that change the schema, in the words of SHOW CREATE TABLE. */
final class DdlPrinter {
  private final SqlText text;
  private final ExpressionPrinter expressions;
  private final TableElementPrinter elements;

  DdlPrinter(SqlText text, PrintStyle style) {
    this.text = text;
    this.expressions = new ExpressionPrinter(text, style);
    this.elements = new TableElementPrinter(text, expressions);
  }

  void print(DdlStatement statement) {
    switch (statement) {
      case DdlStatement.CreateDatabase create -> {
        text.add("CREATE DATABASE ").add(create.ifNotExists() ? "IF NOT EXISTS " : "");
        text.name(create.name());
        databaseOptions(create.options());
      }
      case DdlStatement.AlterDatabase alter -> {
        text.add("ALTER DATABASE");
        alter.name().ifPresent(name -> text.add(" ").name(name));
        databaseOptions(alter.options());
      }
      case DdlStatement.DropDatabase drop ->
          text.add("DROP DATABASE ").add(ifExists(drop.ifExists())).name(drop.name());
      case DdlStatement.CreateTable create -> createTable(create);
      case DdlStatement.CreateTableLike create -> {
        createWords(create.temporary(), create.ifNotExists(), create.name());
        text.add(" LIKE ").name(create.source());
      }
      case DdlStatement.AlterTable alter -> alterTable(alter);
      case DdlStatement.DropTable drop -> {
        text.add("DROP ").add(drop.temporary() ? "TEMPORARY TABLE " : "TABLE ");
        text.add(ifExists(drop.ifExists())).list(drop.names(), text::name);
      }
      case DdlStatement.RenameTable rename -> {
        text.add("RENAME TABLE ");
        text.list(rename.renamings(), pair -> text.name(pair.from()).add(" TO ").name(pair.to()));
      }
      case DdlStatement.TruncateTable truncate -> text.add("TRUNCATE TABLE ").name(truncate.name());
      case DdlStatement.CreateIndex create -> createIndex(create);
      case DdlStatement.DropIndex drop -> {
        text.add("DROP INDEX ").name(drop.name()).add(" ON ").name(drop.table());
        spaced(drop.algorithmAndLock());
      }
      case DdlStatement.CreateView create -> createView(create);
      case DdlStatement.DropView drop ->
          text.add("DROP VIEW ").add(ifExists(drop.ifExists())).list(drop.names(), text::name);
    }
  }

  private static String ifExists(boolean ifExists) {
    return ifExists ? "IF EXISTS " : "";
  }

  private void databaseOptions(List<DdlStatement.DatabaseOption> options) {
    for (DdlStatement.DatabaseOption option : options) {
      switch (option) {
        case DdlStatement.DatabaseOption.CharacterSet charset ->
            text.add(" CHARACTER SET ").add(word(charset.charset()));
        case DdlStatement.DatabaseOption.Collation collation ->
            text.add(" COLLATE ").add(word(collation.collation()));
        case DdlStatement.DatabaseOption.Encryption encryption ->
            text.add(" ENCRYPTION ").string(encryption.value());
        case DdlStatement.DatabaseOption.ReadOnly readOnly ->
            text.add(" READ ONLY ").add(readOnly.readOnly() ? "1" : "0");
      }
    }
  }

  private static String word(String charset) {
    return charset.equals("default") ? "DEFAULT" : charset;
  }

  // ---- tables

  private void createWords(boolean temporary, boolean ifNotExists, TableName name) {
    text.add("CREATE ").add(temporary ? "TEMPORARY TABLE " : "TABLE ");
    text.add(ifNotExists ? "IF NOT EXISTS " : "").name(name);
  }

  private void createTable(DdlStatement.CreateTable create) {
    createWords(create.temporary(), create.ifNotExists(), create.name());
    if (!create.elements().isEmpty()) {
      text.add(" (\n  ").list(create.elements(), ",\n  ", elements::element).add("\n)");
    }
    for (TableOption option : create.options()) {
      text.add(" ");
      elements.option(option);
    }
    create.partitioning().ifPresent(partitioning -> text.add("\n").add(partitioning.text()));
    text.add(
        switch (create.onDuplicate()) {
          case ERROR -> "";
          case IGNORE -> " IGNORE";
          case REPLACE -> " REPLACE";
        });
    if (create.query().isPresent()) {
      text.add(" AS ");
      expressions.queries().print(create.query().get());
    }
  }

  private void createIndex(DdlStatement.CreateIndex create) {
    TableElement.Key key = create.key();
    text.add("CREATE ");
    text.add(
        switch (key.kind()) {
          case UNIQUE -> "UNIQUE ";
          case FULLTEXT -> "FULLTEXT ";
          case SPATIAL -> "SPATIAL ";
          case PLAIN, PRIMARY -> "";
        });
    text.add("INDEX ");
    key.name().ifPresent(name -> text.name(name).add(" "));
    text.add("ON ").name(create.table()).add(" ");
    elements.keyParts(key);
    spaced(create.algorithmAndLock());
  }

  private void spaced(List<AlterAction> actions) {
    for (AlterAction action : actions) {
      text.add(" ");
      action(action);
    }
  }

  // ---- ALTER TABLE

  private void alterTable(DdlStatement.AlterTable alter) {
    text.add("ALTER TABLE ").name(alter.name());
    boolean first = true;
    for (AlterAction action : alter.actions()) {
      boolean partitioning =
          action instanceof AlterAction.Repartition
              || (action instanceof AlterAction.PartitionMaintenance maintenance
                  && maintenance.text().regionMatches(true, 0, "REMOVE", 0, 6));
      text.add(first || partitioning ? " " : ", ");
      first = false;
      action(action);
    }
  }

  private void action(AlterAction action) {
    switch (action) {
      case AlterAction.AddColumn add -> {
        text.add("ADD COLUMN ");
        elements.element(add.column());
        position(add.position());
      }
      case AlterAction.AddElements add ->
          text.add("ADD (").list(add.elements(), ", ", elements::element).add(")");
      case AlterAction.AddConstraint add -> {
        text.add("ADD ");
        elements.element(add.element());
      }
      case AlterAction.ChangeColumn change -> {
        text.add("CHANGE COLUMN ").name(change.oldName()).add(" ");
        elements.element(change.column());
        position(change.position());
      }
      case AlterAction.ModifyColumn modify -> {
        text.add("MODIFY COLUMN ");
        elements.element(modify.column());
        position(modify.position());
      }
      case AlterAction.SetDefault set -> {
        text.add("ALTER COLUMN ").name(set.column()).add(" SET DEFAULT ");
        elements.defaultValue(set.value(), set.parenthesized());
      }
      case AlterAction.DropDefault drop ->
          text.add("ALTER COLUMN ").name(drop.column()).add(" DROP DEFAULT");
      case AlterAction.SetColumnVisibility set ->
          text.add("ALTER COLUMN ")
              .name(set.column())
              .add(set.visible() ? " SET VISIBLE" : " SET INVISIBLE");
      case AlterAction.RenameColumn rename ->
          text.add("RENAME COLUMN ").name(rename.oldName()).add(" TO ").name(rename.newName());
      case AlterAction.DropColumn drop -> text.add("DROP COLUMN ").name(drop.column());
      case AlterAction.DropKey drop -> text.add("DROP INDEX ").name(drop.name());
      case AlterAction.DropPrimaryKey _ -> text.add("DROP PRIMARY KEY");
      case AlterAction.DropForeignKey drop -> text.add("DROP FOREIGN KEY ").name(drop.name());
      case AlterAction.DropCheck drop -> text.add("DROP CHECK ").name(drop.name());
      case AlterAction.DropConstraint drop -> text.add("DROP CONSTRAINT ").name(drop.name());
      case AlterAction.AlterCheck alter ->
          text.add(alter.writtenConstraint() ? "ALTER CONSTRAINT " : "ALTER CHECK ")
              .name(alter.name())
              .add(alter.enforced() ? " ENFORCED" : " NOT ENFORCED");
      case AlterAction.AlterKeyVisibility alter ->
          text.add("ALTER INDEX ")
              .name(alter.name())
              .add(alter.visible() ? " VISIBLE" : " INVISIBLE");
      case AlterAction.RenameKey rename ->
          text.add("RENAME INDEX ").name(rename.oldName()).add(" TO ").name(rename.newName());
      case AlterAction.RenameTo rename -> text.add("RENAME TO ").name(rename.newName());
      case AlterAction.ConvertTo convert -> {
        text.add("CONVERT TO CHARACTER SET ").add(word(convert.charset()));
        convert.collation().ifPresent(collation -> text.add(" COLLATE ").add(collation));
      }
      case AlterAction.OrderRowsBy order -> {
        text.add("ORDER BY ");
        expressions.orderItems(order.orderBy());
      }
      case AlterAction.SetOption set -> elements.option(set.option());
      case AlterAction.EnableKeys keys -> text.add(keys.enabled() ? "ENABLE KEYS" : "DISABLE KEYS");
      case AlterAction.Force _ -> text.add("FORCE");
      case AlterAction.Algorithm algorithm -> text.add("ALGORITHM=").add(algorithm.algorithm());
      case AlterAction.Lock lock -> text.add("LOCK=").add(lock.lock());
      case AlterAction.Validation validation ->
          text.add(validation.validated() ? "WITH VALIDATION" : "WITHOUT VALIDATION");
      case AlterAction.Tablespace tablespace ->
          text.add(tablespace.imported() ? "IMPORT TABLESPACE" : "DISCARD TABLESPACE");
      case AlterAction.SecondaryLoad secondary ->
          text.add(secondary.loaded() ? "SECONDARY_LOAD" : "SECONDARY_UNLOAD");
      case AlterAction.Repartition repartition -> text.add(repartition.partitioning().text());
      case AlterAction.PartitionMaintenance maintenance -> text.add(maintenance.text());
    }
  }

  private void position(AlterAction.ColumnPosition position) {
    switch (position) {
      case AlterAction.ColumnPosition.Unspecified _ -> {}
      case AlterAction.ColumnPosition.First _ -> text.add(" FIRST");
      case AlterAction.ColumnPosition.After after -> text.add(" AFTER ").name(after.column());
    }
  }

  // ---- views

  private void createView(DdlStatement.CreateView create) {
    text.add(
        switch (create.mode()) {
          case CREATE, CREATE_IF_NOT_EXISTS -> "CREATE ";
          case CREATE_OR_REPLACE -> "CREATE OR REPLACE ";
          case ALTER -> "ALTER ";
        });
    text.add("ALGORITHM=").add(create.algorithm().name()).add(" ");
    definer(create.definer());
    text.add("SQL SECURITY ").add(create.invokerSecurity() ? "INVOKER " : "DEFINER ");
    text.add("VIEW ");
    if (create.mode() == DdlStatement.CreateView.Mode.CREATE_IF_NOT_EXISTS) {
      text.add("IF NOT EXISTS ");
    }
    text.name(create.name());
    if (!create.columns().isEmpty()) {
      text.add(" (").names(create.columns()).add(")");
    }
    text.add(" AS ");
    expressions.queries().print(create.query());
    text.add(
        switch (create.checkOption()) {
          case NONE -> "";
          case LOCAL -> " WITH LOCAL CHECK OPTION";
          case CASCADED -> " WITH CASCADED CHECK OPTION";
        });
  }

  private void definer(Optional<Account> definer) {
    if (definer.isEmpty()) {
      return;
    }
    text.add("DEFINER=");
    switch (definer.get()) {
      case Account.Named named -> text.name(named.user()).add("@").name(named.host());
      case Account.CurrentUser _ -> text.add("CURRENT_USER");
    }
    text.add(" ");
  }
}
