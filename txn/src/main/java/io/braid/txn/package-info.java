/**
 * Transactions: timestamps, snapshots, locks, commit. Read {@link io.braid.txn.Transaction} first.
 */
@org.jspecify.annotations.NullMarked
package io.braid.txn;
