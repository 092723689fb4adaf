package io.braid.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a process wrote, synced and sent, as {@code strace -f -y -ttt -T} saw it.
 *
 * @param calls in the order of their start
 */
record SystemCallTrace(List<Call> calls) {
  private static final Pattern WHOLE =
      Pattern.compile("^(\\d+) +(\\d+\\.\\d+) (\\w+)\\((.*)\\) += (-?\\d+).*<(\\d+\\.\\d+)>$");
  private static final Pattern BEGUN =
      Pattern.compile("^(\\d+) +(\\d+\\.\\d+) (\\w+)\\((.*) <unfinished \\.\\.\\.>$");
  private static final Pattern RESUMED =
      Pattern.compile(
          "^(\\d+) +(\\d+\\.\\d+) <\\.\\.\\. (\\w+) resumed>(.*)\\) += (-?\\d+).*<(\\d+\\.\\d+)>$");
  private static final Pattern TARGET = Pattern.compile("^\\d+<([^>]*)>");

  /**
   * One system call.
   *
   * @param startSeconds when it began
   * @param endSeconds when it returned
   * @param target the file or socket that it works on, as strace names it
   */
  record Call(
      double startSeconds,
      double endSeconds,
      String name,
      String target,
      String arguments,
      long result) {
    boolean isSync() {
      return (name.equals("fsync") || name.equals("fdatasync")) && result == 0;
    }

    boolean isSocketWrite() {
      return target.startsWith("TCP") && !isSync() && result > 0;
    }

    boolean isFileWrite() {
      return target.startsWith("/") && name.contains("write") && result > 0;
    }
  }

  SystemCallTrace {
    calls = List.copyOf(calls);
  }

  /** What to put in front of a command so that {@code file} can be read by {@link #read}. */
  static List<String> command(Path file) {
    return List.of(
        Peers.program("strace").toString(),
        "-f",
        "-yy",
        "-ttt",
        "-T",
        "-s",
        "8192",
        "--seccomp-bpf",
        "-e",
        "trace=write,pwrite64,writev,pwritev,pwritev2,sendto,sendmsg,fsync,fdatasync",
        "-o",
        file.toString());
  }

  static SystemCallTrace read(Path file) {
    List<Call> calls = new ArrayList<>();
    Map<String, Matcher> begun = new HashMap<>();
    try {
      for (String line : Files.readAllLines(file, StandardCharsets.ISO_8859_1)) {
        Matcher whole = WHOLE.matcher(line);
        Matcher start = BEGUN.matcher(line);
        Matcher end = RESUMED.matcher(line);
        if (start.matches()) {
          begun.put(start.group(1), start);
        } else if (end.matches()) {
          Matcher first = begun.remove(end.group(1));
          if (first != null) {
            calls.add(
                call(
                    first.group(2),
                    end.group(6),
                    first.group(3),
                    first.group(4) + end.group(4),
                    end.group(5)));
          }
        } else if (whole.matches()) {
          calls.add(
              call(whole.group(2), whole.group(6), whole.group(3), whole.group(4), whole.group(5)));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    calls.sort((a, b) -> Double.compare(a.startSeconds, b.startSeconds));
    return new SystemCallTrace(calls);
  }

  private static Call call(
      String start, String duration, String name, String arguments, String result) {
    Matcher target = TARGET.matcher(arguments);
    double startSeconds = Double.parseDouble(start);
    return new Call(
        startSeconds,
        startSeconds + Double.parseDouble(duration),
        name,
        target.find() ? target.group(1) : "",
        arguments,
        Long.parseLong(result));
  }
}
