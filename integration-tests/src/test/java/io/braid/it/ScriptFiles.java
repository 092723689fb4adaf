package io.braid.it;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;

/** The files that a script makes for LOAD DATA, in a folder below the build's. */
final class ScriptFiles {
  private static final String MARK = "files/";

  private final Path folder;

  ScriptFiles(String script) {
    folder = Peers.root().resolve("integration-tests/target/script-files").resolve(script);
  }

  /**
   * Makes a file.
   *
   * @param directive {@code file NAME TEXT}
   */
  void add(String directive) {
    String[] parts = directive.split(" ", 3);
    String text = parts.length < 3 ? "" : parts[2];
    try {
      Files.createDirectories(folder);
      Files.write(folder.resolve(parts[1]), unescaped(text));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A statement with its files where they are. */
  String located(String sql) {
    return sql.replace("'" + MARK, "'" + folder + "/");
  }

  private static byte[] unescaped(String text) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c != '\\') {
        bytes.writeBytes(text.substring(i, i + 1).getBytes(StandardCharsets.UTF_8));
        continue;
      }
      i++;
      switch (text.charAt(i)) {
        case 't' -> bytes.write('\t');
        case 'n' -> bytes.write('\n');
        case 'r' -> bytes.write('\r');
        case '\\' -> bytes.write('\\');
        case 'x' -> {
          bytes.write(HexFormat.fromHexDigits(text, i + 1, i + 3));
          i += 2;
        }
        default -> throw new IllegalArgumentException("escape in " + text);
      }
    }
    return bytes.toByteArray();
  }
}
