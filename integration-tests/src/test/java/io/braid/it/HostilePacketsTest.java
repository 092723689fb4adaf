package io.braid.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Mutated packets before and after login disturb nobody: another session's checksum loop sees no
 * error, the server still runs, and its log has no uncaught exception.
 */
@Tag("full")
final class HostilePacketsTest {
  private static final long SEED = Long.getLong("seed", 7_777L);
  private static final int PACKETS_EACH_CONNECTION = 40;
  private static final String USER = "fuzz";

  private final DatabaseProcess server = DatabaseProcess.startSource();

  @AfterEach
  void end() {
    server.close();
  }

  @Test
  @Tag("packets")
  void twoThousandMutatedPacketsDisturbNobody() throws Exception {
    disturb(2_000);
  }

  @Test
  @Tag("packets")
  void aHundredThousandMutatedPacketsDisturbNobody() throws Exception {
    disturb(100_000);
  }

  private void disturb(int packets) throws Exception {
    prepare();
    AtomicBoolean stopping = new AtomicBoolean();
    AtomicLong rounds = new AtomicLong();
    AtomicReference<Throwable> failure = new AtomicReference<>();
    Thread loop =
        Thread.ofPlatform().name("checksum").start(() -> checksums(stopping, rounds, failure));
    Random random = new Random(SEED);
    int sent = 0;
    while (sent < packets && failure.get() == null) {
      sent += random.nextInt(4) == 0 ? beforeLogin(random) : afterLogin(random);
    }
    stopping.set(true);
    loop.join();
    if (failure.get() != null) {
      throw new AssertionError(
          "the other session was disturbed after " + sent + " packets", failure.get());
    }
    assertThat(rounds.get()).isPositive();
    assertThat(server.endpoint().value("SELECT COUNT(*) FROM fuzz.t")).isEqualTo("1000");
    if (server instanceof BraidProcess braid) {
      assertThat(braid.logLines())
          .noneMatch(line ->
              line.contains("Exception in thread")
                  || line.contains("InvariantViolation")
                  || line.contains(" ERROR ")
                  || line.contains("NullPointerException")
                  || line.contains("IndexOutOfBounds")
                  || line.contains("OutOfMemoryError")
                  || line.contains("LEAK:"));
    }
  }

  private void prepare() {
    StringBuilder rows = new StringBuilder("INSERT INTO fuzz.t VALUES (1, 'row 1')");
    for (int i = 2; i <= 1000; i++) {
      rows.append(", (").append(i).append(", 'row ").append(i).append("')");
    }
    server
        .endpoint()
        .execute(
            "CREATE DATABASE fuzz",
            "CREATE TABLE fuzz.t (id INT PRIMARY KEY, v VARCHAR(40))",
            rows.toString(),
            "CREATE USER fuzz@'%' IDENTIFIED BY ''",
            "GRANT SELECT ON fuzz.* TO fuzz@'%'");
  }

  private void checksums(
      AtomicBoolean stopping, AtomicLong rounds, AtomicReference<Throwable> failure) {
    try (var connection = server.endpoint().connect()) {
      TableContents first = TableContents.of(connection, "fuzz.t");
      while (!stopping.get()) {
        TableContents now = TableContents.of(connection, "fuzz.t");
        if (!now.equals(first)) {
          throw new AssertionError("was " + first + ", is " + now);
        }
        rounds.incrementAndGet();
      }
    } catch (java.sql.SQLException | RuntimeException | AssertionError e) {
      failure.set(e);
    }
  }

  /** Returns the number of mutated packets sent. */
  private int beforeLogin(Random random) throws IOException {
    try (RawSession session = new RawSession(server.endpoint())) {
      session.send(mutate(random, RawSession.login(USER, "fuzz")));
      session.drain(1);
      session.send(mutate(random, RawSession.login(USER, "fuzz")));
      session.drain(1);
      return 2;
    } catch (IOException e) {
      return 1; // it closed the connection, as it may
    }
  }

  private int afterLogin(Random random) throws IOException {
    int sent = 0;
    try (RawSession session = new RawSession(server.endpoint())) {
      session.send(RawSession.login(USER, "fuzz"));
      byte[] answer = session.readPacket();
      if (answer.length > 0 && answer[0] == 1) {
        answer = session.readPacket(); // fast authentication: more data, then OK
      }
      assertThat(answer[0]).as("login: " + HexFormat.of().formatHex(answer)).isZero();
      List<byte[]> commands = commands();
      try {
        for (; sent < PACKETS_EACH_CONNECTION; sent++) {
          byte[] command = commands.get(random.nextInt(commands.size()));
          session.send(mutate(random, command));
          session.drain(random.nextInt(8) == 0 ? 3 : 1);
        }
      } catch (IOException e) {
        sent++; // it closed the connection, as it may
      }
    }
    return sent;
  }

  /** Well-formed commands of every kind that an unprivileged user may send. */
  private static List<byte[]> commands() {
    List<byte[]> commands = new ArrayList<>();
    for (String sql :
        List.of(
            "SELECT id, v FROM t WHERE id = 7",
            "SELECT COUNT(*), MAX(v) FROM fuzz.t GROUP BY id % 10 ORDER BY 1 LIMIT 5",
            "SET NAMES utf8mb4",
            "SET @a = 1, @b = 'x'",
            "SHOW TABLES",
            "SELECT 'äöü', 0x4142, 1.5e3, NULL, -7",
            "PREPARE p FROM 'SELECT ?'")) {
      commands.add(command(0x03, sql.getBytes(StandardCharsets.UTF_8)));
    }
    commands.add(command(0x16, "SELECT ?, v FROM t WHERE id = ?".getBytes(StandardCharsets.UTF_8)));
    // execute statement 1 with two parameters, a long integer and a string
    commands.add(
        command(
            0x17,
            HexFormat.of().parseHex("01000000000100000000010800fd0007000000000000000361626364")));
    commands.add(command(0x18, HexFormat.of().parseHex("010000000000616263")));
    commands.add(command(0x19, HexFormat.of().parseHex("01000000")));
    commands.add(command(0x1a, HexFormat.of().parseHex("01000000")));
    commands.add(command(0x1c, HexFormat.of().parseHex("0100000001000000")));
    commands.add(command(0x02, "fuzz".getBytes(StandardCharsets.UTF_8)));
    commands.add(command(0x04, "t\0".getBytes(StandardCharsets.UTF_8)));
    commands.add(command(0x0e, new byte[0]));
    commands.add(command(0x09, new byte[0]));
    commands.add(command(0x1f, new byte[0]));
    commands.add(command(0x1b, new byte[] {0, 0}));
    // register as a replica, dump by file and by GTID
    commands.add(
        command(0x15, HexFormat.of().parseHex("0700000003616263000000ea0c0000000000000000")));
    commands.add(command(0x12, HexFormat.of().parseHex("040000000000070000006200")));
    commands.add(
        command(
            0x1e,
            HexFormat.of()
                .parseHex("000007000000000000000400000000000000080000000000000000000000")));
    // change user: name, no password, database, character set, plugin
    commands.add(
        command(0x11, "fuzz\0\0fuzz\0-\0caching_sha2_password\0".getBytes(StandardCharsets.UTF_8)));
    return commands;
  }

  private static byte[] command(int number, byte[] arguments) {
    byte[] body = new byte[1 + arguments.length];
    body[0] = (byte) number;
    System.arraycopy(arguments, 0, body, 1, arguments.length);
    return RawSession.packet(0, body);
  }

  private static byte[] mutate(Random random, byte[] packet) {
    byte[] bytes = packet.clone();
    switch (random.nextInt(7)) {
      case 0 -> flip(random, bytes, 4);
      case 1 -> flip(random, bytes, 0);
      case 2 -> {
        // cut, with a header that agrees
        int length = random.nextInt(bytes.length - 3);
        bytes = RawSession.packet(bytes[3], java.util.Arrays.copyOfRange(bytes, 4, 4 + length));
      }
      case 3 -> {
        // longer, with random bytes and a header that agrees
        byte[] more = new byte[random.nextInt(300)];
        random.nextBytes(more);
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.write(bytes, 4, bytes.length - 4);
        body.writeBytes(more);
        bytes = RawSession.packet(bytes[3], body.toByteArray());
      }
      case 4 -> bytes[3] = (byte) random.nextInt(256);
      case 5 -> {
        for (int i = 0; i < 4; i++) {
          flip(random, bytes, 4);
        }
      }
      default -> {
        byte[] body = new byte[random.nextInt(64)];
        random.nextBytes(body);
        bytes = RawSession.packet(0, body);
      }
    }
    return bytes;
  }

  private static void flip(Random random, byte[] bytes, int from) {
    int at = from + (bytes.length > from ? random.nextInt(bytes.length - from) : 0);
    if (at < bytes.length) {
      bytes[at] =
          random.nextBoolean()
              ? (byte) (bytes[at] ^ 1 << random.nextInt(8))
              : (byte) random.nextInt(256);
    }
  }
}
