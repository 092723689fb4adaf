package io.braid.storage.node.mvcc;

import io.braid.common.InvariantViolation;
import io.braid.storage.ChangeRecord;
import io.braid.storage.ControlCommand;
import io.braid.storage.Gtid;
import io.braid.storage.SequenceRange;
import io.braid.storage.StatementMark;
import io.braid.storage.StreamQuery;
import io.braid.storage.TransactionId;
import io.braid.storage.TransactionRecord;
import io.braid.storage.VersionPointer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Bytes of the column family {@code changes}.
 *
 * <pre>
 * key: commit timestamp (8 bytes, big-endian), sequence (4 bytes, big-endian)
 *
 * value:
 * 0       1       u8        format version, 1
 * 1       1       u8        kind: 1 row, 2 index entry, 3 catalog object, 4 transaction, 5 control,
 *                           6 reference to staged records
 *
 * row, index entry and catalog object go on with
 * 2       1       u8        flags: 1 before image, 2 after image, 4 streamed,
 *                           8 the key had no version before although there is a before image
 *                           (an update that moved the row here: the image was the old key's)
 * 3       8       u64 BE    previous version: commit timestamp, 0 if none
 * 11      varint            previous version: sequence
 * …       varint            table id (row only)
 * …       varint            schema version (row only)
 * …       varint, bytes     key
 * …       varint, bytes     before image, if flagged; of an index entry the earlier row key
 * …       varint, bytes     after image, if flagged; of an index entry empty, and only flagged
 *
 * transaction: transaction id u64, GTID kind u8 (0 automatic, 1 foreign, 2 silent), for a foreign one
 *   UUID 16 bytes and number u64; origin server id varint, original commit micros u64, record count
 *   varint, number of statements varint and for each: first sequence varint, flags varint, text;
 *   then 0, or 1 and a query: schema, text, SQL mode varint, client, connection and server collation
 *   varint, time zone, micros u64, increment varint, flags u8 (1 foreign key checks, 2
 *   explicit_defaults_for_timestamp). A text is a varint length and UTF-8.
 * control: u8 command (1 rotate, 2 purge to, 3 reset, 4 set variable, 5 set gtid_purged) and its
 *   texts; reset has its number as u64.
 * reference, at sequence 1: transaction id u64, number of rolled back ranges varint, for each its
 *   first and last sequence varint. The records themselves lie in the family staged, under
 *   (transaction id, sequence); an index entry's there has its row key as after image.
 * </pre>
 *
 * @see "PROTOCOL.md, rules 13 to 17 and 22"
 */
final class ChangeRecordCodec {
  static final int FORMAT_VERSION = 1;
  static final int KEY_BYTES = 12;

  static final int KIND_ROW = 1;
  static final int KIND_INDEX = 2;
  static final int KIND_CATALOG = 3;
  static final int KIND_TRANSACTION = 4;
  static final int KIND_CONTROL = 5;
  static final int KIND_REFERENCE = 6;

  /** The sequence of a reference to staged records; these have higher ones. */
  static final int REFERENCE_SEQUENCE = 1;

  static final int FLAG_BEFORE = 1;
  static final int FLAG_AFTER = 2;
  static final int FLAG_STREAMED = 4;
  static final int FLAG_MOVED_HERE = 8;

  private static final byte[] NO_BYTES = {};

  private ChangeRecordCodec() {}

  static byte[] key(long commitTs, int sequence) {
    byte[] key = new byte[KEY_BYTES];
    putKey(key, commitTs, sequence);
    return key;
  }

  static void putKey(byte[] key, long commitTs, int sequence) {
    ByteReader.LONG.set(key, 0, commitTs);
    ByteReader.INT.set(key, 8, sequence);
  }

  static long commitTs(byte[] key) {
    return (long) ByteReader.LONG.get(key, 0);
  }

  static int sequence(byte[] key) {
    return (int) ByteReader.INT.get(key, 8);
  }

  /** Writes a row's record; {@code flags} beside those of the images. */
  static void writeRow(
      ByteWriter out,
      int flags,
      VersionPointer previous,
      long tableId,
      int schemaVersion,
      byte[] key,
      byte @Nullable [] before,
      byte @Nullable [] after) {
    writeHead(out, KIND_ROW, flags, previous, before, after);
    out.putVarint(tableId).putVarint(schemaVersion).putSized(key);
    writeImages(out, before, after);
  }

  /** Writes the undo of an index entry: its row key before, and whether it has one after. */
  static void writeIndex(
      ByteWriter out,
      VersionPointer previous,
      byte[] key,
      byte @Nullable [] previousRowKey,
      boolean present) {
    byte @Nullable [] after = present ? NO_BYTES : null;
    writeHead(out, KIND_INDEX, 0, previous, previousRowKey, after);
    out.putSized(key);
    writeImages(out, previousRowKey, after);
  }

  static void writeCatalog(
      ByteWriter out,
      VersionPointer previous,
      byte[] key,
      byte @Nullable [] before,
      byte @Nullable [] after) {
    writeHead(out, KIND_CATALOG, FLAG_STREAMED, previous, before, after);
    out.putSized(key);
    writeImages(out, before, after);
  }

  private static void writeHead(
      ByteWriter out,
      int kind,
      int flags,
      VersionPointer previous,
      byte @Nullable [] before,
      byte @Nullable [] after) {
    int images = (before == null ? 0 : FLAG_BEFORE) | (after == null ? 0 : FLAG_AFTER);
    out.putByte(FORMAT_VERSION)
        .putByte(kind)
        .putByte(flags | images)
        .putLong(previous.commitTs())
        .putVarint(previous.sequence());
  }

  private static void writeImages(
      ByteWriter out, byte @Nullable [] before, byte @Nullable [] after) {
    if (before != null) {
      out.putSized(before);
    }
    if (after != null) {
      out.putSized(after);
    }
  }

  static void writeTransaction(ByteWriter out, TransactionRecord record, int recordCount) {
    out.putByte(FORMAT_VERSION).putByte(KIND_TRANSACTION);
    writeBody(out, record, recordCount);
  }

  private static void writeBody(ByteWriter out, TransactionRecord record, int recordCount) {
    out.putLong(record.transactionId().value());
    switch (record.gtid()) {
      case Gtid.Automatic() -> out.putByte(0);
      case Gtid.Foreign(UUID source, long number) ->
          out.putByte(1)
              .putLong(source.getMostSignificantBits())
              .putLong(source.getLeastSignificantBits())
              .putLong(number);
      case Gtid.Silent() -> out.putByte(2);
    }
    out.putVarint(record.originServerId())
        .putLong(record.originalCommitMicros())
        .putVarint(recordCount)
        .putVarint(record.statements().size());
    for (StatementMark mark : record.statements()) {
      out.putVarint(mark.firstSequence()).putVarint(mark.flags()).putText(mark.queryText());
    }
    if (record.query().isEmpty()) {
      out.putByte(0);
      return;
    }
    StreamQuery query = record.query().get();
    out.putByte(1)
        .putText(query.schema())
        .putText(query.text())
        .putVarint(query.sqlMode())
        .putVarint(query.clientCollation())
        .putVarint(query.connectionCollation())
        .putVarint(query.serverCollation())
        .putText(query.timeZone())
        .putLong(query.epochMicros())
        .putVarint(query.autoIncrementIncrement())
        .putByte(
            (query.foreignKeyChecks() ? 1 : 0) | (query.explicitDefaultsForTimestamp() ? 2 : 0));
  }

  static void writeControl(ByteWriter out, ControlCommand command) {
    out.putByte(FORMAT_VERSION).putByte(KIND_CONTROL);
    switch (command) {
      case ControlCommand.Rotate() -> out.putByte(1);
      case ControlCommand.PurgeTo(String file) -> out.putByte(2).putText(file);
      case ControlCommand.Reset(long firstNumber) -> out.putByte(3).putLong(firstNumber);
      case ControlCommand.SetVariable(String name, String value) ->
          out.putByte(4).putText(name).putText(value);
      case ControlCommand.SetGtidPurged(String gtidSet) -> out.putByte(5).putText(gtidSet);
    }
  }

  /** Whether the stream carries the record; cheap, without decoding. */
  static boolean isStreamed(byte[] value) {
    return switch (value[1]) {
      case KIND_TRANSACTION, KIND_CONTROL, KIND_REFERENCE -> true;
      default -> (value[2] & FLAG_STREAMED) != 0;
    };
  }

  static void writeStagedIndex(
      ByteWriter out,
      VersionPointer previous,
      byte[] key,
      byte @Nullable [] previousRowKey,
      byte @Nullable [] rowKey) {
    writeHead(out, KIND_INDEX, 0, previous, previousRowKey, rowKey);
    out.putSized(key);
    writeImages(out, previousRowKey, rowKey);
  }

  static void writeReference(ByteWriter out, long transactionId, List<SequenceRange> rolledBack) {
    out.putByte(FORMAT_VERSION).putByte(KIND_REFERENCE).putLong(transactionId);
    out.putVarint(rolledBack.size());
    for (SequenceRange range : rolledBack) {
      out.putVarint(range.first()).putVarint(range.last());
    }
  }

  static boolean isReference(byte[] value) {
    return value[1] == KIND_REFERENCE;
  }

  /** A large transaction whose records lie in {@code staged}. */
  record Reference(long transactionId, List<SequenceRange> rolledBack) {}

  static Reference readReference(byte[] value) {
    ByteReader in = new ByteReader(value);
    int kind = readKind(in);
    if (kind != KIND_REFERENCE) {
      throw new InvariantViolation("a reference of kind " + kind);
    }
    long transactionId = in.readLong();
    int count = in.readSize();
    List<SequenceRange> rolledBack = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      rolledBack.add(new SequenceRange(in.readVarintInt(), in.readVarintInt()));
    }
    return new Reference(transactionId, rolledBack);
  }

  /**
   * A staged row or index entry.
   *
   * @param after row image or row key; null for a removal
   * @param before the same of the version before, own or committed
   */
  record StagedRecord(
      byte[] key,
      VersionPointer previous,
      int schemaVersion,
      byte @Nullable [] before,
      byte @Nullable [] after) {}

  static StagedRecord readStaged(byte[] value) {
    ByteReader in = new ByteReader(value);
    int kind = readKind(in);
    if (kind != KIND_ROW && kind != KIND_INDEX) {
      throw new InvariantViolation("a staged record of kind " + kind);
    }
    int flags = in.readByte();
    VersionPointer previous = readPointer(in);
    int schemaVersion = 0;
    if (kind == KIND_ROW) {
      in.readVarint();
      schemaVersion = in.readVarintInt();
    }
    byte[] key = in.readSized();
    byte @Nullable [] before = readImage(in, flags, FLAG_BEFORE);
    byte @Nullable [] after = readImage(in, flags, FLAG_AFTER);
    return new StagedRecord(
        key, previous, schemaVersion, (flags & FLAG_MOVED_HERE) != 0 ? null : before, after);
  }

  /** As {@link #readStaged}, but only what the record leaves, and without a copy. */
  static void readStagedImage(byte[] value, int length, StagedImage target) {
    ByteReader in = new ByteReader(value, 0, length);
    int kind = readKind(in);
    if (kind != KIND_ROW && kind != KIND_INDEX) {
      throw new InvariantViolation("a staged record of kind " + kind);
    }
    int flags = in.readByte();
    in.readLong();
    in.readVarint();
    int schemaVersion = 0;
    if (kind == KIND_ROW) {
      in.readVarint();
      schemaVersion = in.readVarintInt();
    }
    in.skip(in.readSize());
    if ((flags & FLAG_BEFORE) != 0) {
      in.skip(in.readSize());
    }
    int imageLength = (flags & FLAG_AFTER) == 0 ? -1 : in.readSize();
    target.set(schemaVersion, value, in.position(), imageLength);
  }

  /** Reads a whole record. */
  static ChangeRecord read(byte[] key, byte[] value) {
    long commitTs = commitTs(key);
    int sequence = sequence(key);
    ByteReader in = new ByteReader(value);
    int kind = readKind(in);
    if (kind == KIND_TRANSACTION) {
      return new ChangeRecord.Transaction(commitTs, readBody(in));
    }
    if (kind == KIND_CONTROL) {
      return new ChangeRecord.Control(commitTs, sequence, readControl(in));
    }
    int flags = in.readByte();
    VersionPointer previous = readPointer(in);
    if (kind == KIND_ROW) {
      long tableId = in.readVarint();
      int schemaVersion = in.readVarintInt();
      byte[] rowKey = in.readSized();
      return new ChangeRecord.Row(
          commitTs,
          sequence,
          (flags & FLAG_STREAMED) != 0,
          tableId,
          schemaVersion,
          rowKey,
          previous,
          readImage(in, flags, FLAG_BEFORE),
          readImage(in, flags, FLAG_AFTER));
    }
    byte[] entryKey = in.readSized();
    byte @Nullable [] before = readImage(in, flags, FLAG_BEFORE);
    if (kind == KIND_INDEX) {
      return new ChangeRecord.UniqueOwner(commitTs, sequence, entryKey, previous, before);
    }
    if (kind == KIND_CATALOG) {
      return new ChangeRecord.Catalog(
          commitTs, sequence, entryKey, previous, before, readImage(in, flags, FLAG_AFTER));
    }
    throw new InvariantViolation("a change record of kind " + kind);
  }

  /** What the key of a record was before it: the undo of a reader at an older snapshot. */
  static Undo readUndo(byte[] value) {
    ByteReader in = new ByteReader(value);
    int kind = readKind(in);
    if (kind != KIND_ROW && kind != KIND_INDEX && kind != KIND_CATALOG) {
      throw new InvariantViolation("undo leads to a change record of kind " + kind);
    }
    int flags = in.readByte();
    long previousTs = in.readLong();
    int previousSequence = in.readVarintInt();
    int schemaVersion = 0;
    if (kind == KIND_ROW) {
      in.readVarint();
      schemaVersion = in.readVarintInt();
    }
    in.skip(in.readSize());
    if ((flags & FLAG_BEFORE) == 0 || (flags & FLAG_MOVED_HERE) != 0) {
      return new Undo(previousTs, previousSequence, schemaVersion, value, 0, -1);
    }
    int length = in.readSize();
    return new Undo(previousTs, previousSequence, schemaVersion, value, in.position(), length);
  }

  /** The key whose tombstone a record wrote, or empty; what garbage collection looks for. */
  static Optional<byte[]> tombstoneKey(byte[] value) {
    ByteReader in = new ByteReader(value);
    int kind = readKind(in);
    if (kind == KIND_TRANSACTION || kind == KIND_CONTROL || kind == KIND_REFERENCE) {
      return Optional.empty();
    }
    int flags = in.readByte();
    if ((flags & FLAG_AFTER) != 0) {
      return Optional.empty();
    }
    in.skip(8);
    in.readVarint();
    if (kind == KIND_ROW) {
      in.readVarint();
      in.readVarint();
    }
    return Optional.of(in.readSized());
  }

  /**
   * The version of a key before a change record.
   *
   * @param previousTs its commit timestamp, 0 if there was none
   * @param previousSequence where the version before that is found
   * @param schemaVersion of the image
   * @param bytes where the image lies
   * @param length of the image; negative if the key had none (a tombstone or nothing)
   */
  record Undo(
      long previousTs,
      int previousSequence,
      int schemaVersion,
      byte[] bytes,
      int offset,
      int length) {
    boolean present() {
      return length >= 0;
    }
  }

  private static int readKind(ByteReader in) {
    int version = in.readByte();
    if (version != FORMAT_VERSION) {
      throw new InvariantViolation("a change record in format " + version);
    }
    return in.readByte();
  }

  private static VersionPointer readPointer(ByteReader in) {
    long commitTs = in.readLong();
    int sequence = in.readVarintInt();
    return commitTs == 0 ? VersionPointer.NONE : new VersionPointer(commitTs, sequence);
  }

  private static byte @Nullable [] readImage(ByteReader in, int flags, int flag) {
    return (flags & flag) == 0 ? null : in.readSized();
  }

  private static TransactionRecord readBody(ByteReader in) {
    TransactionId id = new TransactionId(in.readLong());
    int gtidKind = in.readByte();
    Gtid gtid =
        switch (gtidKind) {
          case 0 -> new Gtid.Automatic();
          case 1 -> new Gtid.Foreign(new UUID(in.readLong(), in.readLong()), in.readLong());
          case 2 -> new Gtid.Silent();
          default -> throw new InvariantViolation("a GTID of kind " + gtidKind);
        };
    long originServerId = in.readVarint();
    long originalCommitMicros = in.readLong();
    int recordCount = in.readVarintInt();
    int statementCount = in.readSize();
    List<StatementMark> statements = new ArrayList<>(statementCount);
    for (int i = 0; i < statementCount; i++) {
      statements.add(new StatementMark(in.readVarintInt(), in.readVarintInt(), in.readText()));
    }
    Optional<StreamQuery> query =
        in.readByte() == 0 ? Optional.empty() : Optional.of(readQuery(in));
    return new TransactionRecord(
        id, gtid, originServerId, originalCommitMicros, statements, query, recordCount);
  }

  private static StreamQuery readQuery(ByteReader in) {
    String schema = in.readText();
    String text = in.readText();
    long sqlMode = in.readVarint();
    int clientCollation = in.readVarintInt();
    int connectionCollation = in.readVarintInt();
    int serverCollation = in.readVarintInt();
    String timeZone = in.readText();
    long epochMicros = in.readLong();
    int increment = in.readVarintInt();
    int flags = in.readByte();
    return new StreamQuery(
        schema,
        text,
        sqlMode,
        clientCollation,
        connectionCollation,
        serverCollation,
        timeZone,
        epochMicros,
        increment,
        (flags & 1) != 0,
        (flags & 2) != 0);
  }

  /** Reads what {@link #writeTransaction} wrote. */
  static TransactionRecord readTransaction(ByteReader in) {
    int kind = readKind(in);
    if (kind != KIND_TRANSACTION) {
      throw new InvariantViolation("a transaction record of kind " + kind);
    }
    return readBody(in);
  }

  private static ControlCommand readControl(ByteReader in) {
    int command = in.readByte();
    return switch (command) {
      case 1 -> new ControlCommand.Rotate();
      case 2 -> new ControlCommand.PurgeTo(in.readText());
      case 3 -> new ControlCommand.Reset(in.readLong());
      case 4 -> new ControlCommand.SetVariable(in.readText(), in.readText());
      case 5 -> new ControlCommand.SetGtidPurged(in.readText());
      default -> throw new InvariantViolation("a control command of kind " + command);
    };
  }
}
