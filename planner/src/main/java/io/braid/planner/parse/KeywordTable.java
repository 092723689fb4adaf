package io.braid.planner.parse;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds keywords in statement bytes without making strings. The list of words is MySQL's own (see
 * tools/keywords.sh).
 */
final class KeywordTable {
  /** The one table: a constant of the class path. */
  static final KeywordTable MYSQL = load();

  private static final int SLOTS = 4096;
  private static final int WORD_BYTES_MAX = 40;

  private final @Nullable Keyword[] slots = new @Nullable Keyword[SLOTS];
  private final byte[][] words = new byte[SLOTS][];
  private final Set<Keyword> reserved = EnumSet.noneOf(Keyword.class);
  private final boolean[] reservedByOrdinal = new boolean[Keyword.values().length];

  private KeywordTable() {}

  private static KeywordTable load() {
    KeywordTable table = new KeywordTable();
    try (InputStream in = KeywordTable.class.getResourceAsStream("keywords.txt")) {
      if (in == null) {
        throw new IllegalStateException("keywords.txt is missing from the class path");
      }
      new String(in.readAllBytes(), StandardCharsets.US_ASCII).lines().forEach(table::add);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return table;
  }

  private void add(String line) {
    String word = line.split(" ")[0];
    Keyword keyword = Keyword.valueOf(word);
    if (line.endsWith(" R")) {
      reserved.add(keyword);
      reservedByOrdinal[keyword.ordinal()] = true;
    }
    byte[] bytes = word.getBytes(StandardCharsets.US_ASCII);
    int slot = hash(bytes, 0, bytes.length) & (SLOTS - 1);
    while (slots[slot] != null) {
      slot = (slot + 1) & (SLOTS - 1);
    }
    slots[slot] = keyword;
    words[slot] = bytes;
  }

  /** The keyword that the bytes spell in any case, or NONE. */
  Keyword find(byte[] text, int start, int end) {
    if (end - start > WORD_BYTES_MAX * 2) {
      return Keyword.NOT_A_KEYWORD;
    }
    int slot = hash(text, start, end) & (SLOTS - 1);
    for (; ; ) {
      Keyword candidate = slots[slot];
      if (candidate == null) {
        return Keyword.NOT_A_KEYWORD;
      }
      if (spells(words[slot], text, start, end)) {
        return candidate;
      }
      slot = (slot + 1) & (SLOTS - 1);
    }
  }

  /** Whether the word cannot be a name without quotes. */
  boolean isReserved(Keyword keyword) {
    return reservedByOrdinal[keyword.ordinal()];
  }

  Set<Keyword> reservedWords() {
    return Set.copyOf(reserved);
  }

  private static boolean spells(byte[] word, byte[] text, int start, int end) {
    if (word.length != end - start) {
      return false;
    }
    for (int i = 0; i < word.length; i++) {
      if (word[i] != upper(text[start + i])) {
        return false;
      }
    }
    return true;
  }

  private static int hash(byte[] text, int start, int end) {
    int hash = end - start;
    for (int i = start; i < end; i++) {
      hash = hash * 31 + upper(text[i]);
    }
    return hash ^ (hash >>> 11);
  }

  private static byte upper(byte c) {
    return c >= 'a' && c <= 'z' ? (byte) (c - 32) : c;
  }
}
