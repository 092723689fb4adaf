/**
 * Stored tables as rows in columns: keys of rows and index entries, and row images to vectors. Read
 * {@link io.braid.executor.table.TableFormat} first.
 */
@org.jspecify.annotations.NullMarked
package io.braid.executor.table;
