package io.braid.planner.analyze;

import static io.braid.planner.analyze.FunctionSignature.Argument.ANY;
import static io.braid.planner.analyze.FunctionSignature.Argument.COMMON;
import static io.braid.planner.analyze.FunctionSignature.Argument.CONDITION;
import static io.braid.planner.analyze.FunctionSignature.Argument.DOUBLE;
import static io.braid.planner.analyze.FunctionSignature.Argument.INTEGER;
import static io.braid.planner.analyze.FunctionSignature.Argument.OWN_TEXT;
import static io.braid.planner.analyze.FunctionSignature.Argument.TEXT;

import io.braid.common.type.Collation;
import io.braid.common.type.ColumnType;
import io.braid.planner.analyze.FunctionRegistry.Builder;
import io.braid.planner.analyze.FunctionSignature.Arguments;
import io.braid.planner.analyze.FunctionSignature.Nullability;
import io.braid.planner.analyze.FunctionSignature.Result;

/**
 * Flow control, information, locks, replication and other functions.
 *
 * @see "MySQL 9.7 Reference Manual, Flow Control Functions; Information Functions; Miscellaneous"
 */
final class ControlFunctions {
  private ControlFunctions() {}

  static void register(Builder b) {
    Result bigint = a -> TypeRules.BIGINT;
    Result unsigned = a -> TypeRules.BIGINT_UNSIGNED;
    b.add("if", 3, 3, ControlFunctions::common, CONDITION, COMMON, COMMON);
    b.put("ifnull", 2, 2, ControlFunctions::common, Nullability.IF_ALL_ARGUMENTS, true, COMMON);
    b.put(
        "coalesce",
        1,
        Builder.MANY,
        ControlFunctions::common,
        Nullability.IF_ALL_ARGUMENTS,
        true,
        COMMON);
    b.add("greatest", 2, Builder.MANY, ControlFunctions::common, COMMON);
    b.add("least", 2, Builder.MANY, ControlFunctions::common, COMMON);
    b.addNotNull("isnull", 1, 1, a -> TypeRules.BOOLEAN, ANY);
    b.addNotNull("interval", 2, Builder.MANY, a -> TypeRules.integer(2, false), ANY);

    b.addNullable("database", 0, 0, a -> systemText(64));
    b.addNullable("user", 0, 0, a -> systemText(288));
    b.addNullable("current_user", 0, 0, a -> systemText(288));
    b.addNullable("current_role", 0, 0, a -> systemText(65535 / 4));
    b.addNotNull("version", 0, 0, a -> systemText(60));
    b.addNotNull("connection_id", 0, 0, unsigned);
    b.addVolatile("last_insert_id", 0, 1, unsigned, Nullability.IF_ANY_ARGUMENT, INTEGER);
    b.addNotNull("row_count", 0, 0, bigint);
    b.addNotNull("found_rows", 0, 0, bigint);
    b.addNotNull("charset", 1, 1, a -> systemText(64), ANY);
    b.addNotNull("collation", 1, 1, a -> systemText(64), ANY);
    b.addNotNull("coercibility", 1, 1, a -> TypeRules.integer(10, false), ANY);
    b.addVolatile("benchmark", 2, 2, bigint, Nullability.ALWAYS, INTEGER, ANY);
    b.addVolatile("sleep", 1, 1, bigint, Nullability.NEVER, DOUBLE);
    b.addVolatile("uuid", 0, 0, a -> connection(a, 36), Nullability.NEVER);
    b.addVolatile("uuid_short", 0, 0, unsigned, Nullability.NEVER);
    b.addNullable(
        "uuid_to_bin", 1, 2, a -> TypeRules.string(16, Collation.BINARY), OWN_TEXT, INTEGER);
    b.addNullable("bin_to_uuid", 1, 2, a -> connection(a, 36), OWN_TEXT, INTEGER);
    b.addNotNull("is_uuid", 1, 1, a -> TypeRules.BOOLEAN, OWN_TEXT);
    b.addNullable("inet_aton", 1, 1, unsigned, OWN_TEXT);
    b.addNullable("inet_ntoa", 1, 1, a -> connection(a, 15), INTEGER);
    b.addNullable("inet6_aton", 1, 1, a -> TypeRules.string(16, Collation.BINARY), OWN_TEXT);
    b.addNullable("inet6_ntoa", 1, 1, a -> connection(a, 39), OWN_TEXT);

    b.addVolatile("get_lock", 2, 2, bigint, Nullability.ALWAYS, OWN_TEXT, DOUBLE);
    b.addVolatile("release_lock", 1, 1, bigint, Nullability.ALWAYS, OWN_TEXT);
    b.addVolatile("release_all_locks", 0, 0, unsigned, Nullability.NEVER);
    b.addVolatile("is_free_lock", 1, 1, bigint, Nullability.ALWAYS, OWN_TEXT);
    b.addVolatile("is_used_lock", 1, 1, unsigned, Nullability.ALWAYS, OWN_TEXT);

    b.addNullable("gtid_subset", 2, 2, bigint, OWN_TEXT);
    b.addNullable("gtid_subtract", 2, 2, a -> connection(a, a.characters(0)), OWN_TEXT);
    b.addVolatile("wait_for_executed_gtid_set", 1, 2, bigint, Nullability.ALWAYS, OWN_TEXT, DOUBLE);
    b.addVolatile(
        "source_pos_wait", 2, 4, bigint, Nullability.ALWAYS, OWN_TEXT, INTEGER, DOUBLE, OWN_TEXT);
    b.addNotNull("system_variable", 2, 2, a -> TypeRules.BIGINT, ANY);

    b.addNullable("md5", 1, 1, a -> connection(a, 32), OWN_TEXT);
    b.addNullable("sha1", 1, 1, a -> connection(a, 40), OWN_TEXT);
    b.addNullable("sha2", 2, 2, a -> connection(a, 128), OWN_TEXT, INTEGER);
    b.addVolatile(
        "random_bytes",
        1,
        1,
        a -> TypeRules.string(1024, Collation.BINARY),
        Nullability.ALWAYS,
        INTEGER);
    b.addNullable("compress", 1, 1, a -> binary(a.characters(0) * 2 + 120), OWN_TEXT);
    b.addNullable("uncompress", 1, 1, a -> binary(1 << 24), OWN_TEXT);
    b.addNullable("uncompressed_length", 1, 1, bigint, OWN_TEXT);
    b.add("name_const", 2, 2, a -> a.type(1), TEXT, ANY);
  }

  private static ColumnType common(Arguments arguments) {
    return arguments.type(arguments.count() - 1);
  }

  private static ColumnType binary(long bytes) {
    return TypeRules.string(bytes, Collation.BINARY);
  }

  /** Text of the server's own character set. */
  private static ColumnType systemText(int characters) {
    return TypeRules.string(characters, Collation.UTF8MB3_GENERAL_CI);
  }

  private static ColumnType connection(Arguments arguments, long characters) {
    return TypeRules.string(characters, arguments.connection());
  }
}
