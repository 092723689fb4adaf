package io.braid.txn.commit;

import io.braid.storage.KeyRange;
import io.braid.txn.LockMode;
import io.braid.txn.lock.LockTable.HeldLock;
import io.braid.txn.xa.Xid;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a prepared branch has on disk beside its writes: its name and, on the primary, the locks on
 * keys that it has not written (locking reads, parents of foreign keys; the one lock that stands
 * for all keys that it has staged), which a restart takes again, and the tables that it has written
 * to, which its staged writes do not tell.
 *
 * <pre>
 * length  type  meaning
 *      1  byte  format version, 2; 1 ends behind the locks
 *      8  int   the xid's format, big endian like all others
 *      1  byte  length of the global id; then the global id
 *      1  byte  length of the qualifier; then the qualifier
 *      4  int   number of locks; then of each:
 *      1  byte    0 shared, 1 exclusive
 *      4  int     length of the key; then the key
 *      4  int   number of tables; then of each:
 *      8  long    its id
 *      4  int   number of ranges; then of each:
 *      4  int     length of the start; then the start
 *      4  int     length of the end, 0 for the end of the key space; then the end
 * </pre>
 */
final class BranchCodec {
  private static final byte VERSION = 2;

  private BranchCodec() {}

  /**
   * A decoded branch.
   *
   * @param ranges that it keeps free of new keys; of version 1 none
   * @param tables written to; of version 1 none
   */
  record Branch(Xid xid, List<HeldLock> locks, List<KeyRange> ranges, Set<Long> tables) {
    /** What a volume keeps that is not the primary. */
    static Branch named(Xid xid) {
      return new Branch(xid, List.of(), List.of(), Set.of());
    }
  }

  static byte[] encode(Branch branch) {
    Xid xid = branch.xid();
    List<HeldLock> locks = branch.locks();
    int length = 1 + 8 + 1 + xid.globalId().length + 1 + xid.qualifier().length + 12;
    length += Long.BYTES * branch.tables().size();
    for (HeldLock lock : locks) {
      length = Math.addExact(length, 5 + lock.key().length);
    }
    for (KeyRange range : branch.ranges()) {
      length = Math.addExact(length, 8 + range.start().length + range.end().length);
    }
    ByteBuffer bytes = ByteBuffer.allocate(length);
    bytes.put(VERSION).putLong(xid.format());
    bytes.put((byte) xid.globalId().length).put(xid.globalId());
    bytes.put((byte) xid.qualifier().length).put(xid.qualifier());
    bytes.putInt(locks.size());
    for (HeldLock lock : locks) {
      bytes.put((byte) (lock.mode() == LockMode.EXCLUSIVE ? 1 : 0));
      bytes.putInt(lock.key().length).put(lock.key());
    }
    bytes.putInt(branch.tables().size());
    branch.tables().stream().sorted().forEach(bytes::putLong);
    bytes.putInt(branch.ranges().size());
    for (KeyRange range : branch.ranges()) {
      bytes.putInt(range.start().length).put(range.start());
      bytes.putInt(range.end().length).put(range.end());
    }
    return bytes.array();
  }

  /**
   * @throws IllegalStateException when the bytes are of another version or damaged
   */
  static Branch decode(byte[] encoded) {
    ByteBuffer bytes = ByteBuffer.wrap(encoded);
    try {
      int version = bytes.get();
      if (version < 1 || version > VERSION) {
        throw new IllegalStateException("a prepared branch of an unknown format");
      }
      Xid xid = new Xid(bytes.getLong(), take(bytes, bytes.get()), take(bytes, bytes.get()));
      int count = bytes.getInt();
      List<HeldLock> locks = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        LockMode mode = bytes.get() == 0 ? LockMode.SHARED : LockMode.EXCLUSIVE;
        locks.add(new HeldLock(take(bytes, bytes.getInt()), mode));
      }
      Set<Long> tables = new TreeSet<>();
      List<KeyRange> ranges = new ArrayList<>();
      if (version > 1) {
        for (int left = bytes.getInt(); left > 0; left--) {
          tables.add(bytes.getLong());
        }
        for (int left = bytes.getInt(); left > 0; left--) {
          ranges.add(new KeyRange(take(bytes, bytes.getInt()), take(bytes, bytes.getInt())));
        }
      }
      return new Branch(xid, locks, ranges, tables);
    } catch (BufferUnderflowException | IllegalArgumentException e) {
      throw new IllegalStateException("a prepared branch that cannot be read", e);
    }
  }

  private static byte[] take(ByteBuffer bytes, int length) {
    if (length < 0 || length > bytes.remaining()) {
      throw new IllegalArgumentException("length " + length);
    }
    byte[] taken = new byte[length];
    bytes.get(taken);
    return taken;
  }
}
