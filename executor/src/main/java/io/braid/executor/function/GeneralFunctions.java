package io.braid.executor.function;

import io.braid.common.collation.CaseMapping;
import io.braid.common.collation.CharsetConversion;
import io.braid.common.type.MySqlType;
import io.braid.common.value.SqlValue;
import io.braid.executor.SessionView;
import io.braid.executor.batch.Vector;
import io.braid.executor.expression.Arguments;
import io.braid.executor.expression.FunctionSet;
import io.braid.executor.expression.Result;
import io.braid.executor.expression.RowFunction;
import io.braid.executor.expression.SqlValues;
import io.braid.planner.plan.Scalar;
import java.io.ByteArrayOutputStream;
import java.math.RoundingMode;

/**
 * The functions that nearly every statement uses: session facts and the plain ones of strings and
 * numbers. Argument strings have the result's character set, because the analysis has cast them.
 */
final class GeneralFunctions implements FunctionSet.Library {
  @Override
  public void addTo(FunctionSet.Builder builder) {
    addSession(builder);
    builder
        .strictFor("length", (call, context) -> length(call, 1))
        .strictFor("octet_length", (call, context) -> length(call, 1))
        .strictFor("bit_length", (call, context) -> length(call, 8))
        .strict("char_length", (in, out) -> out.setLong(characters(in)))
        .strict("character_length", (in, out) -> out.setLong(characters(in)))
        .strict("upper", (in, out) -> mapCase(in, out, true))
        .strict("ucase", (in, out) -> mapCase(in, out, true))
        .strict("lower", (in, out) -> mapCase(in, out, false))
        .strict("lcase", (in, out) -> mapCase(in, out, false))
        .strict("concat", GeneralFunctions::concat)
        .strict("substr", GeneralFunctions::substring)
        .strict("substring", GeneralFunctions::substring)
        .strict("left", (in, out) -> part(in, out, 0, Math.max(0, in.asLong(1))))
        .strictFor("abs", (call, context) -> abs(call))
        .strictFor("floor", (call, context) -> whole(call, RoundingMode.FLOOR))
        .strictFor("ceiling", (call, context) -> whole(call, RoundingMode.CEILING))
        .strictFor("ceil", (call, context) -> whole(call, RoundingMode.CEILING));
  }

  private static void addSession(FunctionSet.Builder builder) {
    builder
        .row("database", (in, out) -> schema(in, out))
        .row("schema", (in, out) -> schema(in, out))
        .row("user", (in, out) -> out.setText(in.context().session().sessionUser()))
        .row("session_user", (in, out) -> out.setText(in.context().session().sessionUser()))
        .row("system_user", (in, out) -> out.setText(in.context().session().sessionUser()))
        .row("current_user", (in, out) -> out.setText(in.context().session().currentUser()))
        .row("connection_id", (in, out) -> out.setLong(in.context().session().connectionId()))
        .row("version", (in, out) -> systemVariable(in, out, "version", false))
        .row("row_count", (in, out) -> out.setLong(in.context().session().rowCount()))
        .row("found_rows", (in, out) -> out.setLong(in.context().session().foundRows()))
        .row("last_insert_id", GeneralFunctions::lastInsertId)
        .row(
            "system_variable",
            (in, out) ->
                systemVariable(in, out, in.asText(0), in.count() > 1 && in.asLong(1) == 1));
  }

  private static void schema(Arguments in, Result out) {
    String schema = in.context().session().currentSchema();
    if (schema.isEmpty()) {
      out.setNull();
    } else {
      out.setText(schema);
    }
  }

  private static void systemVariable(Arguments in, Result out, String name, boolean global) {
    SqlValue value = in.context().session().systemVariable(name, global);
    SqlValues.set(out, value, in.context());
  }

  private static void lastInsertId(Arguments in, Result out) {
    SessionView session = in.context().session();
    if (in.count() == 0) {
      out.setLong(session.lastInsertId());
    } else if (in.isNull(0)) {
      session.setLastInsertId(0);
      out.setNull();
    } else {
      session.setLastInsertId(in.asLong(0));
      out.setLong(in.asLong(0));
    }
  }

  private static RowFunction length(Scalar.Call call, long factor) {
    boolean bytes = Vector.Kind.of(call.arguments().get(0).type()) == Vector.Kind.BYTES;
    boolean text = bytes && call.arguments().get(0).type().family() != MySqlType.Family.JSON;
    return text
        ? (in, out) -> out.setLong(in.length(0) * factor)
        : (in, out) -> out.setLong(in.asBytes(0).length * factor);
  }

  private static long characters(Arguments in) {
    if (in.type(0).family() != MySqlType.Family.STRING) {
      return in.asText(0).codePoints().count();
    }
    return CharsetConversion.characterCount(
        in.array(0), in.offset(0), in.length(0), in.type(0).collation().charset());
  }

  private static void mapCase(Arguments in, Result out, boolean upper) {
    byte[] text = in.asBytes(0);
    out.setBytes(
        upper
            ? CaseMapping.upper(text, 0, text.length, out.type().collation())
            : CaseMapping.lower(text, 0, text.length, out.type().collation()));
  }

  private static void concat(Arguments in, Result out) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (int a = 0; a < in.count(); a++) {
      if (in.type(a).family() == MySqlType.Family.STRING) {
        all.write(in.array(a), in.offset(a), in.length(a));
      } else {
        all.writeBytes(in.asBytes(a));
      }
    }
    out.setBytes(all.toByteArray());
  }

  private static void substring(Arguments in, Result out) {
    long start = in.asLong(1);
    long count = in.count() > 2 ? in.asLong(2) : Long.MAX_VALUE;
    long characters = start < 0 ? characters(in) : 0;
    long from = start < 0 ? characters + start : start - 1;
    if (start == 0 || from < 0 || count <= 0) {
      out.setBytes(new byte[0]);
      return;
    }
    part(in, out, from, count);
  }

  /** Characters {@code from} to {@code from + count} of the first argument. */
  private static void part(Arguments in, Result out, long from, long count) {
    if (in.type(0).family() != MySqlType.Family.STRING) {
      byte[] text = in.asBytes(0);
      int first = (int) Math.min(from, text.length);
      out.setBytes(text, first, (int) Math.min(count, text.length - first));
      return;
    }
    io.braid.common.type.Charset charset = in.type(0).collation().charset();
    int length = in.length(0);
    int offset = in.offset(0);
    int skipped =
        CharsetConversion.bytesOfCharacters(
            in.array(0), offset, length, (int) Math.min(from, Integer.MAX_VALUE), charset);
    int taken =
        CharsetConversion.bytesOfCharacters(
            in.array(0),
            offset + skipped,
            length - skipped,
            (int) Math.min(count, Integer.MAX_VALUE),
            charset);
    out.setBytes(in.array(0), offset + skipped, taken);
  }

  private static RowFunction abs(Scalar.Call call) {
    return switch (call.type().family()) {
      case FLOATING -> (in, out) -> out.setDouble(Math.abs(in.asDouble(0)));
      case DECIMAL -> (in, out) -> out.setDecimal(in.asDecimal(0).abs());
      default ->
          (in, out) -> {
            long value = in.asLong(0);
            if (value == Long.MIN_VALUE && !in.type(0).unsigned()) {
              throw ArithmeticFunctions.outOfRange(call.type(), ExpressionText.of(call));
            }
            out.setLong(in.type(0).unsigned() ? value : Math.abs(value));
          };
    };
  }

  private static RowFunction whole(Scalar.Call call, RoundingMode mode) {
    if (call.arguments().get(0).type().family() == MySqlType.Family.FLOATING) {
      return mode == RoundingMode.FLOOR
          ? (in, out) -> out.setDouble(Math.floor(in.asDouble(0)))
          : (in, out) -> out.setDouble(Math.ceil(in.asDouble(0)));
    }
    return (in, out) -> out.setDecimal(in.asDecimal(0).setScale(0, mode));
  }
}
