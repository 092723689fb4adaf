package io.braid.frontend.show;

import io.braid.common.type.Charset;
import io.braid.common.type.Collation;
import io.braid.executor.StatementContext;
import io.braid.storage.Timestamps;
import io.braid.txn.TransactionReport;
import io.braid.txn.lock.OwnerLocks;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;

/** Character sets, engines, plugins, connections and variables. */
final class ServerViews {
  private static final int QUERY_CHARACTERS_MAX = 1_024;

  private final ServerView server;

  ServerViews(ServerView server) {
    this.server = server;
  }

  void register(Map<String, SystemViews.Source> sources) {
    sources.put("information_schema.character_sets", ServerViews::characterSets);
    sources.put("information_schema.collations", ServerViews::collations);
    sources.put(
        "information_schema.collation_character_set_applicability", ServerViews::applicability);
    sources.put("information_schema.engines", ServerViews::engines);
    sources.put("information_schema.plugins", ServerViews::plugins);
    sources.put("information_schema.processlist", this::processes);
    sources.put("information_schema.innodb_trx", this::transactions);
    sources.put(
        "performance_schema.global_variables",
        (context, rows) -> pairs(server.variables(context.session(), true), rows));
    sources.put(
        "performance_schema.session_variables",
        (context, rows) -> pairs(server.variables(context.session(), false), rows));
    sources.put(
        "performance_schema.global_status",
        (context, rows) -> pairs(server.status(context.session(), true), rows));
    sources.put(
        "performance_schema.session_status",
        (context, rows) -> pairs(server.status(context.session(), false), rows));
  }

  private static void pairs(SortedMap<String, String> values, ViewRows rows) {
    values.forEach((name, value) -> rows.text(name).text(value).end());
  }

  private static void characterSets(StatementContext context, ViewRows rows) {
    for (Charset charset : Charset.values()) {
      rows.text(charset.mysqlName()).text(Collation.defaultOf(charset).mysqlName());
      rows.text(description(charset)).number(charset.bytesPerCharacterMax()).end();
    }
  }

  private static String description(Charset charset) {
    return switch (charset) {
      case UTF8MB4 -> "UTF-8 Unicode";
      case UTF8MB3 -> "UTF-8 Unicode";
      case LATIN1 -> "cp1252 West European";
      case ASCII -> "US ASCII";
      case BINARY -> "Binary pseudo charset";
    };
  }

  private static void collations(StatementContext context, ViewRows rows) {
    for (Collation collation : Collation.values()) {
      rows.text(collation.mysqlName()).text(collation.charset().mysqlName());
      rows.number(collation.id()).text(collation.isCharsetDefault() ? "Yes" : "").text("Yes");
      rows.number(collation == Collation.UTF8MB4_0900_AI_CI ? 0 : 1);
      rows.text(collation.isPadSpace() ? "PAD SPACE" : "NO PAD").end();
    }
  }

  private static void applicability(StatementContext context, ViewRows rows) {
    for (Collation collation : Collation.values()) {
      rows.text(collation.mysqlName()).text(collation.charset().mysqlName()).end();
    }
  }

  private static void engines(StatementContext context, ViewRows rows) {
    rows.text("InnoDB").text("DEFAULT");
    rows.text("Braid's replicated storage; the name is the one that applications expect");
    rows.text("YES").text("YES").text("YES").end();
  }

  private static void plugins(StatementContext context, ViewRows rows) {
    for (String plugin : new String[] {"mysql_native_password", "caching_sha2_password"}) {
      rows.text(plugin).text("1.1").text("ACTIVE").text("AUTHENTICATION").text("2.1").nothing(3);
      rows.nothing().text("Apache-2.0").text("FORCE").end();
    }
  }

  private void transactions(StatementContext context, ViewRows rows) {
    Map<Long, ServerView.Process> processes = new HashMap<>();
    server.processes(context.session()).forEach(process -> processes.put(process.id(), process));
    TransactionReport report = server.transactions(context.session());
    ZoneId zone = context.session().timeZone();
    long nowMicros = 1_000 * Timestamps.millis(report.now());
    for (TransactionReport.Open open : report.transactions()) {
      Optional<OwnerLocks.Waiting> waiting = open.locks().waiting();
      rows.number(open.id()).text(waiting.isPresent() ? "LOCK WAIT" : "RUNNING");
      rows.moment(1_000 * Timestamps.millis(open.id()), zone);
      if (waiting.isPresent()) {
        rows.text(open.id() + ":waiting").moment(nowMicros - 1_000 * waiting.get().millis(), zone);
      } else {
        rows.nothing(2);
      }
      ServerView.Process process = processes.get(open.connectionId());
      String info = process == null ? "" : process.info();
      int locks = open.locks().keys() + open.locks().ranges();
      rows.number(locks + open.changedRows()).number(open.connectionId());
      int shown = Math.min(info.codePointCount(0, info.length()), QUERY_CHARACTERS_MAX);
      rows.text(info.isEmpty() ? null : info.substring(0, info.offsetByCodePoints(0, shown)));
      rows.nothing().number(0).number(0).number(locks).number(0).number(open.locks().keys());
      rows.number(open.changedRows()).number(0).text(open.isolation().name().replace('_', ' '));
      rows.number(1).number(1).nothing().number(0).number(0);
      rows.number(open.readOnly() ? 1 : 0).number(0).nothing().end();
    }
  }

  private void processes(StatementContext context, ViewRows rows) {
    for (ServerView.Process process : server.processes(context.session())) {
      rows.number(process.id()).text(process.user()).text(process.host());
      rows.text(process.schema().isEmpty() ? null : process.schema());
      rows.text(process.command()).number(process.seconds()).text(process.state());
      rows.text(process.info().isEmpty() ? null : process.info()).end();
    }
  }
}
