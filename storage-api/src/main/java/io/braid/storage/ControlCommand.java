package io.braid.storage;

/**
 * Commands that change files or bytes of the stream at a timestamp.
 *
 * @see "PROTOCOL.md, rule 22"
 */
public sealed interface ControlCommand {
  /** FLUSH BINARY LOGS: a new file begins. */
  record Rotate() implements ControlCommand {}

  /** PURGE BINARY LOGS TO: files before {@code file} are removed. */
  record PurgeTo(String file) implements ControlCommand {}

  /** RESET BINARY LOGS AND GTIDS: the stream starts anew with file {@code firstNumber}. */
  record Reset(long firstNumber) implements ControlCommand {}

  /** SET GLOBAL of a setting that changes bytes. */
  record SetVariable(String name, String value) implements ControlCommand {}

  /** SET GLOBAL gtid_purged. */
  record SetGtidPurged(String gtidSet) implements ControlCommand {}
}
