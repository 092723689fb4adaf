package io.braid.simulation;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a transaction brings to one volume at its commit.
 *
 * @param term the leader's when the first lock was taken there
 * @param epochs of the shards where it holds locks there
 * @param head the transaction record, on the primary only
 */
record Part(
    long transaction,
    int volume,
    long term,
    Map<Integer, Long> epochs,
    int primary,
    List<Write> writes,
    @Nullable TransactionHead head) {}
