/**
 * Names, types and MySQL's rules: from the syntax tree to Calcite's algebra. Read {@link
 * io.braid.planner.analyze.QueryAnalyzer} first, then {@link
 * io.braid.planner.analyze.ExpressionAnalyzer}.
 */
@org.jspecify.annotations.NullMarked
package io.braid.planner.analyze;
