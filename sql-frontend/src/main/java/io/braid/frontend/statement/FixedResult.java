package io.braid.frontend.statement;

import io.braid.common.type.Collation;
import io.braid.common.type.ColumnType;
import io.braid.common.type.MySqlType;
import io.braid.executor.ResultSink;
import io.braid.planner.plan.OutputColumn;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A small result set that the server makes without a plan: its columns, then rows of values. */
final class FixedResult {
  private final List<OutputColumn> columns = new ArrayList<>();
  private final List<@Nullable Object[]> rows = new ArrayList<>();

  /** Adds a column of text with at most {@code characters} characters. */
  FixedResult text(String name, int characters) {
    columns.add(
        OutputColumn.computed(
            name,
            ColumnType.string(MySqlType.VARCHAR, characters, Collation.UTF8MB4_0900_AI_CI),
            true));
    return this;
  }

  /** Adds a column of long text. */
  FixedResult longText(String name) {
    columns.add(
        OutputColumn.computed(
            name, ColumnType.string(MySqlType.LONGTEXT, -1, Collation.UTF8MB4_0900_AI_CI), true));
    return this;
  }

  /** Adds a column of integers. */
  FixedResult number(String name, boolean unsigned) {
    columns.add(OutputColumn.computed(name, ColumnType.integer(MySqlType.BIGINT, unsigned), false));
    return this;
  }

  /** Adds a column of 32-bit integers. */
  FixedResult smallNumber(String name, boolean unsigned) {
    columns.add(OutputColumn.computed(name, ColumnType.integer(MySqlType.INT, unsigned), false));
    return this;
  }

  /** Adds a row: a String, bytes or null for text, a Long for numbers. */
  FixedResult row(@Nullable Object... values) {
    if (values.length != columns.size()) {
      throw new IllegalArgumentException(values.length + " values for " + columns.size());
    }
    rows.add(values);
    return this;
  }

  int rowCount() {
    return rows.size();
  }

  /** The columns, for a prepared statement's description. */
  List<OutputColumn> columns() {
    return List.copyOf(columns);
  }

  /** Writes the result set as the answer of a statement. */
  void send(Responses responses, boolean more) {
    ResultSink sink = responses.resultSet(columns);
    sink.start(columns);
    for (@Nullable Object[] row : rows) {
      sink.startRow();
      for (Object value : row) {
        switch (value) {
          case null -> sink.putNull();
          case Long number -> sink.putLong(number);
          case Integer number -> sink.putLong(number);
          case byte[] bytes -> sink.putBytes(bytes, 0, bytes.length);
          default -> {
            byte[] bytes = value.toString().getBytes(StandardCharsets.UTF_8);
            sink.putBytes(bytes, 0, bytes.length);
          }
        }
      }
      sink.endRow();
    }
    responses.endResultSet(more);
  }
}
