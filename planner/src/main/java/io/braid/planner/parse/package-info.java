/**
 * SQL text to the syntax tree: lexer, recursive-descent parser and statement normalizer. Read
 * {@link io.braid.planner.parse.SqlParser} first.
 */
@org.jspecify.annotations.NullMarked
package io.braid.planner.parse;
