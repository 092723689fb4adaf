package io.braid.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * One run: a cluster, its clients and its troubles for about a second of virtual time, then a time
 * of peace in which everything must come to rest, then the checks. The same seed and rules give the
 * same run.
 */
final class Simulation {
  private static final long TROUBLE_MICROS = 1_000_000;

  private final World world;
  private final Scheduler scheduler;
  private final Branches branches;
  private final Workload workload;
  private final Operator operator;
  private final Nemesis nemesis;
  private final List<StreamConsumer> consumers = new ArrayList<>();

  private Simulation(long seed, Rules rules) {
    this.world = new World(seed, rules);
    this.scheduler = world.scheduler();
    this.branches = new Branches(world);
    this.workload = new Workload(world, branches);
    this.operator = new Operator(world);
    this.nemesis = new Nemesis(world);
    consumers.add(new StreamConsumer(world, false));
    consumers.add(new StreamConsumer(world, true));
  }

  /**
   * Runs one seed.
   *
   * @return what happened, how often
   * @throws Violation when a checker finds something
   */
  static Map<String, Integer> run(long seed, Rules rules) {
    return new Simulation(seed, rules).run();
  }

  private Map<String, Integer> run() {
    workload.start(6);
    operator.start();
    nemesis.start();
    consumers.forEach(StreamConsumer::start);
    scheduler.runUntil(TROUBLE_MICROS);
    nemesis.stop();
    workload.stop();
    operator.stop();
    await("the transactions end", () -> workload.running() == 0);
    // Branches that are only prepared stop nothing.
    awaitStreams();
    branches.finish();
    await("the branches end", branches::allDone);
    await("the operations end", operator::isIdle);
    await("nothing is in doubt", this::nothingPrepared);
    awaitStreams();
    scheduler.runUntil(scheduler.now() + 60_000);
    consumers.forEach(consumer -> {
      consumer.move();
      consumer.poll();
    });
    new Checks(world, consumers).run();
    world.history().count("events");
    world.history().counts.put("events", (int) scheduler.eventsRun());
    return world.history().counts;
  }

  private void await(String what, java.util.function.BooleanSupplier condition) {
    long giveUp = scheduler.now() + 2_000_000;
    while (!condition.getAsBoolean()) {
      if (scheduler.now() > giveUp) {
        throw new Violation("liveness", "in peace it does not come to this: " + what + state());
      }
      scheduler.runUntil(scheduler.now() + 5_000);
    }
  }

  /** Where every stream and replica stands. */
  private String state() {
    StringBuilder text = new StringBuilder("; the operator is at " + operator.doing());
    for (Node node : world.nodes()) {
      text.append("; node ").append(node.id()).append(" at ").append(node.binlog().generatedTs());
      for (LogGroup group : world.groups()) {
        Replica replica = node.replica(group.volume());
        text.append(" v").append(group.volume()).append(' ').append(replica.applied());
        text.append('/').append(group.committed()).append(" R ").append(replica.resolved());
        text.append(
            group.leader() == node
                ? " leads " + node.leader(group.volume()).map(VolumeLeader::mayServe)
                : "");
      }
    }
    return text.toString();
  }

  private void awaitStreams() {
    long[] timestamp = {0};
    await(
        "the oracle answers",
        () -> {
          if (timestamp[0] == 0) {
            Oracle.ask(
                world,
                world.anyNode(),
                3,
                answer -> {
                  if (answer != null) {
                    timestamp[0] = answer;
                  }
                });
          }
          return timestamp[0] != 0;
        });
    await(
        "the streams pass " + timestamp[0],
        () -> world.nodes().stream().allMatch(node -> node.binlog().generatedTs() >= timestamp[0]));
  }

  private boolean nothingPrepared() {
    return world.groups().stream()
        .allMatch(group ->
            world.nodes().stream()
                .map(node -> node.replica(group.volume()))
                .allMatch(replica ->
                    replica.applied() == group.committed() && replica.store().prepared.isEmpty()));
  }
}
