package io.braid.storage.node.mvcc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.braid.common.InvariantViolation;
import io.braid.storage.ChangeRecord;
import io.braid.storage.ControlCommand;
import io.braid.storage.Gtid;
import io.braid.storage.StatementMark;
import io.braid.storage.StreamQuery;
import io.braid.storage.TransactionId;
import io.braid.storage.TransactionRecord;
import io.braid.storage.VersionPointer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The bytes of column families current and changes are fixed: files of old releases hold them. */
final class ChangeRecordCodecTest {
  private static final long TS = 0x0102030405060708L;
  private static final VersionPointer PREVIOUS = new VersionPointer(0x11, 300);

  @Test
  void keyIsTimestampAndSequence() {
    byte[] key = ChangeRecordCodec.key(TS, 9);
    assertThat(hex(key)).isEqualTo("010203040506070800000009");
    assertThat(ChangeRecordCodec.commitTs(key)).isEqualTo(TS);
    assertThat(ChangeRecordCodec.sequence(key)).isEqualTo(9);
  }

  @Test
  void rowBytesAreFixed() {
    ByteWriter out = new ByteWriter(0);
    ChangeRecordCodec.writeRow(
        out,
        ChangeRecordCodec.FLAG_STREAMED,
        PREVIOUS,
        1_000,
        3,
        text("key"),
        text("old"),
        text("new"));
    assertThat(hex(out.toArray()))
        .isEqualTo(
            "010107"
                + "0000000000000011"
                + "ac02"
                + "e807"
                + "03"
                + "036b6579"
                + "036f6c64"
                + "036e6577");
    assertThat(ChangeRecordCodec.read(ChangeRecordCodec.key(TS, 1), out.toArray()))
        .usingRecursiveComparison()
        .isEqualTo(
            new ChangeRecord.Row(
                TS, 1, true, 1_000, 3, text("key"), PREVIOUS, text("old"), text("new")));
    ChangeRecordCodec.Undo undo = ChangeRecordCodec.readUndo(out.toArray());
    assertThat(undo.previousTs()).isEqualTo(0x11);
    assertThat(new String(undo.bytes(), undo.offset(), undo.length(), StandardCharsets.UTF_8))
        .isEqualTo("old");
    assertThat(ChangeRecordCodec.tombstoneKey(out.toArray())).isEmpty();
  }

  @Test
  void deletedRowsRecordNamesItsTombstone() {
    ByteWriter out = new ByteWriter(0);
    ChangeRecordCodec.writeRow(
        out, ChangeRecordCodec.FLAG_STREAMED, PREVIOUS, 1_000, 3, text("key"), text("old"), null);
    assertThat(ChangeRecordCodec.tombstoneKey(out.toArray())).hasValue(text("key"));
  }

  @Test
  void rowThatMovedHereHasNoVersionBefore() {
    ByteWriter out = new ByteWriter(0);
    ChangeRecordCodec.writeRow(
        out,
        ChangeRecordCodec.FLAG_STREAMED | ChangeRecordCodec.FLAG_MOVED_HERE,
        VersionPointer.NONE,
        1_000,
        3,
        text("key"),
        text("old"),
        text("new"));
    assertThat(ChangeRecordCodec.readUndo(out.toArray()).present()).isFalse();
  }

  @Test
  void indexBytesAreFixed() {
    ByteWriter out = new ByteWriter(0);
    ChangeRecordCodec.writeIndex(out, PREVIOUS, text("e"), text("row"), false);
    assertThat(hex(out.toArray()))
        .isEqualTo("010201" + "0000000000000011" + "ac02" + "0165" + "03726f77");
    assertThat(ChangeRecordCodec.read(ChangeRecordCodec.key(TS, 1), out.toArray()))
        .usingRecursiveComparison()
        .isEqualTo(new ChangeRecord.UniqueOwner(TS, 1, text("e"), PREVIOUS, text("row")));
    assertThat(ChangeRecordCodec.isStreamed(out.toArray())).isFalse();
    assertThat(ChangeRecordCodec.tombstoneKey(out.toArray())).hasValue(text("e"));
    ByteWriter kept = new ByteWriter(0);
    ChangeRecordCodec.writeIndex(kept, PREVIOUS, text("e"), null, true);
    assertThat(hex(kept.toArray()))
        .isEqualTo("010202" + "0000000000000011" + "ac02" + "0165" + "00");
    assertThat(ChangeRecordCodec.tombstoneKey(kept.toArray())).isEmpty();
  }

  @Test
  void catalogBytesAreFixed() {
    ByteWriter out = new ByteWriter(0);
    ChangeRecordCodec.writeCatalog(out, VersionPointer.NONE, text("t"), null, text("v"));
    assertThat(hex(out.toArray()))
        .isEqualTo("010306" + "0000000000000000" + "00" + "0174" + "0176");
    assertThat(ChangeRecordCodec.read(ChangeRecordCodec.key(TS, 2), out.toArray()))
        .usingRecursiveComparison()
        .isEqualTo(
            new ChangeRecord.Catalog(TS, 2, text("t"), VersionPointer.NONE, null, text("v")));
  }

  @Test
  void transactionBytesAreFixed() {
    TransactionRecord record =
        new TransactionRecord(
            new TransactionId(5),
            new Gtid.Foreign(new UUID(1, 2), 3),
            200,
            77,
            List.of(new StatementMark(1, 2, "a"), new StatementMark(4, 0, "")),
            Optional.of(new StreamQuery("s", "q", 1, 45, 33, 255, "UTC", 6, 1, true, false)),
            9);
    ByteWriter out = new ByteWriter(0);
    ChangeRecordCodec.writeTransaction(out, record, 9);
    assertThat(hex(out.toArray()))
        .isEqualTo(
            "0104"
                + "0000000000000005"
                + "01"
                + "0000000000000001"
                + "0000000000000002"
                + "0000000000000003"
                + "c801"
                + "000000000000004d"
                + "09"
                + "02"
                + "01020161"
                + "040000"
                + "01"
                + "0173"
                + "0171"
                + "01"
                + "2d21ff01"
                + "03555443"
                + "0000000000000006"
                + "0101");
    assertThat(ChangeRecordCodec.read(ChangeRecordCodec.key(TS, 0), out.toArray()))
        .isEqualTo(new ChangeRecord.Transaction(TS, record));
  }

  @Test
  void everyControlCommandReadsBack() {
    for (ControlCommand command :
        List.of(
            new ControlCommand.Rotate(),
            new ControlCommand.PurgeTo("binlog.000002"),
            new ControlCommand.Reset(7),
            new ControlCommand.SetVariable("max_binlog_size", "4096"),
            new ControlCommand.SetGtidPurged("a:1-5"))) {
      ByteWriter out = new ByteWriter(0);
      ChangeRecordCodec.writeControl(out, command);
      assertThat(ChangeRecordCodec.read(ChangeRecordCodec.key(TS, 0), out.toArray()))
          .isEqualTo(new ChangeRecord.Control(TS, 0, command));
    }
  }

  @Test
  void versionHeaderBytesAreFixed() {
    ByteWriter out = new ByteWriter(0);
    VersionHeader.write(out, false, TS, 1, 4);
    out.putBytes(text("image"));
    assertThat(hex(out.toArray()))
        .isEqualTo("10" + "0102030405060708" + "01" + "04" + "696d616765");
    VersionHeader header = new VersionHeader();
    header.parse(out.toArray(), out.length());
    assertThat(header.valueOffset).isEqualTo(11);
    out.clear();
    VersionHeader.write(out, true, TS, 300, 70_000);
    assertThat(hex(out.toArray())).isEqualTo("11" + "0102030405060708" + "ac02" + "f0a204");
    header.parse(out.toArray(), out.length());
    assertThat(header.tombstone).isTrue();
    assertThat(header.sequence).isEqualTo(300);
    assertThat(header.schemaVersion).isEqualTo(70_000);
    assertThat(header.valueOffset).isEqualTo(out.length());
    assertThat(VersionHeader.bytes(300, 70_000)).isEqualTo(out.length());
  }

  @Test
  void entryBytesAreFixed() {
    EntryWriter entry = new EntryWriter(EntryWriter.KIND_DATA, TS, 0);
    entry.put(Column.CHANGES, text("k"), text("v"));
    entry.merge(Column.META, text("m"), text("w"));
    entry.delete(Column.CURRENT, text("d"));
    entry.deleteRange(Column.CHANGES, text("a"), text("b"));
    byte[] payload = entry.finish();
    assertThat(hex(payload))
        .isEqualTo(
            "0100"
                + "0102030405060708"
                + "00000004"
                + "0502016b0176"
                + "0604016d0177"
                + "04010164"
                + "0e0201610162");
  }

  @Test
  void cutOrUnknownRecordsAreRefused() {
    ByteWriter out = new ByteWriter(0);
    ChangeRecordCodec.writeRow(out, 0, PREVIOUS, 1_000, 3, text("key"), text("old"), text("new"));
    byte[] whole = out.toArray();
    byte[] key = ChangeRecordCodec.key(TS, 1);
    for (int length = 0; length < whole.length; length++) {
      byte[] cut = java.util.Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> ChangeRecordCodec.read(key, cut))
          .isInstanceOf(InvariantViolation.class);
    }
    byte[] newer = whole.clone();
    newer[0] = 2;
    assertThatThrownBy(() -> ChangeRecordCodec.read(key, newer))
        .isInstanceOf(InvariantViolation.class)
        .hasMessageContaining("format 2");
  }

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }
}
