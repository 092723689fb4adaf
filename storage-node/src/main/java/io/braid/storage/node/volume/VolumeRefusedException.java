package io.braid.storage.node.volume;

/**
 * A folder that cannot be opened as this volume's replica: foreign, locked, of a newer format or
 * damaged. Nothing in it was changed.
 */
public final class VolumeRefusedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * @param message one line for the operator: which folder, what is wrong and what to do
   */
  public VolumeRefusedException(String message) {
    super(message);
  }

  /** As the other constructor, with the system's error for the log. */
  public VolumeRefusedException(String message, Throwable cause) {
    super(message, cause);
  }
}
