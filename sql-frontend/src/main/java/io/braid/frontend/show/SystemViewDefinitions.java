package io.braid.frontend.show;

import io.braid.common.catalog.ColumnDefinition;
import io.braid.common.catalog.TableDefinition;
import io.braid.common.type.Collation;
import io.braid.common.type.ColumnType;
import io.braid.common.type.MySqlType;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The columns of the system views, read from the resource {@code columns.txt}: a line {@code
 * @schema.table}, then a line {@code name|type|nullable|collation} for each column.
 */
final class SystemViewDefinitions {
  private SystemViewDefinitions() {}

  /** Reads the resource; keys are {@code schema.table} in lower case. */
  static Map<String, TableDefinition> load() {
    Map<String, TableDefinition> views = new LinkedHashMap<>();
    try (InputStream in = SystemViewDefinitions.class.getResourceAsStream("columns.txt")) {
      if (in == null) {
        throw new IllegalStateException("the resource columns.txt is missing");
      }
      BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
      String view = "";
      List<ColumnDefinition> columns = new ArrayList<>();
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith("@")) {
          add(views, view, columns);
          view = line.substring(1);
          columns = new ArrayList<>();
        } else if (!line.isBlank() && !line.startsWith("#")) {
          columns.add(column(columns.size() + 1, line.split("\\|", -1)));
        }
      }
      add(views, view, columns);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return views;
  }

  private static void add(
      Map<String, TableDefinition> views, String view, List<ColumnDefinition> columns) {
    if (view.isEmpty()) {
      return;
    }
    int dot = view.indexOf('.');
    views.put(
        view.toLowerCase(Locale.ROOT),
        new TableDefinition(
            0,
            1,
            0,
            view.substring(0, dot),
            view.substring(dot + 1),
            columns,
            List.of(),
            List.of(),
            List.of(),
            new TableDefinition.TableOptions(
                "", Collation.UTF8MB3_GENERAL_CI, "", 0, 0, List.of())));
  }

  private static ColumnDefinition column(int id, String[] parts) {
    Collation collation =
        Collation.byName(parts[3])
            // Names are compared without case; the collation that MySQL has for it is not ours.
            .orElse(parts[3].isEmpty() ? Collation.BINARY : Collation.UTF8MB3_GENERAL_CI);
    return new ColumnDefinition(
        id,
        parts[0],
        type(parts[1], collation),
        parts[2].equals("YES"),
        new ColumnDefinition.DefaultValue.None(),
        false,
        false,
        Optional.empty(),
        "",
        true,
        false);
  }

  private static ColumnType type(String text, Collation collation) {
    int open = text.indexOf('(');
    String name = open < 0 ? text.split(" ")[0] : text.substring(0, open);
    String inside = open < 0 ? "" : text.substring(open + 1, text.lastIndexOf(')'));
    boolean unsigned = text.endsWith(" unsigned");
    MySqlType type = MySqlType.valueOf(name.toUpperCase(Locale.ROOT));
    return switch (type.family()) {
      case STRING ->
          ColumnType.string(type, inside.isEmpty() ? -1 : Integer.parseInt(inside), collation);
      case ENUM, SET ->
          new ColumnType(type, false, false, -1, -1, collation, members(inside), "", -1);
      case DATE, TIME, DATETIME ->
          ColumnType.temporal(type, inside.isEmpty() ? 0 : Integer.parseInt(inside));
      case INTEGER -> ColumnType.integer(type, unsigned);
      case FLOATING, YEAR, BIT, DECIMAL, JSON, GEOMETRY, NULL -> ColumnType.of(type);
    };
  }

  private static List<String> members(String inside) {
    List<String> members = new ArrayList<>();
    for (String member : inside.split(",", -1)) {
      members.add(member.substring(1, member.length() - 1));
    }
    return members;
  }
}
