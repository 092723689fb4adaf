package io.braid.cdc.merge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a record may cost over 1,000 volumes, counted and not timed. */
final class MergeCostTest {
  private static final int VOLUMES = 1_000;
  private static final int TRANSACTIONS_EACH = 1_000;

  private static MergeLoad load(int volumes, int active, int volumesEach)
      throws InterruptedException {
    MergeLoad load = new MergeLoad(volumes, active, volumesEach);
    load.run(20, TRANSACTIONS_EACH);
    return load;
  }

  @ParameterizedTest
  @CsvSource({"1, 6", "4, 8"})
  void comparisonsPerRecordGrowWithTheLogarithmOfTheActiveVolumes(int volumesEach, double most)
      throws Exception {
    try (MergeLoad load = load(VOLUMES, VOLUMES, volumesEach)) {
      assertThat(load.records()).isEqualTo(20L * TRANSACTIONS_EACH * (1 + 4 * volumesEach));
      assertThat(load.comparisonsPerRecord()).isLessThan(most);
    }
  }

  @Test
  void anIdleVolumeCostsNoComparisonAndNoAllocation() throws Exception {
    try (MergeLoad few = load(10, 10, 1);
        MergeLoad many = load(VOLUMES, 10, 1)) {
      assertThat(many.comparisonsPerRecord()).isEqualTo(few.comparisonsPerRecord(), within(1e-9));
      assertThat(many.bytesPerRecord()).isEqualTo(few.bytesPerRecord(), within(16.0));
      assertThat(many.windows()).isEqualTo(few.windows());
    }
  }

  @Test
  void windowsOverManyVolumesAreApartSoThatIdleOnesStayCheap() throws Exception {
    int volumes = 5_000;
    try (MergeLoad load = new MergeLoad(volumes, 1, 1)) {
      long begun = System.nanoTime();
      load.follow(10);
      // A microsecond for each volume, less what is too short to sleep.
      long pauseNanos = volumes * 900L;
      assertThat(System.nanoTime() - begun).isGreaterThan((load.windows() - 1) * pauseNanos);
      assertThat(load.records()).isEqualTo(10 * 5);
    }
  }

  @Test
  void aRecordCostsFewBytesOfAllocation() throws Exception {
    try (MergeLoad load = load(VOLUMES, VOLUMES, 1)) {
      // An Optional for the reader, and a share of its transaction.
      assertThat(load.bytesPerRecord()).isLessThan(150);
    }
  }

  @Test
  @Tag("full")
  @Tag("benchmark")
  void theTableOfTheReadMeIsPrinted() throws Exception {
    MergeBenchmark.run();
  }
}
