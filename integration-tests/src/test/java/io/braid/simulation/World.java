package io.braid.simulation;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The cluster: nodes, the logs of the volumes, and those who watch it from above. */
final class World {
  static final int NODES = 3;
  static final int ACCOUNTS = 6;

  private final Rules rules;
  private final Scheduler scheduler;
  private final Network network;
  private final Truth truth = new Truth();
  private final History history = new History();
  private final int firstVolumes;
  private final List<Node> nodes = new ArrayList<>();
  private final Map<Integer, LogGroup> groups = new TreeMap<>();
  private int attempts = 1;

  World(long seed, Rules rules) {
    this.rules = rules;
    this.scheduler = new Scheduler(seed);
    this.network = new Network(scheduler, NODES);
    this.firstVolumes = 1 + scheduler.below(3);
    for (int id = 0; id < NODES; id++) {
      nodes.add(new Node(this, id, scheduler.between(-30_000, 30_000)));
    }
    for (int volume = 0; volume <= firstVolumes; volume++) {
      addVolume(volume);
    }
    for (LogGroup group : groups.values()) {
      group.leader().lead(group, group.term());
    }
    nodes.forEach(node -> node.binlog().start());
  }

  /** A volume with its log and replicas; its first leader is not started. */
  LogGroup addVolume(int volume) {
    LogGroup group =
        new LogGroup(this, volume, nodes.get(volume % NODES), store -> seed(store, volume));
    groups.put(volume, group);
    nodes.forEach(node -> node.addReplica(group));
    return group;
  }

  /** The rows of the beginning: accounts with their money. */
  static Map<String, String> initial() {
    Map<String, String> rows = new TreeMap<>();
    for (int account = 0; account < ACCOUNTS; account++) {
      rows.put("a" + account, "100");
    }
    return rows;
  }

  /** What is there before the first entry. */
  private void seed(VolumeStore store, int volume) {
    initial()
        .forEach((key, value) -> {
          if (volume == 1 + Shards.of(key) % firstVolumes) {
            store.current.put(key, new Version(value, 1, null));
          }
        });
    for (int shard = 0; shard < Shards.COUNT; shard++) {
      int home = 1 + shard % firstVolumes;
      if (volume == 0) {
        store.placement.put(shard, new Control.Flip(shard, home, 1, home, 0));
      } else if (volume == home) {
        store.owned.put(shard, VolumeStore.Ownership.from(1, 0));
      }
    }
    if (volume > firstVolumes) {
      // Takes nothing before it is activated.
      store.activationTs = Long.MAX_VALUE;
    }
  }

  Rules rules() {
    return rules;
  }

  Scheduler scheduler() {
    return scheduler;
  }

  Network network() {
    return network;
  }

  Truth truth() {
    return truth;
  }

  History history() {
    return history;
  }

  List<Node> nodes() {
    return nodes;
  }

  Collection<LogGroup> groups() {
    return List.copyOf(groups.values());
  }

  LogGroup group(int volume) {
    return groups.get(volume);
  }

  int volumeCount() {
    return groups.size();
  }

  /** How many data volumes there are at first. */
  int firstVolumes() {
    return firstVolumes;
  }

  /** A number for an attempt to commit a prepared branch; the oracle would give it. */
  int nextAttempt() {
    return ++attempts;
  }

  /** A node that is up. */
  Node anyNode() {
    List<Node> up = nodes.stream().filter(Node::isUp).toList();
    return scheduler.pick(up);
  }
}
