package io.braid.protocol.netty;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Messages on their way from the event loop to the thread of the connection. A client that sends
 * ahead of its answers is not read from any more while {@link #PAUSE_BYTES} or {@link
 * #PAUSE_MESSAGES} wait here.
 *
 * <p>While the thread waits for a command the event loop may {@link #borrow} the connection and
 * answer a message itself. The thread then waits on, whatever happens meanwhile, until it is given
 * back: at any time one of the two owns what belongs to the connection, and this queue's lock hands
 * it over.
 *
 * <p>A wait has no timer of its own, because setting one for each command costs more than a short
 * command does. One alarm stays set over many waits, and when it rings before its time it is set
 * again for the rest.
 */
final class InboundQueue {
  static final int PAUSE_BYTES = 256 * 1024;
  static final int PAUSE_MESSAGES = 64;

  private final Runnable pauseReading;
  private final Runnable resumeReading;
  private final Alarm alarm;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition arrived = lock.newCondition();

  @GuardedBy("lock")
  private final Deque<Inbound> messages = new ArrayDeque<>();

  @GuardedBy("lock")
  private long bytes;

  @GuardedBy("lock")
  private boolean paused;

  @GuardedBy("lock")
  private boolean closed;

  /** Whether the thread waits for a command, so that the event loop may answer one. */
  @GuardedBy("lock")
  private boolean awaitsCommand;

  /** Whether the event loop is answering. */
  @GuardedBy("lock")
  private boolean borrowed;

  /** Whether the thread is at the end of its wait. */
  @GuardedBy("lock")
  private boolean leaves;

  /** How long the thread waits, and until when; without meaning while it does not. */
  @GuardedBy("lock")
  private long waitNanos;

  @GuardedBy("lock")
  private long waitsUntil;

  @GuardedBy("lock")
  private boolean waits;

  @GuardedBy("lock")
  private boolean timedOut;

  /** Takes back the alarm that is set. */
  @GuardedBy("lock")
  private @Nullable Runnable cancelAlarm;

  @GuardedBy("lock")
  private long alarmAt;

  /** Rings once, later. */
  @FunctionalInterface
  interface Alarm {
    /**
     * Runs a task after a while, on any thread.
     *
     * @return takes the alarm back
     */
    Runnable set(Runnable task, long delayNanos);
  }

  /**
   * @param pauseReading stops reading from the socket; must not block
   * @param resumeReading goes on reading; must not block
   * @param alarm ends waits that last too long
   */
  InboundQueue(Runnable pauseReading, Runnable resumeReading, Alarm alarm) {
    this.pauseReading = pauseReading;
    this.resumeReading = resumeReading;
    this.alarm = alarm;
  }

  /** Adds a message, on the event loop. */
  void add(Inbound inbound) {
    lock.lock();
    try {
      messages.add(inbound);
      bytes += size(inbound);
      if (!paused && (bytes >= PAUSE_BYTES || messages.size() >= PAUSE_MESSAGES)) {
        paused = true;
        pauseReading.run();
      }
      arrived.signal();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Takes the connection from its thread, if that waits for a command and nothing is before it.
   * Called on the event loop, which must {@link #giveBack} it soon.
   */
  boolean borrow() {
    lock.lock();
    try {
      if (!awaitsCommand || closed || timedOut || !messages.isEmpty()) {
        return false;
      }
      borrowed = true;
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** Ends what {@link #borrow} began; the thread's wait begins anew. */
  void giveBack() {
    lock.lock();
    try {
      borrowed = false;
      waitsUntil = System.nanoTime() + waitNanos;
      if (closed || leaves || !messages.isEmpty()) {
        arrived.signal();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Ends the queue: what waits is still delivered, then {@link Inbound.Closed} for ever. */
  void close() {
    lock.lock();
    try {
      end();
    } finally {
      lock.unlock();
    }
  }

  /** Drops what waits and ends the queue. */
  void closeNow() {
    lock.lock();
    try {
      messages.clear();
      bytes = 0;
      end();
    } finally {
      lock.unlock();
    }
  }

  @GuardedBy("lock")
  private void end() {
    closed = true;
    arrived.signalAll();
    Runnable cancel = cancelAlarm;
    if (cancel != null) {
      cancelAlarm = null;
      cancel.run();
    }
  }

  /** Whether a message waits. */
  boolean hasMessage() {
    lock.lock();
    try {
      return !messages.isEmpty();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Takes the next message, waiting for it.
   *
   * @param command whether it begins a command, so that the event loop may answer it instead
   * @return {@link Inbound.Closed} at the end, {@link Inbound.TimedOut} after {@code timeoutNanos}
   * @throws InterruptedException when the thread is interrupted
   */
  Inbound take(long timeoutNanos, boolean command) throws InterruptedException {
    lock.lock();
    try {
      if (messages.isEmpty() && !closed) {
        if (timeoutNanos <= 0) {
          return new Inbound.TimedOut();
        }
        beginWait(timeoutNanos, command);
        try {
          while (borrowed || (messages.isEmpty() && !closed && !timedOut)) {
            arrived.await();
          }
        } finally {
          endWait();
        }
      }
      if (messages.isEmpty()) {
        return closed ? new Inbound.Closed() : new Inbound.TimedOut();
      }
      Inbound inbound = messages.remove();
      bytes -= size(inbound);
      if (paused && bytes < PAUSE_BYTES / 2 && messages.size() < PAUSE_MESSAGES / 2) {
        paused = false;
        resumeReading.run();
      }
      return inbound;
    } finally {
      lock.unlock();
    }
  }

  /** Also when the wait was interrupted, the event loop comes to its end first. */
  @GuardedBy("lock")
  private void endWait() {
    awaitsCommand = false;
    leaves = true;
    while (borrowed) {
      arrived.awaitUninterruptibly();
    }
    leaves = false;
    waits = false;
  }

  @GuardedBy("lock")
  private void beginWait(long timeoutNanos, boolean command) {
    long now = System.nanoTime();
    waits = true;
    timedOut = false;
    awaitsCommand = command;
    waitNanos = timeoutNanos;
    waitsUntil = now + timeoutNanos;
    Runnable present = cancelAlarm;
    if (present != null && alarmAt - waitsUntil <= 0) {
      return;
    }
    if (present != null) {
      present.run();
    }
    setAlarm(now, timeoutNanos);
  }

  @GuardedBy("lock")
  private void setAlarm(long now, long delayNanos) {
    alarmAt = now + delayNanos;
    cancelAlarm = alarm.set(this::ring, delayNanos);
  }

  private void ring() {
    lock.lock();
    try {
      cancelAlarm = null;
      if (!waits || closed) {
        return;
      }
      long now = System.nanoTime();
      long rest = waitsUntil - now;
      if (rest <= 0 && !borrowed) {
        timedOut = true;
        arrived.signal();
      } else {
        setAlarm(now, rest > 0 ? rest : waitNanos);
      }
    } finally {
      lock.unlock();
    }
  }

  private static int size(Inbound inbound) {
    return inbound instanceof Inbound.Message message ? message.payload().length : 0;
  }
}
