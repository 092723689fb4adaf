package io.braid.storage.node.mvcc;

/**
 * Keys of column family {@code meta}: one letter, then a number of 8 bytes, big-endian, where there
 * are many. Values are numbers of 8 bytes, big-endian, unless something else is said.
 *
 * <pre>
 * key        value                                                   written by
 * A          term, index, highest commit timestamp (24 bytes)        every batch of the applier
 * G          safe point: snapshots below it are refused              garbage collection, at first
 * g          point up to which the change log has been dropped       garbage collection, at last
 * I table    highest AUTO_INCREMENT value used; merged by maximum    commits
 * T txn id   commit timestamp of the transaction, or 1: a fence      commits, inquiries
 * L txn id   0 while a large transaction is undecided, then its       chunks, commits, folding
 *            commit timestamp; the sign bit once it is folded
 * D table    timestamp at which the table was dropped                drops, until data is removed
 * R time     format u8 (1), start and end (sized) of a range that    moves, until data is removed
 *            went to another volume; removed when G reaches time
 * </pre>
 */
final class MetaKey {
  static final byte[] APPLIED = {'A'};
  static final byte[] SAFE_POINT = {'G'};
  static final byte[] COLLECTED = {'g'};
  static final byte AUTO_INCREMENT = 'I';
  static final byte TRANSACTION = 'T';
  static final byte DROPPED_TABLE = 'D';
  static final byte REMOVED_RANGE = 'R';
  static final byte LARGE_TRANSACTION = 'L';

  /** Set in the value of {@link #LARGE_TRANSACTION} once all of it is in {@code current}. */
  static final long FOLDED = Long.MIN_VALUE;

  /** The outcome of a transaction that must never commit; the oracle never issues it. */
  static final long ABORTED = 1;

  private MetaKey() {}

  static byte[] of(byte kind, long number) {
    byte[] key = new byte[9];
    key[0] = kind;
    ByteReader.LONG.set(key, 1, number);
    return key;
  }

  static long number(byte[] key) {
    return (long) ByteReader.LONG.get(key, 1);
  }

  static byte[] value(long number) {
    byte[] value = new byte[8];
    ByteReader.LONG.set(value, 0, number);
    return value;
  }
}
