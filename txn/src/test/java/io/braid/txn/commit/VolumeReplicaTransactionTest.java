package io.braid.txn.commit;

import io.braid.common.time.Clock;
import io.braid.storage.VolumeId;
import io.braid.storage.node.StorageResources;
import io.braid.storage.node.volume.Volume;
import io.braid.storage.node.volume.VolumeOptions;
import io.braid.storage.node.volume.VolumeReplica;
import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The contract on a stored volume. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class VolumeReplicaTransactionTest extends TransactionContract {
  @TempDir private Path folder;
  private StorageResources resources;
  private int opened;

  @BeforeAll
  void openResources() {
    resources = new StorageResources(32 << 20, 16 << 20, 1);
  }

  @AfterAll
  void closeResources() {
    resources.close();
  }

  @Override
  Volume newVolume() {
    return VolumeReplica.open(
        VolumeOptions.local(
            folder.resolve("volume" + opened++), new UUID(1, 1), VolumeId.META, new UUID(2, 2)),
        resources,
        Clock.system(),
        failure -> {
          throw new AssertionError(failure);
        });
  }
}
