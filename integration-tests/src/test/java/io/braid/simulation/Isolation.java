package io.braid.simulation;

/** Isolation levels; SERIALIZABLE turns reads into locking reads. */
enum Isolation {
  READ_COMMITTED,
  REPEATABLE_READ,
  SERIALIZABLE
}
