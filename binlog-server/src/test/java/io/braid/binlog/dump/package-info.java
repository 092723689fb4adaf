/** Tests of {@code io.braid.binlog.dump}. */
@org.jspecify.annotations.NullMarked
package io.braid.binlog.dump;
