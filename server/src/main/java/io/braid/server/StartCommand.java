package io.braid.server;

import io.braid.common.BraidVersion;
import io.braid.txn.shard.Placement;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * {@code braid start}: checks the options, locks the data folder, starts a node in the foreground
 * and says when it serves. SIGTERM and SIGINT drain it and end the process with 0.
 */
@Command(
    name = "start",
    sortOptions = false,
    mixinStandardHelpOptions = true,
    versionProvider = VersionCommand.class,
    description = "Starts a node in the foreground.",
    footer = {
      "",
      "Every option may stand in the [braid] group of an option file, without its dashes.",
      "Sizes are bytes or end in K, M or G."
    })
final class StartCommand implements Callable<Integer> {
  private static final Logger LOG = LoggerFactory.getLogger(StartCommand.class);
  private static final Duration DRAIN_PATIENCE = Duration.ofSeconds(20);

  /** Tells what the launcher, which must know before Java starts, took for {@code --memory}. */
  static final String LAUNCHER_MEMORY_PROPERTY = "braid.memory.bytes";

  private static final Set<String> NOT_IN_A_FILE = Set.of("config", "help", "version");

  private final BraidServerFactory servers;

  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private DataOption data = new DataOption();

  @Option(
      names = "--port",
      paramLabel = "N",
      defaultValue = "3306",
      description = "MySQL port, 0 for any free one (default: ${DEFAULT-VALUE})")
  private int port;

  @Option(
      names = "--bind",
      paramLabel = "ADDRESS",
      defaultValue = "127.0.0.1",
      description = "address to listen on (default: ${DEFAULT-VALUE})")
  private String bind = "127.0.0.1";

  @Option(
      names = "--memory",
      paramLabel = "SIZE",
      description = "memory of the process (default: 2G, at most half of the machine)")
  private @Nullable ByteSize memory;

  @Option(
      names = "--cache",
      paramLabel = "SIZE",
      description = "the storage cache's part of it (default: what heap and buffers leave)")
  private @Nullable ByteSize cache;

  @Option(
      names = "--volumes",
      paramLabel = "N",
      description =
          "volumes that hold rows; fixed when the data folder is made (default: 1, at most "
              + NodeConfig.VOLUMES_MAX
              + ")")
  private int volumes;

  @Option(
      names = "--placement",
      paramLabel = "HOW",
      defaultValue = "database",
      description =
          "where new tables go: database (beside the others of it) or table (spread each one)"
              + " (default: ${DEFAULT-VALUE})")
  private Placement.Policy placement = Placement.Policy.DATABASE;

  @Option(
      names = "--log",
      paramLabel = "KIND",
      defaultValue = "local",
      description = "replicated log: local, or raft (experimental) (default: ${DEFAULT-VALUE})")
  private LogKind log = LogKind.LOCAL;

  @Option(
      names = "--log-file",
      paramLabel = "FILE",
      description = "write log lines to FILE (default: standard error)")
  private @Nullable Path logFile;

  @Option(
      names = "--secure-file-priv",
      paramLabel = "DIR",
      description =
          "folder whose files LOAD DATA may read, \"\" for any (default: LOAD DATA reads none)")
  private @Nullable String secureFilePriv;

  @Option(
      names = "--local-infile",
      description = "let clients send files of their machines (LOAD DATA LOCAL)")
  private boolean localInfile;

  @Option(
      names = "--insecure-remote-root",
      description = "let root without a password in from other machines")
  private boolean insecureRemoteRoot;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "MySQL option file; its [braid] group is read")
  private @Nullable Path config;

  StartCommand(BraidServerFactory servers) {
    this.servers = servers;
  }

  @Override
  public Integer call() throws StartFailure, IOException, InterruptedException {
    if (config != null) {
      applyOptionFile(OptionFile.read(config));
    }
    NodeConfig node = nodeConfig();
    MemoryPlan plan = memoryPlan(node);
    LogOutput.configure(node.logFile());
    checkPortIsFree(node);
    try (DataFolder folder = DataFolder.open(node.data())) {
      run(node, plan, folder);
    }
    return 0;
  }

  private void run(NodeConfig node, MemoryPlan plan, DataFolder folder)
      throws StartFailure, IOException, InterruptedException {
    CountDownLatch asked = new CountDownLatch(1);
    CompletableFuture<Integer> ended = new CompletableFuture<>();
    try (BraidServer server = servers.start(node, plan, folder)) {
      Runtime.getRuntime()
          .addShutdownHook(
              Thread.ofPlatform().name("shutdown").unstarted(() -> shutDown(asked, ended)));
      folder.recordPort(server.sqlAddress().getPort());
      announce(server, plan, folder);
      asked.await();
      LOG.info("stopping: no new connections, waiting for running statements");
      server.drain(DRAIN_PATIENCE);
      server.close();
      folder.close();
      LOG.info("stopped");
      ended.complete(0);
    } finally {
      ended.complete(Main.EXIT_FAILED);
    }
  }

  /**
   * Runs in the JVM's shutdown: wakes the main thread, waits until it has closed everything, and
   * ends with its code where the JVM would report the signal.
   */
  private static void shutDown(CountDownLatch asked, CompletableFuture<Integer> ended) {
    asked.countDown();
    Runtime.getRuntime().halt(ended.join());
  }

  private void announce(BraidServer server, MemoryPlan plan, DataFolder folder) {
    InetSocketAddress address = server.sqlAddress();
    String host = address.getAddress().getHostAddress();
    PrintWriter out = spec.commandLine().getOut();
    out.println(
        String.format(
            Locale.ROOT,
            "braid %s ready for connections on %s:%d after %.1f s, data in %s",
            BraidVersion.current(),
            host,
            address.getPort(),
            ManagementFactory.getRuntimeMXBean().getUptime() / 1000.0,
            folder.path()));
    out.println(plan.describe());
    String reachable = address.getAddress().isAnyLocalAddress() ? "127.0.0.1" : host;
    out.println("connect with: mysql -h " + reachable + " -P " + address.getPort() + " -u root");
    out.flush();
  }

  /** Sets every option of the file that the command line did not name. */
  private void applyOptionFile(OptionFile file) throws StartFailure {
    Map<String, OptionSpec> options = spec.optionsMap();
    List<String> known =
        options.keySet().stream()
            .filter(name -> name.startsWith("--"))
            .map(name -> name.substring(2))
            .filter(name -> !NOT_IN_A_FILE.contains(name))
            .toList();
    file.checkKeys(known);
    for (String key : file.keys()) {
      OptionSpec option = options.get("--" + key);
      if (option == null || spec.commandLine().getParseResult().hasMatchedOption(option)) {
        continue;
      }
      setFromFile(file, key, option);
    }
  }

  private void setFromFile(OptionFile file, String key, OptionSpec option) throws StartFailure {
    String value = file.values().getOrDefault(key, "");
    try {
      switch (key) {
        case "memory", "cache" -> option.setValue(ByteSize.parse(value));
        case "volumes" -> option.setValue(Integer.parseInt(value));
        case "placement" ->
            option.setValue(Placement.Policy.valueOf(value.toUpperCase(Locale.ROOT)));
        case "port" -> option.setValue(Integer.parseInt(value));
        case "log" -> option.setValue(LogKind.valueOf(value.toUpperCase(Locale.ROOT)));
        case "log-file", "data" -> option.setValue(Path.of(value));
        case "insecure-remote-root", "local-infile" -> option.setValue(OnOff.parse(value));
        default -> option.setValue(value);
      }
    } catch (IllegalArgumentException e) {
      throw new StartFailure(
          "option file " + file.path() + ": '" + value + "' is no value for " + key, e);
    }
  }

  private NodeConfig nodeConfig() {
    try {
      return new NodeConfig(
          data.path(),
          bind,
          port,
          log,
          volumes,
          placement,
          memory != null ? memory.bytes() : launcherMemoryBytes(),
          cache != null ? cache.bytes() : 0,
          Optional.ofNullable(logFile).map(path -> path.toAbsolutePath().normalize()),
          Optional.ofNullable(secureFilePriv),
          localInfile,
          insecureRemoteRoot);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
    }
  }

  /** What the launcher used, or a total that suits the heap when Java was started by hand. */
  private static long launcherMemoryBytes() {
    String text = System.getProperty(LAUNCHER_MEMORY_PROPERTY, "");
    if (text.matches("[0-9]{1,18}")) {
      return Long.parseLong(text);
    }
    return Math.max(MemoryPlan.TOTAL_BYTES_MIN, 2 * Runtime.getRuntime().maxMemory());
  }

  private MemoryPlan memoryPlan(NodeConfig node) {
    try {
      long heapBytes = Runtime.getRuntime().maxMemory();
      return memory == null
          ? MemoryPlan.around(node.memoryBytes(), heapBytes, node.cacheBytes())
          : MemoryPlan.divide(node.memoryBytes(), heapBytes, node.cacheBytes());
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
    }
  }

  /** Fails early, before the data folder is touched; the server binds the port itself later. */
  private static void checkPortIsFree(NodeConfig node) throws StartFailure {
    try (ServerSocket probe = new ServerSocket()) {
      probe.setReuseAddress(true);
      probe.bind(new InetSocketAddress(InetAddress.getByName(node.bind()), node.port()));
    } catch (UnknownHostException e) {
      throw new StartFailure("--bind " + node.bind() + " is not an address of a machine", e);
    } catch (BindException e) {
      throw portFailure(node, e);
    } catch (IOException e) {
      throw new StartFailure(
          "cannot listen on " + node.bind() + ":" + node.port() + ": " + IoMessage.of(e), e);
    }
  }

  private static StartFailure portFailure(NodeConfig node, BindException e) {
    String text = String.valueOf(e.getMessage());
    String place = node.bind() + ":" + node.port();
    if (text.contains("Permission denied")) {
      return new StartFailure(
          "cannot listen on " + place + ": ports below 1024 need privileges", e);
    }
    if (text.contains("Cannot assign")) {
      return new StartFailure(
          "cannot listen on " + place + ": this machine has no address " + node.bind(), e);
    }
    return new StartFailure(
        "port "
            + node.port()
            + " on "
            + node.bind()
            + " is in use: stop the other program or name another with --port",
        e);
  }
}
