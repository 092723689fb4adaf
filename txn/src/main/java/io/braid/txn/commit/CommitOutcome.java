package io.braid.txn.commit;

import io.braid.common.MySqlError;
import io.braid.storage.node.log.NotLeaderException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Waits for a commit and says what became of it. */
final class CommitOutcome {
  private CommitOutcome() {}

  /**
   * Waits without regard to interrupts, since a commit cannot be taken back.
   *
   * @return the commit timestamp
   * @throws io.braid.common.MySqlException 1213 when it was surely not made because leadership
   *     moved
   * @throws RuntimeException what the volume failed with: an unknown outcome stays one
   */
  static long await(CompletableFuture<Long> commit) {
    try {
      return commit.join();
    } catch (CompletionException e) {
      throw switch (e.getCause()) {
        case NotLeaderException moved -> MySqlError.ER_LOCK_DEADLOCK.with();
        case RuntimeException failure -> failure;
        case null, default -> e;
      };
    }
  }
}
