package io.braid.common.collation;

import java.io.ByteArrayOutputStream;

/**
 * Marks in the sort keys of PAD SPACE collations. A string stands for itself followed by endless
 * spaces, so the place of a run of spaces in the order depends on what follows it: a smaller weight
 * (a control character), the end, or a greater one. Each run is written as one space weight and a
 * mark; the end of the string is a run without end.
 *
 * <pre>
 * mark                          order   follows
 * (0x7E)* 0x01..0x65            1       k spaces, then a weight below the space's; more is greater
 * 0x80                          2       the end
 * (0x81)* 0x9A..0xFE            3       k spaces, then a weight above the space's; more is smaller
 * </pre>
 */
final class SpaceRuns {
  private static final int CHUNK = 100;

  private SpaceRuns() {}

  static void end(ByteArrayOutputStream out) {
    out.write(0x80);
  }

  static void below(int spaces, ByteArrayOutputStream out) {
    for (int i = spaces / CHUNK; i > 0; i--) {
      out.write(0x7E);
    }
    out.write(1 + spaces % CHUNK);
  }

  static void above(int spaces, ByteArrayOutputStream out) {
    for (int i = spaces / CHUNK; i > 0; i--) {
      out.write(0x81);
    }
    out.write(0xFE - spaces % CHUNK);
  }
}
