package io.braid.simulation;

import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * What an entry did to a replica.
 *
 * @param done false when the applier refused it
 * @param transaction 0 when it belongs to none
 * @param commitTs 0 unless it committed the transaction here
 * @param changes the change records that it wrote
 */
record Applied(
    boolean done, long transaction, long commitTs, @Nullable SortedMap<Position, Change> changes) {
  static final Applied DONE = new Applied(true, 0, 0, null);
  static final Applied REFUSED = new Applied(false, 0, 0, null);
}
