package io.braid.simulation;

import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The clients: one transaction after the other, at any node, until they are stopped. */
final class Workload {
  private final World world;
  private final Scheduler scheduler;
  private final Branches branches;
  private boolean stopped;
  private int running;
  private int nextElement = 1;

  Workload(World world, Branches branches) {
    this.world = world;
    this.scheduler = world.scheduler();
    this.branches = branches;
  }

  void start(int clients) {
    for (int client = 0; client < clients; client++) {
      next();
    }
  }

  void stop() {
    stopped = true;
  }

  int running() {
    return running;
  }

  private void next() {
    if (!stopped) {
      scheduler.after(scheduler.between(0, 4_000), this::begin);
    }
  }

  private void begin() {
    if (stopped) {
      return;
    }
    int kind = scheduler.below(100);
    if (kind < 5) {
      large(open("large", Isolation.REPEATABLE_READ));
    } else if (kind < 22) {
      transfer(open("transfer", anyIsolation()));
    } else if (kind < 32) {
      audit(open("audit", Isolation.REPEATABLE_READ));
    } else if (kind < 60) {
      lists(open("lists", anyIsolation()), 1 + scheduler.below(4));
    } else if (kind < 76) {
      unique(open("unique", Isolation.REPEATABLE_READ), 1 + scheduler.below(2));
    } else if (kind < 82) {
      lookup(open("lookup", Isolation.REPEATABLE_READ));
    } else if (kind < 87) {
      numbered(open("numbered", Isolation.REPEATABLE_READ));
    } else if (kind < 91) {
      newest(open("newest", Isolation.REPEATABLE_READ));
    } else if (kind < 95) {
      branch(open("branch", Isolation.REPEATABLE_READ));
    } else {
      status();
    }
  }

  private Session open(String kind, Isolation isolation) {
    running++;
    Session session =
        new Session(
            world,
            world.anyNode(),
            isolation,
            kind,
            () -> {
              running--;
              next();
            });
    session.record().silent = scheduler.chance(0.04);
    return session;
  }

  private Isolation anyIsolation() {
    return scheduler.pick(List.of(Isolation.values()));
  }

  private String account() {
    return "a" + scheduler.below(World.ACCOUNTS);
  }

  private static String plus(@Nullable String balance, int amount) {
    return Integer.toString(Integer.parseInt(balance == null ? "0" : balance) + amount);
  }

  /** Money from one account to another, perhaps with a statement that is rolled back. */
  private void transfer(Session session) {
    move(session, scheduler.chance(0.2), session::commit);
  }

  private void move(Session session, boolean rollsBack, Runnable then) {
    String from = account();
    String to = account();
    int amount = 1 + scheduler.below(9);
    session.update(
        from,
        balance -> plus(balance, -amount),
        () -> {
          if (!rollsBack) {
            session.update(to, balance -> plus(balance, amount), then);
            return;
          }
          int savepoint = session.savepoint();
          session.update(
              account(),
              balance -> plus(balance, 1000),
              () -> {
                session.rollbackTo(savepoint);
                session.update(to, balance -> plus(balance, amount), then);
              });
        });
  }

  /** In chunks: money moves, a statement is rolled back behind its chunk, money moves again. */
  private void large(Session session) {
    move(
        session,
        false,
        () ->
            session.sendChunk(() -> {
              int savepoint = session.savepoint();
              session.update(
                  account(),
                  balance -> plus(balance, 5000),
                  () ->
                      session.sendChunk(() -> {
                        session.rollbackTo(savepoint);
                        move(session, false, () -> session.sendChunk(session::commit));
                      }));
            }));
  }

  /** All accounts at one snapshot hold the money of the beginning. */
  private void audit(Session session) {
    session.read(
        Shards.of("a0"),
        List.of(),
        low ->
            later(
                session,
                () ->
                    session.read(
                        Shards.of("a3"),
                        List.of(),
                        high -> {
                          int total = sum(low) + sum(high);
                          if (total != 100 * World.ACCOUNTS) {
                            throw new Violation(
                                "bank", session.record() + " saw " + low + " and " + high);
                          }
                          session.commit();
                        })));
  }

  static int sum(Map<String, String> accounts) {
    return accounts.values().stream().mapToInt(Integer::parseInt).sum();
  }

  private void later(Session session, Runnable action) {
    long pause = scheduler.chance(0.1) ? 80_000 : 4_000;
    session.node().after(scheduler.between(0, pause), action);
  }

  /** Reads, locking reads and appends on lists. */
  private void lists(Session session, int steps) {
    if (steps == 0) {
      session.commit();
      return;
    }
    String key = "l" + scheduler.below(6);
    Runnable then = () -> later(session, () -> lists(session, steps - 1));
    switch (scheduler.below(4)) {
      case 0 -> session.read(Shards.of(key), List.of(key), found -> then.run());
      case 1 ->
          session.lock(Shards.of(key), List.of(key), scheduler.chance(0.5), found -> then.run());
      default -> append(session, key, then);
    }
  }

  /** Rows with a unique name: insert, delete, rename, change of the key. */
  private void unique(Session session, int steps) {
    if (steps == 0) {
      session.commit();
      return;
    }
    String key = "u" + scheduler.below(4);
    String name = "x" + scheduler.below(4);
    Runnable then = () -> later(session, () -> unique(session, steps - 1));
    session.lockForWrite(
        key,
        old -> {
          if (old == null) {
            withFreeName(
                session,
                name,
                () -> {
                  session.put(key, null, name);
                  session.putEntry("I:" + name, key);
                  then.run();
                });
            return;
          }
          switch (scheduler.below(3)) {
            case 0 ->
                session.lockForWrite(
                    "I:" + old,
                    owner -> {
                      session.put(key, old, null);
                      session.putEntry("I:" + old, null);
                      then.run();
                    });
            case 1 ->
                withFreeName(
                    session,
                    name,
                    () ->
                        session.lockForWrite(
                            "I:" + old,
                            owner -> {
                              session.put(key, old, name);
                              session.putEntry("I:" + old, null);
                              session.putEntry("I:" + name, key);
                              then.run();
                            }));
            default -> rekey(session, key, old, then);
          }
        });
  }

  private void rekey(Session session, String key, String name, Runnable then) {
    String newKey = "u" + scheduler.below(4);
    session.lockForWrite(
        newKey,
        present -> {
          if (present != null) {
            session.fail();
            return;
          }
          session.lockForWrite(
              "I:" + name,
              owner -> {
                session.rekey(key, newKey, name, name);
                session.putEntry("I:" + name, newKey);
                then.run();
              });
        });
  }

  /** Goes on when nobody has the name; 1062 otherwise. */
  private void withFreeName(Session session, String name, Runnable then) {
    String entry = "I:" + name;
    if (world.rules().breaks(Rule.R07_UNIQUE_UNDER_LOCK)) {
      session.readNewest(
          Shards.of(entry),
          List.of(entry),
          found -> {
            if (found.containsKey(entry)) {
              session.fail();
            } else {
              session.lockForWrite(entry, owner -> then.run());
            }
          });
      return;
    }
    session.lockForWrite(
        entry,
        owner -> {
          if (owner != null) {
            session.fail();
          } else {
            then.run();
          }
        });
  }

  /** By the unique index at a snapshot: the entry and the row agree. */
  private void lookup(Session session) {
    session.read(
        Shards.of("I:x"),
        List.of(),
        entries ->
            later(
                session,
                () ->
                    session.read(
                        Shards.of("u0"),
                        List.of(),
                        rows -> {
                          entries.forEach((entry, key) -> {
                            if (!entry.equals("I:" + rows.get(key))) {
                              throw new Violation(
                                  "index", session.record() + " saw " + entries + " and " + rows);
                            }
                          });
                          if (rows.size() != entries.size()) {
                            throw new Violation(
                                "index", session.record() + " saw " + entries + " and " + rows);
                          }
                          session.commit();
                        })));
  }

  /** A row with an automatic number, on the counter's shard or another one. */
  private void numbered(Session session) {
    boolean elsewhere = scheduler.chance(0.5);
    Counters.draw(
        world,
        session,
        elsewhere,
        number -> {
          String key = (elsewhere ? "nb" : "na") + (100_000 + number);
          session.lockForWrite(
              key,
              present -> {
                if (present != null) {
                  throw new Violation("counter", "number " + number + " is drawn twice");
                }
                session.put(key, null, "row");
                session.commit();
              });
        });
  }

  /**
   * What production does with newest versions: one key alone (rule 4), or the candidates of a
   * locking scan, each of which is locked and read again before anything follows from it.
   */
  private void newest(Session session) {
    String key = scheduler.chance(0.5) ? account() : "l" + scheduler.below(6);
    if (scheduler.chance(0.3)) {
      session.readNewest(Shards.of(key), List.of(key), found -> session.commit());
      return;
    }
    boolean exclusive = scheduler.chance(0.5);
    session.readNewest(
        Shards.of(key),
        List.of(),
        candidates ->
            lockEach(
                session,
                List.copyOf(candidates.keySet()),
                exclusive,
                () -> {
                  if (!exclusive || candidates.isEmpty()) {
                    session.commit();
                    return;
                  }
                  String changed = scheduler.pick(List.copyOf(candidates.keySet()));
                  if (changed.startsWith("l")) {
                    append(session, changed, session::commit);
                  } else {
                    // A write that leaves the money where it is.
                    session.update(changed, balance -> balance, session::commit);
                  }
                }));
  }

  private void lockEach(Session session, List<String> keys, boolean exclusive, Runnable then) {
    if (keys.isEmpty()) {
      then.run();
      return;
    }
    String key = keys.getFirst();
    session.lock(
        Shards.of(key),
        List.of(key),
        exclusive,
        found -> lockEach(session, keys.subList(1, keys.size()), exclusive, then));
  }

  private void append(Session session, String key, Runnable then) {
    String element = Integer.toString(nextElement++);
    session.update(
        key, list -> list == null || list.isEmpty() ? element : list + "," + element, then);
  }

  /** A branch that is prepared; its end comes later from elsewhere. */
  private void branch(Session session) {
    move(
        session,
        false,
        () -> {
          if (world.rules().breaks(Rule.R27_XA_AT_COMMIT)) {
            // As if PREPARE wrote the branch: what the owner decides later comes too late.
            boolean commit = scheduler.chance(0.5);
            if (!commit) {
              branches.rolledBackAfterAll(session.record());
            }
            session.commit();
            return;
          }
          branches.prepare(session);
        });
  }

  private void status() {
    running++;
    Node node = world.anyNode();
    Node asked = world.anyNode();
    long seen = world.history().acknowledged();
    boolean[] done = {false};
    Consumer<Boolean> end =
        any -> {
          if (!done[0]) {
            done[0] = true;
            running--;
            next();
          }
        };
    Oracle.ask(
        world,
        node,
        2,
        timestamp -> {
          if (timestamp != null && asked.isUp()) {
            asked
                .binlog()
                .whenGenerated(
                    timestamp,
                    scheduler.now() + 100_000,
                    count ->
                        world.history().statuses.add(new History.Status(asked.id(), seen, count)));
          }
        });
    scheduler.after(30_000, () -> end.accept(true));
  }
}
