/** Which account a client is. Read {@link io.braid.frontend.auth.AccountMatcher} first. */
@org.jspecify.annotations.NullMarked
package io.braid.frontend.auth;
