package io.braid.simulation;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A record of a volume's change log, which is also the undo record of its key. */
sealed interface Change {
  /**
   * @param previous the key's version before; null when there was none
   */
  record Row(long transaction, Write write, @Nullable Version previous) implements Change {}

  /** The transaction record. */
  record Head(TransactionHead head) implements Change {}

  /**
   * A large transaction commits here: its records are at (-transaction, sequence).
   *
   * @param dead sequences of statements that were rolled back
   */
  record Reference(long transaction, Set<Integer> dead) implements Change {}
}
