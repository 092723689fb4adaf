package io.braid.txn.shard;

import io.braid.storage.KeyRange;
import io.braid.storage.VolumeId;

/**
 * One contiguous key range and the volume that holds it.
 *
 * @param id never used again
 * @param range of keys in {@code current}
 * @param epoch grows when the range changes its volume; a transaction whose locks are of an older
 *     epoch has lost them
 * @see "DESIGN.md, section 2; PROTOCOL.md, rule 11"
 */
public record Shard(long id, KeyRange range, VolumeId volume, long epoch) {}
