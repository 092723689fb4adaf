package io.braid.common.row;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.braid.common.catalog.ColumnDefinition;
import io.braid.common.type.TestTypes;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RowUpgradeTest {
  private static ColumnDefinition column(int id, String name, String type) {
    return new ColumnDefinition(
        id,
        name,
        TestTypes.parse(type),
        true,
        new ColumnDefinition.DefaultValue.None(),
        false,
        false,
        Optional.empty(),
        "",
        true,
        false);
  }

  @Test
  void columnsFollowTheirIdsAndAddedOnesAreFilled() {
    List<ColumnDefinition> before =
        List.of(
            column(1, "a", "int"), column(2, "gone", "varchar(10)"), column(3, "c", "varchar(60)"));
    List<ColumnDefinition> after =
        List.of(
            column(3, "c2", "varchar(300)"),
            column(4, "added", "decimal(5,2)"),
            column(1, "a", "int"),
            column(5, "empty", "text"));
    RowImageWriter writer = new RowImageWriter();
    writer.start(RowLayout.ofColumns(after));
    writer.setNull(0);
    writer.setDecimal(1, 150);
    writer.setNull(2);
    writer.setNull(3);
    RowUpgrade upgrade = RowUpgrade.between(before, after, writer.toByteArray());
    writer.start(RowLayout.ofColumns(before));
    writer.setLong(0, -7);
    writer.setBytes(1, new byte[] {'x'});
    writer.setBytes(2, new byte[] {'y', 'z'});
    byte[] old = writer.toByteArray();

    RowImageReader reader = new RowImageReader();
    upgrade.upgrade(old, 0, old.length, reader, writer);
    reader.reset(upgrade.target(), writer.toByteArray());

    assertThat(upgrade.isIdentity()).isFalse();
    assertThat(reader.getLong(2)).isEqualTo(-7);
    assertThat(reader.getDecimal(1)).isEqualByComparingTo("1.50");
    assertThat(reader.bytesLength(0)).isEqualTo(2);
    assertThat(reader.array()[reader.bytesOffset(0)]).isEqualTo((byte) 'y');
    assertThat(reader.isNull(3)).isTrue();
  }

  @Test
  void aChangedStoredFormIsRefused() {
    assertThatThrownBy(() ->
            RowUpgrade.between(
                List.of(column(1, "a", "int")), List.of(column(1, "a", "bigint")), new byte[] {1}))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(
            RowUpgrade.sameStoredForm(
                TestTypes.parse("enum('a','b')"), TestTypes.parse("enum('a','b','c')")))
        .isTrue();
    assertThat(
            RowUpgrade.sameStoredForm(
                TestTypes.parse("enum('a','b')"), TestTypes.parse("enum('b','a')")))
        .isFalse();
  }
}
