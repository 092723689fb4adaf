package io.braid.frontend.command;

import io.braid.common.type.Charset;
import io.braid.common.type.Collation;
import io.braid.common.type.ColumnType;
import io.braid.frontend.session.Session;
import io.braid.planner.plan.OutputColumn;
import io.braid.protocol.codec.ResultSetHead;
import io.braid.protocol.netty.ServerConnection;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The heads of one connection's result sets: what is sent before the rows, and how values are
 * converted. A plan that runs again finds its head by the identity of its list of columns. Belongs
 * to whoever owns the connection.
 */
final class ResultHeads {
  /** Beyond this the heads are made anew: a client with so many statements is not hurt by it. */
  private static final int HEADS_MAX = 64;

  private final ServerConnection connection;
  private final Session session;
  private final Map<List<OutputColumn>, Head> heads = new IdentityHashMap<>(4);
  private long settingsVersion = -1;

  ResultHeads(ServerConnection connection, Session session) {
    this.connection = connection;
    this.session = session;
  }

  /**
   * A head.
   *
   * @param types of the columns
   * @param convertFrom the character set that a column's values are converted from, or null
   * @param convertTo {@code character_set_results}
   */
  record Head(
      ResultSetHead head, ColumnType[] types, @Nullable Charset[] convertFrom, Charset convertTo) {}

  /** The head of a result with these columns. */
  Head of(List<OutputColumn> columns) {
    if (settingsVersion != session.settingsVersion() || heads.size() >= HEADS_MAX) {
      heads.clear();
      settingsVersion = session.settingsVersion();
    }
    Head known = heads.get(columns);
    if (known == null) {
      known = make(columns);
      heads.put(columns, known);
    }
    return known;
  }

  private Head make(List<OutputColumn> columns) {
    Collation results = resultCollation();
    Charset convertTo = results.charset();
    ColumnType[] types = columns.stream().map(OutputColumn::type).toArray(ColumnType[]::new);
    @Nullable Charset[] convertFrom = new Charset[types.length];
    for (int i = 0; i < types.length; i++) {
      Charset charset = types[i].collation().charset();
      boolean converts =
          ResultColumns.isText(types[i])
              && convertTo != Charset.BINARY
              && charset != convertTo
              && charset != Charset.ASCII
              && !(charset == Charset.UTF8MB3 && convertTo == Charset.UTF8MB4);
      convertFrom[i] = converts ? charset : null;
    }
    connection.setResultsCharset(ResultColumns.encoding(results));
    return new Head(
        connection.resultSetHead(ResultColumns.of(columns, results)),
        types,
        convertFrom,
        convertTo);
  }

  /** The collation that the client is told: that of the connection where it fits. */
  private Collation resultCollation() {
    Collation results = session.resultCollation();
    Collation ofConnection = session.connectionCollation();
    return ofConnection.charset() == results.charset() ? ofConnection : results;
  }
}
