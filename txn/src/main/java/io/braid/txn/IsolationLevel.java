package io.braid.txn;

/** MySQL's isolation levels; READ UNCOMMITTED acts as READ COMMITTED. */
public enum IsolationLevel {
  READ_UNCOMMITTED,
  READ_COMMITTED,
  REPEATABLE_READ,
  SERIALIZABLE
}
