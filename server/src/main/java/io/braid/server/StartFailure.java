package io.braid.server;

/** Why a node cannot start, in one line for the user. Nothing was changed or damaged. */
public final class StartFailure extends Exception {
  private static final long serialVersionUID = 1L;

  /**
   * @param message one line: what is wrong and what to do
   */
  public StartFailure(String message) {
    super(message);
  }

  /** As the other constructor, with the cause for the log. */
  public StartFailure(String message, Throwable cause) {
    super(message, cause);
  }

  /** The line for the user; never null. */
  @Override
  public String getMessage() {
    return String.valueOf(super.getMessage());
  }
}
