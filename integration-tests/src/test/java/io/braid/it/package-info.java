/** Braid as a process, beside real MySQL. Read BraidProcess first. */
@org.jspecify.annotations.NullMarked
package io.braid.it;
