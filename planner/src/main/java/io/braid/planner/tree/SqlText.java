package io.braid.planner.tree;

import java.util.List;
import java.util.function.Consumer;

/** A text under construction, with MySQL's quoting. */
final class SqlText {
  private final StringBuilder text = new StringBuilder();

  SqlText add(String part) {
    text.append(part);
    return this;
  }

  SqlText add(long number) {
    text.append(number);
    return this;
  }

  /** A name in backticks. */
  SqlText name(String name) {
    text.append('`').append(name.replace("`", "``")).append('`');
    return this;
  }

  /** {@code `schema`.`name`}. */
  SqlText name(TableName name) {
    name.schema().ifPresent(schema -> name(schema).add("."));
    return name(name.name());
  }

  SqlText names(List<String> names) {
    return list(names, this::name);
  }

  /** A string literal, escaped as MySQL does it. */
  SqlText string(String string) {
    text.append('\'');
    for (int i = 0; i < string.length(); i++) {
      char c = string.charAt(i);
      switch (c) {
        case '\0' -> text.append("\\0");
        case '\n' -> text.append("\\n");
        case '\r' -> text.append("\\r");
        case '\032' -> text.append("\\Z");
        case '\\' -> text.append("\\\\");
        case '\'' -> text.append("\\'");
        default -> text.append(c);
      }
    }
    text.append('\'');
    return this;
  }

  /** Items with a comma between. */
  <T> SqlText list(List<T> items, Consumer<T> print) {
    return list(items, ",", print);
  }

  <T> SqlText list(List<T> items, String separator, Consumer<T> print) {
    boolean first = true;
    for (T item : items) {
      if (!first) {
        text.append(separator);
      }
      first = false;
      print.accept(item);
    }
    return this;
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
