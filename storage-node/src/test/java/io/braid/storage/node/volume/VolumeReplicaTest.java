package io.braid.storage.node.volume;

import static io.braid.storage.node.volume.TestVolume.writes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.braid.common.InvariantViolation;
import io.braid.common.MySqlError;
import io.braid.common.MySqlException;
import io.braid.storage.ChangeRecord;
import io.braid.storage.KeySpace;
import io.braid.storage.Timestamps;
import io.braid.storage.VersionPointer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class VolumeReplicaTest {
  @TempDir Path folder;
  private TestVolume test;

  /** Which log the volume is on. */
  LogMode logMode() {
    return LogMode.LOCAL;
  }

  @BeforeEach
  void open() {
    test = new TestVolume(folder.resolve("volume"), logMode());
  }

  @AfterEach
  void close() {
    test.close();
  }

  @Test
  void readAtSnapshotIgnoresLaterCommit() {
    long before = test.now();
    long first = test.commit(writes().insert("a", "1"));
    long second = test.commit(writes().update("a", "1", "2"));
    long third = test.commit(writes().delete("a", "2"));
    long fourth = test.commit(writes().insert("a", "4"));
    assertThat(test.row("a", before)).isEmpty();
    assertThat(test.row("a", first)).hasValue("1");
    assertThat(test.row("a", second - 1)).hasValue("1");
    assertThat(test.row("a", second)).hasValue("2");
    assertThat(test.row("a", third)).isEmpty();
    assertThat(test.row("a", fourth)).hasValue("4");
    assertThat(test.row("a", Timestamps.NEWEST)).hasValue("4");
  }

  @Test
  void rowChangedThreeTimesInOneTransactionHasOneVersionBefore() {
    long first = test.commit(writes().insert("a", "1"));
    long second =
        test.commit(
            writes().update("a", "1", "2").update("a", "2", "3").delete("a", "3").insert("a", "4"));
    assertThat(test.row("a", first)).hasValue("1");
    assertThat(test.row("a", second)).hasValue("4");
    assertThat(records(0, false)).hasSize(2 + 5);
  }

  @Test
  void rowInsertedAndDeletedInOneTransactionIsInTheLogOnly() {
    test.commit(writes().insert("a", "1").delete("a", "1"));
    assertThat(test.row("a", Timestamps.NEWEST)).isEmpty();
    assertThat(test.volume().newest(TestVolume.rowKey("a"))).isEmpty();
    assertThat(records(0, false)).hasSize(3);
  }

  @Test
  void updateThatMovesRowEndsTheOldKeyAndStreamsOneRecord() {
    long first = test.commit(writes().insert("a", "1"));
    long second = test.commit(writes().move("a", "b", "1", "2"));
    assertThat(test.scan(KeySpace.ROW_INDEX, first, false)).containsExactly("a=1");
    assertThat(test.scan(KeySpace.ROW_INDEX, second, false)).containsExactly("b=2");
    assertThat(test.row("b", first)).isEmpty();
    assertThat(records(first, false)).hasSize(2);
    List<ChangeRecord> all = records(first, true);
    assertThat(all).hasSize(3);
    assertThat(all.get(2))
        .isInstanceOfSatisfying(
            ChangeRecord.Row.class,
            row -> {
              assertThat(row.streamed()).isFalse();
              assertThat(row.key()).isEqualTo(TestVolume.rowKey("a"));
              assertThat(row.previous()).isEqualTo(new VersionPointer(first, 1));
            });
  }

  @Test
  void rowsThatSwapTheirKeysReplay() {
    long first = test.commit(writes().insert("a", "1").insert("b", "2"));
    long second =
        test.commit(
            writes().move("a", "x", "1", "1").move("b", "a", "2", "2").move("x", "b", "1", "1"));
    assertThat(test.scan(KeySpace.ROW_INDEX, first, false)).containsExactly("a=1", "b=2");
    assertThat(test.scan(KeySpace.ROW_INDEX, second, true)).containsExactly("b=1", "a=2");
  }

  @Test
  void indexRangeIsExactAtEverySnapshot() {
    long first = test.commit(writes().insert("a", "red").entry("red:a", "a"));
    long second =
        test.commit(writes().update("a", "red", "blue").removeEntry("red:a").entry("blue:a", "a"));
    long third =
        test.commit(writes().update("a", "blue", "red").removeEntry("blue:a").entry("red:a", "a"));
    long fourth = test.commit(writes().delete("a", "red").removeEntry("red:a"));
    assertThat(test.scan(TestVolume.INDEX, first, false)).containsExactly("red:a=a");
    assertThat(test.scan(TestVolume.INDEX, second, false)).containsExactly("blue:a=a");
    assertThat(test.scan(TestVolume.INDEX, third, true)).containsExactly("red:a=a");
    assertThat(test.scan(TestVolume.INDEX, fourth, true)).isEmpty();
  }

  @Test
  void uniqueEntryRemembersItsEarlierOwners() {
    long first =
        test.commit(writes().insert("a", "x").insert("b", "y").entry("x", "a").entry("y", "b"));
    long second =
        test.commit(
            writes()
                .update("a", "x", "y")
                .update("b", "y", "x")
                .removeEntry("x")
                .removeEntry("y")
                .entry("x", "b")
                .entry("y", "a"));
    assertThat(test.scan(TestVolume.INDEX, first, false)).containsExactly("x=a", "y=b");
    assertThat(test.scan(TestVolume.INDEX, second, false)).containsExactly("x=b", "y=a");
  }

  @Test
  void catalogObjectsHaveVersions() {
    long first = test.commit(writes().catalog("t", "v1"));
    long second = test.commit(writes().catalog("t", "v2"));
    long third = test.commit(writes().catalog("t", null));
    byte[] key = TestVolume.key(KeySpace.CATALOG_TABLE, 3, "t");
    assertThat(TestVolume.text(test.volume().get(key, first))).hasValue("v1");
    assertThat(TestVolume.text(test.volume().get(key, second))).hasValue("v2");
    assertThat(test.volume().get(key, third)).isEmpty();
    assertThat(records(0, false)).hasSize(6);
  }

  @Test
  void writeSetThatContradictsTheStoreIsRefused() {
    test.commit(writes().insert("a", "1").entry("e", "a"));
    assertThatThrownBy(() -> test.commit(writes().insert("a", "2")))
        .isInstanceOf(InvariantViolation.class);
    assertThatThrownBy(() -> test.commit(writes().update("a", "9", "2")))
        .isInstanceOf(InvariantViolation.class);
    assertThatThrownBy(() -> test.commit(writes().delete("b", "2")))
        .isInstanceOf(InvariantViolation.class);
    assertThatThrownBy(() -> test.commit(writes().entry("e", "b")))
        .isInstanceOf(InvariantViolation.class);
    test.commit(writes().update("a", "1", "2"));
    assertThat(test.volume().resolvedTimestamp(test.oracle.get())).isEqualTo(test.oracle.get());
  }

  @Test
  void everythingIsThereAfterReopening() {
    long first = test.commit(writes().insert("a", "1").counter(TestVolume.TABLE, 41));
    long second = test.commit(writes().update("a", "1", "2").counter(TestVolume.TABLE, 7));
    long term = test.volume().term();
    test.reopen();
    assertThat(test.volume().term()).isGreaterThan(term);
    assertThat(test.volume().highestCommitTs()).isEqualTo(second);
    assertThat(test.volume().persistedAutoIncrement(TestVolume.TABLE)).isEqualTo(41);
    assertThat(test.volume().persistedAutoIncrement(1)).isZero();
    assertThat(test.volume().outcome(first - 1)).hasValue(first);
    assertThat(test.row("a", first)).hasValue("1");
    assertThat(test.row("a", second)).hasValue("2");
  }

  @Test
  void readerWaitsForCommitAtOrBelowItsSnapshot() throws Exception {
    test.commit(writes().insert("a", "old"));
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch given = new CountDownLatch(1);
    CompletableFuture<Long> commit =
        CompletableFuture.supplyAsync(() ->
            test.volume()
                .commit(
                    writes().update("a", "old", "new").build(1),
                    () -> {
                      long timestamp = test.now();
                      asked.countDown();
                      await(given);
                      return timestamp;
                    })
                .join());
    asked.await();
    // The writer has its timestamp but has not told anybody; the reader's snapshot is above it.
    long snapshot = test.now();
    CompletableFuture<Optional<String>> point =
        CompletableFuture.supplyAsync(() -> test.row("a", snapshot));
    CompletableFuture<List<String>> range =
        CompletableFuture.supplyAsync(() -> test.scan(KeySpace.ROW_INDEX, snapshot, false));
    assertThatThrownBy(() -> point.get(100, TimeUnit.MILLISECONDS)).hasMessage(null);
    assertThat(range).isNotDone();
    assertThat(test.volume().resolvedTimestamp(test.now())).isLessThan(snapshot - 1);
    given.countDown();
    assertThat(point.get()).hasValue("new");
    assertThat(range.get()).containsExactly("a=new");
    assertThat(commit.get()).isEqualTo(snapshot - 1);
    assertThat(test.volume().resolvedTimestamp(test.oracle.get())).isEqualTo(test.oracle.get());
  }

  @Test
  void garbageCollectionRemovesHistoryAndTombstonesBelowTheSafePoint() {
    long first = test.commit(writes().insert("a", "1").insert("b", "1").entry("e", "a"));
    long second = test.commit(writes().update("a", "1", "2").delete("b", "1").removeEntry("e"));
    long third = test.commit(writes().update("a", "2", "3"));
    test.volume().collectGarbage(second);
    assertThat(test.row("a", second)).hasValue("2");
    assertThat(test.row("a", third)).hasValue("3");
    assertThat(test.row("b", second)).isEmpty();
    assertThat(test.volume().newest(TestVolume.rowKey("b"))).isEmpty();
    assertThat(test.volume().newest(TestVolume.indexKey("e"))).isEmpty();
    assertRefused(() -> test.row("a", first));
    assertRefused(() -> test.scan(KeySpace.ROW_INDEX, first, false));
    assertRefused(() -> records(first, true));
    assertThat(records(second, true)).hasSize(2);
    test.reopen();
    assertRefused(() -> test.row("a", first));
    assertThat(test.row("a", second)).hasValue("2");
    test.commit(writes().insert("b", "5"));
    assertThat(test.row("b", third)).isEmpty();
  }

  @Test
  void dataOfDroppedTableGoesWhenNoSnapshotNeedsIt() {
    long first =
        test.commit(writes().insert("a", "1").entry("e", "a").counter(TestVolume.TABLE, 5));
    long dropped = test.commit(writes().catalog("t", "gone").dropTable(TestVolume.TABLE));
    test.volume().collectGarbage(first);
    assertThat(test.row("a", first)).hasValue("1");
    test.volume().collectGarbage(dropped);
    assertThat(test.scan(KeySpace.ROW_INDEX, Timestamps.NEWEST, false)).isEmpty();
    assertThat(test.scan(TestVolume.INDEX, Timestamps.NEWEST, false)).isEmpty();
    assertThat(test.volume().persistedAutoIncrement(TestVolume.TABLE)).isZero();
  }

  /** An image that spans pages, of which several fit into one commit. */
  int largeImageBytes() {
    return 70_000;
  }

  @Test
  void keysAndImagesOfAnyLengthReadBack() {
    TestVolume.Writes writes = writes();
    List<String> expected = new ArrayList<>();
    int[] keyBytes = {0, 1, 57, 58, 59, 300, KeySpace.KEY_BYTES_MAX - KeySpace.PREFIX_BYTES};
    int[] imageBytes = {0, 1, 500, 501, 502, 4_085, 4_086, largeImageBytes(), 100};
    for (int image = 0; image < imageBytes.length; image++) {
      for (int key : keyBytes) {
        String name = String.valueOf(image).repeat(key);
        if (key > 0 || image == 0) {
          expected.add(name + "=" + "v".repeat(imageBytes[image]));
        }
      }
    }
    for (String row : expected) {
      int split = row.indexOf('=');
      writes.insert(row.substring(0, split), row.substring(split + 1));
    }
    long first = test.commit(writes);
    assertThat(test.scan(KeySpace.ROW_INDEX, first, false)).isEqualTo(expected);
    assertThat(test.scan(KeySpace.ROW_INDEX, first, true)).isEqualTo(expected.reversed());
    TestVolume.Writes deletes = writes();
    for (String row : expected) {
      int split = row.indexOf('=');
      String key = row.substring(0, split);
      assertThat(test.row(key, first)).hasValue(row.substring(split + 1));
      deletes.delete(key, row.substring(split + 1));
    }
    long second = test.commit(deletes);
    assertThat(test.scan(KeySpace.ROW_INDEX, second, false)).isEmpty();
    assertThat(test.scan(KeySpace.ROW_INDEX, first, false)).isEqualTo(expected);
    for (String row : expected) {
      int split = row.indexOf('=');
      assertThat(test.row(row.substring(0, split), first)).hasValue(row.substring(split + 1));
    }
  }

  @Test
  void commitBeyondTheLimitIsRefusedAsAWholeAndLeavesNothing() {
    long limit = logMode() == LogMode.LOCAL ? TestVolume.COMMIT_BYTES_MAX : 1 << 20;
    String image = "x".repeat(10_000);
    TestVolume.Writes tooMuch = writes();
    for (int i = 0; i * 10_000L < limit; i++) {
      tooMuch.insert("k" + i, image);
    }
    assertThatThrownBy(() -> test.commit(tooMuch))
        .isInstanceOfSatisfying(
            MySqlException.class,
            error -> assertThat(error.error()).isEqualTo(MySqlError.ER_TRANS_CACHE_FULL));
    TestVolume.Writes much = writes();
    int rows = (int) (limit / 25_000);
    for (int i = 0; i < rows; i++) {
      much.insert("k" + i, image);
    }
    long before = test.now();
    long commitTs = test.commit(much);
    assertThat(test.scan(KeySpace.ROW_INDEX, commitTs, false)).hasSize(rows);
    assertThat(test.scan(KeySpace.ROW_INDEX, before, false)).isEmpty();
    assertThat(records(0, false)).hasSize(rows + 1);
    test.reopen();
    assertThat(test.scan(KeySpace.ROW_INDEX, commitTs, false)).hasSize(rows);
    assertThat(test.volume().resolvedTimestamp(test.oracle.get())).isEqualTo(test.oracle.get());
  }

  @Test
  void closedVolumeRefusesCursorsLeftOpen() {
    test.commit(writes().insert("a", "1").insert("b", "2"));
    var cursor =
        test.volume().scan(KeySpace.indexRange(TestVolume.TABLE, 1), Timestamps.NEWEST, false);
    assertThat(cursor.next()).isTrue();
    test.reopen();
    assertThatThrownBy(cursor::next)
        .isInstanceOfSatisfying(
            MySqlException.class,
            error -> assertThat(error.error()).isEqualTo(MySqlError.ER_SERVER_SHUTDOWN));
    cursor.close();
  }

  private static void assertRefused(Runnable read) {
    assertThatThrownBy(read::run)
        .isInstanceOfSatisfying(
            MySqlException.class,
            error -> assertThat(error.error()).isEqualTo(MySqlError.ER_TABLE_DEF_CHANGED));
  }

  private List<ChangeRecord> records(long after, boolean undoToo) {
    List<ChangeRecord> found = new ArrayList<>();
    try (var cursor = test.volume().changes(after, Integer.MAX_VALUE, undoToo)) {
      for (var next = cursor.next(); next.isPresent(); next = cursor.next()) {
        found.add(next.get());
      }
    }
    return found;
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException interrupted) {
      throw new IllegalStateException(interrupted);
    }
  }
}
