package io.braid.protocol.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerKeysTest {
  @Test
  void keysAreMadeOnceAndReadAgain(@TempDir Path directory) throws Exception {
    Path keys = directory.resolve("tls");
    ServerKeys made = ServerKeys.loadOrCreate(keys, Instant.now(), new SecureRandom());
    ServerKeys read = ServerKeys.loadOrCreate(keys, Instant.now(), new SecureRandom());
    assertThat(read).isEqualTo(made);
    made.serverCertificates().getFirst().checkValidity();
    assertThat(Files.list(keys).map(file -> file.getFileName().toString()))
        .containsExactlyInAnyOrder(
            "ca.pem",
            "ca-key.pem",
            "server-cert.pem",
            "server-key.pem",
            "private_key.pem",
            "public_key.pem");
    for (String secret : new String[] {"ca-key.pem", "server-key.pem", "private_key.pem"}) {
      assertThat(Files.getPosixFilePermissions(keys.resolve(secret)))
          .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    }
  }

  @Test
  void aBrokenFileIsAnErrorThatNamesIt(@TempDir Path directory) throws Exception {
    var unused = ServerKeys.loadOrCreate(directory, Instant.now(), new SecureRandom());
    Files.writeString(directory.resolve("server-key.pem"), "nothing");
    assertThatThrownBy(() -> ServerKeys.loadOrCreate(directory, Instant.now(), new SecureRandom()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("server-key.pem");
  }
}
