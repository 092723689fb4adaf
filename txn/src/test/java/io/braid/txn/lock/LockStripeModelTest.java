package io.braid.txn.lock;

import static org.assertj.core.api.Assertions.assertThat;

import io.braid.txn.LockMode;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The stripe beside an obvious model: a list of holders and a list of waiters for each key. */
class LockStripeModelTest {
  private static final int OWNERS = 6;
  private static final int KEYS = 3;

  /** A holder or waiter of the model. */
  private record Claim(LockOwner owner, LockMode mode) {}

  private static final class ModelKey {
    final List<Claim> holders = new ArrayList<>();
    final List<Claim> waiters = new ArrayList<>();

    @Nullable Claim holderOf(LockOwner owner) {
      return holders.stream().filter(h -> h.owner() == owner).findFirst().orElse(null);
    }

    boolean compatible(LockOwner owner, LockMode mode) {
      return holders.stream()
          .allMatch(
              h -> h.owner() == owner || (h.mode() == LockMode.SHARED && mode == LockMode.SHARED));
    }

    void grant() {
      while (!waiters.isEmpty()
          && compatible(waiters.getFirst().owner(), waiters.getFirst().mode())) {
        Claim next = waiters.removeFirst();
        holders.removeIf(h -> h.owner() == next.owner());
        holders.add(next);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void grantsLikeTheModel(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    LockStripe stripe = new LockStripe(1 << 20);
    List<LockOwner> owners = new ArrayList<>();
    for (int i = 0; i < OWNERS; i++) {
      owners.add(new LockOwner(i));
    }
    ModelKey[] model = new ModelKey[KEYS];
    for (int i = 0; i < KEYS; i++) {
      model[i] = new ModelKey();
    }
    for (int step = 0; step < 20_000; step++) {
      LockOwner owner = owners.get(random.nextInt(OWNERS));
      int number = random.nextInt(KEYS);
      byte[] key = {(byte) number};
      ModelKey expected = model[number];
      KeyRequest waiting = (KeyRequest) owner.waiting;
      List<LockRequest> woken = new ArrayList<>();
      if (waiting != null) {
        if (random.nextInt(3) == 0) {
          stripe.withdraw(waiting, LockOutcome.TIMED_OUT, woken);
          ModelKey at = model[waiting.entry.key[0]];
          at.waiters.removeIf(w -> w.owner() == owner);
          at.grant();
        }
      } else if (random.nextInt(3) > 0) {
        LockMode mode = random.nextBoolean() ? LockMode.SHARED : LockMode.EXCLUSIVE;
        Claim held = expected.holderOf(owner);
        LockStripe.Attempt attempt = stripe.acquire(owner, key, number, mode);
        if (held != null && (held.mode() == LockMode.EXCLUSIVE || mode == LockMode.SHARED)) {
          assertThat(attempt).isEqualTo(LockStripe.Attempt.HELD_BEFORE);
        } else if (held != null
            ? expected.compatible(owner, mode)
            : expected.waiters.isEmpty() && expected.compatible(owner, mode)) {
          assertThat(attempt)
              .isEqualTo(
                  held == null ? LockStripe.Attempt.GRANTED : LockStripe.Attempt.HELD_BEFORE);
          expected.holders.removeIf(h -> h.owner() == owner);
          expected.holders.add(new Claim(owner, mode));
        } else {
          assertThat(attempt).isEqualTo(LockStripe.Attempt.BLOCKED);
          assertThat(stripe.enqueue(owner, key, number, mode)).isNotNull();
          expected.waiters.add(held == null ? expected.waiters.size() : 0, new Claim(owner, mode));
        }
      } else if (expected.holderOf(owner) != null) {
        LockEntry entry = stripe.find(key, number);
        assertThat(entry).isNotNull();
        if (entry != null) {
          stripe.release(owner, entry, woken);
        }
        expected.holders.removeIf(h -> h.owner() == owner);
        expected.grant();
      }
      compare(stripe, model, owners);
    }
  }

  private static void compare(LockStripe stripe, ModelKey[] model, List<LockOwner> owners) {
    int used = 0;
    for (int number = 0; number < KEYS; number++) {
      LockEntry entry = stripe.find(new byte[] {(byte) number}, number);
      ModelKey expected = model[number];
      if (entry == null) {
        assertThat(expected.holders).isEmpty();
        assertThat(expected.waiters).isEmpty();
        continue;
      }
      used++;
      for (LockOwner owner : owners) {
        Claim claim = expected.holderOf(owner);
        assertThat(entry.isHeldBy(owner)).isEqualTo(claim != null);
        if (claim != null) {
          assertThat(entry.heldMode).isEqualTo(claim.mode());
        }
      }
      List<LockOwner> queue = new ArrayList<>();
      for (KeyRequest at = entry.first; at != null; at = at.behind) {
        queue.add(at.owner);
      }
      assertThat(queue).isEqualTo(expected.waiters.stream().map(Claim::owner).toList());
    }
    assertThat(stripe.size()).isEqualTo(used);
  }
}
