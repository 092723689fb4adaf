/**
 * A cluster of state machines in one thread, run from one seed, with checkers for what must hold
 * whatever happens. Read {@link io.braid.simulation.Simulation} first; docs/simulation.md says how
 * to run it.
 */
@org.jspecify.annotations.NullMarked
package io.braid.simulation;
