package io.braid.cdc.capture;

import io.braid.storage.ChangeRecord;
import io.braid.storage.VolumeId;
import io.braid.storage.node.volume.Volume;
import io.braid.storage.node.volume.Volume.ChangeLogCursor;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The streamed records of one volume in a window of timestamps that is resolved: between what was
 * delivered and a bound at or below the volume's resolved timestamp. One thread.
 */
public final class VolumeReader implements AutoCloseable {
  private final Volume volume;
  private @Nullable ChangeLogCursor cursor;
  private @Nullable ChangeRecord head;
  private long bound;

  /** Reads {@code volume}, which it does not close. */
  public VolumeReader(Volume volume) {
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

  /** The first record of the window not yet taken, or empty at its end. */
  public Optional<ChangeRecord> head() {
    return Optional.ofNullable(head);
  }

  /** Takes the head; the next record of the window becomes it. */
  public void advance() {
    if (cursor == null) {
      head = null;
      return;
    }
    Optional<ChangeRecord> next = cursor.next();
    if (next.isPresent() && next.get().commitTs() <= bound) {
      head = next.get();
      return;
    }
    head = null;
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
