package io.braid.it;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.zip.GZIPInputStream;

/** The Sakila sample database, loaded by the real {@code mysql} client. */
final class Sakila {
  private Sakila() {}

  /** Loads it with {@code --force} and returns the lines of the client's standard error. */
  static List<String> load(Endpoint server) {
    Path folder = Programs.newFolder("sakila");
    try {
      Path script = folder.resolve("sakila.sql");
      Path compressed = Peers.root().resolve("integration-tests/src/test/data/sakila.sql.gz");
      try (InputStream in = new GZIPInputStream(Files.newInputStream(compressed))) {
        Files.copy(in, script, StandardCopyOption.REPLACE_EXISTING);
      }
      Programs.Ended ended =
          Programs.run(
              Duration.ofMinutes(5),
              script,
              List.of(
                  Peers.mySqlPrograms().resolve("mysql").toString(),
                  "--no-defaults",
                  "--force",
                  "--host=127.0.0.1",
                  "--port=" + server.port(),
                  "--user=root",
                  "--get-server-public-key",
                  "--commands"));
      return ended.errors().lines().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      Programs.delete(folder);
    }
  }
}
