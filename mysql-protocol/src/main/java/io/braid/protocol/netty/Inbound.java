package io.braid.protocol.netty;

/** What the event loop hands to the thread of a connection. */
sealed interface Inbound {
  /**
   * A whole message, joined from its packets.
   *
   * @param firstSequence sequence id of its first packet
   * @param lastSequence sequence id of its last packet
   */
  record Message(byte[] payload, int firstSequence, int lastSequence) implements Inbound {}

  /** A message whose packets were not numbered in order. */
  record OutOfOrder(int lastSequence) implements Inbound {}

  /** A message longer than allowed; it has been read to its end and dropped. */
  record TooLarge(int lastSequence) implements Inbound {}

  /** No message will come any more. */
  record Closed() implements Inbound {}

  /** Nothing came in time. */
  record TimedOut() implements Inbound {}
}
