package io.braid.binlog.dump;

import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;

/** The replicas that introduced themselves with COM_REGISTER_SLAVE, for SHOW REPLICAS. */
public final class ReplicaRegistry {
  private final ConcurrentHashMap<Long, Replica> byConnection = new ConcurrentHashMap<>();

  /**
   * A row of SHOW REPLICAS.
   *
   * @param uuid its {@code @replica_uuid}, or ""
   */
  public record Replica(long serverId, String host, int port, long sourceId, String uuid) {}

  /** A connection introduces its replica. */
  public void register(long connectionId, Replica replica) {
    byConnection.put(connectionId, replica);
  }

  /** The connection has ended. */
  public void unregister(long connectionId) {
    byConnection.remove(connectionId);
  }

  /** All replicas by server id. */
  public List<Replica> replicas() {
    return byConnection.values().stream()
        .sorted(Comparator.comparingLong(Replica::serverId))
        .toList();
  }
}
