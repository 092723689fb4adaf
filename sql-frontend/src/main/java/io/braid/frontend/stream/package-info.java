/** Functions over GTIDs. Read {@link io.braid.frontend.stream.GtidFunctions} first. */
@org.jspecify.annotations.NullMarked
package io.braid.frontend.stream;
