package io.braid.benchmark;

/**
 * A part of one binlog file.
 *
 * @param file its name
 * @param begin position of the first event
 * @param end position behind the last
 */
record BinlogPart(String file, long begin, long end) {
  /** Where a server's binlog ends now: a part without events. */
  static BinlogPart end(Database database) {
    String statement =
        database.kind() == Database.Kind.MARIADB ? "SHOW MASTER STATUS" : "SHOW BINARY LOG STATUS";
    String[] columns = database.client().value(statement).split("\t", -1);
    long position = Long.parseLong(columns[1]);
    return new BinlogPart(columns[0], position, position);
  }

  /** From here to a later end of the same file. */
  BinlogPart to(BinlogPart later) {
    if (!later.file.equals(file)) {
      throw new BenchmarkFailure("the load did not fit one binlog file: " + later.file);
    }
    return new BinlogPart(file, begin, later.end);
  }

  long bytes() {
    return end - begin;
  }
}
