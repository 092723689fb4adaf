package io.braid.simulation;

import org.jspecify.annotations.Nullable;

/** A write with the key's previous version, which the leader has looked up. */
record Resolved(Write write, @Nullable Version previous) {}
