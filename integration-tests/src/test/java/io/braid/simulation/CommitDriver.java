package io.braid.simulation;

import io.braid.storage.VolumeId;
import io.braid.txn.commit.TwoPhaseCommit;
import io.braid.txn.commit.TwoPhaseCommit.Step;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Carries the steps of {@link TwoPhaseCommit} over the network. The order of the steps is
 * production's; what they do to a volume is the simulation's.
 */
final class CommitDriver {
  private static final long CALL_TIMEOUT_MICROS = 25_000;

  private final World world;
  private final Node node;
  private final long transaction;
  private final boolean xa;
  private final int attempt;
  private final int primary;
  private final Map<Integer, Part> parts;
  private final List<Part> locked;
  private final Consumer<TwoPhaseCommit.Outcome> onOutcome;
  private final TwoPhaseCommit machine;
  private boolean large;
  private Set<Integer> dead = Set.of();
  private boolean reported;
  private int givenUp;
  private long earlyTimestamp;
  private boolean earlyValidation;

  /**
   * @param attempt of a prepared branch, else 1
   * @param parts by volume: what is written
   * @param locked where else locks must have been held until now
   */
  CommitDriver(
      World world,
      Node node,
      long transaction,
      boolean xa,
      int attempt,
      int primary,
      Map<Integer, Part> parts,
      List<Part> locked,
      Consumer<TwoPhaseCommit.Outcome> onOutcome) {
    this.world = world;
    this.node = node;
    this.transaction = transaction;
    this.xa = xa;
    this.attempt = attempt;
    this.primary = primary;
    this.parts = parts;
    this.locked = locked;
    this.onOutcome = onOutcome;
    Set<VolumeId> participants = new TreeSet<>();
    parts.keySet().forEach(volume -> participants.add(new VolumeId(volume)));
    VolumeId primaryId = new VolumeId(primary);
    this.machine =
        xa
            ? TwoPhaseCommit.attempt(primaryId, participants)
            : new TwoPhaseCommit(primaryId, participants);
  }

  /** The parts are there already, in chunks. */
  CommitDriver ofChunks(Set<Integer> deadSequences) {
    large = true;
    dead = deadSequences;
    return this;
  }

  void start() {
    heartbeat();
    if (world.rules().breaks(Rule.R08_TIMESTAMP_AFTER_HOLDS)) {
      Oracle.ask(
          world,
          node,
          10,
          timestamp -> {
            earlyTimestamp = timestamp == null ? 0 : timestamp;
            run(machine.start());
          });
    } else if (world.rules().breaks(Rule.R11_LOCKS_AFTER_TIMESTAMP)) {
      validate(
          locked,
          held -> {
            earlyValidation = held;
            run(machine.start());
          });
    } else {
      run(machine.start());
    }
  }

  private void heartbeat() {
    if (reported) {
      // What is still to do may be done by recovery as well.
      return;
    }
    for (int volume : parts.keySet()) {
      node.heartbeat(volume, transaction);
    }
    node.after(20_000, this::heartbeat);
  }

  private void run(List<Step> steps) {
    steps.forEach(this::perform);
  }

  private void perform(Step step) {
    switch (step) {
      case Step.Prepare prepare -> prepare(prepare.volume().value());
      case Step.AskTimestamp ask -> {
        // Now and then the coordinator's process stands still.
        long pause = world.scheduler().chance(0.05) ? world.scheduler().between(0, 120_000) : 0;
        node.after(pause, this::askTimestamp);
      }
      case Step.ValidateLocks validate -> {
        if (world.rules().breaks(Rule.R11_LOCKS_AFTER_TIMESTAMP)) {
          run(machine.validated(earlyValidation));
        } else {
          validate(locked, held -> run(machine.validated(held)));
        }
      }
      case Step.Commit commit -> commit(commit.volume(), commit.commitTs());
      case Step.Inquire inquire -> inquire(20);
      case Step.Abort abort ->
          ask(
              abort.volume().value(),
              CALL_TIMEOUT_MICROS,
              (participant, reply) -> participant.abort(transaction, xa, attempt),
              answer -> {});
      case Step.Report report -> {
        reported = true;
        onOutcome.accept(report.outcome());
      }
    }
  }

  private void prepare(int volume) {
    ask(
        volume,
        CALL_TIMEOUT_MICROS,
        (participant, reply) -> {
          if (xa) {
            participant.hold(transaction, attempt, null, Set.of(), reply);
          } else if (large) {
            participant.hold(transaction, attempt, parts.get(volume).head(), dead, reply);
          } else {
            participant.prepare(parts.get(volume), false, attempt, reply);
          }
        },
        answer -> {
          if (answer instanceof Reply.Held held) {
            boolean floors = world.rules().holds(Rule.R08_TIMESTAMP_AFTER_HOLDS);
            run(machine.held(new VolumeId(volume), floors ? held.floor() : 0));
          } else {
            run(machine.refused());
          }
        });
  }

  private void askTimestamp() {
    if (earlyTimestamp > 0) {
      run(machine.timestamp(earlyTimestamp));
      return;
    }
    Oracle.ask(
        world,
        node,
        5,
        timestamp -> {
          if (timestamp == null) {
            askTimestamp();
          } else {
            run(machine.timestamp(timestamp));
          }
        });
  }

  private void validate(List<Part> left, Consumer<Boolean> onResult) {
    validateLocks(world, node, left, onResult);
  }

  /** Whether all locks have been held without a break until now. */
  static void validateLocks(World world, Node node, List<Part> parts, Consumer<Boolean> onResult) {
    if (parts.isEmpty()) {
      onResult.accept(true);
      return;
    }
    Part part = parts.getFirst();
    Node target = node.leaderOf(part.volume());
    world
        .network()
        .<Boolean>call(
            node,
            target,
            CALL_TIMEOUT_MICROS,
            reply ->
                reply.accept(
                    target
                        .leader(part.volume())
                        .map(leader -> leader.participant().validate(part))
                        .orElse(false)),
            held -> {
              if (held != null && held) {
                validateLocks(world, node, parts.subList(1, parts.size()), onResult);
              } else {
                onResult.accept(false);
              }
            });
  }

  private void commit(VolumeId volume, long commitTs) {
    ask(
        volume.value(),
        CALL_TIMEOUT_MICROS,
        (participant, reply) -> participant.commitPrepared(transaction, attempt, commitTs, reply),
        answer -> {
          if (answer instanceof Reply.Committed committed) {
            run(machine.committed(volume, committed.commitTs()));
          } else if (volume.value() == primary) {
            run(machine.failed(volume));
          } else if (givenUp++ < 40) {
            node.after(world.scheduler().between(1_000, 8_000), () -> run(machine.failed(volume)));
          }
        });
  }

  private void inquire(int attempts) {
    if (attempts == 0) {
      run(machine.unreachable());
      return;
    }
    ask(
        primary,
        CALL_TIMEOUT_MICROS,
        (participant, reply) -> participant.inquire(transaction, xa, attempt, true, reply),
        answer -> {
          if (answer instanceof Reply.Committed committed) {
            run(machine.inquired(OptionalLong.of(committed.commitTs())));
          } else if (answer instanceof Reply.Aborted || answer instanceof Reply.Unheld) {
            run(machine.inquired(OptionalLong.empty()));
          } else {
            node.after(world.scheduler().between(1_000, 8_000), () -> inquire(attempts - 1));
          }
        });
  }

  private void ask(
      int volume,
      long timeoutMicros,
      BiConsumer<Participant, Consumer<Reply.Decision>> request,
      Consumer<Reply.@Nullable Decision> onAnswer) {
    ask(world, node, volume, timeoutMicros, request, onAnswer);
  }

  /** A request to the leader of a volume. */
  static void ask(
      World world,
      Node node,
      int volume,
      long timeoutMicros,
      BiConsumer<Participant, Consumer<Reply.Decision>> request,
      Consumer<Reply.@Nullable Decision> onAnswer) {
    Node target = node.leaderOf(volume);
    world
        .network()
        .<Reply.Decision>call(
            node,
            target,
            timeoutMicros,
            reply ->
                target
                    .leader(volume)
                    .ifPresentOrElse(
                        leader -> request.accept(leader.participant(), reply),
                        () -> reply.accept(new Reply.Elsewhere())),
            answer -> {
              if (answer == null || answer instanceof Reply.Elsewhere) {
                node.forgetLeader(volume);
              }
              onAnswer.accept(answer);
            });
  }
}
