package io.braid.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the command line as real processes, with a node that only listens on its port. */
final class CommandLineTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @TempDir private Path temporary = Path.of("");

  private final List<Process> started = new ArrayList<>();

  /** The process' entry point: Braid's own commands over {@link ListeningNode}. */
  static final class ListeningMain {
    private ListeningMain() {}

    public static void main(String[] args) {
      System.exit(
          Main.commandLine((config, memory, folder) -> ListeningNode.on(config)).execute(args));
    }
  }

  /** Listens and does nothing else. */
  private record ListeningNode(ServerSocket socket) implements BraidServer {
    static ListeningNode on(NodeConfig config) throws StartFailure {
      try {
        ServerSocket socket = new ServerSocket();
        socket.bind(new InetSocketAddress(config.bind(), config.port()));
        return new ListeningNode(socket);
      } catch (IOException e) {
        throw new StartFailure("cannot listen", e);
      }
    }

    @Override
    public InetSocketAddress sqlAddress() {
      return new InetSocketAddress(socket.getInetAddress(), socket.getLocalPort());
    }

    @Override
    public void drain(Duration patience) {}

    @Override
    public void close() {
      try {
        socket.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  @AfterEach
  void endProcesses() {
    started.forEach(Process::destroyForcibly);
  }

  @Test
  void startsSaysSoAndEndsWithZeroOnSigterm() throws Exception {
    Process node = startNode();
    assertThat(run("status", "--data", data()).text())
        .contains("process " + node.pid() + " serves MySQL on port");
    node.destroy();
    assertThat(exitCode(node)).isZero();
    Ended status = run("status", "--data", data());
    assertThat(status.exitCode()).isEqualTo(Main.EXIT_NOT_RUNNING);
    assertThat(status.text()).contains("no node runs on");
  }

  @Test
  void stopEndsTheNodeOfTheFolder() throws Exception {
    Process node = startNode();
    Ended stop = run("stop", "--data", data());
    assertThat(stop.text()).contains("stopped process " + node.pid());
    assertThat(stop.exitCode()).isZero();
    assertThat(exitCode(node)).isZero();
  }

  @Test
  void aKilledNodeLeavesAFolderThatStartsAgain() throws Exception {
    Process node = startNode();
    node.destroyForcibly();
    exitCode(node);
    assertThat(run("status", "--data", data()).exitCode()).isEqualTo(Main.EXIT_NOT_RUNNING);
    startNode();
  }

  @Test
  void aSecondProcessOnTheFolderIsRefused() throws Exception {
    Process node = startNode();
    Ended second = run("start", "--port", "0", "--memory", "512M", "--data", data());
    assertThat(second.exitCode()).isEqualTo(Main.EXIT_FAILED);
    assertThat(second.text()).contains("is in use by process " + node.pid()).hasLineCount(1);
    assertThat(node.isAlive()).isTrue();
  }

  @Test
  void aBusyPortIsOneClearLineAndNoFolder() throws Exception {
    try (ServerSocket busy = new ServerSocket()) {
      busy.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      String port = String.valueOf(busy.getLocalPort());
      Ended start = run("start", "--memory", "512M", "--port", port, "--data", data());
      assertThat(start.exitCode()).isEqualTo(Main.EXIT_FAILED);
      assertThat(start.text()).contains("port " + port + " on 127.0.0.1 is in use").hasLineCount(1);
    }
    assertThat(Path.of(data())).doesNotExist();
  }

  @Test
  void theOptionFileCountsLessThanTheCommandLine() throws Exception {
    Path file = temporary.resolve("braid.cnf");
    Path other = temporary.resolve("other");
    Files.writeString(
        file, "[braid]\nport=0\nmemory=512M\ndata=" + other + "\nlog_file=" + other + ".log\n");
    Process node = launch("start", "--config", file.toString(), "--data", data());
    assertThat(awaitReady(node)).contains("memory 512 MiB").contains("data in " + data());
    assertThat(other).doesNotExist();
    assertThat(Path.of(other + ".log")).exists();
  }

  @Test
  void wrongOptionsNameTheNearestRightOne() throws Exception {
    Ended option = run("start", "--prot", "1");
    assertThat(option.exitCode()).isEqualTo(Main.EXIT_USAGE);
    assertThat(option.text()).contains("did you mean '--port'?");
    Path file = Files.writeString(temporary.resolve("x.cnf"), "[braid]\nmemroy=1G\n");
    Ended key = run("start", "--config", file.toString());
    assertThat(key.exitCode()).isEqualTo(Main.EXIT_FAILED);
    assertThat(key.text()).contains("unknown option 'memroy'; did you mean 'memory'?");
  }

  private String data() {
    return temporary.resolve("data").toString();
  }

  private Process startNode() throws Exception {
    Process node = launch("start", "--port", "0", "--memory", "512M", "--data", data());
    assertThat(awaitReady(node)).contains("ready for connections on 127.0.0.1:");
    return node;
  }

  /** All output up to the line that ends the announcement. */
  private static String awaitReady(Process node) throws IOException {
    StringBuilder text = new StringBuilder();
    var lines = node.inputReader();
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      text.append(line).append('\n');
      if (line.startsWith("connect with:")) {
        return text.toString();
      }
    }
    throw new AssertionError("ended before it was ready: " + text);
  }

  private Process launch(String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx192m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-cp"));
    command.add(System.getProperty("java.class.path"));
    command.add(ListeningMain.class.getName());
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    started.add(process);
    return process;
  }

  private Ended run(String... arguments) throws Exception {
    Process process = launch(arguments);
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Ended(exitCode(process), text.strip());
  }

  private static int exitCode(Process process) throws InterruptedException {
    assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    return process.exitValue();
  }

  private record Ended(int exitCode, String text) {}
}
