package io.braid.benchmark;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Runs programs to their end. */
final class Commands {
  private Commands() {}

  /**
   * What a program printed on standard output.
   *
   * @throws BenchmarkFailure when it fails or takes longer than {@code patience}
   */
  static String output(Duration patience, List<String> command) {
    return output(patience, Path.of("/dev/null"), command);
  }

  /** As {@link #output(Duration, List)} with a file as standard input. */
  static String output(Duration patience, Path input, List<String> command) {
    try {
      Path output = Files.createTempFile("braid-bench", ".out");
      try {
        Process process =
            new ProcessBuilder(command)
                .redirectInput(input.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
          process.destroyForcibly();
          throw new BenchmarkFailure(command.getFirst() + " has not ended after " + patience);
        }
        String text = Files.readString(output, StandardCharsets.UTF_8);
        if (process.exitValue() != 0) {
          throw new BenchmarkFailure(String.join(" ", command) + " failed:\n" + text);
        }
        return text;
      } finally {
        Files.delete(output);
      }
    } catch (IOException e) {
      throw new BenchmarkFailure("cannot run " + command.getFirst(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BenchmarkFailure("interrupted", e);
    }
  }

  /** Where a program is, on the path or in the folders of system programs. */
  static Optional<Path> find(String program) {
    String path = System.getenv().getOrDefault("PATH", "") + ":/usr/sbin:/usr/local/sbin";
    for (String folder : path.split(":")) {
      Path candidate = Path.of(folder, program);
      if (Files.isExecutable(candidate)) {
        return Optional.of(candidate);
      }
    }
    return Optional.empty();
  }

  /** As {@link #find}, for what is part of an installed package. */
  static Path required(String program) {
    return find(program).orElseThrow(() -> new BenchmarkFailure("needs the program " + program));
  }
}
