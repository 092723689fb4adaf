package io.braid.txn.commit;

import io.braid.common.MySqlError;
import io.braid.storage.Participation;
import io.braid.storage.PreparedPart;
import io.braid.storage.TransactionId;
import io.braid.storage.VolumeId;
import io.braid.storage.WriteSet;
import io.braid.storage.node.log.NotLeaderException;
import io.braid.storage.node.log.UnknownOutcomeException;
import io.braid.storage.node.volume.Volume;
import io.braid.txn.commit.TwoPhaseCommit.Outcome;
import io.braid.txn.commit.TwoPhaseCommit.Step;
import io.braid.txn.shard.VolumeSet;
import io.braid.txn.timestamp.TimestampOracle;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs {@link TwoPhaseCommit} on real volumes: takes its steps and brings the results back.
 *
 * <p>The session's thread drives a commit until the outcome is known. The other participants follow
 * in the background; until they have, the transaction keeps its locks, because a writer reads the
 * newest version that was applied.
 */
public final class TwoPhaseCommits {
  private static final Logger LOG = LoggerFactory.getLogger(TwoPhaseCommits.class);

  private final VolumeSet volumes;
  private final TimestampOracle oracle;

  /** Commits over {@code volumes}. */
  public TwoPhaseCommits(VolumeSet volumes, TimestampOracle oracle) {
    this.volumes = volumes;
    this.oracle = oracle;
  }

  /**
   * Commits over several volumes.
   *
   * @param parts what each participant writes
   * @param locksHeld whether no lock was lost so far
   * @param afterwards called once, when the locks may go; perhaps by a log's thread
   * @return the commit timestamp
   * @throws io.braid.common.MySqlException 1213 when locks were lost, or what a participant refused
   *     with; nothing was written then
   * @throws UnknownOutcomeException when the primary cannot be asked
   */
  long commit(
      TransactionId id,
      VolumeId primary,
      Map<VolumeId, WriteSet> parts,
      BooleanSupplier locksHeld,
      Runnable afterwards) {
    Participation participation = Participation.of(primary, List.copyOf(parts.keySet()));
    return new Run(id.value(), primary, parts, participation, locksHeld, afterwards).run();
  }

  /** Commits a branch whose parts are prepared; as {@link #commit}. */
  long commitPrepared(
      TransactionId id,
      Participation participation,
      BooleanSupplier locksHeld,
      Runnable afterwards) {
    Map<VolumeId, WriteSet> none = new TreeMap<>();
    return new Run(id.value(), participation.primary(), none, participation, locksHeld, afterwards)
        .run();
  }

  /** One commit; used by its session's thread. */
  private final class Run {
    private final long id;
    private final Map<VolumeId, WriteSet> parts;
    private final Participation participation;
    private final BooleanSupplier locksHeld;
    private final Runnable afterwards;
    private final TwoPhaseCommit machine;
    private final ArrayDeque<Step> steps = new ArrayDeque<>();
    private final List<CompletableFuture<?>> following = new ArrayList<>();
    private @Nullable RuntimeException refusal;
    private @Nullable Outcome outcome;

    Run(
        long id,
        VolumeId primary,
        Map<VolumeId, WriteSet> parts,
        Participation participation,
        BooleanSupplier locksHeld,
        Runnable afterwards) {
      this.id = id;
      this.parts = parts;
      this.participation = participation;
      this.locksHeld = locksHeld;
      this.afterwards = afterwards;
      this.machine = new TwoPhaseCommit(primary, java.util.Set.copyOf(participation.volumes()));
    }

    long run() {
      try {
        prepareAll(machine.start());
        while (!steps.isEmpty()) {
          take(steps.remove());
        }
      } finally {
        CompletableFuture.allOf(following.toArray(CompletableFuture<?>[]::new))
            .whenComplete((done, failure) -> {
              if (failure != null) {
                LOG.error("transaction {} was not applied everywhere", id, failure);
              }
              afterwards.run();
            });
      }
      return switch (outcome) {
        case Outcome.Committed(long commitTs) -> commitTs;
        case Outcome.Aborted() -> {
          RuntimeException reason = refusal;
          throw reason == null ? MySqlError.ER_LOCK_DEADLOCK.with() : reason;
        }
        case Outcome.Unknown() ->
            throw new UnknownOutcomeException("the primary of transaction " + id, refusal);
        case null -> throw new IllegalStateException("a commit without an outcome");
      };
    }

    /** All at once, and all answered before anything else: an abort must not overtake a prepare. */
    private void prepareAll(List<Step> prepares) {
      Map<VolumeId, CompletableFuture<Long>> floors = new TreeMap<>();
      for (Step step : prepares) {
        if (step instanceof Step.Prepare(VolumeId volume)) {
          floors.put(volume, prepare(volume));
        }
      }
      boolean allHeld = true;
      for (Map.Entry<VolumeId, CompletableFuture<Long>> entry : floors.entrySet()) {
        OptionalLong floor = await(entry.getValue());
        allHeld &= floor.isPresent();
        if (floor.isPresent()) {
          steps.addAll(machine.held(entry.getKey(), floor.getAsLong()));
        }
      }
      if (!allHeld) {
        steps.addAll(machine.refused());
      }
    }

    private CompletableFuture<Long> prepare(VolumeId volume) {
      try {
        WriteSet part = parts.get(volume);
        return part == null
            ? volumes.get(volume).hold(id)
            : volumes.get(volume).prepare(part, participation, true);
      } catch (RuntimeException refused) {
        return CompletableFuture.failedFuture(refused);
      }
    }

    private void take(Step step) {
      switch (step) {
        case Step.Prepare prepare ->
            throw new IllegalStateException("prepared twice: " + prepare.volume());
        case Step.AskTimestamp() -> steps.addAll(machine.timestamp(oracle.next()));
        case Step.ValidateLocks validate ->
            steps.addAll(machine.validated(locksHeld.getAsBoolean()));
        case Step.Commit(VolumeId volume, long commitTs) -> commit(volume, commitTs);
        case Step.Inquire(VolumeId volume) -> inquire(volume);
        case Step.Abort(VolumeId volume) ->
            following.add(
                volumes.get(volume).abortPrepared(id, volume.equals(participation.primary())));
        case Step.Report(Outcome reported) -> outcome = reported;
      }
    }

    private void commit(VolumeId volume, long commitTs) {
      CompletableFuture<Long> applied = volumes.get(volume).commitPrepared(id, commitTs);
      if (!volume.equals(participation.primary())) {
        following.add(applied);
        return;
      }
      steps.addAll(await(applied).isPresent() ? machine.committed(volume) : machine.failed(volume));
    }

    private void inquire(VolumeId volume) {
      try {
        Optional<Long> decided = volumes.get(volume).decide(id).join();
        steps.addAll(
            machine.inquired(
                decided.isPresent() ? OptionalLong.of(decided.get()) : OptionalLong.empty()));
      } catch (RuntimeException failure) {
        steps.addAll(machine.unreachable());
      }
    }

    /** Empty when it failed; the first reason is kept for the client. */
    private OptionalLong await(CompletableFuture<Long> future) {
      try {
        return OptionalLong.of(future.join());
      } catch (CompletionException failure) {
        if (refusal == null) {
          refusal =
              switch (failure.getCause()) {
                case NotLeaderException moved -> MySqlError.ER_LOCK_DEADLOCK.with();
                case RuntimeException reason -> reason;
                case null, default -> failure;
              };
        }
        return OptionalLong.empty();
      }
    }
  }

  /**
   * Ends what a crash left behind: parts are committed where their primary has committed, and
   * dropped where not. Branches prepared by clients stay, unless their commit had begun: that is
   * brought to its end.
   *
   * <p>Must be called before transactions begin: their coordinators would still be at work.
   *
   * @return how many transactions were ended
   */
  public int recover() {
    Map<Long, Participation> undecided = new TreeMap<>();
    Map<Long, Participation> branches = new TreeMap<>();
    for (Volume volume : volumes.all()) {
      for (PreparedPart part : volume.preparedParts()) {
        boolean branch = part.participation().branch().length > 0;
        boolean begun =
            part.held()
                || volumes
                    .get(part.participation().primary())
                    .outcome(part.transactionId())
                    .isPresent();
        if (!branch) {
          undecided.put(part.transactionId(), part.participation());
        } else if (begun) {
          branches.put(part.transactionId(), part.participation());
        }
      }
    }
    undecided.forEach(this::recover);
    branches.forEach(this::recoverBranch);
    return undecided.size() + branches.size();
  }

  private void recoverBranch(long id, Participation participation) {
    Optional<Long> decided = volumes.get(participation.primary()).outcome(id);
    if (decided.isPresent()) {
      spread(id, participation, decided);
    } else {
      long unused = commitPrepared(new TransactionId(id), participation, () -> true, () -> {});
      LOG.info("the commit of branch {}, cut off by a crash, was brought to its end", id);
    }
  }

  private void recover(long id, Participation participation) {
    spread(id, participation, volumes.get(participation.primary()).decide(id).join());
  }

  private void spread(long id, Participation participation, Optional<Long> decided) {
    for (VolumeId volume : participation.volumes()) {
      if (decided.isPresent()) {
        volumes.get(volume).commitPrepared(id, decided.get()).join();
      } else {
        volumes.get(volume).abortPrepared(id, volume.equals(participation.primary())).join();
      }
    }
    LOG.info(
        "transaction {} over volumes {}, found undecided, was {}",
        id,
        participation.volumes().stream().map(VolumeId::value).toList(),
        decided.isPresent() ? "committed" : "rolled back");
  }
}
