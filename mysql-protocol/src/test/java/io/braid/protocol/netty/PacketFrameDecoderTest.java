package io.braid.protocol.netty;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PacketFrameDecoderTest {
  private final InboundQueue queue =
      new InboundQueue(() -> {}, () -> {}, (task, nanos) -> () -> {});

  private EmbeddedChannel channel(int bytesMax) {
    return new EmbeddedChannel(
        new PacketFrameDecoder(
            queue,
            context -> null,
            bytesMax,
            new PacketFrameDecoder.ConnectionEvents() {
              @Override
              public void tlsStarted(SSLSession session) {}

              @Override
              public boolean answered(Inbound.Message message) {
                return false;
              }

              @Override
              public void ended(@Nullable Throwable cause) {
                queue.close();
              }
            }));
  }

  private static void append(ByteBuf out, int length, int sequence, int fill) {
    out.writeMediumLE(length);
    out.writeByte(sequence);
    for (int i = 0; i < length; i++) {
      out.writeByte(fill);
    }
  }

  private List<Inbound> drain() throws InterruptedException {
    List<Inbound> messages = new ArrayList<>();
    while (queue.hasMessage()) {
      messages.add(queue.take(0, false));
    }
    return messages;
  }

  @Test
  void messagesArriveHoweverTheStreamIsCut() throws Exception {
    SplittableRandom random = new SplittableRandom(1);
    for (int round = 0; round < 200; round++) {
      ByteBuf stream = Unpooled.buffer();
      int count = 1 + random.nextInt(5);
      int[] lengths = new int[count];
      for (int i = 0; i < count; i++) {
        lengths[i] = random.nextInt(300);
        append(stream, lengths[i], i, i);
      }
      EmbeddedChannel channel = channel(1000);
      while (stream.isReadable()) {
        int piece = 1 + random.nextInt(stream.readableBytes());
        channel.writeInbound(stream.readBytes(piece));
      }
      List<Inbound> messages = drain();
      assertThat(messages).hasSize(count);
      for (int i = 0; i < count; i++) {
        Inbound.Message message = (Inbound.Message) messages.get(i);
        assertThat(message.payload()).hasSize(lengths[i]);
        assertThat(message.firstSequence()).isEqualTo(i);
      }
    }
  }

  @Test
  void fullPacketsAreJoined() throws Exception {
    EmbeddedChannel channel = channel(1 << 26);
    ByteBuf stream = Unpooled.buffer();
    append(stream, 0xFFFFFF, 255, 1);
    append(stream, 10, 0, 2);
    append(stream, 0xFFFFFF, 0, 3);
    append(stream, 0, 1, 0);
    channel.writeInbound(stream);
    List<Inbound> messages = drain();
    assertThat(((Inbound.Message) messages.get(0)).payload()).hasSize(0xFFFFFF + 10);
    assertThat(((Inbound.Message) messages.get(0)).lastSequence()).isZero();
    assertThat(((Inbound.Message) messages.get(1)).payload()).hasSize(0xFFFFFF);
  }

  @Test
  void aGapInsideOfAMessageIsOutOfOrder() throws Exception {
    EmbeddedChannel channel = channel(1 << 26);
    ByteBuf stream = Unpooled.buffer();
    append(stream, 0xFFFFFF, 0, 1);
    append(stream, 10, 2, 2);
    append(stream, 1, 0, 2);
    channel.writeInbound(stream);
    List<Inbound> messages = drain();
    assertThat(messages.get(0)).isEqualTo(new Inbound.OutOfOrder(2));
    assertThat(messages.get(1)).isInstanceOf(Inbound.Message.class);
  }

  @Test
  void aMessageOverTheLimitIsDroppedToItsEnd() throws Exception {
    EmbeddedChannel channel = channel(100);
    ByteBuf stream = Unpooled.buffer();
    append(stream, 101, 3, 1);
    append(stream, 100, 0, 2);
    channel.writeInbound(stream);
    List<Inbound> messages = drain();
    assertThat(messages.get(0)).isEqualTo(new Inbound.TooLarge(3));
    assertThat(((Inbound.Message) messages.get(1)).payload()).hasSize(100);
  }

  @Test
  void readingPausesWhileTheClientSendsAhead() throws Exception {
    List<String> calls = new ArrayList<>();
    InboundQueue bounded =
        new InboundQueue(
            () -> calls.add("pause"), () -> calls.add("resume"), (task, nanos) -> () -> {});
    for (int i = 0; i < InboundQueue.PAUSE_MESSAGES; i++) {
      bounded.add(new Inbound.Message(new byte[1], 0, 0));
    }
    assertThat(calls).containsExactly("pause");
    while (bounded.hasMessage()) {
      assertThat(bounded.take(0, false)).isInstanceOf(Inbound.Message.class);
    }
    assertThat(calls).containsExactly("pause", "resume");
  }
}
