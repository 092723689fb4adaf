/** Tests of {@code io.braid.txn.shard}. */
@org.jspecify.annotations.NullMarked
package io.braid.txn.shard;
