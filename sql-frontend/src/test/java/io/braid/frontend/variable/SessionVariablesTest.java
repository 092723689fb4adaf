package io.braid.frontend.variable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.braid.common.MySqlError;
import io.braid.common.MySqlException;
import io.braid.common.type.Collation;
import io.braid.common.value.SqlValue;
import io.braid.executor.Diagnostics;
import io.braid.planner.tree.VariableScope;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Expected values and errors are what MySQL 9.7.4 answers. */
class SessionVariablesTest {
  private final List<String> warnings = new ArrayList<>();
  private final Diagnostics diagnostics =
      new Diagnostics() {
        @Override
        public void add(Level level, MySqlError error, String message) {
          warnings.add(error.number() + " " + message);
        }

        @Override
        public int count() {
          return warnings.size();
        }
      };
  private final GlobalVariables globals =
      new GlobalVariables(
          SystemVariables.load(),
          Map.of("version", "8.4.0-test", "port", "4000"),
          Map.of("gtid_executed", () -> "a:1-5"));
  private final SessionVariables session = new SessionVariables(globals, ZoneOffset.UTC);

  private void set(VariableScope scope, String name, SqlValue value) {
    session.set(scope, name, Optional.of(value), privilege -> true, diagnostics);
  }

  private void set(String name, SqlValue value) {
    set(VariableScope.SESSION, name, value);
  }

  private static SqlValue text(String text) {
    return new SqlValue.StringValue(
        text.getBytes(StandardCharsets.UTF_8), Collation.UTF8MB4_0900_AI_CI);
  }

  private static SqlValue number(long number) {
    return new SqlValue.IntegerValue(number, false);
  }

  /** A literal of the tables below: quoted text, a number with a point, NULL or an integer. */
  private static SqlValue literal(String sql) {
    if (sql.equals("NULL")) {
      return SqlValue.SqlNull.NULL;
    }
    if (sql.startsWith("\"")) {
      return text(sql.substring(1, sql.length() - 1));
    }
    return sql.contains(".")
        ? new SqlValue.DecimalValue(new BigDecimal(sql))
        : number(Long.parseLong(sql));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "sql_mode | \"ansi\" | REAL_AS_FLOAT,PIPES_AS_CONCAT,ANSI_QUOTES,IGNORE_SPACE,ONLY_FULL_GROUP_BY,ANSI",
        "sql_mode | \"traditional\" | STRICT_TRANS_TABLES,STRICT_ALL_TABLES,NO_ZERO_IN_DATE,NO_ZERO_DATE,"
            + "ERROR_FOR_DIVISION_BY_ZERO,TRADITIONAL,NO_ENGINE_SUBSTITUTION",
        "sql_mode | 4 | ANSI_QUOTES",
        "autocommit | 0 | OFF",
        "autocommit | \"on\" | ON",
        "transaction_isolation | 1 | READ-COMMITTED",
        "transaction_isolation | \"read-uncommitted\" | READ-UNCOMMITTED",
        "time_zone | \"+14:00\" | +14:00",
        "time_zone | \"-13:59\" | -13:59",
        "time_zone | \"+5:0\" | +05:00",
        "time_zone | \"-00:00\" | +00:00",
        "time_zone | \"system\" | SYSTEM",
        "character_set_client | 8 | latin1",
        "character_set_client | \"utf8\" | utf8mb3",
        "long_query_time | 0.5 | 0.500000",
        "timestamp | 1.5 | 1.500000",
        "completion_type | 1 | CHAIN",
        "wait_timeout | 99999999999 | 31536000",
        "max_error_count | -1 | 0",
        "session_track_system_variables | \"a,b\" | a,b",
        "default_storage_engine | \"InnoDB\" | InnoDB"
      })
  void acceptsWhatMysqlAccepts(String name, String value, String shown) {
    set(name, literal(value));
    assertThat(session.show(name)).isEqualTo(shown);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "nosuch | 1 | 1193 | Unknown system variable 'nosuch'",
        "sql_mode | \"foo\" | 1231 | Variable 'sql_mode' can't be set to the value of 'foo'",
        "sql_mode | NULL | 1231 | Variable 'sql_mode' can't be set to the value of 'NULL'",
        "sql_mode | 1.5 | 1232 | Incorrect argument type to variable 'sql_mode'",
        "sql_mode | 256 | 3899 | sql_mode=0x00000100 is not supported.",
        "port | 1 | 1238 | Variable 'port' is a read only variable",
        "server_id | 1 | 1229 | Variable 'server_id' is a GLOBAL variable and should be set with SET GLOBAL",
        "max_allowed_packet | 1 | 1621 | SESSION variable 'max_allowed_packet' is read-only. Use SET GLOBAL to assign the value",
        "autocommit | 2 | 1231 | Variable 'autocommit' can't be set to the value of '2'",
        "autocommit | \"1\" | 1231 | Variable 'autocommit' can't be set to the value of '1'",
        "autocommit | 1.0 | 1232 | Incorrect argument type to variable 'autocommit'",
        "autocommit | NULL | 1231 | Variable 'autocommit' can't be set to the value of 'NULL'",
        "max_error_count | \"a\" | 1232 | Incorrect argument type to variable 'max_error_count'",
        "max_error_count | 1.5 | 1232 | Incorrect argument type to variable 'max_error_count'",
        "max_error_count | NULL | 1232 | Incorrect argument type to variable 'max_error_count'",
        "transaction_isolation | \"foo\" | 1231 | Variable 'transaction_isolation' can't be set to the value of 'foo'",
        "transaction_isolation | 9 | 1231 | Variable 'transaction_isolation' can't be set to the value of '9'",
        "time_zone | \"foo\" | 1298 | Unknown or incorrect time zone: 'foo'",
        "time_zone | \"+14:01\" | 1298 | Unknown or incorrect time zone: '+14:01'",
        "time_zone | NULL | 1231 | Variable 'time_zone' can't be set to the value of 'NULL'",
        "character_set_client | \"foo\" | 1115 | Unknown character set: 'foo'",
        "character_set_client | NULL | 1231 | Variable 'character_set_client' can't be set to the value of 'NULL'",
        "collation_connection | \"foo\" | 1273 | Unknown collation: 'foo'",
        "optimizer_switch | \"foo=on\" | 1231 | Variable 'optimizer_switch' can't be set to the value of 'foo=on'",
        "long_query_time | \"a\" | 1232 | Incorrect argument type to variable 'long_query_time'",
        "default_storage_engine | \"nosuch\" | 1286 | Unknown storage engine 'nosuch'",
        "warning_count | 1 | 1238 | Variable 'warning_count' is a read only variable",
        "net_read_timeout | \"5\" | 1232 | Incorrect argument type to variable 'net_read_timeout'",
        "rpl_semi_sync_source_enabled | 1 | 1193 | Unknown system variable 'rpl_semi_sync_source_enabled'"
      })
  void refusesWhatMysqlRefuses(String name, String value, int number, String message) {
    assertThatThrownBy(() -> set(name, literal(value)))
        .isInstanceOf(MySqlException.class)
        .hasMessage(message)
        .extracting(e -> ((MySqlException) e).error().number())
        .isEqualTo(number);
  }

  @Test
  void scopesAreKeptApart() {
    assertThatThrownBy(() -> set(VariableScope.GLOBAL, "pseudo_thread_id", number(1)))
        .hasMessage(
            "Variable 'pseudo_thread_id' is a SESSION variable and can't be used with SET GLOBAL");
    assertThatThrownBy(() -> session.getGlobal("pseudo_thread_id"))
        .hasMessage("Variable 'pseudo_thread_id' is a SESSION variable");
    set(VariableScope.GLOBAL, "wait_timeout", number(100));
    assertThat(session.longValue("wait_timeout")).isEqualTo(28800);
    assertThat(new SessionVariables(globals, ZoneOffset.UTC).longValue("wait_timeout"))
        .isEqualTo(100);
    set("wait_timeout", number(5));
    session.set(
        VariableScope.SESSION, "wait_timeout", Optional.empty(), privilege -> true, diagnostics);
    assertThat(session.longValue("wait_timeout")).isEqualTo(100);
    session.set(
        VariableScope.GLOBAL, "wait_timeout", Optional.empty(), privilege -> true, diagnostics);
    assertThat(globals.longValue("wait_timeout")).isEqualTo(28800);
    assertThat(globals.show("port")).isEqualTo("4000");
    assertThat(session.show("gtid_executed")).isEqualTo("a:1-5");
  }

  @Test
  void privilegesAreChecked() {
    assertThatThrownBy(() ->
            session.set(
                VariableScope.GLOBAL,
                "wait_timeout",
                Optional.of(number(1)),
                Set.of()::contains,
                diagnostics))
        .hasMessage(
            "Access denied; you need (at least one of) the SUPER or SYSTEM_VARIABLES_ADMIN privilege(s) for this operation");
    assertThatThrownBy(() ->
            session.set(
                VariableScope.SESSION,
                "sql_log_bin",
                Optional.of(number(0)),
                Set.of("REPLICATION_APPLIER")::contains,
                diagnostics))
        .hasMessage(
            "Access denied; you need (at least one of) the SUPER, SYSTEM_VARIABLES_ADMIN or SESSION_VARIABLES_ADMIN privilege(s) for this operation");
    session.set(
        VariableScope.SESSION,
        "pseudo_replica_mode",
        Optional.of(number(1)),
        Set.of("REPLICATION_APPLIER")::contains,
        diagnostics);
    assertThat(session.show("pseudo_slave_mode")).isEqualTo("ON");
  }

  @Test
  void outOfRangeIsClampedWithAWarningOrRefusedInStrictMode() {
    set("wait_timeout", number(0));
    assertThat(session.longValue("wait_timeout")).isEqualTo(1);
    assertThat(warnings).containsExactly("1292 Truncated incorrect wait_timeout value: '0'");
    set("sql_mode", text("STRICT_ALL_TABLES"));
    assertThatThrownBy(() -> set("wait_timeout", number(0)))
        .hasMessage("Variable 'wait_timeout' can't be set to the value of '0'");
  }

  @Test
  void charsetsAndCollationsGoTogether() {
    set("character_set_connection", text("latin1"));
    assertThat(session.show("collation_connection")).isEqualTo("latin1_swedish_ci");
    set("collation_connection", text("utf8mb4_bin"));
    assertThat(session.show("character_set_connection")).isEqualTo("utf8mb4");
    assertThat(session.connectionCollation()).isEqualTo(Collation.UTF8MB4_BIN);
    set("character_set_results", SqlValue.SqlNull.NULL);
    assertThat(session.resultCollation()).isEqualTo(Collation.BINARY);
    assertThat(session.show("character_set_results")).isEmpty();
  }

  @Test
  void optimizerSwitchesBuildOnEachOther() {
    set("optimizer_switch", text("mrr=off"));
    set("optimizer_switch", text("hash_join=off"));
    assertThat(session.show("optimizer_switch")).contains("mrr=off", "hash_join=off");
    set("optimizer_switch", text("default"));
    assertThat(session.show("optimizer_switch")).contains("mrr=on", "hash_join=on");
  }

  @Test
  void whatTheStreamIsMadeOfCannotBeChanged() {
    set("binlog_format", text("row"));
    assertThatThrownBy(() -> set("binlog_format", text("STATEMENT")))
        .hasMessage("This version of MySQL doesn't yet support 'binlog_format=STATEMENT'");
    assertThatThrownBy(() -> set(VariableScope.GLOBAL, "binlog_row_metadata", text("MINIMAL")))
        .hasMessage("This version of MySQL doesn't yet support 'binlog_row_metadata=MINIMAL'");
  }

  @Test
  void resetForgetsEverything() {
    set("sql_mode", text(""));
    set("time_zone", text("Europe/Berlin"));
    assertThat(session.timeZone()).isEqualTo(ZoneId.of("Europe/Berlin"));
    session.reset();
    assertThat(session.show("sql_mode")).startsWith("ONLY_FULL_GROUP_BY,STRICT_TRANS_TABLES");
    assertThat(session.timeZone()).isEqualTo(ZoneOffset.UTC);
  }

  @Test
  void clientsFindWhatTheyLookFor() {
    Map<String, String> shown = session.show(true);
    assertThat(shown)
        .containsEntry("log_bin", "ON")
        .containsEntry("binlog_format", "ROW")
        .containsEntry("binlog_row_image", "FULL")
        .containsEntry("binlog_row_metadata", "FULL")
        .containsEntry("binlog_row_value_options", "")
        .containsEntry("binlog_checksum", "CRC32")
        .containsEntry("binlog_transaction_compression", "OFF")
        .containsEntry("gtid_mode", "ON")
        .containsEntry("enforce_gtid_consistency", "ON")
        .containsEntry("log_slave_updates", "ON")
        .containsEntry("log_replica_updates", "ON")
        .containsEntry("read_only", "OFF")
        .containsEntry("super_read_only", "OFF")
        .containsEntry("lower_case_table_names", "0")
        .containsEntry("time_zone", "SYSTEM")
        .containsEntry("character_set_server", "utf8mb4")
        .containsEntry("innodb_lock_wait_timeout", "50")
        .containsKeys(
            "gtid_executed",
            "gtid_purged",
            "server_id",
            "server_uuid",
            "system_time_zone",
            "max_allowed_packet",
            "version",
            "version_comment",
            "lock_wait_timeout",
            "net_read_timeout",
            "net_write_timeout",
            "binlog_expire_logs_seconds");
    assertThat(shown).doesNotContainKeys("rpl_semi_sync_source_enabled", "pseudo_thread_id");
  }
}
