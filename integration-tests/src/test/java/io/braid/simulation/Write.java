package io.braid.simulation;

import org.jspecify.annotations.Nullable;

/**
 * One write of a transaction.
 *
 * @param sequence counts the transaction's writes from 1, over all volumes
 * @param value null deletes
 * @param event what the stream shows of it; null for an undo-only write
 * @param control a command of a control record on volume 0, else null
 * @param keyMovedAway whether it is the old key of a key-changing update
 */
record Write(
    int sequence,
    String key,
    @Nullable String value,
    @Nullable RowEvent event,
    @Nullable Control control,
    boolean keyMovedAway) {
  boolean isStreamed() {
    return event != null || control != null;
  }

  boolean isIndexEntry() {
    return key.startsWith("I:");
  }
}
