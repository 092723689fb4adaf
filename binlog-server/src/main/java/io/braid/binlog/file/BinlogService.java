package io.braid.binlog.file;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.braid.binlog.BinlogIdentity;
import io.braid.binlog.event.EventCache;
import io.braid.binlog.event.TableSource;
import io.braid.binlog.gtid.GtidSet;
import io.braid.cdc.TransactionStream;
import io.braid.cdc.TransactionStream.StreamTransaction;
import io.braid.common.MySqlError;
import io.braid.common.MySqlException;
import io.braid.common.time.Clock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the binlog while the node runs: one thread reads the stream, {@link BinlogGenerator} makes
 * bytes of it, and what is in the files is published to consumers and to those who wait for it.
 *
 * <p>Nothing is synced on the way of a commit. Every few seconds the files are synced and a
 * checkpoint is stored; a restart cuts back to it and makes the same bytes again from the stream.
 *
 * @see "PROTOCOL.md, rules 21 to 26"
 */
public final class BinlogService implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(BinlogService.class);

  /** How often a checkpoint is made while there is something new. */
  static final Duration CHECKPOINT_INTERVAL = Duration.ofSeconds(3);

  private static final long IDLE_WAIT_MILLIS = 100;
  private static final int PUBLISH_BYTES = 1 << 17;

  private final BinlogFiles files;
  private final CheckpointFile checkpointFile;
  private final EventCache cache;
  private final BinlogGenerator generator;
  private final TransactionStream stream;
  private final Clock clock;
  private final Consumer<Throwable> onFailure;
  private final StreamMarks marks = new StreamMarks();
  private final Thread thread;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  @GuardedBy("lock")
  private @Nullable Throwable failure;

  @GuardedBy("lock")
  private boolean checkpointing;

  private volatile Published published;
  private volatile GeneratorState checkpoint;
  private volatile boolean closing;

  /** Opens the stream behind a timestamp. */
  public interface StreamOpener {
    /** Everything that committed after {@code commitTs}, in order. */
    TransactionStream open(long commitTs);
  }

  private BinlogService(
      BinlogIdentity identity,
      Path folder,
      TableSource tables,
      StreamOpener opener,
      Clock clock,
      Consumer<Throwable> onFailure) {
    this.clock = clock;
    this.onFailure = onFailure;
    checkpointFile = new CheckpointFile(folder.resolve("checkpoint"), identity.serverUuid());
    GeneratorState start = checkpointFile.load().orElseGet(() -> GeneratorState.initial(identity));
    files = BinlogFiles.open(folder, start, this::storeBeforeRemoval);
    cache = new EventCache(folder.resolve("transaction.scratch"));
    generator = new BinlogGenerator(identity, start, tables, cache, files);
    files.flush();
    checkpoint = start;
    published = publishedAt(generator.state(), start.commitTs());
    stream = opener.open(start.commitTs());
    thread = Thread.ofPlatform().name("binlog-writer").unstarted(this::run);
  }

  /**
   * Recovers the files and starts writing. Before the first consumer or status is served, {@link
   * #waitUntilGenerated} must have reached the oracle's present timestamp: until then the files may
   * end before what consumers have seen.
   *
   * @param folder for the files alone
   * @param onFailure called once, by the writer, when it cannot go on
   * @throws UncheckedIOException when the files do not fit the checkpoint
   */
  public static BinlogService start(
      BinlogIdentity identity,
      Path folder,
      TableSource tables,
      StreamOpener opener,
      Clock clock,
      Consumer<Throwable> onFailure) {
    BinlogService service = new BinlogService(identity, folder, tables, opener, clock, onFailure);
    service.thread.start();
    return service;
  }

  private static Published publishedAt(GeneratorState state, long generatedTs) {
    return new Published(
        generatedTs,
        state.fileNumber(),
        state.position(),
        state.executed(),
        state.purged(),
        state.maxBinlogSize());
  }

  private void run() {
    try {
      long nextCheckpoint = clock.monotonicNanos() + CHECKPOINT_INTERVAL.toNanos();
      while (!closing) {
        Optional<StreamTransaction> next = stream.next(files.buffered() > 0 ? 0 : IDLE_WAIT_MILLIS);
        if (next.isPresent()) {
          marks.before(next.get().commitTs(), this::present);
          generator.apply(next.get());
        }
        if (next.isEmpty() || files.buffered() > PUBLISH_BYTES) {
          publish();
        }
        if (clock.monotonicNanos() >= nextCheckpoint) {
          publish();
          startCheckpoint();
          nextCheckpoint = clock.monotonicNanos() + CHECKPOINT_INTERVAL.toNanos();
        }
      }
    } catch (InterruptedException e) {
      log.debug("the binlog writer was interrupted");
    } catch (RuntimeException | Error e) {
      fail(e);
    }
  }

  private void publish() {
    files.flush();
    long generatedTs =
        Math.max(
            Math.max(stream.resolvedTimestamp(), generator.state().commitTs()),
            published.generatedTs());
    lock.lock();
    try {
      published = publishedAt(generator.state(), generatedTs);
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    marks.reached(generatedTs, this::present);
  }

  private Published present() {
    return publishedAt(generator.state(), generator.state().commitTs());
  }

  /** Opens a mark before a snapshot is taken, to learn where the stream is at the snapshot. */
  public StreamMark mark() {
    return marks.open();
  }

  /** Makes the writer look for commits now. */
  public void wake() {
    stream.wake();
  }

  private void fail(Throwable cause) {
    lock.lock();
    try {
      failure = cause;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    log.error("the binlog cannot be written any more", cause);
    onFailure.accept(cause);
  }

  /** Syncs and stores the present state on a thread of its own; one at a time. */
  private void startCheckpoint() {
    GeneratorState state = generator.state();
    lock.lock();
    try {
      if (checkpointing || state.equals(checkpoint)) {
        return;
      }
      checkpointing = true;
    } finally {
      lock.unlock();
    }
    List<FileChannel> unsynced = files.takeUnsynced();
    Thread.ofPlatform()
        .name("binlog-checkpoint")
        .start(() -> {
          try {
            storeCheckpoint(state, unsynced);
          } catch (RuntimeException e) {
            fail(e);
          } finally {
            endCheckpoint();
          }
        });
  }

  /** A restart in the middle of RESET must not look for the files that RESET has removed. */
  private void storeBeforeRemoval(GeneratorState state) {
    lock.lock();
    try {
      while (checkpointing) {
        changed.awaitUninterruptibly();
      }
    } finally {
      lock.unlock();
    }
    checkpointFile.store(state);
    checkpoint = state;
  }

  private void endCheckpoint() {
    lock.lock();
    try {
      checkpointing = false;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void storeCheckpoint(GeneratorState state, List<FileChannel> unsynced) {
    try {
      for (int i = 0; i < unsynced.size(); i++) {
        unsynced.get(i).force(false);
        if (i < unsynced.size() - 1) {
          unsynced.get(i).close();
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot sync the binlog", e);
    }
    checkpointFile.store(state);
    checkpoint = state;
  }

  /** Bytes of a large transaction whose events are made but not in the files yet; for progress. */
  public long preparedBytes() {
    return cache.spilledBytes();
  }

  /** How far the files go. */
  public Published published() {
    return published;
  }

  /** The files. */
  public BinlogFiles files() {
    return files;
  }

  /** Garbage collection must keep the stream after this timestamp. */
  public long checkpointTs() {
    return checkpoint.commitTs();
  }

  /**
   * Waits until every commit at or below a timestamp is in the files.
   *
   * @throws MySqlException ER_QUERY_TIMEOUT (3024) when that takes longer than {@code timeout}, so
   *     that a stale answer is never given; 1236 when the writer has failed
   * @see "PROTOCOL.md, rule 26"
   */
  public Published waitUntilGenerated(long commitTs, Duration timeout) throws InterruptedException {
    Published reached = published;
    if (reached.generatedTs() >= commitTs) {
      return reached;
    }
    stream.wake();
    return await(p -> p.generatedTs() >= commitTs, () -> false, timeout)
        .orElseThrow(MySqlError.ER_QUERY_TIMEOUT::with);
  }

  /**
   * WAIT_FOR_EXECUTED_GTID_SET.
   *
   * @param cancelled asked now and then
   * @return whether it was reached in time
   */
  public boolean waitForExecuted(GtidSet gtids, Duration timeout, BooleanSupplier cancelled)
      throws InterruptedException {
    return await(p -> p.executed().containsAll(gtids), cancelled, timeout).isPresent();
  }

  /**
   * Waits until there is something behind a place.
   *
   * @return empty when there was nothing in time, or {@code cancelled} became true
   */
  public Optional<Published> waitBeyond(
      long fileNumber, long position, Duration timeout, BooleanSupplier cancelled)
      throws InterruptedException {
    return await(p -> p.fileNumber() != fileNumber || p.position() > position, cancelled, timeout);
  }

  private Optional<Published> await(
      Predicate<Published> reached, BooleanSupplier cancelled, Duration timeout)
      throws InterruptedException {
    long left = timeout.toNanos();
    lock.lock();
    try {
      while (true) {
        Throwable cause = failure;
        if (cause != null) {
          throw new MySqlException(
              MySqlError.ER_SOURCE_FATAL_ERROR_READING_BINLOG,
              "the binlog cannot be written any more",
              cause);
        }
        Published now = published;
        if (reached.test(now)) {
          return Optional.of(now);
        }
        if (left <= 0 || closing || cancelled.getAsBoolean()) {
          return Optional.empty();
        }
        long step = Math.min(left, TimeUnit.SECONDS.toNanos(1));
        left -= step - changed.awaitNanos(step);
      }
    } finally {
      lock.unlock();
    }
  }

  /** Whether it stops or has stopped. */
  public boolean isClosed() {
    return closing;
  }

  /** Wakes all who wait, so that they look at their cancellation. */
  public void wakeAll() {
    lock.lock();
    try {
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Stops writing, with a last checkpoint. */
  @Override
  public void close() {
    // Not interrupted: that would close the file it writes to.
    closing = true;
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    lock.lock();
    try {
      changed.signalAll();
      while (checkpointing) {
        changed.awaitUninterruptibly();
      }
    } finally {
      lock.unlock();
    }
    stream.close();
    if (!hasFailed()) {
      files.flush();
      storeCheckpoint(generator.state(), files.takeUnsynced());
    }
    files.close();
    cache.close();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean hasFailed() {
    lock.lock();
    try {
      return failure != null;
    } finally {
      lock.unlock();
    }
  }
}
