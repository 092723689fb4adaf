package io.braid.storage.node.mvcc;

import io.braid.common.Invariant;
import io.braid.common.InvariantViolation;
import io.braid.storage.Participation;
import io.braid.storage.PreparedPart;
import io.braid.storage.Share;
import io.braid.storage.VolumeId;
import io.braid.storage.WriteSet;
import io.braid.storage.node.log.ReplicatedLog;
import io.braid.storage.node.log.UnknownOutcomeException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The parts of transactions over several volumes that are durable on this volume and not decided.
 *
 * <pre>
 *   prepare(hold=false)        hold()               commit(C)
 *  ───────────────► PREPARED ─────────► COMMITTING ───────────► applied, forgotten
 *       prepare(hold=true) ───────────────► │  │
 *                       │                      abort()
 *                       └──────────────────────┴───────────────► dropped, on the primary fenced
 * </pre>
 *
 * <p>A part that is committing is in the in-commit map with the floor of its hold, so that it keeps
 * the resolved timestamp and the readers above the floor. After a restart the same holds before
 * anything is served.
 *
 * @see "PROTOCOL.md, rules 8 and 10"
 */
public final class PreparedParts {
  private final VersionStore store;
  private final ReplicatedLog log;
  private final InCommitMap inCommit;
  private final StagedWorker stagedWorker;
  private final Map<Long, Part> parts = new ConcurrentHashMap<>();

  /** Decisions of this volume as primary that are under way, so that there is only one of each. */
  private final Map<Long, CompletableFuture<Optional<Long>>> decisions = new ConcurrentHashMap<>();

  /** A durable part; its hold is guarded by the part. */
  private static final class Part {
    private final PreparedPart prepared;
    private @Nullable Commit commit;
    private InCommitMap.@Nullable Entry entry;

    /** A commit was proposed, and whether it will be applied is not known. */
    private volatile boolean inDoubt;

    Part(PreparedPart prepared) {
      this.prepared = prepared;
    }

    synchronized PreparedPart described() {
      InCommitMap.Entry held = entry;
      return held == null
          ? prepared
          : new PreparedPart(prepared.writes(), prepared.participation(), true, held.floor());
    }
  }

  private PreparedParts(
      VersionStore store, ReplicatedLog log, InCommitMap inCommit, StagedWorker stagedWorker) {
    this.stagedWorker = stagedWorker;
    this.store = store;
    this.log = log;
    this.inCommit = inCommit;
  }

  /** What a volume that is being opened has; parts that are committing hold again. */
  public static PreparedParts recover(
      VersionStore store, ReplicatedLog log, InCommitMap inCommit, StagedWorker stagedWorker) {
    PreparedParts recovered = new PreparedParts(store, log, inCommit, stagedWorker);
    for (PreparedPart prepared : store.preparedParts()) {
      Part part = new Part(prepared);
      if (prepared.held()) {
        Commit commit = new Commit(store, prepared.writes());
        part.commit = commit;
        InCommitMap.Entry entry = inCommit.enterHeld(commit.keys(), prepared.floor());
        part.entry = entry;
        recovered.holdStaged(prepared.writes(), entry);
        commit.resolve();
      }
      recovered.parts.put(prepared.transactionId(), part);
    }
    stagedWorker.recover(store.staged().activeExcept(recovered.parts.keySet()));
    return recovered;
  }

  private static boolean isStaged(WriteSet writes) {
    return writes.share().flatMap(Share::staged).isPresent();
  }

  /** Readers of staged keys wait from now on; before the oracle is asked. */
  private void holdStaged(WriteSet writes, InCommitMap.Entry entry) {
    if (isStaged(writes)) {
      store.staged().committing(writes.transaction().transactionId().value(), entry);
    }
  }

  /** All parts, with what is known of their hold. */
  public List<PreparedPart> parts() {
    List<PreparedPart> found = new ArrayList<>();
    parts.values().forEach(part -> found.add(part.described()));
    return found;
  }

  /** Makes a part durable; as {@link io.braid.storage.node.volume.Volume#prepare}. */
  public CompletableFuture<Long> prepare(
      WriteSet writes, Participation participation, boolean hold) {
    if (!hold) {
      PreparedPart prepared = new PreparedPart(writes, participation, false, 0);
      return log.propose(log.term(), PreparedPartCodec.encode(prepared, log.entryBytesMax()))
          .thenApply(position -> {
            parts.put(prepared.transactionId(), new Part(prepared));
            return 0L;
          });
    }
    Commit commit = new Commit(store, writes);
    InCommitMap.Entry entry = inCommit.enter(commit.keys());
    try {
      holdStaged(writes, entry);
      commit.resolve();
      PreparedPart prepared = new PreparedPart(writes, participation, true, entry.floor());
      return log.propose(log.term(), PreparedPartCodec.encode(prepared, log.entryBytesMax()))
          .handle((position, failure) -> {
            leaveIfRefused(entry, failure);
            Part part = new Part(prepared);
            part.commit = commit;
            part.entry = entry;
            parts.put(prepared.transactionId(), part);
            return entry.floor();
          });
    } catch (RuntimeException | Error failure) {
      inCommit.leave(entry);
      throw failure;
    }
  }

  /** Holds a part; as {@link io.braid.storage.node.volume.Volume#hold}. */
  public CompletableFuture<Long> hold(long transactionId) {
    Part part = parts.get(transactionId);
    if (part == null) {
      return CompletableFuture.failedFuture(
          new InvariantViolation("transaction " + transactionId + " is not prepared here"));
    }
    InCommitMap.Entry entry;
    synchronized (part) {
      InCommitMap.Entry held = part.entry;
      if (held != null) {
        return CompletableFuture.completedFuture(held.floor());
      }
      Commit commit = new Commit(store, part.prepared.writes());
      entry = inCommit.enter(commit.keys());
      try {
        holdStaged(part.prepared.writes(), entry);
        commit.resolve();
      } catch (RuntimeException | Error failure) {
        inCommit.leave(entry);
        throw failure;
      }
      part.commit = commit;
      part.entry = entry;
    }
    return log.propose(
            log.term(),
            PreparedPartCodec.encodeHold(
                transactionId, part.prepared.participation(), entry.floor()))
        .handle((position, failure) -> {
          if (failure == null) {
            return entry.floor();
          }
          // It is not known to be durable: the next attempt holds again.
          letGo(part, entry);
          throw asRuntimeException(failure);
        });
  }

  private void letGo(Part part, InCommitMap.Entry entry) {
    synchronized (part) {
      part.commit = null;
      part.entry = null;
    }
    if (isStaged(part.prepared.writes())) {
      store.staged().notHeld(part.prepared.transactionId());
    }
    inCommit.leave(entry);
  }

  /** Applies a held part; as {@link io.braid.storage.node.volume.Volume#commitPrepared}. */
  public CompletableFuture<Long> commit(long transactionId, long commitTs) {
    Part part = parts.get(transactionId);
    if (part == null) {
      return committedBefore(transactionId);
    }
    if (!part.prepared.participation().primary().equals(primaryHere(part))) {
      return apply(part, commitTs);
    }
    return decideOnce(transactionId, () -> apply(part, commitTs).thenApply(Optional::of))
        .thenApply(decided -> {
          Invariant.check(
              decided.isPresent(),
              "transaction %s was decided otherwise before it committed at %s",
              transactionId,
              commitTs);
          return decided.get();
        });
  }

  /**
   * The primary's own part carries the transaction record: that is how the primary knows itself.
   */
  private static @Nullable VolumeId primaryHere(Part part) {
    boolean primary = part.prepared.writes().share().map(Share::primary).orElse(true);
    return primary ? part.prepared.participation().primary() : null;
  }

  private CompletableFuture<Long> committedBefore(long transactionId) {
    long outcome = store.outcome(transactionId);
    return outcome != 0 && !VersionStore.isFence(outcome)
        ? CompletableFuture.completedFuture(outcome)
        : CompletableFuture.failedFuture(
            new InvariantViolation(
                "transaction "
                    + transactionId
                    + " is not prepared here, its outcome is "
                    + outcome));
  }

  private CompletableFuture<Long> apply(Part part, long commitTs) {
    long transactionId = part.prepared.transactionId();
    InCommitMap.Entry entry;
    CompletableFuture<ReplicatedLog.LogPosition> proposal;
    synchronized (part) {
      Commit commit = part.commit;
      InCommitMap.Entry held = part.entry;
      if (commit == null || held == null) {
        return CompletableFuture.failedFuture(
            new InvariantViolation("transaction " + transactionId + " commits without a hold"));
      }
      entry = held;
      inCommit.stamp(entry, commitTs);
      proposal = log.propose(log.term(), commit.encodePrepared(commitTs, Long.MAX_VALUE));
    }
    return proposal.handle((position, failure) -> {
      if (failure == null) {
        applied(part, commitTs);
        return commitTs;
      }
      part.inDoubt = failure instanceof UnknownOutcomeException;
      throw asRuntimeException(failure);
    });
  }

  private void applied(Part part, long commitTs) {
    long transactionId = part.prepared.transactionId();
    if (!parts.remove(transactionId, part)) {
      return;
    }
    if (isStaged(part.prepared.writes())) {
      store.staged().committed(transactionId, commitTs);
      stagedWorker.fold();
    }
    InCommitMap.Entry entry = part.entry;
    if (entry != null) {
      inCommit.leave(entry);
    }
  }

  /**
   * Ends the doubt about a commit that was proposed before: what is applied after it shows whether
   * it was applied itself. Neither a fence nor another commit may follow it otherwise.
   */
  private CompletableFuture<Boolean> endDoubt(long transactionId) {
    Part part = parts.get(transactionId);
    if (part == null || !part.inDoubt) {
      return CompletableFuture.completedFuture(true);
    }
    byte[] nothing = new EntryWriter(EntryWriter.KIND_DATA, 0, 16).finish();
    return log.propose(log.term(), nothing)
        .thenApply(position -> {
          long outcome = store.outcome(transactionId);
          if (outcome != 0 && !VersionStore.isFence(outcome)) {
            applied(part, outcome);
          }
          part.inDoubt = false;
          return true;
        });
  }

  /** Drops a part; as {@link io.braid.storage.node.volume.Volume#abortPrepared}. */
  public CompletableFuture<Void> abort(long transactionId, boolean fence) {
    if (fence) {
      return decide(transactionId)
          .thenAccept(decided ->
              Invariant.check(
                  decided.isEmpty(), "transaction %s is aborted after its commit", transactionId));
    }
    if (!parts.containsKey(transactionId)) {
      if (store.staged().find(transactionId) != null) {
        stagedWorker.remove(transactionId);
      }
      return CompletableFuture.completedFuture(null);
    }
    return drop(transactionId, false).thenApply(position -> null);
  }

  private CompletableFuture<ReplicatedLog.LogPosition> drop(long transactionId, boolean fence) {
    return log.propose(log.term(), PreparedPartCodec.encodeAbort(transactionId, fence))
        .thenApply(position -> {
          Part part = parts.remove(transactionId);
          if (store.staged().find(transactionId) != null) {
            stagedWorker.remove(transactionId);
          }
          if (part != null) {
            InCommitMap.Entry entry = part.entry;
            if (entry != null) {
              inCommit.leave(entry);
            }
          }
          return position;
        });
  }

  /** Asks for the decision; as {@link io.braid.storage.node.volume.Volume#decide}. */
  public CompletableFuture<Optional<Long>> decide(long transactionId) {
    return decideOnce(
        transactionId, () -> drop(transactionId, true).thenApply(position -> Optional.empty()));
  }

  private CompletableFuture<Optional<Long>> decideOnce(
      long transactionId, Supplier<CompletableFuture<Optional<Long>>> decision) {
    CompletableFuture<Optional<Long>> mine = new CompletableFuture<>();
    CompletableFuture<Optional<Long>> other = decisions.putIfAbsent(transactionId, mine);
    if (other != null) {
      return other;
    }
    CompletableFuture<Optional<Long>> made;
    try {
      made = endDoubt(transactionId).thenCompose(certain -> decide(transactionId, decision));
    } catch (RuntimeException | Error failure) {
      made = CompletableFuture.failedFuture(failure);
    }
    return made.handle(
            (decided, failure) -> {
              decisions.remove(transactionId, mine);
              if (failure == null) {
                mine.complete(decided);
              } else {
                mine.completeExceptionally(failure);
              }
              return mine;
            })
        .thenCompose(Function.identity());
  }

  private CompletableFuture<Optional<Long>> decide(
      long transactionId, Supplier<CompletableFuture<Optional<Long>>> decision) {
    long before = store.outcome(transactionId);
    if (before == 0) {
      return decision.get();
    }
    return CompletableFuture.completedFuture(
        VersionStore.isFence(before) ? Optional.empty() : Optional.of(before));
  }

  /** What was refused is over; what may still be applied stays in the map and holds the stream. */
  private void leaveIfRefused(InCommitMap.Entry entry, @Nullable Throwable failure) {
    if (failure == null) {
      return;
    }
    if (!(failure instanceof UnknownOutcomeException)) {
      inCommit.leave(entry);
    }
    throw asRuntimeException(failure);
  }

  private static RuntimeException asRuntimeException(Throwable failure) {
    return failure instanceof RuntimeException runtime ? runtime : new CompletionException(failure);
  }
}
