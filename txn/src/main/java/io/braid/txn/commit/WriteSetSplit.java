package io.braid.txn.commit;

import io.braid.storage.CatalogChange;
import io.braid.storage.IndexChange;
import io.braid.storage.RowChange;
import io.braid.storage.Share;
import io.braid.storage.TransactionRecord;
import io.braid.storage.VolumeId;
import io.braid.storage.WriteSet;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Divides a transaction's writes among the volumes that hold their keys.
 *
 * <p>The primary is volume 0 when there are catalog changes or a statement's text, else the volume
 * of the first row. Counters go to the primary.
 */
final class WriteSetSplit {
  private final WriteSet whole;
  private final Function<byte[], VolumeId> volumeOf;
  private final TreeMap<VolumeId, Part> parts = new TreeMap<>();
  private VolumeId primary = VolumeId.META;

  private static final class Part {
    private final List<RowChange> rows = new ArrayList<>();
    private final List<IndexChange> indexes = new ArrayList<>();
    private final List<CatalogChange> catalog = new ArrayList<>();
    private final List<Long> droppedTables = new ArrayList<>(0);
    private final BitSet movedIn = new BitSet();
    private int[] sequences = new int[8];

    void add(RowChange row, int sequence) {
      if (rows.size() == sequences.length) {
        sequences = Arrays.copyOf(sequences, 2 * sequences.length);
      }
      sequences[rows.size()] = sequence;
      rows.add(row);
    }
  }

  /**
   * @param droppedOn the volumes that hold something of a dropped table
   */
  WriteSetSplit(
      WriteSet whole,
      Function<byte[], VolumeId> volumeOf,
      Function<Long, ? extends Iterable<VolumeId>> droppedOn) {
    this.whole = whole;
    this.volumeOf = volumeOf;
    for (IndexChange index : whole.indexes()) {
      VolumeId volume = volumeOf.apply(index.key());
      byte[] row = index.rowKey();
      boolean apart = index.fresh() && row != null && !volumeOf.apply(row).equals(volume);
      part(volume).indexes.add(apart ? index.unsure() : index);
    }
    for (CatalogChange change : whole.catalog()) {
      part(VolumeId.META).catalog.add(change);
    }
    for (long tableId : whole.droppedTables()) {
      for (VolumeId volume : droppedOn.apply(tableId)) {
        part(volume).droppedTables.add(tableId);
      }
    }
    splitRows();
    choosePrimary();
  }

  private Part part(VolumeId volume) {
    return parts.computeIfAbsent(volume, none -> new Part());
  }

  private void splitRows() {
    List<RowChange> rows = whole.rows();
    for (int i = 0; i < rows.size(); i++) {
      RowChange row = rows.get(i);
      VolumeId volume = volumeOf.apply(row.key());
      Part part = part(volume);
      part.add(row, i + 1);
      if (row.oldKey().isPresent()) {
        byte[] oldKey = row.oldKey().get();
        VolumeId left = volumeOf.apply(oldKey);
        if (!left.equals(volume)) {
          part.movedIn.set(part.rows.size() - 1);
          part(left)
              .add(
                  new RowChange(
                          row.tableId(),
                          row.schemaVersion(),
                          oldKey,
                          Optional.empty(),
                          row.before(),
                          null)
                      .unstreamed(),
                  i + 1);
        }
      }
    }
  }

  private void choosePrimary() {
    if (!whole.catalog().isEmpty() || whole.transaction().query().isPresent() || parts.isEmpty()) {
      part(VolumeId.META);
    } else if (!whole.rows().isEmpty()) {
      primary = volumeOf.apply(whole.rows().getFirst().key());
    } else {
      primary = parts.firstKey();
    }
  }

  /** The write set of each volume; the whole, as it is, when there is only one. */
  WriteParts parts() {
    return parts.size() == 1
        ? WriteParts.whole(primary, whole)
        : new WriteParts(primary, writeSets());
  }

  private Map<VolumeId, WriteSet> writeSets() {
    TreeMap<VolumeId, WriteSet> sets = new TreeMap<>();
    int streamed = 0;
    for (RowChange row : whole.rows()) {
      streamed += row.streamed() ? 1 : 0;
    }
    for (Map.Entry<VolumeId, Part> entry : parts.entrySet()) {
      boolean isPrimary = entry.getKey().equals(primary);
      Part part = entry.getValue();
      TransactionRecord record = whole.transaction();
      sets.put(
          entry.getKey(),
          new WriteSet(
              isPrimary ? record : record.withoutTexts(),
              part.rows,
              part.indexes,
              part.catalog,
              isPrimary ? whole.autoIncrements() : Map.of(),
              whole.readTs(),
              part.droppedTables,
              Optional.of(
                  new Share(
                      isPrimary,
                      Arrays.copyOf(part.sequences, part.rows.size()),
                      whole.rows().size(),
                      streamed,
                      part.movedIn))));
    }
    return sets;
  }
}
