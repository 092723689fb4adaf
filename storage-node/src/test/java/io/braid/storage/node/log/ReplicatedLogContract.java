package io.braid.storage.node.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.braid.storage.node.log.ReplicatedLog.LogPosition;
import io.braid.storage.node.log.ReplicatedLog.Role;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What every replicated log does, whatever is below it. */
@Timeout(60)
abstract class ReplicatedLogContract {
  final SimulatedDisk disk = new SimulatedDisk(appliesDurably());
  final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
  private ReplicatedLog log;

  /** Whether the log needs a state machine that syncs what it applies. */
  abstract boolean appliesDurably();

  /** Opens the log, the {@code life}-th time. */
  abstract ReplicatedLog open(int life);

  private int life;

  @BeforeEach
  void start() {
    log = open(++life);
  }

  @AfterEach
  void stop() {
    log.close();
  }

  private CompletableFuture<LogPosition> propose(String text) {
    return log.propose(log.term(), text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void entryIsAppliedBeforeItsProposalCompletes() {
    assertThat(log.role()).isEqualTo(Role.LEADER);
    for (int i = 0; i < 20; i++) {
      LogPosition position = propose("entry " + i).join();
      assertThat(disk.contents()).hasSize(i + 1).endsWith("entry " + i);
      assertThat(log.applied()).isEqualTo(position);
    }
  }

  @Test
  void entriesHaveGrowingPositionsOfTheTerm() {
    List<CompletableFuture<LogPosition>> proposals = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      proposals.add(propose("entry " + i));
    }
    List<Long> indexes = new ArrayList<>();
    for (CompletableFuture<LogPosition> proposal : proposals) {
      assertThat(proposal.join().term()).isEqualTo(log.term());
      indexes.add(proposal.join().index());
    }
    assertThat(indexes).isSorted().doesNotHaveDuplicates();
    assertThat(disk.contents()).hasSize(100);
  }

  @Test
  void entriesOfManyCallersAreAppliedOnceAndTogether() throws InterruptedException {
    int callers = 16;
    int each = 50;
    List<Thread> threads = new ArrayList<>();
    for (int caller = 0; caller < callers; caller++) {
      int number = caller;
      threads.add(
          Thread.ofVirtual()
              .start(() -> {
                for (int i = 0; i < each; i++) {
                  propose(number + "/" + i).join();
                }
              }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(disk.contents()).hasSize(callers * each).doesNotHaveDuplicates();
    assertThat(disk.applies()).isLessThan(callers * each);
  }

  @Test
  void acknowledgedEntriesSurviveAPowerLoss() throws InterruptedException {
    ConcurrentLinkedQueue<String> acknowledged = new ConcurrentLinkedQueue<>();
    for (int round = 0; round < 3; round++) {
      List<Thread> threads = new ArrayList<>();
      for (int caller = 0; caller < 4; caller++) {
        String prefix = round + "/" + caller + "/";
        threads.add(
            Thread.ofVirtual()
                .start(() -> {
                  for (int i = 0; i < 25; i++) {
                    propose(prefix + i).join();
                    acknowledged.add(prefix + i);
                  }
                }));
      }
      for (Thread thread : threads) {
        thread.join();
      }
      if (round == 1) {
        log.takeSnapshot();
        assertThat(disk.durable()).isEqualTo(log.applied());
        propose("behind the snapshot").join();
        acknowledged.add("behind the snapshot");
      }
      powerLoss();
      // Proposing again proves that the log has replayed what came before.
      propose("after " + round).join();
      acknowledged.add("after " + round);
      assertThat(disk.contents()).containsAll(acknowledged).doesNotHaveDuplicates();
    }
  }

  private void powerLoss() {
    log.close();
    disk.crash();
    log = open(++life);
  }

  final ReplicatedLog log() {
    return log;
  }

  @Test
  void termGrowsWithEveryLife() {
    long before = log.term();
    propose("one").join();
    powerLoss();
    assertThat(log.term()).isGreaterThan(before);
    assertThatThrownBy(() -> log.propose(before, new byte[1]).join())
        .isInstanceOf(CompletionException.class)
        .hasCauseInstanceOf(NotLeaderException.class);
    assertThat(propose("two").join().term()).isEqualTo(log.term());
    assertThat(disk.contents()).containsExactly("one", "two");
  }

  @Test
  void closedLogTakesNothing() {
    propose("one").join();
    long term = log.term();
    log.close();
    assertThat(log.role()).isEqualTo(Role.CLOSED);
    assertThatThrownBy(() -> log.propose(term, new byte[1]).join())
        .isInstanceOf(CompletionException.class)
        .hasCauseInstanceOf(NotLeaderException.class);
    log.close();
  }

  @Test
  void proposalsUnderWayAreFinishedByClosing() {
    List<CompletableFuture<LogPosition>> proposals = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      proposals.add(propose("entry " + i));
    }
    log.close();
    assertThat(proposals).allSatisfy(proposal -> assertThat(proposal).isCompleted());
    assertThat(disk.contents()).hasSize(200);
  }

  @Test
  void largestEntryPassesAndLargerIsRefused() {
    byte[] largest = new byte[ReplicatedLog.ENTRY_BYTES_MAX];
    log.propose(log.term(), largest).join();
    assertThat(disk.contents()).hasSize(1);
    byte[] larger = new byte[Math.toIntExact(log.entryBytesMax() + 1)];
    assertThatThrownBy(() -> log.propose(log.term(), larger))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void failedDiskIsReportedAndNothingIsTakenAfterIt() {
    propose("good").join();
    disk.failSyncs();
    if (!appliesDurably()) {
      assertThatThrownBy(log::takeSnapshot).isInstanceOf(LogFailedException.class);
      return;
    }
    assertThatThrownBy(() -> propose("bad").join())
        .hasCauseInstanceOf(UnknownOutcomeException.class);
    org.awaitility.Awaitility.await().until(() -> failure.get() != null);
    assertThat(log.role()).isEqualTo(Role.CLOSED);
    assertThatThrownBy(() -> propose("later").join()).hasCauseInstanceOf(LogFailedException.class);
  }
}
