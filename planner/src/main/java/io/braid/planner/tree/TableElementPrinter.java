package io.braid.planner.tree;

import java.util.List;
import java.util.Optional;

/** Columns, keys, constraints and options of a table. */
final class TableElementPrinter {
  private final SqlText text;
  private final ExpressionPrinter expressions;

  TableElementPrinter(SqlText text, ExpressionPrinter expressions) {
    this.text = text;
    this.expressions = expressions;
  }

  void element(TableElement element) {
    switch (element) {
      case TableElement.Column column -> {
        text.name(column.name()).add(" ");
        expressions.types().print(column.type());
        for (ColumnAttribute attribute : column.attributes()) {
          text.add(" ");
          attribute(attribute);
        }
      }
      case TableElement.Key key -> key(key);
      case TableElement.ForeignKey key -> {
        constraint(key.constraint());
        text.add("FOREIGN KEY ");
        key.name().ifPresent(name -> text.name(name).add(" "));
        text.add("(").names(key.columns()).add(") ");
        references(key.references());
      }
      case TableElement.Check check ->
          check(check.constraint(), check.condition(), check.enforced());
    }
  }

  private void constraint(Optional<String> name) {
    name.ifPresent(present -> text.add("CONSTRAINT ").name(present).add(" "));
  }

  private void check(Optional<String> constraint, Expression condition, boolean enforced) {
    constraint(constraint);
    text.add("CHECK (");
    expressions.print(condition);
    text.add(enforced ? ")" : ") NOT ENFORCED");
  }

  // ---- keys

  private void key(TableElement.Key key) {
    constraint(key.constraint());
    text.add(
        switch (key.kind()) {
          case PRIMARY -> "PRIMARY KEY ";
          case UNIQUE -> "UNIQUE KEY ";
          case PLAIN -> "KEY ";
          case FULLTEXT -> "FULLTEXT KEY ";
          case SPATIAL -> "SPATIAL KEY ";
        });
    text.add(key.ifNotExists() ? "IF NOT EXISTS " : "");
    key.name().ifPresent(name -> text.name(name).add(" "));
    keyParts(key);
  }

  /** The parts and options of a key. */
  void keyParts(TableElement.Key key) {
    text.add("(").list(key.parts(), this::keyPart).add(")");
    for (TableElement.KeyOption option : key.options()) {
      text.add(" ");
      keyOption(option);
    }
  }

  private void keyPart(TableElement.KeyPart part) {
    switch (part) {
      case TableElement.KeyPart.ColumnPart column -> {
        text.name(column.column());
        column.length().ifPresent(length -> text.add("(").add(length).add(")"));
      }
      case TableElement.KeyPart.ExpressionPart expression -> {
        text.add("(");
        expressions.print(expression.expression());
        text.add(")");
      }
    }
    text.add(part.descending() ? " DESC" : "");
  }

  private void keyOption(TableElement.KeyOption option) {
    switch (option) {
      case TableElement.KeyOption.Using using -> text.add("USING ").add(using.structure());
      case TableElement.KeyOption.KeyBlockSize size ->
          text.add("KEY_BLOCK_SIZE=").add(Long.toUnsignedString(size.size()));
      case TableElement.KeyOption.Comment comment -> text.add("COMMENT ").string(comment.text());
      case TableElement.KeyOption.WithParser parser ->
          text.add("WITH PARSER ").name(parser.parser());
      case TableElement.KeyOption.Visibility visibility ->
          text.add(visibility.visible() ? "VISIBLE" : "INVISIBLE");
      case TableElement.KeyOption.EngineAttribute attribute ->
          engineAttribute(attribute.secondary(), attribute.value());
    }
  }

  private void engineAttribute(boolean secondary, String value) {
    text.add(secondary ? "SECONDARY_ENGINE_ATTRIBUTE=" : "ENGINE_ATTRIBUTE=").string(value);
  }

  private void references(TableElement.References references) {
    text.add("REFERENCES ").name(references.table());
    if (!references.columns().isEmpty()) {
      text.add(" (").names(references.columns()).add(")");
    }
    references.match().ifPresent(match -> text.add(" MATCH ").add(match.name()));
    references.onDelete().ifPresent(action -> text.add(" ON DELETE ").add(action.text()));
    references.onUpdate().ifPresent(action -> text.add(" ON UPDATE ").add(action.text()));
  }

  // ---- attributes

  private void attribute(ColumnAttribute attribute) {
    switch (attribute) {
      case ColumnAttribute.Nullability nullability ->
          text.add(nullability.nullable() ? "NULL" : "NOT NULL");
      case ColumnAttribute.Default byDefault -> {
        text.add("DEFAULT ");
        defaultValue(byDefault.value(), byDefault.parenthesized());
      }
      case ColumnAttribute.OnUpdateNow now -> {
        text.add("ON UPDATE CURRENT_TIMESTAMP");
        if (now.fractionDigits() > 0) {
          text.add("(").add(now.fractionDigits()).add(")");
        }
      }
      case ColumnAttribute.AutoIncrement _ -> text.add("AUTO_INCREMENT");
      case ColumnAttribute.SerialDefaultValue _ -> text.add("SERIAL DEFAULT VALUE");
      case ColumnAttribute.Unique _ -> text.add("UNIQUE KEY");
      case ColumnAttribute.PrimaryKey _ -> text.add("PRIMARY KEY");
      case ColumnAttribute.Comment comment -> text.add("COMMENT ").string(comment.text());
      case ColumnAttribute.Collation collation -> text.add("COLLATE ").add(collation.collation());
      case ColumnAttribute.ColumnFormat format -> text.add("COLUMN_FORMAT ").add(format.format());
      case ColumnAttribute.Storage storage -> text.add("STORAGE ").add(storage.media());
      case ColumnAttribute.Visibility visibility ->
          text.add(visibility.visible() ? "VISIBLE" : "INVISIBLE");
      case ColumnAttribute.NotSecondary _ -> text.add("NOT SECONDARY");
      case ColumnAttribute.Srid srid -> text.add("SRID ").add(srid.srid());
      case ColumnAttribute.EngineAttribute engine ->
          engineAttribute(engine.secondary(), engine.value());
      case ColumnAttribute.Generated generated -> {
        text.add("GENERATED ALWAYS AS (");
        expressions.print(generated.expression());
        text.add(generated.stored() ? ") STORED" : ") VIRTUAL");
      }
      case ColumnAttribute.InlineReferences references -> references(references.references());
      case ColumnAttribute.InlineCheck check ->
          check(check.constraint(), check.condition(), check.enforced());
    }
  }

  /** What stands behind DEFAULT. */
  void defaultValue(Expression value, boolean parenthesized) {
    if (parenthesized) {
      text.add("(");
      expressions.print(value);
      text.add(")");
      return;
    }
    switch (value) {
      case Expression.FunctionCall now -> {
        text.add("CURRENT_TIMESTAMP");
        if (!now.arguments().isEmpty()) {
          text.add("(");
          expressions.list(now.arguments());
          text.add(")");
        }
      }
      // A sign belongs to the literal here and has no parentheses.
      case Expression.UnaryOperation negative -> {
        text.add("-");
        expressions.print(negative.operand());
      }
      default -> expressions.print(value);
    }
  }

  // ---- table options

  void option(TableOption option) {
    switch (option) {
      case TableOption.Engine engine -> text.add("ENGINE=").add(engineName(engine.name()));
      case TableOption.CharacterSet charset ->
          text.add("DEFAULT CHARSET=").add(word(charset.charset()));
      case TableOption.Collation collation -> text.add("COLLATE=").add(word(collation.collation()));
      case TableOption.AutoIncrement increment ->
          text.add("AUTO_INCREMENT=").add(Long.toUnsignedString(increment.value()));
      case TableOption.Comment comment -> text.add("COMMENT=").string(comment.text());
      case TableOption.RowFormat format -> text.add("ROW_FORMAT=").add(format.format());
      case TableOption.Union union -> text.add("UNION=(").list(union.tables(), text::name).add(")");
      case TableOption.Tablespace tablespace -> text.add("TABLESPACE ").name(tablespace.name());
      case TableOption.Number number -> text.add(number.name()).add("=").add(number.value());
      case TableOption.Text string -> {
        text.add(string.name()).add("=");
        if (string.name().equals("AUTOEXTEND_SIZE")) {
          text.add(string.value());
        } else {
          text.string(string.value());
        }
      }
      case TableOption.Word wordOption -> {
        text.add(wordOption.name());
        switch (wordOption.name()) {
          case "START TRANSACTION" -> {}
          case "STORAGE" -> text.add(" ").add(wordOption.value());
          case "SECONDARY_ENGINE" -> {
            text.add("=");
            if (wordOption.value().equals("NULL")) {
              text.add("NULL");
            } else {
              text.name(wordOption.value());
            }
          }
          default -> text.add("=").add(wordOption.value());
        }
      }
    }
  }

  private static final List<String> PLAIN_ENGINES =
      List.of("InnoDB", "MyISAM", "MEMORY", "CSV", "ARCHIVE", "BLACKHOLE", "MERGE", "MRG_MYISAM");

  private static String engineName(String name) {
    for (String known : PLAIN_ENGINES) {
      if (known.equals(name)) {
        return name;
      }
    }
    return "'" + name.replace("\\", "\\\\").replace("'", "''") + "'";
  }

  private static String word(String charset) {
    return charset.equals("default") ? "DEFAULT" : charset;
  }
}
