package io.braid.planner.parse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.braid.common.MySqlError;
import io.braid.common.MySqlException;
import io.braid.common.type.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

class SyntaxErrorTest {
  private static final String PREFIX =
      "You have an error in your SQL syntax; check the manual that corresponds to your MySQL server"
          + " version for the right syntax to use near ";

  private final SqlParser parser = new SqlParser();

  private MySqlException error(String sql) {
    return catchThrowableOfType(
        MySqlException.class, () -> parser.parse(sql, ParseOptions.DEFAULT));
  }

  @Test
  void namesTheRestOfTheTextAndTheLine() {
    assertThat(error("select 1 from").getMessage()).isEqualTo(PREFIX + "'' at line 1");
    assertThat(error("select 1\nfrom t\nwhere where a").getMessage())
        .isEqualTo(PREFIX + "'where a' at line 3");
    assertThat(error("selec 1").error()).isEqualTo(MySqlError.ER_PARSE_ERROR);
    assertThat(error("selec 1").error().sqlState()).isEqualTo("42000");
  }

  @Test
  void nearTextEndsAfterEightyBytes() {
    assertThat(error("select from " + "x".repeat(200)).getMessage())
        .isEqualTo(PREFIX + "'from " + "x".repeat(75) + "' at line 1");
  }

  @Test
  void nearTextIsBoundInBytesAndKeepsWholeCharacters() {
    assertThat(error("select from " + "\u00e9".repeat(100)).getMessage())
        .isEqualTo(PREFIX + "'from " + "\u00e9".repeat(37) + "' at line 1");
  }

  @Test
  void linesAreCountedFromTheStatementsOwnBegin() {
    byte[] text = "do 1;\n\nselect\nfrom x".getBytes(StandardCharsets.UTF_8);
    MySqlException e =
        catchThrowableOfType(
            MySqlException.class, () -> new SqlParser().parseNext(text, 5, ParseOptions.DEFAULT));
    assertThat(e.getMessage()).isEqualTo(PREFIX + "'from x' at line 2");
  }

  @Test
  void emptyTextsHaveAnErrorOfTheirOwn() {
    assertThat(error("").error()).isEqualTo(MySqlError.ER_EMPTY_QUERY);
    assertThat(error(" -- nothing\n").error()).isEqualTo(MySqlError.ER_EMPTY_QUERY);
  }

  @Test
  void aSecondStatementIsAnErrorForParse() {
    assertThat(error("select 1; select 2").getMessage()).isEqualTo(PREFIX + "'select 2' at line 1");
  }

  @Test
  void hostileNestingGetsAnErrorQuickly() {
    for (String part :
        new String[] {
          "(",
          "-",
          "not ",
          "(select ",
          "f(",
          "case when ",
          "!",
          "~",
          "[",
          "{x ",
          "binary ",
          "exists(",
          "a=",
          "1+",
          "1-",
          "1 in (",
          "a between ",
          "if(1,",
          "(select 1 from ",
          "row(1,",
          "a collate b ",
          "@a:=",
          "a xor ",
          "interval ",
          "((((select 1)"
        }) {
      String sql = "select " + part.repeat(1_000_000 / part.length());
      Assertions.assertTimeout(
          Duration.ofSeconds(5), () -> assertThat(error(sql)).as(part).isNotNull());
    }
    for (String part : new String[] {"(", "t join ", "(select * from ", "t left join ("}) {
      String sql = "select * from " + part.repeat(1_000_000 / part.length());
      Assertions.assertTimeout(
          Duration.ofSeconds(5), () -> assertThat(error(sql)).as(part).isNotNull());
    }
  }

  @Test
  void longChainsOfOneLogicalOperatorAreFine() {
    parser.parse("select 1" + " or a=1".repeat(100_000), ParseOptions.DEFAULT);
    parser.parse("select 1" + " union all select 1".repeat(20_000), ParseOptions.DEFAULT);
    parser.parse("select 1 in (1" + ",1+1".repeat(100_000) + ")", ParseOptions.DEFAULT);
  }

  @Test
  void malformedCharactersAreRefused() {
    byte[] sql = "select '\u00e9'".getBytes(StandardCharsets.ISO_8859_1);
    MySqlException e =
        catchThrowableOfType(
            MySqlException.class, () -> parser.parseNext(sql, 0, ParseOptions.DEFAULT));
    assertThat(e.getMessage()).isEqualTo("Invalid utf8mb4 character string: '\\xE9'");
    parser.parseNext(sql, 0, ParseOptions.of("", Charset.LATIN1));
  }
}
