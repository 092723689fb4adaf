package io.braid.protocol.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.braid.common.InvariantViolation;
import io.braid.common.MySqlException;
import java.nio.ByteBuffer;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PacketStreamTest {
  private static final int FULL = PacketWriter.FULL_PAYLOAD_BYTES;

  private final CapturedPackets captured = new CapturedPackets();
  private final PacketWriter writer = captured.writer();

  private static ByteBuffer bytes(SplittableRandom random, int count) {
    byte[] bytes = new byte[count];
    random.nextBytes(bytes);
    return ByteBuffer.allocateDirect(count).put(bytes).flip();
  }

  private static void write(PacketStream stream, int first, ByteBuffer rest, int pieceBytes) {
    int length = rest.remaining();
    stream.startMessage(first, length);
    for (int at = 0; at < length; at += pieceBytes) {
      stream.put(rest, at, Math.min(pieceBytes, length - at));
    }
  }

  @Test
  void messagesOfAllLengthsAreThoseOfThePacketWriter() {
    SplittableRandom random = new SplittableRandom(11);
    CapturedPackets expected = new CapturedPackets();
    PacketWriter simple = expected.writer();
    simple.setNextSequence(200);
    writer.setNextSequence(200);
    int buffer = PacketStream.BUFFER_BYTES;
    int[] lengths = {
      0, 1, 30, buffer - 20, buffer - 5, buffer, 3 * buffer, FULL - 2, FULL - 1, FULL
    };
    try (PacketStream stream = writer.stream()) {
      for (int i = 0; i < 2_000; i++) {
        int length = i < lengths.length ? lengths[i] : random.nextInt(1 << random.nextInt(14));
        ByteBuffer message = bytes(random, length);
        write(stream, i & 0xFF, message, 1 + random.nextInt(Math.max(1, length)));
        if (random.nextInt(50) == 0) {
          stream.flush();
        }
        simple.startPacket();
        simple.putInt1(i);
        simple.putBytes(message);
        simple.endPacket();
      }
    }
    assertThat(captured.bytes()).isEqualTo(expected.bytes());
    assertThat(writer.nextSequence()).isEqualTo(simple.nextSequence());
    assertThat(writer.bytesWritten()).isEqualTo(captured.bytes().length);
  }

  @Test
  void packetsOfTheWriterStayInOrderAroundTheStream() {
    writer.startPacket();
    writer.putInt1(7);
    writer.endPacket();
    try (PacketStream stream = writer.stream()) {
      stream.startMessage(8, 0);
    }
    writer.startPacket();
    writer.putInt1(9);
    writer.endPacket();
    assertThat(captured.bytes()).containsExactly(1, 0, 0, 0, 7, 1, 0, 0, 1, 8, 1, 0, 0, 2, 9);
  }

  @Test
  void aMessageKeepsTheLengthThatItBeganWith() {
    ByteBuffer four = ByteBuffer.allocate(4);
    try (PacketStream stream = writer.stream()) {
      stream.startMessage(0, 3);
      assertThatThrownBy(() -> stream.put(four, 0, 4)).isInstanceOf(InvariantViolation.class);
      assertThatThrownBy(() -> stream.startMessage(0, 3)).isInstanceOf(InvariantViolation.class);
      assertThat(stream.inMessage()).isTrue();
    }
    assertThat(captured.bytes()).isEmpty();
  }

  @Test
  void aMessageThatNoClientTakesIsRefusedBeforeItsFirstByte() {
    try (PacketStream stream = writer.stream()) {
      assertThatThrownBy(() -> stream.startMessage(0, PacketWriter.MESSAGE_BYTES_MAX))
          .isInstanceOf(MySqlException.class);
      assertThat(stream.inMessage()).isFalse();
    }
    assertThat(captured.bytes()).isEmpty();
  }
}
