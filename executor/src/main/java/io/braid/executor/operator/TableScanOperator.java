package io.braid.executor.operator;

import io.braid.common.row.RowImageReader;
import io.braid.common.value.SqlValue;
import io.braid.executor.StatementContext;
import io.braid.executor.batch.Batch;
import io.braid.executor.batch.Operator;
import io.braid.executor.batch.Rows;
import io.braid.executor.batch.Vector;
import io.braid.executor.expression.Conversions;
import io.braid.executor.expression.Evaluator;
import io.braid.executor.expression.ExpressionCompiler;
import io.braid.executor.expression.SqlValues;
import io.braid.executor.table.IndexKeys;
import io.braid.executor.table.RangeEncoder;
import io.braid.executor.table.RowDecoder;
import io.braid.executor.table.TableFormat;
import io.braid.planner.plan.PhysicalPlan;
import io.braid.planner.plan.Scalar;
import io.braid.storage.KeyRange;
import io.braid.storage.KeySpace;
import io.braid.storage.StoredVersion;
import io.braid.storage.VersionCursor;
import io.braid.txn.LockMode;
import io.braid.txn.LockWait;
import io.braid.txn.Transaction;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Scans a table through one of its indexes. A consistent read sees the transaction's snapshot; an
 * index entry newer than the snapshot counts only if the row's visible version has its key. A
 * locking read takes its candidates from the newest versions, locks each row and looks at it again.
 *
 * @see "PROTOCOL.md, rule 15"
 */
final class TableScanOperator implements Operator {
  private static final int BATCH_ROWS_FIRST = 64;

  private final PhysicalPlan.TableScan scan;
  private final Transaction transaction;
  private final StatementContext statement;
  private final ExpressionCompiler compiler;
  private final TableFormat format;
  private final Optional<IndexKeys> index;
  private final boolean throughRows;
  private final RowDecoder decoder;
  private final RowImageReader reader = new RowImageReader();
  private final List<CompiledRange> ranges;
  private final RowCondition filter;
  private final int[] columns;
  private final Batch batch;
  private final Rows passed = Rows.empty();
  private final PhysicalPlan.RowLock lock;

  /**
   * Whether ranges are locked against new rows, and locks of rows that do not match stay:
   * SERIALIZABLE.
   */
  private final boolean keepsLocks;

  private final LockWait lockWait;
  private List<KeyRange> keyRanges = List.of();
  private int nextRange;
  private Optional<VersionCursor> cursor = Optional.empty();
  private long rowsMax;
  private long returned;
  private int batchRows;
  private final List<byte[]> lockedKeys = new ArrayList<>();

  private record CompiledEnd(Evaluator value, boolean inclusive) {}

  private record CompiledRange(
      List<Evaluator> equal,
      boolean[] nullConstant,
      Optional<CompiledEnd> low,
      Optional<CompiledEnd> high) {}

  TableScanOperator(
      PhysicalPlan.TableScan scan,
      TableFormat format,
      StatementContext statement,
      ExpressionCompiler compiler) {
    this.scan = scan;
    this.statement = statement;
    this.compiler = compiler;
    transaction = statement.transaction();
    this.format = format;
    throughRows = scan.indexId() == KeySpace.ROW_INDEX;
    index = throughRows ? format.primary() : Optional.of(format.index(scan.indexId()));
    decoder = new RowDecoder(statement.session().timeZone());
    ranges = scan.ranges().stream().map(this::compile).toList();
    filter = scan.filter().map(f -> RowCondition.of(f, compiler)).orElse(RowCondition.TRUE);
    columns = scan.columns().stream().mapToInt(c -> c).toArray();
    batch = Batch.of(OperatorBuilder.types(scan.fields()));
    rowsMax = scan.limit() < 0 ? Long.MAX_VALUE : scan.limit();
    keepsLocks = statement.transaction().locksReads();
    lock =
        keepsLocks && scan.lock() == PhysicalPlan.RowLock.NONE
            ? PhysicalPlan.RowLock.SHARED
            : scan.lock();
    lockWait =
        switch (scan.lockWait()) {
          case WAIT ->
              new LockWait.UpTo(
                  statement.session().longVariable("innodb_lock_wait_timeout") * 1_000);
          case NOWAIT -> new LockWait.NoWait();
          case SKIP_LOCKED -> new LockWait.SkipLocked();
        };
  }

  private CompiledRange compile(PhysicalPlan.IndexRange range) {
    boolean[] nullConstant = new boolean[range.equal().size()];
    for (int i = 0; i < nullConstant.length; i++) {
      nullConstant[i] =
          range.equal().get(i) instanceof Scalar.Constant constant
              && constant.value() == SqlValue.SqlNull.NULL;
    }
    return new CompiledRange(
        compiler.compileAll(range.equal()),
        nullConstant,
        range.low().map(b -> new CompiledEnd(compiler.compile(b.value()), b.inclusive())),
        range.high().map(b -> new CompiledEnd(compiler.compile(b.value()), b.inclusive())));
  }

  @Override
  public void askAtMost(long rows) {
    rowsMax = scan.limit() < 0 ? rows : Math.min(rows, scan.limit());
  }

  @Override
  public void open() {
    closeCursor();
    nextRange = 0;
    returned = 0;
    if (!filter.isPossible(compiler.context())) {
      keyRanges = List.of();
      return;
    }
    keyRanges = ranges.isEmpty() ? List.of(allOfIndex()) : encodeRanges();
    boolean points = throughRows && keyRanges.stream().allMatch(this::isPoint);
    batchRows = points ? Math.clamp(keyRanges.size(), 1, BATCH_ROWS_FIRST) : BATCH_ROWS_FIRST;
    if (scan.reverse()) {
      keyRanges = keyRanges.reversed();
    }
  }

  private KeyRange allOfIndex() {
    return KeySpace.indexRange(scan.table().tableId(), scan.indexId());
  }

  private List<KeyRange> encodeRanges() {
    RangeEncoder encoder =
        new RangeEncoder(
            index.orElseThrow(
                () -> new io.braid.common.InvariantViolation("a range is over an index")),
            statement.session().timeZone());
    List<KeyRange> encoded = new ArrayList<>(ranges.size());
    for (CompiledRange range : ranges) {
      encode(range, encoder).ifPresent(encoded::add);
    }
    return merged(encoded);
  }

  private Optional<KeyRange> encode(CompiledRange range, RangeEncoder encoder) {
    List<SqlValue> equal = new ArrayList<>(range.equal().size());
    for (int i = 0; i < range.equal().size(); i++) {
      SqlValue value = value(range.equal().get(i));
      if (value == SqlValue.SqlNull.NULL && !range.nullConstant()[i]) {
        return Optional.empty();
      }
      equal.add(value);
    }
    return encoder.range(equal, range.low().map(this::end), range.high().map(this::end));
  }

  private RangeEncoder.End end(CompiledEnd end) {
    return new RangeEncoder.End(value(end.value()), end.inclusive());
  }

  private static SqlValue value(Evaluator evaluator) {
    Batch one = new Batch(new Vector[0]);
    one.finish(1);
    return SqlValues.read(evaluator.evaluate(one, Rows.first(1)), 0);
  }

  /** Ranges in key order, without overlap. */
  private static List<KeyRange> merged(List<KeyRange> ranges) {
    if (ranges.size() < 2) {
      return ranges;
    }
    List<KeyRange> sorted = new ArrayList<>(ranges);
    sorted.sort(Comparator.comparing(KeyRange::start, Arrays::compareUnsigned));
    List<KeyRange> result = new ArrayList<>();
    KeyRange last = sorted.get(0);
    for (KeyRange range : sorted.subList(1, sorted.size())) {
      boolean overlaps =
          last.end().length == 0 || Arrays.compareUnsigned(range.start(), last.end()) <= 0;
      if (overlaps) {
        boolean longer =
            last.end().length > 0
                && (range.end().length == 0 || Arrays.compareUnsigned(range.end(), last.end()) > 0);
        last = longer ? new KeyRange(last.start(), range.end()) : last;
      } else {
        result.add(last);
        last = range;
      }
    }
    result.add(last);
    return result;
  }

  @Override
  public boolean next() {
    while (true) {
      statement.cancellation().check();
      long wanted = rowsMax - returned;
      if (wanted <= 0) {
        return false;
      }
      // A row that is locked in vain waits for others; an unlocked one may be filtered out.
      boolean exactly = lock != PhysicalPlan.RowLock.NONE || filter.ofRow().isEmpty();
      int most = exactly ? (int) Math.min(wanted, batchRows) : batchRows;
      int read = fill(most);
      if (read == 0) {
        return false;
      }
      batchRows = Math.min(batchRows * 2, Batch.ROWS_MAX);
      batch.finish(read);
      applyFilter();
      if (batch.rows().count() > 0) {
        if (batch.rows().count() > wanted) {
          batch.select(read, batch.rows().limitedTo((int) wanted));
        }
        returned += batch.rows().count();
        return true;
      }
    }
  }

  private void applyFilter() {
    if (filter.ofRow().isEmpty()) {
      return;
    }
    int size = batch.size();
    Vector condition = filter.ofRow().get().evaluate(batch, batch.rows());
    passed.clear();
    for (int row = 0; row < size; row++) {
      if (Conversions.isTrue(condition, row, compiler.context())) {
        passed.add(row);
      } else if (lock != PhysicalPlan.RowLock.NONE && !keepsLocks) {
        transaction.unlockUnmatched(lockedKeys.get(row));
      }
    }
    batch.select(size, passed);
  }

  /** Reads up to so many rows that the transaction sees and returns how many there were. */
  private int fill(int most) {
    batch.reset(most);
    lockedKeys.clear();
    int count = 0;
    while (count < most) {
      if (cursor.isEmpty()) {
        if (nextRange == keyRanges.size()) {
          return count;
        }
        KeyRange range = keyRanges.get(nextRange++);
        if (throughRows && isPoint(range)) {
          count += point(range.start(), count);
          continue;
        }
        cursor = Optional.of(open(range));
      }
      VersionCursor current = cursor.get();
      if (!current.next()) {
        closeCursor();
        continue;
      }
      if (take(current, count)) {
        count++;
      }
    }
    return count;
  }

  private VersionCursor open(KeyRange range) {
    if (lock == PhysicalPlan.RowLock.NONE) {
      return transaction.scan(range, scan.reverse());
    }
    if (keepsLocks) {
      transaction.lockRange(range, lockWait);
    }
    return transaction.scanNewest(range, scan.reverse());
  }

  /** Whether a range holds exactly the key of one row. */
  private boolean isPoint(KeyRange range) {
    return index.isPresent()
        && ranges.size() == keyRanges.size()
        && ranges.stream().allMatch(r -> r.equal().size() == index.get().encoder().partCount())
        && range.start().length > 0;
  }

  private int point(byte[] key, int row) {
    Optional<StoredVersion> version =
        lock == PhysicalPlan.RowLock.NONE
            ? transaction.get(key)
            : transaction.getForUpdate(key, mode(), lockWait);
    if (version.isEmpty()) {
      if (lock != PhysicalPlan.RowLock.NONE && !keepsLocks) {
        transaction.unlockUnmatched(key);
      }
      return 0;
    }
    put(key, version.get(), row);
    return 1;
  }

  private LockMode mode() {
    return lock == PhysicalPlan.RowLock.EXCLUSIVE ? LockMode.EXCLUSIVE : LockMode.SHARED;
  }

  private boolean take(VersionCursor current, int row) {
    if (lock != PhysicalPlan.RowLock.NONE) {
      return takeLocked(current, row);
    }
    if (throughRows) {
      format.read(
          reader,
          current.schemaVersion(),
          current.valueArray(),
          current.valueOffset(),
          current.valueLength());
      putColumns(row);
      if (scan.rowKey()) {
        batch
            .column(columns.length)
            .copyBytes(row, current.keyArray(), current.keyOffset(), current.keyLength());
      }
      return true;
    }
    byte[] rowKey = valueOf(current);
    Optional<StoredVersion> version = transaction.get(rowKey);
    if (version.isEmpty()) {
      return false;
    }
    if (current.commitTs() > transaction.readTs() && !isEntry(current, rowKey, version.get())) {
      return false;
    }
    put(rowKey, version.get(), row);
    return true;
  }

  private boolean takeLocked(VersionCursor current, int row) {
    byte[] rowKey = throughRows ? keyOf(current) : valueOf(current);
    Optional<StoredVersion> version = transaction.getForUpdate(rowKey, mode(), lockWait);
    if (version.isEmpty() || !throughRows && !isEntry(current, rowKey, version.get())) {
      if (!keepsLocks) {
        transaction.unlockUnmatched(rowKey);
      }
      return false;
    }
    put(rowKey, version.get(), row);
    return true;
  }

  private boolean isEntry(VersionCursor current, byte[] rowKey, StoredVersion version) {
    read(version);
    return index.isPresent() && index.get().isEntryOf(reader, rowKey, keyOf(current));
  }

  private static byte[] keyOf(VersionCursor current) {
    return Arrays.copyOfRange(
        current.keyArray(), current.keyOffset(), current.keyOffset() + current.keyLength());
  }

  private static byte[] valueOf(VersionCursor current) {
    return Arrays.copyOfRange(
        current.valueArray(), current.valueOffset(), current.valueOffset() + current.valueLength());
  }

  private void read(StoredVersion version) {
    byte[] image = version.value();
    if (image == null) {
      throw new io.braid.common.InvariantViolation("a visible version has a value");
    }
    format.read(reader, version.schemaVersion(), image);
  }

  private void put(byte[] rowKey, StoredVersion version, int row) {
    read(version);
    putColumns(row);
    if (scan.rowKey()) {
      batch.column(columns.length).setBytes(row, rowKey);
    }
    if (lock != PhysicalPlan.RowLock.NONE) {
      lockedKeys.add(rowKey);
    }
  }

  private void putColumns(int row) {
    for (int c = 0; c < columns.length; c++) {
      decoder.decode(reader, columns[c], batch.column(c), row);
    }
  }

  @Override
  public Batch batch() {
    return batch;
  }

  private void closeCursor() {
    cursor.ifPresent(VersionCursor::close);
    cursor = Optional.empty();
  }

  @Override
  public void close() {
    closeCursor();
  }
}
