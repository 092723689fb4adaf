/** MySQL's binlog row images: the one encoding of rows from storage to stream. */
@org.jspecify.annotations.NullMarked
package io.braid.common.row;
