package io.braid.common;

/**
 * An error that the client sees as an ERR packet. It is the user's error or a limit of the server;
 * broken invariants are {@link InvariantViolation}.
 */
public final class MySqlException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final MySqlError error;

  /**
   * @param error number and SQLSTATE
   * @param message the text as the client sees it
   */
  public MySqlException(MySqlError error, String message) {
    super(message);
    this.error = error;
  }

  /** As the other constructor, with the cause for the log. */
  public MySqlException(MySqlError error, String message, Throwable cause) {
    super(message, cause);
    this.error = error;
  }

  /** Error 1235 that names a feature which Braid does not have. */
  public static MySqlException notSupported(String feature) {
    return MySqlError.ER_NOT_SUPPORTED_YET.with(feature);
  }

  /** Number, SQLSTATE and pattern. */
  public MySqlError error() {
    return error;
  }

  /** The text that goes into the ERR packet; never null. */
  @Override
  public String getMessage() {
    return String.valueOf(super.getMessage());
  }
}
