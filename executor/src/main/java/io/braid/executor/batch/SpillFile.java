package io.braid.executor.batch;

import io.braid.common.MySqlError;
import io.braid.common.MySqlException;
import io.braid.common.type.ColumnType;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Rows in a temporary file: written once, then read from the first as often as wanted. Closing
 * removes the file. Used by one thread.
 *
 * <p>A row is its columns in order, each a byte (0: NULL, 1: a value) and the value:
 *
 * <table>
 *   <caption>values</caption>
 *   <tr><td>LONG, DOUBLE</td><td>8 bytes</td></tr>
 *   <tr><td>DECIMAL</td><td>scale (4), length (4), two's complement digits</td></tr>
 *   <tr><td>BYTES</td><td>length (4), bytes</td></tr>
 * </table>
 */
public final class SpillFile implements AutoCloseable {
  private static final int BUFFER_BYTES = 1 << 13;
  private static final int READ_BYTES = 1 << 16;

  private final Path file;
  private final List<ColumnType> types;
  private final DataOutputStream out;
  private long rows;
  private long bytes;

  SpillFile(Path file, List<ColumnType> types) throws IOException {
    this.file = file;
    this.types = types;
    OutputStream stream = Files.newOutputStream(file);
    out = new DataOutputStream(new BufferedOutputStream(stream, BUFFER_BYTES));
  }

  /** The disk is full or fails: the statement ends. */
  static MySqlException failed(IOException cause) {
    MySqlException error = MySqlError.ER_TEMP_FILE_WRITE_FAILURE.with();
    error.initCause(cause);
    return error;
  }

  /** How many rows were written. */
  public long rows() {
    return rows;
  }

  /** Appends a row. */
  public void append(Batch batch, int row) {
    try {
      for (Vector column : batch.columns()) {
        write(column, row);
      }
    } catch (IOException e) {
      throw failed(e);
    }
    rows++;
    bytes += RowStore.bytesOf(batch, row);
  }

  private void write(Vector column, int row) throws IOException {
    if (column.isNull(row)) {
      out.writeByte(0);
      return;
    }
    out.writeByte(1);
    switch (column.kind()) {
      case LONG -> out.writeLong(column.longAt(row));
      case DOUBLE -> out.writeDouble(column.doubleAt(row));
      case DECIMAL -> {
        BigDecimal value = column.decimalAt(row);
        byte[] digits = value.unscaledValue().toByteArray();
        out.writeInt(value.scale());
        out.writeInt(digits.length);
        out.write(digits);
      }
      case BYTES -> {
        out.writeInt(column.lengthAt(row));
        out.write(column.arrayAt(row), column.offsetAt(row), column.lengthAt(row));
      }
    }
  }

  /** Ends writing; reads from the first row, in batches of fewer rows where they are long. */
  public Operator reader() {
    try {
      out.flush();
    } catch (IOException e) {
      throw failed(e);
    }
    long average = rows == 0 ? 1 : Math.max(1, bytes / rows);
    return new Reader((int) Math.clamp(READ_BYTES / average, 1, Batch.ROWS_MAX));
  }

  @Override
  public void close() {
    try (DataOutputStream closed = out) {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw failed(e);
    }
  }

  private final class Reader implements Operator {
    private final int batchRows;
    private final Batch batch = Batch.of(types);
    private DataInputStream in = new DataInputStream(java.io.InputStream.nullInputStream());
    private long left;

    Reader(int batchRows) {
      this.batchRows = batchRows;
    }

    @Override
    public void open() {
      close();
      try {
        in = new DataInputStream(new BufferedInputStream(Files.newInputStream(file), BUFFER_BYTES));
      } catch (IOException e) {
        throw failed(e);
      }
      left = rows;
    }

    @Override
    public boolean next() {
      int count = (int) Math.min(batchRows, left);
      if (count == 0) {
        return false;
      }
      batch.reset(count);
      try {
        for (int row = 0; row < count; row++) {
          for (Vector column : batch.columns()) {
            read(column, row);
          }
        }
      } catch (IOException e) {
        throw failed(e);
      }
      batch.finish(count);
      left -= count;
      return true;
    }

    private void read(Vector column, int row) throws IOException {
      if (in.readByte() == 0) {
        column.setNull(row);
        return;
      }
      switch (column.kind()) {
        case LONG -> column.setLong(row, in.readLong());
        case DOUBLE -> column.setDouble(row, in.readDouble());
        case DECIMAL -> {
          int scale = in.readInt();
          byte[] digits = in.readNBytes(in.readInt());
          column.setDecimal(row, new BigDecimal(new BigInteger(digits), scale));
        }
        case BYTES -> column.setBytes(row, in.readNBytes(in.readInt()));
      }
    }

    @Override
    public Batch batch() {
      return batch;
    }

    @Override
    public void close() {
      left = 0;
      try {
        in.close();
      } catch (IOException e) {
        throw failed(e);
      }
    }
  }
}
