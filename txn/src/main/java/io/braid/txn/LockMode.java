package io.braid.txn;

/** Modes of row locks. */
public enum LockMode {
  SHARED,
  EXCLUSIVE
}
