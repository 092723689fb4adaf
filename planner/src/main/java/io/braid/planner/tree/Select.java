package io.braid.planner.tree;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * One query block.
 *
 * @param hints the text inside {@code /*+ … *}{@code /}, empty without hints
 * @param from comma-separated; empty without FROM and for {@code FROM DUAL}
 */
public record Select(
    String hints,
    Set<SelectOption> options,
    List<SelectItem> items,
    List<TableReference> from,
    Optional<Expression> where,
    Optional<GroupBy> groupBy,
    Optional<Expression> having,
    List<NamedWindow> windows,
    Optional<Expression> qualify)
    implements QueryBody {
  public Select {
    options = Set.copyOf(options);
    items = List.copyOf(items);
    from = List.copyOf(from);
    windows = List.copyOf(windows);
  }

  /** Words after SELECT. ALL is the default and not kept. */
  public enum SelectOption {
    DISTINCT,
    HIGH_PRIORITY,
    STRAIGHT_JOIN,
    SQL_SMALL_RESULT,
    SQL_BIG_RESULT,
    SQL_BUFFER_RESULT,
    SQL_NO_CACHE,
    SQL_CALC_FOUND_ROWS
  }

  /** One entry of the select list. */
  public sealed interface SelectItem {
    /**
     * An expression, maybe named.
     *
     * @param source the text of the expression, which names the column when there is no alias
     */
    record Value(Expression expression, Optional<String> alias, SourceText source)
        implements SelectItem {}

    /** {@code *} or {@code table.*}. */
    record Star(Optional<TableName> table) implements SelectItem {}
  }

  /** {@code GROUP BY … [WITH ROLLUP]}, also {@code GROUP BY ROLLUP(…)} and {@code CUBE(…)}. */
  public record GroupBy(List<Expression> terms, Kind kind) {
    public GroupBy {
      terms = List.copyOf(terms);
    }

    /** How the terms are grouped. */
    public enum Kind {
      PLAIN,
      ROLLUP,
      CUBE
    }
  }

  /** {@code WINDOW name AS (…)}. */
  public record NamedWindow(String name, WindowSpecification window) {}
}
