package io.braid.common.collation;

import static org.assertj.core.api.Assertions.assertThat;

import io.braid.common.type.Charset;
import io.braid.common.type.Collation;
import io.braid.common.type.CollationRules;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CollationRulesTest {
  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static int compare(Collation collation, String left, String right) {
    byte[] l = CharsetConversion.fromJavaString(left, collation.charset());
    byte[] r = CharsetConversion.fromJavaString(right, collation.charset());
    return Integer.signum(CollationRules.of(collation).compare(l, 0, l.length, r, 0, r.length));
  }

  private static byte[] key(Collation collation, byte[] bytes) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    CollationRules.of(collation).appendSortKey(bytes, 0, bytes.length, out);
    return out.toByteArray();
  }

  @Test
  void weightsOfEveryCodePointAreMySqls() throws Exception {
    MessageDigest uca = MessageDigest.getInstance("SHA-256");
    MessageDigest general = MessageDigest.getInstance("SHA-256");
    for (int codePoint = 0; codePoint <= 0x10FFFF; codePoint++) {
      if (codePoint >= 0xD800 && codePoint <= 0xDFFF) {
        continue;
      }
      byte[] bytes = new byte[Utf8.length(codePoint)];
      Utf8.encode(codePoint, bytes, 0);
      assertThat(Utf8.decode(bytes, 0, bytes.length)).isEqualTo(codePoint);
      String name = Integer.toHexString(codePoint) + " ";
      uca.update(
          utf8(name + HexFormat.of().formatHex(key(Collation.UTF8MB4_0900_AI_CI, bytes)) + "\n"));
      general.update(
          utf8(name + String.format("%04x\n", MeasuredTables.General.weight(codePoint))));
    }
    String expected;
    try (InputStream in = CollationRulesTest.class.getResourceAsStream("weights.sha256")) {
      expected = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
    }
    assertThat(
            HexFormat.of().formatHex(uca.digest())
                + " utf8mb4_0900_ai_ci\n"
                + HexFormat.of().formatHex(general.digest())
                + " utf8mb4_general_ci\n")
        .isEqualTo(expected);
  }

  @Test
  void accentsCaseExpansionsAndPaddingFollowTheCollation() {
    assertThat(compare(Collation.UTF8MB4_0900_AI_CI, "Äpfel", "apfel")).isZero();
    assertThat(compare(Collation.UTF8MB4_0900_AI_CI, "straße", "STRASSE")).isZero();
    assertThat(compare(Collation.UTF8MB4_0900_AI_CI, "a", "a ")).isNegative();
    assertThat(compare(Collation.UTF8MB4_0900_AI_CI, "한", "한")).isZero();
    assertThat(compare(Collation.UTF8MB4_0900_AI_CI, "一", "丁")).isNegative();
    assertThat(compare(Collation.UTF8MB4_0900_AI_CI, "😀", "😁")).isNegative();
    assertThat(compare(Collation.UTF8MB4_0900_AI_CI, "a\u0000b", "ab")).isZero();
    assertThat(compare(Collation.UTF8MB4_GENERAL_CI, "ß", "s")).isZero();
    assertThat(compare(Collation.UTF8MB4_GENERAL_CI, "😀", "😁")).isZero();
    assertThat(compare(Collation.UTF8MB4_GENERAL_CI, "a", "A  ")).isZero();
    assertThat(compare(Collation.UTF8MB4_GENERAL_CI, "a\t", "a")).isNegative();
    assertThat(compare(Collation.UTF8MB4_BIN, "a", "A")).isPositive();
    assertThat(compare(Collation.UTF8MB4_BIN, "a", "a ")).isZero();
    assertThat(compare(Collation.LATIN1_SWEDISH_CI, "ÄRA", "ära ")).isZero();
    assertThat(compare(Collation.LATIN1_SWEDISH_CI, "ü", "Y")).isZero();
    assertThat(compare(Collation.ASCII_GENERAL_CI, "aZ", "Az")).isZero();
    assertThat(compare(Collation.BINARY, "a", "a ")).isNegative();
  }

  @Test
  void sortKeysAndHashesAgreeWithCompare() {
    Random random = new Random(99);
    String[] alphabet = {
      "a", "A", "b", " ", " ", "  ", "\t", "ä", "ß", "ss", "s", "!", "0", "é", "漢", "字", "😀", "한",
      "\u0000", "\u0001", "æ", "z", "Z", "~", "\u00A0", "\u0301"
    };
    for (Collation collation : Collation.values()) {
      CollationRules rules = CollationRules.of(collation);
      byte[][] strings = new byte[400][];
      for (int i = 0; i < strings.length; i++) {
        StringBuilder text = new StringBuilder();
        for (int n = random.nextInt(5); n > 0; n--) {
          text.append(alphabet[random.nextInt(alphabet.length)]);
          if (random.nextInt(30) == 0) {
            text.append(" ".repeat(random.nextInt(250)));
          }
        }
        strings[i] = CharsetConversion.fromJavaString(text.toString(), collation.charset());
      }
      for (byte[] left : strings) {
        for (byte[] right : strings) {
          int order = Integer.signum(rules.compare(left, 0, left.length, right, 0, right.length));
          int byKey =
              Integer.signum(Arrays.compareUnsigned(key(collation, left), key(collation, right)));
          if (order != byKey) {
            assertThat(byKey)
                .as(collation + " " + Arrays.toString(left) + " " + Arrays.toString(right))
                .isEqualTo(order);
          }
          if (order == 0) {
            assertThat(rules.hash(left, 0, left.length))
                .isEqualTo(rules.hash(right, 0, right.length));
          }
        }
      }
    }
  }

  @Test
  void likeComparesCharacterByCharacter() {
    assertThat(like("abc", "A%C")).isTrue();
    assertThat(like("abc", "_b_")).isTrue();
    assertThat(like("abc", "a_")).isFalse();
    assertThat(like("", "%%")).isTrue();
    assertThat(like("", "_")).isFalse();
    assertThat(like("ß", "ss")).isFalse();
    assertThat(like("x", "x ")).isFalse();
    assertThat(like("a_c", "a\\_c")).isTrue();
    assertThat(like("abc", "a\\_c")).isFalse();
    assertThat(like("a\\", "a\\")).isTrue();
    assertThat(like("😀é漢", "_E_")).isTrue();
    assertThat(like("mississippi", "%iss%ip%i")).isTrue();
    assertThat(like("mississippi", "%iss%ipx%")).isFalse();
  }

  private static boolean like(String text, String pattern) {
    byte[] p = utf8(pattern);
    byte[] t = utf8(text);
    return LikeMatcher.compile(p, 0, p.length, '\\', Collation.UTF8MB4_0900_AI_CI)
        .matches(t, 0, t.length);
  }

  @Test
  void caseMappingNeverGrowsInBytesAsInMySql() {
    assertThat(upper("aȿb", Collation.UTF8MB4_0900_AI_CI)).isEqualTo("AⱾ");
    assertThat(upper("ııaȿb", Collation.UTF8MB4_0900_AI_CI)).isEqualTo("IIAⱾB");
    assertThat(upper("ııaȿb", Collation.UTF8MB4_BIN)).isEqualTo("IIAȿB");
    assertThat(upper("straße äöü", Collation.UTF8MB4_0900_AI_CI)).isEqualTo("STRAßE ÄÖÜ");
  }

  private static String upper(String text, Collation collation) {
    byte[] bytes = utf8(text);
    return new String(CaseMapping.upper(bytes, 0, bytes.length, collation), StandardCharsets.UTF_8);
  }

  @Test
  void conversionReportsWhatDoesNotFit() {
    byte[] text = utf8("äĀ😀x");
    var latin1 = CharsetConversion.convert(text, 0, text.length, Charset.UTF8MB4, Charset.LATIN1);
    assertThat(latin1.bytes()).containsExactly(0xE4, '?', '?', 'x');
    assertThat(latin1.badOffset()).isEqualTo(2);
    byte[] all = new byte[256];
    for (int i = 0; i < 256; i++) {
      all[i] = (byte) i;
    }
    byte[] wide = CharsetConversion.convert(all, 0, 256, Charset.LATIN1, Charset.UTF8MB4).bytes();
    assertThat(
            CharsetConversion.convert(wide, 0, wide.length, Charset.UTF8MB4, Charset.LATIN1)
                .bytes())
        .isEqualTo(all);
    assertThat(CharsetConversion.printable(utf8("😀a"), 0, 5)).isEqualTo("\\xF0\\x9F\\x98\\x80a");
    assertThat(CharsetConversion.printable(utf8("1234567"), 0, 7)).isEqualTo("123456...");
  }

  @Test
  void malformedBytesAreFound() {
    byte[][] malformed = {
      {(byte) 0xED, (byte) 0xA0, (byte) 0x80},
      {(byte) 0xC0, (byte) 0x80},
      {(byte) 0xF4, (byte) 0x90, (byte) 0x80, (byte) 0x80},
      {(byte) 0xE0, (byte) 0x80, (byte) 0x80},
      {(byte) 0xF0, (byte) 0x9F},
      {(byte) 0xFF}
    };
    for (byte[] bytes : malformed) {
      assertThat(CharsetConversion.wellFormedLength(bytes, 0, bytes.length, Charset.UTF8MB4))
          .isZero();
      for (Collation collation : Collation.values()) {
        CollationRules rules = CollationRules.of(collation);
        assertThat(rules.compare(bytes, 0, bytes.length, bytes, 0, bytes.length)).isZero();
        rules.hash(bytes, 0, bytes.length);
        key(collation, bytes);
      }
    }
  }
}
