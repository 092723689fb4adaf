package io.braid.server;

/** Wires the modules into a node. */
@FunctionalInterface
public interface BraidServerFactory {
  /**
   * Starts all parts in dependency order and returns when SQL and dump serve.
   *
   * @param folder the data folder, locked by this process; the caller closes it after the server
   * @throws StartFailure with one line for the user; what was started is stopped again
   */
  BraidServer start(NodeConfig config, MemoryPlan memory, DataFolder folder) throws StartFailure;
}
