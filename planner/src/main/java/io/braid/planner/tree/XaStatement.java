package io.braid.planner.tree;

/** Two-phase commit driven from outside. */
public sealed interface XaStatement extends Statement {
  /**
   * The name of a transaction branch.
   *
   * @param globalId at most 64 bytes
   * @param branch at most 64 bytes, empty by default
   * @param format 1 by default
   */
  record Xid(Bytes globalId, Bytes branch, long format) {}

  /** {@code XA START | BEGIN xid [JOIN | RESUME]}. */
  record Start(Xid xid, StartMode mode) implements XaStatement {
    /** JOIN and RESUME are read and then refused, as in MySQL. */
    public enum StartMode {
      NEW,
      JOIN,
      RESUME
    }
  }

  /** {@code XA END xid [SUSPEND [FOR MIGRATE]]}. */
  record End(Xid xid, EndMode mode) implements XaStatement {
    /** The suspending ones are read and then refused, as in MySQL. */
    public enum EndMode {
      PLAIN,
      SUSPEND,
      SUSPEND_FOR_MIGRATE
    }
  }

  /** {@code XA PREPARE xid}. */
  record Prepare(Xid xid) implements XaStatement {}

  /** {@code XA COMMIT xid [ONE PHASE]}. */
  record Commit(Xid xid, boolean onePhase) implements XaStatement {}

  /** {@code XA ROLLBACK xid}. */
  record Rollback(Xid xid) implements XaStatement {}

  /** {@code XA RECOVER [CONVERT XID]}. */
  record Recover(boolean convertXid) implements XaStatement {}
}
