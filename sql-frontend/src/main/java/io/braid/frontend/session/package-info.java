/**
 * Sessions: what lasts from login to the end of a connection. Read {@link
 * io.braid.frontend.session.Session} and {@link io.braid.frontend.session.Sessions} first.
 */
@org.jspecify.annotations.NullMarked
package io.braid.frontend.session;
