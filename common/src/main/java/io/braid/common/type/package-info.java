/** SQL types, character sets and collations. Read {@link io.braid.common.type.ColumnType} first. */
@org.jspecify.annotations.NullMarked
package io.braid.common.type;
