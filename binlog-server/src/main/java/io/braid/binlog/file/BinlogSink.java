package io.braid.binlog.file;

import io.braid.binlog.gtid.GtidSet;

/** Where the generator's bytes go. */
interface BinlogSink {
  /**
   * Begins a file; it is empty.
   *
   * @param previous the GTIDs of all files before it
   * @param seconds the time of its first event
   */
  void startFile(long number, GtidSet previous, long seconds);

  /** Appends to the present file. */
  void write(byte[] array, int offset, int length);

  /** Removes the files below a number, never the present one. */
  void removeBelow(long number);

  /**
   * Removes all files.
   *
   * @param after the state that the files are in afterwards, in case that making it is interrupted
   */
  void removeAll(GeneratorState after);

  /** The GTIDs before the oldest file there is. */
  GtidSet previousOfOldest();
}
