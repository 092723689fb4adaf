package io.braid.binlog.gtid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.braid.common.MySqlException;
import java.util.BitSet;
import java.util.SplittableRandom;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GtidSetTest {
  private static final String A = "071a7aa4-e54d-11f1-bd1f-02fc00000001";
  private static final String B = "f71a7aa4-e54d-11f1-bd1f-02fc00000001";

  @Test
  void printsSourcesInOrderOfTheirBytesAndMergesIntervals() {
    assertThat(GtidSet.parse(" " + B + ":7 , " + A.toUpperCase() + ":5-9:1-2:3 ,,").toString())
        .isEqualTo(A + ":1-3:5-9,\n" + B + ":7");
    assertThat(GtidSet.parse("").isEmpty()).isTrue();
    assertThat(GtidSet.parse(A + ":9-5").isEmpty()).isTrue();
    assertThat(GtidSet.parse(A.replace("-", "") + ":1")).isEqualTo(GtidSet.parse("{" + A + "}:1"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x",
        "071a7aa4",
        A,
        A + ":",
        A + ":0",
        A + ":-1",
        A + ":1-",
        A + ":a",
        A + ":1,b:2",
        A + ":9223372036854775808",
        "071a7aa4-e54d-11f1-bd1f+02fc00000001:1",
        A + ":tag:1"
      })
  void whatIsNotASetIsError1772(String text) {
    assertThatThrownBy(() -> GtidSet.parse(text)).isInstanceOf(MySqlException.class);
  }

  @Test
  void binaryFormIsMySqls() {
    GtidSet set = GtidSet.parse(A + ":1-29");
    byte[] bytes = set.encode();
    assertThat(bytes).hasSize(8 + 16 + 8 + 16);
    assertThat(bytes[0]).isEqualTo((byte) 1);
    assertThat(bytes[8]).isEqualTo((byte) 7);
    assertThat(bytes[40]).isEqualTo((byte) 30);
    assertThat(GtidSet.decode(bytes)).isEqualTo(set);
  }

  @Test
  void damagedBinaryFormsAreRefused() {
    byte[] bytes = GtidSet.parse(A + ":1-29:40," + B + ":3").encode();
    for (int length = 0; length < bytes.length; length++) {
      byte[] cut = java.util.Arrays.copyOf(bytes, length);
      assertThatThrownBy(() -> GtidSet.decode(cut)).isInstanceOf(MySqlException.class);
    }
    for (int at = 0; at < bytes.length * 8; at++) {
      byte[] flipped = bytes.clone();
      flipped[at / 8] ^= (byte) (1 << at % 8);
      try {
        GtidSet.decode(flipped).encode();
      } catch (MySqlException expected) {
        assertThat(expected.getMessage()).isNotEmpty();
      }
    }
  }

  /** All operations beside sets of bits. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void operationsFollowTheModel(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    UUID[] sources = {UUID.fromString(A), UUID.fromString(B)};
    for (int round = 0; round < 300; round++) {
      GtidSet[] sets = {GtidSet.EMPTY, GtidSet.EMPTY};
      BitSet[][] model = {{new BitSet(), new BitSet()}, {new BitSet(), new BitSet()}};
      for (int i = 0; i < 12; i++) {
        int which = random.nextInt(2);
        int source = random.nextInt(2);
        int first = 1 + random.nextInt(40);
        int last = first + random.nextInt(6);
        sets[which] = sets[which].union(GtidSet.of(sources[source], first, last));
        sets[which] = sets[which].with(sources[source], first);
        model[which][source].set(first, last + 1);
      }
      GtidSet union = sets[0].union(sets[1]);
      GtidSet left = sets[0].subtract(sets[1]);
      GtidSet common = sets[0].intersect(sets[1]);
      long count = 0;
      for (int source = 0; source < 2; source++) {
        for (int n = 1; n < 60; n++) {
          boolean a = model[0][source].get(n);
          boolean b = model[1][source].get(n);
          assertThat(union.contains(sources[source], n)).isEqualTo(a || b);
          assertThat(left.contains(sources[source], n)).isEqualTo(a && !b);
          assertThat(common.contains(sources[source], n)).isEqualTo(a && b);
          count += a ? 1 : 0;
        }
        assertThat(sets[0].lastOf(sources[source]))
            .isEqualTo(Math.max(0, model[0][source].length() - 1));
      }
      assertThat(sets[0].count()).isEqualTo(count);
      assertThat(union.containsAll(sets[1])).isTrue();
      assertThat(sets[0].containsAll(union)).isEqualTo(sets[1].subtract(sets[0]).isEmpty());
      assertThat(GtidSet.parse(union.toString())).isEqualTo(union);
      assertThat(GtidSet.decode(left.encode())).isEqualTo(left);
      assertThat(left.union(common)).isEqualTo(sets[0]);
    }
  }
}
