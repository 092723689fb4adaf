package io.braid.planner.analyze;

import io.braid.common.MySqlError;
import io.braid.common.catalog.IndexDefinition;
import io.braid.common.catalog.TableDefinition;
import io.braid.planner.tree.TableReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * USE, FORCE and IGNORE INDEX.
 *
 * @see "MySQL 9.7 Reference Manual, Index Hints"
 */
final class IndexHints {
  private IndexHints() {}

  /**
   * The indexes that hints forbid, in lower case.
   *
   * @throws io.braid.common.MySqlException 1176 for an index that does not exist
   */
  static List<String> forbidden(TableDefinition table, TableReference.Named named) {
    List<String> allowed = new ArrayList<>();
    List<String> forbidden = new ArrayList<>();
    boolean restricted = false;
    for (TableReference.IndexHint hint : named.indexHints()) {
      for (String index : hint.indexes()) {
        if (table.index(index).isEmpty()) {
          throw MySqlError.ER_KEY_DOES_NOT_EXITS.with(index, named.alias().orElse(table.name()));
        }
      }
      List<String> names = hint.indexes().stream().map(i -> i.toLowerCase(Locale.ROOT)).toList();
      switch (hint.action()) {
        case IGNORE -> forbidden.addAll(names);
        case USE, FORCE -> {
          restricted = true;
          allowed.addAll(names);
        }
      }
    }
    for (IndexDefinition index : table.indexes()) {
      String name = index.name().toLowerCase(Locale.ROOT);
      if ((restricted && !allowed.contains(name)) || !index.visible()) {
        forbidden.add(name);
      }
    }
    return forbidden;
  }
}
