package io.braid.frontend.auth;

import io.braid.common.catalog.UserAccount;
import io.braid.protocol.auth.Credential;
import io.braid.protocol.auth.CredentialSource;
import java.net.InetAddress;
import java.util.Comparator;
import java.util.Optional;

/**
 * Finds the account of a client by MySQL's rules: of all accounts whose host covers the client, the
 * most specific host decides; with the same host a named user comes before the anonymous one.
 *
 * @see "MySQL 9.7 Reference Manual, Access Control, Stage 1: Connection Verification"
 */
public final class AccountMatcher implements CredentialSource {
  private static final Comparator<UserAccount> MOST_SPECIFIC =
      Comparator.<UserAccount>comparingInt(account -> new HostPattern(account.host()).specificity())
          .thenComparing(account -> !account.user().isEmpty())
          .thenComparing(UserAccount::host);

  private final AccountSource source;

  /** Finds among the accounts of {@code source}. */
  public AccountMatcher(AccountSource source) {
    this.source = source;
  }

  @Override
  public Optional<Credential> find(String user, InetAddress client) {
    return source.accounts().stream()
        .filter(account -> account.user().isEmpty() || account.user().equals(user))
        .filter(account -> new HostPattern(account.host()).matches(client))
        .max(MOST_SPECIFIC)
        .map(account ->
            new Credential(
                account.user(), account.host(), account.plugin(), account.authentication()));
  }

  /** The account with exactly this name, as a login found it. */
  public Optional<UserAccount> account(Credential credential) {
    return source.accounts().stream()
        .filter(account ->
            account.user().equals(credential.user()) && account.host().equals(credential.host()))
        .findFirst();
  }
}
