package io.braid.txn.commit;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;

/** A buffer that another thread stages while its transaction fills the next one. */
final class LeavingBuffer {
  private final WriteBuffer buffer;
  private final FutureTask<Boolean> step;

  /**
   * @param staging stages the buffer
   */
  LeavingBuffer(WriteBuffer buffer, Runnable staging) {
    this.buffer = buffer;
    this.step = new FutureTask<>(staging, true);
  }

  void start(String threadName) {
    Thread.ofVirtual().name(threadName).start(step);
  }

  WriteBuffer buffer() {
    return buffer;
  }

  /**
   * Waits for the end and returns what it failed with, if it did. An interrupt is kept for later.
   */
  @Nullable RuntimeException await() {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          step.get();
          return null;
        } catch (InterruptedException again) {
          interrupted = true;
        } catch (ExecutionException failed) {
          return failed.getCause() instanceof RuntimeException failure
              ? failure
              : new IllegalStateException("a chunk could not be staged", failed.getCause());
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
