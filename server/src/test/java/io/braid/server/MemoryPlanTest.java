package io.braid.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class MemoryPlanTest {
  private static final long GIB = 1L << 30;

  @Test
  void partsNeverExceedTheTotal() {
    for (long total = MemoryPlan.TOTAL_BYTES_MIN; total <= 64 * GIB; total *= 2) {
      MemoryPlan plan = MemoryPlan.divide(total, total / 2 > 256L << 20 ? total / 2 : total / 4, 0);
      assertThat(plan.heapBytes() + plan.storageBytes() + plan.directBytes())
          .isLessThanOrEqualTo(total);
    }
  }

  @Test
  void cacheOptionSetsTheStoragePartAlone() {
    MemoryPlan plan = MemoryPlan.divide(2 * GIB, GIB, 256L << 20);
    assertThat(plan.storageBytes()).isEqualTo(256L << 20);
    assertThat(plan.directBytes()).isEqualTo(MemoryPlan.divide(2 * GIB, GIB, 0).directBytes());
  }

  @Test
  void cacheThatDoesNotFitIsRefused() {
    assertThatThrownBy(() -> MemoryPlan.divide(2 * GIB, GIB, GIB))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("--cache 1 GiB does not fit");
  }

  @Test
  void cacheMakesTheUsualTotalGrow() {
    MemoryPlan usual = MemoryPlan.divide(2 * GIB, GIB, 0);
    MemoryPlan plan = MemoryPlan.around(2 * GIB, GIB, GIB);
    assertThat(plan.storageBytes()).isEqualTo(GIB);
    assertThat(plan.totalBytes() - usual.totalBytes()).isEqualTo(GIB - usual.storageBytes());
    assertThat(MemoryPlan.around(2 * GIB, GIB, 0)).isEqualTo(usual);
  }

  @Test
  void tooLittleMemoryIsRefused() {
    assertThatThrownBy(() -> MemoryPlan.divide(100L << 20, 50L << 20, 0))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @CsvSource({"0,0", "17,17", "1K,1024", "512M,536870912", "2g,2147483648", "1T,1099511627776"})
  void sizesAreReadAsMySqlReadsThem(String text, long bytes) {
    assertThat(ByteSize.parse(text).bytes()).isEqualTo(bytes);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-1", "2.5G", "G", "12X", "999999999999999999T", "1 2"})
  void whatIsNoSizeIsRefused(String text) {
    assertThatThrownBy(() -> ByteSize.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }
}
