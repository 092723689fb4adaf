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
import java.util.Set;
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
  long commit(TransactionId id, WriteParts parts, BooleanSupplier locksHeld, Runnable afterwards) {
    Participation participation =
        Participation.of(parts.primary(), List.copyOf(parts.byVolume().keySet()));
    return new Run(id.value(), parts.byVolume(), participation, locksHeld, afterwards).run();
  }

  /**
   * Makes the parts of a branch durable, without holding them.
   *
   * @param branch what the primary's part says of it; the others only name it
   * @throws io.braid.common.MySqlException what a participant refused with; all parts are dropped
   * @throws UnknownOutcomeException when it is not known whether all are there, nor can they be
   *     dropped
   */
  Participation prepareBranch(TransactionId id, WriteParts parts, BranchCodec.Branch branch) {
    VolumeId primary = parts.primary();
    byte[] onPrimary = BranchCodec.encode(branch);
    byte[] named = BranchCodec.encode(BranchCodec.Branch.named(branch.xid()));
    List<VolumeId> participants = List.copyOf(parts.byVolume().keySet());
    FaultPoint.BEFORE_PREPARE.reached();
    List<CompletableFuture<Long>> prepared = new ArrayList<>(participants.size());
    for (Map.Entry<VolumeId, WriteSet> part : parts.byVolume().entrySet()) {
      byte[] said = part.getKey().equals(primary) ? onPrimary : named;
      Participation participation = new Participation(primary, participants, said);
      CompletableFuture<Long> durable;
      try {
        durable = volumes.get(part.getKey()).prepare(part.getValue(), participation, false);
      } catch (RuntimeException refused) {
        durable = CompletableFuture.failedFuture(refused);
      }
      prepared.add(durable);
      oneByOne(durable, FaultPoint.ONE_PREPARED);
    }
    Participation participation = new Participation(primary, participants, named);
    RuntimeException refusal = null;
    for (CompletableFuture<Long> each : prepared) {
      try {
        long unused = each.join();
      } catch (CompletionException failure) {
        refusal = reason(failure);
      }
    }
    if (refusal != null) {
      try {
        abortBranch(id.value(), participation);
      } catch (RuntimeException failure) {
        failure.addSuppressed(refusal);
        throw new UnknownOutcomeException("the parts of branch " + id.value(), failure);
      }
      throw refusal instanceof UnknownOutcomeException
          ? MySqlError.ER_XA_RBROLLBACK.with()
          : refusal;
    }
    FaultPoint.ALL_PREPARED.reached();
    return participation;
  }

  /**
   * Commits a branch whose parts are prepared. A participant that cannot hold its part now does not
   * end the branch: its coordinator was promised that it can be committed.
   *
   * @param afterwards called once, when the locks may go; not when this throws
   * @throws io.braid.common.MySqlException 1401 when it stays prepared
   */
  long commitBranch(TransactionId id, Participation participation, Runnable afterwards) {
    Optional<Long> decided = volumes.get(participation.primary()).outcome(id.value());
    if (decided.isPresent()) {
      spread(id.value(), participation, decided);
      afterwards.run();
      return decided.get();
    }
    FaultPoint.BEFORE_HOLD.reached();
    List<CompletableFuture<Long>> holds = new ArrayList<>();
    for (VolumeId volume : participation.volumes()) {
      CompletableFuture<Long> hold = volumes.get(volume).hold(id.value());
      holds.add(hold);
      oneByOne(hold, FaultPoint.ONE_HELD);
    }
    for (CompletableFuture<Long> hold : holds) {
      try {
        long unused = hold.join();
      } catch (CompletionException failure) {
        LOG.warn("branch {} cannot be committed now", id.value(), failure);
        throw MySqlError.ER_XAER_RMERR.with();
      }
    }
    // All are held, so that the state machine finds them held at once.
    return new Run(id.value(), Map.of(), participation, () -> true, afterwards).run();
  }

  /** Drops the parts of a branch; returns when that is durable. */
  void abortBranch(long id, Participation participation) {
    spread(id, participation, Optional.empty());
  }

  /** While a fault point is set, what is done on several volumes is done on one after the other. */
  private static void oneByOne(CompletableFuture<?> step, FaultPoint point) {
    if (FaultPoint.ARMED) {
      step.handle((done, failure) -> 0).join();
      point.reached();
    }
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
        Map<VolumeId, WriteSet> parts,
        Participation participation,
        BooleanSupplier locksHeld,
        Runnable afterwards) {
      this.id = id;
      this.parts = parts;
      this.participation = participation;
      this.locksHeld = locksHeld;
      this.afterwards = afterwards;
      this.machine =
          new TwoPhaseCommit(participation.primary(), Set.copyOf(participation.volumes()));
    }

    long run() {
      try {
        prepareAll(machine.start());
        while (!steps.isEmpty()) {
          take(steps.remove());
        }
        FaultPoint.ALL_APPLIED.reached();
      } finally {
        boolean stillPrepared = parts.isEmpty() && !(outcome instanceof Outcome.Committed);
        CompletableFuture.allOf(following.toArray(CompletableFuture<?>[]::new))
            .whenComplete((done, failure) -> {
              if (failure != null) {
                LOG.error("transaction {} was not applied everywhere", id, failure);
              }
              if (!stillPrepared) {
                afterwards.run();
              }
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
      if (!parts.isEmpty()) {
        FaultPoint.BEFORE_PREPARE.reached();
      }
      Map<VolumeId, CompletableFuture<Long>> floors = new TreeMap<>();
      for (Step step : prepares) {
        if (step instanceof Step.Prepare(VolumeId volume)) {
          CompletableFuture<Long> floor = prepare(volume);
          floors.put(volume, floor);
          oneByOne(floor, FaultPoint.ONE_HELD);
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
      FaultPoint.ALL_HELD.reached();
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
        case Step.ValidateLocks validate -> {
          FaultPoint.STAMPED.reached();
          steps.addAll(machine.validated(locksHeld.getAsBoolean()));
        }
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
        oneByOne(applied, FaultPoint.ONE_APPLIED);
        return;
      }
      OptionalLong decided = await(applied);
      FaultPoint.DECIDED.reached();
      steps.addAll(
          decided.isPresent()
              ? machine.committed(volume, decided.getAsLong())
              : machine.failed(volume));
    }

    private void inquire(VolumeId volume) {
      if (parts.isEmpty()) {
        // A fence would end a branch whose coordinator was promised that it can be committed.
        Optional<Long> found = volumes.get(volume).outcome(id);
        steps.addAll(
            found.isPresent()
                ? machine.inquired(OptionalLong.of(found.get()))
                : machine.unreachable());
        return;
      }
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
          refusal = reason(failure);
        }
        return OptionalLong.empty();
      }
    }
  }

  private static RuntimeException reason(CompletionException failure) {
    return switch (failure.getCause()) {
      case NotLeaderException moved -> MySqlError.ER_LOCK_DEADLOCK.with();
      case RuntimeException reason -> reason;
      case null, default -> failure;
    };
  }

  /**
   * Ends what a crash left behind: parts are committed where their primary has committed, and
   * dropped where not. Branches that clients have prepared stay, unless their commit had begun:
   * that is brought to its end; or their prepare or rollback was cut off: they are dropped.
   *
   * <p>Must be called before transactions begin: their coordinators would still be at work.
   *
   * @return how many transactions were ended
   */
  public int recover() {
    Map<Long, Participation> undecided = new TreeMap<>();
    Map<Long, List<PreparedPart>> branches = new TreeMap<>();
    for (Volume volume : volumes.all()) {
      for (PreparedPart part : volume.preparedParts()) {
        if (part.participation().branch().length == 0) {
          undecided.put(part.transactionId(), part.participation());
        } else {
          branches.computeIfAbsent(part.transactionId(), id -> new ArrayList<>()).add(part);
        }
      }
    }
    undecided.forEach(this::recover);
    int ended = undecided.size();
    for (Map.Entry<Long, List<PreparedPart>> branch : branches.entrySet()) {
      ended += recoverBranch(branch.getKey(), branch.getValue()) ? 1 : 0;
    }
    return ended;
  }

  /** Whether a branch was ended; if not, it is prepared. */
  private boolean recoverBranch(long id, List<PreparedPart> parts) {
    Participation participation = parts.getFirst().participation();
    Optional<Long> decided = volumes.get(participation.primary()).outcome(id);
    if (decided.isPresent() || parts.size() < participation.volumes().size()) {
      spread(id, participation, decided);
      return true;
    }
    if (parts.stream().noneMatch(PreparedPart::held)) {
      return false;
    }
    long unused = commitBranch(new TransactionId(id), participation, () -> {});
    LOG.info("the commit of branch {}, cut off by a crash, was brought to its end", id);
    return true;
  }

  private void recover(long id, Participation participation) {
    spread(id, participation, volumes.get(participation.primary()).decide(id).join());
    LOG.info(
        "transaction {} over volumes {} was found undecided",
        id,
        participation.volumes().stream().map(VolumeId::value).toList());
  }

  /** Brings a decision to all parts, the primary's first. */
  private void spread(long id, Participation participation, Optional<Long> decided) {
    List<VolumeId> primaryFirst = new ArrayList<>(participation.volumes());
    primaryFirst.remove(participation.primary());
    primaryFirst.addFirst(participation.primary());
    for (VolumeId volume : primaryFirst) {
      if (decided.isPresent()) {
        volumes.get(volume).commitPrepared(id, decided.get()).join();
      } else {
        volumes.get(volume).abortPrepared(id, volume.equals(participation.primary())).join();
        FaultPoint.ONE_DROPPED.reached();
      }
    }
    if (decided.isEmpty()) {
      FaultPoint.ALL_DROPPED.reached();
    }
  }
}
