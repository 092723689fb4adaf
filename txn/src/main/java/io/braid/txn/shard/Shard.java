package io.braid.txn.shard;

import io.braid.storage.KeyRange;
import io.braid.storage.VolumeId;

/**
 * One contiguous key range and the volume that holds it.
 *
 * <p>A move copies no history: snapshots below the moment of the last move are read from the volume
 * that the range came from, which keeps it until no such snapshot is left.
 *
 * @param id never used again
 * @param range of keys in {@code current}
 * @param epoch grows when the range changes its volume
 * @param former where the range was before its last move; the present volume if it never moved
 * @param movedAt every commit in the range below it is on the former volume, every one above it on
 *     the present one; 0 if it never moved
 * @see "DESIGN.md, section 2; PROTOCOL.md, rules 11 and 14"
 */
public record Shard(
    long id, KeyRange range, VolumeId volume, long epoch, VolumeId former, long movedAt) {

  /** A shard that never moved. */
  public Shard(long id, KeyRange range, VolumeId volume, long epoch) {
    this(id, range, volume, epoch, volume, 0);
  }

  /** Where a snapshot is read; the newest versions are on the present volume. */
  public VolumeId volumeAt(long readTs) {
    return readTs < movedAt ? former : volume;
  }

  /**
   * The same range on another volume.
   *
   * @param flipTs above every commit in the range so far, below every later one
   */
  public Shard movedTo(VolumeId target, long flipTs) {
    return new Shard(id, range, target, epoch + 1, volume, flipTs);
  }

  /** A part of this shard. */
  public Shard part(long newId, KeyRange newRange) {
    return new Shard(newId, newRange, volume, epoch, former, movedAt);
  }
}
