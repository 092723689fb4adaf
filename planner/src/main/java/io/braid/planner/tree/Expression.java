package io.braid.planner.tree;

import java.util.List;
import java.util.Optional;

/**
 * An expression as written, before names are resolved. What MySQL's own parser turns into something
 * else ({@code POSITION(a IN b)} into {@code locate(a,b)}, {@code col->'$.a'} into {@code
 * json_extract}, {@code SUBSTRING(a FROM b)} into {@code substr}) arrives in that form.
 *
 * @see "MySQL 9.7 Reference Manual, Expressions"
 */
public sealed interface Expression
    permits Literal,
        Expression.Reference,
        Expression.Operation,
        Expression.Call,
        Expression.SubqueryExpression {

  /** A name or place that stands for a value. */
  sealed interface Reference extends Expression {}

  /** An operator with its operands. */
  sealed interface Operation extends Expression {}

  /** A function, or something written like one. */
  sealed interface Call extends Expression {}

  /** An expression around a query. */
  sealed interface SubqueryExpression extends Expression {}

  // ---- references

  /**
   * A column, qualified by up to two names.
   *
   * @param table the table or alias, when one was written
   * @param column the column's name as written
   * @param source where it stood
   */
  record ColumnReference(Optional<TableName> table, String column, SourceText source)
      implements Reference {
    /** An unqualified column that nobody wrote. */
    public ColumnReference(String column) {
      this(Optional.empty(), column, SourceText.NONE);
    }
  }

  /** {@code @name}; the name is without the at sign and as written. */
  record UserVariable(String name) implements Reference {}

  /**
   * {@code @@name}, {@code @@scope.name}, {@code @@cache.name}.
   *
   * @param instance the key cache of a structured variable
   * @param name in lower case
   */
  record SystemVariable(VariableScope scope, Optional<String> instance, String name)
      implements Reference {}

  /** A {@code ?}, counted from 0 in the order of the text. */
  record Parameter(int ordinal) implements Reference {}

  /** {@code DEFAULT} as a value of INSERT, REPLACE or UPDATE. */
  record DefaultValue() implements Reference {}

  /** {@code DEFAULT(column)}. */
  record DefaultOf(ColumnReference column) implements Reference {}

  /** {@code VALUES(column)} in ON DUPLICATE KEY UPDATE. */
  record InsertedValue(ColumnReference column) implements Reference {}

  // ---- operations

  /** One operand. */
  record UnaryOperation(UnaryOperator operator, Expression operand) implements Operation {}

  /** Arithmetic, bits and concatenation. */
  record BinaryOperation(BinaryOperator operator, Expression left, Expression right)
      implements Operation {}

  /** {@code =}, {@code <=>}, {@code <}, … between values or rows. */
  record Comparison(ComparisonOperator operator, Expression left, Expression right)
      implements Operation {}

  /** AND, OR and XOR. A chain of one operator is one node, so that long chains stay shallow. */
  record LogicalOperation(LogicalOperator operator, List<Expression> operands)
      implements Operation {
    public LogicalOperation {
      operands = List.copyOf(operands);
      if (operands.size() < 2) {
        throw new IllegalArgumentException("a logical operation has two operands or more");
      }
    }
  }

  /** {@code value [NOT] BETWEEN low AND high}. */
  record Between(Expression value, Expression low, Expression high, boolean negated)
      implements Operation {}

  /** {@code value [NOT] IN (a, b, …)}. */
  record InList(Expression value, List<Expression> items, boolean negated) implements Operation {
    public InList {
      items = List.copyOf(items);
    }
  }

  /** {@code value [NOT] LIKE pattern [ESCAPE escape]}. */
  record Like(Expression value, Expression pattern, Optional<Expression> escape, boolean negated)
      implements Operation {}

  /** {@code value [NOT] REGEXP pattern} (also RLIKE). */
  record RegexpMatch(Expression value, Expression pattern, boolean negated) implements Operation {}

  /** {@code left SOUNDS LIKE right}. */
  record SoundsLike(Expression left, Expression right) implements Operation {}

  /** {@code value IS [NOT] NULL | TRUE | FALSE | UNKNOWN}. */
  record IsTest(Expression value, Truth truth, boolean negated) implements Operation {
    /** What is tested for; UNKNOWN is NULL seen as a truth value. */
    public enum Truth {
      NULL,
      TRUE,
      FALSE,
      UNKNOWN
    }
  }

  /** {@code value MEMBER OF (array)}. */
  record MemberOf(Expression value, Expression array) implements Operation {}

  /** {@code CASE [operand] WHEN … THEN … [ELSE …] END}. */
  record Case(Optional<Expression> operand, List<When> branches, Optional<Expression> otherwise)
      implements Operation {
    public Case {
      branches = List.copyOf(branches);
    }

    /** One WHEN with its THEN. */
    public record When(Expression condition, Expression result) {}
  }

  /**
   * {@code base + INTERVAL amount unit}, in all its spellings (DATE_ADD, SUBDATE, TIMESTAMPADD, …).
   */
  record DateArithmetic(Expression base, Expression amount, IntervalUnit unit, boolean subtracted)
      implements Operation {}

  /** {@code value COLLATE collation}; the collation in lower case. */
  record Collate(Expression value, String collation) implements Operation {}

  /** {@code (a, b, …)} or {@code ROW(a, b, …)}: two or more values. */
  record Row(List<Expression> items) implements Operation {
    public Row {
      items = List.copyOf(items);
    }
  }

  /** {@code @name := value}. */
  record VariableAssignment(String name, Expression value) implements Operation {}

  /** {@code MATCH (columns) AGAINST (text [modifier])}. */
  record MatchAgainst(List<ColumnReference> columns, Expression against, FullTextMode mode)
      implements Operation {
    public MatchAgainst {
      columns = List.copyOf(columns);
    }
  }

  // ---- calls

  /**
   * A function by name. Synonyms that MySQL's parser unites have one name here ({@code now} for
   * CURRENT_TIMESTAMP, {@code substr} for MID).
   *
   * @param schema when written as {@code schema.name(…)}: a stored function
   * @param name in lower case
   * @param source the name as written, for "FUNCTION %s does not exist"
   */
  record FunctionCall(
      Optional<String> schema, String name, List<Expression> arguments, SourceText source)
      implements Call {
    public FunctionCall {
      arguments = List.copyOf(arguments);
    }

    /** A native function that nobody wrote. */
    public FunctionCall(String name, List<Expression> arguments) {
      this(Optional.empty(), name, arguments, SourceText.NONE);
    }
  }

  /**
   * COUNT, SUM, MIN and the like, plain or over a window. {@code COUNT(*)} is {@code count(0)}, as
   * in MySQL.
   *
   * @param function in lower case, synonyms united ({@code std} for STDDEV)
   */
  record AggregateCall(
      String function, boolean distinct, List<Expression> arguments, Optional<WindowTarget> over)
      implements Call {
    public AggregateCall {
      arguments = List.copyOf(arguments);
    }
  }

  /** {@code GROUP_CONCAT([DISTINCT] a, … [ORDER BY …] [SEPARATOR '…'])}. */
  record GroupConcat(
      boolean distinct,
      List<Expression> arguments,
      List<OrderItem> orderBy,
      String separator,
      Optional<WindowTarget> over)
      implements Call {
    public GroupConcat {
      arguments = List.copyOf(arguments);
      orderBy = List.copyOf(orderBy);
    }
  }

  /** ROW_NUMBER, RANK, LAG, NTH_VALUE, …: functions that exist only over a window. */
  record WindowCall(
      String function, List<Expression> arguments, boolean respectNulls, WindowTarget over)
      implements Call {
    public WindowCall {
      arguments = List.copyOf(arguments);
    }
  }

  /**
   * {@code CAST(value AS type)}, {@code CONVERT(value, type)}, {@code BINARY value}.
   *
   * @param array {@code CAST(… AS type ARRAY)}, for multi-valued indexes
   * @param timeZone of {@code CAST(value AT TIME ZONE '…' AS DATETIME)}
   */
  record Cast(Expression value, CastType type, boolean array, Optional<String> timeZone)
      implements Call {}

  /** {@code CONVERT(value USING charset)}; the character set in lower case. */
  record ConvertUsing(Expression value, String charset) implements Call {}

  /** {@code EXTRACT(unit FROM value)}. */
  record Extract(IntervalUnit unit, Expression value) implements Call {}

  /** {@code TRIM([BOTH | LEADING | TRAILING] [remove FROM] value)}. */
  record Trim(Side side, Optional<Expression> remove, Expression value) implements Call {
    /** From which end; DEFAULT is BOTH without the word. */
    public enum Side {
      DEFAULT,
      BOTH,
      LEADING,
      TRAILING
    }
  }

  /** {@code TIMESTAMPDIFF(unit, from, to)}. */
  record TimestampDifference(IntervalUnit unit, Expression from, Expression to) implements Call {}

  /** {@code GET_FORMAT(DATE | TIME | DATETIME, region)}. */
  record GetFormat(Kind kind, Expression region) implements Call {
    /** TIMESTAMP is a synonym of DATETIME here. */
    public enum Kind {
      DATE,
      TIME,
      DATETIME
    }
  }

  /** {@code CHAR(n, … [USING charset])}. */
  record CharFunction(List<Expression> codes, Optional<String> charset) implements Call {
    public CharFunction {
      codes = List.copyOf(codes);
    }
  }

  /** {@code WEIGHT_STRING(value [AS CHAR(n) | AS BINARY(n)])}. */
  record WeightString(Expression value, Optional<Padding> padding) implements Call {
    /** The length to which the value is cut or padded. */
    public record Padding(boolean binary, long length) {}
  }

  /** {@code JSON_VALUE(document, path [RETURNING type] [… ON EMPTY] [… ON ERROR])}. */
  record JsonValue(
      Expression document,
      Expression path,
      Optional<CastType> returning,
      JsonDefault onEmpty,
      JsonDefault onError)
      implements Call {}

  // ---- subqueries

  /** {@code (SELECT …)} as a value or row. */
  record ScalarSubquery(Query query) implements SubqueryExpression {}

  /** {@code EXISTS (SELECT …)}. */
  record Exists(Query query) implements SubqueryExpression {}

  /** {@code value [NOT] IN (SELECT …)}. */
  record InSubquery(Expression value, Query query, boolean negated) implements SubqueryExpression {}

  /** {@code value > ANY (SELECT …)}; SOME is ANY. */
  record QuantifiedComparison(
      ComparisonOperator operator, boolean all, Expression value, Query query)
      implements SubqueryExpression {}
}
