/**
 * Binlog files: what they hold as a pure function of the stream, on disk, with checkpoints. Read
 * {@link io.braid.binlog.file.BinlogGenerator} first.
 */
@org.jspecify.annotations.NullMarked
package io.braid.binlog.file;
