package io.braid.txn.lock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.braid.txn.LockMode;
import io.braid.txn.LockWait;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LockTableTest {
  private static final LockWait LONG = new LockWait.UpTo(30_000);

  private final LockTable table = new LockTable(1 << 22, 99);
  private final LockOwner a = new LockOwner(1);
  private final LockOwner b = new LockOwner(2);
  private final LockOwner c = new LockOwner(3);

  private static byte[] key(int number) {
    return new byte[] {0, 0, 4, 0, 0, 1, (byte) (number >> 8), (byte) number};
  }

  private LockOutcome exclusive(LockOwner owner, int key, LockWait wait) {
    return table.lock(owner, key(key), LockMode.EXCLUSIVE, wait);
  }

  private LockOutcome shared(LockOwner owner, int key, LockWait wait) {
    return table.lock(owner, key(key), LockMode.SHARED, wait);
  }

  private CompletableFuture<LockOutcome> later(LockOwner owner, int key, LockMode mode) {
    CompletableFuture<LockOutcome> outcome =
        CompletableFuture.supplyAsync(
            () -> table.lock(owner, key(key), mode, LONG),
            Executors.newVirtualThreadPerTaskExecutor());
    await().until(() -> owner.waiting != null || outcome.isDone());
    return outcome;
  }

  @Test
  void aDeadlockIsDescribed() {
    List<Deadlock> seen = new ArrayList<>();
    LockTable observed = new LockTable(1 << 22, 99, seen::add);
    b.setWeight(5);
    observed.lock(a, key(1), LockMode.SHARED, LONG);
    observed.lock(b, key(2), LockMode.EXCLUSIVE, LONG);
    CompletableFuture<LockOutcome> first =
        CompletableFuture.supplyAsync(
            () -> observed.lock(b, key(1), LockMode.EXCLUSIVE, LONG),
            Executors.newVirtualThreadPerTaskExecutor());
    await().until(() -> b.waiting != null);
    assertThat(observed.describe(b).waiting()).isPresent();
    assertThat(observed.lock(a, key(2), LockMode.SHARED, LONG)).isEqualTo(LockOutcome.DEADLOCK);
    observed.releaseAll(a);
    assertThat(first.join()).isEqualTo(LockOutcome.GRANTED);
    Deadlock deadlock = seen.getFirst();
    assertThat(seen).hasSize(1);
    assertThat(deadlock.victim()).isEqualTo(1);
    assertThat(deadlock.members())
        .usingRecursiveFieldByFieldElementComparator()
        .containsExactly(
            new Deadlock.Member(
                2,
                0,
                5,
                new WantedLock.OfKey(key(2), LockMode.EXCLUSIVE),
                new WantedLock.OfKey(key(1), LockMode.EXCLUSIVE)),
            new Deadlock.Member(
                1,
                0,
                0,
                new WantedLock.OfKey(key(1), LockMode.SHARED),
                new WantedLock.OfKey(key(2), LockMode.SHARED)));
    LockCounters counters = observed.counters();
    assertThat(List.of(counters.waits(), counters.timeouts(), counters.deadlocks()))
        .containsExactly(2L, 0L, 1L);
  }

  @Test
  void exclusiveExcludesOthersUntilReleased() {
    assertThat(exclusive(a, 1, LONG)).isEqualTo(LockOutcome.GRANTED);
    assertThat(exclusive(a, 1, LONG)).isEqualTo(LockOutcome.GRANTED);
    assertThat(shared(a, 1, LONG)).isEqualTo(LockOutcome.GRANTED);
    assertThat(shared(b, 1, new LockWait.NoWait())).isEqualTo(LockOutcome.REFUSED);
    assertThat(exclusive(b, 1, new LockWait.SkipLocked())).isEqualTo(LockOutcome.REFUSED);
    assertThat(exclusive(b, 1, new LockWait.UpTo(5))).isEqualTo(LockOutcome.TIMED_OUT);
    table.releaseAll(a);
    assertThat(exclusive(b, 1, LONG)).isEqualTo(LockOutcome.GRANTED);
    table.releaseAll(b);
    assertThat(table.size()).isZero();
    assertThat(table.bytes()).isZero();
  }

  @Test
  void waitersAreServedInOrderAndSharedOnesTogether() {
    exclusive(a, 1, LONG);
    CompletableFuture<LockOutcome> first = later(b, 1, LockMode.SHARED);
    LockOwner d = new LockOwner(4);
    CompletableFuture<LockOutcome> second = later(d, 1, LockMode.SHARED);
    CompletableFuture<LockOutcome> third = later(c, 1, LockMode.EXCLUSIVE);
    table.releaseAll(a);
    assertThat(first.join()).isEqualTo(LockOutcome.GRANTED);
    assertThat(second.join()).isEqualTo(LockOutcome.GRANTED);
    assertThat(third).isNotDone();
    assertThat(shared(a, 1, new LockWait.NoWait()))
        .as("a reader does not overtake the writer in the queue")
        .isEqualTo(LockOutcome.REFUSED);
    table.releaseAll(b);
    assertThat(third).isNotDone();
    table.releaseAll(d);
    assertThat(third.join()).isEqualTo(LockOutcome.GRANTED);
    table.releaseAll(c);
    assertThat(table.bytes()).isZero();
  }

  @Test
  void anUpgradeGoesAheadOfTheQueue() {
    shared(a, 1, LONG);
    shared(b, 1, LONG);
    CompletableFuture<LockOutcome> waiting = later(c, 1, LockMode.EXCLUSIVE);
    CompletableFuture<LockOutcome> upgrade = later(a, 1, LockMode.EXCLUSIVE);
    table.releaseAll(b);
    assertThat(upgrade.join()).isEqualTo(LockOutcome.GRANTED);
    assertThat(waiting).isNotDone();
    table.releaseAll(a);
    assertThat(waiting.join()).isEqualTo(LockOutcome.GRANTED);
  }

  @Test
  void twoUpgradesAreADeadlock() {
    shared(a, 1, LONG);
    shared(b, 1, LONG);
    CompletableFuture<LockOutcome> upgrade = later(a, 1, LockMode.EXCLUSIVE);
    assertThat(exclusive(b, 1, LONG)).isEqualTo(LockOutcome.DEADLOCK);
    table.releaseAll(b);
    assertThat(upgrade.join()).isEqualTo(LockOutcome.GRANTED);
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 4, 5})
  void whoClosesACycleIsItsVictimWhenAllAreEqual(int members) {
    List<LockOwner> owners = new ArrayList<>();
    for (int i = 0; i < members; i++) {
      owners.add(new LockOwner(i));
      exclusive(owners.get(i), i, LONG);
    }
    List<CompletableFuture<LockOutcome>> waits = new ArrayList<>();
    for (int i = 0; i < members - 1; i++) {
      waits.add(later(owners.get(i), i + 1, LockMode.EXCLUSIVE));
      assertThat(waits.get(i)).isNotDone();
    }
    LockOwner last = owners.getLast();
    assertThat(exclusive(last, 0, LONG)).isEqualTo(LockOutcome.DEADLOCK);
    table.releaseAll(last);
    for (int i = members - 2; i >= 0; i--) {
      assertThat(waits.get(i).join()).isEqualTo(LockOutcome.GRANTED);
      table.releaseAll(owners.get(i));
    }
    assertThat(table.bytes()).isZero();
  }

  @Test
  void theVictimIsTheOneWithTheFewestChanges() {
    a.setWeight(1);
    b.setWeight(10);
    exclusive(a, 1, LONG);
    exclusive(b, 2, LONG);
    CompletableFuture<LockOutcome> victim = later(a, 2, LockMode.EXCLUSIVE);
    CompletableFuture<LockOutcome> survivor = later(b, 1, LockMode.EXCLUSIVE);
    assertThat(victim.join()).isEqualTo(LockOutcome.DEADLOCK);
    assertThat(survivor).isNotDone();
    table.releaseAll(a);
    assertThat(survivor.join()).isEqualTo(LockOutcome.GRANTED);
  }

  @Test
  void bystandersInAQueueAreNotVictims() {
    exclusive(a, 1, LONG);
    exclusive(c, 2, LONG);
    a.setWeight(5);
    c.setWeight(5);
    CompletableFuture<LockOutcome> bystander = later(b, 1, LockMode.EXCLUSIVE);
    CompletableFuture<LockOutcome> member = later(c, 1, LockMode.EXCLUSIVE);
    assertThat(exclusive(a, 2, LONG)).isEqualTo(LockOutcome.DEADLOCK);
    assertThat(bystander).isNotDone();
    table.releaseAll(a);
    assertThat(bystander.join()).isEqualTo(LockOutcome.GRANTED);
    table.releaseAll(b);
    assertThat(member.join()).isEqualTo(LockOutcome.GRANTED);
  }

  @Test
  void cancelEndsAWaitAndANewStatementForgetsIt() {
    exclusive(a, 1, LONG);
    CompletableFuture<LockOutcome> waiting = later(b, 1, LockMode.EXCLUSIVE);
    table.cancel(b);
    assertThat(waiting.join()).isEqualTo(LockOutcome.CANCELLED);
    table.cancel(b);
    assertThat(exclusive(b, 1, LONG)).isEqualTo(LockOutcome.CANCELLED);
    table.cancel(b);
    b.startStatement();
    assertThat(exclusive(b, 1, new LockWait.UpTo(1))).isEqualTo(LockOutcome.TIMED_OUT);
    assertThat(a.heldCount()).isEqualTo(1);
  }

  @Test
  void aWaiterThatLeavesLetsThoseBehindItPass() {
    shared(a, 1, LONG);
    CompletableFuture<LockOutcome> writer = later(b, 1, LockMode.EXCLUSIVE);
    CompletableFuture<LockOutcome> reader = later(c, 1, LockMode.SHARED);
    assertThat(reader).isNotDone();
    table.cancel(b);
    assertThat(writer.join()).isEqualTo(LockOutcome.CANCELLED);
    assertThat(reader.join()).isEqualTo(LockOutcome.GRANTED);
  }

  @Test
  void onlyLocksOfTheStatementAreGivenBack() {
    exclusive(a, 1, LONG);
    a.startStatement();
    exclusive(a, 1, LONG);
    exclusive(a, 2, LONG);
    table.unlockOfStatement(a, key(1));
    table.unlockOfStatement(a, key(2));
    assertThat(exclusive(b, 1, new LockWait.NoWait())).isEqualTo(LockOutcome.REFUSED);
    assertThat(exclusive(b, 2, new LockWait.NoWait())).isEqualTo(LockOutcome.GRANTED);
  }

  @Test
  void aFullTableRefusesFurtherLocks() {
    LockTable small = new LockTable(64 * 1_000, 1);
    int granted = 0;
    while (small.lock(a, key(granted), LockMode.EXCLUSIVE, LONG) == LockOutcome.GRANTED) {
      granted++;
    }
    assertThat(granted).isBetween(100, 1_000);
    small.releaseAll(a);
    assertThat(small.bytes()).isZero();
    assertThat(small.lock(a, key(1), LockMode.EXCLUSIVE, LONG)).isEqualTo(LockOutcome.GRANTED);
  }

  /** Threads lock random keys in random order; no exclusive lock is ever shared, nothing leaks. */
  @Test
  void randomOwnersNeverHoldAnExclusiveLockTogether() throws InterruptedException {
    int keys = 12;
    AtomicInteger[] writers = new AtomicInteger[keys];
    AtomicInteger[] readers = new AtomicInteger[keys];
    for (int i = 0; i < keys; i++) {
      writers[i] = new AtomicInteger();
      readers[i] = new AtomicInteger();
    }
    AtomicInteger broken = new AtomicInteger();
    AtomicInteger deadlocks = new AtomicInteger();
    AtomicInteger timeouts = new AtomicInteger();
    List<Thread> threads = new ArrayList<>();
    for (int t = 0; t < 8; t++) {
      java.util.SplittableRandom random = new java.util.SplittableRandom(4_711 + t);
      threads.add(
          Thread.ofVirtual()
              .start(() -> {
                for (int round = 0; round < 1_500; round++) {
                  LockOwner owner = new LockOwner(round);
                  LockMode[] held = new LockMode[keys];
                  for (int step = 0; step < 4; step++) {
                    int key = random.nextInt(keys);
                    LockMode mode = random.nextInt(3) == 0 ? LockMode.SHARED : LockMode.EXCLUSIVE;
                    LockOutcome outcome = table.lock(owner, key(key), mode, LONG);
                    if (outcome != LockOutcome.GRANTED) {
                      (outcome == LockOutcome.DEADLOCK ? deadlocks : timeouts).incrementAndGet();
                      break;
                    }
                    if (held[key] == LockMode.EXCLUSIVE || held[key] == mode) {
                      continue;
                    }
                    if (held[key] == LockMode.SHARED) {
                      readers[key].decrementAndGet();
                    }
                    held[key] = mode;
                    if (mode == LockMode.SHARED) {
                      readers[key].incrementAndGet();
                    } else if (writers[key].incrementAndGet() != 1 || readers[key].get() != 0) {
                      broken.incrementAndGet();
                    }
                    if (writers[key].get() > 1
                        || (mode == LockMode.SHARED && writers[key].get() != 0)) {
                      broken.incrementAndGet();
                    }
                  }
                  for (int key = 0; key < keys; key++) {
                    if (held[key] == LockMode.EXCLUSIVE) {
                      writers[key].decrementAndGet();
                    } else if (held[key] == LockMode.SHARED) {
                      readers[key].decrementAndGet();
                    }
                  }
                  table.releaseAll(owner);
                }
              }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(broken).hasValue(0);
    assertThat(timeouts).hasValue(0);
    assertThat(table.size()).isZero();
    assertThat(table.bytes()).isZero();
  }
}
