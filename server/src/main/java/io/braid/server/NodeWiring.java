package io.braid.server;

/** Puts a node together from the modules, lowest first. */
final class NodeWiring {
  private NodeWiring() {}

  /** See {@link BraidServerFactory#start}. */
  static BraidServer start(NodeConfig config, MemoryPlan memory, DataFolder folder)
      throws StartFailure {
    return BraidNode.start(config, memory, folder);
  }
}
