package io.braid.planner.parse;

import static org.assertj.core.api.Assertions.assertThat;

import io.braid.common.type.Charset;
import io.braid.planner.tree.AdminStatement;
import io.braid.planner.tree.Expression;
import io.braid.planner.tree.Literal;
import io.braid.planner.tree.PrintStyle;
import io.braid.planner.tree.Query;
import io.braid.planner.tree.Select;
import io.braid.planner.tree.SqlPrinter;
import io.braid.planner.tree.Statement;
import io.braid.planner.tree.UnsupportedStatement;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SqlParserTest {
  private final SqlParser parser = new SqlParser();
  private final SqlPrinter printer = new SqlPrinter(PrintStyle.VIEW);

  private String printed(String expression, String sqlMode) {
    return printer.print(
        parser.parseExpression(expression, ParseOptions.of(sqlMode, Charset.UTF8MB4)));
  }

  private Select select(String sql) {
    return (Select) ((Query) parser.parse(sql, ParseOptions.DEFAULT)).body();
  }

  /** The right sides are what MySQL 9.7 shows in SHOW CREATE VIEW. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '\t',
      quoteCharacter = '\u0001',
      value = {
        "a+b*c-d\t((`a` + (`b` * `c`)) - `d`)",
        "a DIV b\t(`a` DIV `b`)",
        "mod(a,b)\t(`a` % `b`)",
        "a|b&c^d\t(`a` | (`b` & (`c` ^ `d`)))",
        "a<<1>>2\t((`a` << 1) >> 2)",
        "- a * b\t(-(`a`) * `b`)",
        "a = b = c\t((`a` = `b`) = `c`)",
        "a NOT BETWEEN 1 AND 2\t(`a` not between 1 and 2)",
        "s NOT LIKE 'x%'\t(not((`s` like 'x%')))",
        "s NOT RLIKE 'x'\t(not(regexp_like(`s`,'x')))",
        "s SOUNDS LIKE 'x'\t(soundex(`s`) = soundex('x'))",
        "ISNULL(a)\t(`a` is null)",
        "CASE WHEN a=1 THEN 'x' END\t(case when (`a` = 1) then 'x' end)",
        "CAST(a AS BINARY(5))\tcast(`a` as char(5) charset binary)",
        "BINARY s\tcast(`s` as char charset binary)",
        "CONVERT(s USING latin1)\tconvert(`s` using latin1)",
        "LOCALTIME\tnow()",
        "CURRENT_TIMESTAMP(6)\tnow(6)",
        "SCHEMA()\tdatabase()",
        "INTERVAL 1 DAY + d\t(`d` + interval 1 day)",
        "DATE_ADD(d, INTERVAL '1:1' MINUTE_SECOND)\t(`d` + interval '1:1' minute_second)",
        "TIMESTAMPADD(MINUTE, 1, d)\t(`d` + interval 1 minute)",
        "INTERVAL(a,1,2)\tinterval(`a`,1,2)",
        "SUBSTRING(s FROM 1 FOR 2)\tsubstr(`s`,1,2)",
        "POSITION('a' IN s)\tlocate('a',`s`)",
        "DATE(d)\tcast(`d` as date)",
        "COUNT(*)\tcount(0)",
        "STDDEV_POP(a)\tstd(`a`)",
        "j->>'$.a'\tjson_unquote(json_extract(`j`,'$.a'))",
        "b'101'\t0x05",
        "'it''s'\t'it\\'s'",
        "{d '2020-01-01'}\tDATE'2020-01-01'",
        "1e3\t1e3",
        ".5\t0.5",
        "MATCH(s) AGAINST ('x' IN BOOLEAN MODE)\t(match `s` against ('x' in boolean mode))",
        "INSTR(s, 'a')\tlocate('a',`s`)",
        "BIN(a)\tconv(`a`,10,2)",
        "ROUND(a)\tround(`a`,0)",
        "WEEK(d)\tweek(`d`,0)",
        "ATAN2(a,b)\tatan(`a`,`b`)",
        "a COLLATE utf8mb4_bin\t(`a` collate utf8mb4_bin)",
        "GROUP_CONCAT(a ORDER BY b DESC)\tgroup_concat(`a` order by `b` DESC separator ',')",
        "TRIM(LEADING 'x' FROM s)\ttrim(leading 'x' from `s`)",
        "TIMESTAMPDIFF(DAY, d, ts)\ttimestampdiff(DAY,`d`,`ts`)"
      })
  void expressionsPrintAsMySqlPrintsThem(String written, String expected) {
    assertThat(printed(written, "")).isEqualTo(expected);
  }

  @Test
  void modesChangeTheMeaning() {
    assertThat(printed("a || b", "")).isEqualTo("(`a` or `b`)");
    assertThat(printed("a || b", "PIPES_AS_CONCAT")).isEqualTo("concat(`a`,`b`)");
    assertThat(printed("not 1 between 2 and 3", "")).isEqualTo("(not((1 between 2 and 3)))");
    assertThat(printed("not 1 between 2 and 3", "HIGH_NOT_PRECEDENCE"))
        .isEqualTo("((not(1)) between 2 and 3)");
    assertThat(printed("count (a)", "")).isEqualTo("`count`(`a`)");
    assertThat(printed("count (a)", "IGNORE_SPACE")).isEqualTo("count(`a`)");
    assertThat(printed("\"a\"", "ANSI_QUOTES")).isEqualTo("`a`");
    assertThat(printed("\"a\"", "")).isEqualTo("'a'");
  }

  @Test
  void columnsAreNamedAfterTheirText() {
    List<String> names = new ArrayList<>();
    for (Select.SelectItem item : select("select 1 + 1, a /* x */ , concat( 'a' , b ) c").items()) {
      names.add(((Select.SelectItem.Value) item).source().text());
    }
    assertThat(names).containsExactly("1 + 1", "a", "concat( 'a' , b )");
  }

  @Test
  void introducedLiteralsKeepTheirBytes() {
    byte[] sql =
        "select _binary'\u00ff\\0\u0001', _latin1 x'41'".getBytes(StandardCharsets.ISO_8859_1);
    Query query = (Query) parser.parseNext(sql, 0, ParseOptions.DEFAULT).statement();
    Select.SelectItem.Value first =
        (Select.SelectItem.Value) ((Select) query.body()).items().getFirst();
    Literal.IntroducedLiteral literal = (Literal.IntroducedLiteral) first.expression();
    assertThat(literal.charset()).isEqualTo("binary");
    assertThat(literal.value().toHex()).isEqualTo("FF0001");
  }

  @Test
  void adjacentStringsAreOne() {
    assertThat(parser.parseExpression("'a' 'b'\n\"c\"", ParseOptions.DEFAULT))
        .isEqualTo(new Literal.StringLiteral("abc"));
  }

  @Test
  void integersBeyondSixtyFourBitsAreDecimals() {
    assertThat(parser.parseExpression("18446744073709551615", ParseOptions.DEFAULT))
        .isEqualTo(new Literal.IntegerLiteral(-1));
    assertThat(parser.parseExpression("18446744073709551616", ParseOptions.DEFAULT))
        .isInstanceOf(Literal.DecimalLiteral.class);
  }

  @Test
  void statementsOfOneTextComeOneByOne() {
    byte[] text =
        " select 1 ; /* c */ insert into t values (';', ?);;".getBytes(StandardCharsets.UTF_8);
    ParsedStatement first = parser.parseNext(text, 0, ParseOptions.DEFAULT);
    assertThat(first.text()).isEqualTo("select 1");
    ParsedStatement second = parser.parseNext(text, first.endOffset(), ParseOptions.DEFAULT);
    assertThat(second.text()).isEqualTo("insert into t values (';', ?)");
    assertThat(second.parameterCount()).isEqualTo(1);
    assertThat(parser.isBlank(text, second.endOffset(), ParseOptions.DEFAULT)).isTrue();
  }

  @Test
  void storedProgramsAreReadAndNamed() {
    Statement statement =
        parser.parse(
            "create definer=`r`@`%` trigger t before insert on a for each row begin set @a=1; end",
            ParseOptions.DEFAULT);
    assertThat(statement).isEqualTo(new UnsupportedStatement("CREATE TRIGGER"));
  }

  @Test
  void joinsWithoutConditionStayLeftDeep() {
    SqlPrinter source = new SqlPrinter(PrintStyle.VIEW);
    assertThat(
            source.print(
                (Query)
                    parser.parse(
                        "select 1 from a join b join c on a.x = c.x", ParseOptions.DEFAULT)))
        .isEqualTo("select 1 from ((`a` join `b`) join `c` on((`a`.`x` = `c`.`x`)))");
    assertThat(
            source.print(
                (Query)
                    parser.parse(
                        "select 1 from a left join b left join c on b.x=c.x on a.x=b.x",
                        ParseOptions.DEFAULT)))
        .isEqualTo(
            "select 1 from (`a` left join (`b` left join `c` on((`b`.`x` = `c`.`x`)))"
                + " on((`a`.`x` = `b`.`x`)))");
  }

  @Test
  void largeInsertsAreReadQuickly() {
    StringBuilder sql = new StringBuilder("insert into t (a,b,c,d) values ");
    for (int i = 0; i < 1_000; i++) {
      sql.append(i == 0 ? "" : ",")
          .append("(")
          .append(i)
          .append(",'name ")
          .append(i)
          .append("',1.5,null)");
    }
    byte[] text = sql.toString().getBytes(StandardCharsets.UTF_8);
    byte[] point = "select a, b from t where id = 42".getBytes(StandardCharsets.UTF_8);
    double insertMicros = bestMicros(text, 300);
    double pointMicros = bestMicros(point, 20_000);
    System.out.printf(
        "1,000-row INSERT: %.0f us, point select: %.2f us (best of many, warm)%n",
        insertMicros, pointMicros);
    // Ten times the aim, so that a loaded machine does not fail the build.
    assertThat(insertMicros).isLessThan(10_000);
    assertThat(pointMicros).isLessThan(50);
  }

  private double bestMicros(byte[] text, int rounds) {
    long best = Long.MAX_VALUE;
    for (int i = 0; i < rounds; i++) {
      long start = System.nanoTime();
      parser.parseNext(text, 0, ParseOptions.DEFAULT);
      best = Math.min(best, System.nanoTime() - start);
    }
    return best / 1_000.0;
  }

  @Test
  void sourcesTakeNoPartInEquality() {
    Expression spaced = parser.parseExpression("a +  b", ParseOptions.DEFAULT);
    assertThat(spaced).isEqualTo(parser.parseExpression("(`a`+`b`)", ParseOptions.DEFAULT));
  }

  @Test
  void statementsOfShardsAreParsedAndTheirWordsStayNames() {
    AdminStatement.SplitTable split =
        (AdminStatement.SplitTable)
            parser.parse("SPLIT TABLE d.t INDEX k BY (1, 'a'), (2)", ParseOptions.DEFAULT);
    assertThat(split.index()).contains("k");
    assertThat(split.keys()).hasSize(2);
    assertThat(split.keys().getFirst()).hasSize(2);
    assertThat(parser.parse("move shard 7 to volume 2 wait", ParseOptions.DEFAULT))
        .isEqualTo(new AdminStatement.MoveShard(7, 2, true));
    assertThat(parser.parse("CANCEL OPERATOR 9", ParseOptions.DEFAULT))
        .isEqualTo(new AdminStatement.CancelOperator(9));
    assertThat(select("SELECT split, move, cancel, shard, volume, operator FROM wait").items())
        .hasSize(6);
  }
}
