/** Tests of {@code io.braid.binlog.gtid}. */
@org.jspecify.annotations.NullMarked
package io.braid.binlog.gtid;
