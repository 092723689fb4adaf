package io.braid.common;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** Braid's own version, as the root pom names it. */
public final class BraidVersion {
  private static final String RESOURCE = "version.properties";

  private BraidVersion() {}

  /** The version of this build, for example {@code 0.1.0}. */
  public static String current() {
    Properties properties = new Properties();
    try (InputStream in = BraidVersion.class.getResourceAsStream(RESOURCE)) {
      Invariant.check(in != null, "the build has no " + RESOURCE);
      properties.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    String version = properties.getProperty("version", "");
    Invariant.check(
        !version.isEmpty() && !version.startsWith("$"), RESOURCE + " names no version: " + version);
    return version;
  }
}
