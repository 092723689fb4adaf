package io.braid.executor.batch;

import io.braid.common.type.ColumnType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The folder where operators put rows that do not fit in a statement's memory. Its files live as
 * long as the operator that made them; what a killed process left goes when the next one opens the
 * folder. One for each node; any thread.
 */
public final class SpillSpace {
  private static final String SUFFIX = ".rows";

  private final Path folder;

  private SpillSpace(Path folder) {
    this.folder = folder;
  }

  /**
   * Opens the folder, makes it if need be, and removes what an earlier process left in it.
   *
   * @throws UncheckedIOException if it cannot be made or read
   */
  public static SpillSpace open(Path folder) {
    try {
      Files.createDirectories(folder);
      try (DirectoryStream<Path> left = Files.newDirectoryStream(folder, "*" + SUFFIX)) {
        for (Path file : left) {
          Files.deleteIfExists(file);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new SpillSpace(folder);
  }

  /** The folder. */
  public Path folder() {
    return folder;
  }

  /** A new file of rows. */
  public SpillFile file(List<ColumnType> types) {
    try {
      return new SpillFile(Files.createTempFile(folder, "spill-", SUFFIX), types);
    } catch (IOException e) {
      throw SpillFile.failed(e);
    }
  }
}
