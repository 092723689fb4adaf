package io.braid.benchmark.micro;

import io.braid.common.row.RowImageReader;
import io.braid.common.row.RowImageWriter;
import io.braid.protocol.codec.PacketWriter;
import io.braid.protocol.codec.ResultSetWriter;
import io.braid.protocol.codec.RowFormat;
import io.braid.protocol.packet.CapabilityFlag;
import io.braid.protocol.packet.CapabilitySet;
import io.braid.protocol.packet.OkPacket;
import io.braid.protocol.packet.ResultColumn;
import io.braid.protocol.packet.WireType;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Rows to and from their images, and into packets; a row of sysbench's table each. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class RowBenchmark {
  private static final int ROWS = 100;

  private final BenchmarkTable table = new BenchmarkTable();
  private final RowImageWriter writer = new RowImageWriter();
  private final RowImageReader reader = new RowImageReader();
  private final byte[] image = table.image(4_711);
  private final PacketWriter packets =
      new PacketWriter(PooledByteBufAllocator.DEFAULT, ByteBuf::release);
  private final CapabilitySet capabilities = CapabilitySet.of(CapabilityFlag.DEPRECATE_EOF);
  private final List<ResultColumn> columns =
      List.of(column("id", WireType.LONG), column("c", WireType.STRING));
  private int next;

  private static ResultColumn column(String name, WireType type) {
    return new ResultColumn(
        BenchmarkTable.SCHEMA,
        BenchmarkTable.NAME,
        BenchmarkTable.NAME,
        name,
        name,
        type == WireType.STRING ? 255 : ResultColumn.BINARY_COLLATION_ID,
        480,
        type,
        0,
        0);
  }

  /** Four values to an image. */
  @Benchmark
  public int encode() {
    table.write(writer, next++);
    return writer.length();
  }

  /** An image to its four values. */
  @Benchmark
  public long decode() {
    reader.reset(table.layout(), image);
    return reader.getLong(0)
        + reader.getLong(1)
        + reader.bytesLength(2)
        + reader.bytesOffset(3)
        + reader.bytesLength(3);
  }

  /** A row of a result set in text. */
  @Benchmark
  @OperationsPerInvocation(ROWS)
  public long resultSetText() {
    return resultSet(RowFormat.TEXT);
  }

  /** A row of a result set in binary, as prepared statements send it. */
  @Benchmark
  @OperationsPerInvocation(ROWS)
  public long resultSetBinary() {
    return resultSet(RowFormat.BINARY);
  }

  private long resultSet(RowFormat format) {
    ResultSetWriter out =
        new ResultSetWriter(packets, capabilities, StandardCharsets.UTF_8, columns, format);
    out.begin();
    reader.reset(table.layout(), image);
    for (int i = 0; i < ROWS; i++) {
      out.startRow();
      out.putLong(reader.getLong(0));
      out.putBytes(reader.array(), reader.bytesOffset(2), reader.bytesLength(2));
      out.endRow();
    }
    out.finish(OkPacket.ofStatus(0));
    return out.rowCount();
  }
}
