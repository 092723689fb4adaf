/**
 * MySQL commands, sessions and the statements that the server answers itself. {@link
 * io.braid.frontend.SqlFrontend} puts them together; commands are in {@code command}, sessions in
 * {@code session}, SHOW and the system views in {@code show}.
 */
@org.jspecify.annotations.NullMarked
package io.braid.frontend;
