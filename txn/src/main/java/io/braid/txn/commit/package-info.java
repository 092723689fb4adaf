/**
 * Transactions over one volume: buffered writes, overlay of own writes, snapshots in use, commit.
 * Read {@link io.braid.txn.commit.NodeTransactionManager} first.
 */
@org.jspecify.annotations.NullMarked
package io.braid.txn.commit;
