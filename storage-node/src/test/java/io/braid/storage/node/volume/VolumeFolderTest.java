package io.braid.storage.node.volume;

import static io.braid.storage.node.volume.TestVolume.writes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.braid.common.time.Clock;
import io.braid.storage.KeySpace;
import io.braid.storage.Timestamps;
import io.braid.storage.VolumeId;
import io.braid.storage.node.StorageResources;
import io.braid.storage.node.log.LogFailedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which folders a volume opens, and that a refused one is left as it was. */
final class VolumeFolderTest {
  @TempDir Path temporary;

  @Test
  void superblockBytesAreFixed() {
    Superblock block =
        new Superblock(
            1,
            new UUID(0x0102030405060708L, 0x090A0B0C0D0E0F10L),
            new VolumeId(3),
            new UUID(0x1112131415161718L, 0x191A1B1C1D1E1F20L),
            new UUID(0x2122232425262728L, 0x292A2B2C2D2E2F30L),
            7,
            LogMode.RAFT,
            5,
            9,
            true);
    assertThat(HexFormat.of().formatHex(block.encode()))
        .isEqualTo(
            "4252414944564f4c000000010102030405060708090a0b0c0d0e0f1000000003"
                + "1112131415161718191a1b1c1d1e1f202122232425262728292a2b2c2d2e2f30"
                + "000000000000000701000000000000000500000000000000090100001fef438f");
    assertThat(Superblock.decode(block.encode())).isEqualTo(block);
  }

  @Test
  void damagedSuperblockIsRefusedAtEveryByte() {
    byte[] bytes = superblock(1).encode();
    for (int i = 0; i < bytes.length; i++) {
      byte[] damaged = bytes.clone();
      damaged[i] ^= 0x40;
      assertThatThrownBy(() -> Superblock.decode(damaged))
          .isInstanceOf(VolumeRefusedException.class);
    }
  }

  private static Superblock superblock(int format) {
    return new Superblock(
        format,
        new UUID(1, 1),
        VolumeId.META,
        new UUID(3, 3),
        new UUID(2, 2),
        1,
        LogMode.LOCAL,
        0,
        0,
        true);
  }

  @Test
  void folderInUseIsRefused() throws IOException {
    Path folder = temporary.resolve("volume");
    try (TestVolume test = new TestVolume(folder)) {
      test.commit(writes().insert("a", "1"));
      assertRefused(folder, TestVolume.options(folder), "is in use by another process");
      assertThat(test.row("a", Timestamps.NEWEST)).hasValue("1");
    }
  }

  @Test
  void folderOfAnotherClusterVolumeNodeOrLogIsRefused() throws IOException {
    Path folder = temporary.resolve("volume");
    new TestVolume(folder).close();
    UUID cluster = new UUID(1, 1);
    UUID owner = new UUID(2, 2);
    assertRefused(
        folder,
        VolumeOptions.local(folder, new UUID(9, 9), VolumeId.META, owner),
        "belongs to cluster");
    assertRefused(
        folder, VolumeOptions.local(folder, cluster, new VolumeId(4), owner), "is volume 0, not 4");
    assertRefused(
        folder,
        VolumeOptions.local(folder, cluster, VolumeId.META, new UUID(9, 9)),
        "belongs to node");
    VolumeOptions options = TestVolume.options(folder);
    assertRefused(
        folder,
        new VolumeOptions(
            folder,
            cluster,
            VolumeId.META,
            owner,
            LogMode.RAFT,
            options.commitBytesMax(),
            options.waitMax(),
            options.outcomeKept()),
        "was made with log LOCAL, not RAFT");
    new TestVolume(folder).close();
  }

  @Test
  void folderOfNewerFormatIsRefused() throws IOException {
    Path folder = temporary.resolve("volume");
    new TestVolume(folder).close();
    Files.write(folder.resolve("SUPERBLOCK"), superblock(2).encode());
    assertRefused(folder, TestVolume.options(folder), "is in format 2");
  }

  @Test
  void folderWithForeignFilesIsRefused() throws IOException {
    Path folder = temporary.resolve("volume");
    Files.createDirectories(folder);
    Files.writeString(folder.resolve("thesis.txt"), "text");
    assertRefused(folder, TestVolume.options(folder), "holds files (thesis.txt)");
    assertThat(folder.resolve("LOCK")).doesNotExist();
  }

  @Test
  void firstStartThatWasInterruptedIsTakenUp() throws IOException {
    Path folder = temporary.resolve("volume");
    Files.createDirectories(folder);
    Files.write(folder.resolve("LOCK"), new byte[0]);
    Files.write(folder.resolve("SUPERBLOCK.new"), new byte[10]);
    new TestVolume(folder).close();
  }

  @Test
  void databaseThatWasRemovedIsNotMadeAnew() throws IOException {
    Path folder = temporary.resolve("volume");
    writeRows(folder);
    try (Stream<Path> files = Files.list(folder.resolve("db"))) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    assertThatThrownBy(() -> new TestVolume(folder)).isInstanceOf(LogFailedException.class);
    assertThat(folder.resolve("db").resolve("CURRENT")).doesNotExist();
  }

  @Test
  void logCutShortInItsLastRecordOpensWithAllBefore() throws IOException {
    Path folder = temporary.resolve("volume");
    Path log = writeRows(folder);
    byte[] bytes = Files.readAllBytes(log);
    Files.write(log, java.util.Arrays.copyOf(bytes, bytes.length - 5));
    try (TestVolume test = new TestVolume(folder)) {
      assertThat(test.scan(KeySpace.ROW_INDEX, Timestamps.NEWEST, false)).hasSize(19);
    }
  }

  @Test
  void logDamagedBeforeItsEndIsRefused() throws IOException {
    Path folder = temporary.resolve("volume");
    Path log = writeRows(folder);
    byte[] bytes = Files.readAllBytes(log);
    bytes[bytes.length / 2] ^= 1;
    Files.write(log, bytes);
    assertThatThrownBy(() -> new TestVolume(folder))
        .isInstanceOf(LogFailedException.class)
        .hasMessageContaining("cannot open the volume's files in " + folder.resolve("db"));
  }

  private static Path writeRows(Path folder) throws IOException {
    try (TestVolume test = new TestVolume(folder)) {
      for (int i = 0; i < 20; i++) {
        test.commit(writes().insert("k" + i, "value " + i));
      }
    }
    try (Stream<Path> files = Files.list(folder.resolve("db"))) {
      List<Path> logs = files.filter(file -> file.toString().endsWith(".log")).toList();
      assertThat(logs).hasSize(1);
      return logs.getFirst();
    }
  }

  private static void assertRefused(Path folder, VolumeOptions options, String message)
      throws IOException {
    Map<Path, String> before = contents(folder);
    try (StorageResources resources = new StorageResources(8 << 20, 4 << 20, 1)) {
      assertThatThrownBy(
              () -> VolumeReplica.open(options, resources, Clock.system(), failure -> {}))
          .isInstanceOf(VolumeRefusedException.class)
          .hasMessageStartingWith("volume folder " + folder + " ")
          .hasMessageContaining(message);
    }
    assertThat(contents(folder)).isEqualTo(before);
  }

  private static Map<Path, String> contents(Path folder) throws IOException {
    Map<Path, String> contents = new TreeMap<>();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        contents.put(file, HexFormat.of().formatHex(Files.readAllBytes(file)));
      }
    }
    return contents;
  }
}
