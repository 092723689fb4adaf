package io.braid.storage;

import java.util.List;
import java.util.Optional;

/**
 * What the stream must know of a transaction beside its rows; the record (C, 0) of its primary
 * volume.
 *
 * @param originServerId the server id of event headers; 0 means this cluster's own
 * @param originalCommitMicros microseconds since 1970 UTC at the source, or 0 for our own commits
 * @param statements in order; empty for DDL
 * @param query for DDL and account statements
 * @param recordCount how many change records follow it on this volume
 * @see "PROTOCOL.md, rule 17"
 */
public record TransactionRecord(
    TransactionId transactionId,
    Gtid gtid,
    long originServerId,
    long originalCommitMicros,
    List<StatementMark> statements,
    Optional<StreamQuery> query,
    int recordCount) {

  /** Copies the list. */
  public TransactionRecord {
    statements = List.copyOf(statements);
  }

  /** The record with other statements. */
  public TransactionRecord withStatements(List<StatementMark> others) {
    return new TransactionRecord(
        transactionId, gtid, originServerId, originalCommitMicros, others, query, recordCount);
  }

  /** The record of a volume that is not the primary, whose record reaches the stream. */
  public TransactionRecord withoutTexts() {
    return new TransactionRecord(
        transactionId,
        gtid,
        originServerId,
        originalCommitMicros,
        List.of(),
        Optional.empty(),
        recordCount);
  }
}
