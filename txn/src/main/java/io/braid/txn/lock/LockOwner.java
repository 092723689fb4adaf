package io.braid.txn.lock;

import java.util.ArrayList;
import org.jspecify.annotations.Nullable;

/**
 * A transaction as the lock table sees it. It belongs to one thread at a time; others read only
 * what it waits for and its weight.
 */
public final class LockOwner {
  private final long id;
  private final long connectionId;

  /** Held keys in the order in which they were locked. Touched by the owner's thread only. */
  final ArrayList<LockEntry> held = new ArrayList<>();

  /** How many of {@link #held} were there when the statement began. */
  int heldBeforeStatement;

  /** What it waits for. Written under the stripe's lock. */
  volatile @Nullable LockRequest waiting;

  /** Whether {@link LockTable#registerWrites} was called. */
  boolean writes;

  volatile boolean cancelled;
  private volatile long weight;

  /**
   * @param id for reports
   */
  public LockOwner(long id) {
    this(id, 0);
  }

  /**
   * @param connectionId of its session, for reports; 0 for none
   */
  public LockOwner(long id, long connectionId) {
    this.id = id;
    this.connectionId = connectionId;
  }

  /** The connection of its session; 0 for none. */
  public long connectionId() {
    return connectionId;
  }

  /** The transaction's number. */
  public long id() {
    return id;
  }

  /** Rows that it has changed: the lightest owner of a deadlock is its victim. */
  public long weight() {
    return weight;
  }

  /** Sets {@link #weight}; called by the owner's thread. */
  public void setWeight(long changedRows) {
    weight = changedRows;
  }

  /** How many keys it has locked. */
  public int heldCount() {
    return held.size();
  }

  /** A new statement: cancellations of the last one are over. */
  public void startStatement() {
    cancelled = false;
    heldBeforeStatement = held.size();
  }

  @Override
  public String toString() {
    return "owner " + id;
  }
}
