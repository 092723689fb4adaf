package io.braid.frontend.auth;

import io.braid.common.catalog.UserAccount;
import java.util.Collection;

/** Where accounts are kept. */
public interface AccountSource {
  /** All accounts as of now. */
  Collection<UserAccount> accounts();
}
