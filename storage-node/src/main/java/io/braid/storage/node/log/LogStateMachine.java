package io.braid.storage.node.log;

import io.braid.storage.node.log.ReplicatedLog.LogPosition;
import java.util.List;

/** What a log applies its entries to. Called by one thread at a time, in log order. */
public interface LogStateMachine {
  /** An entry with its place. {@code payload} must not be changed. */
  record Entry(LogPosition position, byte[] payload) {}

  /**
   * Applies consecutive entries. The state machine may write them in one batch, but the outcome
   * must not depend on where batches end. An exception stops the volume.
   */
  void apply(List<Entry> entries);

  /**
   * The last position that is durably part of the state; entries at or below it are not applied.
   */
  LogPosition durable();

  /** Makes everything applied so far durable and returns the position. */
  LogPosition flush();
}
