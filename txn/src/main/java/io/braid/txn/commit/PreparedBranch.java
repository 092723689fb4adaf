package io.braid.txn.commit;

import io.braid.storage.Participation;
import io.braid.storage.TransactionId;
import io.braid.txn.lock.LockOwner;
import java.util.Optional;
import java.util.Set;

/**
 * A transaction that has left its session.
 *
 * @param participation where its parts are; empty when it has written nothing
 * @param owner of its locks
 * @param tables written to
 * @param moveAgain lets the shards that it writes to move again; called when it is ended
 */
record PreparedBranch(
    TransactionId id,
    Optional<Participation> participation,
    LockOwner owner,
    Set<Long> tables,
    Runnable moveAgain) {}
