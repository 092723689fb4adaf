package io.braid.common.type;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ColumnTypeTextTest {
  @Test
  void printsTypesAsShowCreateTableDoes() {
    assertThat(ColumnTypeText.of(ColumnType.integer(MySqlType.INT, true)))
        .isEqualTo("int unsigned");
    assertThat(ColumnTypeText.of(ColumnType.decimal(10, 2, false))).isEqualTo("decimal(10,2)");
    assertThat(ColumnTypeText.of(ColumnType.temporal(MySqlType.DATETIME, 6)))
        .isEqualTo("datetime(6)");
    assertThat(ColumnTypeText.of(ColumnType.temporal(MySqlType.TIMESTAMP, 0)))
        .isEqualTo("timestamp");
    assertThat(
            ColumnTypeText.of(
                ColumnType.string(MySqlType.VARCHAR, 45, Collation.UTF8MB4_0900_AI_CI)))
        .isEqualTo("varchar(45)");
    assertThat(
            ColumnTypeText.of(
                new ColumnType(
                    MySqlType.ENUM,
                    false,
                    false,
                    -1,
                    -1,
                    Collation.UTF8MB4_0900_AI_CI,
                    List.of("a", "it's"),
                    "",
                    -1)))
        .isEqualTo("enum('a','it''s')");
    assertThat(
            ColumnTypeText.of(
                new ColumnType(
                    MySqlType.INT, true, true, 5, 0, Collation.BINARY, List.of(), "", -1)))
        .isEqualTo("int(5) unsigned zerofill");
  }

  @Test
  void lengthsCountCharactersAndBytes() {
    ColumnType text = ColumnType.string(MySqlType.VARCHAR, 45, Collation.UTF8MB4_0900_AI_CI);
    assertThat(ColumnTypeText.characterLength(text)).isEqualTo(45);
    assertThat(ColumnTypeText.octetLength(text)).isEqualTo(180);
  }
}
