package io.braid.txn.commit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.braid.common.MySqlError;
import io.braid.common.MySqlException;
import io.braid.storage.ControlCommand;
import io.braid.storage.Gtid;
import io.braid.storage.StatementMark;
import io.braid.storage.WriteSet;
import io.braid.storage.node.log.NotLeaderException;
import io.braid.storage.node.log.UnknownOutcomeException;
import io.braid.storage.node.volume.Volume;
import io.braid.txn.InMemoryVolume;
import io.braid.txn.IsolationLevel;
import io.braid.txn.LockMode;
import io.braid.txn.Transaction;
import io.braid.txn.TransactionOptions;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class InMemoryTransactionTest extends TransactionContract {
  private final InMemoryVolume memory = new InMemoryVolume();

  @Override
  Volume newVolume() {
    return memory;
  }

  @Test
  void statementsAreMarkedAtTheirFirstRow() {
    Transaction transaction = begin();
    transaction.startStatement(0, "SELECT 1");
    transaction.startStatement(StatementMark.NO_FOREIGN_KEY_CHECKS, "INSERT 1");
    put(transaction, 1, "a");
    put(transaction, 2, "b");
    transaction.startStatement(0, "INSERT 2");
    put(transaction, 3, "c");
    transaction.rollbackStatement();
    transaction.startStatement(0, "DELETE");
    transaction.continueStatement(StatementMark.CASCADE);
    put(transaction, 1, null);
    transaction.continueStatement(0);
    put(transaction, 2, null);
    transaction.commit();
    WriteSet writes = memory.writeSets().getLast();
    assertThat(writes.rows()).hasSize(4);
    assertThat(writes.transaction().statements())
        .containsExactly(
            new StatementMark(1, StatementMark.NO_FOREIGN_KEY_CHECKS, "INSERT 1"),
            new StatementMark(3, StatementMark.CASCADE, ""),
            new StatementMark(4, StatementMark.CONTINUES, ""));
  }

  @Test
  void locksLostByAChangeOfLeaderEndWith1213() {
    Transaction transaction = begin();
    transaction.getForUpdate(key(9), LockMode.SHARED, LONG);
    put(transaction, 1, "a");
    memory.changeTerm();
    assertThatThrownBy(transaction::commit)
        .isInstanceOfSatisfying(
            MySqlException.class,
            e -> assertThat(e.error()).isEqualTo(MySqlError.ER_LOCK_DEADLOCK));
    assertThat(transaction.isFinished()).isTrue();
    assertThat(memory.writeSets()).isEmpty();
  }

  @Test
  void anUnknownOutcomeStaysUnknown() {
    Transaction transaction = begin();
    put(transaction, 1, "a");
    memory.failNextCommit(new UnknownOutcomeException("lost", new RuntimeException("x")));
    assertThatThrownBy(transaction::commit).isInstanceOf(UnknownOutcomeException.class);
    assertThat(manager.lockedKeys()).isZero();
  }

  @Test
  void aProposalThatWasNotMadeIs1213() {
    Transaction transaction = begin();
    put(transaction, 1, "a");
    memory.failNextCommit(new NotLeaderException("moved"));
    assertThatThrownBy(transaction::commit).isInstanceOf(MySqlException.class);
  }

  @Test
  void aForeignGtidIsCommittedAlsoWithoutRows() {
    Gtid gtid = new Gtid.Foreign(new UUID(1, 2), 77);
    Transaction transaction =
        manager.begin(
            new TransactionOptions(1, IsolationLevel.REPEATABLE_READ, false, false, gtid, 9, 123));
    assertThat(transaction.commit()).isPositive();
    assertThat(memory.writeSets().getLast().transaction().gtid()).isEqualTo(gtid);
    assertThat(memory.writeSets().getLast().transaction().originServerId()).isEqualTo(9);
  }

  @Test
  void controlRecordsAreOrderedLikeCommits() {
    commitRow(1, "a");
    long before = memory.highestCommitTs();
    assertThat(manager.control(new ControlCommand.Rotate())).isGreaterThan(before);
    assertThat(memory.controls()).containsExactly(new ControlCommand.Rotate());
  }
}
