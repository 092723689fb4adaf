package io.braid.common;

/** Data was written in a format that this version of Braid does not know, likely by a newer one. */
public final class UnknownFormatException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * @param what the kind of data, for the one line an operator reads
   * @param found the version that was found
   * @param newest the newest version this program reads
   */
  public UnknownFormatException(String what, int found, int newest) {
    super(
        what
            + " has format version "
            + found
            + ", but this program reads versions up to "
            + newest
            + "; it was written by a newer version of Braid");
  }
}
