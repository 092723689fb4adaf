/**
 * MySQL's binary JSON: parsing, reading in place, writing and printing. Read {@link
 * io.braid.common.json.JsonBinary} first.
 */
@org.jspecify.annotations.NullMarked
package io.braid.common.json;
