package io.braid.executor.ddl;

import io.braid.common.catalog.ColumnDefinition;
import io.braid.common.catalog.ColumnDefinition.DefaultValue;
import io.braid.common.catalog.ForeignKeyDefinition;
import io.braid.common.catalog.IndexDefinition;
import io.braid.common.catalog.TableDefinition;
import io.braid.common.type.Collation;
import io.braid.common.type.ColumnType;
import io.braid.common.type.ColumnTypeText;
import io.braid.common.type.MySqlType;
import io.braid.common.value.NumberText;
import io.braid.common.value.SqlValue;
import io.braid.common.value.TemporalText;
import io.braid.common.value.Temporals;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * The text of SHOW CREATE TABLE, character for character as MySQL 9.7 prints it.
 *
 * @see "MySQL 9.7 Reference Manual, SHOW CREATE TABLE Statement"
 */
public final class ShowCreateTable {
  private final TableDefinition table;
  private final ZoneId zone;
  private final StringBuilder text = new StringBuilder();

  private ShowCreateTable(TableDefinition table, ZoneId zone) {
    this.table = table;
    this.zone = zone;
  }

  /**
   * The text.
   *
   * @param nextAutoIncrement what the next row gets; printed when it is above 1
   * @param zone the session's time zone, for defaults of TIMESTAMP columns
   */
  public static String of(TableDefinition table, long nextAutoIncrement, ZoneId zone) {
    return new ShowCreateTable(table, zone).print(nextAutoIncrement);
  }

  private String print(long nextAutoIncrement) {
    text.append("CREATE TABLE ").append(identifier(table.name())).append(" (\n");
    List<String> lines = new ArrayList<>();
    for (ColumnDefinition column : table.columns()) {
      lines.add(column(column));
    }
    for (IndexDefinition index : table.indexes()) {
      lines.add(index(index));
    }
    table.foreignKeys().stream()
        .sorted(Comparator.comparing(key -> key.name().toLowerCase(Locale.ROOT)))
        .forEach(key -> lines.add(foreignKey(key)));
    for (TableDefinition.CheckDefinition check : table.checks()) {
      lines.add(
          "CONSTRAINT "
              + identifier(check.name())
              + " CHECK ("
              + check.expressionSql()
              + ")"
              + (check.enforced() ? "" : " /*!80016 NOT ENFORCED */"));
    }
    text.append(lines.stream().map(line -> "  " + line).collect(Collectors.joining(",\n")));
    text.append("\n)");
    options(nextAutoIncrement);
    return text.toString();
  }

  private void options(long nextAutoIncrement) {
    TableDefinition.TableOptions options = table.options();
    text.append(" ENGINE=").append(options.engine());
    if (nextAutoIncrement > 1
        && table.columns().stream().anyMatch(ColumnDefinition::autoIncrement)) {
      text.append(" AUTO_INCREMENT=").append(Long.toUnsignedString(nextAutoIncrement));
    }
    Collation collation = options.collation();
    text.append(" DEFAULT CHARSET=").append(collation.charset().mysqlName());
    if (!collation.isCharsetDefault() || collation == Collation.UTF8MB4_0900_AI_CI) {
      text.append(" COLLATE=").append(collation.mysqlName());
    }
    for (String option : options.extra()) {
      text.append(' ').append(option);
    }
    if (!options.comment().isEmpty()) {
      text.append(" COMMENT=").append(quoted(options.comment()));
    }
  }

  private String column(ColumnDefinition column) {
    StringBuilder line = new StringBuilder(identifier(column.name()));
    ColumnType type = column.type();
    line.append(' ').append(ColumnTypeText.of(type));
    charset(column, line);
    if (column.generated().isPresent()) {
      ColumnDefinition.Generated generated = column.generated().get();
      line.append(" GENERATED ALWAYS AS (").append(generated.expressionSql()).append(") ");
      line.append(generated.stored() ? "STORED" : "VIRTUAL");
    }
    if (!column.nullable()) {
      line.append(" NOT NULL");
    } else if (type.type() == MySqlType.TIMESTAMP) {
      line.append(" NULL");
    }
    if (type.srid() >= 0) {
      line.append(" /*!80003 SRID ").append(type.srid()).append(" */");
    }
    defaultValue(column, line);
    if (column.onUpdateNow()) {
      line.append(" ON UPDATE ").append(now(type));
    }
    if (column.autoIncrement()) {
      line.append(" AUTO_INCREMENT");
    }
    if (!column.comment().isEmpty()) {
      line.append(" COMMENT ").append(quoted(column.comment()));
    }
    if (!column.visible()) {
      line.append(" /*!80023 INVISIBLE */");
    }
    return line.toString();
  }

  private void charset(ColumnDefinition column, StringBuilder line) {
    ColumnType type = column.type();
    boolean hasCharset =
        switch (type.family()) {
          case STRING -> !type.type().isBinaryString();
          case ENUM, SET -> true;
          default -> false;
        };
    if (!hasCharset) {
      return;
    }
    Collation collation = type.collation();
    Collation tableCollation = table.options().collation();
    if (collation != tableCollation || column.explicitCollation()) {
      line.append(" CHARACTER SET ").append(collation.charset().mysqlName());
    }
    boolean defaultOf0900 =
        collation == Collation.UTF8MB4_0900_AI_CI && tableCollation != Collation.UTF8MB4_0900_AI_CI;
    if (!collation.isCharsetDefault() || column.explicitCollation() || defaultOf0900) {
      line.append(" COLLATE ").append(collation.mysqlName());
    }
  }

  private void defaultValue(ColumnDefinition column, StringBuilder line) {
    if (column.generated().isPresent()) {
      return;
    }
    ColumnType type = column.type();
    switch (column.defaultValue()) {
      case DefaultValue.None none -> {
        if (column.nullable() && DefaultLiteral.allowsLiteral(type)) {
          line.append(" DEFAULT NULL");
        }
      }
      case DefaultValue.Now now -> line.append(" DEFAULT ").append(now(type));
      case DefaultValue.Expression(String sql) -> line.append(" DEFAULT (").append(sql).append(')');
      case DefaultValue.Literal(SqlValue value) -> {
        if (value == SqlValue.SqlNull.NULL) {
          if (DefaultLiteral.allowsLiteral(type)) {
            line.append(" DEFAULT NULL");
          }
        } else if (type.type() == MySqlType.BIT) {
          line.append(" DEFAULT ").append(literalText(value, type, zone));
        } else {
          line.append(" DEFAULT ").append(quoted(literalText(value, type, zone)));
        }
      }
    }
  }

  private static String now(ColumnType type) {
    return "CURRENT_TIMESTAMP" + (type.decimals() > 0 ? "(" + type.decimals() + ")" : "");
  }

  /** The text of a literal default, without quotes; a BIT as {@code b'101'}. */
  public static String literalText(SqlValue value, ColumnType type, ZoneId zone) {
    return switch (value) {
      case SqlValue.SqlNull none -> "NULL";
      case SqlValue.IntegerValue(long bits, boolean unsigned) -> integer(bits, unsigned, type);
      case SqlValue.DecimalValue decimal -> decimal.value().toPlainString();
      case SqlValue.DoubleValue(double number) ->
          type.decimals() >= 0
              ? NumberText.fixed(number, type.decimals())
              : type.type() == MySqlType.FLOAT
                  ? NumberText.ofFloat((float) number)
                  : NumberText.ofDouble(number);
      case SqlValue.StringValue(byte[] bytes, Collation collation) ->
          new String(
              bytes,
              switch (collation.charset()) {
                case BINARY -> StandardCharsets.ISO_8859_1;
                case LATIN1 -> java.nio.charset.Charset.forName("windows-1252");
                case UTF8MB4, UTF8MB3, ASCII -> StandardCharsets.UTF_8;
              });
      case SqlValue.TemporalValue(SqlValue.TemporalKind kind, long packed, int fraction) ->
          TemporalText.of(
              kind,
              type.type() == MySqlType.TIMESTAMP && packed != 0
                  ? Temporals.datetimeOfEpochMicros(
                      Temporals.epochMicros(packed, ZoneOffset.UTC).epochMicros(), zone)
                  : packed,
              fraction);
      case SqlValue.JsonValue json -> "";
    };
  }

  private static String integer(long bits, boolean unsigned, ColumnType type) {
    return switch (type.family()) {
      case BIT -> "b'" + Long.toBinaryString(bits) + "'";
      case ENUM -> bits == 0 ? "" : type.members().get((int) bits - 1);
      case SET -> {
        List<String> members = new ArrayList<>();
        for (int i = 0; i < type.members().size(); i++) {
          if ((bits >>> i & 1) != 0) {
            members.add(type.members().get(i));
          }
        }
        yield String.join(",", members);
      }
      case YEAR -> String.format(Locale.ROOT, "%04d", bits);
      default -> unsigned ? Long.toUnsignedString(bits) : Long.toString(bits);
    };
  }

  private String index(IndexDefinition index) {
    String parts =
        index.parts().stream()
            .map(part ->
                identifier(table.columns().get(part.column()).name())
                    + (part.prefixLength() > 0 ? "(" + part.prefixLength() + ")" : "")
                    + (part.descending() ? " DESC" : ""))
            .collect(Collectors.joining(","));
    String head =
        switch (index.kind()) {
          case PRIMARY -> "PRIMARY KEY";
          case UNIQUE -> "UNIQUE KEY " + identifier(index.name());
          case SECONDARY -> "KEY " + identifier(index.name());
          case FULLTEXT -> "FULLTEXT KEY " + identifier(index.name());
          case SPATIAL -> "SPATIAL KEY " + identifier(index.name());
        };
    return head
        + " ("
        + parts
        + ")"
        + (index.comment().isEmpty() ? "" : " COMMENT " + quoted(index.comment()))
        + (index.visible() ? "" : " /*!80000 INVISIBLE */");
  }

  private String foreignKey(ForeignKeyDefinition key) {
    String parent =
        key.parentSchema().equals(table.schema())
            ? identifier(key.parentTable())
            : identifier(key.parentSchema()) + "." + identifier(key.parentTable());
    return "CONSTRAINT "
        + identifier(key.name())
        + " FOREIGN KEY ("
        + identifiers(key.columns())
        + ") REFERENCES "
        + parent
        + " ("
        + identifiers(key.parentColumns())
        + ")"
        + rule(" ON DELETE ", key.onDelete())
        + rule(" ON UPDATE ", key.onUpdate());
  }

  private static String rule(String clause, ForeignKeyDefinition.Action action) {
    return action == ForeignKeyDefinition.Action.NO_ACTION
        ? ""
        : clause + action.name().replace('_', ' ');
  }

  private static String identifiers(List<String> names) {
    return names.stream().map(ShowCreateTable::identifier).collect(Collectors.joining(", "));
  }

  /** A name in backquotes. */
  static String identifier(String name) {
    return "`" + name.replace("`", "``") + "`";
  }

  private static String quoted(String value) {
    StringBuilder quoted = new StringBuilder();
    ColumnTypeText.appendQuoted(value, quoted);
    return quoted.toString();
  }
}
