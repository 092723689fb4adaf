package io.braid.planner.plan;

import io.braid.common.catalog.TableDefinition;
import io.braid.common.type.Charset;
import java.util.List;
import java.util.Optional;

/** What the planner makes of a query or DML statement. */
public sealed interface StatementPlan {
  /** How many parameters the plan takes. */
  int parameterCount();

  /** A query: its rows go to the client. */
  record QueryPlan(PhysicalPlan root, List<OutputColumn> columns, int parameterCount)
      implements StatementPlan {
    /** Copies the list. */
    public QueryPlan {
      columns = List.copyOf(columns);
    }
  }

  /** What an INSERT does about a row whose key exists. */
  enum OnDuplicate {
    ERROR,
    /** INSERT IGNORE: a warning. */
    IGNORE,
    /** REPLACE. */
    REPLACE,
    /** ON DUPLICATE KEY UPDATE. */
    UPDATE
  }

  /**
   * INSERT and REPLACE.
   *
   * @param source rows whose columns are the values for {@code columns}, not yet converted to the
   *     column types; DEFAULT in a VALUES row is {@link #DEFAULT_MARKER}
   * @param columns ordinals of the table's columns that the source gives
   * @param updates for ON DUPLICATE KEY UPDATE: assignments over the existing row's columns, then
   *     the row that was to be inserted (all columns of the table each)
   * @param ignore INSERT IGNORE: errors of conversion become warnings too
   */
  record InsertPlan(
      TableDefinition table,
      PhysicalPlan source,
      List<Integer> columns,
      OnDuplicate onDuplicate,
      List<Assignment> updates,
      boolean ignore,
      int parameterCount)
      implements StatementPlan {
    /** Copies the lists. */
    public InsertPlan {
      columns = List.copyOf(columns);
      updates = List.copyOf(updates);
    }
  }

  /** The name of the zero-argument call that stands for DEFAULT in VALUES and assignments. */
  String DEFAULT_MARKER = "default";

  /** {@code column = value}; values may read the columns assigned before, as MySQL does. */
  record Assignment(int column, Scalar value) {}

  /**
   * LOAD DATA.
   *
   * @param file as the statement names it
   * @param local whether it is the client's
   * @param asciiMarks whether what divides the file is ASCII
   * @param charset of the file
   * @param linesIgnored lines before the first row
   * @param targets where the fields of a line go
   * @param assignments of SET, over the columns of the row
   * @param onDuplicate not UPDATE
   */
  record LoadPlan(
      TableDefinition table,
      String file,
      boolean local,
      LoadFormat format,
      boolean asciiMarks,
      Charset charset,
      long linesIgnored,
      List<LoadTarget> targets,
      List<Assignment> assignments,
      OnDuplicate onDuplicate)
      implements StatementPlan {
    /** Copies the lists. */
    public LoadPlan {
      targets = List.copyOf(targets);
      assignments = List.copyOf(assignments);
    }

    /** Whether errors of a row become warnings. */
    public boolean ignore() {
      return onDuplicate == OnDuplicate.IGNORE;
    }

    @Override
    public int parameterCount() {
      return 0;
    }
  }

  /** Where a field of LOAD DATA goes. */
  sealed interface LoadTarget {
    /** The table's column with this ordinal. */
    record Column(int ordinal) implements LoadTarget {}

    /** {@code @name}. */
    record Variable(String name) implements LoadTarget {}
  }

  /**
   * UPDATE of one or several tables.
   *
   * @param source yields for each target all columns of its table and its row key, one after the
   *     other, already filtered, ordered and limited, and locks the rows it reads
   */
  record UpdatePlan(
      PhysicalPlan source, List<UpdateTarget> targets, boolean ignore, int parameterCount)
      implements StatementPlan {}

  /**
   * A table that an UPDATE changes.
   *
   * @param firstColumn where its columns start in the source's rows
   * @param rowKeyColumn where its row key stands
   * @param assignments over the source's row, in order
   */
  record UpdateTarget(
      TableDefinition table, int firstColumn, int rowKeyColumn, List<Assignment> assignments) {}

  /** DELETE from one or several tables; the source is as for {@link UpdatePlan}. */
  record DeletePlan(
      PhysicalPlan source, List<DeleteTarget> targets, boolean ignore, int parameterCount)
      implements StatementPlan {}

  /** A table that a DELETE removes rows from. */
  record DeleteTarget(TableDefinition table, int firstColumn, int rowKeyColumn) {}

  /**
   * SELECT … INTO @variables or OUTFILE.
   *
   * @param variables names of user variables, one a column; empty for OUTFILE, which is refused
   */
  record SelectIntoPlan(QueryPlan query, List<String> variables, Optional<String> file)
      implements StatementPlan {
    @Override
    public int parameterCount() {
      return query.parameterCount();
    }
  }
}
