package io.braid.common.json;

import io.braid.common.value.NumberText;
import io.braid.common.value.SqlValue;
import io.braid.common.value.TemporalText;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Prints documents as MySQL does: a space behind commas and colons, keys in stored order. */
public final class JsonText {
  private static final int FRACTION_DIGITS = 6;

  private JsonText() {}

  /** A document as text. */
  public static String print(JsonBinary value) {
    StringBuilder out = new StringBuilder();
    append(value, out);
    return out.toString();
  }

  /** Appends a document's text. */
  public static void append(JsonBinary value, StringBuilder out) {
    append(value, out, 0, value.budget());
  }

  private static void append(JsonBinary value, StringBuilder out, int depth, int[] budget) {
    JsonBinary.spend(budget, depth);
    switch (value.kind()) {
      case NULL -> out.append("null");
      case TRUE -> out.append("true");
      case FALSE -> out.append("false");
      case INTEGER -> out.append(value.longValue());
      case UNSIGNED -> out.append(Long.toUnsignedString(value.longValue()));
      case DOUBLE -> {
        String number = NumberText.ofDouble(value.doubleValue());
        out.append(number);
        if (number.indexOf('.') < 0 && number.indexOf('e') < 0) {
          out.append(".0");
        }
      }
      case STRING -> quote(new String(value.bytes(), StandardCharsets.UTF_8), out);
      case OPAQUE -> appendOpaque(value, out);
      case ARRAY -> {
        out.append('[');
        for (int i = 0; i < value.size(); i++) {
          if (i > 0) {
            out.append(", ");
          }
          append(value.element(i), out, depth + 1, budget);
        }
        out.append(']');
      }
      case OBJECT -> {
        out.append('{');
        for (int i = 0; i < value.size(); i++) {
          if (i > 0) {
            out.append(", ");
          }
          quote(new String(value.key(i), StandardCharsets.UTF_8), out);
          out.append(": ");
          append(value.element(i), out, depth + 1, budget);
        }
        out.append('}');
      }
    }
  }

  private static void appendOpaque(JsonBinary value, StringBuilder out) {
    byte[] data = value.bytes();
    switch (value.opaqueType()) {
      case JsonOpaque.DECIMAL -> out.append(JsonOpaque.decimal(data).toPlainString());
      case JsonOpaque.DATE ->
          out.append('"').append(TemporalText.date(JsonOpaque.temporal(data))).append('"');
      case JsonOpaque.TIME ->
          out.append('"')
              .append(TemporalText.time(JsonOpaque.temporal(data), FRACTION_DIGITS))
              .append('"');
      case JsonOpaque.DATETIME, JsonOpaque.TIMESTAMP ->
          out.append('"')
              .append(
                  TemporalText.of(
                      SqlValue.TemporalKind.DATETIME, JsonOpaque.temporal(data), FRACTION_DIGITS))
              .append('"');
      default ->
          out.append("\"base64:type")
              .append(value.opaqueType())
              .append(':')
              .append(Base64.getEncoder().encodeToString(data))
              .append('"');
    }
  }

  /** Appends a string in quotes, escaped as JSON_QUOTE does. */
  public static void quote(String text, StringBuilder out) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"' -> out.append("\\\"");
        case '\\' -> out.append("\\\\");
        case '\b' -> out.append("\\b");
        case '\f' -> out.append("\\f");
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        default -> {
          if (c < 0x20) {
            out.append("\\u00");
            out.append(Character.forDigit(c >>> 4, 16)).append(Character.forDigit(c & 15, 16));
          } else {
            out.append(c);
          }
        }
      }
    }
    out.append('"');
  }
}
