package io.braid.protocol.codec;

import io.braid.common.MySqlException;
import io.braid.protocol.packet.CapabilityFlag;
import io.braid.protocol.packet.CapabilitySet;
import io.braid.protocol.packet.Command;
import io.braid.protocol.packet.NamedParameter;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Bytes of the command phase to {@link Command}s. The first byte is the command, the rest depends
 * on it:
 *
 * <pre>
 * 1 QUIT, 9 STATISTICS, 10 PROCESS_INFO, 13 DEBUG, 14 PING, 31 RESET_CONNECTION   nothing
 * 2 INIT_DB, 22 STMT_PREPARE     rest: text
 * 3 QUERY            [attributes, with QUERY_ATTRIBUTES], rest: text
 * 4 FIELD_LIST       table NUL, rest: pattern
 * 12 PROCESS_KILL    4: connection id
 * 17 CHANGE_USER     user NUL, 1: length, response, schema NUL, [2: collation, [plugin NUL], [attributes]]
 * 18 BINLOG_DUMP     4: position, 2: flags, 4: server id, rest: file
 * 21 REGISTER_SLAVE  4: server id, 3 x (1: length, text), 2: port, 4: rank, 4: source id
 * 23 STMT_EXECUTE    4: statement, 1: flags, 4: iterations, rest: parameters
 * 24 STMT_SEND_LONG_DATA  4: statement, 2: parameter, rest: data
 * 25 STMT_CLOSE, 26 STMT_RESET   4: statement
 * 27 SET_OPTION      2: option
 * 28 STMT_FETCH      4: statement, 4: rows
 * 30 BINLOG_DUMP_GTID  2: flags, 4: server id, 4+n: file, 8: position, 4+n: GTID set
 * </pre>
 */
public final class CommandDecoder {
  /** First byte of COM_QUERY. */
  public static final int QUERY = 3;

  /** First byte of COM_STMT_EXECUTE. */
  public static final int STATEMENT_EXECUTE = 23;

  private CommandDecoder() {}

  /**
   * Decodes one packet.
   *
   * @param capabilities what client and server have agreed on
   * @throws MySqlException ER_MALFORMED_PACKET (1835) when the packet is not one of the above
   */
  public static Command decode(byte[] payload, CapabilitySet capabilities) {
    PayloadReader in = new PayloadReader(payload);
    int code = payload.length == 0 ? 0 : in.readInt1(); // MySQL takes nothing for COM_SLEEP
    return switch (code) {
      case 1 -> new Command.Quit();
      case 2 -> new Command.InitDb(in.readRest());
      case QUERY -> query(in, capabilities);
      case 4 -> new Command.FieldList(in.readZeroTerminatedBytes(), in.readRest());
      case 9 -> new Command.Statistics();
      case 10 -> new Command.ProcessInfo();
      case 12 -> new Command.ProcessKill(in.readInt4());
      case 13 -> new Command.Debug();
      case 14 -> new Command.Ping();
      case 17 -> changeUser(in, capabilities);
      case 18 -> new Command.BinlogDump(in.readInt4(), in.readInt2(), in.readInt4(), in.readRest());
      case 21 -> registerReplica(in);
      case 22 -> new Command.StatementPrepare(in.readRest());
      case STATEMENT_EXECUTE ->
          new Command.StatementExecute(in.readInt4(), in.readInt1(), in.readInt4(), in.readRest());
      case 24 -> new Command.StatementSendLongData(in.readInt4(), in.readInt2(), in.readRest());
      case 25 -> new Command.StatementClose(in.readInt4());
      case 26 -> new Command.StatementReset(in.readInt4());
      case 27 -> new Command.SetOption(in.readInt2());
      case 28 -> new Command.StatementFetch(in.readInt4(), in.readInt4());
      case 30 -> binlogDumpGtid(in);
      case 31 -> new Command.ResetConnection();
      default -> new Command.Unsupported(code);
    };
  }

  private static Command query(PayloadReader in, CapabilitySet capabilities) {
    List<NamedParameter> attributes =
        capabilities.has(CapabilityFlag.QUERY_ATTRIBUTES)
            ? StatementParameters.readQueryAttributes(in)
            : List.of();
    return new Command.Query(in.readRest(), attributes);
  }

  private static Command changeUser(PayloadReader in, CapabilitySet capabilities) {
    String user = in.readZeroTerminatedString();
    byte[] response =
        capabilities.has(CapabilityFlag.SECURE_CONNECTION)
            ? in.readBytes(in.readInt1())
            : in.readZeroTerminatedBytes();
    String schema = in.readZeroTerminatedStringOrRest();
    Optional<Integer> collationId =
        in.remaining() >= 2 ? Optional.of(in.readInt2()) : Optional.empty();
    Optional<String> plugin =
        capabilities.has(CapabilityFlag.PLUGIN_AUTH) && in.remaining() > 0
            ? Optional.of(in.readZeroTerminatedStringOrRest())
            : Optional.empty();
    Map<String, String> attributes =
        capabilities.has(CapabilityFlag.CONNECT_ATTRS) && in.remaining() > 0
            ? HandshakeCodec.readAttributes(in)
            : Map.of();
    return new Command.ChangeUser(user, response, schema, collationId, plugin, attributes);
  }

  private static Command registerReplica(PayloadReader in) {
    long serverId = in.readInt4();
    String host = readShortString(in);
    String user = readShortString(in);
    String password = readShortString(in);
    int port = in.readInt2();
    in.skip(4); // the rank, unused since MySQL 5.0
    return new Command.RegisterReplica(serverId, host, user, password, port, in.readInt4());
  }

  private static String readShortString(PayloadReader in) {
    return new String(in.readBytes(in.readInt1()), java.nio.charset.StandardCharsets.UTF_8);
  }

  private static Command binlogDumpGtid(PayloadReader in) {
    int flags = in.readInt2();
    long serverId = in.readInt4();
    byte[] fileName = in.readBytes(readLength(in));
    long position = in.readInt8();
    byte[] gtidSet = in.remaining() == 0 ? new byte[0] : in.readBytes(readLength(in));
    return new Command.BinlogDumpGtid(flags, serverId, fileName, position, gtidSet);
  }

  private static int readLength(PayloadReader in) {
    long length = in.readInt4();
    if (length > in.remaining()) {
      throw PayloadReader.malformed();
    }
    return (int) length;
  }
}
