/**
 * Rows in columns: what operators pass to each other. Read {@link io.braid.executor.batch.Vector},
 * then {@link io.braid.executor.batch.Operator}.
 */
@org.jspecify.annotations.NullMarked
package io.braid.executor.batch;
