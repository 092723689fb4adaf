package io.braid.protocol.netty;

import io.braid.common.MySqlError;
import io.braid.common.MySqlException;
import io.braid.protocol.auth.AuthenticationPlugins;
import io.braid.protocol.auth.Credential;
import io.braid.protocol.auth.LoginExchange;
import io.braid.protocol.codec.ResultSetWriter;
import io.braid.protocol.codec.RowFormat;
import io.braid.protocol.codec.StatementParameters;
import io.braid.protocol.packet.Command;
import io.braid.protocol.packet.OkPacket;
import io.braid.protocol.packet.ParameterValue;
import io.braid.protocol.packet.ResultColumn;
import io.braid.protocol.packet.ServerStatus;
import io.braid.protocol.packet.StatementPrepared;
import io.braid.protocol.packet.WireType;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A service that knows just enough to be talked to by real clients: {@code SELECT n}, {@code ROWS
 * n} (n rows of 1000 bytes), {@code LENGTH text}, variables with an alias, and prepared echoes.
 */
final class AnsweringService implements ConnectionService {
  private static final Pattern ALIAS = Pattern.compile("AS ([a-z_]+)");
  private static final Map<String, String> VARIABLES =
      Map.ofEntries(
          Map.entry("auto_increment_increment", "1"),
          Map.entry("character_set_client", "utf8mb4"),
          Map.entry("character_set_connection", "utf8mb4"),
          Map.entry("character_set_results", "utf8mb4"),
          Map.entry("character_set_server", "utf8mb4"),
          Map.entry("collation_server", "utf8mb4_0900_ai_ci"),
          Map.entry("collation_connection", "utf8mb4_0900_ai_ci"),
          Map.entry("init_connect", ""),
          Map.entry("interactive_timeout", "28800"),
          Map.entry("license", "GPL"),
          Map.entry("lower_case_table_names", "0"),
          Map.entry("max_allowed_packet", "67108864"),
          Map.entry("net_write_timeout", "60"),
          Map.entry("performance_schema", "0"),
          Map.entry("sql_mode", "STRICT_TRANS_TABLES"),
          Map.entry("system_time_zone", "UTC"),
          Map.entry("time_zone", "SYSTEM"),
          Map.entry("transaction_isolation", "REPEATABLE-READ"),
          Map.entry("wait_timeout", "28800"));

  private final AuthenticationPlugins plugins;
  private final Map<String, Credential> accounts = new ConcurrentHashMap<>();
  final AtomicLong rowsWritten = new AtomicLong();

  AnsweringService(AuthenticationPlugins plugins) {
    this.plugins = plugins;
    addAccount("root", AuthenticationPlugins.DEFAULT_PLUGIN, "");
    addAccount("sha", AuthenticationPlugins.DEFAULT_PLUGIN, "secret");
    addAccount("native", "mysql_native_password", "secret");
  }

  private void addAccount(String user, String plugin, String password) {
    byte[] stored = plugins.store(plugin, password.getBytes(StandardCharsets.UTF_8)).orElseThrow();
    accounts.put(user, new Credential(user, "%", plugin, stored));
  }

  private LoginExchange login(ServerConnection connection) {
    return new LoginExchange(
        connection,
        plugins,
        (user, client) -> Optional.ofNullable(accounts.get(user)),
        "8.4.0-test",
        255);
  }

  @Override
  public void serve(ServerConnection connection) {
    try {
      var unused = login(connection).login(Duration.ofSeconds(10));
    } catch (MySqlException denied) {
      connection.writeError(denied);
      return;
    }
    connection.allowMessageBytes(64 * 1024 * 1024);
    connection.writeOk(OkPacket.ofStatus(ServerStatus.AUTOCOMMIT));
    while (true) {
      try {
        Optional<Command> command = connection.receiveCommand(Duration.ofSeconds(60));
        if (command.isEmpty() || !execute(connection, command.get())) {
          return;
        }
      } catch (MySqlException failed) {
        connection.writeError(failed);
        if (failed.error() == MySqlError.ER_NET_PACKETS_OUT_OF_ORDER
            || failed.error() == MySqlError.ER_NET_PACKET_TOO_LARGE) {
          return;
        }
      }
    }
  }

  private boolean execute(ServerConnection connection, Command command) {
    switch (command) {
      case Command.Quit quit -> {
        return false;
      }
      case Command.Query query ->
          query(connection, new String(query.sql(), StandardCharsets.UTF_8));
      case Command.ChangeUser change -> {
        var unused = login(connection).changeUser(change, Duration.ofSeconds(10));
        connection.writeOk(OkPacket.ofStatus(ServerStatus.AUTOCOMMIT));
      }
      case Command.StatementPrepare prepare ->
          connection.writePrepared(
              new StatementPrepared(1, 1, 1, 0),
              List.of(ResultColumn.ofExpression("?", 63, 21, WireType.LONGLONG, 0x80, 0)),
              List.of(text("echo")),
              ServerStatus.AUTOCOMMIT);
      case Command.StatementExecute execute -> {
        ParameterValue value =
            StatementParameters.read(
                    execute, 1, new int[0], List.of(Optional.empty()), connection.capabilities())
                .values()
                .getFirst();
        ResultSetWriter rows = connection.resultSet(List.of(text("echo")), RowFormat.BINARY);
        rows.begin();
        rows.startRow();
        rows.putString(
            value instanceof ParameterValue.Bytes bytes
                ? new String(bytes.value(), StandardCharsets.UTF_8)
                : value.toString());
        rows.endRow();
        rows.finish(OkPacket.ofStatus(ServerStatus.AUTOCOMMIT));
      }
      case Command.StatementClose close -> {}
      case Command.Ping ping -> connection.writeOk(OkPacket.ofStatus(ServerStatus.AUTOCOMMIT));
      case Command.Statistics statistics -> connection.writeText("Uptime: 1");
      case Command.InitDb initDb -> connection.writeOk(OkPacket.ofStatus(ServerStatus.AUTOCOMMIT));
      default -> throw MySqlError.ER_UNKNOWN_COM_ERROR.with();
    }
    return true;
  }

  private static ResultColumn text(String name) {
    return ResultColumn.ofExpression(name, 255, 4000, WireType.VAR_STRING, 0, 31);
  }

  private void query(ServerConnection connection, String sql) {
    if (sql.equalsIgnoreCase("select $$")) {
      // The mysql client asks this way whether the server quotes by dollars; it wants an error.
      throw MySqlError.ER_BAD_FIELD_ERROR.with("$$", "field list");
    } else if (sql.startsWith("SELECT FAIL")) {
      throw MySqlError.ER_NO_SUCH_TABLE.with("a", "b");
    } else if (sql.startsWith("ROWS ")) {
      rows(connection, Integer.parseInt(sql.substring(5)));
    } else if (sql.startsWith("SELECT LENGTH ")) {
      row(connection, List.of("length"), List.of(String.valueOf(sql.length() - 14)));
    } else if (sql.contains("@@") && sql.contains(" AS ")) {
      List<String> names = new ArrayList<>();
      Matcher alias = ALIAS.matcher(sql);
      while (alias.find()) {
        names.add(alias.group(1));
      }
      row(connection, names, names.stream().map(name -> VARIABLES.getOrDefault(name, "")).toList());
    } else if (sql.regionMatches(true, 0, "SELECT ", 0, 7)) {
      row(connection, List.of("value"), List.of(sql.substring(7)));
    } else {
      connection.writeOk(OkPacket.ofStatus(ServerStatus.AUTOCOMMIT));
    }
  }

  private static void row(ServerConnection connection, List<String> names, List<String> values) {
    ResultSetWriter rows =
        connection.resultSet(names.stream().map(AnsweringService::text).toList(), RowFormat.TEXT);
    rows.begin();
    rows.startRow();
    values.forEach(rows::putString);
    rows.endRow();
    rows.finish(OkPacket.ofStatus(ServerStatus.AUTOCOMMIT));
  }

  private void rows(ServerConnection connection, int count) {
    ResultSetWriter rows = connection.resultSet(List.of(text("filler")), RowFormat.TEXT);
    rows.begin();
    byte[] filler = "x".repeat(1000).getBytes(StandardCharsets.US_ASCII);
    for (int i = 0; i < count; i++) {
      rows.startRow();
      rows.putBytes(filler);
      rows.endRow();
      rowsWritten.incrementAndGet();
    }
    rows.finish(OkPacket.ofStatus(ServerStatus.AUTOCOMMIT));
  }
}
