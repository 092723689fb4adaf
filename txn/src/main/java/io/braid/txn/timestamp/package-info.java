/**
 * The timestamp oracle and its persisted ceiling. Read {@link
 * io.braid.txn.timestamp.TimestampOracle} first.
 */
@org.jspecify.annotations.NullMarked
package io.braid.txn.timestamp;
