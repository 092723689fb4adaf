package io.braid.protocol.packet;

/** The value of a parameter of a prepared statement or of a query attribute. */
public sealed interface ParameterValue {
  /** SQL NULL. */
  record Null() implements ParameterValue {}

  /**
   * TINY, SHORT, INT24, LONG, LONGLONG, YEAR and BOOL.
   *
   * @param value the number; with {@code unsigned} its 64 bits are to be read as unsigned
   */
  record Integer(long value, boolean unsigned) implements ParameterValue {}

  /** FLOAT. */
  record Single(float value) implements ParameterValue {}

  /** DOUBLE. */
  record Double(double value) implements ParameterValue {}

  /**
   * Every type sent as a string: text in the character set of the connection, binary strings,
   * decimals, JSON, bits, and data sent with {@link Command.StatementSendLongData}.
   *
   * @param type the type byte, which tells text from binary strings and decimals
   */
  record Bytes(WireType type, byte[] value) implements ParameterValue {}

  /**
   * DATE, DATETIME and TIMESTAMP, unchecked: zero and impossible dates arrive too.
   *
   * @param type the type byte
   * @param microseconds 0 to 4294967295 as sent
   */
  record DateTime(
      WireType type,
      int year,
      int month,
      int day,
      int hour,
      int minute,
      int second,
      long microseconds)
      implements ParameterValue {}

  /**
   * TIME, unchecked.
   *
   * @param days whole days, unsigned 32 bits
   * @param microseconds 0 to 4294967295 as sent
   */
  record Time(boolean negative, long days, int hour, int minute, int second, long microseconds)
      implements ParameterValue {}
}
