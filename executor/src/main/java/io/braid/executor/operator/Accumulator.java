package io.braid.executor.operator;

import io.braid.executor.batch.Batch;
import io.braid.executor.batch.Vector;

/** An aggregate function over many groups, which have numbers from 0. */
interface Accumulator {
  /** Begins a group; numbers come in order. */
  void addGroup(int group);

  /** Takes in a row of a group. */
  void add(int group, Batch batch, int row);

  /** Sets a place of a vector to the group's result. */
  void result(int group, Vector out, int row);

  /** Drops all groups. */
  void clear();
}
