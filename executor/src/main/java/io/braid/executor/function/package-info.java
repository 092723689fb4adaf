/**
 * MySQL's operators and functions, in libraries by subject. Read {@link
 * io.braid.executor.function.Functions} for the list, {@link
 * io.braid.executor.function.GeneralFunctions} for how one is written.
 */
@org.jspecify.annotations.NullMarked
package io.braid.executor.function;
