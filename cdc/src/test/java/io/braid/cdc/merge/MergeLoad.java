package io.braid.cdc.merge;

import com.sun.management.ThreadMXBean;
import io.braid.cdc.TransactionStream.StreamTransaction;
import io.braid.common.time.Clock;
import io.braid.storage.ChangeRecord;
import io.braid.storage.Gtid;
import io.braid.storage.KeySpace;
import io.braid.storage.TransactionId;
import io.braid.storage.TransactionRecord;
import io.braid.storage.VersionPointer;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A production stream over in-memory logs of many volumes, some of which commit: tick by tick, a
 * number of transactions is written, round robin, and then read. What is counted is the reading
 * alone.
 */
final class MergeLoad implements AutoCloseable {
  private static final int ROWS = 4;
  private static final byte[] IMAGE = new byte[100];
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private final List<InMemoryChangeLog> logs = new ArrayList<>();
  private final int active;
  private final int volumesEach;
  private final MergedStream stream;
  private final long bytesHeld;
  private long timestamp = 100;
  private int turn;
  private long records;
  private long nanos;
  private long bytes;

  /**
   * @param volumes all
   * @param active how many of them commit
   * @param volumesEach over how many volumes each transaction is spread
   */
  MergeLoad(int volumes, int active, int volumesEach) {
    this.active = active;
    this.volumesEach = volumesEach;
    for (int id = 0; id < volumes; id++) {
      logs.add(new InMemoryChangeLog(id));
    }
    long before = THREADS.getCurrentThreadAllocatedBytes();
    this.stream = new MergedStream(logs, () -> ++timestamp, Clock.system(), timestamp);
    this.bytesHeld = THREADS.getCurrentThreadAllocatedBytes() - before;
  }

  /** One tick after the other; each writes so many transactions and then reads them. */
  void run(int ticks, int transactionsEach) throws InterruptedException {
    for (int tick = 0; tick < ticks; tick++) {
      for (int i = 0; i < transactionsEach; i++) {
        write();
      }
      long bytesBefore = THREADS.getCurrentThreadAllocatedBytes();
      long before = System.nanoTime();
      records += read();
      nanos += System.nanoTime() - before;
      bytes += THREADS.getCurrentThreadAllocatedBytes() - bytesBefore;
      for (int i = 0; i < active; i++) {
        logs.get(i).clear();
      }
    }
  }

  /** Writes a transaction and waits until it is read, again and again. */
  void follow(int transactions) throws InterruptedException {
    for (int i = 0; i < transactions; i++) {
      write();
      Optional<StreamTransaction> next = stream.next(60_000);
      while (next.orElseThrow().nextRecord().isPresent()) {
        records++;
      }
      records++;
    }
  }

  private void write() {
    long commitTs = ++timestamp;
    for (int part = 0; part < volumesEach; part++) {
      List<ChangeRecord> commit = new ArrayList<>();
      if (part == 0) {
        commit.add(
            new ChangeRecord.Transaction(
                commitTs,
                new TransactionRecord(
                    new TransactionId(commitTs),
                    new Gtid.Automatic(),
                    0,
                    0,
                    List.of(),
                    Optional.empty(),
                    ROWS * volumesEach)));
      }
      for (int row = 1; row <= ROWS; row++) {
        commit.add(
            new ChangeRecord.Row(
                commitTs,
                part * ROWS + row,
                true,
                KeySpace.FIRST_USER_TABLE,
                1,
                IMAGE,
                new VersionPointer(0, 0),
                null,
                IMAGE));
      }
      logs.get(turn++ % active).append(commit);
    }
  }

  private long read() throws InterruptedException {
    long read = 0;
    for (Optional<StreamTransaction> next = stream.next(0);
        next.isPresent();
        next = stream.next(0)) {
      read++;
      while (next.get().nextRecord().isPresent()) {
        read++;
      }
    }
    return read;
  }

  long records() {
    return records;
  }

  double nanosPerRecord() {
    return (double) nanos / records;
  }

  double comparisonsPerRecord() {
    return (double) stream.comparisons() / records;
  }

  double bytesPerRecord() {
    return (double) bytes / records;
  }

  /** What the stream takes up between two reads. */
  long bytesHeld() {
    return bytesHeld;
  }

  /** How often all volumes were asked for their resolved timestamps. */
  long windows() {
    return stream.windowsOpened();
  }

  @Override
  public void close() {
    stream.close();
  }
}
