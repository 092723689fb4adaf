package io.braid.binlog.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.braid.binlog.TestTables;
import io.braid.binlog.Workload;
import io.braid.cdc.TransactionStream;
import io.braid.common.catalog.IndexDefinition;
import io.braid.common.catalog.TableDefinition;
import io.braid.common.row.RowImageWriter;
import io.braid.common.row.RowLayout;
import io.braid.common.time.Clock;
import io.braid.storage.ControlCommand;
import io.braid.storage.RowChange;
import io.braid.storage.StoredVersion;
import io.braid.txn.IsolationLevel;
import io.braid.txn.LockMode;
import io.braid.txn.LockWait;
import io.braid.txn.Transaction;
import io.braid.txn.TransactionOptions;
import io.braid.txn.commit.TransactionLimits;
import io.braid.txn.timestamp.TimestampOracle;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * One list of transactions with fixed timestamps gives the same files through any number of
 * volumes, whether transactions fit their buffers or not, and again after a crash at any point.
 *
 * <p>{@code -Dbraid.test.rebuilds=N} sets how many crashes are tried; {@code ./check full} tries
 * 1,000.
 */
class VolumeCountTest {
  private static final Duration LONG = Duration.ofSeconds(60);
  private static final LockWait WAIT = new LockWait.UpTo(20_000);
  private static final int TRANSACTIONS = 150;
  private static final int KEYS = 400;
  private static final long FIRST = 1L << 60;
  private static final long STEP = 1_000_000;

  private final TableDefinition table =
      TestTables.table("d", "t", TestCluster.TABLE)
          .column("id", TestTables.integer(), false)
          .column("v", TestTables.varchar(16_000), true)
          .primaryKey(new IndexDefinition.Part(0, 0, false))
          .build();

  @TempDir private Path folder;

  /** Gives the timestamps of the list: each transaction begins at its own. */
  private static final class ListedOracle implements TimestampOracle {
    private final AtomicLong last = new AtomicLong(FIRST);

    void begin(int transaction) {
      last.set(FIRST + transaction * STEP);
    }

    @Override
    public long next() {
      return last.incrementAndGet();
    }

    @Override
    public long last() {
      return last.get();
    }
  }

  /** A cluster that is given the list. */
  private final class Listed implements AutoCloseable {
    private final ListedOracle oracle = new ListedOracle();
    private final TestCluster cluster;

    Listed(String name, int dataVolumes, long bufferBytesMax) {
      TransactionLimits limits = new TransactionLimits(bufferBytesMax, 256 << 20, 64 << 20);
      cluster = new TestCluster(folder.resolve(name), dataVolumes, limits, volumes -> oracle);
      byte[][] splits = new byte[dataVolumes - 1][];
      for (int i = 1; i < dataVolumes; i++) {
        splits[i - 1] = key(KEYS * i / dataVolumes);
      }
      cluster.place(splits);
    }

    void run() {
      SplittableRandom random = new SplittableRandom(7);
      for (int i = 1; i <= TRANSACTIONS; i++) {
        oracle.begin(i);
        if (i % 50 == 0) {
          cluster.transactions().control(new ControlCommand.Rotate());
          continue;
        }
        Transaction in =
            cluster
                .transactions()
                .begin(TransactionOptions.of(1, IsolationLevel.READ_COMMITTED, false));
        int statements = 1 + random.nextInt(3);
        int rows = random.nextInt(10) == 0 ? 150 : 1 + random.nextInt(5);
        for (int statement = 0; statement < statements; statement++) {
          in.startStatement(0, random.nextBoolean() ? "" : "statement " + statement);
          for (int row = 0; row < rows; row++) {
            change(in, random.nextInt(KEYS), random);
          }
          if (random.nextInt(4) == 0) {
            in.rollbackStatement();
          }
        }
        in.commit();
      }
      oracle.begin(TRANSACTIONS + 1);
    }

    private void change(Transaction in, int id, SplittableRandom random) {
      byte[] before =
          in.getForUpdate(key(id), LockMode.EXCLUSIVE, WAIT).map(StoredVersion::value).orElse(null);
      int length = random.nextInt(8_000);
      boolean delete = before != null && random.nextInt(3) == 0;
      in.write(
          new RowChange(
              TestCluster.TABLE,
              1,
              key(id),
              Optional.empty(),
              before,
              delete ? null : image(id, length)));
    }

    @Override
    public void close() {
      cluster.close();
    }
  }

  private static byte[] key(int id) {
    return TestCluster.rowKey(id ^ 0x8000_0000);
  }

  private byte[] image(int id, int length) {
    RowImageWriter writer = new RowImageWriter();
    writer.start(RowLayout.ofColumns(table.columns()));
    writer.setLong(0, id);
    writer.setBytes(1, "x".repeat(length).getBytes(StandardCharsets.UTF_8));
    return writer.toByteArray();
  }

  private Map<String, String> files(String name) throws Exception {
    Map<String, String> found = new TreeMap<>();
    try (var list = Files.list(folder.resolve(name))) {
      for (Path file : list.toList()) {
        String fileName = file.getFileName().toString();
        if (BinlogFileName.number(fileName).isPresent()) {
          byte[] hash = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file));
          found.put(fileName, HexFormat.of().formatHex(hash));
        }
      }
    }
    return found;
  }

  private void generate(Listed cluster, String name, long until) throws Exception {
    try (BinlogService service =
        BinlogService.start(
            Workload.IDENTITY,
            folder.resolve(name),
            (tableId, version) -> table,
            after -> new EndingStream(cluster.cluster.stream(after), until),
            Clock.system(),
            failure -> {
              throw new AssertionError(failure);
            })) {
      service.waitUntilGenerated(until, LONG);
    }
  }

  private static long timestamp(int transaction) {
    return FIRST + transaction * STEP;
  }

  @Test
  void theFilesAreTheSameWhateverTheVolumesAndTheBuffers() throws Exception {
    Map<String, String> expected;
    try (Listed one = new Listed("one-volumes", 1, 64 << 20)) {
      one.run();
      generate(one, "one", timestamp(TRANSACTIONS + 1));
      expected = files("one");
      assertThat(expected).hasSizeGreaterThan(3);
    }
    try (Listed four = new Listed("four-volumes", 4, 64 << 20)) {
      four.run();
      generate(four, "four", timestamp(TRANSACTIONS + 1));
      assertThat(files("four")).isEqualTo(expected);
      rebuild(four, expected);
    }
    try (Listed staged = new Listed("staged-volumes", 4, 1 << 20)) {
      staged.run();
      generate(staged, "staged", timestamp(TRANSACTIONS + 1));
      assertThat(files("staged")).isEqualTo(expected);
    }
  }

  /** Crashes: behind a checkpoint the files have a tail that was not synced as it should be. */
  private void rebuild(Listed cluster, Map<String, String> expected) throws Exception {
    SplittableRandom random = new SplittableRandom(3);
    int rebuilds = Integer.getInteger("braid.test.rebuilds", 25);
    for (int i = 0; i < rebuilds; i++) {
      String name = "rebuilt" + i;
      generate(cluster, name, timestamp(1 + random.nextInt(TRANSACTIONS)));
      damage(folder.resolve(name), random);
      generate(cluster, name, timestamp(TRANSACTIONS + 1));
      assertThat(files(name)).as("rebuild %s", i).isEqualTo(expected);
      try (var list = Files.list(folder.resolve(name))) {
        for (Path file : list.toList()) {
          Files.delete(file);
        }
      }
    }
  }

  private static void damage(Path files, SplittableRandom random) throws IOException {
    List<Path> logs;
    try (var list = Files.list(files)) {
      logs =
          list.filter(file -> BinlogFileName.number(file.getFileName().toString()).isPresent())
              .sorted()
              .toList();
    }
    byte[] tail = new byte[random.nextInt(5_000)];
    random.nextBytes(tail);
    Files.write(logs.getLast(), tail, StandardOpenOption.APPEND);
  }

  /** Ends at a timestamp, as if nothing had committed behind it. */
  private record EndingStream(TransactionStream whole, long until) implements TransactionStream {
    @Override
    public Optional<StreamTransaction> next(long waitMillis) throws InterruptedException {
      if (whole.resolvedTimestamp() >= until) {
        Thread.sleep(Math.min(waitMillis, 1));
        return Optional.empty();
      }
      Optional<StreamTransaction> next = whole.next(waitMillis);
      return next.filter(transaction -> transaction.commitTs() <= until);
    }

    @Override
    public long resolvedTimestamp() {
      return Math.min(whole.resolvedTimestamp(), until);
    }

    @Override
    public void wake() {
      whole.wake();
    }

    @Override
    public void close() {
      whole.close();
    }
  }
}
