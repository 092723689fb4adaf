package io.braid.frontend.variable;

import io.braid.common.value.SqlValue;

/**
 * What is fixed of a system variable.
 *
 * @param name in lower case
 * @param key the name under which values are kept: that of the newer name where there are two
 * @param privilege what setting the session's value needs
 * @param defaultValue the compiled-in default
 */
public record SystemVariable(
    String name,
    String key,
    Scope scope,
    Access access,
    SessionPrivilege privilege,
    VariableType type,
    SqlValue defaultValue) {
  /** Where a variable has values. */
  public enum Scope {
    GLOBAL,
    BOTH,
    SESSION;

    /** Whether there is a global value. */
    public boolean hasGlobal() {
      return this != SESSION;
    }

    /** Whether there is a value for each session. */
    public boolean hasSession() {
      return this != GLOBAL;
    }
  }

  /** How a variable can be set. */
  public enum Access {
    DYNAMIC,
    /** At no time: error 1238. */
    READONLY,
    /** The session sees the value but only SET GLOBAL changes it: error 1621. */
    GLOBALONLY,
    /** Braid knows one value: setting another is error 1235. */
    FIXED
  }

  /** What setting a session's value needs. */
  public enum SessionPrivilege {
    NONE,
    /** SYSTEM_VARIABLES_ADMIN or SESSION_VARIABLES_ADMIN. */
    ADMIN,
    /** These, or REPLICATION_APPLIER. */
    APPLIER
  }
}
