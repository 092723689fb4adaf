package io.braid.binlog.dump;

import io.braid.binlog.BinlogIdentity;
import io.braid.binlog.file.BinlogService;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;

/** Runs the dumps of this node's consumers, one thread each. */
public final class DumpService {
  private final BinlogIdentity identity;
  private final BinlogService binlog;
  private final ConcurrentHashMap<Long, Dump> dumps = new ConcurrentHashMap<>();

  /** Dumps of what {@code binlog} writes. */
  public DumpService(BinlogIdentity identity, BinlogService binlog) {
    this.identity = identity;
    this.binlog = binlog;
  }

  /**
   * Sends events until the consumer goes away, or to the end of the log when it does not wait. The
   * caller writes an EOF packet when this returns. A dump of the same consumer that still runs is
   * ended first.
   *
   * @param cancelled whether the connection was killed or closed; asked at least each second
   * @throws io.braid.common.MySqlException ER_SOURCE_FATAL_ERROR_READING_BINLOG (1236) with MySQL's
   *     text for the cause
   */
  public void dump(DumpRequest request, EventSink sink, BooleanSupplier cancelled)
      throws InterruptedException {
    Dump dump = new Dump(identity, binlog, request, sink, cancelled);
    for (Dump other : dumps.values()) {
      if (isSameConsumer(request, other.request())) {
        other.replace();
        binlog.wakeAll();
      }
    }
    dumps.put(request.connectionId(), dump);
    try {
      dump.run();
    } finally {
      dumps.remove(request.connectionId(), dump);
    }
  }

  /** Consumers without a UUID are known by their server id. */
  private static boolean isSameConsumer(DumpRequest request, DumpRequest other) {
    Optional<String> uuid = request.replicaUuid();
    if (uuid.isPresent()) {
      return uuid.equals(other.replicaUuid());
    }
    return request.serverId() != 0
        && other.replicaUuid().isEmpty()
        && request.serverId() == other.serverId();
  }

  /** How many dumps run. */
  public int running() {
    return dumps.size();
  }
}
