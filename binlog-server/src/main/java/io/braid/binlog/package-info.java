/**
 * The binlog: events made from the stream of committed transactions, files that hold them, and
 * consumers that read them. Read {@link io.braid.binlog.file.BinlogService} first.
 */
@org.jspecify.annotations.NullMarked
package io.braid.binlog;
