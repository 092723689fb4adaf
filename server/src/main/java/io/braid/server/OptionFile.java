package io.braid.server;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The group {@code [braid]} of a MySQL option file: {@code key=value} or {@code key} lines,
 * comments after {@code #} or {@code ;}, values bare or in quotes with MySQL's escapes. Dash and
 * underscore mean the same in a key. Other groups belong to other programs and are skipped.
 *
 * @param path where it was read from, for messages
 * @param values by key with dashes, the last of several lines wins
 * @see "MySQL 9.7 Reference Manual, Using Option Files"
 */
record OptionFile(Path path, Map<String, String> values) {
  /** A file larger than this is not an option file. */
  private static final long BYTES_MAX = 1 << 20;

  private static final String GROUP = "braid";

  OptionFile {
    values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
  }

  /**
   * @throws StartFailure naming file and line when the file cannot be read or understood
   */
  static OptionFile read(Path path) throws StartFailure {
    try {
      if (Files.size(path) > BYTES_MAX) {
        throw new StartFailure("option file " + path + " is larger than 1 MiB");
      }
      return parse(path, Files.readString(path, StandardCharsets.UTF_8).lines().toList());
    } catch (IOException e) {
      throw new StartFailure("cannot read the option file " + path + ": " + IoMessage.of(e), e);
    }
  }

  static OptionFile parse(Path path, List<String> lines) throws StartFailure {
    Map<String, String> values = new LinkedHashMap<>();
    String group = "";
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).strip();
      if (line.isEmpty() || line.startsWith("#") || line.startsWith(";")) {
        continue;
      }
      String where = path + " line " + (i + 1) + ": ";
      if (line.startsWith("[")) {
        int end = line.indexOf(']');
        if (end < 0) {
          throw new StartFailure(where + "a group needs a closing bracket");
        }
        group = line.substring(1, end).strip();
      } else if (line.startsWith("!")) {
        throw new StartFailure(where + "!include is not supported");
      } else if (group.isEmpty()) {
        throw new StartFailure(where + "an option stands before the first [group]");
      } else if (group.equals(GROUP)) {
        int equals = line.indexOf('=');
        String key = equals < 0 ? line : line.substring(0, equals).strip();
        String value = equals < 0 ? "true" : value(where, line.substring(equals + 1).strip());
        values.put(key.replace('_', '-'), value);
      }
    }
    return new OptionFile(path, values);
  }

  /**
   * Fails on a key that is none of {@code known}, naming the nearest one.
   *
   * @param known option names without leading dashes
   */
  void checkKeys(Collection<String> known) throws StartFailure {
    for (String key : values.keySet()) {
      if (!known.contains(key)) {
        throw new StartFailure(
            "option file "
                + path
                + ": unknown option '"
                + key
                + "'; did you mean '"
                + NearestName.of(key, known)
                + "'?");
      }
    }
  }

  private static String value(String where, String text) throws StartFailure {
    if (text.isEmpty()) {
      return "";
    }
    char first = text.charAt(0);
    boolean quoted = first == '\'' || first == '"';
    StringBuilder value = new StringBuilder();
    int i = quoted ? 1 : 0;
    for (; i < text.length(); i++) {
      char c = text.charAt(i);
      if (quoted && c == first) {
        break;
      }
      if (!quoted && c == '#') {
        break;
      }
      if (c == '\\' && i + 1 < text.length()) {
        i++;
        value.append(unescape(text.charAt(i)));
      } else {
        value.append(c);
      }
    }
    if (!quoted) {
      return value.toString().strip();
    }
    if (i == text.length()) {
      throw new StartFailure(where + "a quoted value needs a closing quote");
    }
    String rest = text.substring(i + 1).strip();
    if (!rest.isEmpty() && !rest.startsWith("#")) {
      throw new StartFailure(where + "text stands behind the closing quote");
    }
    return value.toString();
  }

  /** MySQL's escapes in option values; an unknown one keeps its backslash. */
  private static String unescape(char c) {
    return switch (c) {
      case 'b' -> "\b";
      case 't' -> "\t";
      case 'n' -> "\n";
      case 'r' -> "\r";
      case 's' -> " ";
      case '\\' -> "\\";
      case '\'' -> "'";
      case '"' -> "\"";
      default -> "\\" + c;
    };
  }

  /** The keys in file order. */
  List<String> keys() {
    return new ArrayList<>(values.keySet());
  }
}
