/**
 * Volumes: replicated log, MVCC on RocksDB, change log. Read {@link
 * io.braid.storage.node.volume.Volume} first.
 */
@org.jspecify.annotations.NullMarked
package io.braid.storage.node;
