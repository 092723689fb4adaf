package io.braid.frontend.auth;

import io.braid.common.MySqlError;
import io.braid.executor.ddl.PasswordHashes;
import io.braid.protocol.auth.AuthenticationPlugins;
import java.nio.charset.StandardCharsets;

/** What CREATE USER and ALTER USER store of passwords: the strings of the login mechanisms. */
public final class AccountPasswords implements PasswordHashes {
  private final AuthenticationPlugins plugins;

  /** Hashes as {@code plugins} check. */
  public AccountPasswords(AuthenticationPlugins plugins) {
    this.plugins = plugins;
  }

  @Override
  public byte[] hash(String plugin, String password) {
    return plugins
        .store(plugin, password.getBytes(StandardCharsets.UTF_8))
        .orElseThrow(() -> MySqlError.ER_PLUGIN_IS_NOT_LOADED.with(plugin));
  }

  @Override
  public boolean isValid(String plugin, byte[] stored) {
    return plugins.isWellFormed(plugin, stored);
  }
}
