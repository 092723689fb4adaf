/**
 * SHOW and the system views (information_schema). A SHOW statement is rewritten into a query over a
 * system view, so that LIKE and WHERE mean what they mean in SELECT. Read {@link
 * io.braid.frontend.show.ShowRewriter} and {@link io.braid.frontend.show.SystemViews} first.
 */
@org.jspecify.annotations.NullMarked
package io.braid.frontend.show;
