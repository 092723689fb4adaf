package io.braid.it;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A program of {@code client-tests} as a process, whose lines go to the test one by one. */
final class ClientProgram implements AutoCloseable {
  private final Path folder;
  private final Process process;
  private final Thread reader;

  private ClientProgram(Path folder, Process process, Consumer<String> lines) {
    this.folder = folder;
    this.process = process;
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
    this.reader = Thread.ofPlatform().name("client").daemon().start(() -> read(lines));
  }

  /**
   * Starts a program.
   *
   * @param folder its own, removed in the end
   * @param module below {@code client-tests}
   * @param lines gets what it prints, on one thread
   */
  static ClientProgram start(
      Path folder,
      String module,
      String mainClass,
      Consumer<String> lines,
      List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx384m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    command.add("-Dorg.slf4j.simpleLogger.defaultLogLevel=warn");
    command.addAll(List.of("-cp", Peers.clientClassPath(module), mainClass));
    command.addAll(arguments);
    try {
      Process process =
          new ProcessBuilder(command).redirectError(folder.resolve("err").toFile()).start();
      return new ClientProgram(folder, process, lines);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void read(Consumer<String> lines) {
    try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = output.readLine(); line != null; line = output.readLine()) {
        lines.accept(line);
      }
    } catch (IOException e) {
      // closed by the test while the program was running
    }
  }

  /** Fails if the program has ended. */
  void checkAlive() {
    if (!process.isAlive()) {
      throw new AssertionError("the client ended: " + errors());
    }
  }

  /** Waits until the program has ended by itself and all its lines are delivered. */
  void awaitEnd(Duration patience) {
    try {
      if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new AssertionError("the client has not ended after " + patience + ": " + errors());
      }
      reader.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
    if (process.exitValue() != 0) {
      throw new AssertionError("the client failed: " + errors());
    }
  }

  private String errors() {
    return String.join("\n", Programs.lastLines(folder.resolve("err"), 40));
  }

  @Override
  public void close() {
    process.destroyForcibly();
    Programs.delete(folder);
  }
}
