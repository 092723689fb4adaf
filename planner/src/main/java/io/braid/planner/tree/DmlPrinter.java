package io.braid.planner.tree;

import java.util.List;
import java.util.Locale;

/** INSERT, REPLACE, UPDATE, DELETE and LOAD DATA. */
final class DmlPrinter {
  private final SqlText text;
  private final ExpressionPrinter expressions;
  private final QueryPrinter queries;

  DmlPrinter(SqlText text, PrintStyle style) {
    this.text = text;
    this.expressions = new ExpressionPrinter(text, style);
    this.queries = expressions.queries();
  }

  void print(DmlStatement statement) {
    switch (statement) {
      case DmlStatement.Insert insert -> insert(insert);
      case DmlStatement.Update update -> update(update);
      case DmlStatement.Delete delete -> delete(delete);
      case DmlStatement.MultiTableDelete delete -> delete(delete);
      case DmlStatement.LoadData load -> load(load);
    }
  }

  private void priority(DmlStatement.Priority priority) {
    text.add(
        switch (priority) {
          case NORMAL -> "";
          case LOW -> "low_priority ";
          case HIGH -> "high_priority ";
          case DELAYED -> "delayed ";
          case CONCURRENT -> "concurrent ";
        });
  }

  private void partitions(List<String> partitions) {
    if (!partitions.isEmpty()) {
      text.add(" partition (").names(partitions).add(")");
    }
  }

  private void insert(DmlStatement.Insert insert) {
    text.add(insert.replace() ? "replace " : "insert ");
    queries.hints(insert.hints());
    priority(insert.priority());
    text.add(insert.ignore() ? "ignore " : "").add("into ").name(insert.table());
    partitions(insert.partitions());
    if (!insert.columns().isEmpty()) {
      text.add(" (");
      expressions.list(insert.columns());
      text.add(")");
    }
    switch (insert.source()) {
      case DmlStatement.InsertSource.Values values -> {
        text.add(" values ");
        queries.rows(values.rows(), "(");
      }
      case DmlStatement.InsertSource.FromQuery from -> {
        text.add(" ");
        queries.print(from.query());
      }
    }
    insert
        .alias()
        .ifPresent(alias -> {
          text.add(" as ").name(alias.name());
          if (!alias.columns().isEmpty()) {
            text.add(" (").names(alias.columns()).add(")");
          }
        });
    if (!insert.onDuplicate().isEmpty()) {
      text.add(" on duplicate key update ");
      assignments(insert.onDuplicate());
    }
  }

  private void assignments(List<Assignment> assignments) {
    text.list(
        assignments,
        assignment -> {
          expressions.column(assignment.column());
          text.add(" = ");
          expressions.print(assignment.value());
        });
  }

  private void update(DmlStatement.Update update) {
    update.with().ifPresent(queries::with);
    text.add("update ");
    queries.hints(update.hints());
    priority(update.priority());
    text.add(update.ignore() ? "ignore " : "");
    queries.from(update.tables());
    text.add(" set ");
    assignments(update.assignments());
    queries.where(update.where());
    queries.orderBy(update.orderBy());
    queries.limit(update.limit());
  }

  private void delete(DmlStatement.Delete delete) {
    delete.with().ifPresent(queries::with);
    deleteWords(delete.hints(), delete.priority(), delete.quick(), delete.ignore());
    text.add("from ").name(delete.table().table());
    delete.table().alias().ifPresent(alias -> text.add(" as ").name(alias));
    partitions(delete.table().partitions());
    queries.where(delete.where());
    queries.orderBy(delete.orderBy());
    queries.limit(delete.limit());
  }

  private void delete(DmlStatement.MultiTableDelete delete) {
    delete.with().ifPresent(queries::with);
    deleteWords(delete.hints(), delete.priority(), delete.quick(), delete.ignore());
    text.list(delete.targets(), text::name).add(" from ");
    queries.from(delete.tables());
    queries.where(delete.where());
  }

  private void deleteWords(
      String hints, DmlStatement.Priority priority, boolean quick, boolean ignore) {
    text.add("delete ");
    queries.hints(hints);
    priority(priority);
    text.add(quick ? "quick " : "").add(ignore ? "ignore " : "");
  }

  private void load(DmlStatement.LoadData load) {
    text.add(load.xml() ? "load xml " : "load data ");
    priority(load.priority());
    text.add(load.local() ? "local infile " : "infile ").string(load.file());
    text.add(
        switch (load.onDuplicate()) {
          case ERROR -> "";
          case IGNORE, REPLACE -> " " + load.onDuplicate().name().toLowerCase(Locale.ROOT);
        });
    text.add(" into table ").name(load.table());
    partitions(load.partitions());
    load.charset().ifPresent(charset -> text.add(" character set ").add(charset));
    load.rowTag().ifPresent(tag -> text.add(" rows identified by ").string(tag));
    queries.format(load.format());
    if (load.linesIgnored() != 0) {
      text.add(" ignore ").add(load.linesIgnored()).add(" lines");
    }
    if (!load.targets().isEmpty()) {
      text.add(" (");
      expressions.list(load.targets());
      text.add(")");
    }
    if (!load.assignments().isEmpty()) {
      text.add(" set ");
      assignments(load.assignments());
    }
  }
}
