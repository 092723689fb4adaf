package io.braid.common.catalog;

import java.util.List;

/**
 * A view.
 *
 * @param columns the names of its columns
 * @param selectSql its canonical text, every column fully qualified, as SHOW CREATE VIEW prints it
 * @param definer "user@host" of the definer
 * @param checkOption "NONE", "LOCAL" or "CASCADED"
 * @param sqlMode the sql_mode when it was created; its text is parsed with it
 * @param clientCollation names of character_set_client and collation_connection when created
 */
public record ViewDefinition(
    long viewId,
    String schema,
    String name,
    List<String> columns,
    String selectSql,
    Algorithm algorithm,
    String definer,
    boolean securityInvoker,
    String checkOption,
    String sqlMode,
    String clientCharset,
    String clientCollation) {

  /** Copies the list. */
  public ViewDefinition {
    columns = List.copyOf(columns);
  }

  /** ALGORITHM of the view. */
  public enum Algorithm {
    UNDEFINED,
    MERGE,
    TEMPTABLE
  }
}
