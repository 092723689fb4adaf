/** Splits shards and moves them between volumes; read {@link io.braid.txn.move.ShardMove} first. */
@NullMarked
package io.braid.txn.move;

import org.jspecify.annotations.NullMarked;
