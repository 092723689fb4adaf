package io.braid.cdc.capture;

/** A log that is read forward, record by record, each with its place in the order of all logs. */
public interface RecordSource {
  /** Whether there is a record that was not taken. */
  boolean hasHead();

  /** The commit timestamp of that record. */
  long headTs();

  /** Its sequence within the transaction. */
  int headSequence();
}
