/**
 * Branches of transactions whose outcome an outside coordinator decides. Read {@link
 * io.braid.txn.xa.Branches} first.
 */
@org.jspecify.annotations.NullMarked
package io.braid.txn.xa;
