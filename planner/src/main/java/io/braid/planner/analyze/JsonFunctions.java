package io.braid.planner.analyze;

import static io.braid.planner.analyze.FunctionSignature.Argument.ANY;
import static io.braid.planner.analyze.FunctionSignature.Argument.OWN_TEXT;

import io.braid.common.type.Collation;
import io.braid.common.type.MySqlType;
import io.braid.planner.analyze.FunctionRegistry.Builder;
import io.braid.planner.analyze.FunctionSignature.Result;

/**
 * JSON functions. Documents arrive as they are: a JSON value, or text to be parsed.
 *
 * @see "MySQL 9.7 Reference Manual, JSON Functions"
 */
final class JsonFunctions {
  private JsonFunctions() {}

  static void register(Builder b) {
    Result json = a -> TypeRules.JSON;
    Result bigint = a -> TypeRules.BIGINT;
    Result truth = a -> TypeRules.BOOLEAN;
    int many = Builder.MANY;
    b.addNotNull("json_array", 0, many, json, ANY);
    b.addNotNull("json_object", 0, many, json, ANY);
    b.addNullable("json_extract", 2, many, json, ANY, OWN_TEXT);
    b.addNullable(
        "json_unquote",
        1,
        1,
        a ->
            TypeRules.isString(a.type(0)) || a.type(0).type() == MySqlType.NULL
                ? TypeRules.string(a.characters(0), Collation.UTF8MB4_0900_AI_CI)
                : TypeRules.string(longText(), Collation.UTF8MB4_BIN),
        ANY);
    b.addNullable(
        "json_quote",
        1,
        1,
        a -> TypeRules.string(a.characters(0) * 6 + 2, Collation.UTF8MB4_0900_AI_CI),
        OWN_TEXT);
    b.addNullable("json_contains", 2, 3, a -> TypeRules.BIGINT, ANY, ANY, OWN_TEXT);
    b.addNullable("json_contains_path", 3, many, truth, ANY, OWN_TEXT);
    b.addNullable("json_keys", 1, 2, json, ANY, OWN_TEXT);
    b.addNullable("json_length", 1, 2, bigint, ANY, OWN_TEXT);
    b.addNullable("json_depth", 1, 1, bigint, ANY);
    b.addNullable("json_type", 1, 1, a -> TypeRules.string(51, Collation.UTF8MB4_0900_AI_CI), ANY);
    b.addNullable("json_valid", 1, 1, a -> TypeRules.BIGINT, ANY);
    b.addNullable("json_set", 3, many, json, ANY);
    b.addNullable("json_insert", 3, many, json, ANY);
    b.addNullable("json_replace", 3, many, json, ANY);
    b.addNullable("json_remove", 2, many, json, ANY, OWN_TEXT);
    b.addNullable("json_array_append", 3, many, json, ANY);
    b.addNullable("json_array_insert", 3, many, json, ANY);
    b.addNullable("json_merge_patch", 2, many, json, ANY);
    b.addNullable("json_merge_preserve", 2, many, json, ANY);
    b.addNullable("json_search", 3, many, json, ANY, OWN_TEXT);
    b.addNullable(
        "json_pretty", 1, 1, a -> TypeRules.string(longText(), Collation.UTF8MB4_BIN), ANY);
    b.addNullable("json_storage_size", 1, 1, bigint, ANY);
    b.addNullable("json_overlaps", 2, 2, truth, ANY);
    b.addNullable("member of", 2, 2, truth, ANY);
  }

  private static long longText() {
    return 1_073_741_823L;
  }
}
