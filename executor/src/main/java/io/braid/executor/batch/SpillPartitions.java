package io.braid.executor.batch;

import io.braid.common.type.ColumnType;
import java.util.ArrayList;
import java.util.List;

/**
 * Rows in files by the hash of their keys: rows of one key share a file. Each level of partitions
 * of partitions takes other bits of the hash. Used by one thread.
 */
public final class SpillPartitions implements AutoCloseable {
  /** Files of one level. */
  public static final int COUNT = 16;

  /** The most levels: rows that share so many bits share their key. */
  public static final int DEPTH_MAX = 5;

  private static final int BITS = 4;

  private final List<SpillFile> files = new ArrayList<>(COUNT);
  private final int depth;

  /**
   * @param depth the level, from 0
   */
  public SpillPartitions(SpillSpace space, List<ColumnType> types, int depth) {
    this.depth = depth;
    for (int f = 0; f < COUNT; f++) {
      files.add(space.file(types));
    }
  }

  /** The file of a key. */
  public int number(KeyBytes key) {
    // The low bits decide the place in a KeyTable, and levels take their bits from the top.
    return key.hash() >>> (Integer.SIZE - BITS * (depth + 1)) & (COUNT - 1);
  }

  /** Appends a row to a file. */
  public void append(int number, Batch batch, int row) {
    files.get(number).append(batch, row);
  }

  /** One file. */
  public SpillFile file(int number) {
    return files.get(number);
  }

  @Override
  public void close() {
    files.forEach(SpillFile::close);
  }
}
