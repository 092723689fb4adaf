package io.braid.cdc.merge;

import io.braid.storage.ChangeRecord;
import io.braid.storage.VolumeId;
import io.braid.storage.node.volume.ChangeLog;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The change log of a volume in a list, with nothing under way: a merge without storage. */
final class InMemoryChangeLog implements ChangeLog {
  private final VolumeId id;
  private final List<Optional<ChangeRecord>> records = new ArrayList<>();
  private @Nullable Runnable listener;
  private long highest;

  InMemoryChangeLog(int id) {
    this.id = new VolumeId(id);
  }

  /** Adds the records of one commit, above all that are there. */
  void append(List<ChangeRecord> commit) {
    commit.forEach(record -> records.add(Optional.of(record)));
    highest = commit.getLast().commitTs();
    if (listener != null) {
      listener.run();
    }
  }

  /** Drops what was read, as garbage collection does. */
  void clear() {
    records.clear();
  }

  @Override
  public VolumeId id() {
    return id;
  }

  @Override
  public long resolvedTimestamp(long oracleNow) {
    return oracleNow;
  }

  @Override
  public Cursor changes(long afterCommitTs, int afterSequence, boolean undoToo) {
    ListCursor cursor = new ListCursor();
    cursor.seekAfter(afterCommitTs, afterSequence);
    return cursor;
  }

  @Override
  public void onApplied(Runnable newListener) {
    listener = newListener;
  }

  @Override
  public void removeListener(Runnable oldListener) {
    listener = null;
  }

  @Override
  public long highestCommitTs() {
    return highest;
  }

  private final class ListCursor implements Cursor {
    private int at;

    @Override
    public Optional<ChangeRecord> next() {
      return at < records.size() ? records.get(at++) : Optional.empty();
    }

    @Override
    public void seekAfter(long commitTs, int sequence) {
      int low = 0;
      int high = records.size();
      while (low < high) {
        int middle = (low + high) / 2;
        ChangeRecord record = records.get(middle).orElseThrow();
        boolean behind =
            record.commitTs() > commitTs
                || (record.commitTs() == commitTs && record.sequence() > sequence);
        if (behind) {
          high = middle;
        } else {
          low = middle + 1;
        }
      }
      at = low;
    }

    @Override
    public void close() {}
  }
}
