package io.braid.txn.commit;

import io.braid.storage.IndexChange;
import io.braid.storage.KeyRange;
import io.braid.storage.KeySpace;
import io.braid.storage.OwnWrites;
import io.braid.storage.RowChange;
import io.braid.storage.SequenceRange;
import io.braid.storage.Share;
import io.braid.storage.StagedChunk;
import io.braid.storage.StatementMark;
import io.braid.storage.TransactionRecord;
import io.braid.storage.VolumeId;
import io.braid.storage.WriteSet;
import io.braid.storage.node.volume.Volume;
import io.braid.txn.shard.ShardMap;
import io.braid.txn.shard.VolumeSet;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.function.Function;

/**
 * What a large transaction has staged on its volumes: its buffer is written there whenever it is
 * full, so that memory holds only the last part.
 *
 * @see "PROTOCOL.md, rule 31"
 */
final class Staging {
  /** A table id that no table gets: locks on it stand for whole transactions. */
  private static final long TRANSACTIONS = 0xFFFF_FFFFL;

  private final long transactionId;
  private final VolumeSet volumes;
  private final ShardMap shards;

  /** Others may ask {@link #writesInto} at any time. */
  private final Set<VolumeId> staged = new ConcurrentSkipListSet<>();

  private final Set<Long> tables = new TreeSet<>();
  private final List<StatementMark> statements = new ArrayList<>();
  private final List<SequenceRange> rolledBack = new ArrayList<>();
  private VolumeId first = VolumeId.META;
  private int streamedRows;
  private int lastSequence = WriteBuffer.FIRST_SEQUENCE - 1;

  Staging(long transactionId, VolumeSet volumes, ShardMap shards) {
    this.transactionId = transactionId;
    this.volumes = volumes;
    this.shards = shards;
  }

  /** The key whose lock stands for those of all keys that a transaction has staged. */
  static byte[] lockKey(long transactionId) {
    return ByteBuffer.allocate(KeySpace.PREFIX_BYTES + Long.BYTES)
        .put(KeySpace.prefix(TRANSACTIONS, KeySpace.ROW_INDEX))
        .putLong(transactionId)
        .array();
  }

  private static final class Part {
    private final List<RowChange> rows = new ArrayList<>();
    private final WriteBuffer.Sequences rowSequences = new WriteBuffer.Sequences();
    private final BitSet movedIn = new BitSet();
    private final List<IndexChange> indexes = new ArrayList<>();
    private final WriteBuffer.Sequences indexSequences = new WriteBuffer.Sequences();

    void add(RowChange row, int sequence) {
      rows.add(row);
      rowSequences.add(sequence);
    }

    boolean isEmpty() {
      return rows.isEmpty() && indexes.isEmpty();
    }

    StagedChunk chunk(long transactionId) {
      return new StagedChunk(
          transactionId, rows, rowSequences.toArray(), movedIn, indexes, indexSequences.toArray());
    }
  }

  /** Counts what a buffer holds, which is staged next. */
  void note(WriteBuffer buffer) {
    long tableId = -1;
    for (RowChange row : buffer.rows()) {
      if (row.tableId() != tableId) {
        tableId = row.tableId();
        tables.add(tableId);
      }
    }
    statements.addAll(buffer.stagedStatements());
    streamedRows += buffer.streamedRows();
    lastSequence = buffer.nextSequence() - 1;
  }

  /**
   * Stages all rows and index entries of a buffer that was noted. Another thread may do it, while
   * nothing else is asked of this object but {@link #note}, {@link #own}, {@link #writesInto} and
   * the counts.
   */
  void stage(WriteBuffer buffer) {
    Map<VolumeId, Part> parts = new TreeMap<>();
    for (int i = 0; i < buffer.rows().size(); i++) {
      split(buffer.rows().get(i), buffer.rowSequence(i), parts);
    }
    for (int i = 0; i < buffer.indexes().size(); i++) {
      IndexChange index = buffer.indexes().get(i);
      Part part = part(parts, index.key());
      byte[] row = index.rowKey();
      boolean apart = index.fresh() && row != null && part(parts, row) != part;
      part.indexes.add(apart ? index.unsure() : index);
      part.indexSequences.add(buffer.indexSequence(i));
    }
    if (staged.isEmpty() && !buffer.rows().isEmpty()) {
      first = shards.shardOf(buffer.rows().getFirst().key()).volume();
    }
    for (Map.Entry<VolumeId, Part> entry : parts.entrySet()) {
      if (entry.getValue().isEmpty()) {
        continue;
      }
      // Noted first: a chunk that fails half-way is given up with the others.
      staged.add(entry.getKey());
      volumes.get(entry.getKey()).stage(entry.getValue().chunk(transactionId));
    }
  }

  private Part part(Map<VolumeId, Part> parts, byte[] key) {
    return parts.computeIfAbsent(shards.shardOf(key).volume(), none -> new Part());
  }

  private void split(RowChange row, int sequence, Map<VolumeId, Part> parts) {
    Part part = part(parts, row.key());
    part.add(row, sequence);
    if (row.oldKey().isEmpty()) {
      return;
    }
    byte[] oldKey = row.oldKey().get();
    Part left = part(parts, oldKey);
    if (left != part) {
      part.movedIn.set(part.rows.size() - 1);
      RowChange removal =
          new RowChange(
              row.tableId(), row.schemaVersion(), oldKey, Optional.empty(), row.before(), null);
      left.add(removal.unstreamed(), sequence + 1);
    }
  }

  /** The staged writes as reads of the transaction see them now. */
  OwnWrites own() {
    return new OwnWrites(transactionId, lastSequence);
  }

  /** Whether a key in a range is staged. Any thread may ask. */
  boolean writesInto(KeyRange range) {
    return staged.stream().anyMatch(id -> volumes.get(id).hasStaged(range, transactionId));
  }

  /** The tables of the staged rows. */
  Set<Long> tables() {
    return tables;
  }

  int streamedRows() {
    return streamedRows;
  }

  int statementCount() {
    return statements.size();
  }

  /**
   * Undoes all staged changes from a sequence on.
   *
   * @param streamedRowsKept and {@code statementsKept}: how many there were at that point
   */
  void rollback(int firstUndone, int streamedRowsKept, int statementsKept) {
    for (VolumeId volume : staged) {
      volumes.get(volume).rollbackStaged(transactionId, firstUndone - 1);
    }
    // Earlier ranges that lie in this one are part of it.
    rolledBack.removeIf(range -> range.first() >= firstUndone);
    rolledBack.add(new SequenceRange(firstUndone, lastSequence));
    streamedRows = streamedRowsKept;
    statements.subList(statementsKept, statements.size()).clear();
  }

  /** Sequence behind which the next buffer goes on. */
  int lastSequence() {
    return lastSequence;
  }

  /**
   * What is left for the commit: everything but the staged changes, to which the parts refer.
   *
   * @param rest the transaction without rows and index entries
   * @param volumesOfTable where a table that is dropped has shards
   */
  WriteParts parts(WriteSet rest, Function<Long, Set<VolumeId>> volumesOfTable) {
    boolean onMeta = !rest.catalog().isEmpty() || rest.transaction().query().isPresent();
    VolumeId primary = onMeta ? VolumeId.META : first;
    Map<VolumeId, List<Long>> dropped = new TreeMap<>();
    for (long tableId : rest.droppedTables()) {
      for (VolumeId volume : volumesOfTable.apply(tableId)) {
        dropped.computeIfAbsent(volume, none -> new ArrayList<>()).add(tableId);
      }
    }
    Set<VolumeId> participants = new TreeSet<>(staged);
    participants.addAll(dropped.keySet());
    participants.add(primary);
    Map<VolumeId, WriteSet> parts = new TreeMap<>();
    for (VolumeId volume : participants) {
      boolean isPrimary = volume.equals(primary);
      TransactionRecord record = rest.transaction();
      parts.put(
          volume,
          new WriteSet(
              isPrimary ? record.withStatements(statements) : record.withoutTexts(),
              List.of(),
              List.of(),
              volume.equals(VolumeId.META) ? rest.catalog() : List.of(),
              isPrimary ? rest.autoIncrements() : Map.of(),
              rest.readTs(),
              dropped.getOrDefault(volume, List.of()),
              Optional.of(share(volume, isPrimary))));
    }
    return new WriteParts(primary, parts);
  }

  private Share share(VolumeId volume, boolean primary) {
    return new Share(
        primary,
        new int[0],
        lastSequence,
        streamedRows,
        new BitSet(),
        staged.contains(volume) ? Optional.of(List.copyOf(rolledBack)) : Optional.empty());
  }

  /** Gives up everything. */
  void discard() {
    for (VolumeId id : staged) {
      Volume volume = volumes.get(id);
      volume.discardStaged(transactionId);
    }
  }
}
