package io.braid.storage.node.log;

import org.jspecify.annotations.Nullable;

/** Nobody knows yet whether the proposal will be applied; it must not be reported as either. */
public final class UnknownOutcomeException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * @param message what was lost
   * @param cause why
   */
  public UnknownOutcomeException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
