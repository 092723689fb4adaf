package io.braid.storage.node.mvcc;

import io.braid.common.InvariantViolation;
import io.braid.storage.CatalogChange;
import io.braid.storage.IndexChange;
import io.braid.storage.Participation;
import io.braid.storage.PreparedPart;
import io.braid.storage.RowChange;
import io.braid.storage.SequenceRange;
import io.braid.storage.Share;
import io.braid.storage.TransactionRecord;
import io.braid.storage.VolumeId;
import io.braid.storage.WriteSet;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Bytes of the column family {@code prepared}: two values for each part, so that the hold of a part
 * that is prepared already rewrites only the small one.
 *
 * <pre>
 * key: transaction id (8 bytes, big-endian), 0 head or 1 writes (1 byte)
 *
 * head:   format version u8 (1), held u8, floor u64 BE, primary varint, number of participants varint
 *         and each varint, branch (sized)
 * writes: format version u8 (1), transaction record (sized, as in the change log), snapshot u64 BE,
 *         rows: number varint, each: flags u8 (1 old key, 2 before, 4 after, 8 streamed), table id
 *           varint, schema version varint, key, and what is flagged (each sized);
 *         index entries: number, each: flags u8 (1 row key, 2 previous row key), key, what is flagged;
 *         catalog objects: number, each: flags u8 (1 value), key, what is flagged;
 *         counters: number, each: table id varint, value u64 BE;
 *         dropped tables: number, each: table id varint;
 *         share u8: 0 none, else 1 and: primary u8, last row sequence varint, streamed rows varint,
 *           row sequences (each varint), rows that moved in: number varint, each varint; staged u8:
 *           0 no, else 1 and the ranges rolled back: number varint, each first and last varint
 * </pre>
 */
final class PreparedPartCodec {
  private static final int FORMAT_VERSION = 1;
  private static final int KEY_BYTES = 9;
  private static final int HEAD = 0;
  private static final int WRITES = 1;
  private static final int OLD_KEY = 1;
  private static final int BEFORE = 2;
  private static final int AFTER = 4;
  private static final int STREAMED = 8;

  private PreparedPartCodec() {}

  private static byte[] key(long transactionId, int kind) {
    byte[] key = new byte[KEY_BYTES];
    ByteReader.LONG.set(key, 0, transactionId);
    key[8] = (byte) kind;
    return key;
  }

  /** The transaction id of a key. */
  static long transactionId(byte[] key) {
    return (long) ByteReader.LONG.get(key, 0);
  }

  /** Whether the key is of a head, behind which the writes follow. */
  static boolean isHead(byte[] key) {
    return key[8] == HEAD;
  }

  /** The log entry that makes a part durable. */
  static byte[] encode(PreparedPart part, long bytesMax) {
    EntryWriter entry = new EntryWriter(EntryWriter.KIND_DATA, 0, 1024);
    putHead(entry, part.transactionId(), part.participation(), part.held(), part.floor());
    ByteWriter out = new ByteWriter(1024);
    writeWrites(out, part.writes());
    entry.put(Column.PREPARED, key(part.transactionId(), WRITES), out);
    Commit.checkSize(entry, bytesMax);
    return entry.finish();
  }

  /** The log entry that holds a part which is durable already. */
  static byte[] encodeHold(long transactionId, Participation participation, long floor) {
    EntryWriter entry = new EntryWriter(EntryWriter.KIND_DATA, 0, 128);
    putHead(entry, transactionId, participation, true, floor);
    return entry.finish();
  }

  /**
   * The log entry that ends a part without its writes.
   *
   * @param fence whether a record keeps the transaction from committing for ever
   */
  static byte[] encodeAbort(long transactionId, boolean fence) {
    EntryWriter entry = new EntryWriter(EntryWriter.KIND_DATA, 0, 128);
    remove(entry, transactionId);
    if (fence) {
      entry.put(
          Column.META,
          MetaKey.of(MetaKey.TRANSACTION, transactionId),
          MetaKey.value(MetaKey.ABORTED));
    }
    return entry.finish();
  }

  static void remove(EntryWriter entry, long transactionId) {
    entry.delete(Column.PREPARED, key(transactionId, HEAD));
    entry.delete(Column.PREPARED, key(transactionId, WRITES));
  }

  private static void putHead(
      EntryWriter entry,
      long transactionId,
      Participation participation,
      boolean held,
      long floor) {
    ByteWriter out = new ByteWriter(64);
    out.putByte(FORMAT_VERSION).putByte(held ? 1 : 0).putLong(floor);
    out.putVarint(participation.primary().value()).putVarint(participation.volumes().size());
    for (VolumeId volume : participation.volumes()) {
      out.putVarint(volume.value());
    }
    out.putSized(participation.branch());
    entry.put(Column.PREPARED, key(transactionId, HEAD), out);
  }

  static PreparedPart read(byte[] head, byte[] writes) {
    ByteReader in = reader(head);
    boolean held = in.readByte() != 0;
    long floor = in.readLong();
    VolumeId primary = new VolumeId(in.readVarintInt());
    int count = in.readSize();
    List<VolumeId> volumes = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      volumes.add(new VolumeId(in.readVarintInt()));
    }
    return new PreparedPart(
        readWrites(reader(writes)),
        new Participation(primary, volumes, in.readSized()),
        held,
        floor);
  }

  private static ByteReader reader(byte[] bytes) {
    ByteReader in = new ByteReader(bytes);
    int version = in.readByte();
    if (version != FORMAT_VERSION) {
      throw new InvariantViolation("a prepared part in format " + version);
    }
    return in;
  }

  private static void writeWrites(ByteWriter out, WriteSet writes) {
    out.putByte(FORMAT_VERSION);
    ByteWriter record = new ByteWriter(256);
    ChangeRecordCodec.writeTransaction(record, writes.transaction(), 0);
    out.putVarint(record.length()).putBytes(record.array(), 0, record.length());
    out.putLong(writes.readTs());
    out.putVarint(writes.rows().size());
    for (RowChange row : writes.rows()) {
      byte @Nullable [] oldKey = row.oldKey().orElse(null);
      out.putByte(
              flag(oldKey, OLD_KEY)
                  | flag(row.before(), BEFORE)
                  | flag(row.after(), AFTER)
                  | (row.streamed() ? STREAMED : 0))
          .putVarint(row.tableId())
          .putVarint(row.schemaVersion())
          .putSized(row.key());
      put(out, oldKey);
      put(out, row.before());
      put(out, row.after());
    }
    out.putVarint(writes.indexes().size());
    for (IndexChange index : writes.indexes()) {
      out.putByte(flag(index.rowKey(), 1) | flag(index.previousRowKey(), 2)).putSized(index.key());
      put(out, index.rowKey());
      put(out, index.previousRowKey());
    }
    out.putVarint(writes.catalog().size());
    for (CatalogChange change : writes.catalog()) {
      out.putByte(flag(change.value(), 1)).putSized(change.key());
      put(out, change.value());
    }
    out.putVarint(writes.autoIncrements().size());
    writes.autoIncrements().forEach((table, used) -> out.putVarint(table).putLong(used));
    out.putVarint(writes.droppedTables().size());
    writes.droppedTables().forEach(out::putVarint);
    writeShare(out, writes.share().orElse(null));
  }

  private static void writeShare(ByteWriter out, @Nullable Share share) {
    if (share == null) {
      out.putByte(0);
      return;
    }
    out.putByte(1)
        .putByte(share.primary() ? 1 : 0)
        .putVarint(share.lastRowSequence())
        .putVarint(share.streamedRows());
    for (int sequence : share.rowSequences()) {
      out.putVarint(sequence);
    }
    out.putVarint(share.movedIn().cardinality());
    share.movedIn().stream().forEach(out::putVarint);
    out.putByte(share.staged().isPresent() ? 1 : 0);
    if (share.staged().isPresent()) {
      List<SequenceRange> rolledBack = share.staged().get();
      out.putVarint(rolledBack.size());
      for (SequenceRange range : rolledBack) {
        out.putVarint(range.first()).putVarint(range.last());
      }
    }
  }

  private static int flag(byte @Nullable [] bytes, int flag) {
    return bytes == null ? 0 : flag;
  }

  private static void put(ByteWriter out, byte @Nullable [] bytes) {
    if (bytes != null) {
      out.putSized(bytes);
    }
  }

  private static WriteSet readWrites(ByteReader in) {
    TransactionRecord record = ChangeRecordCodec.readTransaction(new ByteReader(in.readSized()));
    long readTs = in.readLong();
    int rowCount = in.readSize();
    List<RowChange> rows = new ArrayList<>(rowCount);
    for (int i = 0; i < rowCount; i++) {
      int flags = in.readByte();
      long tableId = in.readVarint();
      int schemaVersion = in.readVarintInt();
      byte[] key = in.readSized();
      RowChange row =
          new RowChange(
              tableId,
              schemaVersion,
              key,
              Optional.ofNullable(read(in, flags, OLD_KEY)),
              read(in, flags, BEFORE),
              read(in, flags, AFTER));
      rows.add((flags & STREAMED) != 0 ? row : row.unstreamed());
    }
    int indexCount = in.readSize();
    List<IndexChange> indexes = new ArrayList<>(indexCount);
    for (int i = 0; i < indexCount; i++) {
      int flags = in.readByte();
      indexes.add(new IndexChange(in.readSized(), read(in, flags, 1), read(in, flags, 2)));
    }
    int catalogCount = in.readSize();
    List<CatalogChange> catalog = new ArrayList<>(catalogCount);
    for (int i = 0; i < catalogCount; i++) {
      int flags = in.readByte();
      catalog.add(new CatalogChange(in.readSized(), read(in, flags, 1)));
    }
    int counterCount = in.readSize();
    Map<Long, Long> counters = new HashMap<>();
    for (int i = 0; i < counterCount; i++) {
      counters.put(in.readVarint(), in.readLong());
    }
    int droppedCount = in.readSize();
    List<Long> dropped = new ArrayList<>(droppedCount);
    for (int i = 0; i < droppedCount; i++) {
      dropped.add(in.readVarint());
    }
    return new WriteSet(
        record, rows, indexes, catalog, counters, readTs, dropped, readShare(in, rowCount));
  }

  private static Optional<Share> readShare(ByteReader in, int rowCount) {
    if (in.readByte() == 0) {
      return Optional.empty();
    }
    boolean primary = in.readByte() != 0;
    int lastRowSequence = in.readVarintInt();
    int streamedRows = in.readVarintInt();
    int[] sequences = new int[rowCount];
    for (int i = 0; i < rowCount; i++) {
      sequences[i] = in.readVarintInt();
    }
    int movedInCount = in.readSize();
    BitSet movedIn = new BitSet();
    for (int i = 0; i < movedInCount; i++) {
      movedIn.set(in.readVarintInt());
    }
    return Optional.of(
        new Share(primary, sequences, lastRowSequence, streamedRows, movedIn, readStaged(in)));
  }

  private static Optional<List<SequenceRange>> readStaged(ByteReader in) {
    if (in.readByte() == 0) {
      return Optional.empty();
    }
    int count = in.readSize();
    List<SequenceRange> rolledBack = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      rolledBack.add(new SequenceRange(in.readVarintInt(), in.readVarintInt()));
    }
    return Optional.of(rolledBack);
  }

  private static byte @Nullable [] read(ByteReader in, int flags, int flag) {
    return (flags & flag) == 0 ? null : in.readSized();
  }
}
