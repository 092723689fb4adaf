package io.braid.storage.node.volume;

import java.util.Arrays;
import java.util.function.BooleanSupplier;

/**
 * Keys that had nothing on a volume when it was looked: no version, no tombstone, nothing staged.
 * Who writes new keys in their order looks once for many of them.
 *
 * @param start the first key
 * @param end the key behind the last one; empty for all keys from {@code start} on
 * @param unchanged whether the volume has applied nothing since
 */
public record AbsentRange(byte[] start, byte[] end, BooleanSupplier unchanged) {
  /** Whether a key still has nothing. */
  public boolean has(byte[] key) {
    return Arrays.compareUnsigned(start, key) <= 0
        && (end.length == 0 || Arrays.compareUnsigned(key, end) < 0)
        && unchanged.getAsBoolean();
  }
}
