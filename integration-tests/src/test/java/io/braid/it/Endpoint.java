package io.braid.it;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * Where a server listens on loopback.
 *
 * @param name for messages
 * @param port MySQL port
 */
record Endpoint(String name, int port) {
  private static final String PROPERTIES =
      "&sslMode=DISABLED&allowPublicKeyRetrieval=true&connectTimeout=10000"
          + "&socketTimeout=120000&allowMultiQueries=false&connectionTimeZone=UTC"
          + "&forceConnectionTimeZoneToSession=true&characterEncoding=UTF-8"
          + "&zeroDateTimeBehavior=CONVERT_TO_NULL&tinyInt1isBit=false&yearIsDateType=false";

  /** A new connection with no database. */
  Connection connect() throws SQLException {
    return connect("", "");
  }

  /**
   * @param database empty for none
   * @param moreProperties Connector/J's, each with a leading {@code &}
   */
  Connection connect(String database, String moreProperties) throws SQLException {
    return DriverManager.getConnection(
        url(database) + "?user=root&password=" + PROPERTIES + moreProperties);
  }

  /** A connection of another account; later properties win over the usual ones. */
  Connection connectAs(String user, String password, String moreProperties) throws SQLException {
    return DriverManager.getConnection(
        url("") + "?user=" + user + "&password=" + password + PROPERTIES + moreProperties);
  }

  private String url(String database) {
    return "jdbc:mysql://127.0.0.1:" + port + "/" + database;
  }

  /** Runs statements on a connection of their own. */
  void execute(String... statements) {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        try {
          statement.execute(sql);
        } catch (SQLException e) {
          throw new AssertionError(name + ": " + sql + ": " + e.getMessage(), e);
        }
      }
    } catch (SQLException e) {
      throw new AssertionError(name + ": " + e.getMessage(), e);
    }
  }

  /** All rows as text; SQL NULL becomes {@code "NULL"}. */
  List<List<String>> query(String sql) {
    return query(sql, "");
  }

  /**
   * As {@link #query(String)}.
   *
   * @param moreProperties Connector/J's, each with a leading {@code &}
   */
  List<List<String>> query(String sql, String moreProperties) {
    try (Connection connection = connect("", moreProperties);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      List<List<String>> result = new ArrayList<>();
      int columns = rows.getMetaData().getColumnCount();
      while (rows.next()) {
        List<String> row = new ArrayList<>(columns);
        for (int i = 1; i <= columns; i++) {
          String value = rows.getString(i);
          row.add(value == null ? "NULL" : value);
        }
        result.add(row);
      }
      return result;
    } catch (SQLException e) {
      throw new AssertionError(name + ": " + sql + ": " + e.getMessage(), e);
    }
  }

  /** The only value of the only row. */
  String value(String sql) {
    List<List<String>> rows = query(sql);
    if (rows.size() != 1 || rows.getFirst().isEmpty()) {
      throw new AssertionError(name + ": " + sql + " gave " + rows.size() + " rows");
    }
    return rows.getFirst().getFirst();
  }
}
