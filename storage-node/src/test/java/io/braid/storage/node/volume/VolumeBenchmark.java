package io.braid.storage.node.volume;

import io.braid.common.time.Clock;
import io.braid.storage.KeySpace;
import io.braid.storage.RowChange;
import io.braid.storage.TransactionId;
import io.braid.storage.TransactionRecord;
import io.braid.storage.VolumeId;
import io.braid.storage.WriteSet;
import io.braid.storage.node.StorageResources;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Prints durable commits per second at 1, 8 and 64 callers, and what a point get and a scanned row
 * cost. Run it by hand: {@code VolumeBenchmark FOLDER [SECONDS]}.
 */
public final class VolumeBenchmark {
  private static final int ROW_BYTES = 200;

  private final VolumeReplica volume;
  private final AtomicLong oracle = new AtomicLong(1L << 40);
  private final AtomicLong nextRow = new AtomicLong();

  private VolumeBenchmark(VolumeReplica volume) {
    this.volume = volume;
  }

  /** Runs it. */
  public static void main(String[] arguments) throws Exception {
    Path folder = Path.of(arguments[0]);
    double seconds = arguments.length > 1 ? Double.parseDouble(arguments[1]) : 4;
    try (StorageResources resources = new StorageResources(512L << 20, 128L << 20, 2);
        VolumeReplica volume =
            VolumeReplica.open(
                VolumeOptions.local(folder, new UUID(1, 1), VolumeId.META, new UUID(2, 2)),
                resources,
                Clock.system(),
                failure -> System.out.println("failed: " + failure))) {
      VolumeBenchmark benchmark = new VolumeBenchmark(volume);
      benchmark.commits(8, 2);
      for (int callers : new int[] {1, 8, 64}) {
        benchmark.commits(callers, seconds);
      }
      benchmark.gets(seconds);
      benchmark.scans(seconds);
    }
  }

  private void commits(int callers, double seconds) throws Exception {
    AtomicLong done = new AtomicLong();
    long start = System.nanoTime();
    long end = start + (long) (seconds * 1e9);
    long cpuBefore = processCpuNanos();
    List<Thread> threads = new ArrayList<>();
    long[] latencies = new long[1 << 20];
    for (int i = 0; i < callers; i++) {
      threads.add(
          Thread.ofVirtual()
              .start(() -> {
                for (long now = System.nanoTime(); now < end; ) {
                  volume.commit(insert(), oracle::incrementAndGet).join();
                  long after = System.nanoTime();
                  latencies[(int) (done.getAndIncrement() & (latencies.length - 1))] = after - now;
                  now = after;
                }
              }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    int count = (int) Math.min(done.get(), latencies.length);
    long[] sorted = java.util.Arrays.copyOf(latencies, count);
    java.util.Arrays.sort(sorted);
    print(
        "commits, %d callers: %.0f/s, p50 %.0f us, p99 %.0f us, cpu %.1f us each",
        callers,
        done.get() * 1e9 / (System.nanoTime() - start),
        sorted[count / 2] / 1e3,
        sorted[count * 99 / 100] / 1e3,
        (processCpuNanos() - cpuBefore) / 1e3 / done.get());
  }

  private WriteSet insert() {
    long row = nextRow.getAndIncrement();
    byte[] image = new byte[ROW_BYTES];
    RowChange change =
        new RowChange(KeySpace.FIRST_USER_TABLE, 1, key(row), Optional.empty(), null, image);
    TransactionRecord record =
        new TransactionRecord(
            new TransactionId(oracle.incrementAndGet()),
            new io.braid.storage.Gtid.Automatic(),
            0,
            0,
            List.of(),
            Optional.empty(),
            0);
    return new WriteSet(record, List.of(change), List.of(), List.of(), Map.of(), 0);
  }

  private static byte[] key(long row) {
    byte[] key = new byte[KeySpace.PREFIX_BYTES + 8];
    KeySpace.putPrefix(key, KeySpace.FIRST_USER_TABLE, KeySpace.ROW_INDEX);
    ByteBuffer.wrap(key).putLong(KeySpace.PREFIX_BYTES, row);
    return key;
  }

  private void gets(double seconds) {
    for (int round = 0; round < 2; round++) {
      SplittableRandom random = new SplittableRandom(1);
      long rows = nextRow.get();
      long cpuBefore = processCpuNanos();
      long start = System.nanoTime();
      long end = start + (long) (seconds * 1e9);
      long count = 0;
      long bytes = 0;
      while (System.nanoTime() < end) {
        for (int i = 0; i < 100; i++) {
          bytes +=
              volume.get(key(random.nextLong(rows)), oracle.get()).orElseThrow().schemaVersion();
          count++;
        }
      }
      print(
          "point gets of %d rows: %.2f us each, cpu %.2f us (%d)",
          rows,
          (System.nanoTime() - start) / 1e3 / count,
          (processCpuNanos() - cpuBefore) / 1e3 / count,
          bytes);
    }
  }

  private void scans(double seconds) {
    for (int length : new int[] {10, 100_000}) {
      SplittableRandom random = new SplittableRandom(1);
      long limit = Math.max(1, nextRow.get() - length);
      long start = System.nanoTime();
      long end = start + (long) (seconds * 1e9 / 2);
      long scans = 0;
      long rows = 0;
      while (System.nanoTime() < end) {
        long first = random.nextLong(limit);
        try (var cursor =
            volume.scan(
                new io.braid.storage.KeyRange(key(first), key(first + length)),
                oracle.get(),
                false)) {
          while (cursor.next()) {
            rows++;
          }
        }
        scans++;
      }
      double nanos = System.nanoTime() - start;
      print(
          "scans of %d rows: %.1f us each, %.3f us a row",
          length, nanos / 1e3 / scans, nanos / 1e3 / rows);
    }
  }

  private static long processCpuNanos() {
    return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }

  private static void print(String format, Object... values) {
    System.out.println(String.format(Locale.ROOT, format, values));
  }
}
