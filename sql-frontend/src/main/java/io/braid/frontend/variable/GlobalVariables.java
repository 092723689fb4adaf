package io.braid.frontend.variable;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.braid.common.MySqlError;
import io.braid.common.value.SqlValue;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;

/**
 * The global values of system variables on this node; one for all sessions. A new session starts
 * with an immutable picture of them. They last until the server ends, as SET GLOBAL in MySQL, but
 * for those of the cluster.
 */
public final class GlobalVariables {
  private final SystemVariables definitions;
  private final Map<String, SharedVariable> shared;
  private final Map<String, SqlValue> initial;

  @GuardedBy("this")
  private Map<String, SqlValue> values;

  /**
   * @param facts values that differ from the compiled-in defaults: version, port, server_uuid, …,
   *     as SHOW VARIABLES prints them
   * @param shared those that are the cluster's: gtid_executed, …
   */
  public GlobalVariables(
      SystemVariables definitions, Map<String, String> facts, Map<String, SharedVariable> shared) {
    this.definitions = definitions;
    this.shared = Map.copyOf(shared);
    Map<String, SqlValue> start = new HashMap<>();
    for (SystemVariable variable : definitions.all()) {
      start.put(variable.key(), variable.defaultValue());
    }
    facts.forEach((name, text) -> {
      SystemVariable variable = definitions.get(name);
      start.put(variable.key(), SystemVariables.parseValue(variable.name(), variable.type(), text));
    });
    this.initial = Collections.unmodifiableMap(start);
    this.values = initial;
  }

  /** What there is. */
  public SystemVariables definitions() {
    return definitions;
  }

  /** All values as they are now, by canonical name; those of the cluster are not in it. */
  synchronized Map<String, SqlValue> snapshot() {
    return values;
  }

  /**
   * The value of a variable.
   *
   * @throws io.braid.common.MySqlException ER_UNKNOWN_SYSTEM_VARIABLE (1193)
   */
  public SqlValue get(String name) {
    SystemVariable variable = definitions.get(name);
    SharedVariable elsewhere = shared.get(variable.name());
    if (elsewhere != null) {
      return SystemVariables.parseValue(variable.name(), variable.type(), elsewhere.value());
    }
    SqlValue value = snapshot().get(variable.key());
    return value == null ? variable.defaultValue() : value;
  }

  /** The value of a whole number or switch. */
  public long longValue(String name) {
    return get(name) instanceof SqlValue.IntegerValue(long bits, boolean unsigned) ? bits : 0;
  }

  /** The text of a variable, as SHOW VARIABLES prints it. */
  public String show(String name) {
    return definitions.get(name).type().show(get(name));
  }

  /**
   * What SET GLOBAL name = DEFAULT means.
   *
   * @throws io.braid.common.MySqlException ER_NO_DEFAULT (1230)
   */
  SqlValue initialValue(SystemVariable variable) {
    if (variable.name().equals("gtid_purged")) {
      throw MySqlError.ER_NO_DEFAULT.with(variable.name());
    }
    return initial.getOrDefault(variable.key(), variable.defaultValue());
  }

  /** Sets a value that has been converted and allowed. */
  void set(SystemVariable variable, SqlValue value) {
    SharedVariable elsewhere = shared.get(variable.name());
    if (elsewhere != null) {
      elsewhere.change(value);
      return;
    }
    synchronized (this) {
      Map<String, SqlValue> changed = new HashMap<>(values);
      changed.put(variable.key(), value);
      CharsetPairs.other(variable.name(), value)
          .ifPresent(other -> changed.put(other.name(), other.value()));
      values = Collections.unmodifiableMap(changed);
    }
  }
}
