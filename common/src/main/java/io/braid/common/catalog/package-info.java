/**
 * Immutable records of what the catalog holds. Read {@link io.braid.common.catalog.TableDefinition}
 * first.
 */
@org.jspecify.annotations.NullMarked
package io.braid.common.catalog;
