/** Tests of {@code io.braid.txn.commit}. */
@org.jspecify.annotations.NullMarked
package io.braid.txn.commit;
