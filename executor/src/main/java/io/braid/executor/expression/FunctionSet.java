package io.braid.executor.expression;

import io.braid.common.MySqlException;
import io.braid.planner.plan.Scalar;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The functions that expressions can call, by the name in the planner's registry. Immutable once
 * built; one for each node.
 *
 * <p>Most functions are {@linkplain Builder#strict lambdas over one row}; those that must not
 * evaluate all arguments, or gain from a loop of their own, are {@linkplain Builder#special
 * special}.
 */
public final class FunctionSet {
  private final Map<String, Factory> factories;

  private FunctionSet(Map<String, Factory> factories) {
    this.factories = Map.copyOf(factories);
  }

  /** Makes the evaluator of one call. */
  @FunctionalInterface
  public interface Factory {
    /**
     * @param call the call, for its types
     * @param arguments its compiled arguments
     */
    Evaluator bind(Scalar.Call call, List<Evaluator> arguments, ExpressionContext context);
  }

  /** Makes the row function of one call, which may keep state between rows. */
  @FunctionalInterface
  public interface RowFactory {
    /** The function for a call with these types. */
    RowFunction bind(Scalar.Call call, ExpressionContext context);
  }

  /** A name space of functions that adds itself to a builder. */
  @FunctionalInterface
  public interface Library {
    /** Adds its functions. */
    void addTo(Builder builder);
  }

  /** The functions of these libraries. */
  public static FunctionSet of(List<Library> libraries) {
    Builder builder = new Builder();
    libraries.forEach(library -> library.addTo(builder));
    return new FunctionSet(builder.factories);
  }

  /** Whether a function exists. */
  public boolean contains(String name) {
    return factories.containsKey(name);
  }

  /** The names of all functions. */
  public java.util.Set<String> names() {
    return factories.keySet();
  }

  Evaluator bind(Scalar.Call call, List<Evaluator> arguments, ExpressionContext context) {
    return Optional.ofNullable(factories.get(call.function()))
        .orElseThrow(() -> MySqlException.notSupported("function " + call.function()))
        .bind(call, arguments, context);
  }

  /** Collects functions; a name can be given once. */
  public static final class Builder {
    private final Map<String, Factory> factories = new HashMap<>();

    private Builder() {}

    /** A function that is NULL when an argument is NULL. */
    public Builder strict(String name, RowFunction function) {
      return special(
          name,
          (call, arguments, context) ->
              new RowEvaluator(call.type(), arguments, context, function, true));
    }

    /** A function that sees NULL arguments. */
    public Builder row(String name, RowFunction function) {
      return special(
          name,
          (call, arguments, context) ->
              new RowEvaluator(call.type(), arguments, context, function, false));
    }

    /** A strict function that is made for each call, to look at types or keep state. */
    public Builder strictFor(String name, RowFactory factory) {
      return special(
          name,
          (call, arguments, context) ->
              new RowEvaluator(call.type(), arguments, context, factory.bind(call, context), true));
    }

    /** As {@link #strictFor}, but it sees NULL arguments. */
    public Builder rowFor(String name, RowFactory factory) {
      return special(
          name,
          (call, arguments, context) ->
              new RowEvaluator(
                  call.type(), arguments, context, factory.bind(call, context), false));
    }

    /** A function with an evaluator of its own. */
    public Builder special(String name, Factory factory) {
      if (factories.put(name, factory) != null) {
        throw new IllegalStateException("function " + name + " is defined twice");
      }
      return this;
    }
  }
}
