/**
 * The merge of the volumes' change logs into one ordered stream of transactions. Read {@link
 * io.braid.cdc.TransactionStream} first.
 */
@org.jspecify.annotations.NullMarked
package io.braid.cdc;
