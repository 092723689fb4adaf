package io.braid.common.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.braid.common.InvariantViolation;
import io.braid.common.UnknownFormatException;
import io.braid.common.catalog.ColumnDefinition.DefaultValue;
import io.braid.common.catalog.ColumnDefinition.Generated;
import io.braid.common.type.Collation;
import io.braid.common.type.ColumnType;
import io.braid.common.type.MySqlType;
import io.braid.common.value.SqlValue;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CatalogCodecTest {
  private static final String GOLDEN = "catalog-v1.golden";

  private static ColumnDefinition column(int id, String name, ColumnType type, DefaultValue value) {
    return new ColumnDefinition(
        id, name, type, true, value, false, false, Optional.empty(), "", true, false);
  }

  private static TableDefinition table() {
    ColumnType members =
        new ColumnType(
            MySqlType.ENUM,
            false,
            false,
            -1,
            -1,
            Collation.UTF8MB4_0900_AI_CI,
            List.of("a", "ä€😀", ""),
            "",
            -1);
    return new TableDefinition(
        77,
        3,
        1L << 47,
        "shop",
        "Orders ☃",
        List.of(
            new ColumnDefinition(
                1,
                "id",
                ColumnType.integer(MySqlType.BIGINT, true),
                false,
                new DefaultValue.None(),
                false,
                true,
                Optional.empty(),
                "the key",
                true,
                false),
            column(
                2,
                "price",
                ColumnType.decimal(65, 30, false),
                new DefaultValue.Literal(
                    new SqlValue.DecimalValue(new BigDecimal("-123.450000000000000000000000")))),
            column(3, "kind", members, new DefaultValue.Literal(SqlValue.SqlNull.NULL)),
            column(4, "at", ColumnType.temporal(MySqlType.TIMESTAMP, 6), new DefaultValue.Now()),
            column(
                5,
                "u",
                ColumnType.string(MySqlType.CHAR, 36, Collation.ASCII_GENERAL_CI),
                new DefaultValue.Expression("uuid()")),
            new ColumnDefinition(
                9,
                "g",
                ColumnType.of(MySqlType.JSON),
                true,
                new DefaultValue.None(),
                true,
                false,
                Optional.of(new Generated("json_array(`id`)", true)),
                "",
                false,
                true),
            column(
                10,
                "d",
                ColumnType.of(MySqlType.DOUBLE),
                new DefaultValue.Literal(new SqlValue.DoubleValue(-0.1))),
            column(
                11,
                "t",
                ColumnType.temporal(MySqlType.TIME, 3),
                new DefaultValue.Literal(
                    new SqlValue.TemporalValue(SqlValue.TemporalKind.TIME, -5, 3))),
            column(
                12,
                "n",
                ColumnType.integer(MySqlType.INT, false),
                new DefaultValue.Literal(new SqlValue.IntegerValue(Long.MIN_VALUE, false)))),
        List.of(
            new IndexDefinition(
                1,
                "PRIMARY",
                IndexDefinition.Kind.PRIMARY,
                List.of(new IndexDefinition.Part(0, 0, false)),
                "",
                true),
            new IndexDefinition(
                2,
                "k",
                IndexDefinition.Kind.FULLTEXT,
                List.of(
                    new IndexDefinition.Part(4, 10, true), new IndexDefinition.Part(1, 0, false)),
                "c",
                false)),
        List.of(
            new ForeignKeyDefinition(
                "fk",
                List.of("id"),
                "other",
                "parent",
                List.of("x"),
                ForeignKeyDefinition.Action.CASCADE,
                ForeignKeyDefinition.Action.NO_ACTION)),
        List.of(new TableDefinition.CheckDefinition("chk", "(`id` > 0)", false)),
        new TableDefinition.TableOptions(
            "InnoDB",
            Collation.UTF8MB4_0900_AI_CI,
            "comment",
            1000,
            1_789_000_000_123_456L,
            List.of("ROW_FORMAT=DYNAMIC")));
  }

  private static UserAccount account() {
    return new UserAccount(
        "app",
        "10.%",
        "caching_sha2_password",
        new byte[] {0, -1, 65},
        true,
        false,
        Set.of("SELECT", "REPLICATION SLAVE", "INSERT"),
        true,
        Map.of("shop", Set.of("UPDATE", "DELETE"), "b", Set.of()),
        Map.of(
            new UserAccount.TableName("shop", "t"), Set.of("SELECT"),
            new UserAccount.TableName("a", "t"), Set.of("DROP")),
        List.of("REQUIRE SSL"));
  }

  private static ViewDefinition view() {
    return new ViewDefinition(
        5,
        "shop",
        "v",
        List.of("a", "b"),
        "select 1 AS `a`,2 AS `b`",
        ViewDefinition.Algorithm.TEMPTABLE,
        "root@localhost",
        true,
        "CASCADED",
        "ANSI_QUOTES",
        "utf8mb4",
        "utf8mb4_0900_ai_ci");
  }

  private static final SchemaDefinition SCHEMA =
      new SchemaDefinition(4, "shop", Collation.LATIN1_SWEDISH_CI);

  @Test
  void decodeOfEncodeIsIdentity() {
    assertThat(CatalogCodec.decodeSchema(CatalogCodec.encode(SCHEMA))).isEqualTo(SCHEMA);
    assertThat(CatalogCodec.decodeView(CatalogCodec.encode(view()))).isEqualTo(view());
    assertThat(CatalogCodec.decodeTable(CatalogCodec.encode(table()))).isEqualTo(table());
    assertThat(CatalogCodec.decodeAccount(CatalogCodec.encode(account())))
        .usingRecursiveComparison()
        .isEqualTo(account());
    assertThat(CatalogCodec.kind(CatalogCodec.encode(account()))).isEqualTo('U');
  }

  @Test
  void bytesOfVersionOneStayReadable() throws IOException {
    Map<String, byte[]> now = new LinkedHashMap<>();
    now.put("schema", CatalogCodec.encode(SCHEMA));
    now.put("table", CatalogCodec.encode(table()));
    now.put("view", CatalogCodec.encode(view()));
    now.put("account", CatalogCodec.encode(account()));
    StringBuilder text = new StringBuilder();
    now.forEach((name, bytes) ->
        text.append(name).append(' ').append(HexFormat.of().formatHex(bytes)).append('\n'));
    if (Boolean.getBoolean("golden.update")) {
      Files.writeString(
          Path.of("src/test/resources/io/braid/common/catalog").resolve(GOLDEN), text);
    }
    try (InputStream in = CatalogCodecTest.class.getResourceAsStream(GOLDEN)) {
      String golden = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
      assertThat(text.toString()).isEqualTo(golden);
    }
  }

  @Test
  void unknownVersionIsNamed() {
    byte[] bytes = CatalogCodec.encode(SCHEMA);
    bytes[1] = 9;
    assertThatThrownBy(() -> CatalogCodec.decodeSchema(bytes))
        .isInstanceOf(UnknownFormatException.class)
        .hasMessageContaining("a database definition has format version 9");
  }

  @Test
  void everyCutAndChangedRecordIsRefusedOrDecodes() {
    byte[] bytes = CatalogCodec.encode(table());
    for (int length = 0; length < bytes.length; length++) {
      byte[] cut = java.util.Arrays.copyOf(bytes, length);
      assertThatThrownBy(() -> CatalogCodec.decodeTable(cut))
          .isInstanceOf(InvariantViolation.class);
    }
    for (int i = 2; i < bytes.length; i++) {
      byte[] changed = bytes.clone();
      changed[i] ^= (byte) 0x85;
      try {
        CatalogCodec.decodeTable(changed);
      } catch (InvariantViolation | IllegalArgumentException expected) {
        assertThat(expected).hasMessageNotContaining("null");
      }
    }
  }
}
