/** Tests of transactions over a volume in memory. */
@org.jspecify.annotations.NullMarked
package io.braid.txn;
