package io.braid.frontend.session;

import io.braid.common.MySqlError;
import io.braid.frontend.statement.SessionState;
import io.braid.frontend.variable.SessionVariables;
import java.util.ArrayList;
import java.util.List;

/** The diagnostics area of a session: bounded by {@code max_error_count}, counting the rest. */
final class ConditionList implements SessionState.SessionDiagnostics {
  private final SessionVariables variables;
  private final List<Condition> conditions = new ArrayList<>();
  private int count;
  private int errors;

  ConditionList(SessionVariables variables) {
    this.variables = variables;
  }

  @Override
  public void add(Level level, MySqlError error, String message) {
    if (level == Level.NOTE && variables.longValue("sql_notes") == 0) {
      return;
    }
    count++;
    if (level == Level.ERROR) {
      errors++;
    }
    if (conditions.size() < variables.longValue("max_error_count")) {
      conditions.add(new Condition(level, error, message));
    }
  }

  @Override
  public int count() {
    return count;
  }

  @Override
  public void clear() {
    conditions.clear();
    count = 0;
    errors = 0;
  }

  @Override
  public List<Condition> conditions() {
    return List.copyOf(conditions);
  }

  @Override
  public int errorCount() {
    return errors;
  }
}
