package io.braid.binlog;

import io.braid.cdc.TransactionStream;
import io.braid.storage.ChangeRecord;
import io.braid.storage.ControlCommand;
import io.braid.storage.Gtid;
import io.braid.storage.StatementMark;
import io.braid.storage.StreamQuery;
import io.braid.storage.Timestamps;
import io.braid.storage.TransactionId;
import io.braid.storage.TransactionRecord;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A stream of transactions from a list that may grow. */
public final class ListStream {
  private final List<Entry> entries = new ArrayList<>();
  private long resolved;

  /** A transaction: its head and its rows. */
  public record Entry(long commitTs, ChangeRecord head, List<ChangeRecord> records) {}

  public synchronized void add(Entry entry) {
    entries.add(entry);
    resolved = entry.commitTs();
    notifyAll();
  }

  public synchronized void resolve(long timestamp) {
    resolved = Math.max(resolved, timestamp);
    notifyAll();
  }

  public synchronized List<Entry> entries() {
    return List.copyOf(entries);
  }

  public static Entry rows(
      long commitTs, Gtid gtid, List<StatementMark> marks, List<ChangeRecord> rows) {
    return new Entry(
        commitTs,
        new ChangeRecord.Transaction(
            commitTs,
            new TransactionRecord(
                new TransactionId(commitTs), gtid, 0, 0, marks, Optional.empty(), rows.size())),
        rows);
  }

  public static Entry statement(long commitTs, String schema, String text) {
    return new Entry(
        commitTs,
        new ChangeRecord.Transaction(
            commitTs,
            new TransactionRecord(
                new TransactionId(commitTs),
                new Gtid.Automatic(),
                0,
                0,
                List.of(),
                Optional.of(
                    new StreamQuery(
                        schema,
                        text,
                        0x45A0_0020L,
                        255,
                        255,
                        255,
                        "",
                        Timestamps.millis(commitTs) * 1_000,
                        1,
                        true,
                        true)),
                0)),
        List.of());
  }

  public static Entry control(long commitTs, ControlCommand command) {
    return new Entry(commitTs, new ChangeRecord.Control(commitTs, 0, command), List.of());
  }

  public static TransactionStream.StreamTransaction transaction(Entry entry) {
    Iterator<ChangeRecord> records = entry.records().iterator();
    return new TransactionStream.StreamTransaction() {
      @Override
      public long commitTs() {
        return entry.commitTs();
      }

      @Override
      public ChangeRecord head() {
        return entry.head();
      }

      @Override
      public Optional<ChangeRecord> nextRecord() {
        return records.hasNext() ? Optional.of(records.next()) : Optional.empty();
      }
    };
  }

  /** What committed after a timestamp. */
  public TransactionStream open(long after) {
    return new TransactionStream() {
      private long last = after;
      private long returned = after;

      @Override
      public Optional<StreamTransaction> next(long waitMillis) throws InterruptedException {
        synchronized (ListStream.this) {
          Optional<Entry> found = find();
          if (found.isEmpty() && resolved <= returned && waitMillis > 0) {
            TimeUnit.MILLISECONDS.timedWait(ListStream.this, waitMillis);
            found = find();
          }
          if (found.isEmpty()) {
            returned = Math.max(returned, resolved);
            return Optional.empty();
          }
          last = found.get().commitTs();
          returned = last;
          return Optional.of(transaction(found.get()));
        }
      }

      private Optional<Entry> find() {
        return entries.stream().filter(e -> e.commitTs() > last).findFirst();
      }

      @Override
      public long resolvedTimestamp() {
        synchronized (ListStream.this) {
          return returned;
        }
      }

      @Override
      public void wake() {
        synchronized (ListStream.this) {
          ListStream.this.notifyAll();
        }
      }

      @Override
      public void close() {}
    };
  }
}
