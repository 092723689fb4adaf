package io.braid.frontend.variable;

import io.braid.common.MySqlError;
import io.braid.common.MySqlException;
import io.braid.common.SqlMode;
import io.braid.common.type.Collation;
import io.braid.common.value.SqlValue;
import io.braid.executor.Diagnostics;
import io.braid.frontend.variable.SystemVariable.Access;
import io.braid.planner.tree.VariableScope;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * The system variables of one session: those it has set, above the global values as they were when
 * it began. What every statement asks for is kept ready. Belongs to the session's thread.
 */
public final class SessionVariables {
  private static final String ADMIN_PRIVILEGES =
      "SUPER, SYSTEM_VARIABLES_ADMIN or SESSION_VARIABLES_ADMIN";
  private static final String APPLIER_PRIVILEGES =
      "SUPER, SYSTEM_VARIABLES_ADMIN, SESSION_VARIABLES_ADMIN or REPLICATION_APPLIER";

  private static final int LONGS_MAX = 64;

  private final GlobalVariables globals;
  private final ZoneId systemZone;
  private final Map<String, SqlValue> values = new HashMap<>();
  private Map<String, SqlValue> starting;

  /** Numbers that were asked for since a variable was last set, by the names that were used. */
  private final Map<String, Long> longs = new HashMap<>();

  private long version;
  private long sqlMode;
  private boolean autocommit;
  private String isolation = "";
  private ZoneId timeZone;
  private Collation connectionCollation;
  private Collation clientCollation;
  private Collation resultCollation;

  /**
   * @param systemZone what {@code time_zone = SYSTEM} means
   */
  public SessionVariables(GlobalVariables globals, ZoneId systemZone) {
    this.globals = globals;
    this.systemZone = systemZone;
    this.starting = globals.snapshot();
    this.timeZone = systemZone;
    this.connectionCollation = Collation.UTF8MB4_0900_AI_CI;
    this.clientCollation = Collation.UTF8MB4_0900_AI_CI;
    this.resultCollation = Collation.UTF8MB4_0900_AI_CI;
    refresh();
  }

  /** Forgets everything that was set: the session begins anew with the present global values. */
  public void reset() {
    values.clear();
    starting = globals.snapshot();
    refresh();
  }

  /** Changes with every change of a value. */
  public long version() {
    return version;
  }

  private void refresh() {
    version++;
    longs.clear();
    sqlMode = VariableType.modeBits(get("sql_mode"));
    autocommit = longValue("autocommit") != 0;
    timeZone = VariableType.TimeZone.zone(textValue("time_zone"), systemZone);
    connectionCollation = collation(textValue("collation_connection"));
    clientCollation = charsetDefault(get("character_set_client"));
    resultCollation = charsetDefault(get("character_set_results"));
    isolation = textValue("transaction_isolation").replace('-', '_');
  }

  private static Collation collation(String name) {
    return Collation.byName(name).orElse(Collation.UTF8MB4_0900_AI_CI);
  }

  /** NULL means that nothing is converted, as {@code binary}. */
  private static Collation charsetDefault(SqlValue charset) {
    return VariableType.text(charset)
        .map(name -> Collation.defaultOf(VariableType.CharsetName.find(name)))
        .orElse(Collation.BINARY);
  }

  /** The bits of {@code sql_mode}. */
  public long sqlMode() {
    return sqlMode;
  }

  /** {@code autocommit}. */
  public boolean autocommit() {
    return autocommit;
  }

  /** {@code transaction_isolation} with underscores. */
  public String isolation() {
    return isolation;
  }

  /** {@code time_zone}. */
  public ZoneId timeZone() {
    return timeZone;
  }

  /** {@code collation_connection}. */
  public Collation connectionCollation() {
    return connectionCollation;
  }

  /** The default collation of {@code character_set_client}. */
  public Collation clientCollation() {
    return clientCollation;
  }

  /** The default collation of {@code character_set_results}; {@code binary} for NULL. */
  public Collation resultCollation() {
    return resultCollation;
  }

  /** Whether bad values are errors. */
  public boolean isStrict() {
    return SqlMode.isStrict(sqlMode);
  }

  /**
   * The session's value of a variable, or the global one if it has no other.
   *
   * @throws MySqlException ER_UNKNOWN_SYSTEM_VARIABLE (1193)
   */
  public SqlValue get(String name) {
    SystemVariable variable = globals.definitions().get(name);
    return variable.scope().hasSession() ? value(variable) : globals.get(variable.name());
  }

  /**
   * The global value.
   *
   * @throws MySqlException 1193; ER_INCORRECT_GLOBAL_LOCAL_VAR (1238) when there is none
   */
  public SqlValue getGlobal(String name) {
    SystemVariable variable = globals.definitions().get(name);
    if (!variable.scope().hasGlobal()) {
      throw MySqlError.ER_INCORRECT_GLOBAL_LOCAL_VAR.with(variable.name(), "SESSION");
    }
    return globals.get(name);
  }

  private SqlValue value(SystemVariable variable) {
    SqlValue own = values.get(variable.key());
    if (own != null) {
      return own;
    }
    SqlValue start = starting.get(variable.key());
    return start == null ? variable.defaultValue() : start;
  }

  /** The session's value of a whole number or switch. */
  public long longValue(String name) {
    Long known = longs.get(name);
    if (known != null) {
      return known;
    }
    SystemVariable variable = globals.definitions().get(name);
    long value = get(name) instanceof SqlValue.IntegerValue(long bits, boolean unsigned) ? bits : 0;
    if (variable.scope().hasSession() && longs.size() < LONGS_MAX) {
      longs.put(name, value);
    }
    return value;
  }

  /** The session's value of a text; empty for NULL. */
  public String textValue(String name) {
    return VariableType.text(get(name)).orElse("");
  }

  /**
   * SET.
   *
   * @param value the new value, empty for DEFAULT
   * @param mayDo whether the account has a global privilege
   * @throws MySqlException 1193, 1227, 1228, 1229, 1231, 1232, 1238, 1621, 1235 and those of the
   *     variable's type
   */
  public void set(
      VariableScope scope,
      String name,
      Optional<SqlValue> value,
      Predicate<String> mayDo,
      Diagnostics diagnostics) {
    SystemVariable variable = globals.definitions().get(name);
    switch (scope) {
      case PERSIST -> throw MySqlException.notSupported("SET PERSIST");
      case PERSIST_ONLY -> throw MySqlException.notSupported("SET PERSIST_ONLY");
      case GLOBAL -> setGlobal(variable, value, mayDo, diagnostics);
      case IMPLICIT, SESSION -> setSession(variable, value, mayDo, diagnostics);
    }
  }

  private void setGlobal(
      SystemVariable variable,
      Optional<SqlValue> value,
      Predicate<String> mayDo,
      Diagnostics diagnostics) {
    refuseReadOnly(variable);
    if (!variable.scope().hasGlobal()) {
      throw MySqlError.ER_LOCAL_VARIABLE.with(variable.name());
    }
    if (!mayDo.test("SUPER") && !mayDo.test("SYSTEM_VARIABLES_ADMIN")) {
      throw MySqlError.ER_SPECIFIC_ACCESS_DENIED_ERROR.with("SUPER or SYSTEM_VARIABLES_ADMIN");
    }
    SqlValue converted =
        value.isEmpty()
            ? globals.initialValue(variable)
            : convert(variable, value.get(), globals.get(variable.name()), diagnostics);
    globals.set(variable, converted);
  }

  private void setSession(
      SystemVariable variable,
      Optional<SqlValue> value,
      Predicate<String> mayDo,
      Diagnostics diagnostics) {
    refuseReadOnly(variable);
    if (!variable.scope().hasSession()) {
      throw MySqlError.ER_GLOBAL_VARIABLE.with(variable.name());
    }
    if (variable.access() == Access.GLOBALONLY) {
      throw MySqlError.ER_VARIABLE_IS_READONLY.with("SESSION", variable.name(), "GLOBAL");
    }
    requirePrivilege(variable, mayDo);
    SqlValue converted =
        value.isEmpty()
            ? sessionDefault(variable)
            : convert(variable, value.get(), value(variable), diagnostics);
    assign(variable.name(), converted);
  }

  private SqlValue sessionDefault(SystemVariable variable) {
    return variable.scope().hasGlobal() ? globals.get(variable.name()) : variable.defaultValue();
  }

  /** Gives the session a value that needs neither check nor conversion. */
  public void assign(String name, SqlValue value) {
    values.put(globals.definitions().get(name).key(), value);
    CharsetPairs.other(name, value).ifPresent(other -> values.put(other.name(), other.value()));
    refresh();
  }

  /** As {@link #assign(String, SqlValue)} with a text. */
  public void assign(String name, String text) {
    assign(name, VariableType.string(text));
  }

  private static void refuseReadOnly(SystemVariable variable) {
    if (variable.access() == Access.READONLY) {
      throw MySqlError.ER_INCORRECT_GLOBAL_LOCAL_VAR.with(variable.name(), "read only");
    }
  }

  private static void requirePrivilege(SystemVariable variable, Predicate<String> mayDo) {
    boolean needed =
        switch (variable.privilege()) {
          case NONE -> false;
          case ADMIN -> true;
          case APPLIER -> !mayDo.test("REPLICATION_APPLIER");
        };
    if (needed
        && !mayDo.test("SUPER")
        && !mayDo.test("SYSTEM_VARIABLES_ADMIN")
        && !mayDo.test("SESSION_VARIABLES_ADMIN")) {
      throw MySqlError.ER_SPECIFIC_ACCESS_DENIED_ERROR.with(
          variable.privilege() == SystemVariable.SessionPrivilege.APPLIER
              ? APPLIER_PRIVILEGES
              : ADMIN_PRIVILEGES);
    }
  }

  private SqlValue convert(
      SystemVariable variable, SqlValue value, SqlValue current, Diagnostics diagnostics) {
    VariableType.Converted converted = variable.type().convert(variable.name(), value, current);
    if (converted.clamped()) {
      String shown =
          value instanceof SqlValue.IntegerValue(long bits, boolean unsigned)
              ? unsigned ? Long.toUnsignedString(bits) : Long.toString(bits)
              : variable.type().show(value);
      if ((sqlMode & SqlMode.STRICT_ALL_TABLES) != 0) {
        throw MySqlError.ER_WRONG_VALUE_FOR_VAR.with(variable.name(), shown);
      }
      diagnostics.warn(MySqlError.ER_TRUNCATED_WRONG_VALUE, variable.name(), shown);
    }
    SqlValue result = converted.value();
    if (variable.access() == Access.FIXED) {
      String wanted = variable.type().show(result);
      if (!wanted.equalsIgnoreCase(variable.type().show(variable.defaultValue()))) {
        throw MySqlException.notSupported(variable.name() + "=" + wanted);
      }
    }
    checkMeaning(variable.name(), result);
    return result;
  }

  /** What a type alone cannot know. */
  private static void checkMeaning(String name, SqlValue value) {
    String text = VariableType.text(value).orElse("");
    switch (name) {
      case "default_storage_engine", "default_tmp_storage_engine" -> {
        if (!text.equalsIgnoreCase("InnoDB")) {
          throw MySqlError.ER_UNKNOWN_STORAGE_ENGINE.with(text);
        }
      }
      case "lc_time_names", "lc_messages" -> {
        if (!text.equalsIgnoreCase("en_US")) {
          throw MySqlException.notSupported(name + "=" + text);
        }
      }
      case "default_collation_for_utf8mb4" -> {
        if (!text.equals("utf8mb4_0900_ai_ci")) {
          throw MySqlException.notSupported(name + "=" + text);
        }
      }
      default -> {}
    }
  }

  /** All variables as SHOW VARIABLES prints them. */
  public SortedMap<String, String> show(boolean global) {
    SortedMap<String, String> shown = new TreeMap<>();
    for (SystemVariable variable : globals.definitions().all()) {
      if (!global || variable.scope().hasGlobal()) {
        SqlValue value = global ? globals.get(variable.name()) : get(variable.name());
        shown.put(variable.name(), variable.type().show(value));
      }
    }
    return shown;
  }

  /** A variable's text as SHOW VARIABLES prints it. */
  public String show(String name) {
    return globals.definitions().get(name).type().show(get(name));
  }
}
