package io.braid.binlog.dump;

/** Where a dump's events go: each becomes a packet that begins with a zero byte. */
public interface EventSink {
  /** An event; the array is valid during the call. May block while the consumer is slow. */
  void event(byte[] array, int offset, int length);

  /** Everything before should reach the consumer now. */
  void flush();
}
