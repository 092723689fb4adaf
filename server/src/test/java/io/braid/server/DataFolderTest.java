package io.braid.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DataFolderTest {
  @TempDir private Path temporary = Path.of("");

  @Test
  void aNewFolderIsMadeAndOpensAgain() throws Exception {
    Path path = temporary.resolve("a/b");
    DataFolder.open(path).close();
    Files.writeString(path.resolve("something"), "of a module");
    DataFolder.open(path).close();
    assertThat(path.resolve("braid.folder")).hasContent("braid data folder, format 1");
    assertThat(DataFolder.owner(path)).isEmpty();
  }

  @Test
  void aForeignFolderIsLeftAlone() throws IOException {
    Files.writeString(temporary.resolve("ibdata1"), "precious");
    assertThatThrownBy(() -> DataFolder.open(temporary))
        .isInstanceOf(StartFailure.class)
        .hasMessageContaining("is not a Braid data folder (it holds 'ibdata1')");
    assertThat(temporary.toFile().list()).containsExactly("ibdata1");
  }

  @Test
  void aFormatFromTheFutureIsRefused() throws IOException {
    Files.writeString(temporary.resolve("braid.folder"), "braid data folder, format 2\n");
    assertThatThrownBy(() -> DataFolder.open(temporary))
        .isInstanceOf(StartFailure.class)
        .hasMessageContaining("newer Braid (data format 2, this one reads up to 1)");
    assertThat(temporary.toFile().list()).containsExactly("braid.folder");
  }

  @Test
  void aDamagedMarkerIsRefused() throws IOException {
    Files.writeString(temporary.resolve("braid.folder"), "\0\0\0\0");
    assertThatThrownBy(() -> DataFolder.open(temporary))
        .isInstanceOf(StartFailure.class)
        .hasMessageContaining("is damaged");
  }

  @Test
  void aFileIsNoFolder() throws IOException {
    Path file = Files.writeString(temporary.resolve("file"), "");
    assertThatThrownBy(() -> DataFolder.open(file))
        .isInstanceOf(StartFailure.class)
        .hasMessageStartingWith("cannot use the data folder");
  }

  @Test
  void aFirstStartThatDiedBeforeItsMarkerCanBeRepeated() throws Exception {
    Files.writeString(temporary.resolve("braid.lock"), "123\n");
    Files.writeString(temporary.resolve("braid.folder.new"), "braid da");
    DataFolder.open(temporary).close();
    assertThat(temporary.resolve("braid.folder")).hasContent("braid data folder, format 1");
  }
}
