package io.braid.executor;

import io.braid.common.catalog.CatalogSnapshot;
import io.braid.common.value.SqlValue;
import io.braid.txn.Transaction;
import java.util.List;

/**
 * All that one execution of a statement depends on, beside its plan.
 *
 * @param catalog as of the statement
 * @param nowMicros NOW() of the statement in microseconds since 1970 UTC
 * @param parameters values of the plan's parameters
 * @param memoryBytesMax what operators of the statement may hold before they spill or fail
 * @param cancellation asked by every operator between batches
 */
public record StatementContext(
    SessionView session,
    Transaction transaction,
    CatalogSnapshot catalog,
    Diagnostics diagnostics,
    long nowMicros,
    List<SqlValue> parameters,
    long memoryBytesMax,
    Cancellation cancellation) {

  /** Whether the statement was killed. */
  public interface Cancellation {
    /**
     * Returns if the statement may go on.
     *
     * @throws io.braid.common.MySqlException 1317 (KILL QUERY, or the connection is gone) or 3024
     *     (max_execution_time)
     */
    void check();
  }
}
