/** Time as a dependency. Read {@link io.braid.common.time.Clock} first. */
@org.jspecify.annotations.NullMarked
package io.braid.common.time;
