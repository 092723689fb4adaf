package io.braid.storage.node.volume;

import io.braid.common.time.Clock;
import io.braid.storage.node.StorageResources;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A process that commits rows for ever and prints each one's number once it is acknowledged: {@code
 * CommitLoad FOLDER FIRST}.
 */
public final class CommitLoad {
  private static final int WRITERS = 8;

  private CommitLoad() {}

  /** Runs until it is killed. */
  public static void main(String[] arguments) {
    Path folder = Path.of(arguments[0]);
    AtomicLong next = new AtomicLong(Long.parseLong(arguments[1]));
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    StorageResources resources = new StorageResources(16 << 20, 8 << 20, 1);
    VolumeReplica volume =
        VolumeReplica.open(
            TestVolume.options(folder),
            resources,
            Clock.system(),
            failure -> Runtime.getRuntime().halt(3));
    AtomicLong oracle = new AtomicLong(volume.highestCommitTs() + 1_000);
    for (int writer = 0; writer < WRITERS; writer++) {
      Thread.ofPlatform()
          .start(() -> {
            while (true) {
              long number = next.getAndIncrement();
              TestVolume.Writes writes =
                  TestVolume.writes()
                      .insert("k" + number, "value " + number)
                      .entry("e" + number, "k" + number);
              volume.commit(writes.build(oracle.incrementAndGet()), oracle::incrementAndGet).join();
              out.println(number);
            }
          });
    }
  }
}
