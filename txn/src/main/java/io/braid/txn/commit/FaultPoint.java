package io.braid.txn.commit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Places between two steps of a commit over several volumes where a test may let the process end
 * like under kill -9. With {@code -Dbraid.fault.file=FILE} it ends at the place whose name is the
 * whole text of that file. Without, {@link #reached} is one look at a constant.
 *
 * <p>With a file, there or not, steps that otherwise run at the same time are taken one after the
 * other, so that "one of the volumes" means just one.
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
  ALL_APPLIED,
  /** The rollback of a branch has dropped the primary's part. */
  ONE_DROPPED,
  /** All parts are dropped; nobody was told. */
  ALL_DROPPED;

  /** Exit code of a process that a signal 9 has ended. */
  private static final int EXIT_KILLED = 137;

  private static final String FILE = System.getProperty("braid.fault.file", "");

  /** Whether any place may be set. */
  static final boolean ARMED = !FILE.isEmpty();

  /** Ends the process if this is the place. */
  void reached() {
    if (ARMED && name().equals(named())) {
      Runtime.getRuntime().halt(EXIT_KILLED);
    }
  }

  private static String named() {
    try {
      return Files.readString(Path.of(FILE));
    } catch (IOException none) {
      return "";
    }
  }
}
