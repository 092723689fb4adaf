package io.braid.simulation;

import java.util.Map;

/**
 * The transaction record at (C, 0) of the primary.
 *
 * @param silent ordered, but neither in the stream nor counted
 * @param streamed how many streamed records each participant has
 */
record TransactionHead(long transaction, boolean silent, Map<Integer, Integer> streamed) {}
