package io.braid.executor.batch;

import io.braid.common.type.ColumnType;
import java.util.ArrayList;
import java.util.List;

/** Rows kept in memory, in chunks of full batches; a row is named by its number from 0. */
public final class RowStore {
  private static final int SHIFT = 10;
  private static final int MASK = Batch.ROWS_MAX - 1;

  private final List<ColumnType> types;
  private final MemoryBudget memory;
  private final String purpose;
  private final List<Batch> chunks = new ArrayList<>();
  private int count;
  private long bytes;

  /** An empty store whose rows count towards {@code memory}. */
  public RowStore(List<ColumnType> types, MemoryBudget memory, String purpose) {
    this.types = types;
    this.memory = memory;
    this.purpose = purpose;
  }

  /** Appends a row and returns its number; fails with 3170 beyond the memory limit. */
  public int append(Batch source, int sourceRow) {
    long rowBytes = bytesOf(source, sourceRow);
    memory.reserve(rowBytes, purpose);
    return put(source, sourceRow, rowBytes);
  }

  /** Appends a row if memory allows. */
  public boolean tryAppend(Batch source, int sourceRow) {
    long rowBytes = bytesOf(source, sourceRow);
    if (!memory.tryReserve(rowBytes)) {
      return false;
    }
    put(source, sourceRow, rowBytes);
    return true;
  }

  /** Appends all selected rows of a batch. */
  public void appendAll(Batch source) {
    Rows rows = source.rows();
    for (int k = 0; k < rows.count(); k++) {
      append(source, rows.index()[k]);
    }
  }

  private int put(Batch source, int sourceRow, long rowBytes) {
    bytes += rowBytes;
    int at = count & MASK;
    if (at == 0) {
      chunks.add(Batch.of(types));
    }
    Batch chunk = chunks.getLast();
    for (Vector column : chunk.columns()) {
      column.ensure(at + 1);
    }
    chunk.copyRow(at, source, sourceRow);
    chunk.finish(at + 1);
    return count++;
  }

  /** What a row would take of the memory. */
  public static long bytesOf(Batch source, int row) {
    // Whoever stores rows keeps a few numbers of each: its place in an order or list.
    long sum = 32;
    for (Vector column : source.columns()) {
      sum += column.memoryBytes(row);
    }
    return sum;
  }

  /** What the rows hold of the memory. */
  public long bytes() {
    return bytes;
  }

  /** How many rows there are. */
  public int count() {
    return count;
  }

  /** The batches, each full but the last. */
  public List<Batch> chunks() {
    return chunks;
  }

  /** The batch that holds a row. */
  public Batch chunk(int row) {
    return chunks.get(row >>> SHIFT);
  }

  /** The row's place in {@link #chunk}. */
  public int place(int row) {
    return row & MASK;
  }

  /** Drops all rows and gives the memory back. */
  public void clear() {
    memory.release(bytes);
    bytes = 0;
    count = 0;
    chunks.clear();
  }
}
