package io.braid.storage.node.mvcc;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Entries that one thread has put into the log, in this order, and that are not applied yet: few,
 * so that the next is encoded meanwhile and memory stays bounded. Closing waits for all, whatever
 * becomes of them.
 */
final class EntriesUnderWay implements AutoCloseable {
  private static final int ENTRIES_MAX = 2;

  private final Function<byte[], CompletableFuture<?>> propose;
  private final InCommitMap inCommit;
  private final Deque<UnderWay> entries = new ArrayDeque<>(ENTRIES_MAX);

  private record UnderWay(CompletableFuture<?> outcome, InCommitMap.@Nullable Entry folding) {}

  /**
   * @param propose puts an entry into the log
   */
  EntriesUnderWay(Function<byte[], CompletableFuture<?>> propose, InCommitMap inCommit) {
    this.propose = propose;
    this.inCommit = inCommit;
  }

  /**
   * Puts an entry into the log, once there is room.
   *
   * @param folding leaves the in-commit map when the entry is applied or has failed
   * @throws RuntimeException what an entry before it has failed with, or this one at once
   */
  void add(byte[] payload, InCommitMap.@Nullable Entry folding) {
    CompletableFuture<?> outcome;
    try {
      while (entries.size() >= ENTRIES_MAX) {
        awaitFirst();
      }
      outcome = propose.apply(payload);
    } catch (RuntimeException | Error failure) {
      leave(folding);
      throw failure;
    }
    entries.add(new UnderWay(outcome, folding));
  }

  /**
   * Waits until all are applied.
   *
   * @throws RuntimeException what the first that failed has failed with
   */
  void await() {
    while (!entries.isEmpty()) {
      awaitFirst();
    }
  }

  private void awaitFirst() {
    UnderWay first = entries.remove();
    try {
      first.outcome.join();
    } catch (CompletionException failure) {
      throw failure.getCause() instanceof RuntimeException cause ? cause : failure;
    } finally {
      leave(first.folding);
    }
  }

  private void leave(InCommitMap.@Nullable Entry folding) {
    if (folding != null) {
      inCommit.leave(folding);
    }
  }

  /** Waits until none is under way; whoever wants to know of failures has waited before. */
  @Override
  public void close() {
    while (!entries.isEmpty()) {
      UnderWay entry = entries.remove();
      entry.outcome.handle((position, failure) -> position).join();
      leave(entry.folding);
    }
  }
}
