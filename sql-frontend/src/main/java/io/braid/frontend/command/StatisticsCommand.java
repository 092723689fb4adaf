package io.braid.frontend.command;

import io.braid.protocol.netty.ServerConnection;
import java.util.Locale;

/** COM_STATISTICS: one line, as {@code mysqladmin status} shows it. */
final class StatisticsCommand {
  private final ClientServices services;
  private final ServerConnection connection;

  StatisticsCommand(ClientServices services, ServerConnection connection) {
    this.services = services;
    this.connection = connection;
  }

  void run() {
    long uptime = services.counters().uptimeSeconds();
    long questions = services.counters().questions();
    connection.writeText(
        String.format(
            Locale.ROOT,
            "Uptime: %d  Threads: %d  Questions: %d  Slow queries: 0  Opens: 0  Flush tables: 1"
                + "  Open tables: 0  Queries per second avg: %.3f",
            uptime,
            services.sessions().all().size(),
            questions,
            (double) questions / Math.max(1, uptime)));
  }
}
