package io.braid.storage.node.log;

import io.braid.storage.node.log.ReplicatedLog.LogPosition;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Proposals on their way to a log's one writing thread. It is bounded in bytes: beyond that,
 * proposing blocks.
 */
final class ProposalQueue {
  /** A payload, the term it was made in, and who waits for it. */
  record Proposal(long term, byte[] payload, CompletableFuture<LogPosition> outcome) {}

  private enum State {
    OPEN,
    /** Takes nothing more; what is in it is still written. */
    CLOSING,
    FAILED
  }

  private final String name;
  private final long bytesMax;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition filled = lock.newCondition();
  private final Condition drained = lock.newCondition();

  // Guarded by lock.
  private final ArrayDeque<Proposal> proposals = new ArrayDeque<>();
  private long bytes;
  private State state = State.OPEN;
  private boolean takerWaits;

  /**
   * @param name of the log, for errors
   * @param bytesMax beyond this {@link #add} blocks; one larger payload passes alone
   */
  ProposalQueue(String name, long bytesMax) {
    this.name = name;
    this.bytesMax = bytesMax;
  }

  /** Adds a proposal, or fails its future when the log is closed or has failed. */
  void add(Proposal proposal) {
    lock.lock();
    try {
      int length = proposal.payload.length;
      while (state == State.OPEN && bytes > 0 && bytes + length > bytesMax) {
        drained.awaitUninterruptibly();
      }
      switch (state) {
        case OPEN -> {
          proposals.add(proposal);
          bytes += length;
          if (takerWaits) {
            filled.signal();
          }
        }
        case CLOSING ->
            proposal.outcome.completeExceptionally(
                new NotLeaderException("log " + name + " is closed"));
        case FAILED ->
            proposal.outcome.completeExceptionally(
                new LogFailedException("log " + name + " failed before", null));
      }
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits for proposals and takes the oldest ones.
   *
   * @param batch gets them
   * @param batchBytesMax at most so many bytes, unless the first alone has more
   * @param countMax at most so many
   * @return false when the queue is empty and closed
   */
  boolean take(List<Proposal> batch, long batchBytesMax, int countMax) {
    lock.lock();
    try {
      while (proposals.isEmpty()) {
        if (state != State.OPEN) {
          return false;
        }
        takerWaits = true;
        filled.awaitUninterruptibly();
        takerWaits = false;
      }
      long taken = 0;
      while (!proposals.isEmpty()
          && batch.size() < countMax
          && (taken == 0 || taken + proposals.element().payload.length <= batchBytesMax)) {
        Proposal proposal = proposals.remove();
        taken += proposal.payload.length;
        batch.add(proposal);
      }
      bytes -= taken;
      drained.signalAll();
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** Refuses further proposals. */
  void close() {
    lock.lock();
    try {
      if (state == State.OPEN) {
        state = State.CLOSING;
      }
      filled.signalAll();
      drained.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** The log failed for good: fails all that wait here and all that come. */
  void fail(Throwable failure) {
    List<Proposal> unwritten;
    lock.lock();
    try {
      state = State.FAILED;
      unwritten = new ArrayList<>(proposals);
      proposals.clear();
      bytes = 0;
      filled.signalAll();
      drained.signalAll();
    } finally {
      lock.unlock();
    }
    for (Proposal proposal : unwritten) {
      proposal.outcome.completeExceptionally(
          new LogFailedException("log " + name + " failed before", failure));
    }
  }

  boolean isOpen() {
    lock.lock();
    try {
      return state == State.OPEN;
    } finally {
      lock.unlock();
    }
  }
}
