package io.braid.storage.node.log;

import io.braid.storage.node.log.ReplicatedLog.LogPosition;
import java.util.ArrayList;
import java.util.List;

/**
 * A state machine on a disk that keeps only what was synced. {@link #crash} is a loss of power:
 * what was applied but not synced is gone.
 */
final class SimulatedDisk implements LogStateMachine {
  private final boolean appliesDurably;
  private final List<Entry> synced = new ArrayList<>();
  private final List<Entry> unsynced = new ArrayList<>();
  private final List<Integer> batches = new ArrayList<>();
  private boolean syncFails;
  private boolean applying;

  /**
   * @param appliesDurably whether {@link #apply} syncs, as LocalLog demands
   */
  SimulatedDisk(boolean appliesDurably) {
    this.appliesDurably = appliesDurably;
  }

  @Override
  public void apply(List<Entry> entries) {
    synchronized (this) {
      if (applying) {
        throw new AssertionError("two threads apply");
      }
      applying = true;
      long last = newest();
      for (Entry entry : entries) {
        if (entry.position().index() <= last) {
          throw new AssertionError("applied again or out of order: " + entry.position());
        }
        last = entry.position().index();
      }
      unsynced.addAll(entries);
      batches.add(entries.size());
    }
    if (appliesDurably) {
      flush();
    }
    synchronized (this) {
      applying = false;
    }
  }

  private long newest() {
    List<Entry> last = unsynced.isEmpty() ? synced : unsynced;
    return last.isEmpty() ? 0 : last.getLast().position().index();
  }

  @Override
  public synchronized LogPosition durable() {
    return synced.isEmpty() ? new LogPosition(0, 0) : synced.getLast().position();
  }

  @Override
  public synchronized LogPosition flush() {
    if (syncFails) {
      throw new LogFailedException("the disk failed", null);
    }
    synced.addAll(unsynced);
    unsynced.clear();
    return durable();
  }

  synchronized void crash() {
    unsynced.clear();
    applying = false;
  }

  synchronized void failSyncs() {
    syncFails = true;
  }

  synchronized List<String> contents() {
    List<String> contents = new ArrayList<>();
    synced.forEach(entry ->
        contents.add(new String(entry.payload(), java.nio.charset.StandardCharsets.UTF_8)));
    unsynced.forEach(entry ->
        contents.add(new String(entry.payload(), java.nio.charset.StandardCharsets.UTF_8)));
    return contents;
  }

  synchronized int applies() {
    return batches.size();
  }
}
