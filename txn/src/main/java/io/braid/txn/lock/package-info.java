/**
 * Row locks, their wait queues and the local deadlock detector. Read {@link
 * io.braid.txn.lock.LockTable} first.
 */
@org.jspecify.annotations.NullMarked
package io.braid.txn.lock;
