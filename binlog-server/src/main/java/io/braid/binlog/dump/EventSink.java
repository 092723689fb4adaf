package io.braid.binlog.dump;

import java.nio.ByteBuffer;

/** Where a dump's events go: each becomes a packet that begins with a zero byte. */
public interface EventSink {
  /** Begins an event; its bytes follow. */
  void startEvent(int eventBytes);

  /** Bytes of the event, which are valid during the call. May block while the consumer is slow. */
  void bytes(ByteBuffer from, int offset, int length);

  /** Everything before should reach the consumer now. */
  void flush();
}
