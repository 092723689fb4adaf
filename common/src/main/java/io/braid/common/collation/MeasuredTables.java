package io.braid.common.collation;

import io.braid.common.Invariant;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;

/**
 * What tools/golden/collation-weights.py measured on a real MySQL; its text describes the format of
 * the resources. Each table is loaded when a collation first needs it and never changes.
 */
final class MeasuredTables {
  private MeasuredTables() {}

  /** Primary weights of utf8mb4_0900_ai_ci. */
  static final class Uca {
    private static final int IMPLICIT = 255;

    /**
     * By page of 256 code points; null if all of the page's weights are implicit. An entry is a
     * single weight, or 0 for none, or negative: -1 for implicit weights, else the complement of
     * (offset into {@link #EXPANSIONS}) * 16 + count, which is at most -3.
     */
    @SuppressWarnings("NullAway") // pages without weights of their own are null
    private static final int[][] PAGES = new int[0x110000 >> 8][];

    private static final char[] EXPANSIONS;

    static {
      char[] expansions = new char[1024];
      int used = 0;
      try (DataInputStream in = open("uca900.bin.gz")) {
        for (int pages = in.readUnsignedShort(); pages > 0; pages--) {
          int page = in.readUnsignedShort();
          byte[] counts = in.readNBytes(256);
          int[] entries = new int[256];
          for (int i = 0; i < 256; i++) {
            int count = counts[i] & 0xFF;
            if (count == IMPLICIT) {
              entries[i] = -1;
            } else if (count == 1) {
              entries[i] = in.readUnsignedShort();
            } else if (count > 1) {
              if (used + count > expansions.length) {
                expansions = Arrays.copyOf(expansions, expansions.length * 2);
              }
              entries[i] = ~(used << 4 | count);
              for (int k = 0; k < count; k++) {
                expansions[used++] = (char) in.readUnsignedShort();
              }
            }
          }
          PAGES[page] = entries;
        }
        Invariant.check(in.read() < 0, "uca900.bin.gz ends behind its last page");
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      EXPANSIONS = Arrays.copyOf(expansions, used);
    }

    private Uca() {}

    /** The weight of a character with at most one weight (0 for none); negative if it has more. */
    static int single(int codePoint) {
      int[] page = PAGES[codePoint >>> 8];
      return page == null ? -1 : page[codePoint & 0xFF];
    }

    /** The k-th weight of a character, or -1 if it has no more. */
    static int weight(int codePoint, int k) {
      int entry = single(codePoint);
      if (entry >= 0) {
        return k == 0 ? entry : -1;
      }
      if (entry == -1) {
        return k > 1 ? -1 : implicit(codePoint, k);
      }
      int count = ~entry & 15;
      return k < count ? EXPANSIONS[(~entry >>> 4) + k] : -1;
    }

    /** UCA 9.0, section 10.1.3, with the ranges that MySQL knows. */
    private static int implicit(int codePoint, int k) {
      if (codePoint >= 0x17000 && codePoint <= 0x18AFF) {
        return k == 0 ? 0xFB00 : codePoint - 0x17000 | 0x8000;
      }
      if (k == 1) {
        return codePoint & 0x7FFF | 0x8000;
      }
      int base = 0xFBC0;
      if (codePoint >= 0x4E00 && codePoint <= 0x9FD5 || isCompatibilityUnified(codePoint)) {
        base = 0xFB40;
      } else if (codePoint >= 0x3400 && codePoint <= 0x4DB5
          || codePoint >= 0x20000 && codePoint <= 0x2A6D6
          || codePoint >= 0x2A700 && codePoint <= 0x2B734
          || codePoint >= 0x2B740 && codePoint <= 0x2B81D
          || codePoint >= 0x2B820 && codePoint <= 0x2CEA1) {
        base = 0xFB80;
      }
      return base + (codePoint >> 15);
    }

    private static boolean isCompatibilityUnified(int codePoint) {
      return switch (codePoint) {
        case 0xFA0E,
            0xFA0F,
            0xFA11,
            0xFA13,
            0xFA14,
            0xFA1F,
            0xFA21,
            0xFA23,
            0xFA24,
            0xFA27,
            0xFA28,
            0xFA29 ->
            true;
        default -> false;
      };
    }
  }

  /** Weights of utf8mb4_general_ci and utf8mb3_general_ci. */
  static final class General {
    private static final char[] WEIGHTS = new char[0x10000];

    static {
      for (int i = 0; i < WEIGHTS.length; i++) {
        WEIGHTS[i] = (char) i;
      }
      try (DataInputStream in = open("general.bin.gz")) {
        for (int pages = in.readUnsignedShort(); pages > 0; pages--) {
          int page = in.readUnsignedShort();
          for (int i = 0; i < 256; i++) {
            WEIGHTS[page << 8 | i] = (char) in.readUnsignedShort();
          }
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private General() {}

    /** All supplementary characters are equal. */
    static int weight(int codePoint) {
      return codePoint < 0x10000 ? WEIGHTS[codePoint] : 0xFFFD;
    }
  }

  /** Upper and lower case of code points: of the collation 0900_ai_ci and of the older ones. */
  static final class Case {
    static final int[][] UPPER_0900;
    static final int[][] LOWER_0900;
    static final int[][] UPPER_GENERAL;
    static final int[][] LOWER_GENERAL;

    static {
      try (DataInputStream in = open("case.bin.gz")) {
        UPPER_0900 = pairs(in);
        LOWER_0900 = pairs(in);
        UPPER_GENERAL = pairs(in);
        LOWER_GENERAL = pairs(in);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private Case() {}

    private static int[][] pairs(DataInputStream in) throws IOException {
      int[][] pages = new int[0x110000 >> 8][];
      Arrays.fill(pages, new int[0]);
      for (int count = in.readInt(); count > 0; count--) {
        int from = in.readInt();
        int page = from >>> 8;
        if (pages[page].length == 0) {
          pages[page] = new int[256];
          for (int i = 0; i < 256; i++) {
            pages[page][i] = page << 8 | i;
          }
        }
        pages[page][from & 0xFF] = in.readInt();
      }
      return pages;
    }

    /** The mapped code point. */
    static int map(int[][] pages, int codePoint) {
      int[] page = pages[codePoint >>> 8];
      return page.length == 0 ? codePoint : page[codePoint & 0xFF];
    }
  }

  /** Tables of the one-byte character sets. */
  static final class Bytes {
    static final byte[] SWEDISH;
    static final byte[] ASCII_GENERAL;

    /** Code points of latin1, which is MySQL's cp1252 without holes. */
    static final char[] LATIN1 = new char[256];

    static final byte[] LATIN1_UPPER;
    static final byte[] LATIN1_LOWER;

    static {
      try (DataInputStream in = open("bytes.bin.gz")) {
        SWEDISH = in.readNBytes(256);
        ASCII_GENERAL = in.readNBytes(256);
        for (int i = 0; i < 256; i++) {
          LATIN1[i] = (char) in.readUnsignedShort();
        }
        LATIN1_UPPER = in.readNBytes(256);
        LATIN1_LOWER = in.readNBytes(256);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private Bytes() {}
  }

  private static DataInputStream open(String name) throws IOException {
    InputStream in = MeasuredTables.class.getResourceAsStream(name);
    if (in == null) {
      throw new IOException("the resource " + name + " is missing");
    }
    // Reading whole first: DataInputStream over the inflater reads byte by byte.
    try (GZIPInputStream unzipped = new GZIPInputStream(in)) {
      return new DataInputStream(new java.io.ByteArrayInputStream(unzipped.readAllBytes()));
    }
  }
}
