package io.braid.planner.parse;

import io.braid.common.MySqlError;
import io.braid.planner.tree.Expression;
import io.braid.planner.tree.FileFormat;
import io.braid.planner.tree.IntoClause;
import io.braid.planner.tree.Limit;
import io.braid.planner.tree.LockingClause;
import io.braid.planner.tree.OrderItem;
import io.braid.planner.tree.Query;
import io.braid.planner.tree.QueryBody;
import io.braid.planner.tree.Select;
import io.braid.planner.tree.SourceText;
import io.braid.planner.tree.TableName;
import io.braid.planner.tree.TableReference;
import io.braid.planner.tree.ValueRows;
import io.braid.planner.tree.WithClause;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * SELECT, VALUES, TABLE, their set operations, and what stands around them.
 *
 * @see "MySQL 9.7 Reference Manual, SELECT Statement"
 */
final class QueryParser {
  private final Grammar grammar;
  private final TokenStream tokens;

  /** An INTO that stood before FROM; the query around takes it. */
  private Optional<IntoClause> earlyInto = Optional.empty();

  QueryParser(Grammar grammar) {
    this.grammar = grammar;
    this.tokens = grammar.tokens;
  }

  /** Whether a query without leading parenthesis begins here. */
  boolean atQueryStart() {
    return switch (tokens.keyword()) {
      case SELECT, WITH, TABLE -> true;
      case VALUES -> tokens.peekKeyword(1) == Keyword.ROW;
      default -> false;
    };
  }

  /** Whether what follows makes a parenthesised query a part of a larger one. */
  boolean atQueryContinuation() {
    return switch (tokens.keyword()) {
      case UNION, EXCEPT, INTERSECT, ORDER, LIMIT, FOR, INTO -> true;
      case LOCK -> true;
      default -> false;
    };
  }

  /** A query inside a statement, without INTO. */
  Query subquery() {
    return withoutInto(query());
  }

  /** {@code (query)}. */
  Query parenthesizedSubquery() {
    tokens.expect(TokenKind.LEFT_PARENTHESIS);
    Query query;
    if (tokens.at(TokenKind.LEFT_PARENTHESIS)) {
      Query inner = parenthesizedSubquery();
      query = atQueryContinuation() ? continuedQuery(inner) : inner;
    } else if (atQueryStart()) {
      query = subquery();
    } else {
      throw tokens.syntaxError();
    }
    tokens.expect(TokenKind.RIGHT_PARENTHESIS);
    return query;
  }

  /** The rest of a query whose first part stood in parentheses. */
  Query continuedQuery(Query first) {
    return withoutInto(finish(Optional.empty(), setOperations(new QueryBody.Nested(first))));
  }

  private static Query withoutInto(Query query) {
    if (query.into().isPresent()) {
      throw MySqlError.ER_MISPLACED_INTO.with();
    }
    return query;
  }

  /** A query, maybe in parentheses, with everything around it. */
  Query query() {
    tokens.enter();
    Optional<WithClause> with =
        tokens.at(Keyword.WITH) ? Optional.of(withClause()) : Optional.empty();
    QueryBody body = setOperations(primary());
    Query query = finish(with, body);
    tokens.leave();
    // (query) alone is that query.
    return query.equals(Query.of(query.body()))
            && query.body() instanceof QueryBody.Nested nested
            && with.isEmpty()
        ? nested.query()
        : query;
  }

  /** The query behind a WITH that was read already. */
  Query queryWith(WithClause with) {
    Query query = query();
    if (query.with().isPresent()) {
      throw tokens.syntaxError();
    }
    return new Query(
        Optional.of(with),
        query.body(),
        query.orderBy(),
        query.limit(),
        query.into(),
        query.locking());
  }

  private QueryBody primary() {
    switch (tokens.keyword()) {
      case SELECT -> {
        return select();
      }
      case VALUES -> {
        return tableValues();
      }
      case TABLE -> {
        tokens.advance();
        return new QueryBody.ExplicitTable(tokens.tableName());
      }
      default -> {
        tokens.expect(TokenKind.LEFT_PARENTHESIS);
        Query nested = query();
        tokens.expect(TokenKind.RIGHT_PARENTHESIS);
        return new QueryBody.Nested(nested);
      }
    }
  }

  /** UNION and EXCEPT, from left to right; INTERSECT binds closer. */
  private QueryBody setOperations(QueryBody first) {
    QueryBody left = intersections(first);
    if (!tokens.at(Keyword.UNION) && !tokens.at(Keyword.EXCEPT)) {
      return left;
    }
    List<QueryBody.SetOperation.Branch> branches = new ArrayList<>();
    while (tokens.at(Keyword.UNION) || tokens.at(Keyword.EXCEPT)) {
      QueryBody.SetOperator operator =
          tokens.at(Keyword.UNION) ? QueryBody.SetOperator.UNION : QueryBody.SetOperator.EXCEPT;
      tokens.advance();
      boolean distinct = distinct();
      branches.add(new QueryBody.SetOperation.Branch(operator, distinct, intersections(primary())));
    }
    return new QueryBody.SetOperation(left, branches);
  }

  private QueryBody intersections(QueryBody first) {
    if (!tokens.at(Keyword.INTERSECT)) {
      return first;
    }
    List<QueryBody.SetOperation.Branch> branches = new ArrayList<>();
    while (tokens.accept(Keyword.INTERSECT)) {
      boolean distinct = distinct();
      branches.add(
          new QueryBody.SetOperation.Branch(QueryBody.SetOperator.INTERSECT, distinct, primary()));
    }
    return new QueryBody.SetOperation(first, branches);
  }

  private boolean distinct() {
    if (tokens.accept(Keyword.ALL)) {
      return false;
    }
    tokens.accept(Keyword.DISTINCT);
    return true;
  }

  private Query finish(Optional<WithClause> with, QueryBody body) {
    Optional<IntoClause> into = earlyInto;
    earlyInto = Optional.empty();
    List<OrderItem> orderBy = tokens.accept(Keyword.ORDER) ? orderItems() : List.of();
    Optional<Limit> limit = limit();
    List<LockingClause> locking = new ArrayList<>();
    for (; ; ) {
      if (tokens.at(Keyword.INTO)) {
        if (into.isPresent()) {
          throw MySqlError.ER_MULTIPLE_INTO_CLAUSES.with();
        }
        into = Optional.of(into());
      } else if (tokens.at(Keyword.FOR) || tokens.at(Keyword.LOCK, Keyword.IN)) {
        locking.add(lockingClause());
      } else {
        return new Query(with, body, orderBy, limit, into, locking);
      }
    }
  }

  // ---- WITH

  WithClause withClause() {
    tokens.expect(Keyword.WITH);
    boolean recursive = tokens.accept(Keyword.RECURSIVE);
    return new WithClause(recursive, tokens.commaList(this::commonTable));
  }

  private WithClause.CommonTable commonTable() {
    String name = tokens.name();
    List<String> columns = optionalNames();
    tokens.expect(Keyword.AS);
    return new WithClause.CommonTable(name, columns, parenthesizedSubquery());
  }

  /** {@code (a, b)} or nothing. */
  List<String> optionalNames() {
    return tokens.at(TokenKind.LEFT_PARENTHESIS) ? tokens.parenthesized(tokens::name) : List.of();
  }

  // ---- VALUES

  private QueryBody tableValues() {
    tokens.expect(Keyword.VALUES);
    ValueRows.Builder rows = new ValueRows.Builder();
    do {
      tokens.expect(Keyword.ROW);
      tokens.expect(TokenKind.LEFT_PARENTHESIS);
      values(rows);
    } while (tokens.acceptComma());
    return new QueryBody.TableValues(rows.build());
  }

  /** Values up to and with the closing parenthesis; DEFAULT is one. */
  void values(ValueRows.Builder rows) {
    if (!tokens.accept(TokenKind.RIGHT_PARENTHESIS)) {
      do {
        rows.add(valueOrDefault());
      } while (tokens.acceptComma());
      tokens.expect(TokenKind.RIGHT_PARENTHESIS);
    }
    rows.endRow();
  }

  /** An expression or the word DEFAULT. */
  Expression valueOrDefault() {
    if (tokens.at(Keyword.DEFAULT) && tokens.peekKind(1) != TokenKind.LEFT_PARENTHESIS) {
      tokens.advance();
      return new Expression.DefaultValue();
    }
    return grammar.expressions.expression();
  }

  // ---- SELECT

  private Select select() {
    tokens.expect(Keyword.SELECT);
    String hints = hints();
    Set<Select.SelectOption> options = selectOptions();
    List<Select.SelectItem> items = new ArrayList<>();
    if (tokens.accept(TokenKind.STAR)) {
      items.add(new Select.SelectItem.Star(Optional.empty()));
      while (tokens.acceptComma()) {
        items.add(selectItem());
      }
    } else {
      items.addAll(tokens.commaList(this::selectItem));
    }
    Optional<IntoClause> into = tokens.at(Keyword.INTO) ? Optional.of(into()) : Optional.empty();
    List<TableReference> from = from();
    Optional<Expression> where = optional(Keyword.WHERE);
    Optional<Select.GroupBy> groupBy = groupBy();
    Optional<Expression> having = optional(Keyword.HAVING);
    List<Select.NamedWindow> windows =
        tokens.accept(Keyword.WINDOW) ? tokens.commaList(this::namedWindow) : List.of();
    Optional<Expression> qualify = optional(Keyword.QUALIFY);
    // Only now: subqueries of the clauses above must not take it for theirs.
    if (into.isPresent()) {
      earlyInto = into;
    }
    return new Select(hints, options, items, from, where, groupBy, having, windows, qualify);
  }

  /** The text inside an optimizer hint, or nothing. */
  String hints() {
    if (!tokens.at(TokenKind.HINT)) {
      return "";
    }
    String hints = tokens.rawText(tokens.start() + 3, tokens.end() - 2).strip();
    tokens.advance();
    return hints;
  }

  Optional<Expression> optional(Keyword keyword) {
    return tokens.accept(keyword)
        ? Optional.of(grammar.expressions.expression())
        : Optional.empty();
  }

  private Set<Select.SelectOption> selectOptions() {
    Set<Select.SelectOption> options = EnumSet.noneOf(Select.SelectOption.class);
    boolean all = false;
    for (; ; ) {
      int at = tokens.start();
      switch (tokens.keyword()) {
        case ALL -> all = true;
        case DISTINCT, DISTINCTROW -> options.add(Select.SelectOption.DISTINCT);
        case HIGH_PRIORITY -> options.add(Select.SelectOption.HIGH_PRIORITY);
        case STRAIGHT_JOIN -> options.add(Select.SelectOption.STRAIGHT_JOIN);
        case SQL_SMALL_RESULT -> options.add(Select.SelectOption.SQL_SMALL_RESULT);
        case SQL_BIG_RESULT -> options.add(Select.SelectOption.SQL_BIG_RESULT);
        case SQL_BUFFER_RESULT -> options.add(Select.SelectOption.SQL_BUFFER_RESULT);
        case SQL_NO_CACHE -> options.add(Select.SelectOption.SQL_NO_CACHE);
        case SQL_CALC_FOUND_ROWS -> {
          tokens.deprecated(
              "SQL_CALC_FOUND_ROWS is deprecated and will be removed in a future release. Consider"
                  + " using two separate queries instead.");
          options.add(Select.SelectOption.SQL_CALC_FOUND_ROWS);
        }
        default -> {
          return options;
        }
      }
      if (all && options.contains(Select.SelectOption.DISTINCT)) {
        throw MySqlError.ER_WRONG_USAGE.with("ALL", "DISTINCT");
      }
      if (tokens.peekKind(1) == TokenKind.DOT) {
        // SQL_NO_CACHE and SQL_BUFFER_RESULT are no reserved words.
        return options;
      }
      tokens.advance();
      if (tokens.start() == at) {
        return options;
      }
    }
  }

  private Select.SelectItem selectItem() {
    if (tokens.atName()) {
      Optional<Select.SelectItem> star = qualifiedStar();
      if (star.isPresent()) {
        return star.get();
      }
    }
    int from = tokens.start();
    Expression expression = grammar.expressions.expression();
    SourceText source = tokens.sourceFrom(from);
    Optional<String> alias = Optional.empty();
    if (tokens.accept(Keyword.AS)) {
      alias = Optional.of(tokens.nameOrString());
    } else if (tokens.atNameOrString()) {
      alias = Optional.of(tokens.nameOrString());
    }
    return new Select.SelectItem.Value(expression, alias, source);
  }

  private Optional<Select.SelectItem> qualifiedStar() {
    if (tokens.peekKind(1) != TokenKind.DOT) {
      return Optional.empty();
    }
    if (tokens.peekKind(2) == TokenKind.STAR) {
      TableName table = tokens.tableNameOf(tokens.name());
      tokens.advance();
      tokens.advance();
      return Optional.of(new Select.SelectItem.Star(Optional.of(table)));
    }
    if (tokens.peekKind(3) == TokenKind.DOT && tokens.peekKind(4) == TokenKind.STAR) {
      String schema = tokens.name();
      tokens.advance();
      TableName table = tokens.tableNameOf(schema, tokens.nameAfterDot());
      tokens.advance();
      tokens.advance();
      return Optional.of(new Select.SelectItem.Star(Optional.of(table)));
    }
    return Optional.empty();
  }

  private List<TableReference> from() {
    if (!tokens.accept(Keyword.FROM)) {
      return List.of();
    }
    if (tokens.accept(Keyword.DUAL)) {
      return List.of();
    }
    return tokens.commaList(grammar.tables::tableReference);
  }

  private Optional<Select.GroupBy> groupBy() {
    if (!tokens.accept(Keyword.GROUP)) {
      return Optional.empty();
    }
    tokens.expect(Keyword.BY);
    Select.GroupBy.Kind kind = Select.GroupBy.Kind.PLAIN;
    boolean call = tokens.peekKind(1) == TokenKind.LEFT_PARENTHESIS;
    if (call && tokens.at(Keyword.ROLLUP)) {
      kind = Select.GroupBy.Kind.ROLLUP;
    } else if (call && tokens.at(Keyword.CUBE)) {
      kind = Select.GroupBy.Kind.CUBE;
    }
    if (kind != Select.GroupBy.Kind.PLAIN) {
      tokens.advance();
      return Optional.of(
          new Select.GroupBy(tokens.parenthesized(grammar.expressions::expression), kind));
    }
    List<Expression> terms = tokens.commaList(grammar.expressions::expression);
    if (tokens.accept(Keyword.WITH)) {
      tokens.expect(Keyword.ROLLUP);
      kind = Select.GroupBy.Kind.ROLLUP;
    }
    return Optional.of(new Select.GroupBy(terms, kind));
  }

  private Select.NamedWindow namedWindow() {
    String name = tokens.name();
    tokens.expect(Keyword.AS);
    return new Select.NamedWindow(name, grammar.functions.windowSpecification());
  }

  // ---- ORDER BY, LIMIT, locks

  /** The terms behind ORDER, with the word BY. */
  List<OrderItem> orderItems() {
    tokens.expect(Keyword.BY);
    return tokens.commaList(this::orderItem);
  }

  private OrderItem orderItem() {
    Expression expression = grammar.expressions.expression();
    boolean descending = tokens.accept(Keyword.DESC);
    if (!descending) {
      tokens.accept(Keyword.ASC);
    }
    return new OrderItem(expression, descending);
  }

  Optional<Limit> limit() {
    if (!tokens.accept(Keyword.LIMIT)) {
      return Optional.empty();
    }
    Expression first = limitValue();
    if (tokens.acceptComma()) {
      return Optional.of(new Limit(Optional.of(first), limitValue()));
    }
    if (tokens.accept(Keyword.OFFSET)) {
      return Optional.of(new Limit(Optional.of(limitValue()), first));
    }
    return Optional.of(new Limit(Optional.empty(), first));
  }

  /** LIMIT with a count alone, as UPDATE and DELETE take it. */
  Optional<Limit> simpleLimit() {
    return tokens.accept(Keyword.LIMIT)
        ? Optional.of(new Limit(Optional.empty(), limitValue()))
        : Optional.empty();
  }

  private Expression limitValue() {
    return switch (tokens.kind()) {
      case INTEGER -> grammar.literals.literal();
      case PARAMETER -> new Expression.Parameter(tokens.nextParameter());
      default -> new Expression.ColumnReference(tokens.name());
    };
  }

  private LockingClause lockingClause() {
    if (tokens.accept(Keyword.LOCK)) {
      tokens.expect(Keyword.IN);
      tokens.expect(Keyword.SHARE, Keyword.MODE);
      return new LockingClause(LockingClause.Strength.SHARE, List.of(), LockingClause.Wait.WAIT);
    }
    tokens.expect(Keyword.FOR);
    LockingClause.Strength strength = LockingClause.Strength.UPDATE;
    if (tokens.accept(Keyword.SHARE)) {
      strength = LockingClause.Strength.SHARE;
    } else {
      tokens.expect(Keyword.UPDATE);
    }
    List<TableName> tables =
        tokens.accept(Keyword.OF) ? tokens.commaList(tokens::tableName) : List.of();
    LockingClause.Wait waiting = LockingClause.Wait.WAIT;
    if (tokens.accept(Keyword.NOWAIT)) {
      waiting = LockingClause.Wait.NOWAIT;
    } else if (tokens.accept(Keyword.SKIP)) {
      tokens.expect(Keyword.LOCKED);
      waiting = LockingClause.Wait.SKIP_LOCKED;
    }
    return new LockingClause(strength, tables, waiting);
  }

  // ---- INTO

  private IntoClause into() {
    tokens.expect(Keyword.INTO);
    if (tokens.accept(Keyword.OUTFILE)) {
      String file = tokens.string();
      Optional<String> charset =
          grammar.types.acceptCharacterSet() ? Optional.of(tokens.charset()) : Optional.empty();
      return new IntoClause.OutFile(file, charset, fileFormat());
    }
    if (tokens.accept(Keyword.DUMPFILE)) {
      return new IntoClause.DumpFile(tokens.string());
    }
    return new IntoClause.Variables(tokens.commaList(this::intoVariable));
  }

  private String intoVariable() {
    return tokens.at(TokenKind.USER_VARIABLE) ? tokens.userVariable() : tokens.name();
  }

  /** FIELDS and LINES of LOAD DATA and INTO OUTFILE. */
  FileFormat fileFormat() {
    Optional<String> fieldsTerminatedBy = Optional.empty();
    Optional<String> enclosedBy = Optional.empty();
    boolean optionally = false;
    Optional<String> escapedBy = Optional.empty();
    Optional<String> linesStartingBy = Optional.empty();
    Optional<String> linesTerminatedBy = Optional.empty();
    if (tokens.accept(Keyword.COLUMNS) || tokens.accept(Keyword.FIELDS)) {
      int options = 0;
      for (; ; options++) {
        if (tokens.accept(Keyword.TERMINATED)) {
          fieldsTerminatedBy = by();
        } else if (tokens.accept(Keyword.OPTIONALLY)) {
          tokens.expect(Keyword.ENCLOSED);
          optionally = true;
          enclosedBy = by();
        } else if (tokens.accept(Keyword.ENCLOSED)) {
          enclosedBy = by();
        } else if (tokens.accept(Keyword.ESCAPED)) {
          escapedBy = by();
        } else {
          break;
        }
      }
      checkAny(options);
    }
    if (tokens.accept(Keyword.LINES)) {
      int options = 0;
      for (; ; options++) {
        if (tokens.accept(Keyword.TERMINATED)) {
          linesTerminatedBy = by();
        } else if (tokens.accept(Keyword.STARTING)) {
          linesStartingBy = by();
        } else {
          break;
        }
      }
      checkAny(options);
    }
    return new FileFormat(
        fieldsTerminatedBy, enclosedBy, optionally, escapedBy, linesStartingBy, linesTerminatedBy);
  }

  private void checkAny(int options) {
    if (options == 0) {
      throw tokens.syntaxError();
    }
  }

  private Optional<String> by() {
    tokens.expect(Keyword.BY);
    return Optional.of(tokens.stringOrHex());
  }
}
