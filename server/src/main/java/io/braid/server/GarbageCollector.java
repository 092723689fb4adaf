package io.braid.server;

import io.braid.storage.node.volume.Volume;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Removes history that neither a snapshot nor the binlog needs, every few seconds. */
final class GarbageCollector implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(GarbageCollector.class);
  private static final long INTERVAL_SECONDS = 10;

  private final List<Volume> volumes;
  private final LongSupplier safePoint;
  private final CountDownLatch stop = new CountDownLatch(1);
  private final Thread thread;

  /**
   * @param safePoint the timestamp below which nobody reads
   */
  GarbageCollector(List<Volume> volumes, LongSupplier safePoint) {
    this.volumes = List.copyOf(volumes);
    this.safePoint = safePoint;
    thread = Thread.ofPlatform().name("garbage-collector").daemon().start(this::run);
  }

  private void run() {
    try {
      while (!stop.await(INTERVAL_SECONDS, TimeUnit.SECONDS)) {
        collect();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void collect() {
    try {
      long point = safePoint.getAsLong();
      if (point > 0) {
        for (Volume volume : volumes) {
          volume.collectGarbage(point);
        }
      }
    } catch (RuntimeException e) {
      LOG.error("garbage collection failed; the change log grows until a later try succeeds", e);
    }
  }

  @Override
  public void close() throws InterruptedException {
    stop.countDown();
    thread.join();
  }
}
