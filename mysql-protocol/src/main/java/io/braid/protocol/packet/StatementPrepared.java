package io.braid.protocol.packet;

/**
 * The head of the answer to {@link Command.StatementPrepare}; definitions of parameters, then of
 * columns follow it.
 *
 * @param statementId id of the statement in its connection, 32 bits
 * @param columnCount number of result columns, 0 when it returns none
 * @param parameterCount number of {@code ?}
 * @param warnings number of warnings
 */
public record StatementPrepared(
    long statementId, int columnCount, int parameterCount, int warnings) {
  public StatementPrepared {
    if (columnCount < 0 || columnCount > 0xFFFF || parameterCount < 0 || parameterCount > 0xFFFF) {
      throw new IllegalArgumentException(columnCount + " columns, " + parameterCount);
    }
  }
}
