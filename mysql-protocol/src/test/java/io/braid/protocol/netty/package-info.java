/** Tests of this package. */
@org.jspecify.annotations.NullMarked
package io.braid.protocol.netty;
