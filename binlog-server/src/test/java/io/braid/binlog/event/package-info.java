/** Tests of {@code io.braid.binlog.event}. */
@org.jspecify.annotations.NullMarked
package io.braid.binlog.event;
