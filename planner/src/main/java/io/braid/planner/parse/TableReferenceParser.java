package io.braid.planner.parse;

import io.braid.common.MySqlError;
import io.braid.planner.tree.DataType;
import io.braid.planner.tree.Expression;
import io.braid.planner.tree.JsonDefault;
import io.braid.planner.tree.Query;
import io.braid.planner.tree.TableName;
import io.braid.planner.tree.TableReference;
import io.braid.planner.tree.TableReference.JoinCondition;
import io.braid.planner.tree.TableReference.JoinKind;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Tables, derived tables and joins.
 *
 * @see "MySQL 9.7 Reference Manual, JOIN Clause"
 */
final class TableReferenceParser {
  private final Grammar grammar;
  private final TokenStream tokens;

  TableReferenceParser(Grammar grammar) {
    this.grammar = grammar;
    this.tokens = grammar.tokens;
  }

  /** One entry of FROM: a table or a chain of joins. */
  TableReference tableReference() {
    tokens.enter();
    TableReference reference = joins(factor());
    tokens.leave();
    return reference;
  }

  // ---- joins

  /** A left side whose join still waits for its ON. */
  private record OpenJoin(JoinKind kind, TableReference left) {}

  private TableReference joins(TableReference first) {
    TableReference current = first;
    Deque<OpenJoin> open = new ArrayDeque<>();
    int outer = tokens.beginChain();
    for (; ; ) {
      if (!open.isEmpty() && tokens.accept(Keyword.ON)) {
        OpenJoin join = open.pop();
        current = join(join, current, new JoinCondition.On(grammar.expressions.expression()));
      } else if (!open.isEmpty() && tokens.accept(Keyword.USING)) {
        OpenJoin join = open.pop();
        current = join(join, current, new JoinCondition.Using(tokens.parenthesized(tokens::name)));
      } else if (tokens.accept(Keyword.NATURAL)) {
        JoinKind kind = naturalJoinKind();
        current = new TableReference.Join(kind, current, factor(), new JoinCondition.Natural());
        tokens.growChain();
      } else {
        JoinKind kind = acceptJoin();
        if (kind == null) {
          break;
        }
        open.push(new OpenJoin(kind, current));
        current = factor();
        tokens.growChain();
      }
    }
    while (!open.isEmpty()) {
      OpenJoin join = open.pop();
      if (join.kind() == JoinKind.LEFT || join.kind() == JoinKind.RIGHT) {
        throw tokens.syntaxError();
      }
      current = crossJoin(join, current);
    }
    tokens.endChain(outer);
    return current;
  }

  private static TableReference join(OpenJoin open, TableReference right, JoinCondition condition) {
    return new TableReference.Join(open.kind(), open.left(), right, condition);
  }

  /**
   * {@code a JOIN (b JOIN c ON …)}, where the parentheses come from the missing first ON only,
   * means {@code (a JOIN b) JOIN c ON …}: the left side goes to the left end of the right one.
   */
  private static TableReference crossJoin(OpenJoin open, TableReference right) {
    if (right instanceof TableReference.Join inner) {
      return new TableReference.Join(
          inner.kind(), crossJoin(open, inner.left()), inner.right(), inner.condition());
    }
    return join(open, right, new JoinCondition.None());
  }

  private @Nullable JoinKind acceptJoin() {
    switch (tokens.keyword()) {
      case JOIN -> {
        tokens.advance();
        return JoinKind.INNER;
      }
      case INNER, CROSS -> {
        tokens.advance();
        tokens.expect(Keyword.JOIN);
        return JoinKind.INNER;
      }
      case STRAIGHT_JOIN -> {
        tokens.advance();
        return JoinKind.STRAIGHT;
      }
      case LEFT, RIGHT -> {
        JoinKind kind = tokens.at(Keyword.LEFT) ? JoinKind.LEFT : JoinKind.RIGHT;
        tokens.advance();
        tokens.accept(Keyword.OUTER);
        tokens.expect(Keyword.JOIN);
        return kind;
      }
      default -> {
        return null;
      }
    }
  }

  private JoinKind naturalJoinKind() {
    JoinKind kind = JoinKind.INNER;
    if (tokens.at(Keyword.LEFT) || tokens.at(Keyword.RIGHT)) {
      kind = tokens.at(Keyword.LEFT) ? JoinKind.LEFT : JoinKind.RIGHT;
      tokens.advance();
      tokens.accept(Keyword.OUTER);
    } else {
      tokens.accept(Keyword.INNER);
    }
    tokens.expect(Keyword.JOIN);
    return kind;
  }

  // ---- factors

  private TableReference factor() {
    return switch (tokens.kind()) {
      case LEFT_PARENTHESIS -> parenthesized();
      case LEFT_BRACE -> odbcJoin();
      default -> {
        if (tokens.accept(Keyword.LATERAL)) {
          Query query = grammar.queries.parenthesizedSubquery();
          yield derived(true, query);
        }
        if (tokens.at(Keyword.JSON_TABLE) && tokens.peekKind(1) == TokenKind.LEFT_PARENTHESIS) {
          yield jsonTable();
        }
        yield named();
      }
    };
  }

  private TableReference odbcJoin() {
    tokens.expect(TokenKind.LEFT_BRACE);
    tokens.expect(Keyword.OJ);
    TableReference reference = tableReference();
    tokens.expect(TokenKind.RIGHT_BRACE);
    return reference;
  }

  private TableReference derived(boolean lateral, Query query) {
    Optional<String> alias = alias();
    if (alias.isEmpty()) {
      throw atExpressionEnd() ? MySqlError.ER_DERIVED_MUST_HAVE_ALIAS.with() : tokens.syntaxError();
    }
    return new TableReference.Derived(lateral, query, alias.get(), grammar.queries.optionalNames());
  }

  private boolean atExpressionEnd() {
    return tokens.atStatementEnd()
        || tokens.at(TokenKind.RIGHT_PARENTHESIS)
        || tokens.at(TokenKind.COMMA)
        || tokens.at(Keyword.WHERE)
        || tokens.at(Keyword.ON)
        || tokens.at(Keyword.JOIN)
        || tokens.at(Keyword.ORDER)
        || tokens.at(Keyword.GROUP)
        || tokens.at(Keyword.LIMIT);
  }

  /** What parentheses in FROM hold: exactly one of the two. */
  private record Inside(@Nullable Query query, List<TableReference> tables) {}

  private TableReference parenthesized() {
    Inside inside = inside();
    if (inside.query() != null) {
      return derived(false, inside.query());
    }
    return new TableReference.Parenthesized(inside.tables());
  }

  /** Reads {@code (…)}, which may be a query, tables, or a query that begins with parentheses. */
  private Inside inside() {
    tokens.enter();
    tokens.expect(TokenKind.LEFT_PARENTHESIS);
    Inside result;
    if (grammar.queries.atQueryStart()) {
      result = new Inside(grammar.queries.subquery(), List.of());
    } else if (tokens.at(TokenKind.LEFT_PARENTHESIS)) {
      Inside first = inside();
      if (first.query() == null) {
        result = tables(new TableReference.Parenthesized(first.tables()));
      } else if (tokens.at(TokenKind.RIGHT_PARENTHESIS)) {
        result = first;
      } else if (grammar.queries.atQueryContinuation()) {
        result = new Inside(grammar.queries.continuedQuery(first.query()), List.of());
      } else {
        result = tables(derived(false, first.query()));
      }
    } else {
      result = tables(factor());
    }
    tokens.expect(TokenKind.RIGHT_PARENTHESIS);
    tokens.leave();
    return result;
  }

  private Inside tables(TableReference first) {
    List<TableReference> tables = new ArrayList<>();
    tables.add(joins(first));
    while (tokens.acceptComma()) {
      tables.add(tableReference());
    }
    return new Inside(null, tables);
  }

  private TableReference named() {
    TableName table = tokens.tableName();
    List<String> partitions =
        tokens.accept(Keyword.PARTITION) ? tokens.parenthesized(tokens::name) : List.of();
    Optional<TableReference.TableSample> sample = sample();
    Optional<String> alias = alias();
    if (sample.isEmpty()) {
      sample = sample();
    }
    return new TableReference.Named(table, partitions, alias, indexHints(), sample);
  }

  private Optional<TableReference.TableSample> sample() {
    if (!tokens.accept(Keyword.TABLESAMPLE)) {
      return Optional.empty();
    }
    boolean bernoulli = tokens.accept(Keyword.BERNOULLI);
    if (!bernoulli) {
      tokens.expect(Keyword.SYSTEM);
    }
    tokens.expect(TokenKind.LEFT_PARENTHESIS);
    Expression percentage = grammar.expressions.expression();
    tokens.expect(TokenKind.RIGHT_PARENTHESIS);
    return Optional.of(new TableReference.TableSample(bernoulli, percentage));
  }

  /** {@code [AS] name}. */
  Optional<String> alias() {
    if (tokens.accept(Keyword.AS)) {
      return Optional.of(tokens.name());
    }
    return tokens.atName() ? Optional.of(tokens.name()) : Optional.empty();
  }

  private List<TableReference.IndexHint> indexHints() {
    List<TableReference.IndexHint> hints = List.of();
    for (; ; ) {
      TableReference.IndexHint.Action action =
          switch (tokens.keyword()) {
            case USE -> TableReference.IndexHint.Action.USE;
            case FORCE -> TableReference.IndexHint.Action.FORCE;
            case IGNORE -> TableReference.IndexHint.Action.IGNORE;
            default -> null;
          };
      if (action == null) {
        return hints;
      }
      tokens.advance();
      if (!tokens.accept(Keyword.INDEX)) {
        tokens.expect(Keyword.KEY);
      }
      TableReference.IndexHint.Purpose purpose = purpose();
      tokens.expect(TokenKind.LEFT_PARENTHESIS);
      List<String> indexes = List.of();
      if (!(action == TableReference.IndexHint.Action.USE
          && tokens.at(TokenKind.RIGHT_PARENTHESIS))) {
        indexes = tokens.commaList(this::indexName);
      }
      tokens.expect(TokenKind.RIGHT_PARENTHESIS);
      if (hints.isEmpty()) {
        hints = new ArrayList<>();
      }
      hints.add(new TableReference.IndexHint(action, purpose, indexes));
    }
  }

  private TableReference.IndexHint.Purpose purpose() {
    if (!tokens.accept(Keyword.FOR)) {
      return TableReference.IndexHint.Purpose.ANY;
    }
    if (tokens.accept(Keyword.JOIN)) {
      return TableReference.IndexHint.Purpose.JOIN;
    }
    boolean order = tokens.accept(Keyword.ORDER);
    if (!order) {
      tokens.expect(Keyword.GROUP);
    }
    tokens.expect(Keyword.BY);
    return order
        ? TableReference.IndexHint.Purpose.ORDER_BY
        : TableReference.IndexHint.Purpose.GROUP_BY;
  }

  private String indexName() {
    return tokens.accept(Keyword.PRIMARY) ? "PRIMARY" : tokens.name();
  }

  // ---- JSON_TABLE

  private TableReference jsonTable() {
    tokens.expect(Keyword.JSON_TABLE);
    tokens.expect(TokenKind.LEFT_PARENTHESIS);
    Expression document = grammar.expressions.expression();
    tokens.expect(TokenKind.COMMA);
    Expression path = grammar.literals.literal();
    List<TableReference.JsonTableColumn> columns = jsonColumns();
    tokens.expect(TokenKind.RIGHT_PARENTHESIS);
    Optional<String> alias = alias();
    if (alias.isEmpty()) {
      throw atExpressionEnd() ? MySqlError.ER_TF_MUST_HAVE_ALIAS.with() : tokens.syntaxError();
    }
    return new TableReference.JsonTable(document, path, columns, alias.get());
  }

  private List<TableReference.JsonTableColumn> jsonColumns() {
    tokens.enter();
    tokens.expect(Keyword.COLUMNS);
    List<TableReference.JsonTableColumn> columns = tokens.parenthesized(this::jsonColumn);
    tokens.leave();
    return columns;
  }

  private TableReference.JsonTableColumn jsonColumn() {
    if (tokens.at(Keyword.NESTED)
        && (tokens.peekKeyword(1) == Keyword.PATH || tokens.peekKind(1) == TokenKind.STRING)) {
      tokens.advance();
      tokens.accept(Keyword.PATH);
      Expression path = grammar.literals.literal();
      return new TableReference.JsonTableColumn.Nested(path, jsonColumns());
    }
    String name = tokens.name();
    if (tokens.accept(Keyword.FOR)) {
      tokens.expect(Keyword.ORDINALITY);
      return new TableReference.JsonTableColumn.Ordinality(name);
    }
    DataType type = grammar.types.type();
    if (tokens.accept(Keyword.COLLATE)) {
      type = type.withCollation(tokens.charsetName());
    }
    boolean exists = tokens.accept(Keyword.EXISTS);
    tokens.expect(Keyword.PATH);
    Expression path = grammar.literals.literal();
    JsonDefault onEmpty = new JsonDefault.Implicit();
    JsonDefault onError = new JsonDefault.Implicit();
    if (!exists) {
      onEmpty = grammar.functions.jsonDefault(Keyword.EMPTY);
      onError = grammar.functions.jsonDefault(Keyword.ERROR);
      if (onEmpty instanceof JsonDefault.Implicit) {
        // The old order, deprecated but read: ON ERROR first.
        onEmpty = grammar.functions.jsonDefault(Keyword.EMPTY);
      }
    }
    return new TableReference.JsonTableColumn.Path(name, type, exists, path, onEmpty, onError);
  }
}
