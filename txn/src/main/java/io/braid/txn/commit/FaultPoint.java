package io.braid.txn.commit;

import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Places between two steps of a commit over several volumes where a test may let the process end
 * like under kill -9. With {@code -Dbraid.fault.halt-at=NAME} it ends at that place as soon as the
 * file {@code -Dbraid.fault.when=FILE} exists. Without, {@link #reached} is one look at a constant.
 *
 * <p>While a place is set, steps that otherwise run at the same time are taken one after the other,
 * so that "one of the volumes" means just one.
 */
enum FaultPoint {
  /** Before any part is prepared; of an ordinary commit: prepared and held. */
  BEFORE_PREPARE,
  /** One part is prepared. */
  ONE_PREPARED,
  /** All parts of a branch are prepared. */
  ALL_PREPARED,
  /** The commit of a prepared branch has begun, nothing is held. */
  BEFORE_HOLD,
  /** One part is held. */
  ONE_HELD,
  /** All parts are held. */
  ALL_HELD,
  /** The commit timestamp is known. */
  STAMPED,
  /** The primary has committed; nobody knows. */
  DECIDED,
  /** One of the others has followed. */
  ONE_APPLIED,
  /** All have followed; nobody was told. */
  ALL_APPLIED;

  /** Exit code of a process that a signal 9 has ended. */
  private static final int EXIT_KILLED = 137;

  private static final String HALT_AT = System.getProperty("braid.fault.halt-at", "");
  private static final String WHEN = System.getProperty("braid.fault.when", "");

  /** Whether any place is set. */
  static final boolean ARMED = !HALT_AT.isEmpty();

  /** Ends the process if this is the place. */
  void reached() {
    if (ARMED && HALT_AT.equals(name()) && Files.exists(Path.of(WHEN))) {
      Runtime.getRuntime().halt(EXIT_KILLED);
    }
  }
}
