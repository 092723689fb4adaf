package io.braid.common;

/**
 * Thrown to a caller that must not block, where work would wait or takes long. What was done so far
 * is given up and done again by a thread that may block; so it must not have changed anything.
 *
 * <p>It is a way out of many frames, and part of the ordinary course: it has no stack trace.
 */
public final class NotNowException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final boolean passing;

  private NotNowException(String reason, boolean passing) {
    super(reason, null, false, false);
    this.passing = passing;
  }

  /**
   * The same would happen the next time.
   *
   * @param reason why, for who debugs
   */
  public NotNowException(String reason) {
    this(reason, false);
  }

  /** Something is in the way that will soon be gone. */
  public static NotNowException passing(String reason) {
    return new NotNowException(reason, true);
  }

  /** Whether the next time it will probably not happen. */
  public boolean isPassing() {
    return passing;
  }
}
