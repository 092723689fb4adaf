/** Tests of {@code io.braid.binlog.file}. */
@org.jspecify.annotations.NullMarked
package io.braid.binlog.file;
