package io.braid.frontend.statement;

import io.braid.common.MySqlError;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** The statements that PREPARE named; names are in any case. */
final class PreparedTexts {
  private final Map<String, SessionStatements.Prepared> byName = new HashMap<>();

  void put(String name, SessionStatements.Prepared statement) {
    byName.put(name.toLowerCase(Locale.ROOT), statement);
  }

  SessionStatements.Prepared get(String name, String command) {
    SessionStatements.Prepared statement = byName.get(name.toLowerCase(Locale.ROOT));
    if (statement == null) {
      throw MySqlError.ER_UNKNOWN_STMT_HANDLER.with(name, command);
    }
    return statement;
  }

  void remove(String name) {
    byName.remove(name.toLowerCase(Locale.ROOT));
  }

  void clear() {
    byName.clear();
  }
}
