package io.braid.simulation;

import io.braid.txn.commit.TwoPhaseCommit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The transaction manager outside: it remembers its prepared branches and commits or rolls them
 * back, from any node, until that is done.
 *
 * @see "PROTOCOL.md, rules 8, 10 and 27"
 */
final class Branches {
  private static final class Branch {
    final History.Txn record;
    final int primary;
    final List<Integer> volumes;
    boolean commits;
    boolean late;
    boolean done;

    Branch(History.Txn record, int primary, List<Integer> volumes) {
      this.record = record;
      this.primary = primary;
      this.volumes = volumes;
    }
  }

  private final World world;
  private final Scheduler scheduler;
  private final Map<Long, Branch> branches = new LinkedHashMap<>();
  private boolean finishing;

  Branches(World world) {
    this.world = world;
    this.scheduler = world.scheduler();
  }

  /** Prepares the branch of a session and takes it over. */
  void prepare(Session session) {
    Branch branch = new Branch(session.record(), session.primary(), session.writeVolumes());
    branches.put(session.record().id, branch);
    branch.late = scheduler.chance(0.25);
    boolean[] answered = {false};
    session.prepareBranch(prepared -> {
      if (answered[0]) {
        return;
      }
      answered[0] = true;
      branch.commits = prepared && scheduler.chance(0.6);
      session.detach();
      decideAfter(branch, scheduler.between(1_000, 120_000));
    });
    scheduler.after(
        400_000,
        () -> {
          if (!answered[0]) {
            // Nobody knows whether it is prepared.
            answered[0] = true;
            decideAfter(branch, 0);
          }
        });
  }

  /** With PREPARE in the stream, a rollback comes too late. */
  void rolledBackAfterAll(History.Txn record) {
    branches.put(record.id, new Branch(record, 0, List.of()));
  }

  private void decideAfter(Branch branch, long delayMicros) {
    scheduler.after(
        delayMicros,
        () -> {
          if (branch.late && !finishing) {
            decideAfter(branch, 50_000);
          } else {
            decide(branch);
          }
        });
  }

  /** From now on no branch is left waiting. */
  void finish() {
    finishing = true;
    for (Branch branch : branches.values()) {
      if (branch.volumes.isEmpty()) {
        branch.done = true;
        branch.record.outcome = History.Outcome.ABORTED;
      }
    }
  }

  boolean allDone() {
    return branches.values().stream().allMatch(branch -> branch.done);
  }

  private void decide(Branch branch) {
    if (branch.done) {
      return;
    }
    scheduler.after(
        scheduler.between(200_000, 250_000),
        () -> {
          if (!branch.done) {
            decide(branch);
          }
        });
    Node node = world.anyNode();
    long id = branch.record.id;
    CommitDriver.ask(
        world,
        node,
        branch.primary,
        25_000,
        (participant, reply) -> participant.inquire(id, true, 0, false, reply),
        answer -> {
          switch (answer) {
            case Reply.Committed committed -> committed(branch, committed.commitTs());
            case Reply.Aborted aborted -> aborted(branch, node);
            case Reply.Pending pending -> act(branch, node);
            case Reply.Held held -> throw new IllegalStateException("an inquiry holds nothing");
            case Reply.Unheld unheld -> {}
            case Reply.Elsewhere elsewhere -> {}
            case null -> {}
          }
        });
  }

  private void act(Branch branch, Node node) {
    if (!branch.commits) {
      abortAll(branch, node);
      return;
    }
    long id = branch.record.id;
    Map<Integer, Part> parts = new TreeMap<>();
    for (int volume : branch.volumes) {
      parts.put(volume, new Part(id, volume, 0, Map.of(), branch.primary, List.of(), null));
    }
    new CommitDriver(
            world,
            node,
            id,
            true,
            world.nextAttempt(),
            branch.primary,
            parts,
            List.of(),
            outcome -> {
              if (outcome instanceof TwoPhaseCommit.Outcome.Committed decided) {
                committed(branch, decided.commitTs());
              }
            })
        .start();
  }

  private void abortAll(Branch branch, Node node) {
    for (int volume : branch.volumes) {
      CommitDriver.ask(
          world,
          node,
          volume,
          25_000,
          (participant, reply) -> participant.abort(branch.record.id, true, 0),
          answer -> {});
    }
  }

  private void committed(Branch branch, long commitTs) {
    if (!branch.done) {
      branch.done = true;
      world.history().ended(branch.record, History.Outcome.COMMITTED, commitTs);
    }
  }

  private void aborted(Branch branch, Node node) {
    if (branch.done) {
      return;
    }
    if (branch.commits) {
      throw new Violation("xa", "the prepared branch " + branch.record + " is gone");
    }
    branch.done = true;
    abortAll(branch, node);
    world.history().ended(branch.record, History.Outcome.ABORTED, 0);
  }
}
