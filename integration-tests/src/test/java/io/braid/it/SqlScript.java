package io.braid.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A {@code *.sqltest} file: statements that end with {@code ;} at a line's end, comment lines, and
 * directives, which are comments to other programs, each before the statement that it is about:
 *
 * <pre>
 * -- @session NAME        this and the following statements run on another connection
 * -- @file NAME TEXT      makes a file for LOAD DATA, whose statements name it as files/NAME; the
 *                         text has the escapes \t \n \r \\ \xHH
 * -- @ordered             the rows' order counts although there is no ORDER BY
 * -- @unordered           the rows' order does not count although there is an ORDER BY
 * -- @ignore text         the message of an error or warning need not be equal
 * -- @ignore warnings     warnings need not be equal
 * -- @ignore rows         only the shape counts, for values such as times and ids
 * -- @answers ROW         Braid answers with this one row by design, whatever MySQL does
 * -- @differs ERROR text  Braid answers with this error number where MySQL may not; says why
 * </pre>
 *
 * @param name file name without its ending; also the name of the script's database
 */
record SqlScript(String name, List<Step> steps) {
  private static final String DIRECTIVE = "-- @";

  /** How an outcome is compared. */
  enum Rule {
    ORDERED,
    UNORDERED,
    IGNORE_TEXT,
    IGNORE_WARNINGS,
    IGNORE_ROWS
  }

  /**
   * One statement.
   *
   * @param line where it starts, from 1
   * @param session which connection runs it
   * @param expectedError the number of the error that Braid gives by design
   * @param expectedRow the only row that Braid gives by design
   */
  record Step(
      int line,
      String session,
      String sql,
      Set<Rule> rules,
      Optional<Integer> expectedError,
      Optional<String> expectedRow) {
    Step {
      rules = Set.copyOf(rules);
    }

    /** Whether rows are compared in their order. */
    boolean ordered() {
      if (rules.contains(Rule.ORDERED)) {
        return true;
      }
      return !rules.contains(Rule.UNORDERED)
          && sql.toUpperCase(java.util.Locale.ROOT).contains("ORDER BY");
    }
  }

  SqlScript {
    steps = List.copyOf(steps);
  }

  /**
   * @throws IllegalArgumentException naming file and line when a directive is unknown or a
   *     statement has no end
   */
  static SqlScript read(Path file) {
    String name = String.valueOf(file.getFileName()).replaceFirst("\\.sqltest$", "");
    try {
      return parse(name, Files.readAllLines(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static SqlScript parse(String name, List<String> lines) {
    List<Step> steps = new ArrayList<>();
    String session = "main";
    Set<Rule> rules = EnumSet.noneOf(Rule.class);
    Optional<Integer> expectedError = Optional.empty();
    Optional<String> expectedRow = Optional.empty();
    StringBuilder sql = new StringBuilder();
    ScriptFiles files = new ScriptFiles(name);
    int start = 0;
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      String where = name + " line " + (i + 1) + ": ";
      if (sql.isEmpty()) {
        if (line.startsWith(DIRECTIVE)) {
          String directive = line.substring(DIRECTIVE.length()).strip();
          String[] words = directive.split("\\s+");
          switch (words[0]) {
            case "session" -> session = words[1];
            case "file" -> files.add(directive);
            case "answers" ->
                expectedRow = Optional.of(directive.substring("answers".length()).strip());
            case "differs" -> expectedError = Optional.of(Integer.parseInt(words[1]));
            default -> rules.add(rule(where, directive));
          }
          continue;
        }
        if (line.isBlank() || line.startsWith("--") || line.startsWith("#")) {
          continue;
        }
        start = i + 1;
      }
      sql.append(sql.isEmpty() ? "" : "\n").append(line);
      if (line.stripTrailing().endsWith(";")) {
        String text = sql.toString().stripTrailing();
        steps.add(
            new Step(
                start,
                session,
                files.located(text.substring(0, text.length() - 1)),
                rules,
                expectedError,
                expectedRow));
        sql.setLength(0);
        rules = EnumSet.noneOf(Rule.class);
        expectedError = Optional.empty();
        expectedRow = Optional.empty();
      }
    }
    if (!sql.isEmpty()) {
      throw new IllegalArgumentException(name + " line " + start + ": statement without an end");
    }
    return new SqlScript(name, steps);
  }

  private static Rule rule(String where, String directive) {
    return switch (directive) {
      case "ordered" -> Rule.ORDERED;
      case "unordered" -> Rule.UNORDERED;
      case "ignore text" -> Rule.IGNORE_TEXT;
      case "ignore warnings" -> Rule.IGNORE_WARNINGS;
      case "ignore rows" -> Rule.IGNORE_ROWS;
      default -> throw new IllegalArgumentException(where + "unknown directive: " + directive);
    };
  }
}
