package io.braid.txn.commit;

import io.braid.storage.node.volume.AbsentRange;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a statement knows of the keys that it will ask about next. When several keys in order had
 * nothing it looks for a whole range of such; when that did not help it looks later the next time.
 */
final class AbsentKeys {
  private static final int RUN_MIN = 4;
  private static final int RUN_MAX = 4_096;

  /** A range that served for so many keys was worth the look. */
  private static final int SERVED_MIN = 16;

  private @Nullable OnShard range;
  private byte @Nullable [] last;
  private int run;
  private int runWanted = RUN_MIN;
  private int served;

  /**
   * A range of a shard.
   *
   * @param sameShard whether the shard is still where it was
   */
  record OnShard(AbsentRange range, BooleanSupplier sameShard) {}

  /** Whether there is anything that {@link #has} may find. */
  boolean knowsAny() {
    return range != null;
  }

  /** Whether a locked key is known to have nothing. */
  boolean has(byte[] key) {
    OnShard known = range;
    if (known == null) {
      return false;
    }
    if (known.range().has(key) && known.sameShard().getAsBoolean()) {
      served++;
      return true;
    }
    runWanted = served >= SERVED_MIN ? RUN_MIN : Math.min(2 * runWanted, RUN_MAX);
    range = null;
    run = 0;
    return false;
  }

  /** Notes what a key had; {@code look} finds a range that begins at it. */
  void note(byte[] key, boolean absent, Function<byte[], Optional<OnShard>> look) {
    byte[] before = last;
    last = key;
    if (!absent || before == null || Arrays.compareUnsigned(before, key) >= 0) {
      run = 0;
    } else if (++run >= runWanted) {
      range = look.apply(key).orElse(null);
      served = 0;
      run = 0;
    }
  }
}
