/**
 * Consumers of the binlog: dumps to replicas and clients, and what SHOW says of files, events and
 * replicas. Read {@link io.braid.binlog.dump.DumpService} first.
 */
@org.jspecify.annotations.NullMarked
package io.braid.binlog.dump;
