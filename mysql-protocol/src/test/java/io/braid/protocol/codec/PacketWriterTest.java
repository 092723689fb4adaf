package io.braid.protocol.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.braid.common.InvariantViolation;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PacketWriterTest {
  private record Packet(int length, int sequence) {}

  private static List<Packet> packetsOf(int payloadBytes) {
    CapturedPackets captured = new CapturedPackets();
    PacketWriter out = captured.writer();
    out.setNextSequence(255);
    out.startPacket();
    out.putBytes(new byte[payloadBytes]);
    out.endPacket();
    byte[] bytes = captured.bytes();
    List<Packet> packets = new ArrayList<>();
    int at = 0;
    while (at < bytes.length) {
      int length = (bytes[at] & 0xFF) | (bytes[at + 1] & 0xFF) << 8 | (bytes[at + 2] & 0xFF) << 16;
      packets.add(new Packet(length, bytes[at + 3] & 0xFF));
      at += 4 + length;
    }
    assertThat(at).isEqualTo(bytes.length);
    return packets;
  }

  @Test
  void messagesAreSplitAtSixteenMegabytes() {
    int full = PacketWriter.FULL_PAYLOAD_BYTES;
    assertThat(packetsOf(full - 1)).containsExactly(new Packet(full - 1, 255));
    assertThat(packetsOf(full)).containsExactly(new Packet(full, 255), new Packet(0, 0));
    assertThat(packetsOf(full + 1)).containsExactly(new Packet(full, 255), new Packet(1, 0));
    assertThat(packetsOf(2 * full))
        .containsExactly(new Packet(full, 255), new Packet(full, 0), new Packet(0, 1));
  }

  @Test
  void packetsInFrontOfAHugeOneComeFirst() {
    CapturedPackets captured = new CapturedPackets();
    PacketWriter out = captured.writer();
    out.startPacket();
    out.putInt1(7);
    out.endPacket();
    out.startPacket();
    out.putBytes(new byte[PacketWriter.FULL_PAYLOAD_BYTES]);
    out.endPacket();
    byte[] bytes = captured.bytes();
    assertThat(bytes).startsWith(1, 0, 0, 0, 7, 0xFF, 0xFF, 0xFF, 1);
    assertThat(bytes).hasSize(5 + 4 + PacketWriter.FULL_PAYLOAD_BYTES + 4);
    assertThat(out.bytesWritten()).isEqualTo(5 + 4 + PacketWriter.FULL_PAYLOAD_BYTES);
  }

  @Test
  void anAbandonedPacketLeavesNothing() {
    CapturedPackets captured = new CapturedPackets();
    PacketWriter out = captured.writer();
    out.startPacket();
    out.putInt8(1);
    out.abandonPacket();
    out.startPacket();
    out.putInt1(9);
    out.endPacket();
    assertThat(captured.bytes()).containsExactly(1, 0, 0, 0, 9);
  }

  @Test
  void lengthEncodedIntegersTakeTheirShortestForm() {
    CapturedPackets captured = new CapturedPackets();
    PacketWriter out = captured.writer();
    out.startPacket();
    for (long value : new long[] {0, 250, 251, 65535, 65536, 0xFFFFFF, 0x1000000, -1}) {
      out.putLengthEncodedInteger(value);
    }
    out.endPacket();
    byte[] bytes = captured.bytes();
    byte[] payload = java.util.Arrays.copyOfRange(bytes, 4, bytes.length);
    PayloadReader in = new PayloadReader(payload);
    for (long value : new long[] {0, 250, 251, 65535, 65536, 0xFFFFFF, 0x1000000, -1}) {
      assertThat(in.readLengthEncodedInteger()).isEqualTo(value);
    }
    assertThat(payload).hasSize(1 + 1 + 3 + 3 + 4 + 4 + 9 + 9);
  }

  @Test
  void packetsDoNotNest() {
    PacketWriter out = new CapturedPackets().writer();
    out.startPacket();
    assertThatThrownBy(out::startPacket).isInstanceOf(InvariantViolation.class);
    assertThatThrownBy(out::flush).isInstanceOf(InvariantViolation.class);
    out.discard();
  }
}
