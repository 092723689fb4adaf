package io.braid.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.braid.common.time.Clock;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class BinlogExpiryTest {
  private static final Clock AT_5000_SECONDS =
      new Clock() {
        @Override
        public long wallMicros() {
          return 5_000_000_000L;
        }

        @Override
        public long monotonicNanos() {
          return 0;
        }
      };

  @Test
  void filesOlderThanTheKeptTimeGoAtTheStart() throws Exception {
    BlockingQueue<Long> purged = new ArrayBlockingQueue<>(10);
    try (BinlogExpiry expiry = BinlogExpiry.start(() -> 600, purged::add, AT_5000_SECONDS)) {
      assertThat(purged.poll(10, TimeUnit.SECONDS)).isEqualTo(4_400);
    }
  }

  @Test
  void zeroKeepsThemForEver() throws Exception {
    AtomicInteger purges = new AtomicInteger();
    try (BinlogExpiry expiry =
        BinlogExpiry.start(() -> 0, seconds -> purges.incrementAndGet(), AT_5000_SECONDS)) {
      assertThat(expiry).isNotNull();
    }
    assertThat(purges).hasValue(0);
  }
}
