/** Which volume holds which keys. */
@NullMarked
package io.braid.txn.shard;

import org.jspecify.annotations.NullMarked;
