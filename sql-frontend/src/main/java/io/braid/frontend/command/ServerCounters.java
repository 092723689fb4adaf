package io.braid.frontend.command;

import io.braid.common.time.Clock;
import io.braid.storage.node.StorageCounters;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/** Counters of the whole node, for SHOW STATUS and COM_STATISTICS. Used by all threads. */
public final class ServerCounters {
  private final Clock clock;
  private final long startedNanos;
  final StorageCounters storage;
  final LongAdder questions = new LongAdder();
  final LongAdder connections = new LongAdder();
  final LongAdder bytesReceived = new LongAdder();
  final LongAdder bytesSent = new LongAdder();
  final LongAdder abortedClients = new LongAdder();
  final LongAdder abortedConnects = new LongAdder();
  final LongAdder statementsPrepared = new LongAdder();
  final LongAdder statementsExecuted = new LongAdder();
  final AtomicLong preparedOpen = new AtomicLong();
  final AtomicLong connectionsUsedMax = new AtomicLong();

  /**
   * Counts from now on.
   *
   * @param storage what the node's volumes count
   */
  public ServerCounters(Clock clock, StorageCounters storage) {
    this.clock = clock;
    this.storage = storage;
    this.startedNanos = clock.monotonicNanos();
  }

  /** Seconds since the server started. */
  public long uptimeSeconds() {
    return (clock.monotonicNanos() - startedNanos) / 1_000_000_000L;
  }

  /** Statements and commands of clients. */
  public long questions() {
    return questions.sum();
  }

  void connectionsUsed(long count) {
    connectionsUsedMax.accumulateAndGet(count, Math::max);
  }
}
