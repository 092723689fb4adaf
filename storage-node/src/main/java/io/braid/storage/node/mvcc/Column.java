package io.braid.storage.node.mvcc;

import java.nio.charset.StandardCharsets;

/**
 * The column families of a volume. Their order is their id in RocksDB, which stands in every log
 * entry: never reorder, only append.
 *
 * @see "DESIGN.md, section 3"
 */
public enum Column {
  /** RocksDB demands it; empty. */
  DEFAULT("default"),
  /** The newest version of each row, index entry and catalog object. */
  CURRENT("current"),
  /** The change log. */
  CHANGES("changes"),
  /** Prewritten write sets. */
  PREPARED("prepared"),
  /** Applied position, safe point, counters, outcomes of transactions. */
  META("meta"),
  /** Change records of large transactions, by transaction id and sequence. */
  STAGED("staged"),
  /** The newest staged record of each key that an unfolded large transaction has written. */
  STAGED_KEYS("staged_keys");

  private final String familyName;

  Column(String familyName) {
    this.familyName = familyName;
  }

  byte[] familyName() {
    return familyName.getBytes(StandardCharsets.UTF_8);
  }

  /** Its number in a serialized batch. */
  int id() {
    return ordinal();
  }
}
