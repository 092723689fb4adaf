/** Tests of {@code io.braid.txn.lock}. */
@org.jspecify.annotations.NullMarked
package io.braid.txn.lock;
