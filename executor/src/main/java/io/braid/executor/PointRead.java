package io.braid.executor;

import io.braid.common.catalog.CatalogSnapshot;
import io.braid.common.row.KeyBuffer;
import io.braid.common.value.SqlValue;
import java.time.ZoneId;
import java.util.List;

/**
 * A query of columns of the one row with a primary key or unique key. Its row's bytes go to the
 * client without operators. Immutable; kept with its plan and run by any number of sessions.
 */
public interface PointRead {
  /** What {@link #key} found. */
  enum Key {
    /** The key was written. */
    WRITTEN,
    /** No row can have these values. */
    NO_ROW,
    /** The values are not of the columns' own kind: run the plan instead. */
    OTHER
  }

  /** Whether the key is that of an index entry, whose value is the row's key. */
  boolean throughIndex();

  /**
   * Encodes the key to read.
   *
   * @param parameters values of the plan's parameters
   * @param zone the session's time zone
   * @param out takes the key; empty before
   */
  Key key(List<SqlValue> parameters, ZoneId zone, KeyBuffer out);

  /**
   * Sends the row; the sink has been started.
   *
   * @param schemaVersion of the image
   * @param catalog finds the definitions of earlier versions
   */
  void send(
      byte[] array,
      int offset,
      int length,
      int schemaVersion,
      CatalogSnapshot catalog,
      ZoneId zone,
      ResultSink sink);
}
