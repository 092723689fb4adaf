package io.braid.frontend.command;

import io.braid.binlog.dump.DumpRequest;
import io.braid.binlog.dump.DumpRequest.Checksum;
import io.braid.binlog.dump.DumpRequest.Start;
import io.braid.binlog.dump.DumpService;
import io.braid.binlog.dump.EventSink;
import io.braid.binlog.dump.ReplicaRegistry;
import io.braid.binlog.gtid.GtidSet;
import io.braid.common.MySqlError;
import io.braid.common.value.SqlValue;
import io.braid.frontend.session.Session;
import io.braid.protocol.codec.PacketStream;
import io.braid.protocol.codec.ResponseCodec;
import io.braid.protocol.netty.ServerConnection;
import io.braid.protocol.packet.Command;
import io.braid.protocol.packet.OkPacket;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/**
 * Dumps of the binlog over a client's connection. What a consumer can do it has said before in user
 * variables, under their new or old names.
 */
public final class BinlogDumpCommands implements DumpCommands {
  private final DumpService dumps;
  private final ReplicaRegistry replicas;

  /** Dumps by {@code dumps}; replicas introduce themselves to {@code replicas}. */
  public BinlogDumpCommands(DumpService dumps, ReplicaRegistry replicas) {
    this.dumps = dumps;
    this.replicas = replicas;
  }

  @Override
  public void dump(Command.BinlogDump dump, Session session, ServerConnection connection) {
    String file = new String(dump.fileName(), StandardCharsets.UTF_8);
    run(
        dump.serverId(),
        dump.flags(),
        new Start.AtPosition(file, dump.position()),
        session,
        connection);
  }

  @Override
  public void dump(Command.BinlogDumpGtid dump, Session session, ServerConnection connection) {
    GtidSet executed = dump.gtidSet().length == 0 ? GtidSet.EMPTY : GtidSet.decode(dump.gtidSet());
    run(dump.serverId(), dump.flags(), new Start.AfterGtids(executed), session, connection);
  }

  private void run(
      long serverId, int flags, Start start, Session session, ServerConnection connection) {
    DumpRequest request =
        new DumpRequest(
            session.connectionId(),
            serverId,
            text(session, "replica_uuid").or(() -> text(session, "slave_uuid")),
            flags,
            checksum(session),
            heartbeat(session),
            start);
    try (PacketStream packets = connection.packets().stream()) {
      try {
        dumps.dump(
            request, new PacketSink(packets), () -> session.isKilled() || !connection.isOpen());
      } finally {
        if (packets.inMessage()) {
          // Whatever came now would be taken for the rest of the event.
          connection.abort();
        }
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw MySqlError.ER_QUERY_INTERRUPTED.with();
    }
    ResponseCodec.writeEndOfRows(
        OkPacket.ofStatus(session.status(), 0), connection.capabilities(), connection.packets());
  }

  private static Checksum checksum(Session session) {
    return text(session, "source_binlog_checksum")
        .or(() -> text(session, "master_binlog_checksum"))
        .map(name ->
            switch (name.toUpperCase(Locale.ROOT)) {
              case "CRC32" -> Checksum.CRC32;
              case "NONE" -> Checksum.NONE;
              default -> Checksum.UNKNOWN;
            })
        .orElse(Checksum.UNKNOWN);
  }

  private static Duration heartbeat(Session session) {
    long nanos = nanos(session.userVariable("source_heartbeat_period"));
    if (nanos == 0) {
      nanos = nanos(session.userVariable("master_heartbeat_period"));
    }
    return Duration.ofNanos(nanos);
  }

  private static long nanos(SqlValue value) {
    return switch (value) {
      case SqlValue.IntegerValue(long bits, boolean unsigned) -> Math.max(0, bits);
      case SqlValue.DecimalValue(BigDecimal number) -> Math.max(0, number.longValue());
      case SqlValue.DoubleValue(double number) -> Math.max(0, (long) number);
      case SqlValue.StringValue text -> nanosOf(new String(text.bytes(), StandardCharsets.UTF_8));
      case SqlValue.SqlNull none -> 0;
      case SqlValue.TemporalValue temporal -> 0;
      case SqlValue.JsonValue json -> 0;
    };
  }

  private static long nanosOf(String text) {
    try {
      return Math.max(0, new BigDecimal(text.strip()).longValue());
    } catch (NumberFormatException notANumber) {
      return 0;
    }
  }

  private static Optional<String> text(Session session, String variable) {
    return session.userVariable(variable) instanceof SqlValue.StringValue string
        ? Optional.of(new String(string.bytes(), StandardCharsets.UTF_8))
        : Optional.empty();
  }

  @Override
  public void register(Command.RegisterReplica replica, Session session) {
    replicas.register(
        session.connectionId(),
        new ReplicaRegistry.Replica(
            replica.serverId(),
            replica.host(),
            replica.port(),
            replica.sourceId(),
            text(session, "replica_uuid").or(() -> text(session, "slave_uuid")).orElse("")));
  }

  @Override
  public void ended(Session session) {
    replicas.unregister(session.connectionId());
  }

  /** Each event is a packet behind a zero byte. */
  private record PacketSink(PacketStream packets) implements EventSink {
    @Override
    public void startEvent(int eventBytes) {
      packets.startMessage(0, eventBytes);
    }

    @Override
    public void bytes(ByteBuffer from, int offset, int length) {
      packets.put(from, offset, length);
    }

    @Override
    public void flush() {
      packets.flush();
    }
  }
}
