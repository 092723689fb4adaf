package io.braid.storage.node.volume;

import java.util.Arrays;
import java.util.function.Predicate;

/**
 * Keys that had nothing on a volume when it was looked: no version, no tombstone, nothing staged.
 * Who writes new keys in their order looks once for many of them.
 *
 * @param start the first key
 * @param end the key behind the last one; empty for all keys from {@code start} on
 * @param stillAbsent whether the volume has applied nothing since, and no commit of a key is under
 *     way
 */
public record AbsentRange(byte[] start, byte[] end, Predicate<byte[]> stillAbsent) {
  /** Whether a key still has nothing. */
  public boolean has(byte[] key) {
    return Arrays.compareUnsigned(start, key) <= 0
        && (end.length == 0 || Arrays.compareUnsigned(key, end) < 0)
        && stillAbsent.test(key);
  }
}
