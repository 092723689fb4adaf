/**
 * A volume replica: superblock, log, RocksDB and the state machine between them. Read {@link
 * io.braid.storage.node.volume.Volume} first.
 */
@org.jspecify.annotations.NullMarked
package io.braid.storage.node.volume;
