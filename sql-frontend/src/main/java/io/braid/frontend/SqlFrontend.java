package io.braid.frontend;

import io.braid.binlog.dump.BinlogView;
import io.braid.binlog.dump.DumpService;
import io.braid.binlog.dump.ReplicaRegistry;
import io.braid.binlog.file.BinlogService;
import io.braid.common.MySqlError;
import io.braid.common.catalog.CatalogSnapshot;
import io.braid.common.time.Clock;
import io.braid.executor.SchemaChanges;
import io.braid.executor.StatementExecutor;
import io.braid.executor.VirtualTables;
import io.braid.executor.ddl.MetadataLocks;
import io.braid.executor.ddl.PasswordHashes;
import io.braid.frontend.auth.AccountPasswords;
import io.braid.frontend.command.BinlogDumpCommands;
import io.braid.frontend.command.ClientService;
import io.braid.frontend.command.ClientServices;
import io.braid.frontend.command.NodeView;
import io.braid.frontend.command.ServerCounters;
import io.braid.frontend.session.Sessions;
import io.braid.frontend.show.CatalogTexts;
import io.braid.frontend.show.SystemViews;
import io.braid.frontend.statement.BinlogStatements;
import io.braid.frontend.statement.StatementDispatcher;
import io.braid.frontend.statement.StatementServices;
import io.braid.frontend.statement.StatementTexts;
import io.braid.frontend.statement.WriteBarrier;
import io.braid.frontend.variable.GlobalVariables;
import io.braid.frontend.variable.SystemVariables;
import io.braid.protocol.auth.AuthenticationPlugins;
import io.braid.protocol.netty.ListenerSettings;
import io.braid.protocol.netty.MySqlListener;
import io.braid.protocol.tls.ServerKeys;
import io.braid.txn.TransactionManager;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.TextStyle;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongUnaryOperator;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The SQL side of a node, put together in two steps, because the executor reads the system views
 * and the system views look at the sessions: first the constructor, then {@link #start} with the
 * engine.
 */
public final class SqlFrontend implements AutoCloseable {
  private static final Duration CUT_PATIENCE = Duration.ofSeconds(5);

  /** How long a read of {@code gtid_executed} waits for the binlog. */
  private static final Duration GTID_WAIT_MAX = Duration.ofSeconds(30);

  /**
   * How the node serves.
   *
   * @param port 0 for any free one
   * @param keyDirectory certificates and RSA keys, made there at the first start
   * @param variables global values that are not the defaults: version, server_id, server_uuid,
   *     datadir, …
   * @param systemZone what {@code time_zone = SYSTEM} means
   * @param statementMemoryBytesMax what operators of one statement may hold
   */
  public record Settings(
      String bindAddress,
      int port,
      int eventLoopThreads,
      Path keyDirectory,
      Map<String, String> variables,
      ZoneId systemZone,
      long statementMemoryBytesMax) {
    public Settings {
      variables = Map.copyOf(variables);
    }
  }

  /** What runs statements and dumps. */
  public record Engine(
      StatementServices.QueryPlanner planner,
      StatementExecutor executor,
      SchemaChanges schemaChanges,
      TransactionManager transactions,
      MetadataLocks metadataLocks,
      BinlogService binlog,
      DumpService dumps) {}

  private final Settings settings;
  private final Supplier<CatalogSnapshot> catalog;
  private final Clock clock;
  private final ServerKeys keys;
  private final AuthenticationPlugins plugins;
  private final Sessions sessions = new Sessions();
  private final ServerCounters counters;
  private final NodeView view;
  private final SystemViews systemViews;
  private @Nullable MySqlListener listener;
  private @Nullable ClientService service;

  /**
   * @param catalog the newest catalog
   * @param nextAutoIncrement the next value of a table's counter, by table id
   * @param estimatedRows rows of a table as far as statistics know, by table id
   * @throws IOException when the keys cannot be read or made
   */
  public SqlFrontend(
      Settings settings,
      Supplier<CatalogSnapshot> catalog,
      LongUnaryOperator nextAutoIncrement,
      LongUnaryOperator estimatedRows,
      Clock clock)
      throws IOException {
    this.settings = settings;
    this.catalog = catalog;
    this.clock = clock;
    SecureRandom random = new SecureRandom();
    Instant now = Instant.ofEpochMilli(clock.wallMicros() / 1000);
    this.keys = ServerKeys.loadOrCreate(settings.keyDirectory(), now, random);
    this.plugins = new AuthenticationPlugins(Optional.of(keys), random);
    this.counters = new ServerCounters(clock);
    this.view = new NodeView(sessions, counters, catalog, nextAutoIncrement, estimatedRows);
    this.systemViews = new SystemViews(view);
  }

  /** The system views, for the planner and the executor. */
  public VirtualTables virtualTables() {
    return systemViews;
  }

  /** What account statements store of passwords. */
  public PasswordHashes passwordHashes() {
    return new AccountPasswords(plugins);
  }

  /**
   * Begins to serve clients.
   *
   * @throws IOException when the address cannot be bound
   */
  public void start(Engine engine) throws IOException {
    ReplicaRegistry replicas = new ReplicaRegistry();
    GlobalVariables variables =
        new GlobalVariables(SystemVariables.load(), facts(), computed(engine), (name, value) -> {});
    StatementServices statements =
        new StatementServices(
            new StatementTexts(),
            engine.planner(),
            engine.executor(),
            engine.schemaChanges(),
            engine.transactions(),
            engine.metadataLocks(),
            new WriteBarrier(),
            catalog,
            systemViews,
            new CatalogTexts(view, settings.systemZone()),
            new BinlogStatements(
                engine.binlog(), new BinlogView(engine.binlog()), replicas, engine.transactions()),
            sessions,
            clock,
            settings.statementMemoryBytesMax());
    ClientService clients =
        new ClientService(
            new ClientServices(
                variables,
                sessions,
                plugins,
                () -> catalog.get().accounts(),
                catalog,
                session -> new StatementDispatcher(statements, session),
                new BinlogDumpCommands(engine.dumps(), replicas),
                counters,
                clock,
                settings.systemZone()));
    service = clients;
    listener =
        MySqlListener.start(
            new ListenerSettings(
                settings.bindAddress(),
                settings.port(),
                settings.eventLoopThreads(),
                () -> (int) variables.longValue("max_connections")),
            Optional.of(keys),
            clients);
  }

  private Map<String, String> facts() {
    Map<String, String> facts = new HashMap<>();
    facts.put("bind_address", settings.bindAddress());
    facts.put("version_compile_machine", System.getProperty("os.arch", ""));
    facts.put("version_compile_os", System.getProperty("os.name", ""));
    facts.put(
        "system_time_zone", settings.systemZone().getDisplayName(TextStyle.SHORT, Locale.ROOT));
    facts.put("innodb_version", settings.variables().getOrDefault("version", ""));
    facts.putAll(settings.variables());
    return facts;
  }

  private Map<String, Supplier<String>> computed(Engine engine) {
    return Map.of(
        "port", () -> Integer.toString(address().getPort()),
        "report_port", () -> Integer.toString(address().getPort()),
        "gtid_executed", () -> executed(engine),
        "gtid_purged", () -> engine.binlog().published().purged().toString());
  }

  /** Behind every commit that was acknowledged before. */
  private static String executed(Engine engine) {
    try {
      return engine
          .binlog()
          .waitUntilGenerated(engine.transactions().currentTimestamp(), GTID_WAIT_MAX)
          .executed()
          .toString();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw MySqlError.ER_QUERY_INTERRUPTED.with();
    }
  }

  /** Where clients connect; only after {@link #start}. */
  public InetSocketAddress address() {
    MySqlListener started = listener;
    if (started == null) {
      throw new IllegalStateException("not started");
    }
    return started.address();
  }

  /** Number of clients that are logged in. */
  public int sessionCount() {
    return sessions.all().size();
  }

  /**
   * Takes no new clients, cuts idle ones and waits until running statements have ended.
   *
   * @param patience how long to wait at most
   */
  public void drain(Duration patience) {
    MySqlListener started = listener;
    ClientService clients = service;
    if (started != null && clients != null) {
      started.stopAccepting();
      clients.drain();
      var unused = sessions.awaitEmpty(patience);
    }
  }

  /** Cuts all clients and stops to listen. */
  @Override
  public void close() {
    ClientService clients = service;
    if (clients != null) {
      clients.cut();
      var unused = sessions.awaitEmpty(CUT_PATIENCE);
    }
    MySqlListener started = listener;
    if (started != null) {
      started.close();
    }
  }
}
