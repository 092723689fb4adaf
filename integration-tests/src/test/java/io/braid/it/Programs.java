package io.braid.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Runs programs to their end, and what processes need: ports and folders. */
final class Programs {
  private Programs() {}

  /**
   * What a program left behind.
   *
   * @param exitCode its exit code
   * @param output standard output
   * @param errors standard error
   */
  record Ended(int exitCode, String output, String errors) {
    /** Fails unless the exit code is 0. */
    Ended successful() {
      if (exitCode != 0) {
        throw new AssertionError("exit code " + exitCode + ": " + errors + output);
      }
      return this;
    }
  }

  /** Runs {@code command} with {@code input} as its standard input file. */
  static Ended run(Duration patience, Path input, List<String> command) {
    Path folder = newFolder("run");
    try {
      Path output = folder.resolve("out");
      Path errors = folder.resolve("err");
      Process process =
          new ProcessBuilder(command)
              .redirectInput(input.toFile())
              .redirectOutput(output.toFile())
              .redirectError(errors.toFile())
              .start();
      if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly();
        throw new AssertionError(
            command + " has not ended after " + patience + ": " + text(errors) + text(output));
      }
      return new Ended(process.exitValue(), text(output), text(errors));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    } finally {
      delete(folder);
    }
  }

  /** As {@link #run(Duration, Path, List)} with empty input. */
  static Ended run(Duration patience, List<String> command) {
    return run(patience, Path.of("/dev/null"), command);
  }

  /** A port that was free a moment ago. */
  static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A new folder with a short name: socket paths hold about 100 characters. */
  static Path newFolder(String purpose) {
    try {
      return Files.createTempDirectory("braid-" + purpose);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Removes a folder with all in it; what vanishes meanwhile does not matter. */
  static void delete(Path folder) {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    } catch (IOException | UncheckedIOException e) {
      // left behind in the temporary folder, which the system empties
    }
  }

  /** A file's last lines, none when it is missing. */
  static List<String> lastLines(Path file, int count) {
    if (!Files.exists(file)) {
      return List.of();
    }
    List<String> lines = text(file).lines().toList();
    return lines.subList(Math.max(0, lines.size() - count), lines.size());
  }

  private static String text(Path file) {
    try {
      return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
