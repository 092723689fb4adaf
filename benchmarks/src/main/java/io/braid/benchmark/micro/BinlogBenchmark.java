package io.braid.benchmark.micro;

import io.braid.binlog.event.EventCache;
import io.braid.binlog.event.TransactionEncoder;
import io.braid.storage.ChangeRecord;
import io.braid.storage.Gtid;
import io.braid.storage.StatementMark;
import io.braid.storage.TransactionId;
import io.braid.storage.TransactionRecord;
import io.braid.storage.VersionPointer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** Change records to binlog events: a transaction of 100 inserted rows; figures are for a row. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class BinlogBenchmark {
  private static final int ROWS = 100;
  private static final long COMMIT_TS = 1L << 40;

  private final BenchmarkTable table = new BenchmarkTable();
  private final List<ChangeRecord> records = new ArrayList<>();
  private final TransactionRecord transaction =
      new TransactionRecord(
          new TransactionId(1),
          new Gtid.Automatic(),
          0,
          0,
          List.of(new StatementMark(1, 0, "")),
          Optional.empty(),
          ROWS);
  private Path scratch = Path.of("");
  private Optional<EventCache> cache = Optional.empty();
  private Optional<TransactionEncoder> encoder = Optional.empty();

  /** Makes the records. */
  @Setup
  public void open() throws IOException {
    scratch = Files.createTempFile("braid-micro", ".events");
    EventCache events = new EventCache(scratch);
    cache = Optional.of(events);
    encoder = Optional.of(new TransactionEncoder((tableId, version) -> table.definition(), events));
    for (int i = 0; i < ROWS; i++) {
      records.add(
          new ChangeRecord.Row(
              COMMIT_TS,
              i + 1,
              true,
              table.definition().tableId(),
              1,
              BenchmarkTable.key(i),
              new VersionPointer(0, 0),
              null,
              table.image(i)));
    }
  }

  /** Removes the scratch file. */
  @TearDown
  public void close() throws IOException {
    cache.orElseThrow().close();
    Files.deleteIfExists(scratch);
  }

  /** One row of the transaction. */
  @Benchmark
  @OperationsPerInvocation(ROWS)
  public long changeLogToBinlogBytes() {
    int[] next = {0};
    var outcome =
        encoder
            .orElseThrow()
            .encode(
                transaction,
                COMMIT_TS,
                1_700_000_000,
                1,
                false,
                () -> next[0] < ROWS ? Optional.of(records.get(next[0]++)) : Optional.empty());
    return cache.orElseThrow().length() + outcome.ordinal();
  }
}
