package io.braid.frontend.show;

import io.braid.common.catalog.CatalogSnapshot;
import io.braid.common.catalog.IndexDefinition;
import io.braid.common.catalog.SchemaDefinition;
import io.braid.common.catalog.TableDefinition;
import io.braid.storage.KeyRange;
import io.braid.storage.KeySpace;
import io.braid.storage.Timestamps;
import io.braid.txn.LockMode;
import io.braid.txn.TransactionReport;
import io.braid.txn.lock.Deadlock;
import io.braid.txn.lock.OwnerLocks;
import io.braid.txn.lock.WantedLock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.LongFunction;

/**
 * The text of SHOW ENGINE INNODB STATUS: MySQL's headings where people, and programs, look for
 * deadlocks and transactions, and Braid's own counters.
 */
public final class EngineStatus {
  private static final int STATEMENT_CHARACTERS_MAX = 1_000;
  private static final int TRANSACTIONS_MAX = 1_000;
  private static final int KEY_BYTES_MAX = 128;
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");

  private final TransactionReport report;
  private final CatalogSnapshot catalog;
  private final LongFunction<Optional<ServerView.Process>> connections;
  private final ZoneId zone;
  private final StringBuilder text = new StringBuilder();

  private EngineStatus(
      TransactionReport report,
      CatalogSnapshot catalog,
      LongFunction<Optional<ServerView.Process>> connections,
      ZoneId zone) {
    this.report = report;
    this.catalog = catalog;
    this.connections = connections;
    this.zone = zone;
  }

  /**
   * The text.
   *
   * @param catalog for the names of tables and indexes
   * @param connections what is known of a connection
   * @param zone of the times
   */
  public static String of(
      TransactionReport report,
      CatalogSnapshot catalog,
      LongFunction<Optional<ServerView.Process>> connections,
      ZoneId zone) {
    return new EngineStatus(report, catalog, connections, zone).write();
  }

  private String write() {
    String line = "=====================================\n";
    text.append('\n').append(line);
    text.append(time(report.now())).append(" INNODB MONITOR OUTPUT\n").append(line);
    report.latestDeadlock().ifPresent(this::deadlock);
    transactions();
    counters();
    text.append("----------------------------\nEND OF INNODB MONITOR OUTPUT\n");
    text.append("============================\n");
    return text.toString();
  }

  private void heading(String title) {
    String line = "-".repeat(title.length()) + "\n";
    text.append(line).append(title).append('\n').append(line);
  }

  private String time(long timestamp) {
    return TIME.format(Instant.ofEpochMilli(Timestamps.millis(timestamp)).atZone(zone));
  }

  private long seconds(long since, long until) {
    return Math.max(0, Timestamps.millis(until) - Timestamps.millis(since)) / 1_000;
  }

  private void deadlock(TransactionReport.LatestDeadlock latest) {
    heading("LATEST DETECTED DEADLOCK");
    text.append(time(latest.at())).append('\n');
    List<Deadlock.Member> members = latest.deadlock().members();
    for (int i = 0; i < members.size(); i++) {
      Deadlock.Member member = members.get(i);
      String number = "*** (" + (i + 1) + ") ";
      text.append(number).append("TRANSACTION:\n");
      text.append("TRANSACTION ").append(member.transactionId()).append(", ACTIVE ");
      text.append(seconds(member.transactionId(), latest.at())).append(" sec\n");
      text.append("LOCK WAIT ").append(member.changedRows()).append(" changed row(s)\n");
      connection(member.connectionId(), latest.statements().get(i));
      text.append('\n').append(number).append("HOLDS THE LOCK(S):\n");
      lock(member.holds(), member.transactionId(), true);
      text.append('\n').append(number).append("WAITING FOR THIS LOCK TO BE GRANTED:\n");
      lock(member.waitsFor(), member.transactionId(), false);
      text.append('\n');
    }
    text.append("*** WE ROLL BACK TRANSACTION (");
    text.append(latest.deadlock().victim() + 1).append(")\n");
  }

  private void transactions() {
    heading("TRANSACTIONS");
    text.append("Trx id counter ").append(report.now()).append('\n');
    text.append("LIST OF TRANSACTIONS FOR EACH SESSION:\n");
    report.transactions().stream().limit(TRANSACTIONS_MAX).forEach(this::transaction);
    if (report.transactions().size() > TRANSACTIONS_MAX) {
      int more = report.transactions().size() - TRANSACTIONS_MAX;
      text.append("... and ").append(more).append(" more\n");
    }
  }

  private void transaction(TransactionReport.Open open) {
    text.append("---TRANSACTION ").append(open.id()).append(", ACTIVE ");
    text.append(open.prepared() ? "(PREPARED) " : "");
    text.append(seconds(open.id(), report.now())).append(" sec\n");
    OwnerLocks locks = open.locks();
    text.append(locks.waiting().isPresent() ? "LOCK WAIT " : "");
    text.append(locks.keys()).append(" row lock(s), ");
    text.append(locks.ranges()).append(" range lock(s), ");
    text.append(open.changedRows()).append(" changed row(s)\n");
    Optional<ServerView.Process> process = connections.apply(open.connectionId());
    connection(open.connectionId(), process.map(ServerView.Process::info).orElse(""));
    locks
        .waiting()
        .ifPresent(wait -> {
          text.append("------- TRX HAS BEEN WAITING ").append(wait.millis() / 1_000);
          text.append(" SEC FOR THIS LOCK TO BE GRANTED:\n");
          lock(wait.lock(), open.id(), false);
          text.append("------------------\n");
        });
  }

  private void connection(long id, String statement) {
    if (id == 0) {
      return;
    }
    text.append("MySQL thread id ").append(id);
    connections
        .apply(id)
        .ifPresent(process ->
            text.append(' ')
                .append(process.host())
                .append(' ')
                .append(process.user())
                .append(' ')
                .append(process.state()));
    text.append('\n');
    if (!statement.isEmpty()) {
      int end =
          statement.offsetByCodePoints(0, Math.min(length(statement), STATEMENT_CHARACTERS_MAX));
      text.append(statement, 0, end).append('\n');
    }
  }

  private static int length(String statement) {
    return statement.codePointCount(0, statement.length());
  }

  /**
   * @param held by this transaction; if not, it is waited for
   */
  private void lock(WantedLock wanted, long transactionId, boolean held) {
    switch (wanted) {
      case WantedLock.OfKey(byte[] key, LockMode mode) -> {
        where("RECORD LOCKS", key, transactionId);
        text.append(" lock_mode ").append(mode == LockMode.EXCLUSIVE ? "X" : "S");
        text.append(" locks rec but not gap");
        end(held);
        key(0, key);
      }
      case WantedLock.OfRange(KeyRange range) -> {
        where(held ? "RECORD LOCKS" : "RANGE LOCK", range.start(), transactionId);
        text.append(held ? " of new rows in a range" : " of a range");
        end(held);
        key(0, range.start());
        key(1, range.end());
      }
      case WantedLock.ToInsert(byte[] key) -> {
        where(held ? "RANGE LOCK" : "RECORD LOCKS", key, transactionId);
        text.append(
            held ? " of a range around" : " lock_mode X locks gap before rec insert intention");
        end(held);
        key(0, key);
      }
    }
  }

  private void end(boolean held) {
    text.append(held ? "\n" : " waiting\n");
  }

  private void where(String kind, byte[] key, long transactionId) {
    text.append(kind);
    Optional<TableDefinition> table =
        key.length < KeySpace.PREFIX_BYTES ? Optional.empty() : table(KeySpace.tableId(key));
    if (table.isPresent()) {
      text.append(" index ")
          .append(index(table.get(), KeySpace.indexId(key)))
          .append(" of table `");
      text.append(table.get().schema()).append("`.`").append(table.get().name()).append('`');
    } else {
      text.append(" of no table: a catalog object, or all rows of a large transaction");
    }
    text.append(" trx id ").append(transactionId);
  }

  private Optional<TableDefinition> table(long id) {
    for (SchemaDefinition schema : catalog.schemas()) {
      for (TableDefinition table : catalog.tables(schema.name())) {
        if (table.tableId() == id) {
          return Optional.of(table);
        }
      }
    }
    return Optional.empty();
  }

  private static String index(TableDefinition table, int id) {
    return table.indexes().stream()
        .filter(index -> index.indexId() == id)
        .map(IndexDefinition::name)
        .findFirst()
        .orElse("GEN_CLUST_INDEX");
  }

  /** The key's bytes behind the prefix, as they are compared. */
  private void key(int number, byte[] key) {
    int from = Math.min(KeySpace.PREFIX_BYTES, key.length);
    int to = Math.min(key.length, from + KEY_BYTES_MAX);
    text.append(' ').append(number).append(": len ").append(key.length - from);
    text.append("; hex ").append(HexFormat.of().formatHex(key, from, to)).append(";\n");
  }

  private void counters() {
    heading("BRAID COUNTERS");
    text.append("Locked keys ").append(report.locks().keys());
    text.append(", memory of locks ").append(report.locks().bytes()).append(" bytes\n");
    text.append("Lock waits ").append(report.locks().waits());
    text.append(", timeouts ").append(report.locks().timeouts());
    text.append(", deadlocks ").append(report.locks().deadlocks()).append('\n');
    text.append("Buffered writes ").append(report.bufferedBytes()).append(" bytes\n");
    text.append("Oldest snapshot ").append(report.oldestSnapshot()).append(", ");
    text.append(seconds(report.oldestSnapshot(), report.now())).append(" sec ago\n");
  }
}
