/**
 * Authentication mechanisms, without any knowledge of where accounts are kept. Read {@link
 * io.braid.protocol.auth.LoginExchange} first.
 */
@org.jspecify.annotations.NullMarked
package io.braid.protocol.auth;
