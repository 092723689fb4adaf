package io.braid.storage;

import java.util.BitSet;
import java.util.List;

/**
 * Some of the writes of a large transaction on one volume, made durable before it commits.
 *
 * @param rows in statement order
 * @param rowSequences the sequence of each row within the transaction, ascending; one that has an
 *     old key takes the sequence behind its own too
 * @param movedIn rows whose old key lies on another volume
 * @param indexes index entries in statement order
 * @param indexSequences the sequence of each index entry, ascending
 * @see "PROTOCOL.md, rule 31"
 */
public record StagedChunk(
    long transactionId,
    List<RowChange> rows,
    int[] rowSequences,
    BitSet movedIn,
    List<IndexChange> indexes,
    int[] indexSequences) {}
