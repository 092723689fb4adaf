/**
 * MySQL's collations: weights, case mapping, LIKE and character set conversion, measured from
 * MySQL. Read {@link io.braid.common.type.CollationRules} first.
 */
@org.jspecify.annotations.NullMarked
package io.braid.common.collation;
