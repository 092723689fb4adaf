package io.braid.txn.commit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.braid.common.MySqlError;
import io.braid.common.MySqlException;
import io.braid.common.time.Clock;
import io.braid.storage.IndexChange;
import io.braid.storage.RowChange;
import io.braid.storage.StoredVersion;
import io.braid.storage.VolumeId;
import io.braid.storage.node.StorageResources;
import io.braid.storage.node.volume.Volume;
import io.braid.storage.node.volume.VolumeOptions;
import io.braid.storage.node.volume.VolumeReplica;
import io.braid.txn.IsolationLevel;
import io.braid.txn.LockMode;
import io.braid.txn.LockWait;
import io.braid.txn.NewKeys;
import io.braid.txn.Transaction;
import io.braid.txn.TransactionOptions;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The contract on a stored volume. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class VolumeReplicaTransactionTest extends TransactionContract {
  @TempDir private Path folder;
  private StorageResources resources;
  private int opened;

  @BeforeAll
  void openResources() {
    resources = new StorageResources(32 << 20, 16 << 20, 1);
  }

  @AfterAll
  void closeResources() {
    resources.close();
  }

  @Override
  Volume newVolume() {
    return VolumeReplica.open(
        VolumeOptions.local(
            folder.resolve("volume" + opened++), new UUID(1, 1), VolumeId.META, new UUID(2, 2)),
        resources,
        Clock.system(),
        failure -> {
          throw new AssertionError(failure);
        });
  }

  /** New rows in key order, in and out of the buffer, while others write and remove rows ahead. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void newKeysKnowWhatOthersHaveWrittenMeanwhile(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    manager = managerOf(volume, 1 << 20);
    TreeMap<Integer, String> expected = new TreeMap<>();
    Transaction loading = begin();
    NewKeys keys = loading.newKeys();
    for (int number = 0; number < 1_000; number += 1 + random.nextInt(3)) {
      if (random.nextInt(60) == 0) {
        int ahead = number + random.nextInt(4);
        boolean removes = expected.containsKey(ahead);
        String other = removes ? null : "of another";
        if (!isLockedByAnother(ahead)) {
          commitRow(ahead, other);
          if (removes) {
            expected.remove(ahead);
          } else {
            expected.put(ahead, "of another");
          }
        }
      }
      if (random.nextInt(200) == 0) {
        loading.startStatement(0, "");
      }
      Optional<StoredVersion> found = keys.claim(key(number), LONG);
      assertThat(text(found)).as("seed %s, key %s", seed, number).isEqualTo(expected.get(number));
      if (found.isEmpty() || found.get().value() == null) {
        String value = "own".repeat(1 + random.nextInt(3_000));
        loading.write(
            RowChange.inserted(TABLE, 1, key(number), image(value), found.isEmpty()), LONG);
        loading.write(IndexChange.inserted(indexKey(number), key(number), found.isEmpty()), LONG);
        expected.put(number, value);
        assertThat(text(loading.getForUpdate(key(number), LockMode.EXCLUSIVE, LONG)))
            .isEqualTo(value);
      }
      if (random.nextInt(40) == 0) {
        Optional<StoredVersion> again = keys.claim(key(number), LONG);
        assertThat(text(again)).isEqualTo(expected.get(number));
      }
    }
    loading.commit();
    try (Transaction reader = begin()) {
      List<String> rows = new ArrayList<>();
      expected.forEach((number, value) -> rows.add(number + "=" + value));
      assertThat(rows(reader.scan(allRows(), false))).isEqualTo(rows);
    }
  }

  private boolean isLockedByAnother(int number) {
    try (Transaction other = begin()) {
      return !other.lock(key(number), LockMode.EXCLUSIVE, new LockWait.SkipLocked());
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aChunkThatFailsTakesTheTransactionBack(boolean atCommit) {
    AtomicInteger staged = new AtomicInteger();
    NodeTransactionManager failing = managerOf(failingAfterOneChunk(staged), 1 << 20);
    Transaction transaction =
        failing.begin(TransactionOptions.of(7, IsolationLevel.REPEATABLE_READ, false));
    transaction.startStatement(0, "");
    int rows = atCommit ? 160 : 1_000;
    assertThatThrownBy(
            () -> {
              for (int number = 0; number < rows; number++) {
                put(transaction, number, "v".repeat(8_000));
              }
              transaction.commit();
            })
        .isInstanceOfSatisfying(
            MySqlException.class,
            e -> assertThat(e.error()).isEqualTo(MySqlError.ER_TRANS_CACHE_FULL));
    assertThat(staged).as("chunks").hasValue(2);
    assertThat(transaction.isFinished()).isTrue();
    transaction.close();
    assertThat(failing.bufferedBytes()).isZero();
    try (Transaction other =
        failing.begin(TransactionOptions.of(8, IsolationLevel.REPEATABLE_READ, false))) {
      other.startStatement(0, "");
      assertThat(other.scan(allRows(), false).next()).isFalse();
      for (int number = 0; number < 160; number++) {
        assertThat(other.lock(key(number), LockMode.EXCLUSIVE, LONG)).isTrue();
      }
    }
  }

  /** The volume, which takes one chunk of a large transaction and no other. */
  private Volume failingAfterOneChunk(AtomicInteger staged) {
    return (Volume)
        Proxy.newProxyInstance(
            Volume.class.getClassLoader(),
            new Class<?>[] {Volume.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("stage") && staged.incrementAndGet() > 1) {
                throw MySqlError.ER_TRANS_CACHE_FULL.with();
              }
              try {
                return method.invoke(volume, arguments);
              } catch (InvocationTargetException failed) {
                throw failed.getCause();
              }
            });
  }
}
