package io.braid.binlog.file;

import io.braid.binlog.gtid.GtidSet;

/**
 * How far consumers may read: always a border of transactions.
 *
 * @param generatedTs every commit at or below it is in the files
 * @param maxBinlogSize in bytes, see {@link GeneratorState}
 */
public record Published(
    long generatedTs,
    long fileNumber,
    long position,
    GtidSet executed,
    GtidSet purged,
    long maxBinlogSize) {}
