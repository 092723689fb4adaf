package io.braid.storage;

import java.util.Arrays;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * A hash map from keys, for one thread: open addressing with linear probing, at most three quarters
 * full, two arrays beside the keys and values themselves.
 *
 * @param <V> the values
 */
public final class KeyMap<V> {
  private static final int SLOTS_MIN = 16;

  /** Chosen at random, so that nobody can choose keys that collide. */
  private static final long SEED = new Random().nextLong();

  private byte[] @Nullable [] keys;
  private Object[] values;
  private int[] hashes;
  private int size;

  /**
   * @param expected how many keys will come, about
   */
  public KeyMap(int expected) {
    int slots = SLOTS_MIN;
    while (slots * 3L / 4 < expected) {
      slots *= 2;
    }
    keys = new byte[slots][];
    values = new Object[slots];
    hashes = new int[slots];
  }

  /** The number of keys. */
  public int size() {
    return size;
  }

  /** Whether there is no key. */
  public boolean isEmpty() {
    return size == 0;
  }

  /** The value of a key; null if it is not there. */
  @SuppressWarnings("unchecked") // Only put() fills the array.
  public @Nullable V get(byte[] key) {
    int hash = KeyHash.of(key, SEED);
    int slot = find(key, hash);
    return keys[slot] == null ? null : (V) values[slot];
  }

  /**
   * Puts a value in.
   *
   * @param key is kept and must not be changed
   * @return the value that it replaces; null if there was none
   */
  @SuppressWarnings("unchecked") // Only put() fills the array.
  public @Nullable V put(byte[] key, V value) {
    int hash = KeyHash.of(key, SEED);
    int slot = find(key, hash);
    if (keys[slot] != null) {
      V replaced = (V) values[slot];
      values[slot] = value;
      return replaced;
    }
    if (size + 1 > keys.length / 4 * 3) {
      grow();
      slot = find(key, hash);
    }
    keys[slot] = key;
    values[slot] = value;
    hashes[slot] = hash;
    size++;
    return null;
  }

  /** Takes a key out, if it is there. */
  public void remove(byte[] key) {
    int hole = find(key, KeyHash.of(key, SEED));
    if (keys[hole] == null) {
      return;
    }
    size--;
    // What is behind it in the same run and may lie earlier moves up, so that no mark is needed.
    int mask = keys.length - 1;
    for (int at = hole + 1 & mask; keys[at] != null; at = at + 1 & mask) {
      int home = hashes[at] & mask;
      boolean reachable = (at - home & mask) >= (at - hole & mask);
      if (reachable) {
        move(at, hole);
        hole = at;
      }
    }
    clear(hole);
  }

  private void move(int from, int to) {
    keys[to] = keys[from];
    values[to] = values[from];
    hashes[to] = hashes[from];
  }

  @SuppressWarnings("NullAway") // An empty slot has no value; its key says so.
  private void clear(int slot) {
    keys[slot] = null;
    values[slot] = null;
  }

  /** The slot of a key, or the free one where it would be. */
  private int find(byte[] key, int hash) {
    int mask = keys.length - 1;
    int slot = hash & mask;
    byte @Nullable [] there = keys[slot];
    while (there != null && !(hashes[slot] == hash && Arrays.equals(there, key))) {
      slot = slot + 1 & mask;
      there = keys[slot];
    }
    return slot;
  }

  private void grow() {
    byte[] @Nullable [] oldKeys = keys;
    Object[] oldValues = values;
    int[] oldHashes = hashes;
    int slots = 2 * oldKeys.length;
    keys = new byte[slots][];
    values = new Object[slots];
    hashes = new int[slots];
    for (int i = 0; i < oldKeys.length; i++) {
      if (oldKeys[i] != null) {
        int slot = oldHashes[i] & slots - 1;
        while (keys[slot] != null) {
          slot = slot + 1 & slots - 1;
        }
        keys[slot] = oldKeys[i];
        values[slot] = oldValues[i];
        hashes[slot] = oldHashes[i];
      }
    }
  }
}
