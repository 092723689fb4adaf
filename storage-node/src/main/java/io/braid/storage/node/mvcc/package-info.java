/**
 * Versions of keys on RocksDB: byte formats, resolution of a write set, reads at a snapshot. Read
 * {@link io.braid.storage.node.mvcc.VersionStore} first.
 */
@org.jspecify.annotations.NullMarked
package io.braid.storage.node.mvcc;
