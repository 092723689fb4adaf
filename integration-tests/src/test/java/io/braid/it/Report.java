package io.braid.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;

/**
 * Measured figures of a suite, in {@code target/report/<name>.txt}, which {@code check} prints at
 * the end of the suite.
 */
public final class Report {
  private final Path file;

  private Report(Path file) {
    this.file = file;
  }

  /** Goes on with the report of that name. */
  public static Report of(String name) {
    return new Report(
        Peers.root().resolve("integration-tests/target/report").resolve(name + ".txt"));
  }

  /** Adds a line, formatted as by {@link String#format}. */
  public Report line(String format, Object... values) {
    String line = String.format(Locale.ROOT, format, values) + System.lineSeparator();
    try {
      Files.createDirectories(file.resolveSibling("."));
      Files.writeString(file, line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    System.err.print(line);
    return this;
  }
}
