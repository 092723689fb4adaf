package io.braid.planner.parse;

import static org.assertj.core.api.Assertions.assertThat;

import io.braid.planner.tree.Literal;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StatementNormalizerTest {
  private final StatementNormalizer normalizer = new StatementNormalizer();

  private Optional<NormalizedStatement> normalize(String sql) {
    return normalizer.normalize(sql.getBytes(StandardCharsets.UTF_8), 0, ParseOptions.DEFAULT);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\u0001',
      value = {
        "select a from t where id = 5|select a from t where id = ?",
        "select a+1, 'x' from t where id = 5|select a+1, 'x' from t where id = ?",
        "select a from t where a > -1.5 order by 1 limit 10"
            + "|select a from t where a > -? order by 1 limit ?",
        "select a+1 from t where b=2 group by a+1 having a+1>3 limit 4"
            + "|select a+1 from t where b=? group by a+1 having a+1>3 limit ?",
        "select 1 union select 2 from t where a = 3 limit 5"
            + "|select 1 union select 2 from t where a = ? limit ?",
        "select a from t where a in (1,2) and b = (select 7 from u where c = 8)"
            + "|select a from t where a in (?,?) and b = (select 7 from u where c = ?)",
        "select substring(s from 2 for 3) from t where extract(year from d) = 2020"
            + "|select substring(s from 2 for 3) from t where extract(year from d) = ?",
        "insert into t (a, b) values (1, 'x'), (2, now(3)) on duplicate key update a = 5"
            + "|insert into t (a, b) values (?, ?), (?, now(3)) on duplicate key update a = ?",
        "insert into t select 1, a from u where b = 2 on duplicate key update a = 3"
            + "|insert into t select 1, a from u where b = ? on duplicate key update a = ?",
        "update t set a = 1, b = a + 2 where id = 3 order by a limit 4"
            + "|update t set a = ?, b = a + ? where id = ? order by a limit ?",
        "delete from t where d < date'2020-01-01' and s like 'a!%' escape '!'"
            + "|delete from t where d < date'2020-01-01' and s like ? escape '!'",
        "select a from t where round(a, 2) = 1 and b = cast('5' as decimal(10,2))"
            + "|select a from t where round(a, 2) = ? and b = cast('5' as decimal(10,2))",
        "select a from t where j->'$.a' = 1 and c = _latin1'x'"
            + "|select a from t where j->'$.a' = ? and c = _latin1'x'",
        "/* c */ select /*+ hint(1) */ a  from t /* c */ where b=0x4142"
            + "|select /*+ hint(1) */ a  from t where b=?",
      })
  void literalsBecomeParametersWhereTheyAreOnlyValues(String written, String expected) {
    assertThat(normalize(written).orElseThrow().text()).isEqualTo(expected);
  }

  @Test
  void valuesAndTypesComeAlong() {
    NormalizedStatement statement =
        normalize("select a from t where a=1 and b=1.50 and c='it''s' and d=2e1 ; select 2")
            .orElseThrow();
    assertThat(statement.parameters())
        .containsExactly(
            new Literal.IntegerLiteral(1),
            new Literal.DecimalLiteral(new BigDecimal("1.50")),
            new Literal.StringLiteral("it's"),
            new Literal.DoubleLiteral("2e1"));
    assertThat(statement.types()).isEqualTo("i d3.2 s f");
    assertThat(statement.endOffset())
        .isEqualTo("select a from t where a=1 and b=1.50 and c='it''s' and d=2e1 ;".length());
  }

  @Test
  void whatIsNoPlanOrHasParametersOfItsOwnIsLeftAlone() {
    assertThat(normalize("create table t (a int default 1)")).isEmpty();
    assertThat(normalize("select a from t where a = ?")).isEmpty();
    assertThat(normalize("select a from t where a = 1 into @x")).isEmpty();
    assertThat(normalize("select 'unfinished")).isEmpty();
    assertThat(normalize("select a from t where a = 'x' 'y'")).isEmpty();
    assertThat(normalize("select " + "(".repeat(1_000))).isEmpty();
    assertThat(normalize("insert into t values (1" + ",1".repeat(2_000) + ")")).isEmpty();
  }

  @Test
  void normalizedTextParsesToTheSameStatementWithParameters() {
    NormalizedStatement statement =
        normalize("update t set a = 1 where b = 'x' limit 3").orElseThrow();
    assertThat(
            new SqlParser()
                .parseNext(
                    statement.text().getBytes(StandardCharsets.UTF_8), 0, ParseOptions.DEFAULT)
                .parameterCount())
        .isEqualTo(3);
  }

  @Test
  void takesAboutAMicrosecond() {
    byte[] text = "select a, b from t where id = 42".getBytes(StandardCharsets.UTF_8);
    long best = Long.MAX_VALUE;
    for (int i = 0; i < 50_000; i++) {
      long start = System.nanoTime();
      normalizer.normalize(text, 0, ParseOptions.DEFAULT);
      best = Math.min(best, System.nanoTime() - start);
    }
    System.out.println("normalizing a point select: " + best + " ns (best of many, warm)");
    assertThat(best).isLessThan(20_000);
  }
}
