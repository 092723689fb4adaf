package io.braid.txn.timestamp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.braid.common.time.Clock;
import io.braid.storage.Timestamps;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalTimestampOracleTest {
  private static final long START_MILLIS = 1_790_000_000_000L;

  private final AtomicLong millis = new AtomicLong(START_MILLIS);
  private final Clock clock =
      new Clock() {
        @Override
        public long wallMicros() {
          return millis.get() * 1_000;
        }

        @Override
        public long monotonicNanos() {
          return 0;
        }
      };

  /** Remembers every ceiling. */
  private static final class MemoryCeilingStore implements CeilingStore {
    private final List<Long> stored = new ArrayList<>();
    private boolean failing;

    @Override
    public synchronized long load() {
      return stored.isEmpty() ? 0 : stored.getLast();
    }

    @Override
    public synchronized void store(long ceiling) {
      if (failing) {
        throw new UncheckedIOException(new IOException("disk full"));
      }
      stored.add(ceiling);
    }
  }

  private final MemoryCeilingStore store = new MemoryCeilingStore();

  private LocalTimestampOracle oracle() {
    return new LocalTimestampOracle(clock, store, 0, Runnable::run);
  }

  @Test
  void timestampsFollowTheClockAndNeverRepeat() {
    LocalTimestampOracle oracle = oracle();
    assertThat(oracle.next()).isEqualTo(Timestamps.of(START_MILLIS, 0));
    assertThat(oracle.next()).isEqualTo(Timestamps.of(START_MILLIS, 1));
    millis.addAndGet(5);
    assertThat(oracle.next()).isEqualTo(Timestamps.of(START_MILLIS + 5, 0));
    assertThat(oracle.last()).isEqualTo(Timestamps.of(START_MILLIS + 5, 0));
  }

  @Test
  void aClockThatGoesBackOnlyRunsTheCounter() {
    LocalTimestampOracle oracle = oracle();
    long before = oracle.next();
    millis.addAndGet(-3_600_000);
    assertThat(oracle.next()).isEqualTo(before + 1);
  }

  @Test
  void theCounterOverflowsIntoMilliseconds() {
    LocalTimestampOracle oracle = oracle();
    long last = 0;
    for (int i = 0; i <= 1 << Timestamps.COUNTER_BITS; i++) {
      last = oracle.next();
    }
    assertThat(last).isEqualTo(Timestamps.of(START_MILLIS + 1, 0));
  }

  @Test
  void everyTimestampLiesBelowAPersistedCeilingAtMostThreeSecondsAhead() {
    LocalTimestampOracle oracle = oracle();
    for (int i = 0; i < 20_000; i++) {
      millis.addAndGet(i % 7 == 0 ? 1 : 0);
      long issued = oracle.next();
      assertThat(store.load()).isGreaterThan(issued);
      assertThat(Timestamps.millis(store.load()) - Timestamps.millis(issued))
          .isLessThanOrEqualTo(LocalTimestampOracle.CEILING_AHEAD_MILLIS);
    }
    assertThat(store.stored).hasSizeLessThan(10);
  }

  @Test
  void aRestartContinuesAboveTheCeilingAlsoWhenTheClockIsBehind() {
    long issued = oracle().next();
    millis.addAndGet(-100_000);
    long ceiling = store.load();
    assertThat(oracle().next()).isGreaterThan(issued).isGreaterThan(ceiling);
  }

  @Test
  void aStartIsAboveTheHighestKnownCommit() {
    long commit = Timestamps.of(START_MILLIS + 10_000, 7);
    assertThat(new LocalTimestampOracle(clock, store, commit, Runnable::run).next())
        .isEqualTo(commit + 1);
  }

  @Test
  void aCeilingThatCannotBePersistedStopsTheOracleUntilItCan() {
    LocalTimestampOracle oracle = oracle();
    store.failing = true;
    assertThatThrownBy(oracle::next).hasRootCauseMessage("disk full");
    store.failing = false;
    assertThat(oracle.next()).isEqualTo(Timestamps.of(START_MILLIS, 0));
  }

  @Test
  void threadsGetDistinctTimestamps() throws InterruptedException {
    LocalTimestampOracle oracle =
        new LocalTimestampOracle(Clock.system(), store, 0, task -> Thread.ofVirtual().start(task));
    ConcurrentSkipListSet<Long> all = new ConcurrentSkipListSet<>();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      threads.add(
          Thread.ofVirtual()
              .start(() -> {
                long previous = 0;
                for (int n = 0; n < 5_000; n++) {
                  long next = oracle.next();
                  if (next <= previous) {
                    throw new AssertionError(next + " after " + previous);
                  }
                  previous = next;
                  all.add(next);
                }
              }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(all).hasSize(20_000);
  }

  @Test
  void aFileKeepsTheCeiling(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("timestamp");
    assertThat(new FileCeilingStore(file).load()).isZero();
    new FileCeilingStore(file).store(42);
    new FileCeilingStore(file).store(43);
    assertThat(new FileCeilingStore(file).load()).isEqualTo(43);
    byte[] bytes = Files.readAllBytes(file);
    bytes[15] ^= 1;
    Files.write(file, bytes);
    assertThatThrownBy(() -> new FileCeilingStore(file).load()).hasMessageContaining("damaged");
  }
}
