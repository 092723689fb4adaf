package io.braid.frontend.statement;

import io.braid.common.catalog.CatalogSnapshot;
import io.braid.common.value.SqlValue;
import io.braid.planner.plan.OutputColumn;
import io.braid.planner.tree.DmlStatement;
import io.braid.planner.tree.Query;
import io.braid.planner.tree.Statement;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A prepared statement: its tree and what is known of it before it runs, with the plan of its last
 * execution. Belongs to one session.
 */
final class PreparedStatement implements SessionStatements.Prepared {
  private final Statement statement;
  private final String sql;
  private final int parameterCount;
  private final List<OutputColumn> columns;
  private @Nullable LastPlan last;

  /**
   * A plan from the cache, and what it was looked up with.
   *
   * @param kinds of the values, one for each
   */
  private record LastPlan(
      RunnablePlan plan, CatalogSnapshot catalog, long settingsVersion, int[] kinds) {
    boolean serves(CatalogSnapshot now, long settings, List<SqlValue> values) {
      if (now != catalog || settings != settingsVersion || values.size() != kinds.length) {
        return false;
      }
      for (int i = 0; i < kinds.length; i++) {
        if (kinds[i] != kind(values.get(i))) {
          return false;
        }
      }
      return true;
    }
  }

  PreparedStatement(
      Statement statement, String sql, int parameterCount, List<OutputColumn> columns) {
    this.statement = statement;
    this.sql = sql;
    this.parameterCount = parameterCount;
    this.columns = columns;
  }

  Statement statement() {
    return statement;
  }

  @Override
  public String sql() {
    return sql;
  }

  @Override
  public int parameterCount() {
    return parameterCount;
  }

  @Override
  public List<OutputColumn> columns() {
    return columns;
  }

  boolean isPlanned() {
    return statement instanceof Query || statement instanceof DmlStatement;
  }

  /** The plan of the last execution, if it is that of these values too. */
  Optional<RunnablePlan> known(
      SessionState session, CatalogSnapshot catalog, List<SqlValue> values) {
    LastPlan known = last;
    return known != null && known.serves(catalog, session.settingsVersion(), values)
        ? Optional.of(known.plan())
        : Optional.empty();
  }

  /** The plan of these values; remembered if it depends on nothing but what is compared then. */
  RunnablePlan plan(
      StatementServices.QueryPlanner planner,
      SessionState session,
      CatalogSnapshot catalog,
      List<SqlValue> values) {
    Optional<RunnablePlan> known = known(session, catalog, values);
    if (known.isPresent()) {
      return known.get();
    }
    RunnablePlan plan = planner.prepared(statement, sql, session, catalog, values);
    if (planner.isKept(plan, sql, session, catalog, values)) {
      int[] kinds = values.stream().mapToInt(PreparedStatement::kind).toArray();
      last = new LastPlan(plan, catalog, session.settingsVersion(), kinds);
    }
    return plan;
  }

  /** What a plan depends on in a value. */
  private static int kind(SqlValue value) {
    return switch (value) {
      case SqlValue.IntegerValue number -> number.unsigned() ? 1 : 2;
      case SqlValue.DoubleValue number -> 3;
      case SqlValue.JsonValue json -> 4;
      case SqlValue.SqlNull none -> 5;
      case SqlValue.DecimalValue number -> number.value().scale() << 3 | 6;
      case SqlValue.TemporalValue temporal ->
          temporal.kind().ordinal() << 8 | temporal.fraction() << 3 | 7;
      case SqlValue.StringValue text -> text.collation().ordinal() << 3;
    };
  }
}
