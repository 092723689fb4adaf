package io.braid.planner.parse;

import static org.assertj.core.api.Assertions.assertThat;

import io.braid.common.type.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class LexerTest {
  private static List<String> tokens(String sql, String sqlMode) {
    byte[] text = sql.getBytes(StandardCharsets.UTF_8);
    Lexer lexer = new Lexer(text, 0, text.length, ParseOptions.of(sqlMode, Charset.UTF8MB4));
    List<String> tokens = new ArrayList<>();
    for (lexer.next(); lexer.kind != TokenKind.END; lexer.next()) {
      tokens.add(
          lexer.kind
              + " "
              + new String(text, lexer.start, lexer.end - lexer.start, StandardCharsets.UTF_8));
      if (lexer.kind == TokenKind.INVALID) {
        break;
      }
    }
    return tokens;
  }

  private static List<String> tokens(String sql) {
    return tokens(sql, "");
  }

  @Test
  void wordListOfTheServerIsTheEnum() {
    Set<String> reserved =
        KeywordTable.MYSQL.reservedWords().stream().map(Enum::name).collect(Collectors.toSet());
    assertThat(reserved).contains("SELECT", "QUALIFY", "TABLESAMPLE").doesNotContain("DATE");
    assertThat(reserved).hasSize(264);
    List<String> unknown =
        Arrays.stream(Keyword.values())
            .filter(k -> k != Keyword.NOT_A_KEYWORD)
            .map(Enum::name)
            .filter(name ->
                KeywordTable.MYSQL.find(name.getBytes(StandardCharsets.US_ASCII), 0, name.length())
                    == Keyword.NOT_A_KEYWORD)
            .toList();
    assertThat(unknown).isEmpty();
  }

  @Test
  void aNulAtTheVeryEndBelongsToNoToken() {
    assertThat(tokens("a b\0")).containsExactly("WORD a", "WORD b");
    assertThat(tokens("a\0b")).contains("INVALID \0");
  }

  @Test
  void versionedCommentsUpToOurVersionAreRead() {
    assertThat(tokens("/*!50100 a*/ /*!80499 b */ /*! c */ /*!080400 d */"))
        .containsExactly("WORD a", "WORD b", "WORD c", "WORD d");
    assertThat(tokens("/*!80500 a*/ /*!90700 b /* inner */ c */ d /*!100000 e */"))
        .containsExactly("WORD d");
  }

  @Test
  void unfinishedCommentsAreInvalid() {
    assertThat(tokens("a /* b")).containsExactly("WORD a", "INVALID /* b");
    assertThat(tokens("a /*! b")).containsExactly("WORD a", "WORD b", "INVALID ");
  }

  @Test
  void commentsToTheEndOfTheLine() {
    assertThat(tokens("a # b\n c -- d\n e --f"))
        .containsExactly("WORD a", "WORD c", "WORD e", "MINUS -", "MINUS -", "WORD f");
  }

  @Test
  void hintsFollowTheFirstWordOfABlockOnly() {
    assertThat(tokens("select /*+ MAX_EXECUTION_TIME(1) */ 1 /*+ no */"))
        .containsExactly("WORD select", "HINT /*+ MAX_EXECUTION_TIME(1) */", "INTEGER 1");
  }

  @Test
  void numbersAndNamesThatBeginWithDigits() {
    assertThat(tokens("1 1.5 .5 1. 1e5 1.5e-3 1e5x 1ex 0x1F 0xZZ 0b01 0b2 x'4F' b'1'"))
        .containsExactly(
            "INTEGER 1",
            "DECIMAL 1.5",
            "DECIMAL .5",
            "DECIMAL 1.",
            "FLOAT 1e5",
            "FLOAT 1.5e-3",
            "WORD 1e5x",
            "WORD 1ex",
            "HEX 0x1F",
            "WORD 0xZZ",
            "BIT 0b01",
            "WORD 0b2",
            "HEX x'4F'",
            "BIT b'1'");
  }

  @Test
  void hexadecimalStringsNeedPairs() {
    assertThat(tokens("x'4'")).containsExactly("INVALID x'4");
  }

  @Test
  void namesBehindADotMayBeginWithDigits() {
    assertThat(tokens("t.1a.2e5 `t`.3"))
        .containsExactly(
            "WORD t",
            "DOT .",
            "WORD 1a",
            "DOT .",
            "WORD 2e5",
            "QUOTED_NAME `t`",
            "DOT .",
            "WORD 3");
  }

  @Test
  void doubleQuotesDependOnTheMode() {
    assertThat(tokens("\"a\"\"b\"")).containsExactly("STRING \"a\"\"b\"");
    assertThat(tokens("\"a\"\"b\"", "ANSI_QUOTES")).containsExactly("QUOTED_NAME \"a\"\"b\"");
  }

  @Test
  void backslashesDependOnTheMode() {
    assertThat(tokens("'a\\'b'")).containsExactly("STRING 'a\\'b'");
    assertThat(tokens("'a\\'", "NO_BACKSLASH_ESCAPES")).containsExactly("STRING 'a\\'");
    assertThat(tokens("'a\\'")).containsExactly("INVALID 'a\\'");
  }

  @Test
  void variables() {
    assertThat(tokens("@a.b$c @'x y' @`q` @@global.x"))
        .containsExactly(
            "USER_VARIABLE @a.b$c",
            "USER_VARIABLE @'x y'",
            "USER_VARIABLE @`q`",
            "SYSTEM_VARIABLE @@",
            "WORD global",
            "DOT .",
            "WORD x");
  }

  @Test
  void introducersAreNamesOfCharacterSets() {
    assertThat(tokens("_latin1'a' _nonsense"))
        .containsExactly("INTRODUCER _latin1", "STRING 'a'", "WORD _nonsense");
  }

  @Test
  void operators() {
    assertThat(tokens("<=> <> != <= << >> := -> ->> || && !"))
        .extracting(t -> t.split(" ")[0])
        .containsExactly(
            "NULL_SAFE_EQUAL",
            "NOT_EQUAL",
            "NOT_EQUAL",
            "LESS_OR_EQUAL",
            "SHIFT_LEFT",
            "SHIFT_RIGHT",
            "ASSIGN",
            "ARROW",
            "DOUBLE_ARROW",
            "OR_OR",
            "AND_AND",
            "BANG");
  }
}
