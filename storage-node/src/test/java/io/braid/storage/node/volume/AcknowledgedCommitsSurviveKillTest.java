package io.braid.storage.node.volume;

import static org.assertj.core.api.Assertions.assertThat;

import io.braid.storage.ChangeRecord;
import io.braid.storage.KeySpace;
import io.braid.storage.Timestamps;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Kills a committing process without warning and looks for everything that it acknowledged. */
@Timeout(120)
final class AcknowledgedCommitsSurviveKillTest {
  private static final int ROUNDS = 3;
  private static final int ACKNOWLEDGED_BEFORE_KILL = 400;

  @TempDir Path temporary;

  @Test
  void killedProcessLosesNothingAcknowledgedAndLeavesNoHalfCommit() throws Exception {
    Path folder = temporary.resolve("volume");
    List<Long> acknowledged = new ArrayList<>();
    for (int round = 0; round < ROUNDS; round++) {
      acknowledged.addAll(runAndKill(folder, round * 1_000_000L));
      try (TestVolume test = new TestVolume(folder)) {
        Set<String> rows = new HashSet<>(test.scan(KeySpace.ROW_INDEX, Timestamps.NEWEST, false));
        Set<String> entries = new HashSet<>(test.scan(TestVolume.INDEX, Timestamps.NEWEST, false));
        for (long number : acknowledged) {
          assertThat(rows).contains("k" + number + "=value " + number);
        }
        assertThat(entries).hasSameSizeAs(rows);
        assertThat(streamedRows(test)).isEqualTo(rows.size());
      }
    }
    // Of each round the last line does not count, see runAndKill.
    assertThat(acknowledged).hasSizeGreaterThanOrEqualTo(ROUNDS * (ACKNOWLEDGED_BEFORE_KILL - 1));
  }

  private static int streamedRows(TestVolume test) {
    int rows = 0;
    try (var cursor = test.volume().changes(0, 0, false)) {
      for (var next = cursor.next(); next.isPresent(); next = cursor.next()) {
        if (next.get() instanceof ChangeRecord.Row) {
          rows++;
        }
      }
    }
    return rows;
  }

  private static List<Long> runAndKill(Path folder, long first)
      throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                CommitLoad.class.getName(),
                folder.toString(),
                String.valueOf(first))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    List<Long> acknowledged = new ArrayList<>();
    try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (!line.isEmpty() && line.chars().allMatch(Character::isDigit)) {
          acknowledged.add(Long.valueOf(line));
        }
        if (acknowledged.size() == ACKNOWLEDGED_BEFORE_KILL) {
          // By its handle, which leaves the pipe open: acknowledgements may still be in it.
          process.toHandle().destroyForcibly();
        }
      }
    } finally {
      process.destroyForcibly().waitFor();
    }
    // The last line may have been cut in the pipe; it would name another row.
    acknowledged.removeLast();
    return acknowledged;
  }
}
