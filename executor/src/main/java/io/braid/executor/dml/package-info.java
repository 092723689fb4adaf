/**
 * INSERT, REPLACE, UPDATE and DELETE. Read {@link io.braid.executor.dml.PlanExecutor}, then {@link
 * io.braid.executor.dml.TableWriter}.
 */
@org.jspecify.annotations.NullMarked
package io.braid.executor.dml;
