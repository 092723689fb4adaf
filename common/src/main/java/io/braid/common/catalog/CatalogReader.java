package io.braid.common.catalog;

import io.braid.common.Invariant;
import io.braid.common.InvariantViolation;
import io.braid.common.UnknownFormatException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/** Reads what {@link CatalogWriter} wrote, checking every bound. */
final class CatalogReader {
  private final byte[] bytes;
  private int position = 2;

  /**
   * @throws UnknownFormatException if the record is newer than {@code newest}
   */
  CatalogReader(byte[] bytes, char kind, String what, int newest) {
    this.bytes = bytes;
    Invariant.check(bytes.length >= 2 && bytes[0] == kind, "the bytes are %s", what);
    int version = bytes[1] & 0xFF;
    if (version < 1 || version > newest) {
      throw new UnknownFormatException(what, version, newest);
    }
  }

  static InvariantViolation unknown(String what, Object found) {
    return new InvariantViolation("a catalog record has no " + what + " " + found);
  }

  long number() {
    long value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      int b = next();
      value |= (long) (b & 0x7F) << shift;
      if (b >= 0) {
        return value >>> 1 ^ -(value & 1);
      }
    }
    throw new InvariantViolation("a varint has at most ten bytes");
  }

  int integer() {
    long value = number();
    Invariant.check(value == (int) value, "%s is a 32-bit number", value);
    return (int) value;
  }

  boolean bool() {
    int b = next();
    Invariant.check(b == 0 || b == 1, "%s is a truth value", b);
    return b == 1;
  }

  byte[] bytes() {
    int length = integer();
    Invariant.check(length >= 0 && length <= bytes.length - position, "%s bytes are left", length);
    byte[] value = Arrays.copyOfRange(bytes, position, position + length);
    position += length;
    return value;
  }

  BigInteger bigInteger() {
    byte[] value = bytes();
    Invariant.check(value.length > 0, "a number has a byte");
    return new BigInteger(value);
  }

  String string() {
    return new String(bytes(), StandardCharsets.UTF_8);
  }

  <E extends Enum<E>> E constant(Class<E> type) {
    String name = string();
    for (E constant : type.getEnumConstants()) {
      if (constant.name().equals(name)) {
        return constant;
      }
    }
    throw unknown(type.getSimpleName(), name);
  }

  <T> List<T> list(Function<CatalogReader, T> readOne) {
    int count = integer();
    Invariant.check(count >= 0 && count <= bytes.length - position, "%s elements are left", count);
    List<T> list = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      list.add(readOne.apply(this));
    }
    return list;
  }

  void end() {
    Invariant.check(position == bytes.length, "a catalog record ends with its last part");
  }

  private int next() {
    Invariant.check(position < bytes.length, "a catalog record goes on");
    return bytes[position++];
  }
}
