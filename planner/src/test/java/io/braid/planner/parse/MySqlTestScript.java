package io.braid.planner.parse;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The statements of one script of MySQL's own test suite, with the errors they expect. It knows as
 * much of mysqltest's language as is needed to leave out what is not SQL.
 */
final class MySqlTestScript {
  /** A statement as its bytes, one character for each. */
  record TestStatement(String sql, List<String> errors, String sqlMode) {}

  private static final Set<String> COMMANDS =
      Set.of(
          "eval",
          "let",
          "echo",
          "sleep",
          "real_sleep",
          "connect",
          "connection",
          "disconnect",
          "source",
          "exec",
          "execw",
          "perl",
          "write_file",
          "append_file",
          "remove_file",
          "remove_files_wildcard",
          "copy_file",
          "copy_files_wildcard",
          "move_file",
          "file_exists",
          "cat_file",
          "diff_files",
          "mkdir",
          "rmdir",
          "force-rmdir",
          "list_files",
          "list_files_write_file",
          "list_files_append_file",
          "inc",
          "dec",
          "die",
          "exit",
          "skip",
          "send_eval",
          "reap",
          "sync_slave_with_master",
          "sync_with_master",
          "save_master_pos",
          "dirty_close",
          "ping",
          "change_user",
          "start_timer",
          "end_timer",
          "vertical_results",
          "horizontal_results",
          "sorted_result",
          "partially_sorted_result",
          "replace_column",
          "replace_result",
          "replace_regex",
          "replace_numeric_round",
          "disable_query_log",
          "enable_query_log",
          "disable_result_log",
          "enable_result_log",
          "disable_warnings",
          "enable_warnings",
          "disable_info",
          "enable_info",
          "disable_metadata",
          "enable_metadata",
          "disable_abort_on_error",
          "enable_abort_on_error",
          "disable_reconnect",
          "enable_reconnect",
          "disable_ps_protocol",
          "enable_ps_protocol",
          "disable_connect_log",
          "enable_connect_log",
          "disable_testcase",
          "enable_testcase",
          "disable_session_track_info",
          "enable_session_track_info",
          "query_get_value",
          "send_quit",
          "send_shutdown",
          "shutdown_server",
          "character_set",
          "lowercase_result",
          "result_format",
          "assert",
          "expr",
          "reset_connection",
          "wait_for_slave_to_stop",
          "output",
          "query_attributes",
          "chmod",
          "copy",
          "system",
          "disable_rpl_parse",
          "enable_rpl_parse",
          "disable_parsing",
          "enable_parsing",
          "exec_in_background",
          "query_horizontal_disabled",
          "rpl_probe",
          "require",
          "write_line",
          "disable_async_client");

  private static final Pattern SQL_MODE =
      Pattern.compile(
          "(?is)^\\s*set\\s+(?:session\\s+|local\\s+|@@(?:session\\.|local\\.)?)?sql_mode\\s*:?=\\s*(.*)$");

  private final List<TestStatement> statements = new ArrayList<>();
  private List<String> errors = List.of();
  private String delimiter = ";";
  private String sqlMode = "";

  private MySqlTestScript() {}

  static List<TestStatement> read(Path file) throws IOException {
    MySqlTestScript script = new MySqlTestScript();
    script.read(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1));
    return script.statements;
  }

  private void read(String text) {
    String[] lines = text.split("\n", -1);
    int i = 0;
    while (i < lines.length) {
      String line = lines[i].strip();
      if (line.isEmpty() || line.startsWith("#") || line.equals("}") || line.equals("{")) {
        i++;
      } else if (line.startsWith("--")) {
        i = command(lines, i, line.substring(2).strip());
      } else if (line.matches("(?i)(if|while)\\s*\\(.*")) {
        while (i < lines.length && !lines[i].contains("{")) {
          i++;
        }
        i++;
      } else {
        i = statement(lines, i);
      }
    }
  }

  private int command(String[] lines, int index, String command) {
    String[] words = command.split("\\s+", 2);
    String rest = words.length > 1 ? words[1].strip() : "";
    switch (words[0].toLowerCase(Locale.ROOT)) {
      case "error" -> errors = List.of(rest.split("[\\s,]+"));
      case "delimiter" -> delimiter = rest;
      case "perl", "write_file", "append_file" -> {
        String[] parts = rest.split("\\s+");
        String end =
            words[0].equalsIgnoreCase("perl")
                ? (rest.isEmpty() ? "EOF" : parts[0])
                : (parts.length > 1 ? parts[1] : "EOF");
        return skipTo(lines, index + 1, end);
      }
      case "disable_parsing", "disable_testcase" -> {
        return skipTo(lines, index + 1, "--enable_parsing");
      }
      default -> {}
    }
    return index + 1;
  }

  private static int skipTo(String[] lines, int from, String end) {
    int i = from;
    while (i < lines.length && !lines[i].strip().startsWith(end)) {
      i++;
    }
    return i + 1;
  }

  /** Reads up to the delimiter, which does not count inside quotes and comments. */
  private int statement(String[] lines, int index) {
    StringBuilder sql = new StringBuilder();
    char quote = 0;
    int i = index;
    for (; i < lines.length; i++) {
      String line = lines[i];
      if (quote == 0 && sql.isEmpty() && line.strip().startsWith("#")) {
        continue;
      }
      int c = 0;
      while (c < line.length()) {
        char ch = line.charAt(c);
        if (quote == 0 && line.startsWith(delimiter, c)) {
          sql.append(line, 0, c);
          // What follows on the line is another statement.
          String rest = line.substring(c + delimiter.length()).strip();
          finish(sql.toString());
          if (!rest.isEmpty() && !rest.startsWith("#") && !rest.startsWith("--")) {
            lines[i] = rest;
            return i;
          }
          return i + 1;
        }
        if (quote == 0 && (ch == '\'' || ch == '"' || ch == '`')) {
          quote = ch;
        } else if (quote == ch) {
          quote = 0;
        } else if (ch == '\\' && quote != 0 && quote != '`') {
          c++;
        } else if (quote == 0 && (ch == '#' || (line.startsWith("-- ", c) && c > 0))) {
          break;
        }
        c++;
      }
      sql.append(line).append('\n');
    }
    return i;
  }

  private void finish(String text) {
    List<String> expected = errors;
    errors = List.of();
    String sql = text.strip();
    String first = sql.split("[\\s(;]+", 2)[0].toLowerCase(Locale.ROOT);
    if (first.equals("delimiter")) {
      delimiter = sql.substring("delimiter".length()).strip();
      return;
    }
    if (first.equals("error")) {
      errors = List.of(sql.substring("error".length()).strip().split("[\\s,]+"));
      return;
    }
    if (first.equals("query_vertical")
        || first.equals("query_horizontal")
        || first.equals("send")
        || first.equals("query")) {
      sql = sql.substring(first.length()).strip();
    } else if (COMMANDS.contains(first) || first.startsWith("$") || first.equals("}")) {
      return;
    }
    if (sql.isEmpty() || sql.startsWith("}")) {
      return;
    }
    statements.add(new TestStatement(sql, expected, sqlMode));
    Matcher matcher = SQL_MODE.matcher(sql);
    if (matcher.matches() && expected.isEmpty()) {
      sqlMode = matcher.group(1).replaceAll("['\"]", "");
    }
  }
}
