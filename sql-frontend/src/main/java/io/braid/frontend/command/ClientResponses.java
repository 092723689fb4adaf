package io.braid.frontend.command;

import io.braid.common.collation.CharsetConversion;
import io.braid.common.type.Charset;
import io.braid.common.type.ColumnType;
import io.braid.common.type.MySqlType;
import io.braid.executor.DmlResult;
import io.braid.executor.ResultSink;
import io.braid.frontend.session.Session;
import io.braid.frontend.statement.Responses;
import io.braid.planner.plan.OutputColumn;
import io.braid.protocol.codec.ResultSetWriter;
import io.braid.protocol.codec.RowFormat;
import io.braid.protocol.netty.ServerConnection;
import io.braid.protocol.packet.CapabilityFlag;
import io.braid.protocol.packet.OkPacket;
import io.braid.protocol.packet.ServerStatus;
import java.io.InputStream;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes the answers of statements to the client, values straight into its buffer. */
final class ClientResponses implements Responses {
  private final ServerConnection connection;
  private final Session session;
  private final ResultHeads heads;
  private final RowFormat format;
  private @Nullable RowSink open;

  ClientResponses(
      ServerConnection connection, Session session, ResultHeads heads, RowFormat format) {
    this.connection = connection;
    this.session = session;
    this.heads = heads;
    this.format = format;
  }

  @Override
  public void ok(DmlResult result, boolean more) {
    boolean found =
        connection.capabilities().has(CapabilityFlag.FOUND_ROWS) && result.matchedRows() > 0;
    connection.writeOk(
        new OkPacket(
            found ? result.matchedRows() : result.affectedRows(),
            result.answeredInsertId(),
            status(more),
            session.diagnostics().count(),
            result.info(),
            session.takeChanges()));
  }

  @Override
  public ResultSink resultSet(List<OutputColumn> columns) {
    RowSink sink = new RowSink();
    open = sink;
    return sink;
  }

  @Override
  public boolean sendsFiles() {
    return connection.capabilities().has(CapabilityFlag.LOCAL_FILES);
  }

  @Override
  public InputStream clientFile(String name) {
    return connection.requestFile(name);
  }

  @Override
  public void endResultSet(boolean more) {
    RowSink sink = open;
    if (sink == null) {
      throw new IllegalStateException("no result set is open");
    }
    open = null;
    sink.writer()
        .finishWithoutFlush(
            new OkPacket(
                0, 0, status(more), session.diagnostics().count(), "", session.takeChanges()));
  }

  private int status(boolean more) {
    return session.status() | (more ? ServerStatus.MORE_RESULTS_EXIST : 0);
  }

  /** One result set. Text is converted to {@code character_set_results}. */
  private final class RowSink implements ResultSink {
    private static final int TIME_SHIFT = 24;
    private static final int DATE_SHIFT = 41;

    private @Nullable ResultSetWriter writer;
    private ColumnType[] types = new ColumnType[0];
    private @Nullable Charset[] convertFrom = new Charset[0];
    private Charset convertTo = Charset.UTF8MB4;
    private int column;

    ResultSetWriter writer() {
      ResultSetWriter started = writer;
      if (started == null) {
        throw new IllegalStateException("the result set has not been started");
      }
      return started;
    }

    @Override
    public void start(List<OutputColumn> columns) {
      if (writer != null) {
        return; // it is handed out started; starting it again is harmless
      }
      ResultHeads.Head head = heads.of(columns);
      convertTo = head.convertTo();
      types = head.types();
      convertFrom = head.convertFrom();
      ResultSetWriter started = connection.resultSet(head.head(), format);
      started.begin(session.status());
      writer = started;
    }

    @Override
    public void startRow() {
      column = 0;
      writer().startRow();
    }

    @Override
    public void endRow() {
      writer().endRow();
    }

    @Override
    public void putNull() {
      column++;
      writer().putNull();
    }

    @Override
    public void putLong(long value) {
      ColumnType type = types[column++];
      if (type.type() == MySqlType.BIT) {
        putBit(value, type);
      } else if (type.unsigned()) {
        writer().putUnsignedLong(value);
      } else {
        writer().putLong(value);
      }
    }

    private void putBit(long value, ColumnType type) {
      int length = (Math.max(1, type.length()) + 7) / 8;
      byte[] bytes = new byte[length];
      for (int i = 0; i < length; i++) {
        bytes[length - 1 - i] = (byte) (value >>> (8 * i));
      }
      writer().putBytes(bytes);
    }

    @Override
    public void putDouble(double value) {
      ColumnType type = types[column++];
      if (type.type() == MySqlType.FLOAT) {
        writer().putFloat((float) value);
      } else {
        writer().putDouble(value);
      }
    }

    @Override
    public void putDecimal(BigDecimal value) {
      ColumnType type = types[column++];
      writer().putString(zeroFilled(value.toPlainString(), type));
    }

    private static String zeroFilled(String digits, ColumnType type) {
      if (!type.zerofill()) {
        return digits;
      }
      int width = type.length() + (type.decimals() > 0 ? 1 : 0);
      return "0".repeat(Math.max(0, width - digits.length())) + digits;
    }

    @Override
    public void putTemporal(long packed) {
      ColumnType type = types[column++];
      switch (type.type()) {
        case DATE -> putDate(packed);
        case TIME -> putTime(packed);
        case DATETIME, TIMESTAMP -> putDateTime(packed);
        case NULL,
            TINYINT,
            SMALLINT,
            MEDIUMINT,
            INT,
            BIGINT,
            DECIMAL,
            FLOAT,
            DOUBLE,
            BIT,
            YEAR,
            CHAR,
            VARCHAR,
            BINARY,
            VARBINARY,
            TINYTEXT,
            TEXT,
            MEDIUMTEXT,
            LONGTEXT,
            TINYBLOB,
            BLOB,
            MEDIUMBLOB,
            LONGBLOB,
            ENUM,
            SET,
            JSON,
            GEOMETRY ->
            throw new IllegalArgumentException("a temporal value in a column of " + type.type());
      }
    }

    private void putDate(long packed) {
      long day = packed >> DATE_SHIFT;
      long yearMonth = day >> 5;
      writer().putDate((int) (yearMonth / 13), (int) (yearMonth % 13), (int) (day & 31));
    }

    private void putDateTime(long packed) {
      long day = packed >> DATE_SHIFT;
      long yearMonth = day >> 5;
      int seconds = (int) (packed >> TIME_SHIFT) & 0x1FFFF;
      writer()
          .putDateTime(
              (int) (yearMonth / 13),
              (int) (yearMonth % 13),
              (int) (day & 31),
              seconds >> 12,
              seconds >> 6 & 63,
              seconds & 63,
              (int) (packed & 0xFFFFFF));
    }

    private void putTime(long packed) {
      long magnitude = Math.abs(packed);
      long seconds = magnitude >> TIME_SHIFT;
      writer()
          .putTime(
              packed < 0,
              (int) (seconds >> 12),
              (int) (seconds >> 6 & 63),
              (int) (seconds & 63),
              (int) (magnitude & 0xFFFFFF));
    }

    @Override
    public void putBytes(byte[] array, int offset, int length) {
      Charset from = convertFrom[column++];
      if (from == null) {
        writer().putBytes(array, offset, length);
        return;
      }
      writer().putBytes(CharsetConversion.convert(array, offset, length, from, convertTo).bytes());
    }
  }
}
