package io.braid.executor.ddl;

/** Turns passwords into what the authentication plugins store. */
public interface PasswordHashes {
  /** The stored form of a password; empty for an empty one. */
  byte[] hash(String plugin, String password);

  /** Whether bytes can be the stored form of a plugin. */
  boolean isValid(String plugin, byte[] stored);
}
