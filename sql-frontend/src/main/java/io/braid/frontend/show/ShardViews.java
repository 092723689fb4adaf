package io.braid.frontend.show;

import io.braid.common.catalog.IndexDefinition;
import io.braid.common.catalog.TableDefinition;
import io.braid.executor.StatementContext;
import io.braid.storage.KeyRange;
import io.braid.storage.KeySpace;
import io.braid.storage.Timestamps;
import io.braid.storage.VolumeId;
import io.braid.storage.node.volume.Volume;
import io.braid.txn.move.MoveOperator;
import io.braid.txn.move.ShardMoves;
import io.braid.txn.shard.Shard;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** BRAID_VOLUMES, BRAID_SHARDS and BRAID_OPERATORS, which MySQL has not. */
final class ShardViews {
  private final ServerView server;
  private final ShardMoves moves;

  ShardViews(ServerView server, ShardMoves moves) {
    this.server = server;
    this.moves = moves;
  }

  void register(Map<String, SystemViews.Source> sources) {
    sources.put("information_schema.braid_volumes", this::volumes);
    sources.put("information_schema.braid_shards", this::shards);
    sources.put("information_schema.braid_operators", this::operators);
  }

  private void volumes(StatementContext context, ViewRows rows) {
    List<Shard> shards = moves.shards().all();
    for (Volume volume : moves.volumes().all()) {
      VolumeId id = volume.id();
      long held = shards.stream().filter(shard -> shard.volume().equals(id)).count();
      KeyRange everything = new KeyRange(new byte[0], new byte[] {-1, -1, -1, -1, -1});
      rows.number(id.value()).text(id.equals(VolumeId.META) ? "META" : "DATA").number(held);
      rows.number(volume.transfer().estimatedBytes(everything));
      rows.number(volume.highestCommitTs()).number(volume.safePoint());
      rows.number(volume.preparedParts().size());
      rows.number(volume.transfer().pendingRemovals().size()).end();
    }
  }

  private Map<Long, TableDefinition> visibleTables(StatementContext context) {
    Map<Long, TableDefinition> tables = new HashMap<>();
    for (TableDefinition table : CatalogViews.visibleTables(server, context)) {
      tables.put(table.tableId(), table);
    }
    return tables;
  }

  private void shards(StatementContext context, ViewRows rows) {
    Map<Long, TableDefinition> tables = visibleTables(context);
    for (Shard shard : moves.shards().all()) {
      TableDefinition table = tables.get(KeySpace.tableId(shard.range().start()));
      if (table == null) {
        continue;
      }
      rows.number(shard.id()).text(table.schema()).text(table.name());
      boundary(rows, table, shard.range().start());
      boundary(rows, table, shard.range().end());
      rows.number(shard.volume().value()).number(shard.epoch());
      if (shard.movedAt() == 0) {
        rows.nothing(2);
      } else {
        rows.number(shard.former().value());
        rows.moment(micros(shard.movedAt()), context.session().timeZone());
      }
      Volume volume = moves.volumes().get(shard.volume());
      rows.number(volume.transfer().estimatedBytes(shard.range())).end();
    }
  }

  /** Index and columns of a key in a table; nothing at the table's ends. */
  private static void boundary(ViewRows rows, TableDefinition table, byte[] key) {
    if (key.length < KeySpace.PREFIX_BYTES || KeySpace.tableId(key) != table.tableId()) {
      rows.nothing(2);
      return;
    }
    rows.text(indexName(table, KeySpace.indexId(key)));
    rows.text(HexFormat.of().withUpperCase().formatHex(key, KeySpace.PREFIX_BYTES, key.length));
  }

  private static @Nullable String indexName(TableDefinition table, int indexId) {
    for (IndexDefinition index : table.indexes()) {
      if (index.indexId() == indexId) {
        return index.name();
      }
    }
    return null;
  }

  private void operators(StatementContext context, ViewRows rows) {
    Map<Long, TableDefinition> tables = visibleTables(context);
    boolean all = server.accountsVisible(context.session());
    for (ShardMoves.Status status : moves.list()) {
      MoveOperator operator = status.operator();
      TableDefinition table = tables.get(KeySpace.tableId(operator.range().start()));
      if (table == null && !all) {
        continue;
      }
      rows.number(operator.id()).text("MOVE").number(operator.shardId());
      rows.text(table == null ? null : table.schema()).text(table == null ? null : table.name());
      rows.number(operator.from().value()).number(operator.to().value());
      rows.text(operator.state().name());
      rows.text(status.activity().isEmpty() ? null : status.activity());
      rows.number(status.copiedKeys()).number(status.copiedBytes());
      rows.moment(micros(operator.startedTs()), context.session().timeZone());
      if (operator.endedTs() == 0) {
        rows.nothing();
      } else {
        rows.moment(micros(operator.endedTs()), context.session().timeZone());
      }
      rows.text(operator.message().isEmpty() ? null : operator.message()).end();
    }
  }

  private static long micros(long timestamp) {
    return Timestamps.millis(timestamp) * 1_000;
  }
}
