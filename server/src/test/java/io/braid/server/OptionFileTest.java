package io.braid.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

final class OptionFileTest {
  private static final Path FILE = Path.of("my.cnf");

  @Test
  void readsItsOwnGroupOnly() throws StartFailure {
    OptionFile file = parse("[mysqld]", "port=1", "[braid]", "port = 4000", "[client]", "port=2");
    assertThat(file.values()).containsExactlyEntriesOf(java.util.Map.of("port", "4000"));
  }

  @Test
  void dashAndUnderscoreMeanTheSame() throws StartFailure {
    assertThat(parse("[braid]", "log_file=x").values()).containsEntry("log-file", "x");
  }

  @Test
  void commentsQuotesAndEscapesFollowMySql() throws StartFailure {
    OptionFile file =
        parse(
            "# comment",
            "; comment",
            "[braid]",
            "data = /a b/c # comment",
            "bind = '::1' # comment",
            "log-file = \"x\\ty # z\"",
            "insecure-remote-root");
    assertThat(file.values())
        .containsEntry("data", "/a b/c")
        .containsEntry("bind", "::1")
        .containsEntry("log-file", "x\ty # z")
        .containsEntry("insecure-remote-root", "true");
  }

  @Test
  void unknownKeyNamesTheNearestOne() throws StartFailure {
    OptionFile file = parse("[braid]", "prot=3306");
    assertThatThrownBy(() -> file.checkKeys(List.of("data", "port", "bind")))
        .isInstanceOf(StartFailure.class)
        .hasMessage("option file my.cnf: unknown option 'prot'; did you mean 'port'?");
  }

  @Test
  void errorsNameTheLine() {
    assertThatThrownBy(() -> parse("[braid]", "", "data='x")).hasMessageContaining("my.cnf line 3");
    assertThatThrownBy(() -> parse("port=1")).hasMessageContaining("before the first [group]");
    assertThatThrownBy(() -> parse("[braid")).hasMessageContaining("closing bracket");
    assertThatThrownBy(() -> parse("[braid]", "!include x")).hasMessageContaining("not supported");
  }

  private static OptionFile parse(String... lines) throws StartFailure {
    return OptionFile.parse(FILE, List.of(lines));
  }
}
