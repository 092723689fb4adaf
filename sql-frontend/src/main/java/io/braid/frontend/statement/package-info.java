/**
 * Runs the statements of one session: splits and parses text, keeps the session's transaction, and
 * passes each statement to the planner, the executor, DDL, SHOW or SET. The command classes call
 * {@link io.braid.frontend.statement.SessionStatements}; the session is seen as {@link
 * io.braid.frontend.statement.SessionState}.
 */
@org.jspecify.annotations.NullMarked
package io.braid.frontend.statement;
