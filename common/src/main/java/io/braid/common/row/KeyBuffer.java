package io.braid.common.row;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/**
 * A growing buffer that keys are encoded into; reused from key to key. Unlike its parent it takes
 * no lock; it belongs to one thread. While {@code mask} is 0xFF every byte is stored inverted,
 * which is how descending parts get their order.
 */
public final class KeyBuffer extends ByteArrayOutputStream {
  private int mask;

  /** An empty buffer. */
  public KeyBuffer() {
    super(64);
  }

  @Override
  @SuppressWarnings("UnsynchronizedOverridesSynchronized") // one thread only, see above
  public void write(int b) {
    if (count == buf.length) {
      buf = Arrays.copyOf(buf, count * 2);
    }
    buf[count++] = (byte) (b ^ mask);
  }

  @Override
  @SuppressWarnings("UnsynchronizedOverridesSynchronized") // one thread only, see above
  public void write(byte[] bytes, int offset, int length) {
    if (length > buf.length - count) {
      buf = Arrays.copyOf(buf, Math.max(Math.addExact(count, length), count * 2));
    }
    System.arraycopy(bytes, offset, buf, count, length);
    if (mask != 0) {
      for (int i = count; i < count + length; i++) {
        buf[i] ^= (byte) mask;
      }
    }
    count += length;
  }

  /** Number of bytes. */
  public int length() {
    return count;
  }

  /** The buffer's own array; its first {@link #length} bytes are the key until the next change. */
  public byte[] array() {
    return buf;
  }

  /** Drops all bytes from {@code length} on, to encode another key behind a common prefix. */
  public void truncate(int length) {
    if (length < 0 || length > count) {
      throw new IndexOutOfBoundsException(length);
    }
    count = length;
  }

  void invert(boolean inverted) {
    mask = inverted ? 0xFF : 0;
  }

  void putBigEndian(long value, int bytes) {
    for (int i = bytes - 1; i >= 0; i--) {
      write((int) (value >>> (8 * i)));
    }
  }

  /**
   * Makes room and returns where it starts; the caller fills the array and calls {@link #filled}.
   */
  int reserve(int bytes) {
    if (bytes > buf.length - count) {
      buf = Arrays.copyOf(buf, Math.max(count + bytes, count * 2));
    }
    return count;
  }

  void filled(int bytes) {
    for (int i = count; mask != 0 && i < count + bytes; i++) {
      buf[i] ^= (byte) mask;
    }
    count += bytes;
  }
}
