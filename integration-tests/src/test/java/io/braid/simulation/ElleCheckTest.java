package io.braid.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Small histories written by hand, each with one anomaly or with none. */
final class ElleCheckTest {
  private final History history = new History();
  private long timestamp = 1;

  /** One transaction under construction; "1,2" is the list of the elements 1 and 2. */
  private final class Client {
    private final History.Txn txn;

    Client(Isolation isolation) {
      txn = history.begin(isolation, "client");
    }

    Client reads(String key, String list) {
      Map<String, String> found = list.isEmpty() ? Map.of() : Map.of(key, list);
      txn.snapshotReads.add(
          new History.SnapshotRead(timestamp, Shards.of(key), List.of(key), found));
      return this;
    }

    Client locks(String key, String list) {
      txn.lockRead(key, list.isEmpty() ? null : list);
      return this;
    }

    Client appends(String key, String before, String after) {
      txn.events.add(new RowEvent(key, before.isEmpty() ? null : before, key, after, 0));
      return this;
    }

    void commits() {
      history.ended(txn, History.Outcome.COMMITTED, txn.events.isEmpty() ? 0 : ++timestamp);
    }

    void aborts() {
      history.ended(txn, History.Outcome.ABORTED, 0);
    }

    void isLost() {
      history.ended(txn, History.Outcome.UNKNOWN, 0);
      txn.commitTs = ++timestamp;
    }
  }

  private Client client(Isolation isolation) {
    return new Client(isolation);
  }

  private Client client() {
    return client(Isolation.READ_COMMITTED);
  }

  private void assertFound(String anomaly) {
    assertThatThrownBy(() -> new ElleCheck(history).run())
        .isInstanceOfSatisfying(
            Violation.class, violation -> assertThat(violation.checker()).isEqualTo("elle"))
        .hasMessageContaining(anomaly);
  }

  private void assertClean() {
    assertThatCode(() -> new ElleCheck(history).run()).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @EnumSource(Isolation.class)
  void transactionsOneAfterTheOtherAreClean(Isolation isolation) {
    client(isolation).appends("l0", "", "1").appends("l1", "", "2").commits();
    client(isolation).reads("l0", "1").locks("l1", "2").appends("l1", "2", "2,3").commits();
    client(isolation).locks("l0", "1").locks("l1", "2,3").commits();
    client(isolation).reads("l0", "1").reads("l1", "2,3").commits();
    assertClean();
  }

  @Test
  void twoOrdersOfTheSameElementsAreFound() {
    client().appends("l0", "", "1").commits();
    client().appends("l0", "1", "1,2").commits();
    client().reads("l0", "2,1").commits();
    assertFound("incompatible orders");
  }

  @Test
  void g0IsACycleOfWrites() {
    client().appends("l0", "", "1").appends("l1", "4", "4,3").commits();
    client().appends("l0", "1", "1,2").appends("l1", "", "4").commits();
    assertFound("G0");
  }

  @Test
  void g1aIsAReadOfWhatWasRolledBack() {
    client().appends("l0", "", "1").aborts();
    client().reads("l0", "1").commits();
    assertFound("G1a");
  }

  @Test
  void anUnknownOutcomeThatCommittedMayBeRead() {
    client().appends("l0", "", "1").isLost();
    client().reads("l0", "1").commits();
    assertClean();
  }

  @Test
  void g1bIsAReadOfAnIntermediateVersion() {
    client().appends("l0", "", "1").appends("l0", "1", "1,2").commits();
    client().reads("l0", "1").commits();
    assertFound("G1b");
  }

  @Test
  void g1cIsACycleOfWritesAndReads() {
    client().appends("l0", "", "1").reads("l1", "2").commits();
    client().appends("l1", "", "2").reads("l0", "1").commits();
    assertFound("G1c");
  }

  /** A reader that sees half of a transaction; the two keys are read at two points. */
  private void readSkew(Isolation isolation) {
    client().appends("l0", "", "1").appends("l1", "", "2").commits();
    client(isolation).reads("l0", "1").reads("l1", "").commits();
  }

  @Test
  void gSingleIsFoundWhereOneSnapshotIsPromised() {
    readSkew(Isolation.REPEATABLE_READ);
    assertFound("G-single");
  }

  @Test
  void gSingleIsAllowedAtReadCommitted() {
    readSkew(Isolation.READ_COMMITTED);
    assertClean();
  }

  /** Both read what the other one writes, and do not see it. */
  private void writeSkew(Isolation isolation) {
    client().appends("l0", "", "1").appends("l1", "", "2").commits();
    client(isolation).locks("l1", "2").appends("l0", "1", "1,3").commits();
    client(isolation).locks("l0", "1").appends("l1", "2", "2,4").commits();
    client().reads("l0", "1,3").reads("l1", "2,4").commits();
  }

  @Test
  void g2IsFoundAtSerializable() {
    writeSkew(Isolation.SERIALIZABLE);
    assertFound("G2");
  }

  @Test
  void g2IsAllowedBelow() {
    writeSkew(Isolation.REPEATABLE_READ);
    assertClean();
  }

  @Test
  void gSingleOfSerializableWritersIsFoundToo() {
    client().appends("l0", "", "1").commits();
    client(Isolation.SERIALIZABLE).locks("l0", "1").appends("l1", "", "9").commits();
    client().appends("l0", "1", "1,2").appends("l2", "", "7").commits();
    client(Isolation.SERIALIZABLE).locks("l2", "7").locks("l0", "1").commits();
    assertFound("G-single");
  }
}
