/**
 * Braid as a process, beside real MySQL servers and clients. Read {@link
 * io.braid.it.DatabaseProcess} first.
 */
@org.jspecify.annotations.NullMarked
package io.braid.it;
