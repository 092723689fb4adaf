package io.braid.simulation;

import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.SplittableRandom;

/**
 * Virtual time, chance, and the order of everything that happens. Times are microseconds. The same
 * seed gives the same run.
 */
final class Scheduler {
  private record Event(long at, long order, Runnable action) {}

  private final PriorityQueue<Event> events =
      new PriorityQueue<>(Comparator.comparingLong(Event::at).thenComparingLong(Event::order));
  private final SplittableRandom random;
  private long now;
  private long order;
  private long eventsRun;

  Scheduler(long seed) {
    this.random = new SplittableRandom(seed);
  }

  long now() {
    return now;
  }

  long eventsRun() {
    return eventsRun;
  }

  /** Runs {@code action} later; actions of one moment run in the order in which they came. */
  void after(long delayMicros, Runnable action) {
    events.add(new Event(now + Math.max(0, delayMicros), order++, action));
  }

  /** Runs everything up to a moment. */
  void runUntil(long moment) {
    while (!events.isEmpty() && events.peek().at() <= moment) {
      Event event = events.remove();
      now = event.at();
      eventsRun++;
      event.action().run();
    }
    now = moment;
  }

  /** Repeats an action for ever, with some chance in its period. */
  void every(long periodMicros, Runnable action) {
    after(
        between(periodMicros / 2, periodMicros * 3 / 2),
        () -> {
          action.run();
          every(periodMicros, action);
        });
  }

  boolean chance(double probability) {
    return random.nextDouble() < probability;
  }

  /** From {@code low} to {@code high}, both included. */
  long between(long low, long high) {
    return low + random.nextLong(high - low + 1);
  }

  int below(int bound) {
    return random.nextInt(bound);
  }

  <T> T pick(List<T> choices) {
    return choices.get(random.nextInt(choices.size()));
  }
}
