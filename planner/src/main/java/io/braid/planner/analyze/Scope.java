package io.braid.planner.analyze;

import io.braid.common.MySqlError;
import io.braid.planner.tree.TableName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.calcite.rex.RexNode;
import org.jspecify.annotations.Nullable;

/**
 * The names that a query block sees: the tables of its FROM clause, then those of the query around
 * it.
 *
 * @param tables the tables in order of the text
 * @param columns what {@code *} and unqualified names mean; columns joined by USING are one here
 */
record Scope(List<Table> tables, List<ScopeColumn> columns, @Nullable Enclosing enclosing) {
  Scope {
    tables = List.copyOf(tables);
    columns = List.copyOf(columns);
  }

  /** A table with its alias; {@code schema} is "" for derived tables. */
  record Table(String schema, String alias, List<ScopeColumn> columns) {
    Table {
      columns = List.copyOf(columns);
    }

    Table shifted(int by) {
      return new Table(schema, alias, columns.stream().map(c -> c.shifted(by)).toList());
    }

    Table asNullable() {
      return new Table(schema, alias, columns.stream().map(ScopeColumn::asNullable).toList());
    }

    boolean isNamed(TableName name, boolean ignoreCase) {
      if (name.schema().isPresent() && !name.schema().get().equals(schema)) {
        return false;
      }
      return ignoreCase ? alias.equalsIgnoreCase(name.name()) : alias.equals(name.name());
    }
  }

  /**
   * The query around a subquery. Each outer value that the subquery uses gets a slot; the
   * expressions of the slots, over the outer query's row, become operands of the subquery.
   */
  static final class Enclosing {
    private final OuterResolver outer;
    private final int correlation;
    private final List<RexNode> slots = new ArrayList<>();

    Enclosing(OuterResolver outer, int correlation) {
      this.outer = outer;
      this.correlation = correlation;
    }

    int correlation() {
      return correlation;
    }

    /** What the slots stand for. */
    List<RexNode> slots() {
      return slots;
    }

    int slotOf(RexNode value) {
      int slot = slots.indexOf(value);
      if (slot < 0) {
        slot = slots.size();
        slots.add(value);
      }
      return slot;
    }

    OuterResolver outer() {
      return outer;
    }
  }

  /** Resolves a name in the query around; gives the value over that query's row. */
  interface OuterResolver {
    /** The outer column, or empty when no query around knows the name. */
    Optional<Resolved> resolve(Optional<TableName> table, String column, String clause);
  }

  /** A name's meaning. */
  record Resolved(Operand operand, ScopeColumn column) {}

  /** Without tables: {@code SELECT 1}. */
  static Scope empty(@Nullable Enclosing enclosing) {
    return new Scope(List.of(), List.of(), enclosing);
  }

  /**
   * A column of this block's tables.
   *
   * @param clause for the text of an error: "field list", "where clause", …
   */
  Optional<ScopeColumn> find(Optional<TableName> table, String name, String clause) {
    ScopeColumn found = null;
    if (table.isEmpty()) {
      for (ScopeColumn column : columns) {
        if (column.name().equalsIgnoreCase(name)) {
          if (found != null && found.field() != column.field()) {
            throw MySqlError.ER_NON_UNIQ_ERROR.with(name, clause);
          }
          found = column;
        }
      }
      return Optional.ofNullable(found);
    }
    for (Table candidate : tables) {
      if (!candidate.isNamed(table.get(), false)) {
        continue;
      }
      for (ScopeColumn column : candidate.columns()) {
        if (column.name().equalsIgnoreCase(name)) {
          if (found != null && found.field() != column.field()) {
            throw MySqlError.ER_NON_UNIQ_ERROR.with(table.get() + "." + name, clause);
          }
          found = column;
        }
      }
    }
    return Optional.ofNullable(found);
  }

  Optional<Table> table(TableName name) {
    return tables.stream().filter(t -> t.isNamed(name, false)).findFirst();
  }
}
