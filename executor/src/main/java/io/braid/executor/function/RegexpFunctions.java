package io.braid.executor.function;

import io.braid.common.MySqlError;
import io.braid.common.MySqlException;
import io.braid.common.type.Collation;
import io.braid.executor.expression.Arguments;
import io.braid.executor.expression.FunctionSet;
import io.braid.executor.expression.Result;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/**
 * REGEXP and its functions, by Java's regular expressions, whose syntax is nearly that of ICU's.
 *
 * @see "MySQL 9.7 Reference Manual, Regular Expressions"
 */
final class RegexpFunctions implements FunctionSet.Library {
  /** So many looks at characters end a search that goes on and on, as regexp_time_limit does. */
  private static final long LOOKS_MAX = 20_000_000;

  private static final Map<String, String> CLASSES =
      Map.ofEntries(
          Map.entry("[:alnum:]", "\\p{IsAlphabetic}\\p{IsDigit}"),
          Map.entry("[:alpha:]", "\\p{IsAlphabetic}"),
          Map.entry("[:blank:]", " \\t"),
          Map.entry("[:cntrl:]", "\\p{Cntrl}"),
          Map.entry("[:digit:]", "\\p{IsDigit}"),
          Map.entry("[:graph:]", "\\p{Graph}"),
          Map.entry("[:lower:]", "\\p{IsLowercase}"),
          Map.entry("[:print:]", "\\p{Print}"),
          Map.entry("[:punct:]", "\\p{IsPunctuation}"),
          Map.entry("[:space:]", "\\p{IsWhite_Space}"),
          Map.entry("[:upper:]", "\\p{IsUppercase}"),
          Map.entry("[:word:]", "\\w"),
          Map.entry("[:xdigit:]", "\\p{XDigit}"));

  @Override
  public void addTo(FunctionSet.Builder builder) {
    builder
        .strictFor("regexp", (call, context) -> new Search(2)::like)
        .strictFor("regexp_like", (call, context) -> new Search(2)::like)
        .strictFor("regexp_instr", (call, context) -> new Search(5)::instr)
        .strictFor("regexp_substr", (call, context) -> new Search(4)::substr)
        .strictFor("regexp_replace", (call, context) -> new Search(5)::replace);
  }

  /** One call, which keeps the pattern while it stays the same. */
  private static final class Search {
    private final int matchType;
    private String text = "";
    private String types = "";
    private @Nullable Pattern pattern;

    /**
     * @param matchType the argument with the match type
     */
    Search(int matchType) {
      this.matchType = matchType;
    }

    private Pattern pattern(Arguments in) {
      String wanted = in.asText(1);
      String wantedTypes = in.count() > matchType ? in.asText(matchType) : "";
      Pattern known = pattern;
      if (known == null || !wanted.equals(text) || !wantedTypes.equals(types)) {
        known = compile(wanted, flags(in, wantedTypes));
        text = wanted;
        types = wantedTypes;
        pattern = known;
      }
      return known;
    }

    private static int flags(Arguments in, String types) {
      Collation collation = in.type(0).collation();
      boolean ignoresCase =
          collation != Collation.BINARY
              && collation.mysqlName().toLowerCase(Locale.ROOT).endsWith("_ci");
      int flags = 0;
      for (int i = 0; i < types.length(); i++) {
        switch (types.charAt(i)) {
          case 'c' -> ignoresCase = false;
          case 'i' -> ignoresCase = true;
          case 'm' -> flags |= Pattern.MULTILINE;
          case 'n' -> flags |= Pattern.DOTALL;
          case 'u' -> flags |= Pattern.UNIX_LINES;
          default -> throw MySqlError.ER_WRONG_ARGUMENTS.with("regexp_like");
        }
      }
      return ignoresCase ? flags | Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE : flags;
    }

    private static Pattern compile(String text, int flags) {
      if (text.isEmpty()) {
        throw MySqlError.ER_REGEXP_ILLEGAL_ARGUMENT.with();
      }
      String java = text;
      if (java.contains("[:")) {
        for (Map.Entry<String, String> name : CLASSES.entrySet()) {
          java = java.replace(name.getKey(), name.getValue());
        }
      }
      try {
        return Pattern.compile(java, flags);
      } catch (PatternSyntaxException e) {
        throw wrong(e);
      }
    }

    private static MySqlException wrong(PatternSyntaxException e) {
      String reason = e.getDescription();
      if (reason.startsWith("Unclosed group") || reason.startsWith("Unmatched closing ')'")) {
        return MySqlError.ER_REGEXP_MISMATCHED_PAREN.with();
      }
      if (reason.startsWith("Unclosed character class")) {
        return MySqlError.ER_REGEXP_MISSING_CLOSE_BRACKET.with();
      }
      return MySqlError.ER_REGEXP_RULE_SYNTAX.with(1, Math.max(e.getIndex(), 0) + 1);
    }

    void like(Arguments in, Result out) {
      out.setBoolean(pattern(in).matcher(new Bounded(in.asText(0))).find());
    }

    /** The occurrence that was asked for, null if there is none. */
    private @Nullable Matcher find(Arguments in) {
      String value = in.asText(0);
      long wanted = in.count() > 3 ? Math.max(1, in.asLong(3)) : 1;
      Matcher matcher = pattern(in).matcher(new Bounded(value));
      boolean found = matcher.find(start(in, value, 2));
      for (long i = 1; found && i < wanted; i++) {
        found = matcher.find();
      }
      return found ? matcher : null;
    }

    void instr(Arguments in, Result out) {
      Matcher matcher = find(in);
      if (matcher == null) {
        out.setLong(0);
        return;
      }
      boolean end = in.count() > 4 && in.asLong(4) == 1;
      out.setLong(in.asText(0).codePointCount(0, end ? matcher.end() : matcher.start()) + 1);
    }

    void substr(Arguments in, Result out) {
      Matcher matcher = find(in);
      if (matcher == null) {
        out.setNull();
      } else {
        out.setText(matcher.group());
      }
    }

    void replace(Arguments in, Result out) {
      String value = in.asText(0);
      String by = in.asText(2);
      long occurrence = in.count() > 4 ? in.asLong(4) : 0;
      Matcher matcher = pattern(in).matcher(new Bounded(value));
      StringBuilder result = new StringBuilder();
      int copied = 0;
      boolean found = matcher.find(start(in, value, 3));
      for (long i = 1; found; i++) {
        if (occurrence <= 0 || i == occurrence) {
          result.append(value, copied, matcher.start());
          expand(by, matcher, result);
          copied = matcher.end();
        }
        found = matcher.find();
      }
      out.setText(result.append(value, copied, value.length()).toString());
    }

    /** {@code $1} stands for a group, a backslash for what follows it. */
    private static void expand(String by, Matcher matcher, StringBuilder result) {
      for (int i = 0; i < by.length(); i++) {
        char c = by.charAt(i);
        if (c == '\\' && i + 1 < by.length()) {
          i++;
          result.append(by.charAt(i));
          continue;
        }
        if (c != '$') {
          result.append(c);
          continue;
        }
        int group = -1;
        while (i + 1 < by.length()
            && Character.isDigit(by.charAt(i + 1))
            && Math.max(group, 0) * 10 + by.charAt(i + 1) - '0' <= matcher.groupCount()) {
          i++;
          group = Math.max(group, 0) * 10 + by.charAt(i) - '0';
        }
        if (group < 0) {
          throw i + 1 < by.length() && Character.isDigit(by.charAt(i + 1))
              ? MySqlError.ER_REGEXP_INDEX_OUTOFBOUNDS_ERROR.with()
              : MySqlError.ER_REGEXP_INVALID_CAPTURE_GROUP_NAME.with();
        }
        String text = matcher.group(group);
        result.append(text == null ? "" : text);
      }
    }

    /** Where a search begins; positions count characters from 1. */
    private static int start(Arguments in, String value, int argument) {
      long from = in.count() > argument ? in.asLong(argument) : 1;
      if (from < 1 || from > value.codePointCount(0, value.length()) + 1L) {
        throw MySqlError.ER_REGEXP_INDEX_OUTOFBOUNDS_ERROR.with();
      }
      return value.offsetByCodePoints(0, (int) from - 1);
    }
  }

  /** A text that ends searches which look at it without end. */
  private static final class Bounded implements CharSequence {
    private final String text;
    private long looks;

    Bounded(String text) {
      this.text = text;
    }

    @Override
    public int length() {
      return text.length();
    }

    @Override
    public char charAt(int index) {
      if (++looks > LOOKS_MAX) {
        throw MySqlError.ER_REGEXP_TIME_OUT.with();
      }
      return text.charAt(index);
    }

    @Override
    public CharSequence subSequence(int start, int end) {
      return text.substring(start, end);
    }

    @Override
    public String toString() {
      return text;
    }
  }
}
