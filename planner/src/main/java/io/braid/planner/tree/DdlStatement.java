package io.braid.planner.tree;

import java.util.List;
import java.util.Optional;

/** Statements that change the schema. */
public sealed interface DdlStatement extends Statement {

  /** {@code CREATE DATABASE}. */
  record CreateDatabase(String name, boolean ifNotExists, List<DatabaseOption> options)
      implements DdlStatement {
    public CreateDatabase {
      options = List.copyOf(options);
    }
  }

  /** {@code ALTER DATABASE}; no name means the default database. */
  record AlterDatabase(Optional<String> name, List<DatabaseOption> options)
      implements DdlStatement {
    public AlterDatabase {
      options = List.copyOf(options);
    }
  }

  /** {@code DROP DATABASE}. */
  record DropDatabase(String name, boolean ifExists) implements DdlStatement {}

  /** An option of a database. */
  sealed interface DatabaseOption {
    /** {@code CHARACTER SET}; lower case. */
    record CharacterSet(String charset) implements DatabaseOption {}

    /** {@code COLLATE}; lower case. */
    record Collation(String collation) implements DatabaseOption {}

    /** {@code ENCRYPTION}. */
    record Encryption(String value) implements DatabaseOption {}

    /** {@code READ ONLY}. */
    record ReadOnly(boolean readOnly) implements DatabaseOption {}
  }

  /**
   * {@code CREATE TABLE (…)}, also {@code … AS SELECT}.
   *
   * @param partitioning the PARTITION BY clause
   */
  record CreateTable(
      boolean temporary,
      boolean ifNotExists,
      TableName name,
      List<TableElement> elements,
      List<TableOption> options,
      Optional<Partitioning> partitioning,
      OnDuplicateRow onDuplicate,
      Optional<Query> query)
      implements DdlStatement {
    public CreateTable {
      elements = List.copyOf(elements);
      options = List.copyOf(options);
    }
  }

  /** {@code CREATE TABLE … [IGNORE | REPLACE] SELECT}. */
  enum OnDuplicateRow {
    ERROR,
    IGNORE,
    REPLACE
  }

  /** {@code CREATE TABLE … LIKE}. */
  record CreateTableLike(boolean temporary, boolean ifNotExists, TableName name, TableName source)
      implements DdlStatement {}

  /**
   * A PARTITION BY clause, kept as text.
   *
   * @param text from the word PARTITION on, as written
   */
  record Partitioning(String text) {}

  /** {@code ALTER TABLE}. */
  record AlterTable(TableName name, List<AlterAction> actions) implements DdlStatement {
    public AlterTable {
      actions = List.copyOf(actions);
    }
  }

  /** {@code DROP [TEMPORARY] TABLE}. */
  record DropTable(boolean temporary, boolean ifExists, List<TableName> names)
      implements DdlStatement {
    public DropTable {
      names = List.copyOf(names);
    }
  }

  /** {@code RENAME TABLE a TO b, …}. */
  record RenameTable(List<Renaming> renamings) implements DdlStatement {
    public RenameTable {
      renamings = List.copyOf(renamings);
    }

    /** One pair. */
    public record Renaming(TableName from, TableName to) {}
  }

  /** {@code TRUNCATE TABLE}. */
  record TruncateTable(TableName name) implements DdlStatement {}

  /** {@code CREATE INDEX}; as ALTER TABLE with one {@link TableElement.Key}. */
  record CreateIndex(TableName table, TableElement.Key key, List<AlterAction> algorithmAndLock)
      implements DdlStatement {
    public CreateIndex {
      algorithmAndLock = List.copyOf(algorithmAndLock);
    }
  }

  /** {@code DROP INDEX}. */
  record DropIndex(TableName table, String name, List<AlterAction> algorithmAndLock)
      implements DdlStatement {
    public DropIndex {
      algorithmAndLock = List.copyOf(algorithmAndLock);
    }
  }

  /**
   * {@code CREATE [OR REPLACE] VIEW} and {@code ALTER VIEW}.
   *
   * @param query the select
   * @param queryText its text as written, which errors and the canonical form start from
   */
  record CreateView(
      Mode mode,
      ViewAlgorithm algorithm,
      Optional<Account> definer,
      boolean invokerSecurity,
      TableName name,
      List<String> columns,
      Query query,
      SourceText queryText,
      CheckOption checkOption)
      implements DdlStatement {
    public CreateView {
      columns = List.copyOf(columns);
    }

    /** What may exist before. */
    public enum Mode {
      CREATE,
      CREATE_IF_NOT_EXISTS,
      CREATE_OR_REPLACE,
      ALTER
    }
  }

  /** How a view is joined into a query. */
  enum ViewAlgorithm {
    UNDEFINED,
    MERGE,
    TEMPTABLE
  }

  /** {@code WITH … CHECK OPTION}. */
  enum CheckOption {
    NONE,
    LOCAL,
    CASCADED
  }

  /** {@code DROP VIEW}. */
  record DropView(boolean ifExists, List<TableName> names) implements DdlStatement {
    public DropView {
      names = List.copyOf(names);
    }
  }
}
