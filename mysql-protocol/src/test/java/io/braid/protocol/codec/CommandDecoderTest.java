package io.braid.protocol.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.braid.common.MySqlError;
import io.braid.common.MySqlException;
import io.braid.protocol.packet.CapabilityFlag;
import io.braid.protocol.packet.CapabilitySet;
import io.braid.protocol.packet.Command;
import io.braid.protocol.packet.NamedParameter;
import io.braid.protocol.packet.ParameterValue;
import io.braid.protocol.packet.WireType;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class CommandDecoderTest {
  private static final CapabilitySet ALL = CapabilitySet.SERVER_WITHOUT_TLS;
  private static final CapabilitySet PLAIN = ALL.without(CapabilityFlag.QUERY_ATTRIBUTES);

  private static byte[] hex(String text) {
    return HexFormat.of().parseHex(text.replace(" ", ""));
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static byte[] concat(byte[]... parts) {
    java.io.ByteArrayOutputStream out = new java.io.ByteArrayOutputStream();
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }

  @Test
  void commandsWithoutContent() {
    assertThat(CommandDecoder.decode(hex("01"), ALL)).isEqualTo(new Command.Quit());
    assertThat(CommandDecoder.decode(hex("09"), ALL)).isEqualTo(new Command.Statistics());
    assertThat(CommandDecoder.decode(hex("0e"), ALL)).isEqualTo(new Command.Ping());
    assertThat(CommandDecoder.decode(hex("1f"), ALL)).isEqualTo(new Command.ResetConnection());
    assertThat(CommandDecoder.decode(hex("63"), ALL)).isEqualTo(new Command.Unsupported(0x63));
    assertThat(CommandDecoder.decode(hex(""), ALL)).isEqualTo(new Command.Unsupported(0));
  }

  @Test
  void queryWithAndWithoutAttributes() {
    Command.Query plain =
        (Command.Query) CommandDecoder.decode(concat(hex("03"), ascii("select 1")), PLAIN);
    assertThat(plain.sql()).asString().isEqualTo("select 1");
    Command.Query none =
        (Command.Query) CommandDecoder.decode(concat(hex("03 00 01"), ascii("do 1")), ALL);
    assertThat(none.sql()).asString().isEqualTo("do 1");
    assertThat(none.attributes()).isEmpty();
    byte[] withTwo =
        concat(
            hex("03 02 01 02 01 fe00"),
            hex("02"),
            ascii("n1"),
            hex("0600 02"),
            ascii("n2"),
            hex("02"),
            ascii("v1"),
            ascii("do 2"));
    Command.Query attributed = (Command.Query) CommandDecoder.decode(withTwo, ALL);
    assertThat(attributed.sql()).asString().isEqualTo("do 2");
    assertThat(attributed.attributes()).hasSize(2);
    NamedParameter first = attributed.attributes().getFirst();
    assertThat(first.name()).isEqualTo("n1");
    assertThat(((ParameterValue.Bytes) first.value()).value()).asString().isEqualTo("v1");
    assertThat(attributed.attributes().get(1))
        .isEqualTo(new NamedParameter("n2", new ParameterValue.Null()));
  }

  @Test
  void executeReadsEveryType() {
    byte[] packet =
        concat(
            hex("17 07000000 00 01000000"),
            hex("8000 01"), // null bitmap: the eighth of nine
            hex("0100 0280 0300 0880 0400 0500 0c00 0600 0b00"),
            hex("ff ffff feffffff ffffffffffffffff 0000c03f 9a9999999999b93f"),
            hex("0b e407 01 02 03 04 05 70580a00"),
            hex("0c 01 01000000 0a 22 38 01000000"));
    Command.StatementExecute execute =
        (Command.StatementExecute) CommandDecoder.decode(packet, PLAIN);
    List<Optional<byte[]>> nothingAhead = new ArrayList<>();
    for (int i = 0; i < 9; i++) {
      nothingAhead.add(Optional.empty());
    }
    StatementParameters.Bound bound =
        StatementParameters.read(execute, 9, new int[0], nothingAhead, PLAIN);
    assertThat(execute.statementId()).isEqualTo(7);
    assertThat(bound.values())
        .containsExactly(
            new ParameterValue.Integer(-1, false),
            new ParameterValue.Integer(65535, true),
            new ParameterValue.Integer(-2, false),
            new ParameterValue.Integer(-1, true),
            new ParameterValue.Single(1.5f),
            new ParameterValue.Double(0.1),
            new ParameterValue.DateTime(WireType.DATETIME, 2020, 1, 2, 3, 4, 5, 678_000),
            new ParameterValue.Null(),
            new ParameterValue.Time(true, 1, 10, 34, 56, 1));
  }

  @Test
  void executeKeepsTypesAndTakesLongData() {
    byte[] packet = hex("17 01000000 00 01000000 00 00 2a00000000000000");
    Command.StatementExecute execute =
        (Command.StatementExecute) CommandDecoder.decode(packet, PLAIN);
    byte[] ahead = ascii("long");
    StatementParameters.Bound bound =
        StatementParameters.read(
            execute, 2, new int[] {252, 8}, List.of(Optional.of(ahead), Optional.empty()), PLAIN);
    assertThat(bound.values().get(1)).isEqualTo(new ParameterValue.Integer(42, false));
    assertThat(((ParameterValue.Bytes) bound.values().get(0)).value()).isEqualTo(ahead);
    assertThatThrownBy(() ->
            StatementParameters.read(
                execute, 2, new int[0], List.of(Optional.empty(), Optional.empty()), PLAIN))
        .isInstanceOf(MySqlException.class)
        .hasMessage("Incorrect arguments to mysqld_stmt_execute");
  }

  @Test
  void dumpCommands() {
    Command.BinlogDump dump =
        (Command.BinlogDump)
            CommandDecoder.decode(
                concat(hex("12 04000000 0100 e8030000"), ascii("binlog.000001")), ALL);
    assertThat(dump.position()).isEqualTo(4);
    assertThat(dump.serverId()).isEqualTo(1000);
    assertThat(dump.fileName()).asString().isEqualTo("binlog.000001");
    Command.BinlogDumpGtid gtid =
        (Command.BinlogDumpGtid)
            CommandDecoder.decode(
                hex("1e 0400 01000000 00000000 0400000000000000 08000000 0000000000000000"), ALL);
    assertThat(gtid.flags()).isEqualTo(4);
    assertThat(gtid.position()).isEqualTo(4);
    assertThat(gtid.gtidSet()).hasSize(8);
    Command.RegisterReplica register =
        (Command.RegisterReplica)
            CommandDecoder.decode(
                concat(hex("15 02000000 04"), ascii("host"), hex("00 00 ea0c 00000000 00000000")),
                ALL);
    assertThat(register).isEqualTo(new Command.RegisterReplica(2, "host", "", "", 3306, 0));
  }

  @Test
  void changeUser() {
    Command.ChangeUser change =
        (Command.ChangeUser)
            CommandDecoder.decode(
                concat(
                    hex("11"),
                    ascii("bob\0"),
                    hex("02 abcd"),
                    ascii("db1\0"),
                    hex("ff00"),
                    ascii("mysql_native_password\0"),
                    hex("06 0161 03"),
                    ascii("bcd")),
                ALL);
    assertThat(change.user()).isEqualTo("bob");
    assertThat(change.database()).isEqualTo("db1");
    assertThat(change.collationId()).contains(255);
    assertThat(change.authenticationPlugin()).contains("mysql_native_password");
    assertThat(change.attributes()).containsEntry("a", "bcd");
  }

  @Test
  void truncatedCommandsAreMalformed() {
    assertThatThrownBy(() -> CommandDecoder.decode(hex("17 63"), ALL))
        .isInstanceOf(MySqlException.class)
        .hasMessage("Malformed communication packet.");
  }

  /** 100,000 packets, each a valid one with bytes changed, cut, put in or repeated. */
  @Test
  void mutatedPacketsEndInACommandOrACleanError() {
    List<byte[]> valid =
        List.of(
            concat(hex("03 00 01"), ascii("select * from t")),
            concat(hex("03 02 01 02 01 fe00 02"), ascii("n10600"), hex("02"), ascii("n2v1do 2")),
            hex("17 07000000 08 01000000 02 00 01 0100 00 0c00 00 ff 0be40701020304057058 0a00"),
            concat(
                hex("11"), ascii("bob\0"), hex("02abcd"), ascii("db1\0"), hex("ff00 6100 020161")),
            hex("1e 0400 01000000 00000000 0400000000000000 08000000 0000000000000000"),
            hex("15 02000000 01 61 01 62 01 63 ea0c 00000000 00000000"),
            hex("18 01000000 0100 616263"),
            hex("1c 01000000 02000000"),
            hex("12 04000000 0000 01000000 6162"));
    SplittableRandom random = new SplittableRandom(20261121);
    int malformed = 0;
    for (int i = 0; i < 100_000; i++) {
      byte[] packet = mutate(valid.get(random.nextInt(valid.size())), random);
      CapabilitySet capabilities = random.nextBoolean() ? ALL : PLAIN;
      try {
        Command command = CommandDecoder.decode(packet, capabilities);
        if (command instanceof Command.StatementExecute execute) {
          int count = random.nextInt(4);
          List<Optional<byte[]>> ahead = new ArrayList<>();
          for (int k = 0; k < count; k++) {
            ahead.add(Optional.empty());
          }
          int[] types = random.nextBoolean() ? new int[] {8, 12, 254, 11} : new int[0];
          var unused = StatementParameters.read(execute, count, types, ahead, capabilities);
        }
      } catch (MySqlException clean) {
        assertThat(clean.error())
            .isIn(MySqlError.ER_MALFORMED_PACKET, MySqlError.ER_WRONG_ARGUMENTS);
        malformed++;
      }
    }
    assertThat(malformed).isBetween(1_000, 99_000);
  }

  /** 100,000 mutated logins. */
  @Test
  void mutatedLoginsEndInALoginOrACleanError() {
    byte[] login =
        concat(
            hex("8da6ff01 00000001 ff"),
            new byte[23],
            ascii("root\0"),
            hex("04 01020304"),
            ascii("test\0caching_sha2_password\0"),
            hex("0b 03"),
            ascii("_os"),
            hex("05"),
            ascii("Linux0"));
    SplittableRandom random = new SplittableRandom(42);
    int malformed = 0;
    for (int i = 0; i < 100_000; i++) {
      byte[] packet = mutate(login, random);
      try {
        if (!HandshakeCodec.isSslRequest(packet)) {
          var unused = HandshakeCodec.readResponse(packet);
        }
      } catch (MySqlException clean) {
        assertThat(clean.error()).isEqualTo(MySqlError.ER_HANDSHAKE_ERROR);
        malformed++;
      }
    }
    assertThat(malformed).isBetween(1_000, 99_000);
  }

  private static byte[] mutate(byte[] original, SplittableRandom random) {
    byte[] packet = original.clone();
    int mutations = 1 + random.nextInt(3);
    for (int i = 0; i < mutations && packet.length > 0; i++) {
      int at = random.nextInt(packet.length);
      switch (random.nextInt(4)) {
        case 0 -> packet[at] = (byte) random.nextInt(256);
        case 1 -> packet = java.util.Arrays.copyOf(packet, at);
        case 2 -> packet[at] = (byte) (0xF9 + random.nextInt(7)); // length markers
        default -> {
          byte[] longer = new byte[packet.length + 1 + random.nextInt(20)];
          System.arraycopy(packet, 0, longer, 0, at);
          int gap = longer.length - packet.length;
          random.nextBytes(longer);
          System.arraycopy(packet, 0, longer, 0, at);
          System.arraycopy(packet, at, longer, at + gap, packet.length - at);
          packet = longer;
        }
      }
    }
    return packet;
  }
}
