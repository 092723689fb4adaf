/**
 * The catalog and the statements that change it. Read {@link io.braid.executor.SchemaChanges}, then
 * {@link io.braid.executor.ddl.MetadataLocks}.
 */
@org.jspecify.annotations.NullMarked
package io.braid.executor.ddl;
