package io.braid.common.catalog;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;

/**
 * Writes the parts of a catalog record. A number is a zigzag varint: seven bits a byte, the lowest
 * first, the top bit set on all but the last, of (n << 1) ^ (n >> 63).
 */
final class CatalogWriter {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream(256);

  CatalogWriter(char kind, int version) {
    out.write(kind);
    out.write(version);
  }

  void number(long value) {
    long rest = value << 1 ^ value >> 63;
    while ((rest & ~0x7FL) != 0) {
      out.write((int) (rest & 0x7F | 0x80));
      rest >>>= 7;
    }
    out.write((int) rest);
  }

  void bool(boolean value) {
    out.write(value ? 1 : 0);
  }

  void bytes(byte[] value) {
    number(value.length);
    out.writeBytes(value);
  }

  void string(String value) {
    bytes(value.getBytes(StandardCharsets.UTF_8));
  }

  <T> void list(List<T> elements, Consumer<? super T> writeOne) {
    number(elements.size());
    elements.forEach(writeOne);
  }

  byte[] toByteArray() {
    return out.toByteArray();
  }
}
