package io.braid.storage.node.log;

import org.jspecify.annotations.Nullable;

/** The log cannot go on: a sync or write failed, or the files are damaged. */
public final class LogFailedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * @param message which file and what to do
   * @param cause the disk's error, if this is where it was seen
   */
  public LogFailedException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
