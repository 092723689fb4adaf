package io.braid.protocol.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Stored strings here were made by MySQL 9.7.4. */
class PasswordsTest {
  private static final byte[] SECRET =
      HexFormat.of()
          .parseHex(
              "24412430304124681109410E73302C3B4B2C0D481469482048154F48575864544B63424F6967654C4F5749792E"
                  + "6478446F7A39362F704E505376693562374E565942597A362F");
  private static final byte[] LONG =
      HexFormat.of()
          .parseHex(
              "244124303041242D3A09460F6F782F03323268452C1758365A3E402F384A59677954666F76325263586769552F"
                  + "395138346C31354D78316C6638486D76796B72396255466243");
  private static final String LONG_PASSWORD =
      "Pässwörd mit sehr langem Text 0123456789 0123456789 0123456789 0123456789 0123456789";

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void mysqlsStoredStringsMatchTheirPasswords() {
    assertThat(CachingSha2Password.matches(utf8("secret"), SECRET)).isTrue();
    assertThat(CachingSha2Password.matches(utf8(LONG_PASSWORD), LONG)).isTrue();
    assertThat(CachingSha2Password.matches(utf8("secreT"), SECRET)).isFalse();
    assertThat(CachingSha2Password.isWellFormed(SECRET)).isTrue();
    assertThat(CachingSha2Password.isWellFormed(Arrays.copyOf(SECRET, 69))).isFalse();
  }

  @Test
  void storingGivesMysqlsString() {
    byte[] salt = Arrays.copyOfRange(SECRET, 7, 27);
    byte[] stored = CachingSha2Password.store(utf8("secret"), salt);
    // The prefix tells the rounds in thousands; MySQL 9.7 writes 00A for 10,000.
    assertThat(new String(SECRET, 0, 7, StandardCharsets.US_ASCII)).isEqualTo("$A$00A$");
    assertThat(new String(stored, 0, 7, StandardCharsets.US_ASCII)).isEqualTo("$A$005$");
    assertThat(CachingSha2Password.matches(utf8("secret"), stored)).isTrue();
  }

  @Test
  void newStringsAreWellFormedAndMatch() {
    SplittableRandom random = new SplittableRandom(7);
    AuthenticationPlugins plugins = new AuthenticationPlugins(Optional.empty(), random);
    for (int i = 0; i < 20; i++) {
      byte[] stored = plugins.store("caching_sha2_password", utf8("p" + i)).orElseThrow();
      assertThat(stored).hasSize(70);
      assertThat(CachingSha2Password.matches(utf8("p" + i), stored)).isTrue();
    }
    assertThat(plugins.store("caching_sha2_password", new byte[0]).orElseThrow()).isEmpty();
    assertThat(plugins.store("mysql_native_password", utf8("secret")).orElseThrow())
        .asString()
        .isEqualTo("*14E65567ABDB5135D0CFD9A70B3032C179A49EE7");
    assertThat(plugins.store("sha256_password", utf8("x"))).isEmpty();
  }

  @Test
  void scramblesHaveNoZeroAndNoDollar() {
    SplittableRandom random = new SplittableRandom(3);
    for (int i = 0; i < 1000; i++) {
      byte[] scramble = Scramble.next(random);
      assertThat(scramble).doesNotContain(0, '$').hasSize(20);
      for (byte b : scramble) {
        assertThat(b).isPositive();
      }
    }
  }
}
