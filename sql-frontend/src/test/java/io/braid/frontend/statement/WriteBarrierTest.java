package io.braid.frontend.statement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.braid.common.MySqlException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class WriteBarrierTest {
  private static final Set<WriteBarrier.Table> T = Set.of(new WriteBarrier.Table("d", "t"));
  private static final Set<WriteBarrier.Table> U = Set.of(new WriteBarrier.Table("d", "u"));

  private final WriteBarrier barrier = new WriteBarrier();

  @Test
  void aBlockOfEverythingWaitsForOpenSectionsAndHoldsNewOnes() throws Exception {
    barrier.enter("writer", T, 1_000, () -> {});
    AtomicBoolean blocked = new AtomicBoolean();
    CountDownLatch release = new CountDownLatch(1);
    Thread flusher =
        Thread.startVirtualThread(() -> {
          barrier.blockAll("flusher", 10_000, () -> {});
          blocked.set(true);
          try {
            release.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          barrier.unblock("flusher");
        });
    Awaitility.await()
        .pollDelay(Duration.ofMillis(20))
        .until(() -> barrier.isBlocking("flusher") && !blocked.get());
    barrier.leave("writer");
    Awaitility.await().untilTrue(blocked);

    assertThatThrownBy(() -> barrier.enter("writer", Set.of(), 10, () -> {}))
        .isInstanceOf(MySqlException.class)
        .hasMessageStartingWith("Lock wait timeout exceeded");
    release.countDown();
    flusher.join();
    barrier.enter("writer", Set.of(), 10, () -> {});
    barrier.leave("writer");
  }

  @Test
  void theBlockerItselfMayNotWrite() {
    barrier.blockAll("s", 10, () -> {});
    assertThatThrownBy(() -> barrier.enter("s", T, 10, () -> {}))
        .hasMessageContaining("conflicting read lock");
  }

  @Test
  void aBlockOfTablesLetsOthersThrough() {
    barrier.blockTables("s", T, 10, () -> {});
    barrier.enter("writer", U, 10, () -> {});
    barrier.leave("writer");
    assertThatThrownBy(() -> barrier.enter("writer", T, 10, () -> {}))
        .isInstanceOf(MySqlException.class);
    assertThat(barrier.isBlocking("s")).isTrue();
    barrier.unblock("s");
    barrier.enter("writer", T, 10, () -> {});
  }

  @Test
  void aBlockThatTimesOutLeavesNothing() {
    barrier.enter("writer", T, 10, () -> {});
    assertThatThrownBy(() -> barrier.blockAll("s", 10, () -> {}))
        .isInstanceOf(MySqlException.class);
    assertThat(barrier.isBlocking("s")).isFalse();
  }
}
