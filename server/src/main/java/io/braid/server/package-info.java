/**
 * Entry point, configuration and wiring of a node. Read {@link io.braid.server.Main} first, then
 * {@link io.braid.server.StartCommand}.
 */
@org.jspecify.annotations.NullMarked
package io.braid.server;
