/**
 * Runs physical plans, DML and DDL. Read {@link io.braid.executor.StatementContext}, then {@link
 * io.braid.executor.StatementExecutor}.
 */
@org.jspecify.annotations.NullMarked
package io.braid.executor;
