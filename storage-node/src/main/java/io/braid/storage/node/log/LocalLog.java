package io.braid.storage.node.log;

import io.braid.storage.node.log.LogStateMachine.Entry;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * The log of a volume with one replica. Its state machine applies durably: RocksDB's own synced log
 * is the log (PROTOCOL.md, rule 33). This class makes one write out of all proposals that came
 * while the write before was synced.
 *
 * <pre>
 * propose ─► queue (bounded in bytes) ─► one thread: take all ─► apply (one synced write)
 *                                                              ─► complete their futures
 * </pre>
 *
 * <p>A failed write or sync is final: what was in it is reported as unknown, because the disk may
 * or may not have it, the rest as failed, and {@code onFailure} ends the process.
 */
public final class LocalLog implements ReplicatedLog {
  /** Proposals beyond this block until some were applied; one larger entry passes alone. */
  public static final long QUEUE_BYTES_MAX = 64L << 20;

  /** What one write takes at most, unless a single entry is larger. */
  private static final long BATCH_BYTES_MAX = 4L << 20;

  private record Proposal(byte[] payload, CompletableFuture<LogPosition> outcome) {}

  private enum State {
    OPEN,
    CLOSING,
    FAILED,
    CLOSED
  }

  private final String name;
  private final LogStateMachine stateMachine;
  private final long term;
  private final long entryBytesMax;
  private final Consumer<Throwable> onFailure;
  private final Thread writer;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition filled = lock.newCondition();
  private final Condition drained = lock.newCondition();

  // Guarded by lock.
  private final ArrayDeque<Proposal> queue = new ArrayDeque<>();
  private long queuedBytes;
  private State state = State.OPEN;
  private boolean writerWaits;

  private volatile LogPosition applied;

  /**
   * Opens the log and starts its thread.
   *
   * @param name for the thread and error messages
   * @param stateMachine whose {@link LogStateMachine#apply} is durable when it returns
   * @param term greater than in every earlier life of this log
   * @param entryBytesMax the largest entry
   * @param onFailure called once, by the log's thread, when the disk failed; the process must end,
   *     since nobody knows what is on the disk
   */
  public LocalLog(
      String name,
      LogStateMachine stateMachine,
      long term,
      long entryBytesMax,
      Consumer<Throwable> onFailure) {
    this.name = name;
    this.stateMachine = stateMachine;
    this.term = term;
    this.entryBytesMax = entryBytesMax;
    this.onFailure = onFailure;
    this.applied = stateMachine.durable();
    this.writer = Thread.ofPlatform().name("log-" + name).daemon(true).unstarted(this::writeAll);
    writer.start();
  }

  @Override
  public long entryBytesMax() {
    return entryBytesMax;
  }

  @Override
  public CompletableFuture<LogPosition> propose(long proposedTerm, byte[] payload) {
    CompletableFuture<LogPosition> outcome = new CompletableFuture<>();
    if (proposedTerm != term) {
      outcome.completeExceptionally(
          new NotLeaderException("log " + name + ": term " + proposedTerm + " is over"));
      return outcome;
    }
    if (payload.length > entryBytesMax) {
      throw new IllegalArgumentException(
          "an entry of " + payload.length + " bytes, over " + entryBytesMax);
    }
    lock.lock();
    try {
      while (state == State.OPEN
          && queuedBytes > 0
          && queuedBytes + payload.length > QUEUE_BYTES_MAX) {
        drained.awaitUninterruptibly();
      }
      switch (state) {
        case OPEN -> {
          queue.add(new Proposal(payload, outcome));
          queuedBytes += payload.length;
          if (writerWaits) {
            filled.signal();
          }
        }
        case FAILED ->
            outcome.completeExceptionally(
                new LogFailedException("log " + name + " failed before", null));
        case CLOSING, CLOSED ->
            outcome.completeExceptionally(new NotLeaderException("log " + name + " is closed"));
      }
    } finally {
      lock.unlock();
    }
    return outcome;
  }

  private void writeAll() {
    List<Proposal> batch = new ArrayList<>();
    List<Entry> entries = new ArrayList<>();
    long index = applied.index();
    while (take(batch)) {
      for (Proposal proposal : batch) {
        entries.add(new Entry(new LogPosition(term, ++index), proposal.payload));
      }
      try {
        stateMachine.apply(entries);
      } catch (RuntimeException | Error failure) {
        fail(batch, failure);
        return;
      }
      applied = entries.getLast().position();
      for (int i = 0; i < batch.size(); i++) {
        batch.get(i).outcome.complete(entries.get(i).position());
      }
      batch.clear();
      entries.clear();
    }
  }

  /** Waits for proposals and takes as many as one write should have; false when closed. */
  private boolean take(List<Proposal> batch) {
    lock.lock();
    try {
      while (queue.isEmpty()) {
        if (state != State.OPEN) {
          state = State.CLOSED;
          return false;
        }
        writerWaits = true;
        filled.awaitUninterruptibly();
        writerWaits = false;
      }
      long bytes = 0;
      while (!queue.isEmpty()
          && (bytes == 0 || bytes + queue.peek().payload.length <= BATCH_BYTES_MAX)) {
        Proposal proposal = queue.remove();
        bytes += proposal.payload.length;
        batch.add(proposal);
      }
      queuedBytes -= bytes;
      drained.signalAll();
      return true;
    } finally {
      lock.unlock();
    }
  }

  private void fail(List<Proposal> batch, Throwable failure) {
    List<Proposal> unwritten;
    lock.lock();
    try {
      state = State.FAILED;
      unwritten = new ArrayList<>(queue);
      queue.clear();
      queuedBytes = 0;
      drained.signalAll();
    } finally {
      lock.unlock();
    }
    for (Proposal proposal : batch) {
      proposal.outcome.completeExceptionally(
          new UnknownOutcomeException("log " + name + " failed while writing", failure));
    }
    for (Proposal proposal : unwritten) {
      proposal.outcome.completeExceptionally(
          new LogFailedException("log " + name + " failed before", failure));
    }
    onFailure.accept(failure);
  }

  @Override
  public Role role() {
    lock.lock();
    try {
      return state == State.OPEN ? Role.LEADER : Role.CLOSED;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public long term() {
    return term;
  }

  @Override
  public LogPosition applied() {
    return applied;
  }

  @Override
  public LogPosition takeSnapshot() {
    return stateMachine.flush();
  }

  @Override
  public void close() {
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
    boolean interrupted = false;
    while (writer.isAlive() && Thread.currentThread() != writer) {
      try {
        writer.join();
      } catch (InterruptedException interruption) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
