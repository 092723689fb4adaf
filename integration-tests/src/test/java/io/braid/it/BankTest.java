package io.braid.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Transfers over four volumes while the process is killed again and again. The total is the same in
 * every snapshot, in every prefix of the stream and on a MySQL replica, and the ledger is complete.
 */
@Tag("full")
@NeedsPeer({"mysql", "client:binlog-connector"})
final class BankTest {
  private static final long SEED = Long.getLong("seed", 20_261_121L);

  private final DatabaseProcess source =
      DatabaseProcess.startSource("--volumes", "4", "--placement", "table");
  private final MySqlServer replica = MySqlServer.start();
  private long streamTotal;
  private long streamed;

  @AfterEach
  void end() {
    replica.close();
    source.close();
  }

  @Test
  @Tag("smoke")
  void theTotalHoldsThroughTwoKills() {
    run(8, Duration.ofSeconds(12), Duration.ofSeconds(4));
  }

  @Test
  @Tag("bank")
  void theTotalHoldsThroughFiveMinutesOfKills() {
    run(32, Duration.ofSeconds(Long.getLong("braid.bank.seconds", 300)), Duration.ofSeconds(10));
  }

  private void run(int sessions, Duration length, Duration betweenKills) {
    replica.follow(source.endpoint(), "SOURCE_AUTO_POSITION=1");
    try (Bank bank = Bank.open(source.endpoint());
        StreamFollower stream =
            StreamFollower.start(source.endpoint(), Bank.DATABASE, this::checkPrefix)) {
      bank.start(SEED, sessions);
      Instant end = Instant.now().plus(length);
      for (Instant kill = Instant.now().plus(betweenKills);
          kill.isBefore(end);
          kill = kill.plus(betweenKills)) {
        long before = bank.acknowledged();
        await(bank, stream, kill, before + sessions);
        source.kill();
        source.restart();
      }
      await(bank, stream, end, bank.acknowledged());
      bank.close();
      bank.verify();
      assertThat(bank.snapshots()).isPositive();
      stream.finish(Duration.ofMinutes(1));
      Bank.TABLES.forEach(stream::assertTable);
      stream.assertTable("ledger");
      assertThat(streamed).isGreaterThanOrEqualTo(bank.acknowledged());
      Replicas.awaitCaughtUp(source, replica, Duration.ofMinutes(2));
      Replicas.assertEqual(source, replica);
      System.err.println(
          bank.acknowledged()
              + " transfers, "
              + bank.snapshots()
              + " snapshots, "
              + streamed
              + " transactions in the stream");
    }
  }

  private static void await(Bank bank, StreamFollower stream, Instant instant, long transfers) {
    Awaitility.await(transfers + " transfers")
        .atMost(Duration.ofMinutes(1))
        .pollInterval(Duration.ofMillis(50))
        .until(() -> {
          bank.checkHealth();
          stream.checkHealth();
          return Instant.now().isAfter(instant) && bank.acknowledged() >= transfers;
        });
  }

  /** Behind every transaction: the total of all balances, and one row of the ledger. */
  private void checkPrefix(StreamFollower.Committed transaction) {
    long rows = 0;
    for (StreamFollower.Change change : transaction.changes()) {
      if (Bank.TABLES.contains(change.table())) {
        streamTotal += change.after().map(row -> Long.parseLong(row.get(1))).orElse(0L);
        streamTotal -= change.before().map(row -> Long.parseLong(row.get(1))).orElse(0L);
      } else if (change.table().equals("ledger")) {
        rows++;
      }
    }
    boolean opening = streamed == 0;
    boolean last = transaction.changes().stream().anyMatch(c -> c.table().startsWith("zz"));
    if (streamTotal != Bank.TOTAL || (rows != 1 && !opening && !last)) {
      throw new AssertionError(
          "the total is " + streamTotal + " behind " + transaction + ", " + rows + " transfers");
    }
    streamed++;
  }
}
