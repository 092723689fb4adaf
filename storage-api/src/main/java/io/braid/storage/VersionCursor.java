package io.braid.storage;

/**
 * A forward or backward scan over versions visible at one snapshot. Tombstones and keys without a
 * visible version are skipped. The arrays that key() and value() lie in are valid until the next
 * {@link #next}. Not safe for use by several threads.
 */
public interface VersionCursor extends AutoCloseable {
  /** Moves to the next visible key; false at the end of the range. */
  boolean next();

  /** The array that holds the key. */
  byte[] keyArray();

  /** Where the key starts in {@link #keyArray}. */
  int keyOffset();

  /** Bytes of the key. */
  int keyLength();

  /** The array that holds the row image, or the row key of an index entry. */
  byte[] valueArray();

  /** Where the value starts in {@link #valueArray}. */
  int valueOffset();

  /** Bytes of the value. */
  int valueLength();

  /** The schema version of a row's image. */
  int schemaVersion();

  /** When the version was committed. */
  long commitTs();

  @Override
  void close();
}
