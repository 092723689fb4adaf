package io.braid.storage;

/** Sequences of change records, both ends inclusive. */
public record SequenceRange(int first, int last) {}
