/** Tests of {@code io.braid.txn.timestamp}. */
@org.jspecify.annotations.NullMarked
package io.braid.txn.timestamp;
