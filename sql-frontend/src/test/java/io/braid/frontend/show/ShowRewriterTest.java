package io.braid.frontend.show;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.braid.common.MySqlException;
import io.braid.planner.tree.ShowStatement;
import io.braid.planner.tree.ShowStatement.Filter;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ShowRewriterTest {
  @Test
  void likeBecomesAConditionAndShowsInTheColumnName() {
    ShowRewriter.ShowQuery query =
        ShowRewriter.rewrite(
                new ShowStatement.ShowTables(
                    false, true, Optional.of("shop"), new Filter.Like("o'%")),
                "")
            .orElseThrow();

    assertThat(query.sql())
        .isEqualTo(
            "SELECT TABLE_NAME AS `Tables_in_shop (o'%)`, TABLE_TYPE AS Table_type"
                + " FROM information_schema.TABLES WHERE TABLE_SCHEMA = 'shop'"
                + " AND TABLE_NAME LIKE 'o''%' ORDER BY TABLE_NAME");
    assertThat(query.filter()).isInstanceOf(Filter.None.class);
  }

  @Test
  void aDatabaseIsNeededWhenNoneIsNamed() {
    assertThatThrownBy(() ->
            ShowRewriter.rewrite(
                new ShowStatement.ShowTables(false, false, Optional.empty(), new Filter.None()),
                ""))
        .isInstanceOf(MySqlException.class)
        .hasMessage("No database selected");
  }

  @Test
  void everySystemViewHasColumns() {
    assertThat(SystemViewDefinitions.load()).hasSizeGreaterThan(25);
    assertThat(SystemViewDefinitions.load().get("information_schema.columns").columns())
        .hasSize(22)
        .first()
        .extracting("name")
        .isEqualTo("TABLE_CATALOG");
  }
}
