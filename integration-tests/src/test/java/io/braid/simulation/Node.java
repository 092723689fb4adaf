package io.braid.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** One process: replicas of all volumes, the volumes that it leads, its stream, its sessions. */
final class Node {
  private final World world;
  private final int id;
  private final long clockSkewMicros;
  private final Map<Integer, Replica> replicas = new TreeMap<>();
  private final Map<Integer, VolumeLeader> leaders = new TreeMap<>();
  private final Map<Integer, Integer> knownLeaders = new TreeMap<>();
  private final List<Session> sessions = new ArrayList<>();
  private final BinlogNode binlog;
  private boolean up = true;
  private int incarnation;

  Node(World world, int id, long clockSkewMicros) {
    this.world = world;
    this.id = id;
    this.clockSkewMicros = clockSkewMicros;
    this.binlog = new BinlogNode(world, this);
  }

  int id() {
    return id;
  }

  boolean isUp() {
    return up;
  }

  int incarnation() {
    return incarnation;
  }

  BinlogNode binlog() {
    return binlog;
  }

  /** This node's wall clock. */
  long clockMicros() {
    return 1_000_000 + world.scheduler().now() + clockSkewMicros;
  }

  void addReplica(LogGroup group) {
    replicas.put(group.volume(), new Replica(world, this, group));
    knownLeaders.put(group.volume(), group.leader().id());
  }

  Replica replica(int volume) {
    return replicas.get(volume);
  }

  /** The leader of a volume, if this node is one or thinks so. */
  Optional<VolumeLeader> leader(int volume) {
    return Optional.ofNullable(leaders.get(volume));
  }

  /** Where requests for a volume go. */
  Node leaderOf(int volume) {
    return world.nodes().get(knownLeaders.getOrDefault(volume, 0));
  }

  /** Tells a volume that a transaction's coordinator is alive. */
  void heartbeat(int volume, long transaction) {
    Node target = leaderOf(volume);
    world
        .network()
        .send(
            this,
            target,
            () -> target.leader(volume).ifPresent(leader -> leader.heartbeat(transaction)));
  }

  void learnLeader(int volume, Node leader) {
    knownLeaders.put(volume, leader.id());
  }

  /** The last guess was wrong. */
  void forgetLeader(int volume) {
    knownLeaders.put(volume, world.group(volume).leader().id());
  }

  /** Begins to lead when everything of the log up to now has been applied. */
  void lead(LogGroup group, long term) {
    int length = group.length();
    Replica replica = replica(group.volume());
    if (group.term() != term) {
      return;
    }
    if (replica.applied() < length) {
      replica.applySoon(world.scheduler().between(50, 500));
      after(300, () -> lead(group, term));
      return;
    }
    VolumeLeader old = leaders.remove(group.volume());
    if (old != null) {
      old.close();
    }
    VolumeLeader leader = new VolumeLeader(world, this, group, term);
    leaders.put(group.volume(), leader);
    leader.start();
  }

  void stopLeading(VolumeLeader leader) {
    leaders.remove(leader.volume(), leader);
  }

  /** Runs an action later unless the process dies before. */
  void after(long delayMicros, Runnable action) {
    int then = incarnation;
    world
        .scheduler()
        .after(
            delayMicros,
            () -> {
              if (up && incarnation == then) {
                action.run();
              }
            });
  }

  /** Repeats an action while the process lives. */
  void every(long periodMicros, Runnable action) {
    after(
        world.scheduler().between(periodMicros / 2, periodMicros * 3 / 2),
        () -> {
          action.run();
          every(periodMicros, action);
        });
  }

  void open(Session session) {
    sessions.add(session);
  }

  void closed(Session session) {
    sessions.remove(session);
  }

  /** The oldest snapshot that a session here reads. */
  long oldestSnapshot() {
    long oldest = Long.MAX_VALUE;
    for (Session session : sessions) {
      oldest = Math.min(oldest, session.oldestSnapshot());
    }
    return oldest;
  }

  void crash() {
    up = false;
    incarnation++;
    leaders.values().forEach(VolumeLeader::close);
    leaders.clear();
    List<Session> lost = List.copyOf(sessions);
    sessions.clear();
    binlog.crash();
    lost.forEach(Session::connectionLost);
  }

  void restart() {
    up = true;
    replicas.values().forEach(Replica::restart);
    for (int volume : replicas.keySet()) {
      forgetLeader(volume);
    }
    binlog.restart();
    world
        .groups()
        .forEach(group -> {
          if (group.leader() == this) {
            // Without a new election: the log's own members elect somebody, perhaps this one.
            group.elect(this);
          }
        });
  }
}
