package io.braid.simulation;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Operations on the cluster, one after the other, each tried until it is done: shard moves, new
 * volumes, schema changes, settings of the stream. Its commands are records of volume 0.
 *
 * @see "PROTOCOL.md, rules 14, 19, 22 and 30"
 */
final class Operator {
  private static final int VOLUMES_MAX = 4;

  private final World world;
  private final Scheduler scheduler;

  /** Where the shards are by the operator's own commands. */
  private final Map<Integer, Control.Flip> placement;

  private final Map<String, Integer> schemas = new TreeMap<>();
  private boolean stopped;
  private boolean idle = true;
  private String doing = "nothing";

  Operator(World world) {
    this.world = world;
    this.scheduler = world.scheduler();
    this.placement = new TreeMap<>(world.nodes().getFirst().replica(0).store().placement);
  }

  void start() {
    next();
  }

  void stop() {
    stopped = true;
  }

  boolean isIdle() {
    return idle;
  }

  /** For the report of one that does not end. */
  String doing() {
    return doing;
  }

  private void next() {
    idle = true;
    scheduler.after(
        scheduler.between(10_000, 60_000),
        () -> {
          if (stopped) {
            return;
          }
          idle = false;
          switch (scheduler.below(5)) {
            case 0, 1 -> move();
            case 2 -> activate();
            case 3 -> schemaChange(scheduler.pick(List.of("a", "l", "u")));
            default ->
                command(new Control.FileSize((int) scheduler.between(800, 6_000)), ts -> next());
          }
        });
  }

  /** Tries again until something calls {@code done}. */
  private void untilDone(Consumer<Runnable> attempt, Runnable then) {
    boolean[] done = {false};
    Runnable end =
        () -> {
          if (!done[0]) {
            done[0] = true;
            then.run();
          }
        };
    repeat(done, attempt, end);
  }

  private void repeat(boolean[] done, Consumer<Runnable> attempt, Runnable end) {
    if (done[0]) {
      return;
    }
    attempt.accept(end);
    scheduler.after(scheduler.between(30_000, 50_000), () -> repeat(done, attempt, end));
  }

  /** A control record; its timestamp. */
  private void command(Control control, Consumer<Long> then) {
    boolean silent = !(control instanceof Control.Ddl);
    doing = control.toString();
    History.Txn record = world.history().begin(Isolation.REPEATABLE_READ, "control");
    record.silent = silent;
    TransactionHead head = new TransactionHead(record.id, silent, Map.of(0, 1));
    Write write = new Write(1, "control", null, null, control, false);
    boolean[] done = {false};
    boolean[] again = {false};
    untilDone(
        end -> {
          Node node = world.anyNode();
          Node target = node.leaderOf(0);
          world
              .network()
              .<Reply.Decision>call(
                  node,
                  target,
                  25_000,
                  reply ->
                      target
                          .leader(0)
                          .ifPresent(leader -> {
                            if (!leader.ended.contains(record.id)) {
                              leader.lastHeard.put(record.id, scheduler.now());
                            }
                            leader
                                .participant()
                                .commitHere(
                                    new Part(
                                        record.id,
                                        0,
                                        leader.term(),
                                        Map.of(),
                                        0,
                                        List.of(write),
                                        head),
                                    reply);
                          }),
                  answer -> {
                    if (answer instanceof Reply.Committed committed && !done[0]) {
                      done[0] = true;
                      world
                          .history()
                          .ended(record, History.Outcome.COMMITTED, committed.commitTs());
                      end.run();
                    } else if (answer instanceof Reply.Aborted && !done[0]) {
                      done[0] = true;
                      world.history().ended(record, History.Outcome.ABORTED, 0);
                      again[0] = true;
                      end.run();
                    } else {
                      node.forgetLeader(0);
                    }
                  });
        },
        () -> {
          if (again[0]) {
            command(control, then);
          } else {
            then.accept(record.commitTs);
          }
        });
  }

  private void move() {
    int shard = scheduler.below(Shards.COUNT);
    if (shard == Shards.COUNTER || world.volumeCount() < 3) {
      next();
      return;
    }
    int target = 1 + scheduler.below(world.volumeCount() - 1);
    move(shard, target, this::next);
  }

  private void move(int shard, int target, Runnable then) {
    Control.Flip now = placement.get(shard);
    if (now.volume() == target || shard == Shards.COUNTER) {
      then.run();
      return;
    }
    if (!hasLeftFormerVolumes(now)) {
      world.history().count("moves that found data of the last one");
      then.run();
      return;
    }
    world.history().count("moves");
    doing = "moving shard " + shard + " from " + now + " to volume " + target;
    Entry.MoveIn[] content = {null};
    untilDone(
        end ->
            onLeader(
                now.volume(),
                leader ->
                    leader.moveOut(
                        shard,
                        now.epoch(),
                        10,
                        moved -> {
                          content[0] = moved;
                          end.run();
                        })),
        () ->
            untilDone(
                end -> onLeader(target, leader -> moveIn(leader, content[0], end)),
                () -> {
                  Control.Flip flip =
                      new Control.Flip(
                          shard, target, now.epoch() + 1, now.volume(), content[0].flipTs());
                  command(
                      flip,
                      ts -> {
                        placement.put(shard, flip);
                        untilDone(
                            end ->
                                onLeader(
                                    now.volume(),
                                    leader -> leader.leave(shard, now.epoch(), ts, end)),
                            then);
                      });
                }));
  }

  /** A shard's record names one former volume: before the next move nothing may be there. */
  private boolean hasLeftFormerVolumes(Control.Flip now) {
    for (LogGroup group : world.groups()) {
      Replica replica = group.leader().replica(group.volume());
      if (group.volume() != now.volume()
          && (replica.applied() < group.committed()
              || replica.store().owned.containsKey(now.shard()))) {
        return false;
      }
    }
    return true;
  }

  private static void moveIn(VolumeLeader leader, Entry.MoveIn content, Runnable end) {
    if (!leader.mayServe()) {
      return;
    }
    leader.propose(
        new Entry.MoveIn(
            leader.term(), content.shard(), content.epoch(), content.flipTs(), content.current()),
        applied -> {
          VolumeStore.Ownership ownership = leader.store().owned.get(content.shard());
          if (ownership != null && ownership.epoch() == content.epoch()) {
            end.run();
          }
        });
  }

  private void onLeader(int volume, Consumer<VolumeLeader> action) {
    Node target = world.group(volume).leader();
    if (target.isUp()) {
      world.network().send(world.anyNode(), target, () -> target.leader(volume).ifPresent(action));
    }
  }

  /** A new volume, which then gets a shard. */
  private void activate() {
    if (world.volumeCount() > VOLUMES_MAX) {
      next();
      return;
    }
    int volume = world.volumeCount();
    LogGroup group = world.addVolume(volume);
    Node first = group.leader();
    if (first.isUp()) {
      first.lead(group, group.term());
    }
    command(
        new Control.Activate(volume),
        activationTs ->
            untilDone(
                end ->
                    onLeader(
                        volume,
                        leader ->
                            leader.propose(
                                new Entry.Activated(leader.term(), activationTs),
                                applied -> end.run())),
                () -> move(scheduler.below(Shards.COUNT), volume, this::next)));
  }

  /** Raises a table's schema version under its exclusive lock. */
  private void schemaChange(String table) {
    int version = schemas.merge(table, 1, Integer::sum);
    long owner = world.history().begin(Isolation.REPEATABLE_READ, "ddl").id;
    raise(
        table,
        version,
        owner,
        0,
        () ->
            command(
                new Control.Ddl(table, version),
                ts -> {
                  world
                      .history()
                      .ended(
                          Objects.requireNonNull(world.history().find(owner)),
                          History.Outcome.COMMITTED,
                          0);
                  next();
                }));
  }

  private void raise(String table, int version, long owner, int shard, Runnable then) {
    if (shard == Shards.COUNT) {
      then.run();
      return;
    }
    if (!Shards.table(Shards.start(shard)).equals(table) || Shards.start(shard).equals("I:")) {
      raise(table, version, owner, shard + 1, then);
      return;
    }
    int volume = placement.get(shard).volume();
    doing = "raising " + table + " to " + version + " on volume " + volume;
    untilDone(
        end ->
            onLeader(
                volume,
                leader -> {
                  if (leader.mayServe()) {
                    leader
                        .locks()
                        .acquire(
                            owner,
                            Shards.start(shard),
                            Shards.end(shard),
                            true,
                            granted -> {
                              if (granted && !leader.isClosed()) {
                                leader.propose(
                                    new Entry.MinimumSchema(leader.term(), table, version),
                                    applied -> {
                                      // What is older has ended; what comes later is refused.
                                      leader.locks().release(owner);
                                      end.run();
                                    });
                              }
                            });
                  }
                }),
        () -> raise(table, version, owner, shard + 1, then));
  }
}
