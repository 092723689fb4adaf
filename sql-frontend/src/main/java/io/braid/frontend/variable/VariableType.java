package io.braid.frontend.variable;

import io.braid.common.MySqlError;
import io.braid.common.MySqlException;
import io.braid.common.SqlMode;
import io.braid.common.type.Charset;
import io.braid.common.type.Collation;
import io.braid.common.value.SqlValue;
import io.braid.common.value.SqlValue.DecimalValue;
import io.braid.common.value.SqlValue.DoubleValue;
import io.braid.common.value.SqlValue.IntegerValue;
import io.braid.common.value.SqlValue.SqlNull;
import io.braid.common.value.SqlValue.StringValue;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The kinds of values that system variables have, and how SET converts to them. */
public sealed interface VariableType {
  /**
   * What a conversion gave. {@code clamped}: the value was out of range and has been brought into
   * it.
   */
  record Converted(SqlValue value, boolean clamped) {}

  /**
   * Converts a value of SET.
   *
   * @param current the value so far, which switches build on
   * @throws MySqlException ER_WRONG_VALUE_FOR_VAR (1231), ER_WRONG_TYPE_FOR_VAR (1232) and those of
   *     character sets, collations and time zones
   */
  Converted convert(String variable, SqlValue value, SqlValue current);

  /** The value as SHOW VARIABLES prints it. */
  default String show(SqlValue value) {
    return text(value).orElse("");
  }

  /** ON and OFF; in expressions 1 and 0. */
  record Bool() implements VariableType {
    @Override
    public Converted convert(String variable, SqlValue value, SqlValue current) {
      return new Converted(integer(switchOf(variable, value) ? 1 : 0), false);
    }

    private static boolean switchOf(String variable, SqlValue value) {
      return switch (value) {
        case IntegerValue(long bits, boolean unsigned) when bits == 0 || bits == 1 -> bits == 1;
        case StringValue string when asText(string).equalsIgnoreCase("on") -> true;
        case StringValue string when asText(string).equalsIgnoreCase("off") -> false;
        case StringValue string when asText(string).equalsIgnoreCase("true") -> true;
        case StringValue string when asText(string).equalsIgnoreCase("false") -> false;
        case DecimalValue decimal -> throw wrongType(variable);
        case DoubleValue number -> throw wrongType(variable);
        case IntegerValue other -> throw wrongValue(variable, value);
        case StringValue other -> throw wrongValue(variable, value);
        case SqlNull none -> throw wrongValue(variable, value);
        case SqlValue.TemporalValue temporal -> throw wrongType(variable);
        case SqlValue.JsonValue json -> throw wrongType(variable);
      };
    }

    @Override
    public String show(SqlValue value) {
      return value instanceof IntegerValue(long bits, boolean unsigned) && bits != 0 ? "ON" : "OFF";
    }
  }

  /**
   * A whole number; outside of the range it is clamped with a warning.
   *
   * @param minimum at least 0
   * @param maximum unsigned
   * @param block the value is rounded down to a multiple of it
   */
  record Whole(long minimum, long maximum, long block) implements VariableType {
    @Override
    public Converted convert(String variable, SqlValue value, SqlValue current) {
      if (!(value instanceof IntegerValue(long bits, boolean unsigned))) {
        throw wrongType(variable);
      }
      boolean negative = !unsigned && bits < 0;
      long wanted = negative ? 0 : bits;
      long clamped = wanted;
      if (Long.compareUnsigned(clamped, minimum) < 0) {
        clamped = minimum;
      }
      if (Long.compareUnsigned(clamped, maximum) > 0) {
        clamped = maximum;
      }
      boolean changed = negative || clamped != wanted;
      if (block > 1) {
        clamped -= Long.remainderUnsigned(clamped, block);
      }
      return new Converted(new IntegerValue(clamped, true), changed);
    }

    @Override
    public String show(SqlValue value) {
      return value instanceof IntegerValue(long bits, boolean unsigned)
          ? Long.toUnsignedString(bits)
          : "";
    }
  }

  /** A number with six fraction digits. */
  record Fraction(BigDecimal minimum, BigDecimal maximum) implements VariableType {
    @Override
    public Converted convert(String variable, SqlValue value, SqlValue current) {
      BigDecimal wanted =
          switch (value) {
            case IntegerValue(long bits, boolean unsigned) ->
                unsigned ? new BigDecimal(Long.toUnsignedString(bits)) : BigDecimal.valueOf(bits);
            case DecimalValue(BigDecimal number) -> number;
            case DoubleValue(double number) -> BigDecimal.valueOf(number);
            case SqlNull none -> throw wrongType(variable);
            case StringValue string -> throw wrongType(variable);
            case SqlValue.TemporalValue temporal -> throw wrongType(variable);
            case SqlValue.JsonValue json -> throw wrongType(variable);
          };
      BigDecimal clamped = wanted.max(minimum).min(maximum);
      return new Converted(
          new DecimalValue(clamped.setScale(6, RoundingMode.HALF_UP)),
          clamped.compareTo(wanted) != 0);
    }

    @Override
    public String show(SqlValue value) {
      return value instanceof DecimalValue(BigDecimal number) ? number.toPlainString() : "";
    }
  }

  /** Any text, NULL too where {@code nullable}. */
  record Text(boolean nullable) implements VariableType {
    @Override
    public Converted convert(String variable, SqlValue value, SqlValue current) {
      return switch (value) {
        case StringValue string -> new Converted(string(asText(string)), false);
        case SqlNull none when nullable -> new Converted(value, false);
        case SqlNull none -> throw wrongValue(variable, value);
        case IntegerValue number -> throw wrongType(variable);
        case DecimalValue number -> throw wrongType(variable);
        case DoubleValue number -> throw wrongType(variable);
        case SqlValue.TemporalValue temporal -> throw wrongType(variable);
        case SqlValue.JsonValue json -> throw wrongType(variable);
      };
    }
  }

  /** One of several words, by name or number. */
  record Choice(List<String> members) implements VariableType {
    public Choice {
      members = List.copyOf(members);
    }

    @Override
    public Converted convert(String variable, SqlValue value, SqlValue current) {
      if (value instanceof IntegerValue(long bits, boolean unsigned)) {
        if (bits < 0 || bits >= members.size()) {
          throw wrongValue(variable, value);
        }
        return new Converted(string(members.get((int) bits)), false);
      }
      if (!(value instanceof StringValue text)) {
        throw value instanceof SqlNull ? wrongValue(variable, value) : wrongType(variable);
      }
      for (String member : members) {
        if (member.equalsIgnoreCase(asText(text))) {
          return new Converted(string(member), false);
        }
      }
      throw wrongValue(variable, value);
    }
  }

  /** Any of several words, separated by commas. */
  record Flags(List<String> members) implements VariableType {
    public Flags {
      members = List.copyOf(members);
    }

    @Override
    public Converted convert(String variable, SqlValue value, SqlValue current) {
      long bits = 0;
      if (value instanceof IntegerValue(long mask, boolean unsigned)) {
        if (mask < 0 || mask >= 1L << members.size()) {
          throw wrongValue(variable, value);
        }
        bits = mask;
      } else if (value instanceof StringValue text) {
        for (String word : asText(text).split(",")) {
          int index = indexOf(word.strip());
          if (index >= 0) {
            bits |= 1L << index;
          } else if (!word.isBlank()) {
            throw MySqlError.ER_WRONG_VALUE_FOR_VAR.with(variable, word);
          }
        }
      } else {
        throw value instanceof SqlNull ? wrongValue(variable, value) : wrongType(variable);
      }
      List<String> chosen = new ArrayList<>();
      for (int i = 0; i < members.size(); i++) {
        if ((bits & 1L << i) != 0) {
          chosen.add(members.get(i));
        }
      }
      return new Converted(string(String.join(",", chosen)), false);
    }

    private int indexOf(String word) {
      for (int i = 0; i < members.size(); i++) {
        if (members.get(i).equalsIgnoreCase(word)) {
          return i;
        }
      }
      return -1;
    }
  }

  /** {@code optimizer_switch}: words that are on or off. */
  record Switches(Map<String, Boolean> defaults) implements VariableType {
    public Switches {
      defaults = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(defaults));
    }

    @Override
    public Converted convert(String variable, SqlValue value, SqlValue current) {
      if (!(value instanceof StringValue text)) {
        throw value instanceof SqlNull ? wrongValue(variable, value) : wrongType(variable);
      }
      Map<String, Boolean> result = new LinkedHashMap<>(defaults);
      apply(variable, text(current).orElse(""), result);
      apply(variable, asText(text), result);
      List<String> words = new ArrayList<>();
      result.forEach((name, on) -> words.add(name + (on ? "=on" : "=off")));
      return new Converted(string(String.join(",", words)), false);
    }

    private void apply(String variable, String changes, Map<String, Boolean> result) {
      for (String change : changes.split(",")) {
        String word = change.strip().toLowerCase(Locale.ROOT);
        if (word.isEmpty()) {
          continue;
        }
        if (word.equals("default")) {
          result.putAll(defaults);
          continue;
        }
        String[] parts = word.split("=", -1);
        if (parts.length != 2 || !defaults.containsKey(parts[0].strip())) {
          throw MySqlError.ER_WRONG_VALUE_FOR_VAR.with(variable, changes);
        }
        String name = parts[0].strip();
        switch (parts[1].strip()) {
          case "on" -> result.put(name, true);
          case "off" -> result.put(name, false);
          case "default" -> result.put(name, Boolean.TRUE.equals(defaults.get(name)));
          default -> throw MySqlError.ER_WRONG_VALUE_FOR_VAR.with(variable, changes);
        }
      }
    }
  }

  /** {@code sql_mode}. */
  record Mode() implements VariableType {
    @Override
    public Converted convert(String variable, SqlValue value, SqlValue current) {
      return switch (value) {
        case IntegerValue(long bits, boolean unsigned) ->
            new Converted(string(SqlModes.names(SqlModes.ofBits(bits))), false);
        case StringValue text ->
            new Converted(string(SqlModes.names(SqlModes.parse(asText(text)))), false);
        case SqlNull none -> throw wrongValue(variable, value);
        case DecimalValue number -> throw wrongType(variable);
        case DoubleValue number -> throw wrongType(variable);
        case SqlValue.TemporalValue temporal -> throw wrongType(variable);
        case SqlValue.JsonValue json -> throw wrongType(variable);
      };
    }
  }

  /** The name of a character set. */
  record CharsetName(boolean nullable) implements VariableType {
    @Override
    public Converted convert(String variable, SqlValue value, SqlValue current) {
      return switch (value) {
        case SqlNull none when nullable -> new Converted(value, false);
        case SqlNull none -> throw wrongValue(variable, value);
        case IntegerValue(long bits, boolean unsigned) ->
            new Converted(string(byId(bits).charset().mysqlName()), false);
        case StringValue text -> new Converted(string(find(asText(text)).mysqlName()), false);
        case DecimalValue number -> throw wrongType(variable);
        case DoubleValue number -> throw wrongType(variable);
        case SqlValue.TemporalValue temporal -> throw wrongType(variable);
        case SqlValue.JsonValue json -> throw wrongType(variable);
      };
    }

    private static Collation byId(long id) {
      return (id < 0 || id > 0xFFFF ? Optional.<Collation>empty() : Collation.byId((int) id))
          .orElseThrow(() -> MySqlError.ER_UNKNOWN_CHARACTER_SET.with(id));
    }

    static Charset find(String name) {
      String wanted = name.toLowerCase(Locale.ROOT);
      for (Charset charset : Charset.values()) {
        if (charset.mysqlName().equals(wanted)) {
          return charset;
        }
      }
      if (wanted.equals("utf8")) {
        return Charset.UTF8MB3;
      }
      throw MySqlError.ER_UNKNOWN_CHARACTER_SET.with(name);
    }
  }

  /** The name of a collation. */
  record CollationName() implements VariableType {
    @Override
    public Converted convert(String variable, SqlValue value, SqlValue current) {
      return switch (value) {
        case SqlNull none -> throw wrongValue(variable, value);
        case IntegerValue(long bits, boolean unsigned) ->
            new Converted(
                string(
                    (bits < 0 || bits > 0xFFFF
                            ? Optional.<Collation>empty()
                            : Collation.byId((int) bits))
                        .orElseThrow(() -> MySqlError.ER_UNKNOWN_COLLATION.with(bits))
                        .mysqlName()),
                false);
        case StringValue text ->
            new Converted(
                string(
                    Collation.byName(asText(text))
                        .orElseThrow(() -> MySqlError.ER_UNKNOWN_COLLATION.with(asText(text)))
                        .mysqlName()),
                false);
        case DecimalValue number -> throw wrongType(variable);
        case DoubleValue number -> throw wrongType(variable);
        case SqlValue.TemporalValue temporal -> throw wrongType(variable);
        case SqlValue.JsonValue json -> throw wrongType(variable);
      };
    }
  }

  /** {@code SYSTEM}, an offset or the name of a zone. */
  record TimeZone() implements VariableType {
    private static final Pattern OFFSET = Pattern.compile("([+-])(\\d{1,2}):(\\d{1,2})");
    private static final int MINUTES_MIN = -(13 * 60 + 59);
    private static final int MINUTES_MAX = 14 * 60;

    @Override
    public Converted convert(String variable, SqlValue value, SqlValue current) {
      if (!(value instanceof StringValue text)) {
        throw value instanceof SqlNull ? wrongValue(variable, value) : wrongType(variable);
      }
      return new Converted(string(canonical(asText(text))), false);
    }

    private static String canonical(String name) {
      if (name.equalsIgnoreCase("system")) {
        return "SYSTEM";
      }
      Matcher offset = OFFSET.matcher(name);
      if (offset.matches()) {
        int minutes = Integer.parseInt(offset.group(2)) * 60 + Integer.parseInt(offset.group(3));
        int signed = offset.group(1).equals("-") ? -minutes : minutes;
        if (Integer.parseInt(offset.group(3)) > 59
            || signed < MINUTES_MIN
            || signed > MINUTES_MAX) {
          throw MySqlError.ER_UNKNOWN_TIME_ZONE.with(name);
        }
        return String.format(
            Locale.ROOT, "%s%02d:%02d", signed < 0 ? "-" : "+", minutes / 60, minutes % 60);
      }
      return zoneNamed(name).getId();
    }

    private static ZoneId zoneNamed(String name) {
      for (String known : ZoneId.getAvailableZoneIds()) {
        if (known.equalsIgnoreCase(name)) {
          return ZoneId.of(known);
        }
      }
      throw MySqlError.ER_UNKNOWN_TIME_ZONE.with(name);
    }

    /** The zone of a canonical name. */
    static ZoneId zone(String canonicalName, ZoneId system) {
      try {
        return canonicalName.equals("SYSTEM") ? system : ZoneId.of(canonicalName);
      } catch (DateTimeException gone) {
        throw MySqlError.ER_UNKNOWN_TIME_ZONE.with(canonicalName);
      }
    }
  }

  /** The text of a string value; empty for NULL and numbers. */
  static Optional<String> text(SqlValue value) {
    return value instanceof StringValue string ? Optional.of(asText(string)) : Optional.empty();
  }

  private static String asText(StringValue string) {
    return string.collation().charset() == Charset.LATIN1
        ? new String(string.bytes(), StandardCharsets.ISO_8859_1)
        : new String(string.bytes(), StandardCharsets.UTF_8);
  }

  /** A string as system variables have it. */
  static SqlValue string(String text) {
    return new StringValue(text.getBytes(StandardCharsets.UTF_8), Collation.UTF8MB3_GENERAL_CI);
  }

  /** An integer as system variables have it. */
  static SqlValue integer(long value) {
    return new IntegerValue(value, false);
  }

  private static MySqlException wrongType(String variable) {
    return MySqlError.ER_WRONG_TYPE_FOR_VAR.with(variable);
  }

  private static MySqlException wrongValue(String variable, SqlValue value) {
    String shown =
        switch (value) {
          case SqlNull none -> "NULL";
          case IntegerValue(long bits, boolean unsigned) ->
              unsigned ? Long.toUnsignedString(bits) : Long.toString(bits);
          case StringValue string -> asText(string);
          case DecimalValue(BigDecimal number) -> number.toPlainString();
          case DoubleValue(double number) -> Double.toString(number);
          case SqlValue.TemporalValue temporal -> "";
          case SqlValue.JsonValue json -> "";
        };
    return MySqlError.ER_WRONG_VALUE_FOR_VAR.with(variable, shown);
  }

  /** The bits of a value of {@code sql_mode}. */
  static long modeBits(SqlValue value) {
    return text(value).map(SqlModes::parse).orElse(SqlMode.DEFAULT);
  }
}
