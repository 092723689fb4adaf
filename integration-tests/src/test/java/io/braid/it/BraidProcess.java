package io.braid.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;

/** {@code braid start} from the built classes, with its data in a new folder. */
final class BraidProcess implements DatabaseProcess {
  private static final Duration START_PATIENCE = Duration.ofMinutes(1);
  private static final Duration STOP_PATIENCE = Duration.ofMinutes(1);
  private static final String MEMORY = "--memory";
  private static final Pattern READY =
      Pattern.compile("ready for connections on [0-9a-f.:]+:([0-9]+) ");

  private final Path folder;
  private final List<String> prefix;
  private final List<String> options;
  private List<String> jvmOptions = List.of();
  private Endpoint endpoint;
  private Process process;
  private int startsSeen;

  private BraidProcess(Path folder, List<String> prefix, List<String> options) {
    this.folder = folder;
    this.prefix = prefix;
    this.options = options;
    this.endpoint = new Endpoint("Braid", 0);
    this.process = launch();
    Runtime.getRuntime().addShutdownHook(new Thread(() -> process.destroyForcibly()));
  }

  /**
   * Starts a node on a free port and an empty folder, with more options of {@code braid start}. To
   * them come those of {@code -Dbraid.test.options}, so that any test can be run otherwise, for
   * example over several volumes; what a test asks for itself wins.
   */
  static BraidProcess start(String... options) {
    return startUnder(List.of(), options);
  }

  /** As {@link #start} with a command in front, for example {@code strace -f}. */
  static BraidProcess startUnder(List<String> prefix, String... options) {
    List<String> all = new ArrayList<>(List.of(options));
    String more = System.getProperty("braid.test.options", "");
    if (!more.isBlank() && !all.contains("--volumes")) {
      all.addAll(List.of(more.strip().split(" +")));
    }
    BraidProcess braid = new BraidProcess(Programs.newFolder("node"), prefix, all);
    braid.awaitReady(START_PATIENCE);
    return braid;
  }

  @Override
  public Endpoint endpoint() {
    return endpoint;
  }

  @Override
  public void kill() {
    javaProcess().destroyForcibly();
    process.destroyForcibly();
    await(Duration.ofSeconds(20));
  }

  @Override
  public void restart() {
    restart(START_PATIENCE);
  }

  /** As {@link #restart()} when there is much to make again. */
  void restart(Duration patience) {
    if (process.isAlive()) {
      stop();
    }
    process = launch();
    awaitReady(patience);
  }

  /** As {@link #restart} with more options of the JVM, this time only. */
  void restartWith(String... options) {
    jvmOptions = List.of(options);
    try {
      restart();
    } finally {
      jvmOptions = List.of();
    }
  }

  @Override
  public int stop() {
    javaProcess().destroy();
    await(STOP_PATIENCE);
    return process.exitValue();
  }

  @Override
  public long processId() {
    return javaProcess().pid();
  }

  @Override
  public Path binlogFolder() {
    return folder.resolve("data/binlog");
  }

  @Override
  public List<String> lastLogLines() {
    return Programs.lastLines(folder.resolve("log"), 60);
  }

  /** All that the node has logged and printed. */
  List<String> logLines() {
    return Programs.lastLines(folder.resolve("log"), Integer.MAX_VALUE);
  }

  @Override
  public void close() {
    if (process.isAlive()) {
      kill();
    }
    if (System.getProperty("braid.it.keep", "").isEmpty()) {
      Programs.delete(folder);
    } else {
      System.err.println("kept " + folder);
    }
  }

  private Process launch() {
    List<String> command = new ArrayList<>(prefix);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(jvmOptions);
    int mebibytes = memoryMebibytes();
    command.addAll(
        List.of(
            "-Xmx" + mebibytes / 2 + "m",
            "-XX:MaxDirectMemorySize=" + Math.max(256, mebibytes / 10) + "m",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-XX:+UseG1GC",
            "-ea:io.braid...",
            "-XX:+ExitOnOutOfMemoryError",
            // A killed process leaves the native libraries there.
            "-Djava.io.tmpdir=" + folder,
            "-cp",
            classPath(),
            "io.braid.server.Main",
            "start",
            "--data",
            folder.resolve("data").toString(),
            "--port",
            String.valueOf(endpoint.port()),
            MEMORY,
            mebibytes + "M"));
    for (int i = 0; i < options.size(); i++) {
      if (options.get(i).equals(MEMORY)) {
        i++;
      } else {
        command.add(options.get(i));
      }
    }
    try {
      return new ProcessBuilder(command)
          .redirectInput(Path.of("/dev/null").toFile())
          .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve("log").toFile()))
          .redirectErrorStream(true)
          .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What {@code --memory} says, or 1 GiB; Java gets its half as heap, as in {@code bin/braid}. */
  private int memoryMebibytes() {
    int at = options.indexOf(MEMORY);
    return at < 0 ? 1024 : 1024 * Integer.parseInt(options.get(at + 1).replace("G", ""));
  }

  private static String classPath() {
    try {
      return Files.readString(
              Path.of(System.getProperty("braid.classpath.file", "target/braid.classpath")))
          .strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void awaitReady(Duration patience) {
    Awaitility.await("Braid is ready")
        .atMost(patience)
        .pollInterval(Duration.ofMillis(50))
        .until(() -> {
          if (!process.isAlive()) {
            throw new AssertionError("Braid ended: " + String.join("\n", lastLogLines()));
          }
          return readyLines().size() > startsSeen;
        });
    startsSeen = readyLines().size();
    endpoint = new Endpoint("Braid", readyPort().orElseThrow());
  }

  private List<String> readyLines() {
    return logLines().stream().filter(line -> READY.matcher(line).find()).toList();
  }

  private Optional<Integer> readyPort() {
    Matcher matcher = READY.matcher(readyLines().getLast());
    return matcher.find() ? Optional.of(Integer.parseInt(matcher.group(1))) : Optional.empty();
  }

  /** Java itself, which is a child when another program runs it. */
  private ProcessHandle javaProcess() {
    return prefix.isEmpty()
        ? process.toHandle()
        : process.toHandle().descendants().findFirst().orElse(process.toHandle());
  }

  private void await(Duration patience) {
    try {
      if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
        kill();
        throw new AssertionError("Braid has not ended after " + patience);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }
}
