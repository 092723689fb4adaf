package io.braid.benchmark.micro;

import io.braid.common.time.Clock;
import io.braid.storage.Gtid;
import io.braid.storage.KeyRange;
import io.braid.storage.RowChange;
import io.braid.storage.StoredVersion;
import io.braid.storage.TransactionId;
import io.braid.storage.TransactionRecord;
import io.braid.storage.VersionCursor;
import io.braid.storage.VolumeId;
import io.braid.storage.WriteSet;
import io.braid.storage.node.StorageResources;
import io.braid.storage.node.volume.VolumeOptions;
import io.braid.storage.node.volume.VolumeReplica;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;

/** Reads and durable commits of one volume, with 100,000 rows of sysbench's table. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(
    value = 1,
    jvmArgsAppend = {
      "--enable-native-access=ALL-UNNAMED",
      "--sun-misc-unsafe-memory-access=allow",
    })
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class VolumeBenchmark {
  private static final int ROWS = 100_000;
  private static final int ROWS_PER_COMMIT = 1_000;
  private static final int SCANNED_ROWS = 100;
  private static final long CACHE_BYTES = 512L << 20;
  private static final long MEMTABLE_BYTES = 128L << 20;

  private final BenchmarkTable table = new BenchmarkTable();
  private final AtomicLong oracle = new AtomicLong(1L << 40);
  private final AtomicInteger nextRow = new AtomicInteger();
  private Path folder = Path.of("");
  private StorageResources resources = new StorageResources(1 << 20, 1 << 20, 1);
  private Optional<VolumeReplica> volume = Optional.empty();

  /** Makes the volume and its rows. */
  @Setup
  public void open() throws IOException {
    resources.close();
    resources = new StorageResources(CACHE_BYTES, MEMTABLE_BYTES, 2);
    folder = Files.createTempDirectory("braid-micro");
    volume =
        Optional.of(
            VolumeReplica.open(
                VolumeOptions.local(
                    folder.resolve("volume"), new UUID(1, 1), VolumeId.META, new UUID(2, 2)),
                resources,
                Clock.system(),
                failure -> System.err.println("failed: " + failure)));
    while (nextRow.get() < ROWS) {
      commitRows(ROWS_PER_COMMIT);
    }
  }

  /** Removes it. */
  @TearDown
  public void close() throws IOException {
    volume().close();
    resources.close();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  private VolumeReplica volume() {
    return volume.orElseThrow();
  }

  private long commitRows(int count) {
    List<RowChange> rows = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      int id = nextRow.getAndIncrement();
      rows.add(
          new RowChange(
              table.definition().tableId(),
              1,
              BenchmarkTable.key(id),
              Optional.empty(),
              null,
              table.image(id)));
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
    return volume()
        .commit(
            new WriteSet(record, rows, List.of(), List.of(), Map.of(), 0), oracle::incrementAndGet)
        .join();
  }

  /** A row by its key. */
  @Benchmark
  public StoredVersion pointGet() {
    int id = ThreadLocalRandom.current().nextInt(ROWS);
    return volume().get(BenchmarkTable.key(id), oracle.get()).orElseThrow();
  }

  /** A hundred rows in a range; one in twenty of all ranges, so that they stay in memory. */
  @Benchmark
  public int shortScan() {
    int first = ThreadLocalRandom.current().nextInt(ROWS / SCANNED_ROWS / 20) * SCANNED_ROWS;
    KeyRange range =
        new KeyRange(BenchmarkTable.key(first), BenchmarkTable.key(first + SCANNED_ROWS));
    int bytes = 0;
    try (VersionCursor rows = volume().scan(range, oracle.get(), false)) {
      while (rows.next()) {
        bytes += rows.valueLength();
      }
    }
    return bytes;
  }

  /** A row that commits alone: batcher, log, sync. */
  @Benchmark
  @Threads(1)
  public long commitByOneCaller() {
    return commitRows(1);
  }

  /** The same by 32 callers at once, who share syncs. */
  @Benchmark
  @Threads(32)
  public long commitBy32Callers() {
    return commitRows(1);
  }
}
