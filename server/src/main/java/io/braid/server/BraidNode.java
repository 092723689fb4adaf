package io.braid.server;

import io.braid.binlog.BinlogIdentity;
import io.braid.binlog.dump.BinlogView;
import io.braid.binlog.dump.DumpService;
import io.braid.binlog.dump.ReplicaRegistry;
import io.braid.binlog.file.BinlogService;
import io.braid.cdc.merge.MergedStream;
import io.braid.common.InvariantViolation;
import io.braid.common.MySqlError;
import io.braid.common.MySqlException;
import io.braid.common.catalog.CatalogSnapshot;
import io.braid.common.catalog.UserAccount;
import io.braid.common.time.Clock;
import io.braid.executor.batch.SpillSpace;
import io.braid.executor.ddl.Catalog;
import io.braid.executor.ddl.GlobalPrivileges;
import io.braid.executor.ddl.MetadataLocks;
import io.braid.executor.ddl.SchemaChangeRunner;
import io.braid.executor.ddl.StoredTableRows;
import io.braid.executor.dml.PlanExecutor;
import io.braid.executor.function.Functions;
import io.braid.executor.function.LockFunctions;
import io.braid.executor.function.UserLocks;
import io.braid.frontend.command.BinlogDumpCommands;
import io.braid.frontend.command.ClientService;
import io.braid.frontend.command.ClientServices;
import io.braid.frontend.command.NodeView;
import io.braid.frontend.command.ServerCounters;
import io.braid.frontend.session.Sessions;
import io.braid.frontend.show.ServerView;
import io.braid.frontend.show.SystemViews;
import io.braid.frontend.statement.BinlogStatements;
import io.braid.frontend.statement.StatementDispatcher;
import io.braid.frontend.statement.StatementPlanner;
import io.braid.frontend.statement.StatementServices;
import io.braid.frontend.statement.StatementTexts;
import io.braid.frontend.statement.WriteBarrier;
import io.braid.frontend.stream.GtidFunctions;
import io.braid.frontend.variable.GlobalVariables;
import io.braid.frontend.variable.SystemVariables;
import io.braid.planner.Planner;
import io.braid.planner.cost.TableStatistics;
import io.braid.planner.tree.PrintStyle;
import io.braid.planner.tree.SqlPrinter;
import io.braid.protocol.auth.AuthenticationPlugins;
import io.braid.protocol.netty.ListenerSettings;
import io.braid.protocol.netty.MySqlListener;
import io.braid.protocol.netty.TlsUpgrade;
import io.braid.protocol.tls.ServerKeys;
import io.braid.storage.VolumeId;
import io.braid.storage.node.StorageCounters;
import io.braid.storage.node.StorageResources;
import io.braid.storage.node.log.LogFailedException;
import io.braid.storage.node.volume.LogMode;
import io.braid.storage.node.volume.Volume;
import io.braid.storage.node.volume.VolumeOptions;
import io.braid.storage.node.volume.VolumeRefusedException;
import io.braid.storage.node.volume.VolumeReplica;
import io.braid.txn.commit.NodeTransactionManager;
import io.braid.txn.commit.TransactionLimits;
import io.braid.txn.commit.TwoPhaseCommits;
import io.braid.txn.move.MoveLimits;
import io.braid.txn.move.ShardMoves;
import io.braid.txn.shard.Placement;
import io.braid.txn.shard.ShardMap;
import io.braid.txn.shard.VolumeSet;
import io.braid.txn.timestamp.FileCeilingStore;
import io.braid.txn.timestamp.LocalTimestampOracle;
import io.braid.txn.xa.Branches;
import io.braid.txn.xa.Xid;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One embedded node: its volumes, their transactions and catalog, the binlog and the SQL listener,
 * put together lowest first and taken apart in the reverse order.
 */
final class BraidNode implements BraidServer {
  private static final Logger LOG = LoggerFactory.getLogger(BraidNode.class);
  private static final int EXIT_DISK_FAILED = 3;
  private static final Duration CATCH_UP_MAX = Duration.ofHours(1);
  private static final long MEGABYTE = 1_000_000;
  private static final long STATEMENT_MEMORY_SHARE = 8;

  /** What the kept plans of statements may take. */
  private static final long PLAN_BYTES_MAX = 32L << 20;

  private final Deque<AutoCloseable> parts = new ArrayDeque<>();
  private final Clock clock = Clock.system();
  private final ZoneId systemZone = ZoneId.systemDefault();
  private final NodeConfig config;
  private final MemoryPlan memory;
  private final Path folder;
  private final ClientService clients;
  private final MySqlListener listener;
  private boolean closed;

  /**
   * Starts all parts.
   *
   * @throws StartFailure with one line for the user; what was started is stopped again
   */
  static BraidNode start(NodeConfig config, MemoryPlan memory, DataFolder folder)
      throws StartFailure {
    return new BraidNode(config, memory, folder.path());
  }

  private BraidNode(NodeConfig config, MemoryPlan memory, Path folder) throws StartFailure {
    this.config = config;
    this.memory = memory;
    this.folder = folder;
    boolean started = false;
    try {
      Started node = startParts();
      clients = node.clients();
      listener = node.listener();
      started = true;
    } catch (VolumeRefusedException | LogFailedException | IOException e) {
      throw new StartFailure(String.valueOf(e.getMessage()), e);
    } finally {
      if (!started) {
        closeParts();
      }
    }
  }

  private record Started(ClientService clients, MySqlListener listener) {}

  private <T extends AutoCloseable> T keep(T part) {
    parts.push(part);
    return part;
  }

  /** What stands in the folder {@code tls}, and what was made of it. */
  private record Secrets(ServerKeys keys, TlsUpgrade tls) {}

  /** Making keys and preparing TLS takes as long as all the rest: another processor does it. */
  private Future<Secrets> loadSecrets(SecureRandom random) {
    FutureTask<Secrets> loading =
        new FutureTask<>(() -> {
          ServerKeys keys = ServerKeys.loadOrCreate(folder.resolve("tls"), Instant.now(), random);
          return new Secrets(keys, TlsUpgrade.with(keys));
        });
    Thread loader = Thread.ofPlatform().name("server-keys").daemon().start(loading);
    keep(loader::join);
    return loading;
  }

  private static Secrets loaded(Future<Secrets> secrets) throws StartFailure, IOException {
    try {
      return secrets.get();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new StartFailure("interrupted while the keys were made", interrupted);
    } catch (ExecutionException failed) {
      if (failed.getCause() instanceof IOException unusable) {
        throw unusable;
      }
      throw new IllegalStateException("the keys cannot be loaded", failed.getCause());
    }
  }

  private Started startParts() throws StartFailure, IOException {
    SecureRandom random = new SecureRandom();
    Future<Secrets> secrets = loadSecrets(random);
    ClusterIdentity identity = ClusterIdentity.loadOrCreate(folder, clock, config.volumes());
    StorageResources resources =
        keep(
            new StorageResources(
                memory.storageBytes(), memory.storageBytes() / 4, 2, memory.pageBytes()));
    List<VolumeOptions> wanted = new ArrayList<>();
    for (int id = 0; id <= identity.dataVolumes(); id++) {
      wanted.add(volumeOptions(identity, new VolumeId(id)));
    }
    List<VolumeReplica> opened =
        VolumeOpening.open(wanted, resources, clock, this::stopAfterDiskFailure);
    opened.forEach(this::keep);
    VolumeSet volumes = new VolumeSet(opened);
    ExecutorService background =
        Executors.newSingleThreadExecutor(
            Thread.ofPlatform().name("timestamp-ceiling").daemon().factory());
    keep(background::shutdown);
    LocalTimestampOracle oracle =
        new LocalTimestampOracle(
            clock,
            new FileCeilingStore(folder.resolve("timestamp.ceiling")),
            volumes.highestCommitTs(),
            background);
    int undecided = new TwoPhaseCommits(volumes, oracle).recover();
    if (undecided > 0) {
      LOG.info("{} transactions over several volumes were ended after a crash", undecided);
    }
    ShardMap shards = new ShardMap();
    NodeTransactionManager transactions =
        new NodeTransactionManager(
            volumes, shards, oracle, TransactionLimits.ofHeap(memory.heapBytes()), random);
    Catalog catalog =
        Catalog.load(
            transactions, new Placement(shards, volumes.dataVolumes(), config.placement()));
    int prepared = transactions.recoverBranches();
    if (prepared > 0) {
      LOG.info("{} branches are prepared and wait for their XA COMMIT or ROLLBACK", prepared);
    }
    ShardMoves moves =
        keep(
            new ShardMoves(
                transactions,
                catalog.shardRecords(),
                MoveLimits.defaults(),
                (step, operator) -> {}));
    if (catalog.snapshot().accounts().isEmpty()) {
      catalog.createAccounts(List.of(root()));
    }
    BinlogService binlog = keep(startBinlog(identity.binlog(), volumes, oracle, catalog));
    awaitCaughtUp(binlog, transactions, volumes);
    moves.resume();
    return startSql(
        identity,
        random,
        loaded(secrets),
        transactions,
        catalog,
        binlog,
        moves,
        resources.counters());
  }

  /** A consumer that came back before would be told that it has more than its source. */
  private void awaitCaughtUp(
      BinlogService binlog, NodeTransactionManager transactions, VolumeSet volumes)
      throws StartFailure {
    long before = VolumeOpening.bytesOf(folder.resolve("binlog"), "");
    long wanted = transactions.currentTimestamp();
    try {
      Duration step = VolumeOpening.REPORT_INTERVAL;
      for (Duration waited = step; ; waited = waited.plus(step)) {
        try {
          var unused = binlog.waitUntilGenerated(wanted, step);
          return;
        } catch (MySqlException failed) {
          if (failed.error() != MySqlError.ER_QUERY_TIMEOUT || waited.compareTo(CATCH_UP_MAX) > 0) {
            throw new StartFailure(
                "the binlog cannot be made again: " + failed.getMessage(), failed);
          }
          LOG.info(
              "the end of the binlog is made again from the change log since {} s: {} MB are written,"
                  + " {} MB of a large transaction are prepared, at most {} MB are to be done;"
                  + " clients are served when it is there",
              waited.toSeconds(),
              (VolumeOpening.bytesOf(folder.resolve("binlog"), "") - before) / MEGABYTE,
              binlog.preparedBytes() / MEGABYTE,
              volumes.all().stream().mapToLong(Volume::historyBytes).sum() / MEGABYTE);
        }
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new StartFailure("interrupted while the binlog was made again", interrupted);
    }
  }

  private VolumeOptions volumeOptions(ClusterIdentity identity, VolumeId id) {
    VolumeOptions local =
        VolumeOptions.local(
            folder.resolve("volume-" + id.value()), identity.uuid(), id, identity.uuid());
    return switch (config.log()) {
      case LOCAL -> local;
      case RAFT ->
          new VolumeOptions(
              local.folder(),
              local.cluster(),
              local.volume(),
              local.owner(),
              LogMode.RAFT,
              local.commitBytesMax(),
              local.waitMax(),
              local.outcomeKept());
    };
  }

  private BinlogService startBinlog(
      BinlogIdentity identity, VolumeSet volumes, LocalTimestampOracle oracle, Catalog catalog) {
    return BinlogService.start(
        identity,
        folder.resolve("binlog"),
        (tableId, schemaVersion) ->
            catalog
                .definition(tableId, schemaVersion)
                .orElseThrow(() ->
                    new InvariantViolation(
                        "version " + schemaVersion + " of table " + tableId + " is kept")),
        commitTs -> new MergedStream(volumes.all(), oracle::next, clock, commitTs),
        clock,
        this::stopAfterStreamFailure);
  }

  /** The account of a new server: root from this machine, without a password. */
  private static UserAccount root() {
    return new UserAccount(
        "root",
        "localhost",
        AuthenticationPlugins.DEFAULT_PLUGIN,
        new byte[0],
        false,
        false,
        GlobalPrivileges.ALL,
        true,
        Map.of(),
        Map.of(),
        List.of());
  }

  private Started startSql(
      ClusterIdentity identity,
      SecureRandom random,
      Secrets secrets,
      NodeTransactionManager transactions,
      Catalog catalog,
      BinlogService binlog,
      ShardMoves moves,
      StorageCounters storage)
      throws IOException {
    AuthenticationPlugins plugins = new AuthenticationPlugins(Optional.of(secrets.keys()), random);
    Supplier<CatalogSnapshot> snapshots = catalog::snapshot;
    GlobalVariables variables = variables(identity, binlog, transactions);
    startGarbageCollector(transactions, moves.volumes(), binlog, variables);
    Sessions sessions = new Sessions();
    transactions.describeStatements(
        id -> sessions.process(id).map(ServerView.Process::info).orElse(""));
    ServerCounters counters = new ServerCounters(clock, storage);
    ReplicaRegistry replicas = new ReplicaRegistry();
    MetadataLocks metadataLocks = new MetadataLocks();
    lockTablesOfBranches(transactions, snapshots.get(), metadataLocks);
    UserLocks userLocks = new UserLocks();
    Wiring wiring = new Wiring();
    ClientServices services =
        new ClientServices(
            variables,
            sessions,
            plugins,
            () -> snapshots.get().accounts(),
            snapshots,
            session -> new StatementDispatcher(wiring.statements(), session),
            new BinlogDumpCommands(new DumpService(identity.binlog(), binlog), replicas),
            counters,
            clock,
            systemZone);
    // The views of the server and what plans statements over them need each other.
    AtomicReference<StatementPlanner> viewPlanner = new AtomicReference<>();
    SystemViews views =
        new SystemViews(
            new NodeView(
                sessions,
                counters,
                snapshots,
                transactions::report,
                transactions.autoIncrement()::next,
                id -> 0,
                (viewer, state, view) ->
                    Objects.requireNonNull(viewPlanner.get()).viewColumns(viewer, state, view)),
            moves);
    Planner plans = new Planner(TableStatistics.UNKNOWN);
    StatementPlanner planner = new StatementPlanner(plans, views, PLAN_BYTES_MAX);
    viewPlanner.set(planner);
    SqlPrinter stored = new SqlPrinter(PrintStyle.TABLE);
    SchemaChangeRunner schemaChanges =
        new SchemaChangeRunner(
            catalog,
            metadataLocks,
            transactions,
            stored::print,
            new PlannerViews(planner),
            new NodeTexts.Hashes(plugins),
            new StoredTableRows(transactions.autoIncrement()));
    wiring.set(
        new StatementServices(
            new StatementTexts(),
            planner,
            new PlanExecutor(
                Functions.with(List.of(new LockFunctions(userLocks), new GtidFunctions(binlog))),
                views,
                transactions.autoIncrement(),
                (sql, table, condition, statement) ->
                    plans.tableExpression(
                        sql,
                        table,
                        planner.context(statement.session(), statement.catalog(), List.of()),
                        condition),
                Optional.of(SpillSpace.open(folder.resolve("spill")))),
            schemaChanges,
            transactions,
            moves,
            metadataLocks,
            new WriteBarrier(),
            snapshots,
            views,
            new NodeTexts(transactions.autoIncrement(), systemZone),
            new BinlogStatements(binlog, new BinlogView(binlog), replicas, transactions),
            sessions,
            userLocks::releaseAll,
            clock,
            memory.heapBytes() / STATEMENT_MEMORY_SHARE));
    BinlogView files = new BinlogView(binlog);
    keep(
        BinlogExpiry.start(
            () ->
                variables.longValue("binlog_expire_logs_auto_purge") == 0
                    ? 0
                    : variables.longValue("binlog_expire_logs_seconds"),
            seconds -> files.purgeBefore(seconds).ifPresent(transactions::control),
            clock));
    ClientService service = new ClientService(services);
    MySqlListener started =
        keep(
            MySqlListener.start(
                new ListenerSettings(
                    config.bind(),
                    config.port(),
                    Math.max(2, Runtime.getRuntime().availableProcessors()),
                    () -> (int) variables.longValue("max_connections")),
                secrets.tls(),
                service));
    return new Started(service, started);
  }

  private void startGarbageCollector(
      NodeTransactionManager transactions,
      VolumeSet volumes,
      BinlogService binlog,
      GlobalVariables variables) {
    SnapshotLimits snapshots =
        new SnapshotLimits(
            transactions,
            () -> variables.longValue("braid_snapshot_seconds_max"),
            () -> variables.longValue("braid_history_disk_percent"),
            () -> volumes.all().stream().mapToLong(Volume::historyBytes).sum(),
            () -> folder.toFile().getTotalSpace());
    keep(
        new GarbageCollector(
            volumes.all(), () -> Math.min(snapshots.oldest(), binlog.checkpointTs())));
  }

  /** Branches that were prepared before the start keep schema changes from their tables. */
  private static void lockTablesOfBranches(
      NodeTransactionManager transactions, CatalogSnapshot catalog, MetadataLocks metadataLocks) {
    Branches branches = transactions.branches();
    for (Xid branch : branches.prepared()) {
      Set<Long> tables = branches.tables(branch);
      MetadataLocks.Owner owner = metadataLocks.owner();
      owner.share(
          catalog.schemas().stream()
              .flatMap(schema -> catalog.tables(schema.name()).stream())
              .filter(table -> tables.contains(table.tableId()))
              .map(table -> new MetadataLocks.Name(table.schema(), table.name()))
              .toList(),
          0,
          () -> {});
      branches.onEnd(branch, owner::releaseAll);
    }
  }

  /** The statements' services need views that need the sessions' services: set once at the end. */
  private static final class Wiring {
    private volatile Optional<StatementServices> services = Optional.empty();

    void set(StatementServices made) {
      services = Optional.of(made);
    }

    StatementServices statements() {
      return services.orElseThrow(() -> new InvariantViolation("the node is wired"));
    }
  }

  private GlobalVariables variables(
      ClusterIdentity identity, BinlogService binlog, NodeTransactionManager transactions) {
    Map<String, String> facts = new HashMap<>();
    facts.put("version", ClusterIdentity.serverVersion());
    facts.put("server_uuid", identity.uuid().toString());
    facts.put("server_id", Long.toString(identity.serverId()));
    facts.put("port", Integer.toString(config.port()));
    facts.put("bind_address", config.bind());
    facts.put("datadir", folder + "/");
    config.secureFilePriv().ifPresent(allowed -> facts.put("secure_file_priv", allowed));
    facts.put("local_infile", config.localInfile() ? "ON" : "OFF");
    facts.put("system_time_zone", systemZone.getId());
    return new GlobalVariables(
        SystemVariables.load(), known(facts), new StreamVariables(binlog, transactions).byName());
  }

  private static Map<String, String> known(Map<String, String> facts) {
    SystemVariables definitions = SystemVariables.load();
    Set<String> names = Set.copyOf(facts.keySet());
    for (String name : names) {
      if (definitions.find(name).isEmpty()) {
        facts.remove(name);
      }
    }
    return facts;
  }

  private void stopAfterDiskFailure(Throwable failure) {
    LOG.error(
        "the disk failed under {}: stopping, so that nothing unsynced is seen", folder, failure);
    Runtime.getRuntime().halt(EXIT_DISK_FAILED);
  }

  private void stopAfterStreamFailure(Throwable failure) {
    LOG.error("the binlog in {} cannot be written: stopping", folder, failure);
    Runtime.getRuntime().halt(EXIT_DISK_FAILED);
  }

  @Override
  public InetSocketAddress sqlAddress() {
    return listener.address();
  }

  @Override
  public void drain(Duration patience) {
    listener.stopAccepting();
    clients.drain();
    if (!clients.awaitEnded(patience)) {
      LOG.info("{} sessions did not end in time and are cut", clients.sessionCount());
    }
    clients.cut();
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      closeParts();
    }
  }

  private void closeParts() {
    while (!parts.isEmpty()) {
      AutoCloseable part = parts.pop();
      try {
        part.close();
      } catch (Exception e) {
        LOG.error("closing {} failed", part.getClass().getSimpleName(), e);
      }
    }
  }
}
