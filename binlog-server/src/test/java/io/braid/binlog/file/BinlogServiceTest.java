package io.braid.binlog.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.braid.binlog.ListStream;
import io.braid.binlog.Workload;
import io.braid.binlog.dump.BinlogView;
import io.braid.binlog.dump.Dump1236Messages;
import io.braid.binlog.dump.DumpRequest;
import io.braid.binlog.dump.DumpService;
import io.braid.binlog.dump.EventSink;
import io.braid.binlog.event.EventEncoder;
import io.braid.binlog.event.EventHeader;
import io.braid.binlog.event.EventType;
import io.braid.binlog.gtid.GtidSet;
import io.braid.common.MySqlException;
import io.braid.common.time.Clock;
import io.braid.storage.ControlCommand;
import io.braid.storage.Timestamps;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BinlogServiceTest {
  private static final Duration LONG = Duration.ofSeconds(20);

  @TempDir private Path folder;

  private static BinlogService start(Path in, Workload workload, ListStream stream) {
    return BinlogService.start(
        Workload.IDENTITY,
        in,
        workload.tables(),
        stream::open,
        Clock.system(),
        failure -> {
          throw new AssertionError(failure);
        });
  }

  private static byte[] bytes(Path in, long number) throws IOException {
    return Files.readAllBytes(in.resolve(BinlogFileName.of(number)));
  }

  /** Keeps events as they come. */
  private static final class ListSink implements EventSink {
    final List<byte[]> events = new ArrayList<>();
    private int left;

    @Override
    public synchronized void startEvent(int eventBytes) {
      assertThat(left).isZero();
      events.add(new byte[eventBytes]);
      left = eventBytes;
    }

    @Override
    public synchronized void bytes(ByteBuffer from, int offset, int length) {
      byte[] event = events.getLast();
      from.get(offset, event, event.length - left, length);
      left -= length;
    }

    @Override
    public void flush() {}

    synchronized List<EventType> types() {
      return events.stream()
          .map(e -> EventType.of(EventHeader.read(e, 0).typeCode()).orElseThrow())
          .toList();
    }
  }

  private static DumpRequest request(
      long serverId, DumpRequest.Checksum checksum, DumpRequest.Start start) {
    return new DumpRequest(
        serverId + 1_000,
        serverId,
        serverId == 0 ? Optional.empty() : Optional.of("replica-" + serverId),
        0,
        checksum,
        Duration.ofMillis(50),
        start);
  }

  @Test
  void aRestartCutsBackToTheCheckpointAndMakesTheSameBytes() throws Exception {
    Workload workload = new Workload(5);
    List<ListStream.Entry> entries = workload.entries(300, true);
    ListStream stream = new ListStream();
    byte[] before;
    try (BinlogService service = start(folder.resolve("a"), workload, stream)) {
      entries.subList(0, 150).forEach(stream::add);
      service.waitUntilGenerated(entries.get(149).commitTs(), LONG);
    }
    try (BinlogService service = start(folder.resolve("a"), workload, stream)) {
      entries.subList(150, 300).forEach(stream::add);
      service.waitUntilGenerated(entries.get(299).commitTs(), LONG);
      before = bytes(folder.resolve("a"), 1);
      // What was written behind the checkpoint is lost with the process.
      copy(folder.resolve("a"), folder.resolve("b"));
    }
    try (BinlogService one = start(folder.resolve("b"), workload, stream);
        BinlogService two = start(folder.resolve("c"), workload, stream)) {
      Published end = one.waitUntilGenerated(entries.get(299).commitTs(), LONG);
      Published other = two.waitUntilGenerated(entries.get(299).commitTs(), LONG);
      assertThat(end.position()).isEqualTo(other.position());
      assertThat(end.executed()).isEqualTo(other.executed());
      for (long number : one.files().files().keySet()) {
        assertThat(bytes(folder.resolve("b"), number))
            .isEqualTo(bytes(folder.resolve("c"), number));
      }
      assertThat(bytes(folder.resolve("b"), 1)).startsWith(before);
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    Files.createDirectories(to);
    try (var files = Files.list(from)) {
      for (Path file : files.toList()) {
        if (!file.getFileName().toString().contains("scratch")) {
          Files.copy(file, to.resolve(file.getFileName()));
        }
      }
    }
  }

  @Test
  void waitsEndWhenTheStreamHasPassed() throws Exception {
    ListStream stream = new ListStream();
    try (BinlogService service = start(folder, new Workload(1), stream)) {
      long commitTs = Timestamps.of(1_790_000_000_000L, 0);
      assertThatThrownBy(() -> service.waitUntilGenerated(commitTs, Duration.ofMillis(20)))
          .isInstanceOf(MySqlException.class);
      GtidSet first = GtidSet.of(Workload.SERVER, 1, 1);
      assertThat(service.waitForExecuted(first, Duration.ofMillis(20), () -> false)).isFalse();
      stream.add(ListStream.statement(commitTs, "", "CREATE DATABASE d"));
      assertThat(service.waitForExecuted(first, LONG, () -> false)).isTrue();
      stream.resolve(commitTs + 1_000_000);
      assertThat(service.waitUntilGenerated(commitTs + 1_000_000, LONG).executed())
          .isEqualTo(first);
    }
  }

  @Test
  void dumpsAreWholeFromPositionsAndGtids() throws Exception {
    Workload workload = new Workload(6);
    ListStream stream = new ListStream();
    List<ListStream.Entry> entries = workload.entries(200, true);
    entries.forEach(stream::add);
    try (BinlogService service = start(folder, workload, stream)) {
      Published end = service.waitUntilGenerated(entries.getLast().commitTs(), LONG);
      DumpService dumps = new DumpService(Workload.IDENTITY, service);
      ListSink all = new ListSink();
      dumps.dump(
          request(0, DumpRequest.Checksum.CRC32, new DumpRequest.Start.AtPosition("", 4)),
          all,
          () -> false);
      assertThat(all.types())
          .startsWith(
              EventType.ROTATE,
              EventType.FORMAT_DESCRIPTION,
              EventType.PREVIOUS_GTIDS,
              EventType.GTID,
              EventType.QUERY);
      assertThat(EventHeader.read(all.events.getFirst(), 0).flags())
          .isEqualTo(EventHeader.FLAG_ARTIFICIAL);
      long gtids = all.types().stream().filter(t -> t == EventType.GTID).count();
      assertThat(gtids).isEqualTo(end.executed().count());

      ListSink bare = new ListSink();
      dumps.dump(
          request(0, DumpRequest.Checksum.NONE, new DumpRequest.Start.AtPosition("", 4)),
          bare,
          () -> false);
      assertThat(bare.types()).isEqualTo(all.types());
      for (int i = 0; i < all.events.size(); i++) {
        byte[] with = all.events.get(i);
        byte[] without = bare.events.get(i);
        if (EventHeader.read(with, 0).typeCode() == EventType.FORMAT_DESCRIPTION.code()) {
          assertThat(without).hasSize(with.length);
          assertThat(without[without.length - 5]).isZero();
        } else {
          assertThat(without).hasSize(with.length - 4);
          assertThat(EventHeader.read(without, 0).eventBytes()).isEqualTo(without.length);
        }
      }

      GtidSet have = GtidSet.of(Workload.SERVER, 1, 40).union(GtidSet.of(Workload.SERVER, 60, 70));
      ListSink rest = new ListSink();
      dumps.dump(
          request(0, DumpRequest.Checksum.CRC32, new DumpRequest.Start.AfterGtids(have)),
          rest,
          () -> false);
      assertThat(rest.types().stream().filter(t -> t == EventType.GTID).count())
          .isEqualTo(end.executed().subtract(have).count());

      BinlogView view = new BinlogView(service);
      assertThat(view.logs(end)).hasSize(service.files().files().size());
      List<BinlogView.EventRow> rows = new ArrayList<>();
      view.events("binlog.000001", 4, 1, 12, rows::add);
      assertThat(rows).hasSize(12);
      assertThat(rows.getFirst().type()).isEqualTo("Previous_gtids");
      assertThat(rows.get(1).info())
          .isEqualTo("SET @@SESSION.GTID_NEXT= '" + Workload.SERVER + ":1'");
      assertThat(rows.get(2).info()).isEqualTo("use `w`; CREATE DATABASE w");

      long border = rows.get(3).position();
      ListSink middle = new ListSink();
      dumps.dump(
          request(
              0,
              DumpRequest.Checksum.CRC32,
              new DumpRequest.Start.AtPosition("binlog.000001", border)),
          middle,
          () -> false);
      assertThat(EventHeader.read(middle.events.get(1), 0).endPosition()).isZero();
      assertThat(EventHeader.read(middle.events.get(2), 0).endPosition())
          .isEqualTo(rows.get(3).endPosition());
    }
  }

  @Test
  void consumersThatAskForWhatIsNotThereGetMySqlsTexts() throws Exception {
    ListStream stream = new ListStream();
    try (BinlogService service = start(folder, new Workload(1), stream)) {
      long commitTs = Timestamps.of(1_790_000_000_000L, 0);
      stream.add(ListStream.statement(++commitTs, "", "CREATE DATABASE d"));
      stream.add(ListStream.control(++commitTs, new ControlCommand.Rotate()));
      stream.add(ListStream.control(++commitTs, new ControlCommand.PurgeTo("binlog.000002")));
      service.waitUntilGenerated(commitTs, LONG);
      DumpService dumps = new DumpService(Workload.IDENTITY, service);
      Dump1236Messages messages =
          start ->
              assertThatThrownBy(() ->
                  dumps.dump(
                      request(9, DumpRequest.Checksum.CRC32, start), new ListSink(), () -> false));
      messages
          .of(new DumpRequest.Start.AtPosition("binlog.000001", 4))
          .hasMessage("Could not find first log file name in binary log index file");
      messages
          .of(new DumpRequest.Start.AtPosition("binlog.000002", 3))
          .hasMessage("Client requested source to start replication from position < 4");
      messages
          .of(new DumpRequest.Start.AtPosition("binlog.000002", 1_000_000))
          .hasMessage("Client requested source to start replication from position > file size");
      messages
          .of(new DumpRequest.Start.AtPosition("binlog.000002", 5))
          .hasMessageStartingWith("bogus data in log event");
      messages
          .of(new DumpRequest.Start.AfterGtids(GtidSet.EMPTY))
          .hasMessageStartingWith("Cannot replicate because the source purged required binary logs")
          .hasMessageEndingWith("and the missing transactions are '" + Workload.SERVER + ":1'");
      messages
          .of(new DumpRequest.Start.AfterGtids(GtidSet.of(Workload.SERVER, 1, 9)))
          .hasMessageStartingWith("Replica has more GTIDs than the source has");
    }
  }

  @Test
  void aWaitingConsumerGetsHeartbeatsNewEventsAndIsReplacedByItsSuccessor() throws Exception {
    ListStream stream = new ListStream();
    try (BinlogService service = start(folder, new Workload(1), stream)) {
      DumpService dumps = new DumpService(Workload.IDENTITY, service);
      ListSink sink = new ListSink();
      DumpRequest request =
          request(9, DumpRequest.Checksum.CRC32, new DumpRequest.Start.AfterGtids(GtidSet.EMPTY));
      CompletableFuture<Void> first = dumpLater(dumps, request, sink, new AtomicBoolean());
      Awaitility.await().until(() -> sink.types().contains(EventType.HEARTBEAT));
      long commitTs = Timestamps.of(1_790_000_000_000L, 0);
      stream.add(ListStream.statement(commitTs, "", "CREATE DATABASE d"));
      Awaitility.await().until(() -> sink.types().contains(EventType.GTID));
      AtomicBoolean cancelled = new AtomicBoolean();
      ListSink other = new ListSink();
      DumpRequest again =
          new DumpRequest(
              5_000,
              9,
              request.replicaUuid(),
              0,
              request.checksum(),
              request.heartbeat(),
              request.start());
      CompletableFuture<Void> second = dumpLater(dumps, again, other, cancelled);
      assertThatThrownBy(first::join)
          .hasMessageContaining("A replica with the same server_uuid/server_id");
      Awaitility.await().until(() -> other.types().contains(EventType.GTID));
      assertThat(dumps.running()).isEqualTo(1);
      cancelled.set(true);
      service.wakeAll();
      second.join();
      assertThat(dumps.running()).isZero();
    }
  }

  @Test
  void eventsLargerThanAnyWindowAreDumpedAsTheyAreInTheFile() throws Exception {
    ListStream stream = new ListStream();
    try (BinlogService service = start(folder, new Workload(1), stream)) {
      long commitTs = 0;
      for (int i = 0; i < 40; i++) {
        commitTs = Timestamps.of(1_790_000_000_000L + i, 0);
        stream.add(
            ListStream.statement(commitTs, "", "CREATE DATABASE d -- " + "x".repeat(size(i))));
      }
      service.waitUntilGenerated(commitTs, LONG);
      DumpService dumps = new DumpService(Workload.IDENTITY, service);
      ListSink sealed = new ListSink();
      dumps.dump(
          request(0, DumpRequest.Checksum.CRC32, new DumpRequest.Start.AtPosition("", 4)),
          sealed,
          () -> false);
      ByteArrayOutputStream all = new ByteArrayOutputStream();
      all.writeBytes(EventEncoder.FILE_MAGIC);
      sealed.events.subList(1, sealed.events.size()).forEach(all::writeBytes);
      assertThat(all.toByteArray()).isEqualTo(bytes(folder, 1));

      ListSink bare = new ListSink();
      dumps.dump(
          request(0, DumpRequest.Checksum.NONE, new DumpRequest.Start.AtPosition("", 4)),
          bare,
          () -> false);
      assertThat(bare.events).hasSameSizeAs(sealed.events);
      for (int i = 2; i < bare.events.size(); i++) {
        byte[] expected = Arrays.copyOf(sealed.events.get(i), bare.events.get(i).length);
        ByteBuffer buffer = ByteBuffer.wrap(expected).order(ByteOrder.LITTLE_ENDIAN);
        EventHeader.putEventBytes(buffer, 0, expected.length);
        assertThat(bare.events.get(i)).isEqualTo(expected);
      }
    }
  }

  /** Around the size of the large window, far above it, and small ones between. */
  private static int size(int index) {
    return switch (index % 4) {
      case 0 -> 900_000;
      case 1 -> ReadWindows.LARGE_BYTES - 130 + 4 * index;
      default -> 1 << index / 3;
    };
  }

  @Test
  void manyDumpsAtOnceAreServedWhenTheLargeWindowsAreTaken() throws Exception {
    Workload workload = new Workload(12);
    ListStream stream = new ListStream();
    List<ListStream.Entry> entries = workload.entries(100, false);
    entries.forEach(stream::add);
    try (BinlogService service = start(folder, workload, stream)) {
      Published end = service.waitUntilGenerated(entries.getLast().commitTs(), LONG);
      DumpService dumps = new DumpService(Workload.IDENTITY, service);
      AtomicBoolean cancelled = new AtomicBoolean();
      List<ListSink> sinks = new ArrayList<>();
      List<CompletableFuture<Void>> running = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        ListSink sink = new ListSink();
        sinks.add(sink);
        running.add(
            dumpLater(
                dumps,
                request(
                    i + 1,
                    DumpRequest.Checksum.CRC32,
                    new DumpRequest.Start.AfterGtids(GtidSet.EMPTY)),
                sink,
                cancelled));
      }
      for (ListSink sink : sinks) {
        Awaitility.await()
            .until(
                () -> sink.types().stream().filter(t -> t == EventType.GTID).count(),
                count -> count == end.executed().count());
      }
      cancelled.set(true);
      service.wakeAll();
      for (CompletableFuture<Void> dump : running) {
        dump.get(20, TimeUnit.SECONDS);
      }
    }
  }

  private static CompletableFuture<Void> dumpLater(
      DumpService dumps, DumpRequest request, EventSink sink, AtomicBoolean cancelled) {
    return CompletableFuture.runAsync(
        () -> {
          try {
            dumps.dump(request, sink, cancelled::get);
          } catch (InterruptedException e) {
            throw new AssertionError(e);
          }
        },
        Executors.newVirtualThreadPerTaskExecutor());
  }

  @Test
  void aWaitingConsumerIsToldThatAResetHasRemovedItsFile() throws Exception {
    ListStream stream = new ListStream();
    try (BinlogService service = start(folder, new Workload(1), stream)) {
      DumpService dumps = new DumpService(Workload.IDENTITY, service);
      ListSink sink = new ListSink();
      CompletableFuture<Void> dump =
          dumpLater(
              dumps,
              request(
                  9, DumpRequest.Checksum.CRC32, new DumpRequest.Start.AfterGtids(GtidSet.EMPTY)),
              sink,
              new AtomicBoolean());
      long commitTs = Timestamps.of(1_790_000_000_000L, 0);
      stream.add(ListStream.control(commitTs, new ControlCommand.Rotate()));
      stream.add(ListStream.statement(++commitTs, "", "CREATE DATABASE d"));
      Awaitility.await().until(() -> sink.types().contains(EventType.GTID));
      // The new files reach past the place at which the consumer waits.
      stream.add(ListStream.control(++commitTs, new ControlCommand.Reset(1)));
      stream.add(ListStream.control(++commitTs, new ControlCommand.Rotate()));
      for (int i = 0; i < 5; i++) {
        stream.add(ListStream.statement(++commitTs, "", "CREATE DATABASE e" + i));
      }
      assertThatThrownBy(dump::join)
          .hasMessageContaining("could not find next log; the first event 'binlog.00000")
          .hasMessageContaining(" at 4, the last event read from 'binlog.000002' at ");
    }
  }
}
