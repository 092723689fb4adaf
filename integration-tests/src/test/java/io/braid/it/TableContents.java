package io.braid.it;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a table or view holds, reduced to a row count and a sum over the rows' SHA-256, so that
 * order does not matter. Values are the bytes that the server sends, so even a lost fraction shows.
 *
 * @param rows number of rows
 * @param sum of the rows' hashes modulo 2^256, in hexadecimal
 */
record TableContents(long rows, String sum) {
  private static final BigInteger MODULUS = BigInteger.ONE.shiftLeft(256);

  /** Reads a whole table, streaming. */
  static TableContents of(Connection connection, String table) throws SQLException {
    return ofQuery(connection, "SELECT * FROM " + table);
  }

  /** Reads a whole result, streaming. */
  static TableContents ofQuery(Connection connection, String sql) throws SQLException {
    try (Statement statement =
        connection.createStatement(ResultSet.TYPE_FORWARD_ONLY, ResultSet.CONCUR_READ_ONLY)) {
      statement.setFetchSize(Integer.MIN_VALUE);
      try (ResultSet rows = statement.executeQuery(sql)) {
        long count = 0;
        BigInteger sum = BigInteger.ZERO;
        int columns = rows.getMetaData().getColumnCount();
        while (rows.next()) {
          sum = sum.add(new BigInteger(1, hash(rows, columns))).mod(MODULUS);
          count++;
        }
        return new TableContents(count, sum.toString(16));
      }
    }
  }

  /** Every base table and view of the databases that users made, by qualified name. */
  static Map<String, TableContents> ofServer(Endpoint server, boolean withViews) {
    try (Connection connection = server.connect()) {
      Map<String, TableContents> contents = new TreeMap<>();
      for (String table : tables(connection, withViews)) {
        contents.put(table, of(connection, table));
      }
      return contents;
    } catch (SQLException e) {
      throw new AssertionError(server.name() + ": " + e.getMessage(), e);
    }
  }

  private static List<String> tables(Connection connection, boolean withViews) throws SQLException {
    List<String> databases = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SHOW DATABASES")) {
      while (rows.next()) {
        String name = String.valueOf(rows.getString(1));
        if (!List.of("mysql", "sys", "information_schema", "performance_schema").contains(name)) {
          databases.add(name);
        }
      }
    }
    List<String> tables = new ArrayList<>();
    for (String database : databases) {
      try (Statement statement = connection.createStatement();
          ResultSet rows = statement.executeQuery("SHOW FULL TABLES FROM " + quoted(database))) {
        while (rows.next()) {
          if (withViews || String.valueOf(rows.getString(2)).equals("BASE TABLE")) {
            tables.add(quoted(database) + "." + quoted(String.valueOf(rows.getString(1))));
          }
        }
      }
    }
    return tables;
  }

  private static String quoted(String name) {
    return "`" + name.replace("`", "``") + "`";
  }

  private static byte[] hash(ResultSet row, int columns) throws SQLException {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (int i = 1; i <= columns; i++) {
        byte[] value = row.getBytes(i);
        digest.update(ByteBuffer.allocate(4).putInt(value == null ? -1 : value.length).flip());
        if (value != null) {
          digest.update(value);
        }
      }
      return digest.digest();
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }
}
