package io.braid.planner.parse;

import io.braid.common.MySqlError;
import io.braid.planner.tree.Assignment;
import io.braid.planner.tree.DmlStatement;
import io.braid.planner.tree.DmlStatement.InsertSource;
import io.braid.planner.tree.DmlStatement.Priority;
import io.braid.planner.tree.Expression;
import io.braid.planner.tree.Expression.ColumnReference;
import io.braid.planner.tree.FileFormat;
import io.braid.planner.tree.Limit;
import io.braid.planner.tree.OrderItem;
import io.braid.planner.tree.Query;
import io.braid.planner.tree.QueryBody;
import io.braid.planner.tree.Select;
import io.braid.planner.tree.TableName;
import io.braid.planner.tree.TableReference;
import io.braid.planner.tree.ValueRows;
import io.braid.planner.tree.WithClause;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * INSERT, REPLACE, UPDATE, DELETE and LOAD DATA.
 *
 * @see "MySQL 9.7 Reference Manual, Data Manipulation Statements"
 */
final class DmlParser {
  private final Grammar grammar;
  private final TokenStream tokens;

  DmlParser(Grammar grammar) {
    this.grammar = grammar;
    this.tokens = grammar.tokens;
  }

  // ---- INSERT and REPLACE

  DmlStatement insert() {
    boolean replace = tokens.at(Keyword.REPLACE);
    tokens.advance();
    String hints = grammar.queries.hints();
    Priority priority = insertPriority(replace);
    boolean ignore = !replace && tokens.accept(Keyword.IGNORE);
    tokens.accept(Keyword.INTO);
    TableName table = tokens.tableName();
    List<String> partitions =
        tokens.accept(Keyword.PARTITION) ? tokens.parenthesized(tokens::name) : List.of();
    List<ColumnReference> columns = List.of();
    InsertSource source;
    if (tokens.accept(Keyword.SET)) {
      ValueRows.Builder rows = new ValueRows.Builder();
      columns = new ArrayList<>();
      do {
        columns.add(grammar.expressions.column());
        equalSign();
        rows.add(grammar.queries.valueOrDefault());
      } while (tokens.acceptComma());
      rows.endRow();
      source = new InsertSource.Values(rows.build());
    } else {
      if (tokens.at(TokenKind.LEFT_PARENTHESIS) && !parenthesisBeginsQuery()) {
        columns = columns();
      }
      source = insertSource();
    }
    Optional<DmlStatement.RowAlias> alias =
        !replace && source instanceof InsertSource.Values ? rowAlias() : Optional.empty();
    List<Assignment> onDuplicate = replace ? List.of() : onDuplicate();
    return new DmlStatement.Insert(
        hints, replace, priority, ignore, table, partitions, columns, source, alias, onDuplicate);
  }

  private Priority insertPriority(boolean replace) {
    if (tokens.accept(Keyword.LOW_PRIORITY)) {
      return Priority.LOW;
    }
    if (tokens.accept(Keyword.DELAYED)) {
      return Priority.DELAYED;
    }
    return !replace && tokens.accept(Keyword.HIGH_PRIORITY) ? Priority.HIGH : Priority.NORMAL;
  }

  private boolean parenthesisBeginsQuery() {
    int distance = 1;
    while (distance < 7 && tokens.peekKind(distance) == TokenKind.LEFT_PARENTHESIS) {
      distance++;
    }
    return switch (tokens.peekKeyword(distance)) {
      case SELECT, WITH, TABLE, VALUES -> true;
      default -> false;
    };
  }

  private List<ColumnReference> columns() {
    tokens.expect(TokenKind.LEFT_PARENTHESIS);
    if (tokens.accept(TokenKind.RIGHT_PARENTHESIS)) {
      return List.of();
    }
    List<ColumnReference> columns = tokens.commaList(grammar.expressions::column);
    tokens.expect(TokenKind.RIGHT_PARENTHESIS);
    return columns;
  }

  private InsertSource insertSource() {
    boolean values =
        tokens.at(Keyword.VALUE)
            || (tokens.at(Keyword.VALUES) && tokens.peekKeyword(1) != Keyword.ROW);
    if (!values) {
      Query query = grammar.queries.query();
      if (query.into().isPresent()) {
        throw MySqlError.ER_MISPLACED_INTO.with();
      }
      return new InsertSource.FromQuery(query);
    }
    tokens.advance();
    ValueRows.Builder rows = new ValueRows.Builder();
    do {
      tokens.expect(TokenKind.LEFT_PARENTHESIS);
      grammar.queries.values(rows);
    } while (tokens.acceptComma());
    return new InsertSource.Values(rows.build());
  }

  private Optional<DmlStatement.RowAlias> rowAlias() {
    if (!tokens.accept(Keyword.AS)) {
      return Optional.empty();
    }
    return Optional.of(new DmlStatement.RowAlias(tokens.name(), grammar.queries.optionalNames()));
  }

  private List<Assignment> onDuplicate() {
    if (!tokens.accept(Keyword.ON)) {
      return List.of();
    }
    tokens.expect(Keyword.DUPLICATE, Keyword.KEY);
    tokens.expect(Keyword.UPDATE);
    return tokens.commaList(this::assignment);
  }

  private Assignment assignment() {
    ColumnReference column = grammar.expressions.column();
    equalSign();
    return new Assignment(column, grammar.queries.valueOrDefault());
  }

  /** {@code =} or {@code :=}. */
  private void equalSign() {
    if (!tokens.accept(TokenKind.ASSIGN)) {
      tokens.expect(TokenKind.EQUAL);
    }
  }

  // ---- UPDATE

  DmlStatement update(Optional<WithClause> with) {
    tokens.expect(Keyword.UPDATE);
    String hints = grammar.queries.hints();
    Priority priority = tokens.accept(Keyword.LOW_PRIORITY) ? Priority.LOW : Priority.NORMAL;
    boolean ignore = tokens.accept(Keyword.IGNORE);
    List<TableReference> tables = tokens.commaList(grammar.tables::tableReference);
    tokens.expect(Keyword.SET);
    List<Assignment> assignments = tokens.commaList(this::assignment);
    Optional<Expression> where = grammar.queries.optional(Keyword.WHERE);
    boolean several = tables.size() > 1 || tables.getFirst() instanceof TableReference.Join;
    if (several && tokens.at(Keyword.ORDER)) {
      throw MySqlError.ER_WRONG_USAGE.with("UPDATE", "ORDER BY");
    }
    List<OrderItem> orderBy =
        tokens.accept(Keyword.ORDER) ? grammar.queries.orderItems() : List.of();
    if (several && tokens.at(Keyword.LIMIT)) {
      throw MySqlError.ER_WRONG_USAGE.with("UPDATE", "LIMIT");
    }
    Optional<Limit> limit = grammar.queries.simpleLimit();
    return new DmlStatement.Update(
        with, hints, priority, ignore, tables, assignments, where, orderBy, limit);
  }

  // ---- DELETE

  DmlStatement delete(Optional<WithClause> with) {
    tokens.expect(Keyword.DELETE);
    String hints = grammar.queries.hints();
    Priority priority = Priority.NORMAL;
    boolean quick = false;
    boolean ignore = false;
    for (; ; ) {
      if (tokens.accept(Keyword.LOW_PRIORITY)) {
        priority = Priority.LOW;
      } else if (tokens.accept(Keyword.QUICK)) {
        quick = true;
      } else if (tokens.accept(Keyword.IGNORE)) {
        ignore = true;
      } else {
        break;
      }
    }
    if (!tokens.accept(Keyword.FROM)) {
      List<TableName> targets = tokens.commaList(this::deleteTarget);
      tokens.expect(Keyword.FROM);
      List<TableReference> tables = tokens.commaList(grammar.tables::tableReference);
      return new DmlStatement.MultiTableDelete(
          with, hints, priority, quick, ignore, targets, tables, where());
    }
    TableName first = deleteTarget();
    if (tokens.at(TokenKind.COMMA) || tokens.at(Keyword.USING)) {
      List<TableName> targets = new ArrayList<>();
      targets.add(first);
      while (tokens.acceptComma()) {
        targets.add(deleteTarget());
      }
      tokens.expect(Keyword.USING);
      List<TableReference> tables = tokens.commaList(grammar.tables::tableReference);
      return new DmlStatement.MultiTableDelete(
          with, hints, priority, quick, ignore, targets, tables, where());
    }
    Optional<String> alias = grammar.tables.alias();
    List<String> partitions =
        tokens.accept(Keyword.PARTITION) ? tokens.parenthesized(tokens::name) : List.of();
    Optional<Expression> where = where();
    List<OrderItem> orderBy =
        tokens.accept(Keyword.ORDER) ? grammar.queries.orderItems() : List.of();
    return new DmlStatement.Delete(
        with,
        hints,
        priority,
        quick,
        ignore,
        new TableReference.Named(first, partitions, alias, List.of(), Optional.empty()),
        where,
        orderBy,
        grammar.queries.simpleLimit());
  }

  private Optional<Expression> where() {
    return grammar.queries.optional(Keyword.WHERE);
  }

  /** {@code table}, {@code schema.table}, and the old {@code table.*}. */
  private TableName deleteTarget() {
    String first = tokens.name();
    if (!tokens.accept(TokenKind.DOT)) {
      return tokens.tableNameOf(first);
    }
    if (tokens.accept(TokenKind.STAR)) {
      return tokens.tableNameOf(first);
    }
    TableName name = tokens.tableNameOf(first, tokens.nameAfterDot());
    if (tokens.accept(TokenKind.DOT)) {
      tokens.expect(TokenKind.STAR);
    }
    return name;
  }

  // ---- LOAD DATA

  DmlStatement load() {
    tokens.expect(Keyword.LOAD);
    boolean xml = tokens.accept(Keyword.XML);
    if (!xml) {
      tokens.expect(Keyword.DATA);
    }
    Priority priority = Priority.NORMAL;
    if (tokens.accept(Keyword.LOW_PRIORITY)) {
      priority = Priority.LOW;
    } else if (tokens.accept(Keyword.CONCURRENT)) {
      priority = Priority.CONCURRENT;
    }
    boolean local = tokens.accept(Keyword.LOCAL);
    tokens.expect(Keyword.INFILE);
    String file = tokens.string();
    DmlStatement.LoadData.OnDuplicate onDuplicate = DmlStatement.LoadData.OnDuplicate.ERROR;
    if (tokens.accept(Keyword.REPLACE)) {
      onDuplicate = DmlStatement.LoadData.OnDuplicate.REPLACE;
    } else if (tokens.accept(Keyword.IGNORE)) {
      onDuplicate = DmlStatement.LoadData.OnDuplicate.IGNORE;
    }
    tokens.expect(Keyword.INTO, Keyword.TABLE);
    TableName table = tokens.tableName();
    List<String> partitions =
        tokens.accept(Keyword.PARTITION) ? tokens.parenthesized(tokens::name) : List.of();
    Optional<String> charset =
        grammar.types.acceptCharacterSet() ? Optional.of(tokens.charset()) : Optional.empty();
    Optional<String> rowTag = Optional.empty();
    if (xml && tokens.accept(Keyword.ROWS)) {
      tokens.expect(Keyword.IDENTIFIED, Keyword.BY);
      rowTag = Optional.of(tokens.string());
    }
    FileFormat format = grammar.queries.fileFormat();
    long linesIgnored = 0;
    if (tokens.accept(Keyword.IGNORE)) {
      linesIgnored = tokens.unsignedLong();
      if (!tokens.accept(Keyword.LINES)) {
        tokens.expect(Keyword.ROWS);
      }
    }
    List<Expression.Reference> targets = loadTargets();
    List<Assignment> assignments =
        tokens.accept(Keyword.SET) ? tokens.commaList(this::assignment) : List.of();
    return new DmlStatement.LoadData(
        xml,
        priority,
        local,
        file,
        onDuplicate,
        table,
        partitions,
        charset,
        rowTag,
        format,
        linesIgnored,
        targets,
        assignments);
  }

  private List<Expression.Reference> loadTargets() {
    if (!tokens.accept(TokenKind.LEFT_PARENTHESIS) || tokens.accept(TokenKind.RIGHT_PARENTHESIS)) {
      return List.of();
    }
    List<Expression.Reference> targets = tokens.commaList(this::loadTarget);
    tokens.expect(TokenKind.RIGHT_PARENTHESIS);
    return targets;
  }

  private Expression.Reference loadTarget() {
    return tokens.at(TokenKind.USER_VARIABLE)
        ? new Expression.UserVariable(tokens.userVariable())
        : grammar.expressions.column();
  }

  /** A query as a statement: INTO is allowed here. */
  Query topQuery() {
    Query query = grammar.queries.query();
    checkInto(query.body());
    return query;
  }

  /** INTO belongs to the whole query, not to a part in parentheses. */
  private static void checkInto(QueryBody body) {
    switch (body) {
      case QueryBody.Nested nested -> {
        if (nested.query().into().isPresent()) {
          throw MySqlError.ER_MISPLACED_INTO.with();
        }
        checkInto(nested.query().body());
      }
      case QueryBody.SetOperation operation -> {
        checkInto(operation.first());
        operation.branches().forEach(branch -> checkInto(branch.body()));
      }
      case Select _, QueryBody.TableValues _, QueryBody.ExplicitTable _ -> {}
    }
  }
}
