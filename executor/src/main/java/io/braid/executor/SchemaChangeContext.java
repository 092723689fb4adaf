package io.braid.executor;

import io.braid.executor.ddl.MetadataLocks;
import io.braid.txn.TransactionOptions;
import java.util.Set;

/**
 * What one DDL statement depends on beside its tree.
 *
 * @param text the statement as the client sent it, without comments that MySQL drops
 * @param options of the transaction that the statement becomes: its GTID and origin
 * @param nowMicros NOW() of the statement in microseconds since 1970 UTC
 * @param lockWaitSeconds lock_wait_timeout
 * @param excluded names that the session holds exclusively by LOCK TABLES
 * @param memoryBytesMax what copying rows may hold
 */
public record SchemaChangeContext(
    SessionView session,
    Diagnostics diagnostics,
    String text,
    TransactionOptions options,
    long nowMicros,
    long lockWaitSeconds,
    Set<MetadataLocks.Name> excluded,
    long memoryBytesMax,
    StatementContext.Cancellation cancellation) {}
