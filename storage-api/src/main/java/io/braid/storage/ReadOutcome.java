package io.braid.storage;

/** How a read that must not wait has ended. */
public enum ReadOutcome {
  /** The version was read. */
  FOUND,
  /** Nothing is visible. */
  ABSENT,
  /** It would have to wait, or is not one of the simple cases: read in the usual way. */
  NOT_NOW
}
