package io.braid.txn.commit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.braid.storage.Participation;
import io.braid.storage.TransactionId;
import io.braid.storage.VolumeId;
import io.braid.storage.node.log.NotLeaderException;
import io.braid.storage.node.log.UnknownOutcomeException;
import io.braid.storage.node.volume.Volume;
import io.braid.txn.shard.VolumeSet;
import io.braid.txn.timestamp.TimestampOracle;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** XA COMMIT when the primary does not say what became of the decision. */
class BranchCommitTest {
  private static final long BRANCH = 5;
  private static final Participation PARTS =
      new Participation(new VolumeId(1), List.of(new VolumeId(1), new VolumeId(2)), new byte[] {1});

  private final List<String> calls = new ArrayList<>();
  private Optional<Long> outcome = Optional.empty();
  private boolean primaryFails = true;
  private long oracle = 100;
  private int ended;

  private final TwoPhaseCommits commits =
      new TwoPhaseCommits(
          new VolumeSet(List.of(volume(0), volume(1), volume(2))),
          new TimestampOracle() {
            @Override
            public long next() {
              return ++oracle;
            }

            @Override
            public long last() {
              return oracle;
            }
          });

  private Volume volume(int id) {
    return (Volume)
        Proxy.newProxyInstance(
            Volume.class.getClassLoader(),
            new Class<?>[] {Volume.class},
            (proxy, method, arguments) ->
                switch (method.getName()) {
                  case "id" -> new VolumeId(id);
                  case "outcome" -> outcome;
                  case "hold" -> CompletableFuture.completedFuture(50L);
                  case "commitPrepared" -> commitPrepared(id, (Long) arguments[1]);
                  default -> throw new AssertionError("a branch was sent " + method.getName());
                });
  }

  private CompletableFuture<Long> commitPrepared(int id, long commitTs) {
    calls.add("commit " + id + " at " + commitTs);
    return id == 1 && primaryFails
        ? CompletableFuture.failedFuture(new NotLeaderException("elected another"))
        : CompletableFuture.completedFuture(commitTs);
  }

  private long commit() {
    return commits.commitBranch(new TransactionId(BRANCH), PARTS, () -> ended++);
  }

  @Test
  void anUnknownDecisionLeavesTheBranchAndCommitAgainMakesIt() {
    assertThatThrownBy(this::commit).isInstanceOf(UnknownOutcomeException.class);
    assertThat(calls).containsExactly("commit 1 at 101");
    assertThat(ended).isZero();
    primaryFails = false;
    assertThat(commit()).isEqualTo(102);
    assertThat(calls.subList(1, 3)).containsExactly("commit 1 at 102", "commit 2 at 102");
    assertThat(ended).isEqualTo(1);
  }

  @Test
  void aDecisionThatWasMadeAllTheSameIsFollowed() {
    assertThatThrownBy(this::commit).isInstanceOf(UnknownOutcomeException.class);
    outcome = Optional.of(101L);
    primaryFails = false;
    assertThat(commit()).isEqualTo(101);
    assertThat(calls.subList(1, 3)).containsExactly("commit 1 at 101", "commit 2 at 101");
    assertThat(ended).isEqualTo(1);
  }
}
