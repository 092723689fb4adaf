/**
 * Operators of physical plans. Read {@link io.braid.executor.operator.OperatorBuilder}, then {@link
 * io.braid.executor.operator.TableScanOperator}.
 */
@org.jspecify.annotations.NullMarked
package io.braid.executor.operator;
