package io.braid.server;

/** Puts a node together from the modules, lowest first. */
final class NodeWiring {
  private NodeWiring() {}

  /** See {@link BraidServerFactory#start}. */
  static BraidServer start(NodeConfig config, MemoryPlan memory, DataFolder folder)
      throws StartFailure {
    throw new StartFailure("this build has no SQL layer yet, so there is nothing to start");
  }
}
