package io.braid.planner.tree;

/**
 * Writes trees as MySQL text: lower-case functions, names in backticks, every operation in
 * parentheses.
 *
 * <p>With {@link PrintStyle#VIEW} the text is the one that SHOW CREATE VIEW shows, provided that
 * the tree says what MySQL's resolution has made of it: columns with table and schema, an alias for
 * every column of the select list, no star.
 *
 * @see "MySQL 9.7 Reference Manual, SHOW CREATE VIEW Statement"
 */
public final class SqlPrinter {
  private final PrintStyle style;

  /** A printer in one style. */
  public SqlPrinter(PrintStyle style) {
    this.style = style;
  }

  /** An expression. */
  public String print(Expression expression) {
    SqlText text = new SqlText();
    new ExpressionPrinter(text, style).print(expression);
    return text.toString();
  }

  /** A query. */
  public String print(Query query) {
    SqlText text = new SqlText();
    new ExpressionPrinter(text, style).queries().print(query);
    return text.toString();
  }

  /** A statement that changes rows. */
  public String print(DmlStatement statement) {
    SqlText text = new SqlText();
    new DmlPrinter(text, style).print(statement);
    return text.toString();
  }

  /** A statement that changes the schema. */
  public String print(DdlStatement statement) {
    SqlText text = new SqlText();
    new DdlPrinter(text, style).print(statement);
    return text.toString();
  }

  /** A column type with its attributes. */
  public String print(DataType type) {
    SqlText text = new SqlText();
    new TypePrinter(text).print(type);
    return text.toString();
  }
}
