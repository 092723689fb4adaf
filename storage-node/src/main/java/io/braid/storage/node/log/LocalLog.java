package io.braid.storage.node.log;

import io.braid.storage.node.log.LogStateMachine.Entry;
import io.braid.storage.node.log.ProposalQueue.Proposal;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
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
  /** Proposals beyond this block until some were taken; one larger entry passes alone. */
  public static final long QUEUE_BYTES_MAX = 64L << 20;

  /** What one write takes at most, unless a single entry is larger. */
  private static final long BATCH_BYTES_MAX = 4L << 20;

  private static final int BATCH_ENTRIES_MAX = 10_000;

  private final String name;
  private final LogStateMachine stateMachine;
  private final long term;
  private final long entryBytesMax;
  private final Consumer<Throwable> onFailure;
  private final ProposalQueue queue;
  private final Thread writer;
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
    this.queue = new ProposalQueue(name, QUEUE_BYTES_MAX);
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
    if (payload.length > entryBytesMax) {
      throw new IllegalArgumentException(
          "an entry of " + payload.length + " bytes, over " + entryBytesMax);
    }
    CompletableFuture<LogPosition> outcome = new CompletableFuture<>();
    if (proposedTerm != term) {
      outcome.completeExceptionally(
          new NotLeaderException("log " + name + ": term " + proposedTerm + " is over"));
      return outcome;
    }
    queue.add(new Proposal(proposedTerm, payload, outcome));
    return outcome;
  }

  private void writeAll() {
    List<Proposal> batch = new ArrayList<>();
    List<Entry> entries = new ArrayList<>();
    long index = applied.index();
    while (queue.take(batch, BATCH_BYTES_MAX, BATCH_ENTRIES_MAX)) {
      for (Proposal proposal : batch) {
        entries.add(new Entry(new LogPosition(term, ++index), proposal.payload()));
      }
      try {
        stateMachine.apply(entries);
      } catch (RuntimeException | Error failure) {
        fail(batch, failure);
        return;
      }
      applied = entries.getLast().position();
      for (int i = 0; i < batch.size(); i++) {
        batch.get(i).outcome().complete(entries.get(i).position());
      }
      batch.clear();
      entries.clear();
    }
  }

  private void fail(List<Proposal> batch, Throwable failure) {
    queue.fail(failure);
    for (Proposal proposal : batch) {
      proposal
          .outcome()
          .completeExceptionally(
              new UnknownOutcomeException("log " + name + " failed while writing", failure));
    }
    onFailure.accept(failure);
  }

  @Override
  public Role role() {
    return queue.isOpen() ? Role.LEADER : Role.CLOSED;
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
    queue.close();
    ThreadEnd.join(writer);
  }
}
