package io.braid.storage;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Hashes of keys: eight bytes at a time, by the finalizer of splitmix64. */
public final class KeyHash {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private KeyHash() {}

  /**
   * The hash of a key; all its bits are equally good.
   *
   * @param seed chosen at random where others choose the keys, so that they cannot make them
   *     collide
   */
  public static int of(byte[] key, long seed) {
    long hash = seed ^ key.length;
    int at = 0;
    for (; at + Long.BYTES <= key.length; at += Long.BYTES) {
      hash = mix(hash ^ (long) LONGS.get(key, at));
    }
    for (; at < key.length; at++) {
      hash = hash * 0x100000001B3L ^ key[at];
    }
    return (int) (mix(hash) >>> 32);
  }

  private static long mix(long value) {
    long z = (value ^ value >>> 30) * 0xBF58476D1CE4E5B9L;
    z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
    return z ^ z >>> 31;
  }
}
