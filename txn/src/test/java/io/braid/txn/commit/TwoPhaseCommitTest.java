package io.braid.txn.commit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.braid.common.InvariantViolation;
import io.braid.storage.VolumeId;
import io.braid.txn.commit.TwoPhaseCommit.Outcome;
import io.braid.txn.commit.TwoPhaseCommit.Step;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TwoPhaseCommitTest {
  private static final VolumeId PRIMARY = new VolumeId(2);
  private static final VolumeId OTHER = new VolumeId(1);

  private final TwoPhaseCommit commit = new TwoPhaseCommit(PRIMARY, Set.of(PRIMARY, OTHER));

  private void hold() {
    assertThat(commit.start()).containsExactly(new Step.Prepare(OTHER), new Step.Prepare(PRIMARY));
    assertThat(commit.held(PRIMARY, 10)).isEmpty();
    assertThat(commit.held(OTHER, 20)).containsExactly(new Step.AskTimestamp());
  }

  private void decide() {
    hold();
    assertThat(commit.timestamp(30)).containsExactly(new Step.ValidateLocks(30));
    assertThat(commit.validated(true)).containsExactly(new Step.Commit(PRIMARY, 30));
  }

  @Test
  void theClientHearsOfItWhenThePrimaryHasDecidedAndTheOthersFollow() {
    decide();
    assertThat(commit.committed(PRIMARY, 30))
        .containsExactly(new Step.Report(new Outcome.Committed(30)), new Step.Commit(OTHER, 30));
    assertThat(commit.isComplete()).isFalse();
    assertThat(commit.failed(OTHER)).containsExactly(new Step.Commit(OTHER, 30));
    assertThat(commit.committed(OTHER, 30)).isEmpty();
    assertThat(commit.isComplete()).isTrue();
  }

  @Test
  void aTimestampAtOrBelowAFloorIsAskedForAgain() {
    hold();
    assertThat(commit.timestamp(20)).containsExactly(new Step.AskTimestamp());
    assertThat(commit.timestamp(21)).containsExactly(new Step.ValidateLocks(21));
  }

  @Test
  void aRefusalAbortsThePrimaryFirst() {
    commit.start();
    assertThat(commit.held(OTHER, 1)).isEmpty();
    assertThat(commit.refused())
        .containsExactly(
            new Step.Abort(PRIMARY), new Step.Abort(OTHER), new Step.Report(new Outcome.Aborted()));
    assertThat(commit.refused()).isEmpty();
    assertThat(commit.held(PRIMARY, 1)).isEmpty();
  }

  @Test
  void lostLocksAbortBeforeTheDecision() {
    hold();
    commit.timestamp(30);
    assertThat(commit.validated(false)).contains(new Step.Report(new Outcome.Aborted()));
    assertThat(commit.isComplete()).isTrue();
  }

  @Test
  void anUnknownDecisionIsAskedForAndNeverGuessed() {
    decide();
    assertThat(commit.failed(PRIMARY)).containsExactly(new Step.Inquire(PRIMARY));
    assertThat(commit.inquired(OptionalLong.of(30)))
        .containsExactly(new Step.Report(new Outcome.Committed(30)), new Step.Commit(OTHER, 30));
  }

  @Test
  void aFenceAborts() {
    decide();
    commit.failed(PRIMARY);
    assertThat(commit.inquired(OptionalLong.empty()))
        .contains(new Step.Abort(OTHER), new Step.Report(new Outcome.Aborted()));
  }

  @Test
  void aPrimaryThatCannotBeAskedLeavesTheOutcomeOpen() {
    decide();
    commit.failed(PRIMARY);
    assertThat(commit.unreachable()).containsExactly(new Step.Report(new Outcome.Unknown()));
    assertThat(commit.isComplete()).isFalse();
  }

  @Test
  void anAttemptForABranchTakesTheTimestampOfTheOneBefore() {
    TwoPhaseCommit second = TwoPhaseCommit.attempt(PRIMARY, Set.of(PRIMARY, OTHER));
    second.start();
    second.held(PRIMARY, 10);
    second.held(OTHER, 20);
    second.timestamp(30);
    second.validated(true);
    second.failed(PRIMARY);
    assertThat(second.inquired(OptionalLong.of(25)))
        .containsExactly(new Step.Report(new Outcome.Committed(25)), new Step.Commit(OTHER, 25));
  }

  @Test
  void anOrdinaryCommitIsNeverAtAnotherTimestamp() {
    decide();
    assertThatThrownBy(() -> commit.committed(PRIMARY, 25)).isInstanceOf(InvariantViolation.class);
  }
}
