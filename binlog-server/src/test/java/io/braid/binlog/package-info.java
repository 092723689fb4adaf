/** Streams and tables that tests of the binlog share. */
@org.jspecify.annotations.NullMarked
package io.braid.binlog;
