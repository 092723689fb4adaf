package io.braid.simulation;

import java.util.List;

/**
 * The key ranges of the simulated tables: accounts {@code a…}, lists {@code l…}, rows with a unique
 * name {@code u…} and their index {@code I:…}, rows with automatic numbers {@code na…}, {@code
 * nb…}.
 */
final class Shards {
  private static final List<String> STARTS = List.of("I:", "a0", "a3", "l0", "l3", "na", "nb", "u");

  static final int COUNT = STARTS.size();

  /** Where the automatic numbers of the table are counted. */
  static final int COUNTER = STARTS.indexOf("na");

  private Shards() {}

  static int of(String key) {
    for (int shard = COUNT - 1; shard > 0; shard--) {
      if (key.compareTo(STARTS.get(shard)) >= 0) {
        return shard;
      }
    }
    return 0;
  }

  /** Where a shard begins. */
  static String start(int shard) {
    return STARTS.get(shard);
  }

  /** Behind a shard's last key. */
  static String end(int shard) {
    return shard + 1 < COUNT ? STARTS.get(shard + 1) : "~";
  }

  /** The table of a key, for schema versions. */
  static String table(String key) {
    return key.startsWith("I:") ? "u" : key.substring(0, 1);
  }
}
