package io.braid.planner.tree;

import java.util.List;
import java.util.Optional;

/** What stands in FROM, UPDATE or DELETE. */
public sealed interface TableReference {

  /** A table or view by name. */
  record Named(
      TableName table,
      List<String> partitions,
      Optional<String> alias,
      List<IndexHint> indexHints,
      Optional<TableSample> sample)
      implements TableReference {
    public Named {
      partitions = List.copyOf(partitions);
      indexHints = List.copyOf(indexHints);
    }

    /** A table alone. */
    public Named(TableName table, Optional<String> alias) {
      this(table, List.of(), alias, List.of(), Optional.empty());
    }
  }

  /** {@code [LATERAL] (query) [AS] alias [(columns)]}. */
  record Derived(boolean lateral, Query query, String alias, List<String> columns)
      implements TableReference {
    public Derived {
      columns = List.copyOf(columns);
    }
  }

  /** {@code left JOIN right}. */
  record Join(JoinKind kind, TableReference left, TableReference right, JoinCondition condition)
      implements TableReference {}

  /** {@code (a, b, …)}: several references in parentheses are joined. */
  record Parenthesized(List<TableReference> tables) implements TableReference {
    public Parenthesized {
      tables = List.copyOf(tables);
    }
  }

  /** {@code JSON_TABLE(document, path COLUMNS (…)) [AS] alias}. */
  record JsonTable(
      Expression document, Expression path, List<JsonTableColumn> columns, String alias)
      implements TableReference {
    public JsonTable {
      columns = List.copyOf(columns);
    }
  }

  /** Kinds of join. CROSS JOIN is INNER; RIGHT keeps its side. */
  enum JoinKind {
    INNER,
    STRAIGHT,
    LEFT,
    RIGHT
  }

  /** What a join demands. */
  sealed interface JoinCondition {
    /** Nothing: a cross join. */
    record None() implements JoinCondition {}

    /** {@code ON …}. */
    record On(Expression condition) implements JoinCondition {}

    /** {@code USING (…)}. */
    record Using(List<String> columns) implements JoinCondition {
      public Using {
        columns = List.copyOf(columns);
      }
    }

    /** NATURAL. */
    record Natural() implements JoinCondition {}
  }

  /** {@code USE | FORCE | IGNORE INDEX [FOR …] (…)}. */
  record IndexHint(Action action, Purpose purpose, List<String> indexes) {
    public IndexHint {
      indexes = List.copyOf(indexes);
    }

    /** What to do with the indexes. */
    public enum Action {
      USE,
      FORCE,
      IGNORE
    }

    /** For which part of the query. */
    public enum Purpose {
      ANY,
      JOIN,
      ORDER_BY,
      GROUP_BY
    }
  }

  /** {@code TABLESAMPLE SYSTEM | BERNOULLI (percentage)}. */
  record TableSample(boolean bernoulli, Expression percentage) {}

  /** A column of JSON_TABLE. */
  sealed interface JsonTableColumn {
    /** {@code name FOR ORDINALITY}. */
    record Ordinality(String name) implements JsonTableColumn {}

    /** {@code name type [EXISTS] PATH path [… ON EMPTY] [… ON ERROR]}. */
    record Path(
        String name,
        DataType type,
        boolean exists,
        Expression path,
        JsonDefault onEmpty,
        JsonDefault onError)
        implements JsonTableColumn {}

    /** {@code NESTED PATH path COLUMNS (…)}. */
    record Nested(Expression path, List<JsonTableColumn> columns) implements JsonTableColumn {
      public Nested {
        columns = List.copyOf(columns);
      }
    }
  }
}
