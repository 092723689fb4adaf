package io.braid.binlog.file;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.braid.binlog.ListStream;
import io.braid.binlog.Workload;
import io.braid.binlog.dump.DumpRequest;
import io.braid.binlog.dump.DumpService;
import io.braid.binlog.dump.EventSink;
import io.braid.common.time.Clock;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a dump may allocate, which needs no quiet machine to be measured. */
class DumpCostTest {
  private static final long HEAP_BYTES_OF_A_DUMP_MAX = 64 << 10;

  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private static final class CountingSink implements EventSink {
    private int events;
    private long bytes;

    @Override
    public void startEvent(int eventBytes) {
      events++;
    }

    @Override
    public void bytes(ByteBuffer from, int offset, int length) {
      bytes += length;
    }

    @Override
    public void flush() {}
  }

  @Test
  void anEventOfADumpIsNoObject(@TempDir Path folder) throws Exception {
    Workload workload = new Workload(21);
    ListStream stream = new ListStream();
    List<ListStream.Entry> entries = workload.entries(3_000, false);
    entries.forEach(stream::add);
    try (BinlogService service =
        BinlogService.start(
            Workload.IDENTITY,
            folder,
            workload.tables(),
            stream::open,
            Clock.system(),
            failure -> {})) {
      var end = service.waitUntilGenerated(entries.getLast().commitTs(), Duration.ofSeconds(20));
      DumpService dumps = new DumpService(Workload.IDENTITY, service);
      for (DumpRequest.Checksum checksum :
          List.of(DumpRequest.Checksum.CRC32, DumpRequest.Checksum.NONE)) {
        DumpRequest request =
            new DumpRequest(
                1,
                0,
                Optional.empty(),
                0,
                checksum,
                Duration.ZERO,
                new DumpRequest.Start.AtPosition("", 4));
        dumps.dump(request, new CountingSink(), () -> false);
        CountingSink sink = new CountingSink();
        long before = threads.getCurrentThreadAllocatedBytes();
        dumps.dump(request, sink, () -> false);
        long allocated = threads.getCurrentThreadAllocatedBytes() - before;
        assertThat(sink.events).isGreaterThan(10_000);
        assertThat(sink.bytes).isGreaterThan(end.position() / 2);
        assertThat(allocated).isLessThan(HEAP_BYTES_OF_A_DUMP_MAX);
      }
    }
  }
}
