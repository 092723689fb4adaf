package io.braid.txn.lock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.braid.storage.KeyRange;
import io.braid.txn.LockMode;
import io.braid.txn.LockWait;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Ranges that keep others' new keys out, in the lock table. */
class RangeLocksTest {
  private static final LockWait LONG = new LockWait.UpTo(30_000);
  private static final LockWait NO_WAIT = new LockWait.NoWait();

  private final LockTable table = new LockTable(1 << 22, 99);
  private final Writer a = new Writer(1);
  private final Writer b = new Writer(2);
  private final Writer c = new Writer(3);

  /** A transaction as far as ranges go. */
  private final class Writer {
    private final LockOwner owner;
    private final Set<byte[]> written = new ConcurrentSkipListSet<>(Arrays::compareUnsigned);

    Writer(long id) {
      owner = new LockOwner(id);
    }

    LockOutcome range(int start, int end, LockWait wait) {
      return table.lockRange(owner, RangeLocksTest.range(start, end), wait);
    }

    LockOutcome write(int number, LockWait wait) {
      table.registerWrites(owner, range -> written.stream().anyMatch(range::contains));
      LockOutcome before = table.awaitRanges(owner, key(number), wait);
      if (before != LockOutcome.GRANTED) {
        return before;
      }
      written.add(key(number));
      return table.awaitRanges(owner, key(number), wait);
    }

    CompletableFuture<LockOutcome> later(Supplier<LockOutcome> request) {
      CompletableFuture<LockOutcome> outcome =
          CompletableFuture.supplyAsync(request, Executors.newVirtualThreadPerTaskExecutor());
      await().until(() -> owner.waiting != null || outcome.isDone());
      return outcome;
    }

    void end() {
      table.releaseAll(owner);
      written.clear();
    }
  }

  private static byte[] key(int number) {
    return new byte[] {0, (byte) (number >> 8), (byte) number};
  }

  /** {@code end} below 0: to the end of all keys. */
  private static KeyRange range(int start, int end) {
    return new KeyRange(key(start), end < 0 ? new byte[0] : key(end));
  }

  @Test
  void aNewKeyWaitsForTheRangesOfOthers() {
    assertThat(a.range(10, 20, LONG)).isEqualTo(LockOutcome.GRANTED);
    assertThat(b.range(5, 15, LONG)).isEqualTo(LockOutcome.GRANTED);
    assertThat(c.write(9, NO_WAIT)).isEqualTo(LockOutcome.REFUSED);
    assertThat(c.write(20, NO_WAIT)).isEqualTo(LockOutcome.GRANTED);
    assertThat(c.write(4, NO_WAIT)).isEqualTo(LockOutcome.GRANTED);
    assertThat(c.write(12, new LockWait.UpTo(5))).isEqualTo(LockOutcome.TIMED_OUT);
    CompletableFuture<LockOutcome> both = c.later(() -> c.write(12, LONG));
    a.end();
    assertThat(both).isNotDone();
    b.end();
    assertThat(both.join()).isEqualTo(LockOutcome.GRANTED);
    c.end();
    assertThat(table.bytes()).isZero();
  }

  @Test
  void aRangeWaitsForThoseWhoHaveWrittenInIt() {
    assertThat(b.write(12, LONG)).isEqualTo(LockOutcome.GRANTED);
    assertThat(c.write(13, LONG)).isEqualTo(LockOutcome.GRANTED);
    assertThat(a.range(10, 20, NO_WAIT)).isEqualTo(LockOutcome.REFUSED);
    assertThat(a.range(14, 20, NO_WAIT)).isEqualTo(LockOutcome.GRANTED);
    CompletableFuture<LockOutcome> range = a.later(() -> a.range(10, 20, LONG));
    // Those who are waited for go on; who comes later waits behind the range.
    assertThat(b.write(11, NO_WAIT)).isEqualTo(LockOutcome.GRANTED);
    Writer late = new Writer(4);
    CompletableFuture<LockOutcome> key = late.later(() -> late.write(11, LONG));
    b.end();
    assertThat(range).isNotDone();
    c.end();
    assertThat(range.join()).isEqualTo(LockOutcome.GRANTED);
    assertThat(key).isNotDone();
    a.end();
    assertThat(key.join()).isEqualTo(LockOutcome.GRANTED);
  }

  @Test
  void aRangeIsTakenAtOnceWithSkipLocked() {
    b.write(12, LONG);
    assertThat(a.range(10, 20, new LockWait.SkipLocked())).isEqualTo(LockOutcome.GRANTED);
    assertThat(c.write(12, NO_WAIT)).isEqualTo(LockOutcome.REFUSED);
  }

  @Test
  void twoWhoReadARangeAndWriteIntoItAreADeadlock() {
    a.range(0, 100, LONG);
    b.range(50, 150, LONG);
    CompletableFuture<LockOutcome> first = a.later(() -> a.write(60, LONG));
    assertThat(b.write(70, LONG)).isEqualTo(LockOutcome.DEADLOCK);
    b.end();
    assertThat(first.join()).isEqualTo(LockOutcome.GRANTED);
  }

  @Test
  void aCycleOverAKeyAndARangeIsFound() {
    table.lock(a.owner, key(1), LockMode.EXCLUSIVE, LONG);
    b.range(50, -1, LONG);
    CompletableFuture<LockOutcome> first = a.later(() -> a.write(60, LONG));
    assertThat(table.lock(b.owner, key(1), LockMode.SHARED, LONG)).isEqualTo(LockOutcome.DEADLOCK);
    b.end();
    assertThat(first.join()).isEqualTo(LockOutcome.GRANTED);
  }

  @Test
  void aWaitForARangeCanBeCancelled() {
    b.write(12, LONG);
    CompletableFuture<LockOutcome> range = a.later(() -> a.range(10, 20, LONG));
    CompletableFuture<LockOutcome> key = c.later(() -> c.write(15, LONG));
    table.cancel(a.owner);
    assertThat(range.join()).isEqualTo(LockOutcome.CANCELLED);
    assertThat(key.join()).isEqualTo(LockOutcome.GRANTED);
  }

  @Test
  void memoryForRangesIsBounded() {
    LockOutcome last = LockOutcome.GRANTED;
    int taken = 0;
    while (last == LockOutcome.GRANTED && taken < 30_000) {
      last = a.range(2 * taken, 2 * taken + 1, LONG);
      taken++;
    }
    assertThat(last).isEqualTo(LockOutcome.TABLE_FULL);
    a.end();
    assertThat(table.bytes()).isZero();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void rangesOfOneOwnerAreJoined(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Set<Integer> covered = new TreeSet<>();
    for (int i = 0; i < 40; i++) {
      int start = random.nextInt(1_000);
      int end = start + 1 + random.nextInt(60);
      a.range(start, end, LONG);
      for (int number = start; number < end; number++) {
        covered.add(number);
      }
      for (int number = 0; number < 1_100; number++) {
        LockOutcome outcome = table.awaitRanges(b.owner, key(number), NO_WAIT);
        assertThat(outcome)
            .isEqualTo(covered.contains(number) ? LockOutcome.REFUSED : LockOutcome.GRANTED);
      }
    }
    List<KeyRange> held = table.heldRanges(a.owner);
    for (int i = 1; i < held.size(); i++) {
      assertThat(Arrays.compareUnsigned(held.get(i - 1).end(), held.get(i).start())).isNegative();
    }
    a.end();
    assertThat(table.bytes()).isZero();
  }

  /** Readers count twice what writers add and remove; a phantom shows as a difference. */
  @Test
  void noKeyAppearsInARangeThatIsHeld() {
    Set<Integer> committed = new ConcurrentSkipListSet<>();
    AtomicInteger phantoms = new AtomicInteger();
    AtomicInteger done = new AtomicInteger();
    List<Thread> threads = new ArrayList<>();
    for (int number = 0; number < 8; number++) {
      int id = number;
      threads.add(
          Thread.ofVirtual()
              .start(() -> {
                SplittableRandom random = new SplittableRandom(id);
                for (int round = 0; round < 400; round++) {
                  Writer me = new Writer(id);
                  int at = random.nextInt(40);
                  if (id % 2 == 0) {
                    if (me.range(at, at + 10, LONG) == LockOutcome.GRANTED) {
                      List<Integer> first = within(committed, at);
                      Thread.yield();
                      phantoms.addAndGet(first.equals(within(committed, at)) ? 0 : 1);
                      done.incrementAndGet();
                    }
                  } else if (me.write(at, LONG) == LockOutcome.GRANTED
                      && me.write(at + 1, LONG) == LockOutcome.GRANTED) {
                    committed.add(at + 1_000 * (round * 8 + id));
                    done.incrementAndGet();
                  }
                  me.end();
                }
              }));
    }
    for (Thread thread : threads) {
      join(thread);
    }
    assertThat(phantoms).hasValue(0);
    assertThat(done.get()).isGreaterThan(1_000);
    assertThat(table.bytes()).isZero();
  }

  private static List<Integer> within(Set<Integer> committed, int start) {
    return committed.stream()
        .filter(number -> number % 1_000 >= start && number % 1_000 < start + 10)
        .toList();
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
