package io.braid.executor.operator;

import io.braid.common.MySqlError;
import io.braid.common.MySqlException;
import io.braid.common.type.ColumnType;
import io.braid.common.type.MySqlType;
import io.braid.executor.batch.Batch;
import io.braid.executor.batch.KeyBytes;
import io.braid.executor.batch.KeyTable;
import io.braid.executor.batch.RowOrder;
import io.braid.executor.batch.RowStore;
import io.braid.executor.batch.ValueOrder;
import io.braid.executor.batch.Vector;
import io.braid.executor.expression.Conversions;
import io.braid.executor.expression.ExpressionContext;
import io.braid.executor.function.ArithmeticFunctions;
import io.braid.planner.plan.PhysicalPlan.AggregateCall;
import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * MySQL's aggregate functions.
 *
 * @see "MySQL 9.7 Reference Manual, Aggregate Function Descriptions"
 */
final class Accumulators {
  private Accumulators() {}

  static Accumulator of(
      AggregateCall call, List<ColumnType> inputTypes, ExpressionContext context) {
    Accumulator plain = plain(call, inputTypes, context);
    boolean matters =
        switch (call.function()) {
          case "min", "max", "bit_and", "bit_or", "any_value", "first" -> false;
          default -> true;
        };
    return call.distinct() && matters ? new Distinct(call, plain, context) : plain;
  }

  private static Accumulator plain(
      AggregateCall call, List<ColumnType> inputTypes, ExpressionContext context) {
    int[] arguments = call.arguments().stream().mapToInt(a -> a).toArray();
    return switch (call.function()) {
      case "count" -> new Count(arguments);
      case "sum" ->
          call.type().family() == MySqlType.Family.FLOATING
              ? new DoubleSum(arguments[0], context)
              : new DecimalSum(arguments[0], false, context);
      case "avg" ->
          call.type().family() == MySqlType.Family.FLOATING
              ? new Variance(arguments[0], Variance.Result.AVERAGE, context)
              : new DecimalSum(arguments[0], true, context);
      case "min" -> extreme(call, arguments[0], inputTypes, -1, context);
      case "max" -> extreme(call, arguments[0], inputTypes, 1, context);
      case "any_value", "first" -> new First(arguments[0], inputTypes.get(arguments[0]));
      case "bit_and", "bit_or", "bit_xor" -> bits(call, arguments[0], inputTypes, context);
      case "std", "stddev", "stddev_pop" ->
          new Variance(arguments[0], Variance.Result.STDDEV_POP, context);
      case "stddev_samp" -> new Variance(arguments[0], Variance.Result.STDDEV_SAMP, context);
      case "variance", "var_pop" -> new Variance(arguments[0], Variance.Result.VAR_POP, context);
      case "var_samp" -> new Variance(arguments[0], Variance.Result.VAR_SAMP, context);
      case "json_arrayagg" -> new JsonAggregate(arguments, context.memory());
      case "json_objectagg" -> new JsonAggregate(arguments, context.memory());
      case "group_concat" -> new GroupConcat(call, arguments, inputTypes, context);
      default -> throw MySqlException.notSupported("aggregate function " + call.function());
    };
  }

  private static Accumulator extreme(
      AggregateCall call,
      int argument,
      List<ColumnType> inputTypes,
      int sign,
      ExpressionContext context) {
    ColumnType type = inputTypes.get(argument);
    boolean members =
        (type.family() == MySqlType.Family.ENUM || type.family() == MySqlType.Family.SET)
            && call.type().family() == MySqlType.Family.STRING;
    return members
        ? new TextExtreme(argument, call.type(), sign, context)
        : new Extreme(argument, type, sign);
  }

  private static Accumulator bits(
      AggregateCall call, int argument, List<ColumnType> inputTypes, ExpressionContext context) {
    if (inputTypes.get(argument).family() == MySqlType.Family.STRING
        && call.type().family() == MySqlType.Family.STRING) {
      throw MySqlException.notSupported(call.function() + " of binary strings");
    }
    return new Bits(call.function(), argument, context);
  }

  private static final class Count implements Accumulator {
    private final int[] arguments;
    private long[] counts = new long[16];

    Count(int[] arguments) {
      this.arguments = arguments;
    }

    @Override
    public void addGroup(int group) {
      counts = grown(counts, group);
      counts[group] = 0;
    }

    @Override
    public void add(int group, Batch batch, int row) {
      for (int argument : arguments) {
        if (batch.column(argument).isNull(row)) {
          return;
        }
      }
      counts[group]++;
    }

    @Override
    public void result(int group, Vector out, int row) {
      out.setLong(row, counts[group]);
    }

    @Override
    public void clear() {}
  }

  private static long[] grown(long[] values, int group) {
    return group < values.length ? values : Arrays.copyOf(values, values.length * 2);
  }

  private static final class DecimalSum implements Accumulator {
    private final int argument;
    private final boolean average;
    private final ExpressionContext context;
    private final long increment;
    private final List<BigDecimal> sums = new ArrayList<>();
    private long[] counts = new long[16];

    DecimalSum(int argument, boolean average, ExpressionContext context) {
      this.argument = argument;
      this.average = average;
      this.context = context;
      increment = average ? context.session().longVariable("div_precision_increment") : 0;
    }

    @Override
    public void addGroup(int group) {
      sums.add(BigDecimal.ZERO);
      counts = grown(counts, group);
      counts[group] = 0;
    }

    @Override
    public void add(int group, Batch batch, int row) {
      Vector vector = batch.column(argument);
      if (!vector.isNull(row)) {
        sums.set(group, sums.get(group).add(Conversions.toDecimal(vector, row, context)));
        counts[group]++;
      }
    }

    @Override
    public void result(int group, Vector out, int row) {
      if (counts[group] == 0) {
        out.setNull(row);
        return;
      }
      BigDecimal sum = sums.get(group);
      if (average) {
        sum = ArithmeticFunctions.divide(sum, BigDecimal.valueOf(counts[group]), increment);
      }
      if (out.kind() == Vector.Kind.DECIMAL) {
        out.setDecimal(row, sum);
      } else {
        out.setLong(row, Conversions.roundToLong(sum));
      }
    }

    @Override
    public void clear() {
      sums.clear();
    }
  }

  private static final class DoubleSum implements Accumulator {
    private final int argument;
    private final ExpressionContext context;
    private double[] sums = new double[16];
    private boolean[] any = new boolean[16];

    DoubleSum(int argument, ExpressionContext context) {
      this.argument = argument;
      this.context = context;
    }

    @Override
    public void addGroup(int group) {
      if (group == sums.length) {
        sums = Arrays.copyOf(sums, group * 2);
        any = Arrays.copyOf(any, group * 2);
      }
      sums[group] = 0;
      any[group] = false;
    }

    @Override
    public void add(int group, Batch batch, int row) {
      Vector vector = batch.column(argument);
      if (!vector.isNull(row)) {
        sums[group] += Conversions.toDouble(vector, row, context);
        any[group] = true;
      }
    }

    @Override
    public void result(int group, Vector out, int row) {
      if (!any[group]) {
        out.setNull(row);
      } else if (!Double.isFinite(sums[group])) {
        throw MySqlError.ER_DATA_OUT_OF_RANGE.with("DOUBLE", "sum");
      } else {
        out.setDouble(row, sums[group]);
      }
    }

    @Override
    public void clear() {}
  }

  /** Welford's running mean and squared deviation, as MySQL computes them. */
  private static final class Variance implements Accumulator {
    enum Result {
      AVERAGE,
      STDDEV_POP,
      STDDEV_SAMP,
      VAR_POP,
      VAR_SAMP
    }

    private final int argument;
    private final Result wanted;
    private final ExpressionContext context;
    private double[] means = new double[16];
    private double[] squares = new double[16];
    private double[] sums = new double[16];
    private long[] counts = new long[16];

    Variance(int argument, Result wanted, ExpressionContext context) {
      this.argument = argument;
      this.wanted = wanted;
      this.context = context;
    }

    @Override
    public void addGroup(int group) {
      if (group == means.length) {
        means = Arrays.copyOf(means, group * 2);
        squares = Arrays.copyOf(squares, group * 2);
        sums = Arrays.copyOf(sums, group * 2);
        counts = Arrays.copyOf(counts, group * 2);
      }
      means[group] = 0;
      squares[group] = 0;
      sums[group] = 0;
      counts[group] = 0;
    }

    @Override
    public void add(int group, Batch batch, int row) {
      Vector vector = batch.column(argument);
      if (vector.isNull(row)) {
        return;
      }
      double value = Conversions.toDouble(vector, row, context);
      counts[group]++;
      sums[group] += value;
      double delta = value - means[group];
      means[group] += delta / counts[group];
      squares[group] += delta * (value - means[group]);
    }

    @Override
    public void result(int group, Vector out, int row) {
      long count = counts[group];
      boolean sample = wanted == Result.STDDEV_SAMP || wanted == Result.VAR_SAMP;
      if (count == 0 || sample && count == 1) {
        out.setNull(row);
        return;
      }
      double variance = squares[group] / (sample ? count - 1 : count);
      out.setDouble(
          row,
          switch (wanted) {
            case AVERAGE -> sums[group] / count;
            case STDDEV_POP, STDDEV_SAMP -> Math.sqrt(variance);
            case VAR_POP, VAR_SAMP -> variance;
          });
    }

    @Override
    public void clear() {}
  }

  private static final class Bits implements Accumulator {
    private final String function;
    private final int argument;
    private final ExpressionContext context;
    private long[] values = new long[16];

    Bits(String function, int argument, ExpressionContext context) {
      this.function = function;
      this.argument = argument;
      this.context = context;
    }

    @Override
    public void addGroup(int group) {
      values = grown(values, group);
      values[group] = function.equals("bit_and") ? -1 : 0;
    }

    @Override
    public void add(int group, Batch batch, int row) {
      Vector vector = batch.column(argument);
      if (vector.isNull(row)) {
        return;
      }
      long value = Conversions.toLong(vector, row, context);
      switch (function) {
        case "bit_and" -> values[group] &= value;
        case "bit_or" -> values[group] |= value;
        default -> values[group] ^= value;
      }
    }

    @Override
    public void result(int group, Vector out, int row) {
      out.setLong(row, values[group]);
    }

    @Override
    public void clear() {}
  }

  /** MIN and MAX: the values of all groups lie in a store of their own. */
  private static final class Extreme implements Accumulator {
    private final int argument;
    private final ValueOrder order;
    private final int sign;
    private final ColumnType type;
    private final List<Vector> best = new ArrayList<>();

    Extreme(int argument, ColumnType type, int sign) {
      this.argument = argument;
      this.type = type;
      this.sign = sign;
      order = ValueOrder.of(type);
    }

    @Override
    public void addGroup(int group) {
      Vector one = new Vector(type);
      one.ensure(1);
      one.setNull(0);
      best.add(one);
    }

    @Override
    public void add(int group, Batch batch, int row) {
      Vector vector = batch.column(argument);
      Vector held = best.get(group);
      if (vector.isNull(row)) {
        return;
      }
      if (held.isNull(0) || Integer.signum(order.compare(vector, row, held, 0)) == sign) {
        held.reset(1);
        held.copyFrom(0, vector, row);
      }
    }

    @Override
    public void result(int group, Vector out, int row) {
      out.copyFrom(row, best.get(group), 0);
    }

    @Override
    public void clear() {
      best.clear();
    }
  }

  /** MIN and MAX of ENUM and SET, which compare by their texts, not by their numbers. */
  private static final class TextExtreme implements Accumulator {
    private final int argument;
    private final ExpressionContext context;
    private final Batch text;
    private final Extreme extreme;

    TextExtreme(int argument, ColumnType type, int sign, ExpressionContext context) {
      this.argument = argument;
      this.context = context;
      text = Batch.of(List.of(type));
      extreme = new Extreme(0, type, sign);
    }

    @Override
    public void addGroup(int group) {
      extreme.addGroup(group);
    }

    @Override
    public void add(int group, Batch batch, int row) {
      Vector vector = batch.column(argument);
      if (!vector.isNull(row)) {
        text.reset(1);
        Vector one = text.column(0);
        one.setBytes(
            0,
            Conversions.encode(Conversions.toText(vector, row, context), one.type().collation()));
        extreme.add(group, text, 0);
      }
    }

    @Override
    public void result(int group, Vector out, int row) {
      extreme.result(group, out, row);
    }

    @Override
    public void clear() {
      extreme.clear();
    }
  }

  private static final class First implements Accumulator {
    private final int argument;
    private final ColumnType type;
    private final List<Vector> values = new ArrayList<>();
    private boolean[] seen = new boolean[16];

    First(int argument, ColumnType type) {
      this.argument = argument;
      this.type = type;
    }

    @Override
    public void addGroup(int group) {
      Vector one = new Vector(type);
      one.ensure(1);
      one.setNull(0);
      values.add(one);
      if (group == seen.length) {
        seen = Arrays.copyOf(seen, group * 2);
      }
      seen[group] = false;
    }

    @Override
    public void add(int group, Batch batch, int row) {
      if (!seen[group]) {
        seen[group] = true;
        values.get(group).copyFrom(0, batch.column(argument), row);
      }
    }

    @Override
    public void result(int group, Vector out, int row) {
      out.copyFrom(row, values.get(group), 0);
    }

    @Override
    public void clear() {
      values.clear();
    }
  }

  /** Lets each combination of argument values through once for each group. */
  private static final class Distinct implements Accumulator {
    private final int[] arguments;
    private final Accumulator plain;
    private final KeyTable seen;
    private final KeyBytes key = new KeyBytes();

    Distinct(AggregateCall call, Accumulator plain, ExpressionContext context) {
      arguments = call.arguments().stream().mapToInt(a -> a).toArray();
      this.plain = plain;
      seen = new KeyTable(context.memory(), "DISTINCT");
    }

    @Override
    public void addGroup(int group) {
      plain.addGroup(group);
    }

    @Override
    public void add(int group, Batch batch, int row) {
      key.clear();
      key.write(group >>> 24);
      key.write(group >>> 16);
      key.write(group >>> 8);
      key.write(group);
      for (int argument : arguments) {
        if (batch.column(argument).isNull(row)) {
          return;
        }
        key.append(batch.column(argument), row);
      }
      int known = seen.count();
      if (seen.findOrAdd(key) == known) {
        plain.add(group, batch, row);
      }
    }

    @Override
    public void result(int group, Vector out, int row) {
      plain.result(group, out, row);
    }

    @Override
    public void clear() {
      seen.clear();
      plain.clear();
    }
  }

  private static final class GroupConcat implements Accumulator {
    private final AggregateCall call;
    private final int[] arguments;
    private final ExpressionContext context;
    private final RowStore rows;
    private final RowOrder order;
    private final long bytesMax;
    private final List<List<Integer>> groups = new ArrayList<>();

    GroupConcat(
        AggregateCall call,
        int[] arguments,
        List<ColumnType> inputTypes,
        ExpressionContext context) {
      this.call = call;
      this.arguments = arguments;
      this.context = context;
      rows = new RowStore(inputTypes, context.memory(), "GROUP_CONCAT");
      order = SortOperator.order(call.orderBy(), inputTypes);
      bytesMax = context.session().longVariable("group_concat_max_len");
    }

    @Override
    public void addGroup(int group) {
      groups.add(new ArrayList<>());
    }

    @Override
    public void add(int group, Batch batch, int row) {
      for (int argument : arguments) {
        if (batch.column(argument).isNull(row)) {
          return;
        }
      }
      groups.get(group).add(rows.append(batch, row));
    }

    @Override
    public void result(int group, Vector out, int row) {
      List<Integer> members = groups.get(group);
      if (members.isEmpty()) {
        out.setNull(row);
        return;
      }
      if (!call.orderBy().isEmpty()) {
        members.sort(
            (a, b) -> order.compare(rows.chunk(a), rows.place(a), rows.chunk(b), rows.place(b)));
      }
      ByteArrayOutputStream text = new ByteArrayOutputStream();
      for (int m = 0; m < members.size(); m++) {
        if (m > 0) {
          text.writeBytes(call.separator());
        }
        for (int argument : arguments) {
          Vector vector = rows.chunk(members.get(m)).column(argument);
          int place = rows.place(members.get(m));
          text.writeBytes(
              Conversions.encode(
                  Conversions.toText(vector, place, context), out.type().collation()));
        }
        if (text.size() > bytesMax) {
          context.warn(MySqlError.ER_CUT_VALUE_GROUP_CONCAT, m + 1);
          break;
        }
      }
      byte[] bytes = text.toByteArray();
      int length =
          bytes.length <= bytesMax
              ? bytes.length
              : io.braid.common.collation.CharsetConversion.wellFormedLength(
                  bytes, 0, (int) bytesMax, out.type().collation().charset());
      out.setBytes(row, bytes, 0, length);
    }

    @Override
    public void clear() {
      groups.clear();
      rows.clear();
    }
  }
}
