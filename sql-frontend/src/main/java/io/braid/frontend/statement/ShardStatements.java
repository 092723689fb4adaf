package io.braid.frontend.statement;

import io.braid.common.MySqlError;
import io.braid.common.MySqlException;
import io.braid.common.SqlMode;
import io.braid.common.catalog.CatalogSnapshot;
import io.braid.common.catalog.TableDefinition;
import io.braid.common.value.ColumnStore;
import io.braid.common.value.SqlValue;
import io.braid.executor.DmlResult;
import io.braid.executor.ddl.MetadataLocks;
import io.braid.executor.table.SplitKeys;
import io.braid.planner.tree.AdminStatement;
import io.braid.planner.tree.Expression;
import io.braid.txn.move.MoveOperator;
import io.braid.txn.shard.Shard;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * SPLIT TABLE, MOVE SHARD and CANCEL OPERATOR. They are the administrator's alone and are not in
 * the stream.
 */
final class ShardStatements {
  private static final long WAIT_MILLIS = 100;

  private final StatementServices services;
  private final SessionState session;
  private final QueryRunner queries;

  ShardStatements(StatementServices services, SessionState session, QueryRunner queries) {
    this.services = services;
    this.session = session;
    this.queries = queries;
  }

  /** Splits a table or an index; tells how many shards came of it. */
  DmlResult split(AdminStatement.SplitTable split) {
    String schema = split.table().schema().orElse(session.currentSchema());
    if (schema.isEmpty()) {
      throw MySqlError.ER_NO_DB_ERROR.with();
    }
    String name = split.table().name();
    List<List<SqlValue>> values = new ArrayList<>();
    for (List<Expression> key : split.keys()) {
      values.add(key.stream().map(queries::evaluate).toList());
    }
    MetadataLocks.Owner locks = services.metadataLocks().owner();
    try {
      locks.share(
          List.of(new MetadataLocks.Name(schema, name)),
          session.longVariable("lock_wait_timeout"),
          session.cancellation());
      CatalogSnapshot catalog = services.catalog().get();
      TableDefinition table =
          catalog
              .table(schema, name)
              .orElseThrow(() -> MySqlError.ER_NO_SUCH_TABLE.with(schema, name));
      SplitKeys encoder =
          new SplitKeys(
              table,
              split.index(),
              catalog,
              new ColumnStore.Settings(
                  true,
                  session.sqlMode() | SqlMode.STRICT_ALL_TABLES,
                  session.timeZone(),
                  queries.nowMicros()));
      List<byte[]> keys = new ArrayList<>();
      for (List<SqlValue> key : values) {
        keys.add(encoder.key(key, keys.size() + 1));
      }
      List<Shard> parts = services.moves().split(keys);
      return new DmlResult(0, 0, 0, "Shards: " + parts.size());
    } finally {
      locks.releaseAll();
    }
  }

  /** Begins a move and gives its id; with WAIT when it is over. */
  void move(AdminStatement.MoveShard move, Responses responses, boolean more) {
    if (move.volume() > Integer.MAX_VALUE || move.volume() < 0) {
      throw MySqlError.ER_WRONG_ARGUMENTS.with("MOVE SHARD");
    }
    long id = services.moves().start(move.shard(), (int) move.volume());
    String state = "RUNNING";
    if (move.waits()) {
      MoveOperator ended = await(id);
      if (ended.state() != MoveOperator.State.FINISHED) {
        throw new MySqlException(
            MySqlError.ER_UNKNOWN_ERROR,
            "Operator "
                + id
                + " was "
                + (ended.state() == MoveOperator.State.CANCELLED
                    ? "cancelled"
                    : "ended: " + ended.message()));
      }
      state = ended.state().name();
    }
    FixedResult result = new FixedResult().number("Operator_id", true).text("State", 16);
    result.row(id, state);
    session.statementEnded(-1, result.rowCount());
    result.send(responses, more);
  }

  private MoveOperator await(long id) {
    try {
      while (true) {
        session.cancellation().check();
        Optional<MoveOperator> ended = services.moves().await(id, WAIT_MILLIS);
        if (ended.isPresent()) {
          return ended.get();
        }
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw MySqlError.ER_QUERY_INTERRUPTED.with();
    }
  }
}
