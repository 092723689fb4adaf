package io.braid.binlog.file;

import java.time.Duration;
import java.util.Optional;

/** A place in the stream that belongs to a snapshot; see {@link BinlogService#mark}. */
public interface StreamMark extends AutoCloseable {
  /** Says which snapshot: a timestamp that the oracle gave after the mark was opened. */
  void at(long snapshot);

  /**
   * The state behind the last transaction at or below the snapshot.
   *
   * @return empty when the stream has not come so far in time
   */
  Optional<Published> await(Duration timeout) throws InterruptedException;

  /** Forgets it. */
  @Override
  void close();
}
