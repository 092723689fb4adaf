package io.braid.planner.tree;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Queries and table references. */
final class QueryPrinter {
  private final SqlText text;
  private final PrintStyle style;
  private final ExpressionPrinter expressions;

  QueryPrinter(SqlText text, PrintStyle style, ExpressionPrinter expressions) {
    this.text = text;
    this.style = style;
    this.expressions = expressions;
  }

  void print(Query query) {
    query.with().ifPresent(this::with);
    body(query.body());
    orderBy(query.orderBy());
    limit(query.limit());
    query.into().ifPresent(this::into);
    query.locking().forEach(this::locking);
  }

  void with(WithClause with) {
    text.add(with.recursive() ? "with recursive " : "with ");
    text.list(
        with.tables(),
        table -> {
          text.name(table.name());
          if (!table.columns().isEmpty()) {
            text.add(" (").names(table.columns()).add(")");
          }
          text.add(" as (");
          print(table.query());
          text.add(")");
        });
    text.add(" ");
  }

  private void body(QueryBody body) {
    switch (body) {
      case Select select -> select(select);
      case QueryBody.SetOperation operation -> {
        branch(operation.first());
        for (QueryBody.SetOperation.Branch branch : operation.branches()) {
          text.add(" ").add(branch.operator().name().toLowerCase(Locale.ROOT));
          text.add(branch.distinct() ? " " : " all ");
          branch(branch.body());
        }
      }
      case QueryBody.TableValues values -> {
        text.add("values ");
        rows(values.rows(), "row(");
      }
      case QueryBody.ExplicitTable table -> text.add("table ").name(table.table());
      case QueryBody.Nested nested -> {
        text.add("(");
        print(nested.query());
        text.add(")");
      }
    }
  }

  /** MySQL shows an INTERSECT inside another chain in parentheses. */
  private void branch(QueryBody body) {
    boolean parentheses = style.stored() && body instanceof QueryBody.SetOperation;
    text.add(parentheses ? "(" : "");
    body(body);
    text.add(parentheses ? ")" : "");
  }

  void rows(ValueRows rows, String open) {
    for (int row = 0; row < rows.rowCount(); row++) {
      text.add(row == 0 ? open : "," + open);
      for (int column = 0; column < rows.width(row); column++) {
        text.add(column == 0 ? "" : ",");
        expressions.print(rows.at(row, column));
      }
      text.add(")");
    }
  }

  private void select(Select select) {
    text.add("select ");
    hints(select.hints());
    for (Select.SelectOption option : Select.SelectOption.values()) {
      if (select.options().contains(option)) {
        text.add(option.name().toLowerCase(Locale.ROOT)).add(" ");
      }
    }
    text.list(select.items(), this::item);
    if (!select.from().isEmpty()) {
      text.add(" from ");
      from(select.from());
    } else if (select.where().isPresent()) {
      text.add(" from DUAL ");
    }
    where(select.where());
    select.groupBy().ifPresent(this::groupBy);
    clause(" having ", select.having());
    if (!select.windows().isEmpty()) {
      text.add(" window ");
      text.list(
          select.windows(),
          window -> {
            text.name(window.name()).add(" AS ");
            expressions.window(window.window());
            text.add(" ");
          });
    }
    clause(" qualify ", select.qualify());
  }

  void hints(String hints) {
    if (!hints.isEmpty()) {
      text.add("/*+ ").add(hints).add(" */ ");
    }
  }

  private void clause(String word, Optional<Expression> expression) {
    if (expression.isPresent()) {
      text.add(word);
      expressions.print(expression.get());
    }
  }

  void where(Optional<Expression> condition) {
    clause(" where ", condition);
  }

  void item(Select.SelectItem item) {
    switch (item) {
      case Select.SelectItem.Value value -> {
        expressions.print(value.expression());
        value.alias().ifPresent(alias -> text.add(" AS ").name(alias));
      }
      case Select.SelectItem.Star star -> {
        star.table().ifPresent(table -> text.name(table).add("."));
        text.add("*");
      }
    }
  }

  private void groupBy(Select.GroupBy groupBy) {
    text.add(" group by ");
    switch (groupBy.kind()) {
      case PLAIN -> expressions.list(groupBy.terms());
      case ROLLUP -> {
        expressions.list(groupBy.terms());
        text.add(" with rollup");
      }
      case CUBE -> {
        text.add("cube (");
        expressions.list(groupBy.terms());
        text.add(")");
      }
    }
  }

  void orderBy(List<OrderItem> items) {
    if (!items.isEmpty()) {
      text.add(" order by ");
      expressions.orderItems(items);
    }
  }

  void limit(Optional<Limit> limit) {
    if (limit.isEmpty()) {
      return;
    }
    text.add(" limit ");
    limit
        .get()
        .offset()
        .ifPresent(offset -> {
          expressions.print(offset);
          text.add(",");
        });
    expressions.print(limit.get().count());
  }

  private void into(IntoClause into) {
    switch (into) {
      case IntoClause.Variables variables -> {
        text.add(" into ");
        text.list(variables.names(), name -> text.add("@").name(name));
      }
      case IntoClause.OutFile file -> {
        text.add(" into outfile ").string(file.file());
        file.charset().ifPresent(charset -> text.add(" character set ").add(charset));
        format(file.format());
      }
      case IntoClause.DumpFile file -> text.add(" into dumpfile ").string(file.file());
    }
  }

  void format(FileFormat format) {
    if (format.fieldsTerminatedBy().isPresent()
        || format.enclosedBy().isPresent()
        || format.escapedBy().isPresent()) {
      text.add(" fields");
      option(" terminated by ", format.fieldsTerminatedBy());
      option(
          format.optionallyEnclosed() ? " optionally enclosed by " : " enclosed by ",
          format.enclosedBy());
      option(" escaped by ", format.escapedBy());
    }
    if (format.linesStartingBy().isPresent() || format.linesTerminatedBy().isPresent()) {
      text.add(" lines");
      option(" starting by ", format.linesStartingBy());
      option(" terminated by ", format.linesTerminatedBy());
    }
  }

  private void option(String words, Optional<String> value) {
    value.ifPresent(string -> text.add(words).string(string));
  }

  private void locking(LockingClause locking) {
    text.add(" for ").add(locking.strength().name().toLowerCase(Locale.ROOT));
    if (!locking.tables().isEmpty()) {
      text.add(" of ").list(locking.tables(), text::name);
    }
    text.add(
        switch (locking.waiting()) {
          case WAIT -> "";
          case NOWAIT -> " nowait";
          case SKIP_LOCKED -> " skip locked";
        });
  }

  // ---- tables

  /** The entries of FROM; stored views show a comma as a join. */
  void from(List<TableReference> tables) {
    if (!style.stored() || tables.size() == 1) {
      text.list(tables, this::table);
      return;
    }
    text.add("(".repeat(tables.size() - 1));
    table(tables.getFirst());
    for (TableReference table : tables.subList(1, tables.size())) {
      text.add(" join ");
      table(table);
      text.add(")");
    }
  }

  void table(TableReference reference) {
    switch (reference) {
      case TableReference.Named named -> named(named);
      case TableReference.Derived derived -> {
        text.add(derived.lateral() ? "lateral (" : "(");
        print(derived.query());
        text.add(") ").name(derived.alias());
        if (!derived.columns().isEmpty()) {
          text.add(" (").names(derived.columns()).add(")");
        }
      }
      case TableReference.Join join -> {
        text.add(style.stored() ? "(" : "");
        join(join);
        text.add(style.stored() ? ")" : "");
      }
      case TableReference.Parenthesized parenthesized -> {
        if (style.stored()) {
          from(parenthesized.tables());
        } else {
          text.add("(").list(parenthesized.tables(), this::table).add(")");
        }
      }
      case TableReference.JsonTable json -> jsonTable(json);
    }
  }

  private void named(TableReference.Named named) {
    text.name(named.table());
    if (!named.partitions().isEmpty()) {
      text.add(" PARTITION (").names(named.partitions()).add(")");
    }
    named.alias().ifPresent(alias -> text.add(" ").name(alias));
    named
        .sample()
        .ifPresent(sample -> {
          text.add(" tablesample ").add(sample.bernoulli() ? "bernoulli (" : "system (");
          expressions.print(sample.percentage());
          text.add(")");
        });
    for (TableReference.IndexHint hint : named.indexHints()) {
      text.add(" ").add(hint.action().name()).add(" INDEX");
      text.add(
          switch (hint.purpose()) {
            case ANY -> "";
            case JOIN -> " FOR JOIN";
            case ORDER_BY -> " FOR ORDER BY";
            case GROUP_BY -> " FOR GROUP BY";
          });
      text.add(" (").names(hint.indexes()).add(")");
    }
  }

  private void join(TableReference.Join join) {
    table(join.left());
    boolean natural = join.condition() instanceof TableReference.JoinCondition.Natural;
    text.add(natural ? " natural" : "");
    text.add(
        switch (join.kind()) {
          case INNER -> " join ";
          case STRAIGHT -> " straight_join ";
          case LEFT -> " left join ";
          case RIGHT -> " right join ";
        });
    table(join.right());
    switch (join.condition()) {
      case TableReference.JoinCondition.On on -> {
        text.add(style.stored() ? " on(" : " on ");
        expressions.print(on.condition());
        text.add(style.stored() ? ")" : "");
      }
      case TableReference.JoinCondition.Using using ->
          text.add(" using (").names(using.columns()).add(")");
      case TableReference.JoinCondition.None _, TableReference.JoinCondition.Natural _ -> {}
    }
  }

  private void jsonTable(TableReference.JsonTable json) {
    text.add("json_table(");
    expressions.print(json.document());
    text.add(", ");
    expressions.print(json.path());
    text.add(" ");
    jsonColumns(json.columns());
    text.add(") ").name(json.alias());
  }

  private void jsonColumns(List<TableReference.JsonTableColumn> columns) {
    text.add("columns (").list(columns, ", ", this::jsonColumn).add(")");
  }

  private void jsonColumn(TableReference.JsonTableColumn column) {
    switch (column) {
      case TableReference.JsonTableColumn.Ordinality ordinality ->
          text.name(ordinality.name()).add(" for ordinality");
      case TableReference.JsonTableColumn.Path path -> {
        text.name(path.name()).add(" ");
        expressions.types().print(path.type());
        text.add(path.exists() ? " exists path " : " path ");
        expressions.print(path.path());
        expressions.jsonDefault(path.onEmpty(), "empty");
        expressions.jsonDefault(path.onError(), "error");
      }
      case TableReference.JsonTableColumn.Nested nested -> {
        text.add("nested path ");
        expressions.print(nested.path());
        text.add(" ");
        jsonColumns(nested.columns());
      }
    }
  }
}
