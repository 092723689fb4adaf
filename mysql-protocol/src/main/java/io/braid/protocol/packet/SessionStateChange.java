package io.braid.protocol.packet;

/** One change of session state that an OK packet tells of. */
public sealed interface SessionStateChange {
  /** A system variable listed in {@code session_track_system_variables} got a value. */
  record SystemVariable(String name, String value) implements SessionStateChange {}

  /** The default database changed. */
  record Schema(String name) implements SessionStateChange {}

  /** Something of the session's state changed ({@code session_track_state_change}). */
  record AnyState(boolean changed) implements SessionStateChange {}

  /** GTIDs of the statement's own transaction or all of them ({@code session_track_gtids}). */
  record Gtids(String gtidSet) implements SessionStateChange {}

  /** Statements that would restart the open transaction elsewhere. */
  record TransactionCharacteristics(String statements) implements SessionStateChange {}

  /** Eight letters on the open transaction. */
  record TransactionState(String letters) implements SessionStateChange {}
}
