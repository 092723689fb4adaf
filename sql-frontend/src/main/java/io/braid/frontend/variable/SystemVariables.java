package io.braid.frontend.variable;

import io.braid.common.MySqlError;
import io.braid.common.value.SqlValue;
import io.braid.frontend.variable.SystemVariable.Access;
import io.braid.frontend.variable.SystemVariable.Scope;
import io.braid.frontend.variable.SystemVariable.SessionPrivilege;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** All system variables that there are. Immutable. */
public final class SystemVariables {
  /** Names that mean the same variable, old to new. */
  private static final Map<String, String> ALIASES =
      Map.of(
          "log_slave_updates", "log_replica_updates",
          "slave_net_timeout", "replica_net_timeout",
          "pseudo_slave_mode", "pseudo_replica_mode",
          "sql_slave_skip_counter", "sql_replica_skip_counter",
          "identity", "last_insert_id");

  private static final Map<String, Long> BLOCKS =
      Map.of(
          "max_allowed_packet", 1024L,
          "net_buffer_length", 1024L,
          "max_binlog_size", 4096L,
          "max_heap_table_size", 1024L,
          "join_buffer_size", 128L);

  private static final Set<String> NULLABLE =
      Set.of("secure_file_priv", "external_user", "proxy_user");

  private final Map<String, SystemVariable> byName;
  private final Map<String, SystemVariable> lookup;

  private SystemVariables(Map<String, SystemVariable> byName) {
    this.byName = Collections.unmodifiableMap(byName);
    this.lookup = Map.copyOf(byName);
  }

  /** Reads the variables that come with the server. */
  public static SystemVariables load() {
    Map<String, SystemVariable> byName = new TreeMap<>();
    try (InputStream in = SystemVariables.class.getResourceAsStream("variables.txt")) {
      if (in == null) {
        throw new IllegalStateException("variables.txt is not on the class path");
      }
      BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
      lines
          .lines()
          .filter(line -> !line.startsWith("#"))
          .map(SystemVariables::parse)
          .forEach(variable -> byName.put(variable.name(), variable));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new SystemVariables(byName);
  }

  private static SystemVariable parse(String line) {
    String[] fields = line.split("\t", -1);
    String name = fields[0];
    String text = fields[7].equals("-") ? "" : fields[7];
    List<String> members = fields[8].equals("-") ? List.of() : List.of(fields[8].split(","));
    VariableType type =
        switch (fields[4]) {
          case "boolean" -> new VariableType.Bool();
          case "integer" ->
              new VariableType.Whole(
                  Long.parseUnsignedLong(fields[5]),
                  Long.parseUnsignedLong(fields[6]),
                  BLOCKS.getOrDefault(name, 1L));
          case "numeric" ->
              new VariableType.Fraction(new BigDecimal(fields[5]), new BigDecimal(fields[6]));
          case "string" -> new VariableType.Text(NULLABLE.contains(name));
          case "enumeration" -> new VariableType.Choice(members);
          case "set" -> new VariableType.Flags(members);
          case "sqlmode" -> new VariableType.Mode();
          case "switches" -> new VariableType.Switches(switches(text));
          case "charset" -> new VariableType.CharsetName(name.equals("character_set_results"));
          case "collation" -> new VariableType.CollationName();
          case "timezone" -> new VariableType.TimeZone();
          default -> throw new IllegalStateException(line);
        };
    return new SystemVariable(
        name,
        canonical(name),
        Scope.valueOf(fields[1].toUpperCase(Locale.ROOT)),
        Access.valueOf(fields[2].toUpperCase(Locale.ROOT)),
        fields[3].equals("-")
            ? SessionPrivilege.NONE
            : SessionPrivilege.valueOf(fields[3].toUpperCase(Locale.ROOT)),
        type,
        parseValue(name, type, text));
  }

  private static Map<String, Boolean> switches(String text) {
    Map<String, Boolean> switches = new LinkedHashMap<>();
    for (String word : text.split(",")) {
      int equals = word.indexOf('=');
      switches.put(word.substring(0, equals), word.endsWith("=on"));
    }
    return switches;
  }

  /** A value from the text that SHOW VARIABLES prints of it. */
  static SqlValue parseValue(String name, VariableType type, String text) {
    return switch (type) {
      case VariableType.Bool bool -> VariableType.integer(text.equalsIgnoreCase("ON") ? 1 : 0);
      case VariableType.Whole whole ->
          new SqlValue.IntegerValue(Long.parseUnsignedLong(text), true);
      case VariableType.Fraction fraction -> new SqlValue.DecimalValue(new BigDecimal(text));
      case VariableType.Text nullable when NULLABLE.contains(name) ->
          text.equals("NULL") ? SqlValue.SqlNull.NULL : VariableType.string(text);
      case VariableType.Text other -> VariableType.string(text);
      case VariableType.Choice choice -> VariableType.string(text);
      case VariableType.Flags flags -> VariableType.string(text);
      case VariableType.Switches switches -> VariableType.string(text);
      case VariableType.Mode mode -> VariableType.string(text);
      case VariableType.CharsetName charset -> VariableType.string(text);
      case VariableType.CollationName collation -> VariableType.string(text);
      case VariableType.TimeZone zone -> VariableType.string(text);
    };
  }

  /** The name under which values are kept. */
  private static String canonical(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return ALIASES.getOrDefault(lower, lower);
  }

  /** All variables in the order of their names. */
  public Collection<SystemVariable> all() {
    return byName.values();
  }

  /** A variable by its name in any case. */
  public Optional<SystemVariable> find(String name) {
    SystemVariable exact = lookup.get(name);
    return Optional.ofNullable(exact != null ? exact : lookup.get(name.toLowerCase(Locale.ROOT)));
  }

  /**
   * A variable by its name in any case.
   *
   * @throws io.braid.common.MySqlException ER_UNKNOWN_SYSTEM_VARIABLE (1193)
   */
  public SystemVariable get(String name) {
    return find(name).orElseThrow(() -> MySqlError.ER_UNKNOWN_SYSTEM_VARIABLE.with(name));
  }
}
