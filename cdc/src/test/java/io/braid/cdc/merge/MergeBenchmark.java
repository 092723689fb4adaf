package io.braid.cdc.merge;

import java.util.Locale;

/** Prints what a record costs in the merge over 1 to 1,000 volumes: the table of cdc/README.md. */
final class MergeBenchmark {
  private static final int[] VOLUMES = {1, 10, 100, 1_000};

  /** As if the stream were read every millisecond: one window with commits, and one without. */
  private static final int TICKS_PER_SECOND = 1_000;

  private MergeBenchmark() {}

  static void run() throws InterruptedException {
    System.out.println(
        "| volumes | active | volumes of a transaction | records/s | ns/record "
            + "| comparisons/record | bytes allocated/record | resolved timestamps/s | bytes held |");
    System.out.println("|---|---|---|---|---|---|---|---|---|");
    for (int transactionsPerSecond : new int[] {100_000, 1_000}) {
      for (int volumes : VOLUMES) {
        measure(volumes, volumes, 1, transactionsPerSecond);
      }
      for (int volumes : VOLUMES) {
        measure(volumes, 1, 1, transactionsPerSecond);
      }
    }
    for (int volumes : VOLUMES) {
      if (volumes > 1) {
        measure(volumes, volumes, 4, 100_000);
      }
    }
  }

  private static void measure(int volumes, int active, int volumesEach, int transactionsPerSecond)
      throws InterruptedException {
    int each = transactionsPerSecond / TICKS_PER_SECOND;
    // The compiler needs a while.
    try (MergeLoad first = new MergeLoad(volumes, active, volumesEach)) {
      first.run(4 * TICKS_PER_SECOND, each);
    }
    try (MergeLoad load = new MergeLoad(volumes, active, volumesEach)) {
      load.run(2 * TICKS_PER_SECOND, each);
      print(
          "| %,d | %,d | %d | %,d | %.0f | %.1f | %.0f | %,d | %,d |",
          volumes,
          active,
          volumesEach,
          load.records() / 2,
          load.nanosPerRecord(),
          load.comparisonsPerRecord(),
          load.bytesPerRecord(),
          load.windows() * volumes / 2,
          load.bytesHeld());
    }
  }

  private static void print(String format, Object... values) {
    System.out.println(String.format(Locale.ROOT, format, values));
  }
}
