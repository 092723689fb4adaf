package io.braid.cdc.capture;

import io.braid.storage.ChangeRecord;
import io.braid.storage.VolumeId;
import io.braid.storage.node.volume.ChangeLog;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The streamed records of one volume in a window of timestamps that is resolved: between what was
 * delivered and a bound at or below the volume's resolved timestamp. One thread.
 */
public final class VolumeReader implements RecordSource, AutoCloseable {
  private final ChangeLog volume;
  private ChangeLog.@Nullable Cursor cursor;

  /** The first record of the window that was not taken. */
  private @Nullable ChangeRecord head;

  private long headTs;
  private int headSequence;
  private long bound;

  /** Reads {@code volume}, which it does not close. */
  public VolumeReader(ChangeLog volume) {
    this.volume = volume;
  }

  /** Which volume it reads. */
  public VolumeId id() {
    return volume.id();
  }

  /**
   * Begins a window. Everything in it has been applied: {@code newBound} is at or below the
   * volume's resolved timestamp, read before this call.
   *
   * @param after records at or below were delivered
   * @param newBound the window's end, inclusive
   */
  public void window(long after, long newBound) {
    bound = newBound;
    head = null;
    if (volume.highestCommitTs() <= after) {
      closeCursor();
      return;
    }
    if (cursor == null) {
      cursor = volume.changes(after, Integer.MAX_VALUE, false);
    } else {
      cursor.seekAfter(after, Integer.MAX_VALUE);
    }
    advance();
  }

  @Override
  public boolean hasHead() {
    return head != null;
  }

  @Override
  public long headTs() {
    return headTs;
  }

  @Override
  public int headSequence() {
    return headSequence;
  }

  /** Takes the head; the next record of the window becomes it. */
  public ChangeRecord take() {
    ChangeRecord taken = Objects.requireNonNull(head, "nothing of the window is left");
    advance();
    return taken;
  }

  private void advance() {
    head = null;
    if (cursor == null) {
      return;
    }
    Optional<ChangeRecord> next = cursor.next();
    if (next.isPresent() && next.get().commitTs() <= bound) {
      head = next.get();
      headTs = head.commitTs();
      headSequence = head.sequence();
      return;
    }
    // An open cursor pins files; at the end of the window nobody knows how long it would.
    closeCursor();
  }

  private void closeCursor() {
    if (cursor != null) {
      cursor.close();
      cursor = null;
    }
  }

  @Override
  public void close() {
    head = null;
    closeCursor();
  }
}
