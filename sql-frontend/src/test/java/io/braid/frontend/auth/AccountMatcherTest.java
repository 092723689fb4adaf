package io.braid.frontend.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.braid.common.catalog.UserAccount;
import io.braid.protocol.auth.Credential;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AccountMatcherTest {
  private final List<UserAccount> accounts = new ArrayList<>();
  private final AccountMatcher matcher = new AccountMatcher(() -> accounts);

  private void account(String user, String host) {
    accounts.add(
        new UserAccount(
            user,
            host,
            "caching_sha2_password",
            new byte[0],
            false,
            false,
            Set.of(),
            false,
            Map.of(),
            Map.of(),
            List.of()));
  }

  private String found(String user, String address) {
    return matcher
        .find(user, InetAddress.ofLiteral(address))
        .map(AccountMatcherTest::name)
        .orElse("none");
  }

  private static String name(Credential credential) {
    return credential.user() + "@" + credential.host();
  }

  @Test
  void theMostSpecificHostWins() {
    account("bob", "%");
    account("bob", "10.%");
    account("bob", "10.1.%");
    account("bob", "10.1.2.3");
    account("bob", "10.2.0.0/255.255.0.0");
    assertThat(found("bob", "10.1.2.3")).isEqualTo("bob@10.1.2.3");
    assertThat(found("bob", "10.1.9.9")).isEqualTo("bob@10.1.%");
    assertThat(found("bob", "10.2.9.9")).isEqualTo("bob@10.2.0.0/255.255.0.0");
    assertThat(found("bob", "10.9.9.9")).isEqualTo("bob@10.%");
    assertThat(found("bob", "11.0.0.1")).isEqualTo("bob@%");
    assertThat(found("alice", "10.1.2.3")).isEqualTo("none");
  }

  @Test
  void theHostComesBeforeTheUser() {
    account("bob", "%");
    account("", "localhost");
    assertThat(found("bob", "127.0.0.1")).isEqualTo("@localhost");
    account("bob", "localhost");
    assertThat(found("bob", "127.0.0.1")).isEqualTo("bob@localhost");
  }

  @Test
  void loopbackIsLocalhostAndItsAddress() {
    account("a", "localhost");
    account("b", "127.0.0.1");
    account("c", "::1");
    for (String address : List.of("127.0.0.1", "::1")) {
      assertThat(found("a", address)).isEqualTo("a@localhost");
      assertThat(found("b", address)).isEqualTo("b@127.0.0.1");
      assertThat(found("c", address)).isEqualTo("c@::1");
    }
    assertThat(found("a", "192.168.0.1")).isEqualTo("none");
  }

  @Test
  void prefixesAndBrokenMasks() {
    account("a", "192.168.4.0/22");
    account("b", "192.168.0.0/33");
    account("c", "what/ever");
    assertThat(found("a", "192.168.7.255")).isEqualTo("a@192.168.4.0/22");
    assertThat(found("a", "192.168.8.0")).isEqualTo("none");
    assertThat(found("b", "192.168.0.0")).isEqualTo("none");
    assertThat(found("c", "192.168.0.0")).isEqualTo("none");
  }
}
