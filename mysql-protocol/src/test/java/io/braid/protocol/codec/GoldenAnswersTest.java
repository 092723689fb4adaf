package io.braid.protocol.codec;

import static io.braid.protocol.codec.CapturedPackets.answer;
import static io.braid.protocol.codec.CapturedPackets.golden;
import static org.assertj.core.api.Assertions.assertThat;

import io.braid.common.MySqlError;
import io.braid.protocol.packet.CapabilityFlag;
import io.braid.protocol.packet.CapabilitySet;
import io.braid.protocol.packet.EofPacket;
import io.braid.protocol.packet.ErrPacket;
import io.braid.protocol.packet.OkPacket;
import io.braid.protocol.packet.ResultColumn;
import io.braid.protocol.packet.ServerStatus;
import io.braid.protocol.packet.SessionStateChange;
import io.braid.protocol.packet.StatementPrepared;
import io.braid.protocol.packet.WireType;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Answers byte for byte as MySQL 9.7.4 gives them. */
class GoldenAnswersTest {
  private static final CapabilitySet OLD =
      CapabilitySet.of(CapabilityFlag.PROTOCOL_41, CapabilityFlag.SECURE_CONNECTION);
  private static final CapabilitySet NEW =
      OLD.with(CapabilityFlag.DEPRECATE_EOF).with(CapabilityFlag.SESSION_TRACK);

  private static final List<ResultColumn> COLUMNS =
      List.of(
          column("id", 63, 11, WireType.LONG, 0x4203, 0),
          column("i8", 63, 4, WireType.TINY, 0, 0),
          column("u64", 63, 20, WireType.LONGLONG, 0x20, 0),
          column("dec_", 63, 12, WireType.NEWDECIMAL, 0, 2),
          column("f", 63, 12, WireType.FLOAT, 0, 31),
          column("d", 63, 22, WireType.DOUBLE, 0, 31),
          column("vc", 255, 80, WireType.VAR_STRING, 0, 0),
          column("bl", 63, 65535, WireType.BLOB, 0x90, 0),
          column("dt", 63, 23, WireType.DATETIME, 0x80, 3),
          column("ti", 63, 17, WireType.TIME, 0x80, 6),
          column("da", 63, 10, WireType.DATE, 0x80, 0),
          column("ye", 63, 4, WireType.YEAR, 0x60, 0),
          column("bi", 63, 10, WireType.BIT, 0x20, 0),
          column("en", 255, 4, WireType.STRING, 0x100, 0),
          column("js", 63, 0xFFFFFFFFL, WireType.JSON, 0x90, 0),
          column("zf", 63, 6, WireType.LONG, 0x60, 0));

  private static ResultColumn column(
      String name, int collation, long length, WireType type, int flags, int decimals) {
    return new ResultColumn("g", "t", "t", name, name, collation, length, type, flags, decimals);
  }

  private static Consumer<PacketWriter> rows(CapabilitySet capabilities, RowFormat format) {
    return out -> {
      ResultSetWriter rows =
          new ResultSetWriter(out, capabilities, StandardCharsets.UTF_8, COLUMNS, format);
      rows.begin(ServerStatus.AUTOCOMMIT);
      rows.startRow();
      rows.putLong(1);
      rows.putLong(-5);
      rows.putUnsignedLong(-1);
      rows.putString("-12.34");
      rows.putFloat(1.5f);
      rows.putDouble(0.1);
      rows.putString("héllo");
      rows.putBytes(new byte[] {0, '1'});
      rows.putDateTime(2020, 1, 2, 3, 4, 5, 678_000);
      rows.putTime(true, 12, 34, 56, 1);
      rows.putDate(1999, 12, 31);
      rows.putLong(2024);
      rows.putBytes(new byte[] {2, (byte) 0xAA});
      rows.putString("b");
      rows.putString("{\"a\": 1}");
      rows.putLong(42);
      rows.endRow();
      rows.startRow();
      rows.putLong(2);
      for (int i = 1; i < COLUMNS.size(); i++) {
        rows.putNull();
      }
      rows.endRow();
      rows.startRow();
      rows.putLong(3);
      rows.putLong(0);
      rows.putUnsignedLong(0);
      rows.putString("0.00");
      rows.putFloat(0);
      rows.putDouble(0);
      rows.putString("");
      rows.putBytes(new byte[0]);
      rows.putDateTime(2020, 1, 2, 0, 0, 0, 0);
      rows.putTime(false, 0, 0, 0, 0);
      rows.putDate(2000, 1, 1);
      rows.putLong(0);
      rows.putBytes(new byte[] {0, 0});
      rows.putString("a");
      rows.putString("[]");
      rows.putLong(0);
      rows.endRow();
      rows.finish(OkPacket.ofStatus(ServerStatus.AUTOCOMMIT, 0));
    };
  }

  @Test
  void textResult() {
    assertThat(answer(rows(OLD, RowFormat.TEXT))).isEqualTo(golden("text-result-eof"));
    assertThat(answer(rows(NEW, RowFormat.TEXT))).isEqualTo(golden("text-result-deprecate-eof"));
  }

  @Test
  void binaryResult() {
    assertThat(answer(rows(OLD, RowFormat.BINARY))).isEqualTo(golden("binary-result-eof"));
    assertThat(answer(rows(NEW, RowFormat.BINARY)))
        .isEqualTo(golden("binary-result-deprecate-eof"));
  }

  @Test
  void preparedStatement() {
    ResultColumn parameter = ResultColumn.ofExpression("?", 63, 21, WireType.LONGLONG, 0x80, 0);
    assertThat(answer(out -> prepared(out, OLD, parameter))).isEqualTo(golden("prepare-eof"));
    assertThat(answer(out -> prepared(out, NEW, parameter)))
        .isEqualTo(golden("prepare-deprecate-eof"));
  }

  private static void prepared(
      PacketWriter out, CapabilitySet capabilities, ResultColumn parameter) {
    ResponseCodec.write(new StatementPrepared(1, COLUMNS.size(), 1, 0), out);
    for (List<ResultColumn> definitions : List.of(List.of(parameter), COLUMNS)) {
      for (ResultColumn definition : definitions) {
        ResponseCodec.write(definition, StandardCharsets.UTF_8, out);
      }
      if (!capabilities.has(CapabilityFlag.DEPRECATE_EOF)) {
        ResponseCodec.write(new EofPacket(0, ServerStatus.AUTOCOMMIT), out);
      }
    }
  }

  @Test
  void okWithInfo() {
    OkPacket insert =
        new OkPacket(
            3, 3, ServerStatus.AUTOCOMMIT, 0, "Records: 3  Duplicates: 0  Warnings: 0", List.of());
    assertThat(answer(out -> ResponseCodec.write(insert, NEW, out))).isEqualTo(golden("ok-insert"));
    OkPacket update =
        new OkPacket(
            2,
            0,
            ServerStatus.AUTOCOMMIT,
            0,
            "Rows matched: 2  Changed: 2  Warnings: 0",
            List.of());
    assertThat(answer(out -> ResponseCodec.write(update, OLD, out)))
        .isEqualTo(golden("ok-update-info"));
  }

  @Test
  void okWithSessionState() {
    OkPacket use =
        new OkPacket(
            0, 0, ServerStatus.AUTOCOMMIT, 0, "", List.of(new SessionStateChange.Schema("mysql")));
    assertThat(answer(out -> ResponseCodec.write(use, NEW, out)))
        .isEqualTo(golden("ok-use-tracked"));
    assertThat(answer(out -> ResponseCodec.write(use, OLD, out)))
        .isEqualTo(golden("ok-use-untracked"));
    OkPacket set =
        new OkPacket(
            0,
            0,
            0,
            0,
            "",
            List.of(
                new SessionStateChange.SystemVariable("autocommit", "OFF"),
                new SessionStateChange.SystemVariable("statement_id", "40"),
                new SessionStateChange.AnyState(true)));
    assertThat(answer(out -> ResponseCodec.write(set, NEW, out)))
        .isEqualTo(golden("ok-set-tracked"));
  }

  @Test
  void errors() {
    ErrPacket noTable = ErrPacket.of(MySqlError.ER_NO_SUCH_TABLE.with("g", "nosuch"));
    assertThat(answer(out -> ResponseCodec.write(noTable, NEW, StandardCharsets.UTF_8, out)))
        .isEqualTo(golden("err-no-table"));
  }

  @Test
  void fieldList() {
    assertThat(
            answer(out -> {
              ResponseCodec.writeWithDefault(
                  COLUMNS.get(0), Optional.of(new byte[] {'0'}), StandardCharsets.UTF_8, out);
              ResponseCodec.writeWithDefault(
                  COLUMNS.get(1), Optional.empty(), StandardCharsets.UTF_8, out);
              ResponseCodec.write(new EofPacket(0, ServerStatus.AUTOCOMMIT), out);
            }))
        .isEqualTo(golden("field-list"));
  }
}
