package io.braid.planner.analyze;

import io.braid.common.MySqlError;
import io.braid.common.MySqlException;
import io.braid.common.catalog.TableDefinition;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.calcite.plan.RelOptCluster;
import org.apache.calcite.plan.hep.HepPlanner;
import org.apache.calcite.plan.hep.HepProgramBuilder;
import org.jspecify.annotations.Nullable;

/** The analysis of one statement: what its query blocks share. Used by one thread. */
public final class StatementAnalysis {
  /** How deep queries and expressions may nest before the statement is refused. */
  private static final int DEPTH_MAX = 400;

  private final AnalysisContext context;
  private final RexFactory rex;
  private final OperatorTyping operators;
  private final FunctionTyping functions;
  private final RelOptCluster cluster;
  private final Counters counters;
  private @Nullable Resolutions resolutions;

  /** Numbers that are unique within a statement, its views included. */
  private static final class Counters {
    private int correlations;
    private int workTables;
    private int scans;
    private int parameterCount;
    private int depth;
    private int subqueries;
    private final Set<Long> changedTables = new HashSet<>();
    private final Set<Long> insertedTables = new HashSet<>();
    private final Map<Long, String> readBySubqueries = new HashMap<>();
  }

  public StatementAnalysis(AnalysisContext context) {
    this.context = context;
    rex = new RexFactory();
    operators = new OperatorTyping(rex, context);
    functions = new FunctionTyping(rex, context, operators);
    cluster = RelOptCluster.create(new HepPlanner(new HepProgramBuilder().build()), rex.builder());
    counters = new Counters();
  }

  private StatementAnalysis(StatementAnalysis statement, AnalysisContext context) {
    this.context = context;
    rex = statement.rex;
    operators = new OperatorTyping(rex, context);
    functions = new FunctionTyping(rex, context, operators);
    cluster = statement.cluster;
    counters = statement.counters;
  }

  /** The same statement inside the text of a view, which has settings of its own. */
  StatementAnalysis inView(AnalysisContext viewContext) {
    return new StatementAnalysis(this, viewContext);
  }

  /** What the meaning depends on. */
  public AnalysisContext context() {
    return context;
  }

  RexFactory rex() {
    return rex;
  }

  OperatorTyping operators() {
    return operators;
  }

  FunctionTyping functions() {
    return functions;
  }

  RelOptCluster cluster() {
    return cluster;
  }

  int nextCorrelation() {
    return counters.correlations++;
  }

  int nextWorkTable() {
    return counters.workTables++;
  }

  int nextScan() {
    return counters.scans++;
  }

  void sawParameter(int ordinal) {
    counters.parameterCount = Math.max(counters.parameterCount, ordinal + 1);
  }

  /** How many parameters the statement has. */
  public int parameterCount() {
    return counters.parameterCount;
  }

  /** Writes down what names mean. */
  StatementAnalysis recording(Resolutions into) {
    resolutions = into;
    return this;
  }

  /** Where meanings of names are written down, if anywhere. */
  Optional<Resolutions> resolutions() {
    return Optional.ofNullable(resolutions);
  }

  /**
   * Marks a table that the statement changes, which its subqueries may not read.
   *
   * @throws MySqlException 1093 if one in the FROM clause did
   */
  void protect(TableDefinition table) {
    String read = counters.readBySubqueries.get(table.tableId());
    if (read != null) {
      throw MySqlError.ER_UPDATE_TABLE_USED.with(read);
    }
    counters.changedTables.add(table.tableId());
  }

  /** Marks a table that rows are inserted into: subqueries may read it under another name only. */
  void protectName(TableDefinition table) {
    counters.insertedTables.add(table.tableId());
  }

  /**
   * Checks a table in the FROM clause of a subquery.
   *
   * @throws MySqlException 1093 if the statement changes it
   */
  void checkReadable(TableDefinition table, String alias) {
    boolean sameName =
        counters.insertedTables.contains(table.tableId()) && alias.equals(table.name());
    if (sameName || counters.changedTables.contains(table.tableId())) {
      throw MySqlError.ER_UPDATE_TABLE_USED.with(table.name());
    }
    if (counters.subqueries > 0) {
      counters.readBySubqueries.putIfAbsent(table.tableId(), table.name());
    }
  }

  /** Enters a subquery of an expression. */
  void enterSubquery() {
    counters.subqueries++;
  }

  void leaveSubquery() {
    counters.subqueries--;
  }

  /** Enters a nested expression or query. */
  void enter() {
    if (++counters.depth > DEPTH_MAX) {
      throw MySqlException.notSupported("expressions or queries nested this deep");
    }
  }

  void leave() {
    counters.depth--;
  }
}
