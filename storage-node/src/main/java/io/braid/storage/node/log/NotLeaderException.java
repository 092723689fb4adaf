package io.braid.storage.node.log;

/** The proposal was not made, because this member does not lead; it may be made again elsewhere. */
public final class NotLeaderException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * @param message which group, and who leads if that is known
   */
  public NotLeaderException(String message) {
    super(message);
  }
}
