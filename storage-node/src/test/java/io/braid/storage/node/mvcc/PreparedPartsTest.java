package io.braid.storage.node.mvcc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.braid.common.time.Clock;
import io.braid.storage.Gtid;
import io.braid.storage.KeySpace;
import io.braid.storage.Participation;
import io.braid.storage.RowChange;
import io.braid.storage.Share;
import io.braid.storage.StoredVersion;
import io.braid.storage.Timestamps;
import io.braid.storage.TransactionId;
import io.braid.storage.TransactionRecord;
import io.braid.storage.VolumeId;
import io.braid.storage.WriteSet;
import io.braid.storage.node.StorageResources;
import io.braid.storage.node.log.LogStateMachine.Entry;
import io.braid.storage.node.log.ReplicatedLog;
import io.braid.storage.node.log.UnknownOutcomeException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Parts on a log that does not always tell what became of an entry (PROTOCOL.md, rule 10). */
final class PreparedPartsTest {
  private static final long ID = 5;
  private static final VolumeId HERE = new VolumeId(1);
  private static final Participation PARTICIPATION =
      Participation.of(HERE, List.of(HERE, new VolumeId(2)));
  private static final byte[] KEY =
      ByteBuffer.allocate(KeySpace.PREFIX_BYTES + 1)
          .put(KeySpace.prefix(KeySpace.FIRST_USER_TABLE, KeySpace.ROW_INDEX))
          .put((byte) 1)
          .array();

  @TempDir Path folder;
  private StorageResources resources;
  private VersionStore store;
  private SilentLog log;
  private InCommitMap inCommit;
  private StagedWorker stagedWorker;
  private PreparedParts parts;

  /** Applies at once, but loses answers, and entries that the test brings back later. */
  private final class SilentLog implements ReplicatedLog {
    private long index;
    private boolean answers = true;
    private boolean applies = true;
    private byte[] late = {};

    @Override
    public CompletableFuture<LogPosition> propose(long term, byte[] payload) {
      if (!applies) {
        late = payload;
        return CompletableFuture.failedFuture(new UnknownOutcomeException("late", null));
      }
      if (late.length > 0) {
        // In the order of their proposals.
        apply(late);
        late = new byte[0];
      }
      apply(payload);
      return answers
          ? CompletableFuture.completedFuture(applied())
          : CompletableFuture.failedFuture(new UnknownOutcomeException("lost", null));
    }

    private void apply(byte[] payload) {
      index++;
      store.apply(List.of(new Entry(applied(), payload)));
    }

    @Override
    public Role role() {
      return Role.LEADER;
    }

    @Override
    public long term() {
      return 1;
    }

    @Override
    public LogPosition applied() {
      return new LogPosition(1, index);
    }

    @Override
    public LogPosition takeSnapshot() {
      return applied();
    }

    @Override
    public void close() {}
  }

  @BeforeEach
  void open() {
    resources = new StorageResources(16 << 20, 8 << 20, 1);
    store = new VersionStore(folder.resolve("store"), resources, true, true);
    log = new SilentLog();
    inCommit = new InCommitMap(Clock.system(), 1_000_000);
    stagedWorker =
        new StagedWorker(
            "test", store, inCommit, payload -> log.propose(1, payload), () -> 1L << 20);
    parts = PreparedParts.recover(store, log, inCommit, stagedWorker);
  }

  @AfterEach
  void close() {
    stagedWorker.close();
    store.close();
    resources.close();
  }

  private void prepare() {
    TransactionRecord record =
        new TransactionRecord(
            new TransactionId(ID), new Gtid.Automatic(), 0, 0, List.of(), Optional.empty(), 0);
    RowChange row =
        new RowChange(KeySpace.FIRST_USER_TABLE, 1, KEY, Optional.empty(), null, new byte[] {7});
    Share share = new Share(true, new int[] {1}, 2, 1, new BitSet(), Optional.empty());
    WriteSet writes =
        new WriteSet(
            record, List.of(row), List.of(), List.of(), Map.of(), 0, List.of(), Optional.of(share));
    assertThat(parts.prepare(writes, PARTICIPATION, false).join()).isZero();
  }

  private void assertCommittedAt(long commitTs) {
    assertThat(store.get(KEY, Timestamps.NEWEST).map(StoredVersion::pointer))
        .hasValueSatisfying(pointer -> assertThat(pointer.commitTs()).isEqualTo(commitTs));
    assertThat(parts.parts()).isEmpty();
    assertThat(inCommit.resolved(1_000)).isEqualTo(1_000);
  }

  @Test
  void aSecondAttemptFindsTheFirstThatCameThrough() {
    prepare();
    long floor = parts.hold(ID).join();
    log.answers = false;
    assertThatThrownBy(() -> parts.commit(ID, floor + 10).join())
        .hasCauseInstanceOf(UnknownOutcomeException.class);
    log.answers = true;
    assertThat(parts.hold(ID).join()).isEqualTo(floor);
    assertThat(parts.commit(ID, floor + 20).join()).isEqualTo(floor + 10);
    assertCommittedAt(floor + 10);
    assertThat(parts.commit(ID, floor + 30).join()).isEqualTo(floor + 10);
  }

  @Test
  void anInquiryWaitsForACommitThatIsStillUnderWay() {
    prepare();
    long floor = parts.hold(ID).join();
    log.applies = false;
    assertThatThrownBy(() -> parts.commit(ID, floor + 10).join())
        .hasCauseInstanceOf(UnknownOutcomeException.class);
    log.applies = true;
    assertThat(parts.decide(ID).join()).contains(floor + 10);
    assertCommittedAt(floor + 10);
  }

  @Test
  void aHoldThatIsNotKnownToBeDurableIsWrittenAgain() {
    prepare();
    log.applies = false;
    assertThatThrownBy(() -> parts.hold(ID).join())
        .hasCauseInstanceOf(UnknownOutcomeException.class);
    log.late = new byte[0];
    log.applies = true;
    assertThat(inCommit.resolved(500)).isEqualTo(500);
    long floor = parts.hold(ID).join();
    assertThat(floor).isGreaterThanOrEqualTo(500);
    assertThat(store.preparedParts())
        .singleElement()
        .satisfies(part -> assertThat(part.held()).isTrue());
    assertThat(parts.commit(ID, floor + 10).join()).isEqualTo(floor + 10);
    assertCommittedAt(floor + 10);
  }
}
