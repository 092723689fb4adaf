/**
 * Typed scalar expressions, compiled once per execution to evaluators over batches. Read {@link
 * io.braid.executor.expression.ExpressionCompiler}, then {@link
 * io.braid.executor.expression.FunctionSet}.
 */
@org.jspecify.annotations.NullMarked
package io.braid.executor.expression;
