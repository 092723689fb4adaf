package io.braid.server;

import io.braid.common.InvariantViolation;
import io.braid.common.time.Clock;
import io.braid.storage.node.StorageResources;
import io.braid.storage.node.volume.VolumeOptions;
import io.braid.storage.node.volume.VolumeReplica;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens the volumes of a node, as many at once as there are processors, and tells of long ones. */
final class VolumeOpening {
  private static final Logger LOG = LoggerFactory.getLogger(VolumeOpening.class);

  /** How often a start that takes long says what it does. */
  static final Duration REPORT_INTERVAL = Duration.ofSeconds(3);

  private static final long MEGABYTE = 1_000_000;

  private VolumeOpening() {}

  /**
   * Opens all or none.
   *
   * @param onFailure see {@link VolumeReplica#open}
   * @return in the order of {@code volumes}
   */
  static List<VolumeReplica> open(
      List<VolumeOptions> volumes,
      StorageResources resources,
      Clock clock,
      Consumer<Throwable> onFailure)
      throws StartFailure {
    List<Future<VolumeReplica>> opening = new ArrayList<>();
    try (ExecutorService openers =
        Executors.newFixedThreadPool(
            Math.min(volumes.size(), Runtime.getRuntime().availableProcessors()),
            Thread.ofPlatform().name("open-volume-", 0).daemon().factory())) {
      for (VolumeOptions options : volumes) {
        opening.add(openers.submit(() -> VolumeReplica.open(options, resources, clock, onFailure)));
      }
      for (int i = 0; i < opening.size(); i++) {
        await(opening.get(i), volumes.get(i));
      }
    }
    return outcome(opening);
  }

  private static void await(Future<VolumeReplica> opening, VolumeOptions options)
      throws StartFailure {
    for (Duration waited = REPORT_INTERVAL; ; waited = waited.plus(REPORT_INTERVAL)) {
      try {
        var opened = opening.get(REPORT_INTERVAL.toNanos(), TimeUnit.NANOSECONDS);
        return;
      } catch (TimeoutException stillOpening) {
        LOG.info(
            "volume {} is being opened since {} s: {} MB of its log are replayed",
            options.volume().value(),
            waited.toSeconds(),
            bytesOf(options.folder(), ".log") / MEGABYTE);
      } catch (ExecutionException reportedLater) {
        return;
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
        throw new StartFailure("interrupted while volumes were opened", interrupted);
      }
    }
  }

  private static List<VolumeReplica> outcome(List<Future<VolumeReplica>> opening)
      throws StartFailure {
    List<VolumeReplica> opened = new ArrayList<>();
    Optional<Throwable> failure = Optional.empty();
    for (Future<VolumeReplica> each : opening) {
      switch (each.state()) {
        case SUCCESS -> opened.add(each.resultNow());
        case FAILED -> failure = failure.or(() -> Optional.of(each.exceptionNow()));
        case CANCELLED, RUNNING -> throw new InvariantViolation("the openers have ended");
      }
    }
    if (failure.isEmpty()) {
      return opened;
    }
    opened.forEach(VolumeReplica::close);
    switch (failure.get()) {
      case RuntimeException damaged -> throw damaged;
      case Error error -> throw error;
      case Throwable other -> throw new StartFailure("a volume cannot be opened", other);
    }
  }

  /** What the files with an ending take, for lines of progress: 0 when it cannot be seen. */
  static long bytesOf(Path folder, String ending) {
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(file -> file.toString().endsWith(ending) && Files.isRegularFile(file))
          .mapToLong(file -> file.toFile().length())
          .sum();
    } catch (IOException | UncheckedIOException goneMeanwhile) {
      return 0;
    }
  }
}
