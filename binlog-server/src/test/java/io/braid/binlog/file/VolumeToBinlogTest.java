package io.braid.binlog.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.braid.binlog.TestTables;
import io.braid.binlog.Workload;
import io.braid.binlog.gtid.GtidSet;
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
import io.braid.txn.commit.TransactionLimits;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Transactions on a stored volume through the merged stream to files. */
class VolumeToBinlogTest {
  private static final Duration LONG = Duration.ofSeconds(20);
  private static final LockWait WAIT = new LockWait.UpTo(20_000);

  private final TableDefinition table =
      TestTables.table("d", "t", TestCluster.TABLE)
          .column("id", TestTables.integer(), false)
          .column("v", TestTables.varchar(200), true)
          .primaryKey(new IndexDefinition.Part(0, 0, false))
          .build();

  @TempDir private Path folder;
  private TestCluster cluster;

  @BeforeEach
  void open() {
    cluster = new TestCluster(folder, 1, TransactionLimits.ofHeap(256 << 20)).place();
  }

  @AfterEach
  void close() {
    cluster.close();
  }

  private BinlogService service(String name) {
    return BinlogService.start(
        Workload.IDENTITY,
        folder.resolve(name),
        (tableId, version) -> table,
        cluster::stream,
        Clock.system(),
        failure -> {
          throw new AssertionError(failure);
        });
  }

  private void put(Transaction transaction, int id, String value) {
    byte[] key = TestCluster.rowKey(id ^ 0x8000_0000);
    byte[] before =
        transaction
            .getForUpdate(key, LockMode.EXCLUSIVE, WAIT)
            .map(StoredVersion::value)
            .orElse(null);
    RowImageWriter writer = new RowImageWriter();
    writer.start(RowLayout.ofColumns(table.columns()));
    writer.setLong(0, id);
    writer.setBytes(1, value.getBytes(StandardCharsets.UTF_8));
    transaction.write(
        new RowChange(TestCluster.TABLE, 1, key, Optional.empty(), before, writer.toByteArray()));
  }

  private static List<String> contents(Path files) throws IOException {
    List<String> contents = new ArrayList<>();
    try (var list = Files.list(files)) {
      for (Path file : list.sorted().toList()) {
        if (BinlogFileName.number(file.getFileName().toString()).isPresent()) {
          contents.add(
              file.getFileName()
                  + " "
                  + HexFormat.of().formatHex(Files.readAllBytes(file)).hashCode());
        }
      }
    }
    return contents;
  }

  @Test
  void concurrentCommitsArriveOnceAndInOneOrderOnEveryNode() throws Exception {
    try (BinlogService first = service("one")) {
      List<Thread> threads = new ArrayList<>();
      for (int t = 0; t < 4; t++) {
        int number = t;
        threads.add(
            Thread.ofVirtual()
                .start(() -> {
                  for (int i = 0; i < 50; i++) {
                    try (Transaction transaction = cluster.begin(IsolationLevel.READ_COMMITTED)) {
                      put(transaction, number * 100 + i % 7, "value " + i);
                      transaction.startStatement(0, "UPDATE again");
                      put(transaction, number * 100 + 50 + i, "value " + i);
                      transaction.commit();
                    }
                  }
                }));
      }
      for (Thread thread : threads) {
        thread.join();
      }
      long rotated = cluster.transactions().control(new ControlCommand.Rotate());
      try (Transaction transaction = cluster.begin(IsolationLevel.READ_COMMITTED)) {
        put(transaction, 9, "behind the rotation");
        transaction.commit();
      }
      Published status = first.waitUntilGenerated(cluster.transactions().currentTimestamp(), LONG);
      assertThat(status.generatedTs()).isGreaterThan(rotated);
      assertThat(status.executed()).isEqualTo(GtidSet.of(Workload.SERVER, 1, 201));
      assertThat(status.fileNumber()).isEqualTo(2);
    }
    try (BinlogService again = service("one");
        BinlogService second = service("two")) {
      try (Transaction transaction = cluster.begin(IsolationLevel.READ_COMMITTED)) {
        put(transaction, 10, "after the restart");
        transaction.commit();
      }
      long now = cluster.transactions().currentTimestamp();
      again.waitUntilGenerated(now, LONG);
      Published status = second.waitUntilGenerated(now, LONG);
      assertThat(status.executed()).isEqualTo(GtidSet.of(Workload.SERVER, 1, 202));
      assertThat(contents(folder.resolve("one"))).isEqualTo(contents(folder.resolve("two")));
    }
  }

  @Test
  void aStatusComesSoonAfterACommit() throws Exception {
    try (BinlogService service = service("one")) {
      long longest = 0;
      for (int i = 0; i < 20; i++) {
        try (Transaction transaction = cluster.begin(IsolationLevel.READ_COMMITTED)) {
          put(transaction, i, "x");
          transaction.commit();
        }
        long start = System.nanoTime();
        service.waitUntilGenerated(cluster.transactions().currentTimestamp(), LONG);
        longest = Math.max(longest, System.nanoTime() - start);
      }
      assertThat(Duration.ofNanos(longest)).isLessThan(Duration.ofSeconds(5));
      assertThat(service.published().executed()).isEqualTo(GtidSet.of(Workload.SERVER, 1, 20));
    }
  }
}
