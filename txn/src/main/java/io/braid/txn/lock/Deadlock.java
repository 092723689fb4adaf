package io.braid.txn.lock;

import java.util.List;

/**
 * A cycle of waits that was found.
 *
 * @param members each waits for the next, the last, who closed the cycle, for the first
 * @param victim which of them
 */
public record Deadlock(List<Member> members, int victim) {
  /** Copies the list. */
  public Deadlock {
    members = List.copyOf(members);
    if (victim < 0 || victim >= members.size()) {
      throw new IllegalArgumentException("victim " + victim + " of " + members.size());
    }
  }

  /**
   * A transaction that waits.
   *
   * @param connectionId 0 when it has left its session
   * @param changedRows its weight
   * @param holds what the one before it in the cycle waits for, as this one has it
   */
  public record Member(
      long transactionId,
      long connectionId,
      long changedRows,
      WantedLock holds,
      WantedLock waitsFor) {}
}
