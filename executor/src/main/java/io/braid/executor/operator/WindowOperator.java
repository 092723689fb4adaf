package io.braid.executor.operator;

import io.braid.common.InvariantViolation;
import io.braid.common.MySqlError;
import io.braid.common.MySqlException;
import io.braid.common.type.ColumnType;
import io.braid.common.value.SqlValue;
import io.braid.executor.batch.Batch;
import io.braid.executor.batch.Operator;
import io.braid.executor.batch.RowOrder;
import io.braid.executor.batch.RowStore;
import io.braid.executor.batch.Rows;
import io.braid.executor.batch.Vector;
import io.braid.executor.expression.Conversions;
import io.braid.executor.expression.ExpressionCompiler;
import io.braid.executor.expression.ExpressionContext;
import io.braid.planner.plan.PhysicalPlan;
import io.braid.planner.plan.Scalar;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Window functions: keeps all rows, sorts them by partition and order, and computes each call over
 * its partition. Rows come out in that order, each with the calls' results behind its columns.
 *
 * <p>An aggregate goes on from the row before while its frame only grows, and begins anew where the
 * frame's start moves.
 *
 * @see "MySQL 9.7 Reference Manual, Window Functions"
 */
final class WindowOperator implements Operator {
  /** What a row's place in the order and one result take, by estimate. */
  private static final int ROW_BYTES = 24;

  private static final String PURPOSE = "window functions";

  private final PhysicalPlan.Window window;
  private final Operator input;
  private final ExpressionCompiler compiler;
  private final ExpressionContext context;
  private final List<ColumnType> inputTypes;
  private final RowOrder partitions;
  private final RowOrder peers;
  private final RowOrder both;
  private final Batch out;
  private final List<Call> calls = new ArrayList<>();
  private RowStore rows;
  private List<Batch> views = List.of();
  private Integer[] sorted = new Integer[0];
  private Vector[] results = new Vector[0];
  private long reserved;
  private int next;

  /**
   * A call with its arguments as columns: those of the input, then constants.
   *
   * @param arguments columns of the views
   */
  private record Call(PhysicalPlan.WindowCall plan, int[] arguments) {}

  private final List<Vector> constants = new ArrayList<>();

  WindowOperator(PhysicalPlan.Window window, Operator input, ExpressionCompiler compiler) {
    this.window = window;
    this.input = input;
    this.compiler = compiler;
    context = compiler.context();
    inputTypes = OperatorBuilder.types(window.input().fields());
    List<PhysicalPlan.SortKey> keys = new ArrayList<>();
    window.partition().forEach(c -> keys.add(new PhysicalPlan.SortKey(c, false)));
    partitions = SortOperator.order(keys, inputTypes);
    peers = SortOperator.order(window.order(), inputTypes);
    keys.addAll(window.order());
    both = SortOperator.order(keys, inputTypes);
    out = Batch.of(OperatorBuilder.types(window.fields()));
    rows = new RowStore(inputTypes, context.memory(), PURPOSE);
    for (PhysicalPlan.WindowCall call : window.calls()) {
      int[] arguments = new int[call.arguments().size()];
      for (int a = 0; a < arguments.length; a++) {
        arguments[a] = column(call, a);
      }
      calls.add(new Call(call, arguments));
    }
  }

  /** The column of an argument; a constant becomes a column of its own. */
  private int column(PhysicalPlan.WindowCall call, int argument) {
    Scalar scalar = call.arguments().get(argument);
    if (scalar instanceof Scalar.Input(int column, ColumnType type, boolean nullable)) {
      return column;
    }
    boolean isDefault =
        argument == 2 && (call.function().equals("lag") || call.function().equals("lead"));
    Scalar value = isDefault ? new Scalar.Cast(scalar, call.type(), true, true) : scalar;
    Batch full = new Batch(new Vector[0]);
    full.finish(Batch.ROWS_MAX);
    Vector source = compiler.compile(value).evaluate(full, Rows.first(Batch.ROWS_MAX));
    Vector constant = new Vector(source.type());
    constant.ensure(Batch.ROWS_MAX);
    for (int row = 0; row < Batch.ROWS_MAX; row++) {
      constant.referTo(row, source, row);
    }
    constants.add(constant);
    return inputTypes.size() + constants.size() - 1;
  }

  @Override
  public void open() {
    release();
    input.open();
    try {
      while (input.next()) {
        context.statement().cancellation().check();
        rows.appendAll(input.batch());
      }
    } finally {
      input.close();
    }
    int count = rows.count();
    reserved = (long) count * ROW_BYTES * (1 + calls.size());
    context.memory().reserve(reserved, PURPOSE);
    sorted = new Integer[count];
    for (int i = 0; i < count; i++) {
      sorted[i] = i;
    }
    Arrays.sort(sorted, (a, b) -> compare(both, a, b));
    views = new ArrayList<>();
    for (Batch chunk : rows.chunks()) {
      views.add(withConstants(chunk));
    }
    results = new Vector[calls.size()];
    for (int c = 0; c < results.length; c++) {
      results[c] = new Vector(calls.get(c).plan().type());
      results[c].ensure(count);
    }
    for (int from = 0; from < count; ) {
      int to = from + 1;
      while (to < count && compare(partitions, sorted[from], sorted[to]) == 0) {
        to++;
      }
      for (int c = 0; c < results.length; c++) {
        new Partition(calls.get(c), results[c], from, to).run();
      }
      from = to;
    }
    next = 0;
  }

  private int compare(RowOrder order, int a, int b) {
    return order.compare(rows.chunk(a), rows.place(a), rows.chunk(b), rows.place(b));
  }

  private Batch withConstants(Batch chunk) {
    Vector[] columns = Arrays.copyOf(chunk.columns(), inputTypes.size() + constants.size());
    for (int c = 0; c < constants.size(); c++) {
      columns[inputTypes.size() + c] = constants.get(c);
    }
    Batch view = new Batch(columns);
    view.finish(chunk.size());
    return view;
  }

  /** One call over the rows of one partition, {@code from} to {@code to} in the order. */
  private final class Partition {
    private final Call call;
    private final Vector result;
    private final int from;
    private final int to;

    Partition(Call call, Vector result, int from, int to) {
      this.call = call;
      this.result = result;
      this.from = from;
      this.to = to;
    }

    void run() {
      switch (call.plan().function()) {
        case "row_number" -> {
          for (int i = from; i < to; i++) {
            result.setLong(i, i - from + 1L);
          }
        }
        case "rank", "dense_rank", "percent_rank", "cume_dist" -> ranks();
        case "ntile" -> ntile();
        case "lag" -> shifted(-1);
        case "lead" -> shifted(1);
        case "first_value", "last_value", "nth_value" -> framed();
        default -> aggregate();
      }
    }

    private Batch view(int i) {
      return views.get(sorted[i] / Batch.ROWS_MAX);
    }

    private int place(int i) {
      return rows.place(sorted[i]);
    }

    private Vector argument(int argument, int i) {
      return view(i).column(call.arguments()[argument]);
    }

    private boolean arePeers(int a, int b) {
      return compare(peers, sorted[a], sorted[b]) == 0;
    }

    private int peersEnd(int i) {
      int end = i + 1;
      while (end < to && arePeers(i, end)) {
        end++;
      }
      return end;
    }

    private void ranks() {
      int dense = 0;
      for (int i = from; i < to; ) {
        int end = peersEnd(i);
        dense++;
        for (int k = i; k < end; k++) {
          switch (call.plan().function()) {
            case "rank" -> result.setLong(k, i - from + 1L);
            case "dense_rank" -> result.setLong(k, dense);
            case "percent_rank" ->
                result.setDouble(k, to - from == 1 ? 0 : (i - from) / (double) (to - from - 1));
            default -> result.setDouble(k, (end - from) / (double) (to - from));
          }
        }
        i = end;
      }
    }

    private void ntile() {
      Vector buckets = argument(0, from);
      if (buckets.isNull(place(from))) {
        for (int i = from; i < to; i++) {
          result.setNull(i);
        }
        return;
      }
      long wanted = buckets.longAt(place(from));
      if (wanted <= 0) {
        throw MySqlError.ER_WRONG_ARGUMENTS.with("ntile");
      }
      long count = to - from;
      long size = count / wanted;
      long larger = count % wanted;
      for (int i = from; i < to; i++) {
        long at = i - from;
        long inLarger = larger * (size + 1);
        result.setLong(
            i, at < inLarger ? at / (size + 1) + 1 : larger + (at - inLarger) / size + 1);
      }
    }

    private void shifted(int sign) {
      long distance = 1;
      if (call.arguments().length > 1) {
        Vector offset = argument(1, from);
        if (offset.isNull(place(from)) || offset.longAt(place(from)) < 0) {
          throw MySqlError.ER_WRONG_ARGUMENTS.with(call.plan().function());
        }
        distance = offset.longAt(place(from));
      }
      for (int i = from; i < to; i++) {
        long other = i + sign * distance;
        if (other >= from && other < to) {
          put(i, argument(0, (int) other), place((int) other));
        } else if (call.arguments().length > 2) {
          put(i, argument(2, i), place(i));
        } else {
          result.setNull(i);
        }
      }
    }

    /** A value that lives as long as the rows. */
    private void put(int i, Vector source, int row) {
      if (source.isNull(row)) {
        result.setNull(i);
      } else if (source.kind() != result.kind()) {
        throw MySqlException.notSupported("a default of another type in LAG or LEAD");
      } else {
        result.referTo(i, source, row);
      }
    }

    private void framed() {
      Frames frames = new Frames(this);
      for (int i = from; i < to; i++) {
        int start = frames.start(i);
        int end = frames.end(i);
        long wanted =
            switch (call.plan().function()) {
              case "first_value" -> start;
              case "last_value" -> end - 1L;
              default -> start + nth(i) - 1;
            };
        if (start < end && wanted >= start && wanted < end) {
          put(i, argument(0, (int) wanted), place((int) wanted));
        } else {
          result.setNull(i);
        }
      }
    }

    private long nth(int i) {
      Vector number = argument(1, i);
      if (number.isNull(place(i)) || number.longAt(place(i)) <= 0) {
        throw MySqlError.ER_WRONG_ARGUMENTS.with("nth_value");
      }
      return number.longAt(place(i));
    }

    private void aggregate() {
      List<ColumnType> types = new ArrayList<>(inputTypes);
      constants.forEach(c -> types.add(c.type()));
      Accumulator sum =
          Accumulators.of(
              new PhysicalPlan.AggregateCall(
                  call.plan().function(),
                  false,
                  Arrays.stream(call.arguments()).boxed().toList(),
                  List.of(),
                  new byte[0],
                  call.plan().type(),
                  call.plan().nullable()),
              types,
              context);
      Frames frames = new Frames(this);
      int start = from;
      int end = from;
      sum.addGroup(0);
      for (int i = from; i < to; i++) {
        int wantedStart = frames.start(i);
        int wantedEnd = Math.max(wantedStart, frames.end(i));
        if (i > from && wantedStart == start && wantedEnd == end) {
          result.referTo(i, result, i - 1);
          continue;
        }
        if (wantedStart != start || wantedEnd < end) {
          context.statement().cancellation().check();
          sum.clear();
          sum.addGroup(0);
          end = wantedStart;
        }
        start = wantedStart;
        for (; end < wantedEnd; end++) {
          sum.add(0, view(end), place(end));
        }
        sum.result(0, result, i);
      }
      sum.clear();
    }
  }

  /** The frames of one call in one partition; asked for row by row. */
  private final class Frames {
    private final Partition partition;
    private final PhysicalPlan.Frame frame;
    private final BigDecimal startOffset;
    private final BigDecimal endOffset;
    private int peersFrom = -1;
    private int peersTo = -1;

    Frames(Partition partition) {
      this.partition = partition;
      frame = partition.call.plan().frame();
      startOffset = offset(frame.start());
      endOffset = offset(frame.end());
    }

    private static BigDecimal offset(PhysicalPlan.FrameBound bound) {
      return bound
          .offset()
          .map(o ->
              switch (((Scalar.Constant) o).value()) {
                case SqlValue.IntegerValue(long bits, boolean unsigned) -> BigDecimal.valueOf(bits);
                case SqlValue.DecimalValue(BigDecimal value) -> value;
                default -> throw MySqlException.notSupported("a window frame offset of this type");
              })
          .orElse(BigDecimal.ZERO);
    }

    int start(int i) {
      int from = partition.from;
      int to = partition.to;
      return switch (frame.start().kind()) {
        case UNBOUNDED_PRECEDING -> from;
        case UNBOUNDED_FOLLOWING -> to;
        case CURRENT_ROW -> frame.rows() ? i : peers(i, true);
        case PRECEDING ->
            frame.rows()
                ? (int) Math.max(from, i - startOffset.longValue())
                : bound(i, startOffset.negate(), true);
        case FOLLOWING ->
            frame.rows()
                ? (int) Math.min(to, i + startOffset.longValue())
                : bound(i, startOffset, true);
      };
    }

    int end(int i) {
      int from = partition.from;
      int to = partition.to;
      return switch (frame.end().kind()) {
        case UNBOUNDED_FOLLOWING -> to;
        case UNBOUNDED_PRECEDING -> from;
        case CURRENT_ROW -> frame.rows() ? i + 1 : peers(i, false);
        case PRECEDING ->
            frame.rows()
                ? (int) Math.max(from, i - endOffset.longValue() + 1)
                : bound(i, endOffset.negate(), false);
        case FOLLOWING ->
            frame.rows()
                ? (int) Math.min(to, i + endOffset.longValue() + 1)
                : bound(i, endOffset, false);
      };
    }

    private int peers(int i, boolean first) {
      if (i < peersFrom || i >= peersTo) {
        peersFrom = i;
        while (peersFrom > partition.from && partition.arePeers(peersFrom - 1, i)) {
          peersFrom--;
        }
        peersTo = partition.peersEnd(i);
      }
      return first ? peersFrom : peersTo;
    }

    /** The first row in, or out of, a distance in the only order key; NULLs are by themselves. */
    private int bound(int i, BigDecimal distance, boolean start) {
      if (window.order().size() != 1) {
        throw new InvariantViolation("a range with a distance has one order key");
      }
      PhysicalPlan.SortKey key = window.order().getFirst();
      if (isNull(i, key)) {
        return peers(i, start);
      }
      BigDecimal wanted =
          key.descending() ? number(i, key).subtract(distance) : number(i, key).add(distance);
      int low = partition.from;
      int high = partition.to;
      while (low < high) {
        int middle = (low + high) >>> 1;
        if (isBefore(middle, key, wanted, start)) {
          low = middle + 1;
        } else {
          high = middle;
        }
      }
      return low;
    }

    private boolean isBefore(int i, PhysicalPlan.SortKey key, BigDecimal wanted, boolean start) {
      if (isNull(i, key)) {
        return !key.descending();
      }
      int order = number(i, key).compareTo(wanted);
      int ascending = key.descending() ? -order : order;
      return start ? ascending < 0 : ascending <= 0;
    }

    private boolean isNull(int i, PhysicalPlan.SortKey key) {
      return partition.view(i).column(key.column()).isNull(partition.place(i));
    }

    private BigDecimal number(int i, PhysicalPlan.SortKey key) {
      Vector column = partition.view(i).column(key.column());
      return switch (column.type().family()) {
        case INTEGER, DECIMAL, FLOATING, YEAR, BIT ->
            Conversions.toDecimal(column, partition.place(i), context);
        default -> throw MySqlException.notSupported("RANGE over values that are no numbers");
      };
    }
  }

  @Override
  public boolean next() {
    int count = Math.min(Batch.ROWS_MAX, sorted.length - next);
    if (count <= 0) {
      return false;
    }
    context.statement().cancellation().check();
    out.reset(count);
    int width = inputTypes.size();
    for (int row = 0; row < count; row++) {
      int number = sorted[next + row];
      Batch chunk = rows.chunk(number);
      for (int c = 0; c < width; c++) {
        out.column(c).copyFrom(row, chunk.column(c), rows.place(number));
      }
      for (int c = 0; c < results.length; c++) {
        out.column(width + c).copyFrom(row, results[c], next + row);
      }
    }
    next += count;
    out.finish(count);
    return true;
  }

  @Override
  public Batch batch() {
    return out;
  }

  private void release() {
    rows.clear();
    context.memory().release(reserved);
    reserved = 0;
    sorted = new Integer[0];
    results = new Vector[0];
    views = List.of();
  }

  @Override
  public void close() {
    release();
    input.close();
  }
}
