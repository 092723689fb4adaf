package io.braid.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What a process has used.
 *
 * @param cpuMicros time on processors since its start, in the kernel too, in microseconds; the
 *     kernel counts in steps of 10,000
 * @param residentBytes of its memory now
 * @see "proc(5), /proc/pid/stat"
 */
record Usage(long cpuMicros, long residentBytes) {
  private static final long MICROS_PER_TICK = 10_000;
  private static final long PAGE_BYTES = 4_096;

  /** Fields behind the program's name: state is the first. */
  private static final int USER_TICKS = 11;

  private static final int SYSTEM_TICKS = 12;
  private static final int RESIDENT_PAGES = 21;

  static Usage of(long processId) {
    try {
      String text = Files.readString(Path.of("/proc/" + processId + "/stat"));
      String[] fields = text.substring(text.lastIndexOf(')') + 2).split(" ", -1);
      long ticks = Long.parseLong(fields[USER_TICKS]) + Long.parseLong(fields[SYSTEM_TICKS]);
      return new Usage(
          ticks * MICROS_PER_TICK, Long.parseLong(fields[RESIDENT_PAGES]) * PAGE_BYTES);
    } catch (IOException e) {
      throw new BenchmarkFailure("process " + processId + " has ended", e);
    }
  }
}
