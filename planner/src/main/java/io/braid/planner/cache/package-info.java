/**
 * Plans kept for statements that differ in their literals only; read {@link
 * io.braid.planner.cache.CachingPlanner} first.
 */
@NullMarked
package io.braid.planner.cache;

import org.jspecify.annotations.NullMarked;
