package io.braid.benchmark;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** What the figures depend on. */
final class Machine {
  private Machine() {}

  /** Processor, memory, kernel, Java, and what else was running. */
  static Map<String, String> describe() {
    Map<String, String> facts = new TreeMap<>();
    facts.put("processor", field("/proc/cpuinfo", "model name"));
    facts.put("processors", Integer.toString(Runtime.getRuntime().availableProcessors()));
    facts.put("memory", field("/proc/meminfo", "MemTotal"));
    facts.put("kernel", System.getProperty("os.version"));
    facts.put("java", Runtime.version().toString());
    facts.put("load before", line("/proc/loadavg"));
    return facts;
  }

  private static String field(String file, String name) {
    try {
      return Files.readAllLines(Path.of(file), StandardCharsets.UTF_8).stream()
          .filter(line -> line.startsWith(name))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse("unknown");
    } catch (IOException e) {
      return "unknown";
    }
  }

  private static String line(String file) {
    try {
      return Files.readString(Path.of(file), StandardCharsets.UTF_8).strip();
    } catch (IOException e) {
      return "unknown";
    }
  }
}
