package io.braid.txn.shard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.braid.common.MySqlException;
import io.braid.storage.KeyRange;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class CommitGateTest {
  private static final KeyRange LEFT = new KeyRange(new byte[] {1}, new byte[] {5});
  private static final byte[] IN = {2};
  private static final byte[] OUT = {7};

  private final CommitGate gate = new CommitGate();

  private static CommitGate.Writes writes(byte[] key) {
    return range -> range.contains(key);
  }

  @Test
  void aCommitInTheRangeIsWaitedForAndOthersAreNot() throws Exception {
    CommitGate.Passage inside = gate.enter(writes(IN));
    CommitGate.Passage other = gate.enter(writes(OUT));
    assertThat(gate.awaitInside(LEFT, Duration.ofMillis(5))).isFalse();
    assertThat(gate.close(LEFT, Duration.ofMillis(5))).isFalse();
    gate.enter(writes(IN)).leave();
    inside.leave();
    assertThat(gate.awaitInside(LEFT, Duration.ofMillis(5))).isTrue();
    assertThat(gate.close(LEFT, Duration.ofMillis(5))).isTrue();
    gate.open(LEFT);
    other.leave();
  }

  @Test
  void aCommitInAClosedRangeWaitsUntilItIsOpen() throws Exception {
    assertThat(gate.close(LEFT, Duration.ofSeconds(1))).isTrue();
    gate.enter(writes(OUT)).leave();
    CompletableFuture<CommitGate.Passage> waiting = new CompletableFuture<>();
    Thread.ofVirtual().start(() -> waiting.complete(gate.enter(writes(IN))));
    assertThatThrownBy(() -> waiting.get(20, TimeUnit.MILLISECONDS))
        .isInstanceOf(java.util.concurrent.TimeoutException.class);
    gate.open(LEFT);
    waiting.get(10, TimeUnit.SECONDS).leave();
  }

  @Test
  void anInterruptEndsTheWait() throws Exception {
    assertThat(gate.close(LEFT, Duration.ofSeconds(1))).isTrue();
    CompletableFuture<Void> ended = new CompletableFuture<>();
    Thread waiter =
        Thread.ofVirtual()
            .start(() -> {
              try {
                gate.enter(writes(IN)).leave();
                ended.complete(null);
              } catch (MySqlException interrupted) {
                ended.completeExceptionally(interrupted);
              }
            });
    waiter.interrupt();
    assertThatThrownBy(() -> ended.get(10, TimeUnit.SECONDS))
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(MySqlException.class);
    gate.open(LEFT);
  }

  @Test
  void nobodyIsInsideAClosedRange() throws Exception {
    AtomicInteger inside = new AtomicInteger();
    CompletableFuture<?>[] commits = new CompletableFuture<?>[4];
    for (int i = 0; i < commits.length; i++) {
      commits[i] =
          CompletableFuture.runAsync(() -> {
            for (int n = 0; n < 20_000; n++) {
              CommitGate.Passage passage = gate.enter(writes(IN));
              inside.incrementAndGet();
              inside.decrementAndGet();
              passage.leave();
            }
          });
    }
    CompletableFuture<Void> all = CompletableFuture.allOf(commits);
    int closed = 0;
    while (!all.isDone()) {
      if (gate.close(LEFT, Duration.ofSeconds(10))) {
        assertThat(inside.get()).isZero();
        closed++;
        gate.open(LEFT);
      }
    }
    all.get(10, TimeUnit.SECONDS);
    assertThat(closed).isPositive();
  }
}
