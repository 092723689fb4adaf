package io.braid.simulation;

/**
 * A place in a change log.
 *
 * @param ts commit timestamp; for chunks of a large transaction its id, negated
 * @param sequence in the transaction; 0 is its transaction record
 */
record Position(long ts, int sequence) implements Comparable<Position> {
  @Override
  public int compareTo(Position other) {
    int order = Long.compare(ts, other.ts);
    return order != 0 ? order : Integer.compare(sequence, other.sequence);
  }
}
