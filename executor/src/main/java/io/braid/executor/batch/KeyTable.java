package io.braid.executor.batch;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A hash table from keys to numbers 0, 1, 2, … in order of arrival. */
public final class KeyTable {
  private static final int PAGE_BYTES = 1 << 16;

  private final MemoryBudget memory;
  private final String purpose;
  private int[] slots = new int[64];
  private int[] hashes = new int[32];
  private int[] pages = new int[32];
  private int[] offsets = new int[32];
  private int[] lengths = new int[32];
  private final List<byte[]> arenas = new ArrayList<>();
  private int arenaUsed;
  private int count;
  private long bytes;

  /** An empty table whose keys count towards {@code memory}. */
  public KeyTable(MemoryBudget memory, String purpose) {
    this.memory = memory;
    this.purpose = purpose;
  }

  /** How many keys there are. */
  public int count() {
    return count;
  }

  /** The key's number, or -1. */
  public int find(KeyBytes key) {
    int hash = key.hash();
    int mask = slots.length - 1;
    for (int slot = hash & mask; slots[slot] != 0; slot = slot + 1 & mask) {
      int entry = slots[slot] - 1;
      if (hashes[entry] == hash
          && key.matches(arenas.get(pages[entry]), offsets[entry], lengths[entry])) {
        return entry;
      }
    }
    return -1;
  }

  /**
   * The key's number; a new key gets the number that {@link #count} was. Fails with 3170 beyond the
   * memory limit.
   */
  public int findOrAdd(KeyBytes key) {
    int found = find(key);
    return found >= 0 ? found : add(key);
  }

  /** Adds a key that is not there; as {@link #findOrAdd}. */
  public int add(KeyBytes key) {
    long cost = bytesOf(key);
    memory.reserve(cost, purpose);
    bytes += cost;
    if (count * 2 >= slots.length) {
      grow();
    }
    if (count == hashes.length) {
      hashes = Arrays.copyOf(hashes, count * 2);
      pages = Arrays.copyOf(pages, count * 2);
      offsets = Arrays.copyOf(offsets, count * 2);
      lengths = Arrays.copyOf(lengths, count * 2);
    }
    if (arenas.isEmpty() || arenas.getLast().length - arenaUsed < key.length()) {
      int first = arenas.isEmpty() ? 1 << 10 : PAGE_BYTES;
      arenas.add(new byte[Math.max(first, key.length())]);
      arenaUsed = 0;
    }
    System.arraycopy(key.array(), 0, arenas.getLast(), arenaUsed, key.length());
    hashes[count] = key.hash();
    pages[count] = arenas.size() - 1;
    offsets[count] = arenaUsed;
    lengths[count] = key.length();
    arenaUsed += key.length();
    insert(hashes[count], count);
    return count++;
  }

  /** What a new key would take of the memory. */
  public static long bytesOf(KeyBytes key) {
    return key.length() + 28L;
  }

  private void insert(int hash, int entry) {
    int mask = slots.length - 1;
    int slot = hash & mask;
    while (slots[slot] != 0) {
      slot = slot + 1 & mask;
    }
    slots[slot] = entry + 1;
  }

  private void grow() {
    slots = new int[slots.length * 2];
    for (int entry = 0; entry < count; entry++) {
      insert(hashes[entry], entry);
    }
  }

  /** Drops all keys and gives the memory back. */
  public void clear() {
    memory.release(bytes);
    bytes = 0;
    count = 0;
    arenas.clear();
    arenaUsed = 0;
    Arrays.fill(slots, 0);
  }
}
