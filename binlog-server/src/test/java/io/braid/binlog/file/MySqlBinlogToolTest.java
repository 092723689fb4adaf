package io.braid.binlog.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.braid.binlog.ListStream;
import io.braid.binlog.Workload;
import io.braid.common.time.Clock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files read by MySQL's own mysqlbinlog; skipped where MYSQL97 names no MySQL. */
class MySqlBinlogToolTest {
  @Test
  void mysqlbinlogReadsAllFiles(@TempDir Path folder) throws Exception {
    Path tool =
        Path.of(Optional.ofNullable(System.getenv("MYSQL97")).orElse("/opt/mysql97"))
            .resolve("bin/mysqlbinlog");
    Assumptions.assumeTrue(Files.isExecutable(tool), "no mysqlbinlog of MySQL 9.7");
    Workload workload = new Workload(8);
    ListStream stream = new ListStream();
    List<ListStream.Entry> entries = workload.entries(400, true);
    entries.forEach(stream::add);
    List<String> command =
        new ArrayList<>(
            List.of(tool.toString(), "--no-defaults", "--verify-binlog-checksum", "-vv"));
    try (BinlogService service =
        BinlogService.start(
            Workload.IDENTITY,
            folder,
            workload.tables(),
            stream::open,
            Clock.system(),
            failure -> {
              throw new AssertionError(failure);
            })) {
      service.waitUntilGenerated(entries.getLast().commitTs(), Duration.ofSeconds(20));
      service
          .files()
          .files()
          .keySet()
          .forEach(number -> command.add(folder.resolve(BinlogFileName.of(number)).toString()));
    }
    Path output = folder.resolve("output.sql");
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    assertThat(process.waitFor(50, TimeUnit.SECONDS)).isTrue();
    String text = Files.readString(output, java.nio.charset.StandardCharsets.ISO_8859_1);
    assertThat(process.exitValue())
        .as(text.lines().filter(l -> l.contains("ERROR")).toList().toString())
        .isZero();
    assertThat(text).contains("### INSERT INTO `w`.`wide`").doesNotContain("ERROR");
  }
}
