package io.braid.simulation;

import java.util.ArrayList;
import java.util.List;

/** Crashes, cuts and leader changes; a majority is always there, or soon again. */
final class Nemesis {
  private final World world;
  private final Scheduler scheduler;
  private boolean stopped;

  Nemesis(World world) {
    this.world = world;
    this.scheduler = world.scheduler();
  }

  void start() {
    scheduler.every(12_000, () -> world.groups().forEach(LogGroup::watch));
    next();
  }

  private void next() {
    scheduler.after(
        scheduler.between(10_000, 80_000),
        () -> {
          if (!stopped) {
            strike();
            next();
          }
        });
  }

  private void strike() {
    boolean whole = world.nodes().stream().allMatch(Node::isUp);
    switch (scheduler.below(6)) {
      case 0 -> {
        if (whole) {
          crash(scheduler.pick(world.nodes()));
        }
      }
      case 1 -> isolate(scheduler.pick(world.nodes()), scheduler.chance(0.5));
      default -> changeLeader(scheduler.pick(List.copyOf(world.groups())));
    }
  }

  private void crash(Node node) {
    world.history().count("crashes");
    node.crash();
    scheduler.after(
        scheduler.between(5_000, 120_000),
        () -> {
          if (!node.isUp()) {
            node.restart();
          }
        });
  }

  private void isolate(Node node, boolean oneWay) {
    world.history().count("partitions");
    for (Node other : world.nodes()) {
      if (other != node) {
        world.network().setCut(node.id(), other.id(), true);
        world.network().setCut(other.id(), node.id(), !oneWay);
      }
    }
    scheduler.after(
        scheduler.between(5_000, 100_000),
        () -> {
          for (Node other : world.nodes()) {
            world.network().setCut(node.id(), other.id(), false);
            world.network().setCut(other.id(), node.id(), false);
          }
        });
  }

  /** Another member is elected although the leader is well. */
  private void changeLeader(LogGroup group) {
    List<Node> others = new ArrayList<>();
    for (Node node : world.nodes()) {
      if (node != group.leader()
          && node.isUp()
          && world.network().reachesMajority(node, world.nodes())) {
        others.add(node);
      }
    }
    if (!others.isEmpty()) {
      world.history().count("leader changes");
      group.elect(scheduler.pick(others));
    }
  }

  /** Everything works from now on. */
  void stop() {
    stopped = true;
    world.network().heal();
    for (Node node : world.nodes()) {
      if (!node.isUp()) {
        node.restart();
      }
    }
  }
}
