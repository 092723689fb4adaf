/**
 * System variables: what there is, global values and those of a session. Read {@link
 * io.braid.frontend.variable.SystemVariable} first, then {@link
 * io.braid.frontend.variable.SessionVariables}.
 */
@org.jspecify.annotations.NullMarked
package io.braid.frontend.variable;
