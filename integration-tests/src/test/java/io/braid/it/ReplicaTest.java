package io.braid.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Real MySQL replicas follow through a load in which the source is killed. */
@NeedsPeer({"mysql"})
final class ReplicaTest {
  private static final long SEED = Long.getLong("seed", 20_261_121L);

  private final DatabaseProcess source = DatabaseProcess.startSource();
  private final MySqlServer byGtid = MySqlServer.start();

  @AfterEach
  void end() {
    byGtid.close();
    source.close();
  }

  @Test
  @Tag("full")
  @Tag("smoke")
  void aReplicaFollowsThroughOneKill() {
    byGtid.follow(source.endpoint(), "SOURCE_AUTO_POSITION=1");
    try (Workload load = Workload.start(source.endpoint(), SEED, 2)) {
      load.awaitTransactions(150, Duration.ofMinutes(1));
      source.kill();
      final Map<String, byte[]> files = Replicas.binlogFiles(source);
      source.restart();
      load.awaitTransactions(150, Duration.ofMinutes(1));
      load.close();
      load.verify();
      Replicas.awaitCaughtUp(source, byGtid, Duration.ofMinutes(1));
      Replicas.assertEqual(source, byGtid);
      Replicas.assertUnchanged(files, Replicas.binlogFiles(source));
      Replicas.readAllFiles(source);
    }
  }

  @Test
  @Tag("full")
  @Tag("replicas")
  void twoReplicasFollowTheLoadOfSakilaAndTwoKills() {
    try (MySqlServer byFile = MySqlServer.start()) {
      byGtid.follow(source.endpoint(), "SOURCE_AUTO_POSITION=1");
      byFile.follow(source.endpoint(), Replicas.fromFirstFile(source));
      Sakila.load(source.endpoint());
      try (Workload load = Workload.start(source.endpoint(), SEED, 4)) {
        load.awaitTransactions(1500, Duration.ofMinutes(2));
        source.kill();
        final Map<String, byte[]> first = Replicas.binlogFiles(source);
        source.restart();
        load.awaitTransactions(1500, Duration.ofMinutes(2));
        source.kill();
        final Map<String, byte[]> second = Replicas.binlogFiles(source);
        source.restart();
        load.awaitTransactions(1000, Duration.ofMinutes(2));
        load.close();
        assertThat(load.acknowledgedTransactions()).isGreaterThanOrEqualTo(4000);
        load.verify();
        for (MySqlServer replica : List.of(byGtid, byFile)) {
          Replicas.awaitCaughtUp(source, replica, Duration.ofMinutes(2));
          Replicas.assertEqual(source, replica);
        }
        Replicas.assertUnchanged(first, Replicas.binlogFiles(source));
        Replicas.assertUnchanged(second, Replicas.binlogFiles(source));
        Replicas.readAllFiles(source);
      }
    }
  }

  /** What the tests above rely on must be able to fail. */
  @Test
  @Tag("full")
  @Tag("replicas")
  void aLostRowIsSeen() {
    byGtid.follow(source.endpoint(), "SOURCE_AUTO_POSITION=1");
    source.endpoint().execute("CREATE DATABASE d", "CREATE TABLE d.t (id INT PRIMARY KEY)");
    source.endpoint().execute("INSERT INTO d.t VALUES (1), (2)");
    Replicas.awaitCaughtUp(source, byGtid, Duration.ofSeconds(30));
    byGtid.endpoint().execute("DELETE FROM d.t WHERE id = 2");
    assertThatThrownBy(() -> Replicas.assertEqual(source, byGtid))
        .isInstanceOf(AssertionError.class);
  }
}
