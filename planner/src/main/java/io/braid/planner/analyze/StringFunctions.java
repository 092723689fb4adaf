package io.braid.planner.analyze;

import static io.braid.planner.analyze.FunctionSignature.Argument.ANY;
import static io.braid.planner.analyze.FunctionSignature.Argument.COMPARED_TEXT;
import static io.braid.planner.analyze.FunctionSignature.Argument.INTEGER;
import static io.braid.planner.analyze.FunctionSignature.Argument.MAIN_TEXT;
import static io.braid.planner.analyze.FunctionSignature.Argument.OWN_TEXT;
import static io.braid.planner.analyze.FunctionSignature.Argument.SIDE_TEXT;
import static io.braid.planner.analyze.FunctionSignature.Argument.TEXT;

import io.braid.common.type.Collation;
import io.braid.common.type.ColumnType;
import io.braid.planner.analyze.FunctionRegistry.Builder;
import io.braid.planner.analyze.FunctionSignature.Arguments;
import io.braid.planner.analyze.FunctionSignature.Result;

/**
 * String functions.
 *
 * @see "MySQL 9.7 Reference Manual, String Functions and Operators"
 */
final class StringFunctions {
  private static final long LONG_TEXT = 1 << 26;

  private StringFunctions() {}

  static void register(Builder b) {
    Result first = a -> a.string(a.characters(0));
    Result bigint = a -> TypeRules.integer(11, false);
    int many = Builder.MANY;
    b.addNullable("concat", 1, many, a -> a.string(sum(a, 0, 0)), TEXT);
    b.addNullable(
        "concat_ws", 2, many, a -> a.string(sum(a, 1, a.characters(0) * (a.count() - 2))), TEXT);
    b.add("lower", 1, 1, first, TEXT);
    b.add("upper", 1, 1, first, TEXT);
    b.add("reverse", 1, 1, first, TEXT);
    b.add("length", 1, 1, bigint, OWN_TEXT);
    b.add("char_length", 1, 1, bigint, OWN_TEXT);
    b.add("bit_length", 1, 1, bigint, OWN_TEXT);
    b.add("ascii", 1, 1, a -> TypeRules.integer(4, false), OWN_TEXT);
    b.add("ord", 1, 1, a -> TypeRules.integer(21, false), OWN_TEXT);
    b.add("left", 2, 2, StringFunctions::cut, TEXT, INTEGER);
    b.add("right", 2, 2, StringFunctions::cut, TEXT, INTEGER);
    b.add(
        "substr",
        2,
        3,
        a -> a.string(a.count() == 3 ? bounded(a, 2) : a.characters(0)),
        TEXT,
        INTEGER,
        INTEGER);
    b.add("substring_index", 3, 3, first, MAIN_TEXT, SIDE_TEXT, INTEGER);
    b.add("replace", 3, 3, StringFunctions::replaced, MAIN_TEXT, SIDE_TEXT);
    b.add(
        "insert",
        4,
        4,
        a -> a.string(a.characters(0) + a.characters(3)),
        MAIN_TEXT,
        INTEGER,
        INTEGER,
        SIDE_TEXT);
    b.addNullable("repeat", 2, 2, a -> a.string(repeated(a)), TEXT, INTEGER);
    b.addNullable("space", 1, 1, a -> connection(a, a.constant(0).orElse(LONG_TEXT)), INTEGER);
    b.addNullable("lpad", 3, 3, a -> a.string(padded(a)), MAIN_TEXT, INTEGER, SIDE_TEXT);
    b.addNullable("rpad", 3, 3, a -> a.string(padded(a)), MAIN_TEXT, INTEGER, SIDE_TEXT);
    b.add("ltrim", 1, 1, first, TEXT);
    b.add("rtrim", 1, 1, first, TEXT);
    b.add("trim", 1, 2, first, MAIN_TEXT, SIDE_TEXT);
    b.add("trim_leading", 1, 2, first, MAIN_TEXT, SIDE_TEXT);
    b.add("trim_trailing", 1, 2, first, MAIN_TEXT, SIDE_TEXT);
    b.add("locate", 2, 3, bigint, SIDE_TEXT, MAIN_TEXT, INTEGER);
    b.add("instr", 2, 2, bigint, MAIN_TEXT, SIDE_TEXT);
    b.add("find_in_set", 2, 2, bigint, COMPARED_TEXT);
    b.addNotNull("field", 2, many, bigint, ANY);
    b.addNullable("elt", 2, many, a -> a.string(longest(a)), INTEGER, TEXT);
    b.add("strcmp", 2, 2, a -> TypeRules.integer(2, false), COMPARED_TEXT);
    b.addNullable("make_set", 2, many, a -> a.string(sum(a, 1, a.count())), INTEGER, TEXT);
    b.add("hex", 1, 1, StringFunctions::hexadecimal, ANY);
    b.addNullable(
        "unhex",
        1,
        1,
        a -> TypeRules.string((1 + a.characters(0)) / 2, Collation.BINARY),
        OWN_TEXT);
    b.add("bin", 1, 1, a -> connection(a, 64), INTEGER);
    b.add("oct", 1, 1, a -> connection(a, 64), INTEGER);
    b.addNullable("quote", 1, 1, a -> a.string(a.characters(0) * 2 + 2), TEXT);
    b.add("soundex", 1, 1, a -> a.string(Math.max(4, a.characters(0))), TEXT);
    b.addNullable("to_base64", 1, 1, a -> connection(a, a.characters(0) * 6), OWN_TEXT);
    b.addNullable(
        "from_base64",
        1,
        1,
        a -> TypeRules.string(a.characters(0) * 3 / 4 + 1, Collation.BINARY),
        OWN_TEXT);
    b.addNullable(
        "char", 1, many, a -> TypeRules.string(4L * a.count(), Collation.BINARY), INTEGER);
    b.addNullable(
        "weight_string",
        1,
        3,
        a -> TypeRules.string(Math.max(a.characters(0), 1) * 64, Collation.BINARY),
        OWN_TEXT,
        ANY,
        ANY);
    b.add("regexp_like", 2, 3, a -> TypeRules.BOOLEAN, COMPARED_TEXT, COMPARED_TEXT, OWN_TEXT);
    b.addNullable(
        "regexp_replace",
        3,
        6,
        a -> a.string(LONG_TEXT),
        COMPARED_TEXT,
        COMPARED_TEXT,
        SIDE_TEXT,
        INTEGER,
        INTEGER,
        OWN_TEXT);
    b.addNullable(
        "regexp_substr", 2, 5, first, COMPARED_TEXT, COMPARED_TEXT, INTEGER, INTEGER, OWN_TEXT);
    b.addNullable(
        "regexp_instr",
        2,
        6,
        a -> TypeRules.BIGINT,
        COMPARED_TEXT,
        COMPARED_TEXT,
        INTEGER,
        INTEGER,
        INTEGER,
        OWN_TEXT);
    b.addNullable("export_set", 3, 5, a -> a.string(LONG_TEXT), INTEGER, TEXT, TEXT, TEXT, INTEGER);
    b.addNullable("load_file", 1, 1, a -> TypeRules.string(LONG_TEXT, Collation.BINARY), OWN_TEXT);
  }

  private static long sum(Arguments a, int from, long start) {
    long characters = Math.max(0, start);
    for (int i = from; i < a.count(); i++) {
      characters += a.characters(i);
    }
    return characters;
  }

  private static long longest(Arguments a) {
    long characters = 0;
    for (int i = 1; i < a.count(); i++) {
      characters = Math.max(characters, a.characters(i));
    }
    return characters;
  }

  private static ColumnType cut(Arguments a) {
    return a.string(bounded(a, 1));
  }

  /** The first argument's length, or the constant at {@code index} when that is less. */
  private static long bounded(Arguments a, int index) {
    long length = a.characters(0);
    return a.constant(index).map(n -> Math.max(0, Math.min(n, length))).orElse(length);
  }

  private static long repeated(Arguments a) {
    return a.constant(1).map(n -> clamp(a.characters(0) * Math.max(0, n))).orElse(LONG_TEXT);
  }

  private static long padded(Arguments a) {
    return a.constant(1).map(n -> clamp(Math.max(0, n))).orElse(LONG_TEXT);
  }

  private static long clamp(long characters) {
    return Math.max(0, Math.min(characters, LONG_TEXT));
  }

  private static ColumnType replaced(Arguments a) {
    long length = a.characters(0);
    long grown = a.characters(2) - a.characters(1);
    return a.string(clamp(grown > 0 ? length + length * grown : length));
  }

  private static ColumnType hexadecimal(Arguments a) {
    ColumnType type = a.type(0);
    boolean text = TypeRules.isString(type);
    long bytes =
        text
            ? a.characters(0) * type.collation().charset().bytesPerCharacterMax()
            : a.characters(0);
    return connection(a, text ? bytes * 2 : Math.max(16, bytes * 2));
  }

  private static ColumnType connection(Arguments a, long characters) {
    return TypeRules.string(clamp(characters), a.connection());
  }
}
