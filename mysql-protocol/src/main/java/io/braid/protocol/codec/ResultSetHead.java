package io.braid.protocol.codec;

import io.braid.protocol.packet.CapabilityFlag;
import io.braid.protocol.packet.CapabilitySet;
import io.braid.protocol.packet.EofPacket;
import io.braid.protocol.packet.ResultColumn;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.util.List;

/**
 * What a result set begins with: the number and the descriptions of its columns. Made once for a
 * statement, then copied to the client, when the answer begins with it as most do.
 */
public final class ResultSetHead {
  /** Sequence ids run from 1 to this without starting again at 0. */
  private static final int PACKETS_MAX = 254;

  private final ResultColumn[] columns;
  private final Charset metadataCharset;
  private final CapabilitySet capabilities;
  private final byte[] packets;

  /**
   * @param metadataCharset the client's {@code character_set_results}, for names of columns
   */
  public ResultSetHead(
      List<ResultColumn> columns, Charset metadataCharset, CapabilitySet capabilities) {
    if (columns.isEmpty()) {
      throw new IllegalArgumentException("a result set has columns");
    }
    this.columns = columns.toArray(ResultColumn[]::new);
    this.metadataCharset = metadataCharset;
    this.capabilities = capabilities;
    packets = columns.size() < PACKETS_MAX ? encode() : new byte[0];
  }

  private byte[] encode() {
    ByteArrayOutputStream encoded = new ByteArrayOutputStream();
    PacketWriter out =
        new PacketWriter(UnpooledByteBufAllocator.DEFAULT, bytes -> append(bytes, encoded));
    out.setNextSequence(1);
    writeColumns(out);
    out.flush();
    return encoded.toByteArray();
  }

  private static void append(ByteBuf bytes, ByteArrayOutputStream encoded) {
    encoded.writeBytes(ByteBufUtil.getBytes(bytes));
    bytes.release();
  }

  private void writeColumns(PacketWriter out) {
    out.startPacket();
    out.putLengthEncodedInteger(columns.length);
    out.endPacket();
    for (ResultColumn column : columns) {
      ResponseCodec.write(column, metadataCharset, out);
    }
  }

  int columnCount() {
    return columns.length;
  }

  ResultColumn column(int column) {
    return columns[column];
  }

  CapabilitySet capabilities() {
    return capabilities;
  }

  /** Writes it; {@code status} is for the EOF packet that old clients still get behind it. */
  void write(PacketWriter out, int status) {
    if (packets.length == 0 || !out.putPackets(packets, columns.length + 1)) {
      writeColumns(out);
    }
    if (!capabilities.has(CapabilityFlag.DEPRECATE_EOF)) {
      ResponseCodec.write(new EofPacket(0, status), out);
    }
  }
}
