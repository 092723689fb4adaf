package io.braid.planner.analyze;

import io.braid.common.type.Collation;
import io.braid.common.type.ColumnType;
import io.braid.common.value.SqlValue;
import io.braid.planner.tree.Literal;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The literals that stand for the parameters of a normalized statement, and what a plan takes from
 * them while it is made. The statement is analysed with its literals as constants, so that it means
 * exactly what it would mean alone; whoever looks at a constant's value or relies on its type says
 * so here, and the plan then serves only literals with that value or type ({@link LiteralGuard}).
 * All other literals become parameters of the plan.
 *
 * <p>Used by one thread, for one plan.
 */
public final class LiteralUses {
  private final Collation connection;
  private final State[] states;

  /** What is known of one literal. */
  private static final class State {
    private final Literal literal;
    private boolean value;
    private boolean type;

    /** Uses whose type may still matter. */
    private int typedUses;

    private long low = Long.MIN_VALUE;
    private long high = Long.MAX_VALUE;

    private State(Literal literal) {
      this.literal = literal;
    }
  }

  /**
   * @param literals in the order of the parameters
   * @param connection collation_connection, which strings have
   */
  public LiteralUses(List<Literal> literals, Collation connection) {
    this.connection = connection;
    states = literals.stream().map(State::new).toArray(State[]::new);
  }

  int count() {
    return states.length;
  }

  Literal literal(int ordinal) {
    return states[ordinal].literal;
  }

  /** The value of a literal as an expression has it. */
  public static SqlValue value(Literal literal, Collation connection) {
    return literal instanceof Literal.IntegerLiteral(long number)
        ? new SqlValue.IntegerValue(number, number < 0)
        : Literals.analyze(literal, connection).value();
  }

  /** A use of a literal as a constant of an expression. */
  Use use(int ordinal) {
    states[ordinal].typedUses++;
    return new Use(states[ordinal], ordinal, false);
  }

  /** What literals must be for the plan to serve them. */
  public List<LiteralGuard> guards() {
    List<LiteralGuard> guards = new ArrayList<>(states.length);
    for (State state : states) {
      Literal wanted = state.value ? state.literal : null;
      boolean typed = state.type || state.typedUses > 0;
      ColumnType type = typed ? Literals.analyze(state.literal, connection).type() : null;
      guards.add(new LiteralGuard(wanted, type, state.low, state.high, connection));
    }
    return List.copyOf(guards);
  }

  /** One place where a literal stands in an expression. */
  static final class Use {
    private final State state;
    private final int ordinal;
    private final boolean negated;
    private boolean loosened;

    private Use(State state, int ordinal, boolean negated) {
      this.state = state;
      this.ordinal = ordinal;
      this.negated = negated;
    }

    /** The parameter's number. */
    int ordinal() {
      return ordinal;
    }

    /** Whether the constant is the literal with its sign changed. */
    boolean isNegated() {
      return negated;
    }

    /** Somebody looked at the value: the plan is for this value only. */
    void pinValue() {
      state.value = true;
    }

    /** Somebody relies on the literal's exact type. */
    void pinType() {
      state.type = true;
    }

    /** Nothing depends on the literal's exact type here. */
    void loosen() {
      if (!loosened) {
        loosened = true;
        state.typedUses--;
      }
    }

    /** The plan is right for integers from {@code low} to {@code high} only. */
    void pinRange(long low, long high) {
      state.low = Math.max(state.low, negated ? -high : low);
      state.high = Math.min(state.high, negated ? -low : high);
    }

    /** The use with the sign changed. */
    Use negate() {
      state.typedUses++;
      return new Use(state, ordinal, !negated);
    }

    boolean isSame(@Nullable Use other) {
      return other != null && other.state == state && other.negated == negated;
    }
  }
}
