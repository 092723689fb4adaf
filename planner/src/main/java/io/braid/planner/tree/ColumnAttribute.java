package io.braid.planner.tree;

import java.util.Optional;

/** What may follow the type of a column. */
public sealed interface ColumnAttribute {
  /** {@code NULL} or {@code NOT NULL}. */
  record Nullability(boolean nullable) implements ColumnAttribute {}

  /**
   * {@code DEFAULT literal | CURRENT_TIMESTAMP | (expression)}.
   *
   * @param parenthesized whether it is an expression default
   */
  record Default(Expression value, boolean parenthesized) implements ColumnAttribute {}

  /** {@code ON UPDATE CURRENT_TIMESTAMP[(n)]}. */
  record OnUpdateNow(int fractionDigits) implements ColumnAttribute {}

  /** {@code AUTO_INCREMENT}. */
  record AutoIncrement() implements ColumnAttribute {}

  /** {@code SERIAL DEFAULT VALUE}: NOT NULL AUTO_INCREMENT UNIQUE. */
  record SerialDefaultValue() implements ColumnAttribute {}

  /** {@code UNIQUE [KEY]}. */
  record Unique() implements ColumnAttribute {}

  /** {@code [PRIMARY] KEY}. */
  record PrimaryKey() implements ColumnAttribute {}

  /** {@code COMMENT}. */
  record Comment(String text) implements ColumnAttribute {}

  /** {@code COLLATE}; lower case. */
  record Collation(String collation) implements ColumnAttribute {}

  /** {@code COLUMN_FORMAT FIXED | DYNAMIC | DEFAULT}. */
  record ColumnFormat(String format) implements ColumnAttribute {}

  /** {@code STORAGE DISK | MEMORY | DEFAULT}. */
  record Storage(String media) implements ColumnAttribute {}

  /** {@code VISIBLE | INVISIBLE}. */
  record Visibility(boolean visible) implements ColumnAttribute {}

  /** {@code NOT SECONDARY}. */
  record NotSecondary() implements ColumnAttribute {}

  /** {@code SRID n}. */
  record Srid(long srid) implements ColumnAttribute {}

  /** {@code ENGINE_ATTRIBUTE}, {@code SECONDARY_ENGINE_ATTRIBUTE}. */
  record EngineAttribute(boolean secondary, String value) implements ColumnAttribute {}

  /** {@code [GENERATED ALWAYS] AS (expression) [VIRTUAL | STORED]}. */
  record Generated(Expression expression, boolean stored) implements ColumnAttribute {}

  /** {@code REFERENCES …} at a column: ignored by MySQL before 9.0, a foreign key since. */
  record InlineReferences(TableElement.References references) implements ColumnAttribute {}

  /** {@code [CONSTRAINT name] CHECK (…) [NOT ENFORCED]}. */
  record InlineCheck(Optional<String> constraint, Expression condition, boolean enforced)
      implements ColumnAttribute {}
}
