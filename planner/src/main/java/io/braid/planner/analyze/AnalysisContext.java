package io.braid.planner.analyze;

import io.braid.common.catalog.CatalogSnapshot;
import io.braid.common.catalog.TableDefinition;
import io.braid.common.type.Collation;
import io.braid.common.type.ColumnType;
import io.braid.planner.tree.Query;
import java.util.List;
import java.util.Optional;

/**
 * All that the meaning of a statement depends on, beside its text.
 *
 * @param currentSchema the current database, or ""
 * @param sqlMode bits as in {@link io.braid.common.SqlMode}
 * @param connectionCollation collation_connection, which literals have
 * @param divisionDigits div_precision_increment
 * @param parameterTypes types of the values for {@code ?}, as far as known; later ones are derived
 *     from their place in the statement
 * @param literals what each {@code ?} stands for, in a statement that was normalized
 */
public record AnalysisContext(
    CatalogSnapshot catalog,
    VirtualTableCatalog virtualTables,
    VariableTypes variables,
    ViewParser viewParser,
    String currentSchema,
    long sqlMode,
    Collation connectionCollation,
    int divisionDigits,
    List<ColumnType> parameterTypes,
    Optional<LiteralUses> literals) {
  /** Copies the list. */
  public AnalysisContext {
    parameterTypes = List.copyOf(parameterTypes);
  }

  /** The context of a statement as its client wrote it. */
  public AnalysisContext(
      CatalogSnapshot catalog,
      VirtualTableCatalog virtualTables,
      VariableTypes variables,
      ViewParser viewParser,
      String currentSchema,
      long sqlMode,
      Collation connectionCollation,
      int divisionDigits,
      List<ColumnType> parameterTypes) {
    this(
        catalog,
        virtualTables,
        variables,
        viewParser,
        currentSchema,
        sqlMode,
        connectionCollation,
        divisionDigits,
        parameterTypes,
        Optional.empty());
  }

  /** This context for a statement whose parameters stand for literals. */
  public AnalysisContext withLiterals(LiteralUses uses) {
    return new AnalysisContext(
        catalog,
        virtualTables,
        variables,
        viewParser,
        currentSchema,
        sqlMode,
        connectionCollation,
        divisionDigits,
        List.of(),
        Optional.of(uses));
  }

  /** This context with other types of variables. */
  public AnalysisContext withVariables(VariableTypes types) {
    return new AnalysisContext(
        catalog,
        virtualTables,
        types,
        viewParser,
        currentSchema,
        sqlMode,
        connectionCollation,
        divisionDigits,
        parameterTypes,
        literals);
  }

  /** Whether a bit of {@link io.braid.common.SqlMode} is set. */
  public boolean mode(long bit) {
    return (sqlMode & bit) != 0;
  }

  /** This context with another current database and sql_mode, for the text of a view. */
  public AnalysisContext forView(String schema, long viewSqlMode, Collation collation) {
    return new AnalysisContext(
        catalog,
        virtualTables,
        variables,
        viewParser,
        schema,
        viewSqlMode,
        collation,
        divisionDigits,
        List.of());
  }

  /** Finds the tables that the server computes: information_schema and the like. */
  public interface VirtualTableCatalog {
    /** None. */
    VirtualTableCatalog NONE = (schema, table) -> Optional.empty();

    /** The definition of a virtual table; both names in any case. */
    Optional<TableDefinition> definition(String schema, String table);
  }

  /** The types of variables when a statement is planned. */
  public interface VariableTypes {
    /** The type of the present value of {@code @name}; empty if it was never set. */
    Optional<ColumnType> userVariable(String name);

    /**
     * The type of {@code @@name}.
     *
     * @param scope "", "global" or "session"
     * @throws io.braid.common.MySqlException ER_UNKNOWN_SYSTEM_VARIABLE (1193)
     */
    ColumnType systemVariable(String name, String scope);
  }

  /** Parses the stored text of a view. */
  @FunctionalInterface
  public interface ViewParser {
    /** The query of a view that was made under {@code sqlMode}. */
    Query parse(String selectSql, String sqlMode);
  }
}
