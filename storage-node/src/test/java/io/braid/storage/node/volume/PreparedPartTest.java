package io.braid.storage.node.volume;

import static io.braid.storage.node.volume.TestVolume.writes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.braid.storage.ChangeRecord;
import io.braid.storage.Participation;
import io.braid.storage.PreparedPart;
import io.braid.storage.StoredVersion;
import io.braid.storage.VolumeId;
import io.braid.storage.WriteSet;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Parts of transactions over several volumes, as one volume sees them (PROTOCOL.md, rules 8, 10).
 */
class PreparedPartTest {
  private static final long ID = 5;
  private static final Participation PARTICIPATION =
      Participation.of(VolumeId.META, List.of(VolumeId.META, new VolumeId(1)));

  @TempDir private Path folder;
  private TestVolume test;

  @BeforeEach
  void open() {
    test = new TestVolume(folder, LogMode.LOCAL);
    test.commit(writes().insert("a", "1"));
  }

  @AfterEach
  void close() {
    test.close();
  }

  private static WriteSet part() {
    return writes().update("a", "1", "2").insert("b", "3").share(true, 3).build(ID);
  }

  private long prepare(boolean hold) {
    return test.volume().prepare(part(), PARTICIPATION, hold).join();
  }

  private List<String> log() {
    List<String> found = new ArrayList<>();
    try (ChangeLog.Cursor changes = test.volume().changes(0, Integer.MAX_VALUE, false)) {
      for (Optional<ChangeRecord> next = changes.next(); next.isPresent(); next = changes.next()) {
        found.add(next.get().getClass().getSimpleName() + " " + next.get().sequence());
      }
    }
    return found;
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aPreparedPartIsInvisibleAndKeepsNobodyWaiting(boolean reopened) {
    prepare(false);
    if (reopened) {
      test.reopen();
    }
    long now = test.now();
    assertThat(test.row("a", now)).contains("1");
    assertThat(test.row("b", now)).isEmpty();
    assertThat(test.volume().resolvedTimestamp(now)).isEqualTo(now);
    assertThat(test.volume().preparedParts())
        .singleElement()
        .satisfies(part -> {
          assertThat(part.held()).isFalse();
          assertThat(part.transactionId()).isEqualTo(ID);
          assertThat(part.participation().volumes()).isEqualTo(PARTICIPATION.volumes());
        });
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aHeldPartHoldsTheResolvedTimestampAndReadersAboveItsFloor(boolean reopened)
      throws Exception {
    long seen = test.volume().resolvedTimestamp(test.now());
    prepare(false);
    long floor = test.volume().hold(ID).join();
    if (reopened) {
      test.reopen();
    }
    assertThat(floor).isGreaterThanOrEqualTo(seen);
    assertThat(test.volume().resolvedTimestamp(test.now())).isEqualTo(floor);
    assertThat(test.row("a", floor)).contains("1");
    long above = test.now();
    CompletableFuture<Optional<String>> reader =
        CompletableFuture.supplyAsync(() -> test.row("a", above));
    long commitTs = test.now();
    assertThat(test.volume().commitPrepared(ID, commitTs).join()).isEqualTo(commitTs);
    assertThat(reader.get(10, TimeUnit.SECONDS)).contains("1");
    assertThat(test.row("a", commitTs)).contains("2");
    assertThat(test.row("a", commitTs - 1)).contains("1");
    long now = test.now();
    assertThat(test.volume().resolvedTimestamp(now)).isEqualTo(now);
    assertThat(test.volume().preparedParts()).isEmpty();
  }

  /**
   * A transaction that does not know its outcome gives its locks up; the held part stands for them.
   */
  @Test
  void aWriterSeesWhatBecomesOfAHeldPart() throws Exception {
    byte[] held = TestVolume.rowKey("b");
    byte[] free = TestVolume.rowKey("bb");
    prepare(false);
    AbsentRange absent = test.volume().absentFrom(held, TestVolume.rowKey("c")).orElseThrow();
    assertThat(absent.has(held)).isTrue();
    assertThat(absent.has(free)).isTrue();
    test.volume().hold(ID).join();
    AbsentRange later = test.volume().absentFrom(held, TestVolume.rowKey("c")).orElseThrow();
    assertThat(later.has(held)).isFalse();
    assertThat(later.has(free)).isTrue();
    CompletableFuture<Optional<StoredVersion>> writer =
        CompletableFuture.supplyAsync(() -> test.volume().newest(held, null));
    test.volume().commitPrepared(ID, test.now()).join();
    assertThat(writer.get(10, TimeUnit.SECONDS)).isPresent();
    assertThat(later.has(free)).as("something was applied").isFalse();
  }

  @Test
  void aCommittedPartKeepsTheSequencesOfTheWholeTransaction() {
    prepare(true);
    long commitTs = test.now();
    test.volume().commitPrepared(ID, commitTs).join();
    assertThat(log()).containsExactly("Transaction 0", "Row 1", "Transaction 0", "Row 1", "Row 2");
    assertThat(test.volume().outcome(ID)).contains(commitTs);
    assertThat(test.volume().commitPrepared(ID, commitTs).join()).isEqualTo(commitTs);
  }

  @Test
  void aPartOfAnotherPrimaryHasNoTransactionRecord() {
    WriteSet part = writes().insert("c", "3").share(false, 4).build(ID);
    Participation elsewhere =
        Participation.of(new VolumeId(1), List.of(VolumeId.META, new VolumeId(1)));
    test.volume().prepare(part, elsewhere, true).join();
    test.reopen();
    test.volume().commitPrepared(ID, test.now()).join();
    assertThat(log()).containsExactly("Transaction 0", "Row 1", "Row 4");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void anAbortedPartLeavesNothingButAFence(boolean hold) {
    prepare(hold);
    test.volume().abortPrepared(ID, true).join();
    test.reopen();
    assertThat(test.volume().preparedParts()).isEmpty();
    assertThat(test.row("a", test.now())).contains("1");
    assertThat(test.volume().outcome(ID)).isEmpty();
    long now = test.now();
    assertThat(test.volume().resolvedTimestamp(now)).isEqualTo(now);
    assertThatThrownBy(() -> test.volume().commitPrepared(ID, test.now()).join())
        .hasMessageContaining("not prepared");
    test.commit(writes().update("a", "1", "9"));
  }

  @Test
  void anInquiryThatFindsNothingKeepsTheTransactionFromCommitting() {
    assertThat(test.volume().decide(ID).join()).isEmpty();
    test.reopen();
    prepare(true);
    assertThatThrownBy(() -> test.volume().commitPrepared(ID, test.now()).join())
        .hasMessageContaining("decided otherwise");
    assertThat(test.volume().decide(ID).join()).isEmpty();
  }

  @Test
  void anInquiryAfterTheCommitFindsIt() {
    prepare(true);
    long commitTs = test.now();
    test.volume().commitPrepared(ID, commitTs).join();
    assertThat(test.volume().decide(ID).join()).contains(commitTs);
    test.reopen();
    assertThat(test.volume().decide(ID).join()).contains(commitTs);
  }

  @Test
  void aTimestampAtTheFloorIsRefused() {
    long floor = prepare(true);
    assertThatThrownBy(() -> test.volume().commitPrepared(ID, floor).join())
        .hasMessageContaining("had been seen");
  }

  @Test
  void theWritesComeBackAsTheyWere() {
    WriteSet written =
        writes()
            .update("a", "1", "2")
            .move("x", "y", "5", "6")
            .delete("z", "7")
            .entry("i", "a")
            .removeEntry("j")
            .catalog("k", null)
            .catalog("l", "8")
            .counter(77, -1)
            .dropTable(78)
            .share(false, 9)
            .build(ID);
    test.volume().prepare(written, PARTICIPATION, false).join();
    test.reopen();
    PreparedPart found = test.volume().preparedParts().getFirst();
    assertThat(found.writes()).usingRecursiveComparison().isEqualTo(written);
  }
}
