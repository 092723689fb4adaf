package io.braid.storage.node.log;

/** The log cannot go on: a sync or write failed, or the files are damaged. */
public final class LogFailedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * @param message which file and what to do
   * @param cause the disk's error
   */
  public LogFailedException(String message, Throwable cause) {
    super(message, cause);
  }
}
