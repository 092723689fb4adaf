package io.braid.planner.tree;

import java.util.List;
import java.util.Optional;

/** Statements that change rows. */
public sealed interface DmlStatement extends Statement {

  /**
   * {@code INSERT} and {@code REPLACE}. {@code INSERT … SET a = 1} is a column list with one row.
   *
   * @param replace REPLACE instead of INSERT; then no {@code ignore} and no {@code onDuplicate}
   * @param columns empty when none were written
   * @param alias the row alias of {@code VALUES … AS new(a, b)}
   */
  record Insert(
      String hints,
      boolean replace,
      Priority priority,
      boolean ignore,
      TableName table,
      List<String> partitions,
      List<Expression.ColumnReference> columns,
      InsertSource source,
      Optional<RowAlias> alias,
      List<Assignment> onDuplicate)
      implements DmlStatement {
    public Insert {
      partitions = List.copyOf(partitions);
      columns = List.copyOf(columns);
      onDuplicate = List.copyOf(onDuplicate);
    }
  }

  /** Where the rows of an INSERT come from. */
  sealed interface InsertSource {
    /** {@code VALUES (…), (…)}. */
    record Values(ValueRows rows) implements InsertSource {}

    /** {@code SELECT …}, {@code TABLE t}, {@code VALUES ROW(…)}. */
    record FromQuery(Query query) implements InsertSource {}
  }

  /** {@code AS name [(columns)]} after the rows of an INSERT. */
  record RowAlias(String name, List<String> columns) {
    public RowAlias {
      columns = List.copyOf(columns);
    }
  }

  /** {@code UPDATE}, of one table or several. */
  record Update(
      Optional<WithClause> with,
      String hints,
      Priority priority,
      boolean ignore,
      List<TableReference> tables,
      List<Assignment> assignments,
      Optional<Expression> where,
      List<OrderItem> orderBy,
      Optional<Limit> limit)
      implements DmlStatement {
    public Update {
      tables = List.copyOf(tables);
      assignments = List.copyOf(assignments);
      orderBy = List.copyOf(orderBy);
    }

    /** Whether the grammar of a single table holds: ORDER BY and LIMIT are allowed. */
    public boolean isSingleTable() {
      return tables.size() == 1 && tables.getFirst() instanceof TableReference.Named;
    }
  }

  /** {@code DELETE FROM table …}. */
  record Delete(
      Optional<WithClause> with,
      String hints,
      Priority priority,
      boolean quick,
      boolean ignore,
      TableReference.Named table,
      Optional<Expression> where,
      List<OrderItem> orderBy,
      Optional<Limit> limit)
      implements DmlStatement {
    public Delete {
      orderBy = List.copyOf(orderBy);
    }
  }

  /** {@code DELETE a, b FROM …} and {@code DELETE FROM a, b USING …}. */
  record MultiTableDelete(
      Optional<WithClause> with,
      String hints,
      Priority priority,
      boolean quick,
      boolean ignore,
      List<TableName> targets,
      List<TableReference> tables,
      Optional<Expression> where)
      implements DmlStatement {
    public MultiTableDelete {
      targets = List.copyOf(targets);
      tables = List.copyOf(tables);
    }
  }

  /**
   * {@code LOAD DATA} and {@code LOAD XML}.
   *
   * @param charset of the file; absent for character_set_database
   * @param linesIgnored {@code IGNORE n LINES}
   * @param targets columns and user variables in file order
   */
  record LoadData(
      boolean xml,
      Priority priority,
      boolean local,
      String file,
      OnDuplicate onDuplicate,
      TableName table,
      List<String> partitions,
      Optional<String> charset,
      Optional<String> rowTag,
      FileFormat format,
      long linesIgnored,
      List<Expression.Reference> targets,
      List<Assignment> assignments)
      implements DmlStatement {
    public LoadData {
      partitions = List.copyOf(partitions);
      targets = List.copyOf(targets);
      assignments = List.copyOf(assignments);
    }

    /** This statement for a file in a character set, if it does not name one itself. */
    public LoadData inCharset(String name) {
      return new LoadData(
          xml,
          priority,
          local,
          file,
          onDuplicate,
          table,
          partitions,
          Optional.of(charset.orElse(name)),
          rowTag,
          format,
          linesIgnored,
          targets,
          assignments);
    }

    /** What happens to rows whose key exists. */
    public enum OnDuplicate {
      ERROR,
      IGNORE,
      REPLACE
    }
  }

  /** Scheduling words, without effect on row locks. */
  enum Priority {
    NORMAL,
    LOW,
    HIGH,
    DELAYED,
    CONCURRENT
  }
}
