package io.braid.planner.analyze;

import io.braid.common.InvariantViolation;
import io.braid.common.value.SqlValue;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.SqlSyntax;
import org.jspecify.annotations.Nullable;

/**
 * The operators of our expressions in Calcite's algebra. Types are always given, never inferred;
 * only {@code and}, {@code or} and {@code not} are Calcite's own, because three-valued logic is the
 * same there and rules must see conjunctions.
 */
public abstract sealed class ScalarOperator extends SqlOperator {
  private ScalarOperator(String name, SqlKind kind) {
    super(name, kind, 0, true, null, null, null);
  }

  @Override
  public SqlSyntax getSyntax() {
    return SqlSyntax.FUNCTION;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return this == other;
  }

  @Override
  public int hashCode() {
    return getName().hashCode();
  }

  /** A function or operator of the {@link FunctionRegistry}. */
  public static final class Function extends ScalarOperator {
    private final boolean deterministic;

    Function(String name, boolean deterministic) {
      super(name, kindOf(name));
      this.deterministic = deterministic;
    }

    /** IS NULL is not Calcite's: a zero date in a NOT NULL column is null to MySQL. */
    private static SqlKind kindOf(String name) {
      return switch (name) {
        case "=" -> SqlKind.EQUALS;
        case "<=>" -> SqlKind.IS_NOT_DISTINCT_FROM;
        case "<>" -> SqlKind.NOT_EQUALS;
        case "<" -> SqlKind.LESS_THAN;
        case "<=" -> SqlKind.LESS_THAN_OR_EQUAL;
        case ">" -> SqlKind.GREATER_THAN;
        case ">=" -> SqlKind.GREATER_THAN_OR_EQUAL;
        default -> SqlKind.OTHER_FUNCTION;
      };
    }

    @Override
    public boolean isDeterministic() {
      return deterministic;
    }

    /** The operator with its operands exchanged, by which Calcite knows equal comparisons. */
    @Override
    public @Nullable SqlOperator reverse() {
      String mirrored =
          switch (getName()) {
            case "<" -> ">";
            case "<=" -> ">=";
            case ">" -> "<";
            case ">=" -> "<=";
            case "=", "<=>", "<>" -> getName();
            default -> "";
          };
      return mirrored.isEmpty() ? null : new Function(mirrored, deterministic);
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Function function && getName().equals(function.getName());
    }

    @Override
    public int hashCode() {
      return getName().hashCode();
    }
  }

  /** A constant; it has no operands. */
  public static final class Constant extends ScalarOperator {
    private final SqlValue value;
    private final LiteralUses.@Nullable Use use;

    Constant(SqlValue value) {
      super(text(value), SqlKind.OTHER_FUNCTION);
      this.value = value;
      use = null;
    }

    /** A literal that may become a parameter; it equals no other, whatever their values are. */
    Constant(SqlValue value, LiteralUses.Use use) {
      super(
          (use.isNegated() ? "-?" : "?") + use.ordinal() + "=" + text(value),
          SqlKind.OTHER_FUNCTION);
      this.value = value;
      this.use = use;
    }

    /** The value; a plan whose making asked for it is for this value only. */
    public SqlValue value() {
      if (use != null) {
        use.pinValue();
      }
      return value;
    }

    /** The literal that it is, if that may become a parameter. */
    Optional<LiteralUses.Use> use() {
      return Optional.ofNullable(use);
    }

    /** Whether it is a literal that may become a parameter. */
    public boolean isParameter() {
      return use != null;
    }

    /** The number of the parameter that it is. */
    public int parameter() {
      if (use == null) {
        throw new InvariantViolation("a constant that is no parameter");
      }
      return use.ordinal();
    }

    /** Whether it is the parameter with its sign changed. */
    public boolean isNegatedParameter() {
      return use != null && use.isNegated();
    }

    /**
     * Whether it is an integer within bounds, inclusive. A plan whose making asked for it is for
     * integers within them only; if it is none, for this value only.
     */
    public boolean isWithin(long low, long high) {
      if (!(value instanceof SqlValue.IntegerValue(long bits, boolean unsigned))
          || (unsigned && bits < 0)
          || bits < low
          || bits > high) {
        if (use != null) {
          use.pinValue();
        }
        return false;
      }
      if (use != null) {
        use.pinRange(low, high);
      }
      return true;
    }

    /** The value for those whose result does not depend on it. */
    SqlValue unpinned() {
      return value;
    }

    private static String text(SqlValue value) {
      return switch (value) {
        case SqlValue.SqlNull n -> "NULL";
        case SqlValue.IntegerValue i ->
            i.unsigned() ? Long.toUnsignedString(i.bits()) : Long.toString(i.bits());
        case SqlValue.DecimalValue d -> d.value().toPlainString();
        case SqlValue.DoubleValue d -> Double.toString(d.value());
        case SqlValue.StringValue s -> bytes(s.bytes());
        case SqlValue.TemporalValue t -> t.kind() + " " + t.packed();
        case SqlValue.JsonValue j -> "json " + bytes(j.binary());
      };
    }

    private static String bytes(byte[] bytes) {
      return bytes.length <= 64
          ? "x'" + HexFormat.of().formatHex(bytes) + "'"
          : "x'#" + bytes.length + "." + Arrays.hashCode(bytes) + "'";
    }

    @Override
    public boolean equals(@Nullable Object other) {
      if (!(other instanceof Constant constant)) {
        return false;
      }
      if (use != null || constant.use != null) {
        return use != null && use.isSame(constant.use);
      }
      return switch (value) {
        case SqlValue.StringValue s ->
            constant.value instanceof SqlValue.StringValue o
                && s.collation() == o.collation()
                && Arrays.equals(s.bytes(), o.bytes());
        case SqlValue.JsonValue j ->
            constant.value instanceof SqlValue.JsonValue o && Arrays.equals(j.binary(), o.binary());
        case SqlValue.SqlNull n -> value.equals(constant.value);
        case SqlValue.IntegerValue n -> value.equals(constant.value);
        case SqlValue.DecimalValue n -> value.equals(constant.value);
        case SqlValue.DoubleValue n -> value.equals(constant.value);
        case SqlValue.TemporalValue n -> value.equals(constant.value);
      };
    }

    @Override
    public int hashCode() {
      return getName().hashCode();
    }
  }

  /** A statement parameter; it has no operands. */
  public static final class Parameter extends ScalarOperator {
    private final int index;

    Parameter(int index) {
      super("?" + index, SqlKind.OTHER_FUNCTION);
      this.index = index;
    }

    /** Counted from 0. */
    public int index() {
      return index;
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Parameter parameter && parameter.index == index;
    }

    @Override
    public int hashCode() {
      return index;
    }
  }

  /** A conversion of its one operand to the call's type. */
  public static final class Cast extends ScalarOperator {
    static final Cast IMPLICIT = new Cast("convert", true);
    static final Cast EXPLICIT = new Cast("cast", false);
    private final boolean implicit;

    private Cast(String name, boolean implicit) {
      super(name, SqlKind.OTHER_FUNCTION);
      this.implicit = implicit;
    }

    /** Whether nobody wrote it. */
    public boolean isImplicit() {
      return implicit;
    }
  }

  /** A user variable (no operand), or its assignment (one operand). */
  public static final class UserVariable extends ScalarOperator {
    private final String variable;
    private final boolean assignment;

    UserVariable(String variable, boolean assignment) {
      super("@" + variable + (assignment ? ":=" : ""), SqlKind.OTHER_FUNCTION);
      this.variable = variable;
      this.assignment = assignment;
    }

    /** Its name in lower case. */
    public String variable() {
      return variable;
    }

    /** Whether it is set. */
    public boolean isAssignment() {
      return assignment;
    }

    @Override
    public boolean isDeterministic() {
      return false;
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof UserVariable u && getName().equals(u.getName());
    }

    @Override
    public int hashCode() {
      return getName().hashCode();
    }
  }

  /**
   * An outer column inside a subquery: the slot of the {@link Subquery} (or lateral join) of that
   * correlation number. It has no operands.
   */
  public static final class Outer extends ScalarOperator {
    private final int correlation;
    private final int slot;

    Outer(int correlation, int slot) {
      super("outer" + correlation + "." + slot, SqlKind.OTHER_FUNCTION);
      this.correlation = correlation;
      this.slot = slot;
    }

    /** Which subquery or lateral join binds it. */
    public int correlation() {
      return correlation;
    }

    /** Which of the binding operator's outer operands it is. */
    public int slot() {
      return slot;
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Outer outer && getName().equals(outer.getName());
    }

    @Override
    public int hashCode() {
      return getName().hashCode();
    }
  }

  /** A place that the analysis of aggregation or windows fills later; never in a finished tree. */
  static final class Placeholder extends ScalarOperator {
    private final boolean window;
    private final int index;

    Placeholder(boolean window, int index) {
      super((window ? "window" : "aggregate") + index, SqlKind.OTHER_FUNCTION);
      this.window = window;
      this.index = index;
    }

    boolean isWindow() {
      return window;
    }

    int index() {
      return index;
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Placeholder p && p.window == window && p.index == index;
    }

    @Override
    public int hashCode() {
      return getName().hashCode();
    }
  }

  /** What a subquery's rows become. */
  public enum SubqueryKind {
    SCALAR,
    EXISTS,
    IN,
    NOT_IN,
    ANY,
    ALL
  }

  /**
   * A subquery in an expression. Its operands are first the left side (of IN, ANY and ALL), then
   * the outer values that {@link Outer} slots of its correlation stand for: so Calcite's rules move
   * the references of a correlated subquery as they move any other.
   */
  public static final class Subquery extends ScalarOperator {
    private final SubqueryKind subqueryKind;
    private final RelNode plan;
    private final int correlation;
    private final int leftCount;
    private final String comparison;
    private final boolean deterministic;

    Subquery(
        SubqueryKind subqueryKind,
        RelNode plan,
        int correlation,
        int leftCount,
        String comparison,
        boolean deterministic) {
      super("subquery" + correlation, SqlKind.OTHER_FUNCTION);
      this.subqueryKind = subqueryKind;
      this.plan = plan;
      this.correlation = correlation;
      this.leftCount = leftCount;
      this.comparison = comparison;
      this.deterministic = deterministic;
    }

    /** What its rows become. */
    public SubqueryKind subqueryKind() {
      return subqueryKind;
    }

    /** The rows. */
    public RelNode plan() {
      return plan;
    }

    /** The number in its {@link Outer} references. */
    public int correlation() {
      return correlation;
    }

    /** How many of the operands are the left side. */
    public int leftCount() {
      return leftCount;
    }

    /** For ANY and ALL: the comparison operator, else "". */
    public String comparison() {
      return comparison;
    }

    /** The same subquery of another kind. */
    public Subquery withKind(SubqueryKind kind) {
      return new Subquery(kind, plan, correlation, leftCount, comparison, deterministic);
    }

    @Override
    public boolean isDeterministic() {
      return deterministic;
    }
  }
}
