/** Certificates and keys of the server. Read {@link io.braid.protocol.tls.ServerKeys} first. */
@org.jspecify.annotations.NullMarked
package io.braid.protocol.tls;
