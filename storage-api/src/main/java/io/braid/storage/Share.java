package io.braid.storage;

import java.util.BitSet;
import java.util.List;
import java.util.Optional;

/**
 * Which part of a transaction over several volumes a write set is. Row sequences are those of the
 * whole transaction, so that the merged stream has them in statement order whatever volume they
 * come from.
 *
 * @param primary whether this volume gets the transaction record; catalog changes and the stream's
 *     query are only ever on the primary
 * @param rowSequences the sequence of each row of the write set, ascending; owned by the share
 * @param lastRowSequence of the whole transaction; other records of this volume get higher ones
 * @param streamedRows how many streamed rows the whole transaction has
 * @param movedIn rows of the write set whose old key lies on another volume, which has the removal
 *     of it as a row that is not streamed
 * @param staged of a large transaction: the sequences that were rolled back, in order; its rows are
 *     staged on this volume and not in the write set
 * @see "PROTOCOL.md, rules 14 and 17"
 */
public record Share(
    boolean primary,
    int[] rowSequences,
    int lastRowSequence,
    int streamedRows,
    BitSet movedIn,
    Optional<List<SequenceRange>> staged) {
  /** A share whose rows are in the write set. */
  public Share(
      boolean primary, int[] rowSequences, int lastRowSequence, int streamedRows, BitSet movedIn) {
    this(primary, rowSequences, lastRowSequence, streamedRows, movedIn, Optional.empty());
  }
}
