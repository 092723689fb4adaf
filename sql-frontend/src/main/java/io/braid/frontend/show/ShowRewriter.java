package io.braid.frontend.show;

import io.braid.common.MySqlError;
import io.braid.common.type.ColumnTypeText;
import io.braid.planner.tree.ShowStatement;
import io.braid.planner.tree.ShowStatement.Filter;
import io.braid.planner.tree.TableName;
import io.braid.planner.tree.VariableScope;
import java.util.Optional;

/**
 * Turns a SHOW statement into the text of a query over system views, with the column names that
 * SHOW has. LIKE becomes a condition on the first column; WHERE keeps its meaning because the query
 * stands in a derived table.
 *
 * @see "MySQL 9.7 Reference Manual, Extensions to SHOW Statements"
 */
public final class ShowRewriter {
  private ShowRewriter() {}

  /**
   * A query that answers a SHOW statement.
   *
   * @param sql over system views, without the WHERE of the SHOW statement
   * @param filter still to be applied around {@code sql}: a WHERE, or nothing
   */
  public record ShowQuery(String sql, Filter filter) {}

  /**
   * The query for {@code show}; empty when it is not answered by a system view.
   *
   * @param currentSchema the session's database or ""
   * @throws io.braid.common.MySqlException ER_NO_DB_ERROR (1046) when a database is needed
   */
  public static Optional<ShowQuery> rewrite(ShowStatement show, String currentSchema) {
    return switch (show) {
      case ShowStatement.ShowDatabases s ->
          query(
              s.filter(),
              "SELECT SCHEMA_NAME AS `Database%s`" + " FROM information_schema.SCHEMATA",
              "",
              "SCHEMA_NAME",
              "ORDER BY SCHEMA_NAME");
      case ShowStatement.ShowTables s -> tables(s, currentSchema);
      case ShowStatement.ShowTableStatus s -> tableStatus(s, currentSchema);
      case ShowStatement.ShowOpenTables s ->
          query(
              s.filter(),
              "SELECT TABLE_SCHEMA AS `Database`, TABLE_NAME AS `Table`, 0 AS In_use,"
                  + " 0 AS Name_locked FROM information_schema.TABLES",
              "1 = 0",
              "TABLE_NAME",
              "");
      case ShowStatement.ShowColumns s -> columns(s, currentSchema);
      case ShowStatement.ShowIndex s -> index(s, currentSchema);
      case ShowStatement.ShowVariables s ->
          variables(s.filter(), s.scope(), "global_variables", "session_variables");
      case ShowStatement.ShowStatus s ->
          variables(s.filter(), s.scope(), "global_status", "session_status");
      case ShowStatement.ShowCharacterSets s ->
          query(
              s.filter(),
              "SELECT CHARACTER_SET_NAME AS Charset, DESCRIPTION AS Description,"
                  + " DEFAULT_COLLATE_NAME AS `Default collation`, MAXLEN AS Maxlen"
                  + " FROM information_schema.CHARACTER_SETS",
              "",
              "CHARACTER_SET_NAME",
              "ORDER BY CHARACTER_SET_NAME");
      case ShowStatement.ShowCollations s ->
          query(
              s.filter(),
              "SELECT COLLATION_NAME AS Collation, CHARACTER_SET_NAME AS Charset, ID AS Id,"
                  + " IS_DEFAULT AS `Default`, IS_COMPILED AS Compiled, SORTLEN AS Sortlen,"
                  + " PAD_ATTRIBUTE AS Pad_attribute FROM information_schema.COLLATIONS",
              "",
              "COLLATION_NAME",
              "ORDER BY COLLATION_NAME");
      case ShowStatement.ShowEngines s ->
          all(
              "SELECT ENGINE AS Engine, SUPPORT AS Support, COMMENT AS Comment,"
                  + " TRANSACTIONS AS Transactions, XA AS XA, SAVEPOINTS AS Savepoints"
                  + " FROM information_schema.ENGINES");
      case ShowStatement.ShowPlugins s ->
          all(
              "SELECT PLUGIN_NAME AS Name, PLUGIN_STATUS AS Status, PLUGIN_TYPE AS Type,"
                  + " PLUGIN_LIBRARY AS `Library`, PLUGIN_LICENSE AS License"
                  + " FROM information_schema.PLUGINS");
      case ShowStatement.ShowProcessList s ->
          all(
              "SELECT CAST(ID AS SIGNED) AS Id, USER AS User, HOST AS Host, DB AS db, COMMAND AS Command,"
                  + " TIME AS Time, STATE AS State, "
                  + (s.full() ? "INFO" : "LEFT(INFO, 100)")
                  + " AS Info FROM information_schema.PROCESSLIST");
      case ShowStatement.ShowTriggers s -> triggers(s, currentSchema);
      case ShowStatement.ShowEvents s -> events(s, currentSchema);
      case ShowStatement.ShowRoutineStatus s -> routines(s);
      case ShowStatement.ShowCreate s -> Optional.empty();
      case ShowStatement.ShowCreateDatabase s -> Optional.empty();
      case ShowStatement.ShowCreateUser s -> Optional.empty();
      case ShowStatement.ShowGrants s -> Optional.empty();
      case ShowStatement.ShowDiagnostics s -> Optional.empty();
      case ShowStatement.ShowDiagnosticsCount s -> Optional.empty();
      case ShowStatement.ShowEngine s -> Optional.empty();
      case ShowStatement.ShowPrivileges s -> Optional.empty();
      case ShowStatement.ShowBinaryLogs s -> Optional.empty();
      case ShowStatement.ShowBinaryLogStatus s -> Optional.empty();
      case ShowStatement.ShowBinlogEvents s -> Optional.empty();
      case ShowStatement.ShowReplicas s -> Optional.empty();
      case ShowStatement.ShowReplicaStatus s -> Optional.empty();
      case ShowStatement.ShowProfiles s -> Optional.empty();
      case ShowStatement.ShowProfile s -> Optional.empty();
      case ShowStatement.ShowRoutineCode s -> Optional.empty();
    };
  }

  private static Optional<ShowQuery> tables(ShowStatement.ShowTables show, String currentSchema) {
    String schema = schemaOf(show.database(), currentSchema);
    String type = show.full() ? ", TABLE_TYPE AS Table_type" : "";
    return query(
        show.filter(),
        "SELECT TABLE_NAME AS `Tables_in_"
            + schema.replace("`", "``")
            + "%s`"
            + type
            + " FROM information_schema.TABLES",
        "TABLE_SCHEMA = " + quoted(schema),
        "TABLE_NAME",
        "ORDER BY TABLE_NAME");
  }

  private static Optional<ShowQuery> tableStatus(
      ShowStatement.ShowTableStatus show, String currentSchema) {
    return query(
        show.filter(),
        "SELECT TABLE_NAME AS Name, ENGINE AS Engine, VERSION AS Version,"
            + " ROW_FORMAT AS Row_format, TABLE_ROWS AS `Rows`,"
            + " AVG_ROW_LENGTH AS Avg_row_length, DATA_LENGTH AS Data_length,"
            + " MAX_DATA_LENGTH AS Max_data_length, INDEX_LENGTH AS Index_length,"
            + " DATA_FREE AS Data_free, AUTO_INCREMENT AS Auto_increment,"
            + " CREATE_TIME AS Create_time, UPDATE_TIME AS Update_time,"
            + " CHECK_TIME AS Check_time, TABLE_COLLATION AS Collation, CHECKSUM AS Checksum,"
            + " CREATE_OPTIONS AS Create_options, TABLE_COMMENT AS Comment"
            + " FROM information_schema.TABLES",
        "TABLE_SCHEMA = " + quoted(schemaOf(show.database(), currentSchema)),
        "TABLE_NAME",
        "ORDER BY TABLE_NAME");
  }

  private static Optional<ShowQuery> columns(ShowStatement.ShowColumns show, String currentSchema) {
    String collation = show.full() ? " COLLATION_NAME AS Collation," : "";
    String rest = show.full() ? ", PRIVILEGES AS Privileges, COLUMN_COMMENT AS Comment" : "";
    return query(
        show.filter(),
        "SELECT COLUMN_NAME AS Field, COLUMN_TYPE AS Type,"
            + collation
            + " IS_NULLABLE AS `Null`, COLUMN_KEY AS `Key`, COLUMN_DEFAULT AS `Default`,"
            + " EXTRA AS Extra"
            + rest
            + " FROM information_schema.COLUMNS",
        tableCondition(show.table(), currentSchema),
        "COLUMN_NAME",
        "ORDER BY ORDINAL_POSITION");
  }

  private static Optional<ShowQuery> index(ShowStatement.ShowIndex show, String currentSchema) {
    Filter filter = show.where().<Filter>map(Filter.Where::new).orElseGet(Filter.None::new);
    return query(
        filter,
        "SELECT TABLE_NAME AS `Table`, NON_UNIQUE AS Non_unique, INDEX_NAME AS Key_name,"
            + " SEQ_IN_INDEX AS Seq_in_index, COLUMN_NAME AS Column_name,"
            + " COLLATION AS Collation, CARDINALITY AS Cardinality, SUB_PART AS Sub_part,"
            + " NULL AS Packed, NULLABLE AS `Null`, INDEX_TYPE AS Index_type,"
            + " COMMENT AS Comment, INDEX_COMMENT AS Index_comment, IS_VISIBLE AS Visible,"
            + " EXPRESSION AS Expression FROM information_schema.STATISTICS",
        tableCondition(show.table(), currentSchema),
        "TABLE_NAME",
        "");
  }

  private static Optional<ShowQuery> variables(
      Filter filter, VariableScope scope, String global, String session) {
    return query(
        filter,
        "SELECT VARIABLE_NAME AS Variable_name, VARIABLE_VALUE AS Value"
            + " FROM performance_schema."
            + (scope == VariableScope.GLOBAL ? global : session),
        "",
        "VARIABLE_NAME",
        "ORDER BY VARIABLE_NAME");
  }

  private static Optional<ShowQuery> triggers(
      ShowStatement.ShowTriggers show, String currentSchema) {
    return query(
        show.filter(),
        "SELECT TRIGGER_NAME AS `Trigger`, EVENT_MANIPULATION AS Event,"
            + " EVENT_OBJECT_TABLE AS `Table`, ACTION_STATEMENT AS Statement,"
            + " ACTION_TIMING AS Timing, CREATED AS Created, SQL_MODE AS sql_mode,"
            + " DEFINER AS Definer, CHARACTER_SET_CLIENT AS character_set_client,"
            + " COLLATION_CONNECTION AS collation_connection,"
            + " DATABASE_COLLATION AS `Database Collation` FROM information_schema.TRIGGERS",
        "TRIGGER_SCHEMA = " + quoted(schemaOf(show.database(), currentSchema)),
        "EVENT_OBJECT_TABLE",
        "");
  }

  private static Optional<ShowQuery> events(ShowStatement.ShowEvents show, String currentSchema) {
    return query(
        show.filter(),
        "SELECT EVENT_SCHEMA AS Db, EVENT_NAME AS Name, DEFINER AS Definer,"
            + " TIME_ZONE AS `Time zone`, EVENT_TYPE AS Type, EXECUTE_AT AS `Execute at`,"
            + " INTERVAL_VALUE AS `Interval value`, INTERVAL_FIELD AS `Interval field`,"
            + " STARTS AS Starts, ENDS AS Ends, STATUS AS Status, ORIGINATOR AS Originator,"
            + " CHARACTER_SET_CLIENT AS character_set_client,"
            + " COLLATION_CONNECTION AS collation_connection,"
            + " DATABASE_COLLATION AS `Database Collation` FROM information_schema.EVENTS",
        "EVENT_SCHEMA = " + quoted(schemaOf(show.database(), currentSchema)),
        "EVENT_NAME",
        "");
  }

  private static Optional<ShowQuery> routines(ShowStatement.ShowRoutineStatus show) {
    String type = show.kind().name();
    return query(
        show.filter(),
        "SELECT ROUTINE_SCHEMA AS Db, ROUTINE_NAME AS Name, ROUTINE_TYPE AS Type,"
            + " EXTERNAL_LANGUAGE AS Language, DEFINER AS Definer, LAST_ALTERED AS Modified,"
            + " CREATED AS Created, SECURITY_TYPE AS Security_type, ROUTINE_COMMENT AS Comment,"
            + " CHARACTER_SET_CLIENT AS character_set_client,"
            + " COLLATION_CONNECTION AS collation_connection,"
            + " DATABASE_COLLATION AS `Database Collation` FROM information_schema.ROUTINES",
        "ROUTINE_TYPE = " + quoted(type),
        "ROUTINE_NAME",
        "");
  }

  private static String tableCondition(TableName table, String currentSchema) {
    return "TABLE_SCHEMA = "
        + quoted(schemaOf(table.schema(), currentSchema))
        + " AND TABLE_NAME = "
        + quoted(table.name());
  }

  /** The database that a statement names, or the session's. */
  static String schemaOf(Optional<String> named, String currentSchema) {
    String schema = named.orElse(currentSchema);
    if (schema.isEmpty()) {
      throw MySqlError.ER_NO_DB_ERROR.with();
    }
    return schema;
  }

  private static Optional<ShowQuery> all(String sql) {
    return Optional.of(new ShowQuery(sql, new Filter.None()));
  }

  /**
   * Puts a query together.
   *
   * @param select with {@code %s} where the pattern of LIKE shows in a column name
   * @param condition of the SHOW statement itself, or ""
   * @param patternColumn the column that LIKE is about
   */
  private static Optional<ShowQuery> query(
      Filter filter, String select, String condition, String patternColumn, String order) {
    StringBuilder sql = new StringBuilder();
    String where = condition.isEmpty() ? "" : " WHERE " + condition;
    String shown = "";
    if (filter instanceof Filter.Like like) {
      shown = " (" + like.pattern().replace("`", "``") + ")";
      where +=
          (where.isEmpty() ? " WHERE " : " AND ")
              + patternColumn
              + " LIKE "
              + quoted(like.pattern());
    }
    sql.append(select.replace("%s", shown)).append(where);
    if (!order.isEmpty()) {
      sql.append(' ').append(order);
    }
    return Optional.of(
        new ShowQuery(sql.toString(), filter instanceof Filter.Where ? filter : new Filter.None()));
  }

  /** A string literal as text of a query that is read with the default sql_mode. */
  private static String quoted(String value) {
    StringBuilder text = new StringBuilder();
    ColumnTypeText.appendQuoted(value, text);
    return text.toString();
  }
}
