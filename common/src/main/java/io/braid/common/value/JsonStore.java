package io.braid.common.value;

import io.braid.common.MySqlError;
import io.braid.common.json.JsonBinary;
import io.braid.common.json.JsonOpaque;
import io.braid.common.type.MySqlType;
import io.braid.common.value.SqlValue.TemporalKind;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Stores JSON values into columns of numbers, dates and times: scalars of JSON by their value,
 * strings if they hold nothing but such a value. All else is error 3156.
 *
 * @see "MySQL 9.7 Reference Manual, The JSON Data Type, Converting between JSON and non-JSON
 *     values"
 */
final class JsonStore {
  private static final Pattern WHOLE = Pattern.compile("\\s*([+-]?[0-9]{1,18})");
  private static final Pattern NUMBER =
      Pattern.compile("\\s*([+-]?(?:[0-9]+\\.?[0-9]*|\\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?)");

  private final ColumnStore store;
  private final int dateFlags;
  private final TemporalParser parser = new TemporalParser();

  /**
   * @param dateFlags of {@link TemporalParser}
   */
  JsonStore(ColumnStore store, int dateFlags) {
    this.store = store;
    this.dateFlags = dateFlags;
  }

  void integer(JsonBinary value, StoreTarget target) {
    if (value.kind() == JsonBinary.Kind.DOUBLE && Math.abs(value.doubleValue()) >= 0x1p63) {
      target.badJson(MySqlError.ER_NUMERIC_JSON_VALUE_OUT_OF_RANGE, "INTEGER");
      store.storeInteger(value.doubleValue() < 0 ? Long.MIN_VALUE : Long.MAX_VALUE, false, target);
    } else if (value.kind() == JsonBinary.Kind.STRING) {
      Matcher number = WHOLE.matcher(text(value));
      boolean found = number.lookingAt();
      if (!found || number.end() < text(value).length()) {
        invalid("INTEGER", target);
      }
      store.storeInteger(found ? Long.parseLong(number.group(1)) : 0, false, target);
    } else if (value.kind() == JsonBinary.Kind.DOUBLE) {
      store.storeInteger((long) Math.rint(value.doubleValue()), false, target);
    } else if (!isNumberStored(value, target)) {
      invalid("INTEGER", target);
      store.storeInteger(0, false, target);
    }
  }

  void decimal(JsonBinary value, StoreTarget target) {
    if (value.kind() == JsonBinary.Kind.STRING) {
      Matcher number = NUMBER.matcher(text(value));
      boolean found = number.lookingAt();
      if (!found || number.end() < text(value).stripTrailing().length()) {
        invalid("DECIMAL", target);
      }
      store.storeDecimal(found ? new BigDecimal(number.group(1)) : BigDecimal.ZERO, target);
    } else if (!isNumberStored(value, target)) {
      invalid("DECIMAL", target);
      store.storeDecimal(BigDecimal.ZERO, target);
    }
  }

  void floating(JsonBinary value, StoreTarget target) {
    if (value.kind() == JsonBinary.Kind.STRING) {
      String text = text(value);
      Matcher number = NUMBER.matcher(text);
      boolean found = number.lookingAt();
      if (!text.isEmpty() && (!found || number.end() < text.length())) {
        invalid("DOUBLE", target);
      }
      store.storeDouble(found ? Double.parseDouble(number.group(1)) : 0, target);
    } else if (!isNumberStored(value, target)) {
      invalid("DOUBLE", target);
      store.storeDouble(0, target);
    }
  }

  /** Stores a number or truth value; any other is left. */
  private boolean isNumberStored(JsonBinary value, StoreTarget target) {
    switch (value.kind()) {
      case TRUE -> store.storeInteger(1, false, target);
      case FALSE -> store.storeInteger(0, false, target);
      case INTEGER -> store.storeInteger(value.longValue(), false, target);
      case UNSIGNED -> store.storeInteger(value.longValue(), true, target);
      case DOUBLE -> store.storeDouble(value.doubleValue(), target);
      case OPAQUE -> {
        if (value.opaqueType() != JsonOpaque.DECIMAL) {
          return false;
        }
        store.storeDecimal(JsonOpaque.decimal(value.bytes()), target);
      }
      case STRING, NULL, ARRAY, OBJECT -> {
        return false;
      }
    }
    return true;
  }

  void date(JsonBinary value, StoreTarget target) {
    boolean isDate = target.type().type() == MySqlType.DATE;
    if (isOpaque(value, JsonOpaque.DATE)
        || isOpaque(value, JsonOpaque.DATETIME)
        || isOpaque(value, JsonOpaque.TIMESTAMP)) {
      long packed = JsonOpaque.temporal(value.bytes());
      if (isDate || isOpaque(value, JsonOpaque.DATE)) {
        store.storeTemporal(TemporalKind.DATE, Temporals.datePart(packed), 0, target);
      } else {
        store.storeTemporal(TemporalKind.DATETIME, packed, 6, target);
      }
      return;
    }
    if (value.kind() == JsonBinary.Kind.STRING
        && parser.parseDatetime(value.bytes(), 0, value.bytes().length, dateFlags)) {
      target.delimiter(parser, text(value));
      if (isDate) {
        store.storeTemporal(TemporalKind.DATE, Temporals.datePart(parser.packed()), 0, target);
      } else if (parser.kind() == TemporalKind.DATETIME) {
        store.storeTemporal(parser.kind(), parser.packed(), parser.fractionDigits(), target);
      } else {
        target.badTemporal(
            "datetime", TemporalText.of(TemporalKind.DATE, parser.packed(), 0), false);
        target.sink().setLong(target.column(), 0);
      }
      return;
    }
    invalid(isDate ? "DATE" : "DATETIME/TIMESTAMP", target);
    target.outOfRange();
    target.sink().setLong(target.column(), 0);
  }

  void time(JsonBinary value, StoreTarget target) {
    if (isOpaque(value, JsonOpaque.TIME)) {
      store.storeTemporal(TemporalKind.TIME, JsonOpaque.temporal(value.bytes()), 6, target);
      return;
    }
    // Digits alone are no time here.
    if (value.kind() == JsonBinary.Kind.STRING
        && text(value).indexOf(':') > 0
        && parser.parseTime(value.bytes(), 0, value.bytes().length)
        && !parser.isTruncated()) {
      store.storeTemporal(parser.kind(), parser.packed(), parser.fractionDigits(), target);
      return;
    }
    invalid("TIME", target);
    target.sink().setLong(target.column(), 0);
  }

  private static boolean isOpaque(JsonBinary value, int type) {
    return value.kind() == JsonBinary.Kind.OPAQUE && value.opaqueType() == type;
  }

  private static void invalid(String typeName, StoreTarget target) {
    target.badJson(MySqlError.ER_INVALID_JSON_VALUE_FOR_CAST, typeName);
  }

  private static String text(JsonBinary value) {
    return new String(value.bytes(), StandardCharsets.UTF_8);
  }
}
