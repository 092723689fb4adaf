package io.braid.planner.cache;

import io.braid.common.catalog.CatalogSnapshot;
import io.braid.planner.analyze.LiteralGuard;
import io.braid.planner.tree.Literal;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * Plans by {@link PlanKey}; bounded by bytes. A key may have several plans, each for some values of
 * its literals. Finding takes no lock; at the bound those plans leave that were not found since
 * they were last passed over ("second chance").
 *
 * <p>Any number of threads may use one. The lock guards the order of leaving and the sum of bytes.
 */
final class PlanCache<V> {
  /** A statement whose plan depends on its values keeps the newest of them only. */
  private static final int VARIANTS_MAX = 16;

  private final long bytesMax;
  private final ConcurrentHashMap<PlanKey, Slot<V>> slots = new ConcurrentHashMap<>();
  private final Object lock = new Object();
  private final ArrayDeque<Slot<V>> order = new ArrayDeque<>();
  private long bytes;
  private final LongAdder hits = new LongAdder();
  private final LongAdder misses = new LongAdder();

  /** A plan and what it holds for. */
  record Variant<V>(V plan, List<LiteralGuard> guards, PlanDependencies dependencies, long bytes) {
    boolean serves(List<Literal> literals, CatalogSnapshot catalog) {
      for (int i = 0; i < guards.size(); i++) {
        if (!guards.get(i).admits(literals.get(i))) {
          return false;
        }
      }
      return dependencies.hold(catalog);
    }
  }

  private static final class Slot<V> {
    private final PlanKey key;
    private volatile List<Variant<V>> variants = List.of();

    /** Whether it was found since it was last passed over; races do no harm. */
    private boolean found;

    Slot(PlanKey key) {
      this.key = key;
    }

    long bytes() {
      return key.bytes() + variants.stream().mapToLong(Variant::bytes).sum();
    }
  }

  PlanCache(long bytesMax) {
    this.bytesMax = bytesMax;
  }

  Optional<V> find(PlanKey key, List<Literal> literals, CatalogSnapshot catalog) {
    Slot<V> slot = slots.get(key);
    if (slot != null) {
      for (Variant<V> variant : slot.variants) {
        if (variant.serves(literals, catalog)) {
          if (!slot.found) {
            slot.found = true;
          }
          hits.increment();
          return Optional.of(variant.plan());
        }
      }
    }
    misses.increment();
    return Optional.empty();
  }

  /** Keeps a plan; one for the same values is replaced. */
  void put(PlanKey key, Variant<V> variant) {
    if (key.bytes() + variant.bytes() > bytesMax / 4) {
      return;
    }
    synchronized (lock) {
      Slot<V> slot = slots.get(key);
      if (slot == null) {
        slot = new Slot<>(key);
        slots.put(key, slot);
        order.addLast(slot);
        bytes += key.bytes();
      }
      bytes -= slot.bytes();
      slot.variants = with(slot.variants, variant);
      bytes += slot.bytes();
      shrink(slot);
    }
  }

  private static <V> List<Variant<V>> with(List<Variant<V>> before, Variant<V> added) {
    ArrayList<Variant<V>> after = new ArrayList<>(before.size() + 1);
    after.add(added);
    for (Variant<V> variant : before) {
      if (after.size() < VARIANTS_MAX && !variant.guards().equals(added.guards())) {
        after.add(variant);
      }
    }
    return List.copyOf(after);
  }

  /** Makes room; what was just added stays. */
  private void shrink(Slot<V> added) {
    while (bytes > bytesMax && order.size() > 1) {
      Slot<V> first = order.removeFirst();
      if (first == added || first.found) {
        first.found = false;
        order.addLast(first);
      } else {
        slots.remove(first.key);
        bytes -= first.bytes();
      }
    }
  }

  long hits() {
    return hits.sum();
  }

  long misses() {
    return misses.sum();
  }

  /** What the plans take, by estimate. */
  long bytes() {
    synchronized (lock) {
      return bytes;
    }
  }

  int size() {
    return slots.size();
  }
}
