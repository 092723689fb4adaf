package io.braid.planner;

import static org.assertj.core.api.Assertions.assertThat;

import io.braid.common.MySqlException;
import io.braid.common.SqlMode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Errors of analysis have MySQL's numbers. */
class AnalysisErrorsTest {
  private final TestCatalog catalog = TestCatalog.standard();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1049 | select * from nodb.t",
        "1051 | select zz.* from t",
        "1052 | select id from t join u",
        "1054 | select nosuch from t",
        "1054 | select t.zz from t",
        "1054 | select a as x, b from t where x = 1",
        "1054 | select a from t order by 5",
        "1054 | select a from t group by a having b > 1",
        "1055 | select a, b from t group by a",
        "1060 | select * from (select 1 a, 2 a) x",
        "1066 | select * from t, t",
        "1093 | update t set a = (select max(a) from t)",
        "1093 | delete from t where id in (select id from t)",
        "1109 | select * from information_schema.nope",
        "1109 | delete zz from t join u on t.id = u.t_id",
        "1110 | insert into t (a, a) values (1, 2)",
        "1111 | select sum(a) from t where sum(b) > 1",
        "1136 | insert into t (a) values (1, 2)",
        "1140 | select max(a), b from t",
        "1146 | select * from nosuch",
        "1222 | select 1 union select 1, 2",
        "1241 | select id from t where id = (select id, a from t)",
        "1253 | select s collate latin1_bin from t",
        "1267 | select s collate utf8mb4_bin = s collate utf8mb4_0900_ai_ci from t",
        "1305 | select nosuchfunc(1)",
        "1582 | select concat()",
        "3065 | select distinct a from t order by b",
        "3579 | select rank() over w from t",
        "3593 | select id from t where rank() over () > 1",
      })
  void hasMySqlsNumber(int number, String sql) {
    assertThat(errorOf(sql)).isEqualTo(number);
  }

  @Test
  void ungroupedColumnsAreAnyValueWithoutOnlyFullGroupBy() {
    long mode = SqlMode.DEFAULT & ~SqlMode.ONLY_FULL_GROUP_BY;
    assertThat(catalog.plan("select a, b from t group by a", mode)).isNotNull();
  }

  @Test
  void columnsThatGroupsDetermineNeedNoGrouping() {
    assertThat(catalog.plan("select t.s, u.v from t join u on t.id = u.id group by t.id"))
        .isNotNull();
  }

  private int errorOf(String sql) {
    try {
      catalog.plan(sql);
      return 0;
    } catch (MySqlException e) {
      return e.error().number();
    }
  }
}
