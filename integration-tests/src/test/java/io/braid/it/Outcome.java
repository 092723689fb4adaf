package io.braid.it;

import com.mysql.cj.jdbc.StatementImpl;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a server answered to one statement. */
sealed interface Outcome {
  /** Rows came: each column as {@code name TYPE}, each value as text, {@code null} as NULL. */
  record Rows(List<String> columns, List<String> rows, List<String> warnings) implements Outcome {}

  /** An OK packet came. */
  record Done(long affectedRows, long lastInsertId, List<String> warnings) implements Outcome {}

  /** An ERR packet came. */
  record Failed(int number, String sqlState, String text) implements Outcome {}

  /**
   * Runs {@code sql} as one text query.
   *
   * @param binary whether to run it as a prepared statement with binary rows
   */
  static Outcome of(Connection connection, String sql, boolean binary) {
    try {
      if (binary) {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
          Outcome outcome = outcome(connection, statement, statement.execute());
          // Once more, twice: a server may take another way with what it has run before.
          for (int again = 0; again < 2 && outcome instanceof Rows; again++) {
            outcome = outcome(connection, statement, statement.execute());
          }
          return outcome;
        }
      }
      try (Statement statement = connection.createStatement()) {
        return outcome(connection, statement, statement.execute(sql));
      }
    } catch (SQLException e) {
      return new Failed(
          e.getErrorCode(), String.valueOf(e.getSQLState()), String.valueOf(e.getMessage()));
    }
  }

  private static Outcome outcome(Connection connection, Statement statement, boolean hasRows)
      throws SQLException {
    if (!hasRows) {
      long affected = statement.getLargeUpdateCount();
      long lastInsertId = statement.unwrap(StatementImpl.class).getLastInsertID();
      return new Done(affected, lastInsertId, warnings(connection));
    }
    try (ResultSet result = statement.getResultSet()) {
      List<String> columns = columns(result.getMetaData());
      List<String> rows = new ArrayList<>();
      while (result.next()) {
        rows.add(row(result, columns.size()));
      }
      return new Rows(columns, rows, warnings(connection));
    }
  }

  private static List<String> columns(ResultSetMetaData metaData) throws SQLException {
    List<String> columns = new ArrayList<>();
    for (int i = 1; i <= metaData.getColumnCount(); i++) {
      columns.add(metaData.getColumnLabel(i) + " " + metaData.getColumnTypeName(i));
    }
    return columns;
  }

  private static String row(ResultSet result, int columns) throws SQLException {
    StringBuilder row = new StringBuilder();
    for (int i = 1; i <= columns; i++) {
      row.append(i == 1 ? "" : " | ").append(value(result, i));
    }
    return row.toString();
  }

  private static String value(ResultSet result, int column) throws SQLException {
    byte[] bytes = result.getBytes(column);
    if (bytes == null) {
      return "NULL";
    }
    String type = result.getMetaData().getColumnTypeName(column);
    if (type.contains("BLOB")
        || type.contains("BINARY")
        || type.equals("BIT")
        || type.equals("GEOMETRY")) {
      return "0x" + java.util.HexFormat.of().formatHex(bytes);
    }
    return Optional.ofNullable(result.getString(column)).orElse("NULL");
  }

  private static List<String> warnings(Connection connection) throws SQLException {
    List<String> warnings = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SHOW WARNINGS")) {
      while (rows.next()) {
        warnings.add(rows.getString(1) + " " + rows.getString(2) + " " + rows.getString(3));
      }
    }
    return warnings;
  }
}
