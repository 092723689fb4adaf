package io.braid.binlog.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.braid.binlog.TestTables;
import io.braid.binlog.Workload;
import io.braid.binlog.gtid.GtidSet;
import io.braid.cdc.merge.MergedStream;
import io.braid.common.catalog.IndexDefinition;
import io.braid.common.catalog.TableDefinition;
import io.braid.common.row.RowImageWriter;
import io.braid.common.row.RowLayout;
import io.braid.common.time.Clock;
import io.braid.storage.ControlCommand;
import io.braid.storage.KeyRange;
import io.braid.storage.KeySpace;
import io.braid.storage.RowChange;
import io.braid.storage.StoredVersion;
import io.braid.storage.VolumeId;
import io.braid.storage.node.StorageResources;
import io.braid.storage.node.volume.VolumeOptions;
import io.braid.storage.node.volume.VolumeReplica;
import io.braid.txn.IsolationLevel;
import io.braid.txn.LockMode;
import io.braid.txn.LockWait;
import io.braid.txn.Transaction;
import io.braid.txn.TransactionOptions;
import io.braid.txn.commit.NodeTransactionManager;
import io.braid.txn.commit.TransactionLimits;
import io.braid.txn.shard.Shard;
import io.braid.txn.shard.ShardMap;
import io.braid.txn.shard.VolumeSet;
import io.braid.txn.timestamp.FileCeilingStore;
import io.braid.txn.timestamp.LocalTimestampOracle;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Transactions on a stored volume through the merged stream to files. */
class VolumeToBinlogTest {
  private static final Duration LONG = Duration.ofSeconds(20);
  private static final LockWait WAIT = new LockWait.UpTo(20_000);

  private final TableDefinition table =
      TestTables.table("d", "t", 1_000)
          .column("id", TestTables.integer(), false)
          .column("v", TestTables.varchar(200), true)
          .primaryKey(new IndexDefinition.Part(0, 0, false))
          .build();

  @TempDir private Path folder;
  private StorageResources resources;
  private VolumeReplica volume;
  private NodeTransactionManager transactions;

  @BeforeEach
  void open() {
    resources = new StorageResources(32 << 20, 16 << 20, 1);
    volume =
        VolumeReplica.open(
            VolumeOptions.local(
                folder.resolve("volume"), new UUID(1, 1), VolumeId.META, new UUID(2, 2)),
            resources,
            Clock.system(),
            failure -> {
              throw new AssertionError(failure);
            });
    ShardMap shards = new ShardMap();
    shards.add(new Shard(1, new KeyRange(new byte[] {0, 0, 0, 1}, new byte[0]), VolumeId.META, 1));
    transactions =
        new NodeTransactionManager(
            new VolumeSet(List.of(volume)),
            shards,
            new LocalTimestampOracle(
                Clock.system(),
                new FileCeilingStore(folder.resolve("timestamp")),
                volume.highestCommitTs(),
                task -> Thread.ofVirtual().start(task)),
            TransactionLimits.ofHeap(256 << 20),
            new SplittableRandom(1));
  }

  @AfterEach
  void close() {
    volume.close();
    resources.close();
  }

  private BinlogService service(String name) {
    return BinlogService.start(
        Workload.IDENTITY,
        folder.resolve(name),
        (tableId, version) -> table,
        after ->
            new MergedStream(
                List.of(volume), transactions::currentTimestamp, Clock.system(), after),
        Clock.system(),
        failure -> {
          throw new AssertionError(failure);
        });
  }

  private void put(Transaction transaction, int id, String value) {
    byte[] key =
        ByteBuffer.allocate(KeySpace.PREFIX_BYTES + 4)
            .put(KeySpace.prefix(1_000, KeySpace.ROW_INDEX))
            .putInt(id ^ 0x8000_0000)
            .array();
    byte[] before =
        transaction
            .getForUpdate(key, LockMode.EXCLUSIVE, WAIT)
            .map(StoredVersion::value)
            .orElse(null);
    RowImageWriter writer = new RowImageWriter();
    writer.start(RowLayout.ofColumns(table.columns()));
    writer.setLong(0, id);
    writer.setBytes(1, value.getBytes(StandardCharsets.UTF_8));
    transaction.write(new RowChange(1_000, 1, key, Optional.empty(), before, writer.toByteArray()));
  }

  private Transaction begin() {
    Transaction transaction =
        transactions.begin(TransactionOptions.of(1, IsolationLevel.READ_COMMITTED, false));
    transaction.startStatement(0, "");
    return transaction;
  }

  private static List<String> contents(Path files) throws IOException {
    List<String> contents = new ArrayList<>();
    try (var list = Files.list(files)) {
      for (Path file : list.sorted().toList()) {
        if (BinlogFileName.number(file.getFileName().toString()).isPresent()) {
          contents.add(
              file.getFileName()
                  + " "
                  + java.util.HexFormat.of().formatHex(Files.readAllBytes(file)).hashCode());
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
                    try (Transaction transaction = begin()) {
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
      long rotated = transactions.control(new ControlCommand.Rotate());
      try (Transaction transaction = begin()) {
        put(transaction, 9, "behind the rotation");
        transaction.commit();
      }
      Published status = first.waitUntilGenerated(transactions.currentTimestamp(), LONG);
      assertThat(status.generatedTs()).isGreaterThan(rotated);
      assertThat(status.executed()).isEqualTo(GtidSet.of(Workload.SERVER, 1, 201));
      assertThat(status.fileNumber()).isEqualTo(2);
    }
    try (BinlogService again = service("one");
        BinlogService second = service("two")) {
      try (Transaction transaction = begin()) {
        put(transaction, 10, "after the restart");
        transaction.commit();
      }
      long now = transactions.currentTimestamp();
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
        try (Transaction transaction = begin()) {
          put(transaction, i, "x");
          transaction.commit();
        }
        long start = System.nanoTime();
        service.waitUntilGenerated(transactions.currentTimestamp(), LONG);
        longest = Math.max(longest, System.nanoTime() - start);
      }
      assertThat(Duration.ofNanos(longest)).isLessThan(Duration.ofSeconds(5));
      assertThat(service.published().executed()).isEqualTo(GtidSet.of(Workload.SERVER, 1, 20));
    }
  }
}
