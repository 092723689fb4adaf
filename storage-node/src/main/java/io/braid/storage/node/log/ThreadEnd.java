package io.braid.storage.node.log;

/** Waits for a log's own thread at closing. */
final class ThreadEnd {
  private ThreadEnd() {}

  /** Waits until {@code thread} has ended, whatever interrupts; at once if it is the caller. */
  static void join(Thread thread) {
    if (Thread.currentThread() == thread) {
      return;
    }
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException interruption) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
