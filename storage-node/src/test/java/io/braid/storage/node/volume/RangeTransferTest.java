package io.braid.storage.node.volume;

import static io.braid.storage.node.volume.TestVolume.rowKey;
import static io.braid.storage.node.volume.TestVolume.writes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.braid.common.MySqlException;
import io.braid.storage.KeyRange;
import io.braid.storage.KeySpace;
import io.braid.storage.Timestamps;
import io.braid.storage.node.mvcc.KeyTracker;
import io.braid.storage.node.mvcc.RangeTransfer;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A range of one volume that goes to another. */
class RangeTransferTest {
  private static final KeyRange RANGE = new KeyRange(rowKey("b"), rowKey("d"));

  @TempDir private Path folder;
  private TestVolume source;
  private TestVolume target;

  @BeforeEach
  void open() {
    source = new TestVolume(folder.resolve("source"));
    target = new TestVolume(folder.resolve("target"));
    source.commit(writes().insert("a", "1").insert("b", "2").insert("c", "3").insert("d", "4"));
  }

  @AfterEach
  void close() {
    source.close();
    target.close();
  }

  private static List<String> rows(TestVolume volume, long readTs) {
    return volume.scan(KeySpace.ROW_INDEX, readTs, false);
  }

  @Test
  void copiedVersionsKeepTheirTimestampAndGetNewOnesAboveThem() {
    long changed = source.commit(writes().update("b", "2", "20"));
    List<RangeTransfer.CopiedVersion> read = source.volume().transfer().read(RANGE);
    assertThat(read).hasSize(2);
    assertThat(read.getFirst().commitTs()).isEqualTo(changed);
    target.volume().transfer().write(read);
    assertThat(rows(target, changed)).containsExactly("b=20", "c=3");
    target.oracle.set(source.now());
    long flip = target.now();
    long later = target.commit(writes().delete("b", "20").update("c", "3", "30").insert("bb", "5"));
    assertThat(rows(target, flip)).containsExactly("b=20", "c=3");
    assertThat(rows(target, later)).containsExactly("bb=5", "c=30");
    target.reopen();
    assertThat(rows(target, flip)).containsExactly("b=20", "c=3");
    target.volume().collectGarbage(later);
    assertThat(rows(target, later)).containsExactly("bb=5", "c=30");
  }

  @Test
  void keysThatCommitsWriteAreNotedUntilThereAreTooMany() {
    try (KeyTracker tracker = source.volume().transfer().track(RANGE, 2)) {
      source.commit(writes().update("a", "1", "10").delete("c", "3"));
      assertThat(tracker.size()).isEqualTo(1);
      List<byte[]> taken = tracker.take(10);
      assertThat(taken).containsExactly(rowKey("c"));
      RangeTransfer.CopiedVersion gone = source.volume().transfer().newest(taken).getFirst();
      assertThat(gone.value()).isNull();
      source.commit(writes().insert("b1", "x").insert("b2", "x").insert("b3", "x"));
      assertThat(tracker.overflowed()).isTrue();
      tracker.restart();
      assertThat(tracker.overflowed()).isFalse();
      assertThat(tracker.size()).isZero();
    }
    try (KeyTracker ended = source.volume().transfer().track(RANGE, 2)) {
      ended.close();
      source.commit(writes().insert("b4", "x"));
      assertThat(ended.size()).isZero();
    }
  }

  @Test
  void aRemovalIsDoneWhenGarbageCollectionHasPassedIt() {
    long before = source.now();
    RangeTransfer transfer = source.volume().transfer();
    long removal = source.now();
    transfer.removeAt(RANGE, removal);
    source.reopen();
    source.volume().collectGarbage(before);
    assertThat(rows(source, before)).containsExactly("a=1", "b=2", "c=3", "d=4");
    assertThat(source.volume().transfer().pendingRemovals())
        .containsExactly(new RangeTransfer.PendingRemoval(RANGE, removal));
    source.volume().collectGarbage(source.now());
    assertThat(source.volume().transfer().pendingRemovals()).isEmpty();
    assertThat(source.volume().transfer().isEmpty(RANGE)).isTrue();
    assertThat(rows(source, Timestamps.NEWEST)).containsExactly("a=1", "d=4");
    assertThatThrownBy(() -> rows(source, before)).isInstanceOf(MySqlException.class);
    // It comes back, and no later collection takes it for the old data.
    source.volume().transfer().write(target(5));
    source.volume().collectGarbage(source.now());
    assertThat(rows(source, Timestamps.NEWEST)).containsExactly("a=1", "b=5", "d=4");
  }

  private static List<RangeTransfer.CopiedVersion> target(long value) {
    return List.of(
        new RangeTransfer.CopiedVersion(
            rowKey("b"), 50, 1, TestVolume.bytes(Long.toString(value))));
  }

  @Test
  void largeRangesAreReadInBoundedBatches() {
    String value = "x".repeat(10_000);
    TestVolume.Writes writes = writes();
    IntStream.range(0, 200).forEach(i -> writes.insert("b%03d".formatted(i), value));
    source.commit(writes);
    List<RangeTransfer.CopiedVersion> batch = source.volume().transfer().read(RANGE);
    assertThat(batch).hasSizeBetween(40, 60);
    target.volume().transfer().write(source.volume().transfer().read(RANGE));
    assertThat(target.volume().transfer().isEmpty(RANGE)).isFalse();
    target.volume().transfer().clear(RANGE);
    assertThat(target.volume().transfer().isEmpty(RANGE)).isTrue();
    assertThat(source.volume().transfer().estimatedBytes(RANGE)).isPositive();
  }
}
