package io.braid.planner.cache;

/**
 * What a plan is kept by.
 *
 * @param text a normalized statement, or a prepared one as it was written
 * @param kinds kinds of the values for {@code ?}
 * @param prepared whether the values come from the client and not from the text
 */
record PlanKey(String text, String kinds, boolean prepared, PlanSettings settings) {
  /** What the records, strings and lists of a key take. */
  private static final int FIXED_BYTES = 256;

  long bytes() {
    return FIXED_BYTES + text.length() + kinds.length();
  }
}
