/**
 * The replicated log of a volume: one seam, a local and a Raft implementation. Read {@link
 * io.braid.storage.node.log.ReplicatedLog} first.
 */
@org.jspecify.annotations.NullMarked
package io.braid.storage.node.log;
