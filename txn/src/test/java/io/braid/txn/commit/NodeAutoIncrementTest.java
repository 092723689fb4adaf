package io.braid.txn.commit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.braid.common.MySqlException;
import org.junit.jupiter.api.Test;

class NodeAutoIncrementTest {
  private final NodeAutoIncrement counters = new NodeAutoIncrement(table -> table == 5 ? 41 : 0);

  @Test
  void valuesAreConsecutiveAndStartAbovePersistedOnes() {
    assertThat(counters.reserve(1, 1, 1, 1, 127)).isEqualTo(1);
    assertThat(counters.reserve(1, 10, 1, 1, 127)).isEqualTo(2);
    assertThat(counters.reserve(1, 1, 1, 1, 127)).isEqualTo(12);
    assertThat(counters.next(5)).isEqualTo(42);
  }

  @Test
  void incrementAndOffsetGiveTheirSeries() {
    assertThat(counters.reserve(1, 2, 10, 3, 1_000)).isEqualTo(3);
    assertThat(counters.reserve(1, 1, 10, 3, 1_000)).isEqualTo(23);
    counters.observe(1, 50);
    assertThat(counters.reserve(1, 1, 10, 3, 1_000)).isEqualTo(53);
    assertThat(counters.reserve(2, 1, 2, 5, 1_000))
        .as("an offset above the increment is ignored")
        .isEqualTo(1);
  }

  @Test
  void explicitValuesPushTheCounterUpOnly() {
    counters.observe(1, 100);
    counters.observe(1, 7);
    assertThat(counters.next(1)).isEqualTo(101);
    counters.restart(1, 50);
    assertThat(counters.next(1)).isEqualTo(50);
    counters.forget(5);
    assertThat(counters.next(5)).isEqualTo(42);
  }

  @Test
  void aUsedUpColumnGivesItsLargestValueAgain() {
    counters.observe(1, 127);
    assertThat(counters.reserve(1, 1, 1, 1, 127)).isEqualTo(127);
  }

  @Test
  void usedUpBitsAreError1467() {
    counters.observe(2, -2L);
    assertThat(counters.reserve(2, 1, 1, 1, -1L)).isEqualTo(-1L);
    assertThatThrownBy(() -> counters.reserve(2, 1, 1, 1, -1L)).isInstanceOf(MySqlException.class);
    counters.observe(3, -1L);
    assertThatThrownBy(() -> counters.reserve(3, 1, 1, 1, -1L)).isInstanceOf(MySqlException.class);
  }
}
