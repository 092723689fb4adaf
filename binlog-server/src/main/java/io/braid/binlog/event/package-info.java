/**
 * Binlog events: records, their bytes, and how a committed transaction becomes events. Read {@link
 * io.braid.binlog.event.BinlogEvent} first.
 */
@org.jspecify.annotations.NullMarked
package io.braid.binlog.event;
