package io.braid.protocol.codec;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.function.Consumer;

/** Bytes that a {@link PacketWriter} has written, and golden bytes of MySQL 9.7 to compare with. */
final class CapturedPackets {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final PacketWriter writer =
      new PacketWriter(UnpooledByteBufAllocator.DEFAULT, this::append);

  PacketWriter writer() {
    return writer;
  }

  private void append(ByteBuf sent) {
    byte[] piece = new byte[sent.readableBytes()];
    sent.readBytes(piece);
    sent.release();
    bytes.writeBytes(piece);
  }

  byte[] bytes() {
    writer.flush();
    return bytes.toByteArray();
  }

  /** What is written when the first packet has sequence id 1, as every answer to a command. */
  static String answer(Consumer<PacketWriter> script) {
    CapturedPackets captured = new CapturedPackets();
    captured.writer.setNextSequence(1);
    script.accept(captured.writer);
    return HexFormat.of().formatHex(captured.bytes());
  }

  /** A file of hexadecimal lines, taken from MySQL 9.7.4. */
  static String golden(String name) {
    try (InputStream in = CapturedPackets.class.getResourceAsStream("/golden/" + name + ".hex")) {
      if (in == null) {
        throw new IllegalArgumentException("no golden file " + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.US_ASCII).replaceAll("\\s", "");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
