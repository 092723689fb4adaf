package io.braid.cdc.merge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.braid.cdc.TransactionStream.StreamTransaction;
import io.braid.common.InvariantViolation;
import io.braid.common.MySqlException;
import io.braid.common.time.Clock;
import io.braid.storage.ChangeRecord;
import io.braid.storage.ControlCommand;
import io.braid.storage.Gtid;
import io.braid.storage.KeySpace;
import io.braid.storage.RowChange;
import io.braid.storage.TransactionId;
import io.braid.storage.TransactionRecord;
import io.braid.storage.VolumeId;
import io.braid.storage.WriteSet;
import io.braid.storage.node.StorageResources;
import io.braid.storage.node.volume.ChangeLog;
import io.braid.storage.node.volume.Volume;
import io.braid.storage.node.volume.VolumeOptions;
import io.braid.storage.node.volume.VolumeReplica;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class MergedStreamTest {
  @TempDir Path folder;
  private final AtomicLong oracle = new AtomicLong(100);
  private StorageResources resources;
  private VolumeReplica volume;

  @BeforeEach
  void open() {
    resources = new StorageResources(32 << 20, 16 << 20, 1);
    volume = openVolume(0);
  }

  private VolumeReplica openVolume(int id) {
    return VolumeReplica.open(
        VolumeOptions.local(
            folder.resolve("volume-" + id), new UUID(1, 1), new VolumeId(id), new UUID(2, 2)),
        resources,
        Clock.system(),
        failure -> {});
  }

  @AfterEach
  void close() {
    volume.close();
    resources.close();
  }

  private long now() {
    return oracle.incrementAndGet();
  }

  private MergedStream stream(long after) {
    return new MergedStream(List.of(volume), this::now, Clock.system(), after);
  }

  private static WriteSet insert(long id, int rows) {
    List<RowChange> changes = new ArrayList<>();
    for (int i = 0; i < rows; i++) {
      byte[] suffix = (id + "-" + i).getBytes(StandardCharsets.UTF_8);
      byte[] key = new byte[KeySpace.PREFIX_BYTES + suffix.length];
      KeySpace.putPrefix(key, KeySpace.FIRST_USER_TABLE, KeySpace.ROW_INDEX);
      System.arraycopy(suffix, 0, key, KeySpace.PREFIX_BYTES, suffix.length);
      changes.add(new RowChange(KeySpace.FIRST_USER_TABLE, 1, key, Optional.empty(), null, suffix));
    }
    TransactionRecord record =
        new TransactionRecord(
            new TransactionId(id), new Gtid.Automatic(), 0, 0, List.of(), Optional.empty(), 0);
    return new WriteSet(record, changes, List.of(), List.of(), Map.of(), 0);
  }

  private long commit(int rows) {
    return volume.commit(insert(now(), rows), this::now).join();
  }

  private static int drain(StreamTransaction transaction) {
    int records = 0;
    for (var next = transaction.nextRecord(); next.isPresent(); next = transaction.nextRecord()) {
      assertThat(next.get().commitTs()).isEqualTo(transaction.commitTs());
      assertThat(next.get().sequence()).isEqualTo(++records);
    }
    return records;
  }

  @Test
  void transactionsComeWholeAndInOrderFromAnyStart() throws Exception {
    long first = commit(3);
    long second = volume.control(new ControlCommand.Rotate(), this::now).join();
    long third = commit(0);
    long fourth = commit(2);
    try (MergedStream stream = stream(0)) {
      StreamTransaction one = stream.next(1_000).orElseThrow();
      assertThat(one.commitTs()).isEqualTo(first);
      assertThat(drain(one)).isEqualTo(3);
      StreamTransaction two = stream.next(1_000).orElseThrow();
      assertThat(two.head())
          .isEqualTo(new ChangeRecord.Control(second, 0, new ControlCommand.Rotate()));
      assertThat(two.nextRecord()).isEmpty();
      assertThat(stream.next(1_000).orElseThrow().commitTs()).isEqualTo(third);
      assertThat(stream.resolvedTimestamp()).isEqualTo(third);
      assertThat(stream.next(1_000).orElseThrow().commitTs()).isEqualTo(fourth);
      assertThat(stream.next(0)).isEmpty();
      assertThat(stream.resolvedTimestamp()).isGreaterThan(fourth);
    }
    try (MergedStream stream = stream(third)) {
      assertThat(stream.next(1_000).orElseThrow().commitTs()).isEqualTo(fourth);
    }
  }

  @Test
  void recordsThatTheReaderLeavesAreSkipped() throws Exception {
    commit(5);
    long second = commit(1);
    try (MergedStream stream = stream(0)) {
      StreamTransaction one = stream.next(1_000).orElseThrow();
      one.nextRecord();
      StreamTransaction two = stream.next(1_000).orElseThrow();
      assertThat(two.commitTs()).isEqualTo(second);
      assertThatThrownBy(one::nextRecord).isInstanceOf(InvariantViolation.class);
    }
  }

  @Test
  void transactionAboveACommitUnderWayWaitsForIt() throws Exception {
    CountDownLatch given = new CountDownLatch(1);
    CountDownLatch asked = new CountDownLatch(1);
    CompletableFuture<Long> slow =
        CompletableFuture.supplyAsync(() ->
            volume
                .commit(
                    insert(1, 1),
                    () -> {
                      long timestamp = now();
                      asked.countDown();
                      await(given);
                      return timestamp;
                    })
                .join());
    asked.await();
    long fast = commit(1);
    try (MergedStream stream = stream(0)) {
      assertThat(stream.next(50)).isEmpty();
      given.countDown();
      assertThat(stream.next(10_000).orElseThrow().commitTs()).isEqualTo(slow.get());
      assertThat(stream.next(10_000).orElseThrow().commitTs()).isEqualTo(fast);
    }
  }

  @Test
  void wakeReturnsAnIdleStreamPastTheOracle() throws Exception {
    try (MergedStream stream = stream(0)) {
      assertThat(stream.next(0)).isEmpty();
      long wanted = now();
      CompletableFuture<Void> waker = CompletableFuture.runAsync(stream::wake);
      long before = System.nanoTime();
      while (stream.resolvedTimestamp() < wanted) {
        assertThat(stream.next(50_000)).isEmpty();
      }
      assertThat(System.nanoTime() - before).isLessThan(10_000_000_000L);
      waker.join();
    }
  }

  @Test
  void streamFollowsConcurrentCommittersWithoutGapOrDisorder() throws Exception {
    int writers = 6;
    int each = 150;
    ConcurrentSkipListMap<Long, Integer> committed = new ConcurrentSkipListMap<>();
    AtomicInteger running = new AtomicInteger(writers);
    List<Thread> threads = new ArrayList<>();
    for (int writer = 0; writer < writers; writer++) {
      SplittableRandom random = new SplittableRandom(writer);
      threads.add(
          Thread.ofVirtual()
              .start(() -> {
                for (int i = 0; i < each; i++) {
                  int rows = random.nextInt(4);
                  committed.put(commit(rows), rows);
                }
                running.decrementAndGet();
              }));
    }
    List<Long> order = new ArrayList<>();
    List<Integer> sizes = new ArrayList<>();
    try (MergedStream stream = stream(0)) {
      while (order.size() < writers * each) {
        Optional<StreamTransaction> next = stream.next(1_000);
        if (next.isPresent()) {
          order.add(next.get().commitTs());
          sizes.add(drain(next.get()));
        }
      }
      for (Thread thread : threads) {
        thread.join();
      }
      assertThat(stream.next(0)).isEmpty();
    }
    assertThat(order).isSorted().containsExactlyElementsOf(committed.keySet());
    assertThat(sizes).containsExactlyElementsOf(committed.values());
  }

  @Test
  void severalVolumesMergeInOrderOfTimestamps() throws Exception {
    try (VolumeReplica second = openVolume(1)) {
      List<Long> expected = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        VolumeReplica target = i % 3 == 0 ? second : volume;
        expected.add(target.commit(insert(now(), 2), this::now).join());
      }
      try (MergedStream stream =
          new MergedStream(List.of(volume, second), this::now, Clock.system(), 0)) {
        List<Long> found = new ArrayList<>();
        for (var next = stream.next(0); next.isPresent(); next = stream.next(0)) {
          found.add(next.get().commitTs());
          assertThat(drain(next.get())).isEqualTo(2);
        }
        assertThat(found).isEqualTo(expected);
      }
    }
  }

  @Test
  void missingRecordStopsTheStream() throws Exception {
    commit(3);
    commit(1);
    AtomicInteger seen = new AtomicInteger();
    Volume damaged = withoutRecord(seen, 3);
    try (MergedStream stream = new MergedStream(List.of(damaged), this::now, Clock.system(), 0)) {
      StreamTransaction first = stream.next(1_000).orElseThrow();
      assertThatThrownBy(() -> drain(first))
          .isInstanceOf(InvariantViolation.class)
          .hasMessageContaining("only 2 of its 3");
    }
  }

  @Test
  void missingTransactionRecordStopsTheStream() {
    commit(3);
    Volume damaged = withoutRecord(new AtomicInteger(), 0);
    try (MergedStream stream = new MergedStream(List.of(damaged), this::now, Clock.system(), 0)) {
      assertThatThrownBy(() -> stream.next(1_000))
          .isInstanceOf(InvariantViolation.class)
          .hasMessageContaining("no transaction record");
    }
  }

  @Test
  void startThatGarbageCollectionHasPassedIsRefused() {
    commit(1);
    long second = commit(1);
    commit(1);
    volume.collectGarbage(second);
    try (MergedStream stream = stream(0)) {
      assertThatThrownBy(() -> stream.next(1_000)).isInstanceOf(MySqlException.class);
    }
  }

  /** The volume, its change log without the record at a place. */
  private Volume withoutRecord(AtomicInteger seen, int place) {
    return (Volume)
        Proxy.newProxyInstance(
            Volume.class.getClassLoader(),
            new Class<?>[] {Volume.class},
            (proxy, method, arguments) -> {
              try {
                Object result = method.invoke(volume, arguments);
                return result instanceof ChangeLog.Cursor cursor
                    ? skipping(cursor, seen, place)
                    : result;
              } catch (InvocationTargetException failure) {
                throw failure.getCause();
              }
            });
  }

  private static ChangeLog.Cursor skipping(ChangeLog.Cursor cursor, AtomicInteger seen, int place) {
    return new ChangeLog.Cursor() {
      @Override
      public Optional<ChangeRecord> next() {
        Optional<ChangeRecord> next = cursor.next();
        return seen.getAndIncrement() == place ? cursor.next() : next;
      }

      @Override
      public void seekAfter(long commitTs, int sequence) {
        cursor.seekAfter(commitTs, sequence);
      }

      @Override
      public void close() {
        cursor.close();
      }
    };
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException interrupted) {
      throw new IllegalStateException(interrupted);
    }
  }
}
