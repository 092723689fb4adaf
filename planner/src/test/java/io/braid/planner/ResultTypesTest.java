package io.braid.planner;

import static org.assertj.core.api.Assertions.assertThat;

import io.braid.common.type.ColumnType;
import io.braid.planner.plan.StatementPlan;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Types of expressions; the table is what MySQL 9.7 reported as column metadata. */
class ResultTypesTest {
  private final TestCatalog catalog = TestCatalog.standard();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "1 | BIGINT | 2",
        "-1 | BIGINT | 2",
        "12345678901 | BIGINT | 12",
        "18446744073709551615 | BIGINT UNSIGNED | 20",
        "-9223372036854775808 | BIGINT | 20",
        "1.5 | DECIMAL(2,1) | 4",
        "1e3 | DOUBLE | 3",
        "'abc' | VARCHAR | 3",
        "1+1 | BIGINT | 3",
        "1+1.5 | DECIMAL(3,1) | 5",
        "1/3 | DECIMAL(5,4) | 7",
        "1.5*2.25 | DECIMAL(5,3) | 7",
        "5 div 2 | BIGINT | 2",
        "5%3 | BIGINT | 2",
        "1=1 | BIGINT | 1",
        "1 & 2 | BIGINT UNSIGNED | 21",
        "date'2020-01-01' | DATE | 10",
        "concat('a',1) | VARCHAR | 3",
        "if(1,2,3.5) | DECIMAL(2,1) | 4",
        "coalesce(1,'a') | VARCHAR | 2",
        "case when 1 then 'a' else 2 end | VARCHAR | 2",
        "now(3) | DATETIME(3) | 23",
        "curdate() | DATE | 10",
        "length('a') | BIGINT | 11",
        "sum(1) | DECIMAL(23,0) | 24",
        "avg(1) | DECIMAL(5,4) | 7",
        "count(*) | BIGINT | 21",
        "max('abc') | VARCHAR | 3",
        "cast(1 as char) | VARCHAR | 2",
        "cast('a' as char(5)) | VARCHAR | 5",
        "cast(1 as decimal(10,2)) | DECIMAL(10,2) | 12",
        "cast(1 as signed) | BIGINT | 21",
        "round(1.567,2) | DECIMAL(4,2) | 6",
        "floor(1.5) | BIGINT | 21",
        "abs(-1) | BIGINT | 2",
        "now()+1 | BIGINT | 16",
        "pi() | DOUBLE | 8",
        "rand() | DOUBLE | 23",
      })
  void areMySqls(String expression, String type, int characters) {
    StatementPlan.QueryPlan plan = (StatementPlan.QueryPlan) catalog.plan("select " + expression);
    ColumnType derived = plan.columns().getFirst().type();
    assertThat(text(derived)).isEqualTo(type);
    assertThat(characters(derived)).isEqualTo(characters);
  }

  private static String text(ColumnType type) {
    String name = type.type().name();
    return switch (type.family()) {
      case DECIMAL -> name + "(" + type.length() + "," + type.decimals() + ")";
      case DATETIME, TIME -> type.decimals() > 0 ? name + "(" + type.decimals() + ")" : name;
      default -> type.unsigned() ? name + " UNSIGNED" : name;
    };
  }

  private static int characters(ColumnType type) {
    return switch (type.family()) {
      case DECIMAL -> type.length() + 1 + (type.decimals() > 0 ? 1 : 0);
      case DATE -> 10;
      case DATETIME -> 19 + (type.decimals() > 0 ? 1 + type.decimals() : 0);
      default -> type.length();
    };
  }
}
