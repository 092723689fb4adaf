package io.braid.cdc.merge;

import io.braid.common.time.Clock;
import io.braid.storage.Gtid;
import io.braid.storage.KeySpace;
import io.braid.storage.RowChange;
import io.braid.storage.TransactionId;
import io.braid.storage.TransactionRecord;
import io.braid.storage.VolumeId;
import io.braid.storage.WriteSet;
import io.braid.storage.node.StorageResources;
import io.braid.storage.node.volume.VolumeOptions;
import io.braid.storage.node.volume.VolumeReplica;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Prints how fast the stream reads, and how long after its acknowledgement a commit is in it. Run
 * it by hand: {@code StreamBenchmark FOLDER}.
 */
public final class StreamBenchmark {
  private static final int ROWS = 500_000;
  private static final int ROW_BYTES = 200;
  private static final int LATENCIES = 3_000;

  private StreamBenchmark() {}

  /** Runs it. */
  public static void main(String[] arguments) throws Exception {
    AtomicLong oracle = new AtomicLong(1L << 40);
    try (StorageResources resources = new StorageResources(256L << 20, 64L << 20, 2);
        VolumeReplica volume =
            VolumeReplica.open(
                VolumeOptions.local(
                    Path.of(arguments[0]), new UUID(1, 1), VolumeId.META, new UUID(2, 2)),
                resources,
                Clock.system(),
                failure -> System.out.println("failed: " + failure))) {
      int row = 0;
      for (int rowsEach : new int[] {1_000, 10}) {
        long from = oracle.get();
        for (int i = 0; i < ROWS / 2; i += rowsEach) {
          volume.commit(writes(row, rowsEach, oracle), oracle::incrementAndGet).join();
          row += rowsEach;
        }
        read(volume, oracle, from, rowsEach);
      }
      latency(volume, oracle, row);
    }
  }

  private static void read(VolumeReplica volume, AtomicLong oracle, long from, int rowsEach)
      throws InterruptedException {
    for (int round = 0; round < 2; round++) {
      long start = System.nanoTime();
      long records = 0;
      try (MergedStream stream =
          new MergedStream(List.of(volume), oracle::incrementAndGet, Clock.system(), from)) {
        for (var next = stream.next(0); next.isPresent(); next = stream.next(0)) {
          while (next.get().nextRecord().isPresent()) {
            records++;
          }
        }
      }
      double seconds = (System.nanoTime() - start) / 1e9;
      print("%d rows a transaction: %.0f rows/s", rowsEach, records / seconds);
    }
  }

  private static void latency(VolumeReplica volume, AtomicLong oracle, int firstRow)
      throws InterruptedException {
    long[] nanos = new long[LATENCIES];
    AtomicLong acknowledged = new AtomicLong();
    try (MergedStream stream =
        new MergedStream(
            List.of(volume), oracle::incrementAndGet, Clock.system(), oracle.incrementAndGet())) {
      Thread reader =
          Thread.ofPlatform()
              .start(() -> {
                for (int i = 0; i < LATENCIES; ) {
                  try {
                    if (stream.next(1_000).isPresent()) {
                      nanos[i++] = System.nanoTime();
                    }
                  } catch (InterruptedException interrupted) {
                    throw new IllegalStateException(interrupted);
                  }
                }
              });
      long[] committed = new long[LATENCIES];
      for (int i = 0; i < LATENCIES; i++) {
        volume.commit(writes(firstRow + i, 1, oracle), oracle::incrementAndGet).join();
        committed[i] = System.nanoTime();
        acknowledged.incrementAndGet();
      }
      reader.join();
      for (int i = 0; i < LATENCIES; i++) {
        nanos[i] -= committed[i];
      }
    }
    java.util.Arrays.sort(nanos);
    print(
        "commit acknowledged to in the stream: p50 %.0f us, p99 %.0f us",
        nanos[LATENCIES / 2] / 1e3, nanos[LATENCIES * 99 / 100] / 1e3);
  }

  private static WriteSet writes(int first, int count, AtomicLong oracle) {
    List<RowChange> rows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      byte[] key = new byte[KeySpace.PREFIX_BYTES + 8];
      KeySpace.putPrefix(key, KeySpace.FIRST_USER_TABLE, KeySpace.ROW_INDEX);
      ByteBuffer.wrap(key).putLong(KeySpace.PREFIX_BYTES, first + i);
      rows.add(
          new RowChange(
              KeySpace.FIRST_USER_TABLE, 1, key, Optional.empty(), null, new byte[ROW_BYTES]));
    }
    TransactionRecord record =
        new TransactionRecord(
            new TransactionId(oracle.incrementAndGet()),
            new Gtid.Automatic(),
            0,
            0,
            List.of(),
            Optional.empty(),
            0);
    return new WriteSet(record, rows, List.of(), List.of(), Map.of(), 0);
  }

  private static void print(String format, Object... values) {
    System.out.println(String.format(Locale.ROOT, format, values));
  }
}
