package io.braid.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class KeyMapTest {
  @Test
  void behavesAsASortedMapWhateverIsPutAndRemoved() {
    for (long seed = 1; seed <= 50; seed++) {
      Random random = new Random(seed);
      Map<byte[], Integer> expected = new TreeMap<>(Arrays::compareUnsigned);
      KeyMap<Integer> map = new KeyMap<>(random.nextInt(40));
      for (int step = 0; step < 4_000; step++) {
        byte[] key = key(random, 300);
        if (random.nextInt(3) == 0) {
          expected.remove(key);
          map.remove(key);
        } else {
          assertThat(map.put(key, step)).isEqualTo(expected.put(key, step));
        }
        byte[] asked = key(random, 300);
        assertThat(map.get(asked)).isEqualTo(expected.get(asked));
        assertThat(map.size()).isEqualTo(expected.size());
      }
      expected.forEach((key, value) -> assertThat(map.get(key.clone())).isEqualTo(value));
    }
  }

  @Test
  void keysThatAreAlikeStayApart() {
    KeyMap<Integer> map = new KeyMap<>(0);
    for (int length = 0; length < 64; length++) {
      map.put(new byte[length], length);
    }
    for (int length = 0; length < 64; length++) {
      assertThat(map.get(new byte[length])).isEqualTo(length);
    }
    assertThat(map.isEmpty()).isFalse();
  }

  private static byte[] key(Random random, int distinct) {
    return Integer.toString(random.nextInt(distinct), 3).repeat(3).getBytes(StandardCharsets.UTF_8);
  }
}
