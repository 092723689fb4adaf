/**
 * The syntax tree of every MySQL statement: immutable records below a few sealed interfaces. Read
 * {@link io.braid.planner.tree.Statement} first, then {@link io.braid.planner.tree.Expression}.
 */
@org.jspecify.annotations.NullMarked
package io.braid.planner.tree;
