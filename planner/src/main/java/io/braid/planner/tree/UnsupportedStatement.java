package io.braid.planner.tree;

/**
 * A statement that MySQL has and Braid has not: it is read to its end and then refused with error
 * 1235.
 *
 * @param feature what error 1235 names, as in "CREATE TRIGGER"
 */
public record UnsupportedStatement(String feature) implements Statement {}
