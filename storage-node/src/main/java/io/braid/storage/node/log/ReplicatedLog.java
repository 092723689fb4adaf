package io.braid.storage.node.log;

import java.util.concurrent.CompletableFuture;

/**
 * The ordered, durable log of one volume. Entries proposed here are synced on a majority, then
 * applied one after the other by one thread, and only then is the proposal's future completed.
 *
 * <p>Proposals may be made by any thread; the log batches them. A proposal whose future failed with
 * {@link UnknownOutcomeException} may still be applied later.
 *
 * @see "DESIGN.md, section 2; PROTOCOL.md, rules 1, 3, 9 and 33"
 */
public interface ReplicatedLog extends AutoCloseable {
  /** The most bytes of an entry's payload that every log takes. */
  int ENTRY_BYTES_MAX = 1 << 20;

  /**
   * The most bytes of one entry's payload that this log takes, at least {@link #ENTRY_BYTES_MAX}.
   */
  default long entryBytesMax() {
    return ENTRY_BYTES_MAX;
  }

  /** What a member of the log's group is at a moment. */
  enum Role {
    LEADER,
    FOLLOWER,
    /** Closed, or failed for good: the volume must stop. */
    CLOSED
  }

  /** An entry's place. Indexes are not timestamps; they grow by at least one with each entry. */
  record LogPosition(long term, long index) {}

  /**
   * Appends an entry.
   *
   * <p>Blocks while too many bytes are proposed and not yet applied.
   *
   * @param term the leader's term that the entry was made in; an entry whose stamp differs from the
   *     term it is appended in is refused
   * @param payload at most {@link #entryBytesMax} bytes; owned by the log from now on
   * @return completes when the entry is durable and applied; fails with {@link NotLeaderException},
   *     {@link UnknownOutcomeException}, or {@link LogFailedException} when the disk failed, after
   *     which nothing can be proposed
   */
  CompletableFuture<LogPosition> propose(long term, byte[] payload);

  /** The present role. */
  Role role();

  /** The present term; changes with every change of leader and every restart as leader. */
  long term();

  /** The last entry that was applied here. */
  LogPosition applied();

  /**
   * Makes everything applied so far durable in the state machine and lets the log forget entries up
   * to there.
   *
   * @return the position that the state machine has reached durably
   */
  LogPosition takeSnapshot();

  /** Stops taking proposals, finishes those under way and releases files. */
  @Override
  void close();
}
