package io.braid.server;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/** {@code --data}, which several commands share. */
final class DataOption {
  @Option(
      names = "--data",
      paramLabel = "DIR",
      defaultValue = "data",
      description = "data folder (default: ./data)")
  private Path data = Path.of("data");

  /** The folder, absolute. */
  Path path() {
    return data.toAbsolutePath().normalize();
  }
}
