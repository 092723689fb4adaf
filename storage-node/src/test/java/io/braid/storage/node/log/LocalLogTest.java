package io.braid.storage.node.log;

/** {@link LocalLog} over a disk that loses what was not synced. */
final class LocalLogTest extends ReplicatedLogContract {
  @Override
  boolean appliesDurably() {
    return true;
  }

  @Override
  ReplicatedLog open(int life) {
    return new LocalLog("test", disk, life, 4 << 20, failure::set);
  }
}
