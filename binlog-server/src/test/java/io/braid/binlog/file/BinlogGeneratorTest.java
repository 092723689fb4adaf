package io.braid.binlog.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.braid.binlog.ListStream;
import io.braid.binlog.Workload;
import io.braid.binlog.event.EventCache;
import io.braid.binlog.event.EventHeader;
import io.braid.binlog.event.EventType;
import io.braid.binlog.gtid.GtidSet;
import io.braid.storage.ChangeRecord;
import io.braid.storage.ControlCommand;
import io.braid.storage.Gtid;
import io.braid.storage.StatementMark;
import io.braid.storage.Timestamps;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BinlogGeneratorTest {
  @TempDir private Path folder;

  private BinlogGenerator generator(
      Workload workload, GeneratorState state, MemorySink sink, EventCache cache) {
    return new BinlogGenerator(Workload.IDENTITY, state, workload.tables(), cache, sink);
  }

  private static GeneratorState small() {
    GeneratorState initial = GeneratorState.initial(Workload.IDENTITY);
    return new GeneratorState(
        0, 0, 0, initial.lastSeconds(), 0, GtidSet.EMPTY, GtidSet.EMPTY, 100_000);
  }

  /** Every event's place, size and checksum; positions follow each other. */
  private static List<EventHeader> check(byte[] file) {
    List<EventHeader> headers = new ArrayList<>();
    assertThat(file).startsWith(0xFE, 'b', 'i', 'n');
    int at = 4;
    CRC32 crc = new CRC32();
    while (at < file.length) {
      EventHeader header = EventHeader.read(file, at);
      assertThat(header.endPosition()).isEqualTo(at + header.eventBytes());
      crc.reset();
      crc.update(file, at, header.eventBytes() - 4);
      int end = at + header.eventBytes();
      long stored =
          (file[end - 4] & 0xFFL)
              | (file[end - 3] & 0xFFL) << 8
              | (file[end - 2] & 0xFFL) << 16
              | (file[end - 1] & 0xFFL) << 24;
      assertThat(stored).isEqualTo(crc.getValue());
      headers.add(header);
      at = end;
    }
    assertThat(headers.get(0).typeCode()).isEqualTo(EventType.FORMAT_DESCRIPTION.code());
    assertThat(headers.get(1).typeCode()).isEqualTo(EventType.PREVIOUS_GTIDS.code());
    return headers;
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void aRebuildFromAnyPointGivesTheSameBytes(long seed) {
    Workload workload = new Workload(seed);
    List<ListStream.Entry> entries = workload.entries(400, true);
    MemorySink whole = new MemorySink();
    List<GeneratorState> states = new ArrayList<>();
    try (EventCache cache = new EventCache(folder.resolve("scratch"))) {
      BinlogGenerator generator = generator(workload, small(), whole, cache);
      states.add(generator.state());
      for (ListStream.Entry entry : entries) {
        generator.apply(ListStream.transaction(entry));
        states.add(generator.state());
      }
      assertThat(whole.files).hasSizeGreaterThan(5);
      whole.files.values().forEach(file -> check(file.toByteArray()));
      SplittableRandom random = new SplittableRandom(seed);
      for (int round = 0; round < 10; round++) {
        int from = random.nextInt(entries.size());
        MemorySink rebuilt = whole.cutTo(states.get(from));
        BinlogGenerator again = generator(workload, states.get(from), rebuilt, cache);
        for (ListStream.Entry entry : entries.subList(from, entries.size())) {
          again.apply(ListStream.transaction(entry));
        }
        assertThat(rebuilt.digests()).isEqualTo(whole.digests());
        assertThat(again.state()).isEqualTo(generator.state());
      }
    }
  }

  /**
   * The bytes of this release. They may only change with an encoder version that takes effect at a
   * commit timestamp: else nodes of two versions would write different files.
   */
  @Test
  void bytesAreThoseOfTheGoldenFile() throws IOException {
    Workload workload = new Workload(42);
    MemorySink sink = new MemorySink();
    try (EventCache cache = new EventCache(folder.resolve("scratch"))) {
      BinlogGenerator generator = generator(workload, small(), sink, cache);
      workload.entries(300, true).forEach(e -> generator.apply(ListStream.transaction(e)));
    }
    StringBuilder digests = new StringBuilder();
    sink.digests()
        .forEach((number, digest) ->
            digests.append(BinlogFileName.of(number)).append(' ').append(digest).append('\n'));
    Path golden = Path.of("src/test/resources/io/braid/binlog/file/generator-v1.golden");
    if (Boolean.getBoolean("golden.update")) {
      Files.createDirectories(golden.getParent());
      Files.writeString(golden, digests);
    }
    assertThat(digests.toString()).isEqualTo(Files.readString(golden));
  }

  @Test
  void gtidsOfTheClusterHaveNoGaps() {
    Workload workload = new Workload(9);
    MemorySink sink = new MemorySink();
    try (EventCache cache = new EventCache(folder.resolve("scratch"))) {
      BinlogGenerator generator = generator(workload, small(), sink, cache);
      workload.entries(300, false).forEach(e -> generator.apply(ListStream.transaction(e)));
      GtidSet own = generator.state().executed().only(Workload.SERVER);
      assertThat(own.toString()).isEqualTo(Workload.SERVER + ":1-" + own.count());
    }
  }

  @Test
  void tablesOfACascadeAreMappedAheadOfAllRows() {
    Workload workload = new Workload(1);
    MemorySink sink = new MemorySink();
    try (EventCache cache = new EventCache(folder.resolve("scratch"))) {
      BinlogGenerator generator = generator(workload, small(), sink, cache);
      long commitTs = Timestamps.of(1_790_000_000_000L, 5);
      ChangeRecord[] rows = {
        row(commitTs, 1, 1_002), row(commitTs, 2, 1_001), row(commitTs, 3, 1_002)
      };
      generator.apply(
          ListStream.transaction(
              ListStream.rows(
                  commitTs,
                  new Gtid.Automatic(),
                  List.of(
                      new StatementMark(1, StatementMark.CASCADE, "DELETE"),
                      new StatementMark(2, StatementMark.CONTINUES, ""),
                      new StatementMark(3, 0, "")),
                  List.of(rows))));
      List<EventHeader> headers = check(sink.files.firstEntry().getValue().toByteArray());
      assertThat(
              headers.stream()
                  .map(h -> EventType.of(h.typeCode()))
                  .map(Optional::orElseThrow)
                  .toList())
          .containsExactly(
              EventType.FORMAT_DESCRIPTION,
              EventType.PREVIOUS_GTIDS,
              EventType.GTID,
              EventType.QUERY,
              EventType.ROWS_QUERY,
              EventType.TABLE_MAP,
              EventType.TABLE_MAP,
              EventType.WRITE_ROWS,
              EventType.WRITE_ROWS,
              EventType.TABLE_MAP,
              EventType.WRITE_ROWS,
              EventType.XID);
    }
  }

  private static ChangeRecord row(long commitTs, int sequence, long tableId) {
    return new ChangeRecord.Row(
        commitTs,
        sequence,
        true,
        tableId,
        1,
        new byte[] {1},
        io.braid.storage.VersionPointer.NONE,
        null,
        new byte[] {0x0E, 1, 0, 0, 0});
  }

  @Test
  void aLargeTransactionGoesThroughTheScratchFile() {
    Workload workload = new Workload(1);
    MemorySink sink = new MemorySink();
    try (EventCache cache = new EventCache(folder.resolve("scratch"))) {
      BinlogGenerator generator = generator(workload, small(), sink, cache);
      long commitTs = Timestamps.of(1_790_000_000_000L, 5);
      byte[] image = new byte[100_005];
      image[0] = 0x0E;
      List<ChangeRecord> rows = new ArrayList<>();
      for (int i = 1; i <= 120; i++) {
        rows.add(
            new ChangeRecord.Row(
                commitTs,
                i,
                true,
                i % 2 == 0 ? 1_001 : 1_002,
                1,
                new byte[] {1},
                io.braid.storage.VersionPointer.NONE,
                null,
                image));
      }
      generator.apply(
          ListStream.transaction(ListStream.rows(commitTs, new Gtid.Automatic(), List.of(), rows)));
      List<EventHeader> headers = check(sink.files.firstEntry().getValue().toByteArray());
      assertThat(headers.stream().filter(h -> h.typeCode() == EventType.WRITE_ROWS.code()))
          .hasSize(120);
      assertThat(headers.stream().filter(h -> h.typeCode() == EventType.TABLE_MAP.code()))
          .hasSize(2);
      assertThat(sink.files).as("it rotates behind the transaction").hasSize(2);
    }
  }

  @Test
  void controlRecordsPurgeResetAndSetGtids() {
    Workload workload = new Workload(1);
    MemorySink sink = new MemorySink();
    try (EventCache cache = new EventCache(folder.resolve("scratch"))) {
      BinlogGenerator generator = generator(workload, small(), sink, cache);
      long commitTs = Timestamps.of(1_790_000_000_000L, 0);
      for (int i = 0; i < 3; i++) {
        generator.apply(
            ListStream.transaction(ListStream.statement(++commitTs, "", "CREATE DATABASE d" + i)));
        generator.apply(
            ListStream.transaction(ListStream.control(++commitTs, new ControlCommand.Rotate())));
      }
      assertThat(sink.files).hasSize(4);
      generator.apply(
          ListStream.transaction(
              ListStream.control(++commitTs, new ControlCommand.PurgeTo("binlog.000003"))));
      assertThat(sink.files.keySet()).containsExactly(3L, 4L);
      assertThat(generator.state().purged()).hasToString(Workload.SERVER + ":1-2");
      assertThat(generator.state().executed()).hasToString(Workload.SERVER + ":1-3");
      generator.apply(
          ListStream.transaction(
              ListStream.control(
                  ++commitTs, new ControlCommand.SetGtidPurged(Workload.OTHER + ":1-9"))));
      assertThat(generator.state().executed().contains(Workload.OTHER, 9)).isTrue();
      assertThat(generator.state().fileNumber()).isEqualTo(5);
      generator.apply(
          ListStream.transaction(ListStream.control(++commitTs, new ControlCommand.Reset(10))));
      assertThat(sink.files.keySet()).containsExactly(10L);
      assertThat(generator.state().executed().isEmpty()).isTrue();
      generator.apply(
          ListStream.transaction(
              ListStream.control(
                  ++commitTs, new ControlCommand.SetVariable("max_binlog_size", "4096"))));
      assertThat(generator.state().maxBinlogSize()).isEqualTo(4096);
    }
  }
}
