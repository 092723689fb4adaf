/**
 * MySQL commands, sessions and the statements that the server answers itself. Commands are in
 * {@code command}, sessions in {@code session}, SHOW and the system views in {@code show}.
 */
@org.jspecify.annotations.NullMarked
package io.braid.frontend;
