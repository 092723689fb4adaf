package io.braid.txn.timestamp;

import io.braid.common.time.Clock;
import io.braid.storage.Timestamps;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The oracle of one process: the clock's milliseconds and a counter that overflows into them. A
 * clock that goes back only makes the counter run.
 *
 * <p>No timestamp at or above the persisted ceiling is issued. The ceiling is moved in the
 * background before it is reached, at most {@link #CEILING_AHEAD_MILLIS} ahead of what was issued,
 * so that callers wait for the disk only after an idle time.
 *
 * @see "PROTOCOL.md, rule 12"
 */
public final class LocalTimestampOracle implements TimestampOracle {
  /** How far the ceiling may lie above the last timestamp. */
  public static final long CEILING_AHEAD_MILLIS = 3_000;

  private static final long EXTEND_BELOW_MILLIS = 1_500;

  private final Clock clock;
  private final CeilingStore store;
  private final Executor background;
  private final AtomicLong last;
  private final AtomicReference<@Nullable CompletableFuture<@Nullable Void>> extension =
      new AtomicReference<>();
  private volatile long ceiling;

  /**
   * Starts above everything that was issued before.
   *
   * @param highestKnown a timestamp that was surely issued, such as the highest commit's, or 0
   * @param background where the ceiling is persisted
   * @throws java.io.UncheckedIOException when the ceiling cannot be read
   */
  public LocalTimestampOracle(
      Clock clock, CeilingStore store, long highestKnown, Executor background) {
    this.clock = clock;
    this.store = store;
    this.background = background;
    this.ceiling = store.load();
    this.last = new AtomicLong(Math.max(Math.max(ceiling, highestKnown), 0));
  }

  @Override
  public long last() {
    return last.get();
  }

  @Override
  public long next() {
    while (true) {
      long now = Timestamps.of(clock.wallMicros() / 1_000, 0);
      long previous = last.get();
      long candidate = Math.max(now, previous + 1);
      long limit = ceiling;
      if (candidate >= limit) {
        extend(candidate).join();
        continue;
      }
      if (last.compareAndSet(previous, candidate)) {
        if (Timestamps.millis(limit) - Timestamps.millis(candidate) < EXTEND_BELOW_MILLIS) {
          @SuppressWarnings("unused") // a failure shows when the ceiling is reached
          var unawaited = extend(candidate);
        }
        return candidate;
      }
    }
  }

  /** Moves the ceiling, unless somebody does so already; completes when that is durable. */
  private CompletableFuture<@Nullable Void> extend(long reached) {
    CompletableFuture<@Nullable Void> mine = new CompletableFuture<>();
    CompletableFuture<@Nullable Void> other = extension.compareAndExchange(null, mine);
    if (other != null) {
      return other;
    }
    background.execute(() -> persist(reached, mine));
    return mine;
  }

  private void persist(long reached, CompletableFuture<@Nullable Void> done) {
    try {
      long moved = Timestamps.of(Timestamps.millis(reached) + CEILING_AHEAD_MILLIS, 0);
      if (moved > ceiling) {
        store.store(moved);
        ceiling = moved;
      }
      extension.set(null);
      done.complete(null);
    } catch (RuntimeException e) {
      extension.set(null);
      done.completeExceptionally(
          new CompletionException("the timestamp ceiling cannot be persisted", e));
    }
  }
}
