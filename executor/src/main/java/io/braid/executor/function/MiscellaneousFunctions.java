package io.braid.executor.function;

import io.braid.common.MySqlError;
import io.braid.common.type.Collation;
import io.braid.common.type.ColumnType;
import io.braid.executor.expression.Arguments;
import io.braid.executor.expression.FunctionSet;
import io.braid.executor.expression.Result;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;

/** UUIDs, network addresses, SLEEP(), and what is known of a value's character set. */
final class MiscellaneousFunctions implements FunctionSet.Library {
  private static final Pattern UUID_TEXT =
      Pattern.compile(
          "\\{?[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}\\}?"
              + "|[0-9a-fA-F]{32}");
  private static final Pattern IPV4 = Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){0,3}");
  private static final Pattern IPV6 = Pattern.compile("[0-9a-fA-F:.]*:[0-9a-fA-F:.]*");
  private static final int RANDOM_BYTES_MAX = 1024;
  private static final int UUID_BYTES = 16;
  private static final long GREGORIAN_OFFSET_MILLIS = 12_219_292_800_000L;
  private static final long SLEEP_POLL_MILLIS = 50;

  private final SecureRandom random = new SecureRandom();
  private final long node = random.nextLong() | 1L << 40;
  private final int clockSequence = random.nextInt(1 << 14);
  private final AtomicLong lastUuidTime = new AtomicLong();
  private final AtomicLong shortUuid = new AtomicLong(System.currentTimeMillis() / 1000 << 24);

  @Override
  public void addTo(FunctionSet.Builder builder) {
    builder
        .row("uuid", (in, out) -> out.setText(timeUuid().toString()))
        .row("uuid_short", (in, out) -> out.setLong(shortUuid.incrementAndGet()))
        .strict("is_uuid", (in, out) -> out.setBoolean(isUuid(in.asText(0))))
        .strict("uuid_to_bin", MiscellaneousFunctions::uuidToBinary)
        .strict("bin_to_uuid", MiscellaneousFunctions::binaryToUuid)
        .strict("inet_aton", MiscellaneousFunctions::addressToNumber)
        .strict("inet_ntoa", MiscellaneousFunctions::numberToAddress)
        .strict("inet6_aton", MiscellaneousFunctions::addressToBytes)
        .strict("inet6_ntoa", MiscellaneousFunctions::bytesToAddress)
        .strict("random_bytes", this::randomBytes)
        .row("sleep", MiscellaneousFunctions::sleep)
        .row("charset", (in, out) -> out.setText(collation(in.type(0)).charset().mysqlName()))
        .row("collation", (in, out) -> out.setText(collation(in.type(0)).mysqlName()))
        .row("name_const", (in, out) -> out.setArgument(in, 1));
  }

  private static Collation collation(ColumnType type) {
    return switch (type.family()) {
      case STRING, ENUM, SET -> type.collation();
      case JSON -> Collation.UTF8MB4_BIN;
      default -> Collation.BINARY;
    };
  }

  /** A version 1 UUID: 100 ns since 1582, never the same twice in this process. */
  private UUID timeUuid() {
    long now = (System.currentTimeMillis() + GREGORIAN_OFFSET_MILLIS) * 10_000;
    long time = lastUuidTime.accumulateAndGet(now, (last, next) -> Math.max(last + 1, next));
    long high = time << 32 | (time >>> 16 & 0xFFFF0000L) | 0x1000 | time >>> 48 & 0xFFF;
    long low = 0x8000_0000_0000_0000L | (long) clockSequence << 48 | node & 0xFFFF_FFFF_FFFFL;
    return new UUID(high, low);
  }

  private static boolean isUuid(String text) {
    return UUID_TEXT.matcher(text).matches() && text.startsWith("{") == text.endsWith("}");
  }

  private static void uuidToBinary(Arguments in, Result out) {
    String text = in.asText(0);
    if (!isUuid(text)) {
      throw MySqlError.ER_WRONG_VALUE_FOR_TYPE.with("string", text, "uuid_to_bin");
    }
    byte[] bytes = HexFormat.of().parseHex(text.replaceAll("[-{}]", ""));
    boolean swap = in.count() > 1 && in.asLong(1) != 0;
    out.setBytes(swap ? swapped(bytes) : bytes);
  }

  /** Time-low and time-high change places, so that version 1 UUIDs sort by time. */
  private static byte[] swapped(byte[] bytes) {
    byte[] swapped = bytes.clone();
    System.arraycopy(bytes, 6, swapped, 0, 2);
    System.arraycopy(bytes, 4, swapped, 2, 2);
    System.arraycopy(bytes, 0, swapped, 4, 4);
    return swapped;
  }

  private static void binaryToUuid(Arguments in, Result out) {
    byte[] bytes = in.asBytes(0);
    if (bytes.length != UUID_BYTES) {
      throw MySqlError.ER_WRONG_VALUE_FOR_TYPE.with("string", in.asText(0), "bin_to_uuid");
    }
    byte[] plain = bytes;
    if (in.count() > 1 && in.asLong(1) != 0) {
      plain = bytes.clone();
      System.arraycopy(bytes, 4, plain, 0, 4);
      System.arraycopy(bytes, 2, plain, 4, 2);
      System.arraycopy(bytes, 0, plain, 6, 2);
    }
    ByteBuffer buffer = ByteBuffer.wrap(plain);
    out.setText(new UUID(buffer.getLong(), buffer.getLong()).toString());
  }

  private static void addressToNumber(Arguments in, Result out) {
    String text = in.asText(0);
    if (!IPV4.matcher(text).matches()) {
      out.setNull();
      return;
    }
    String[] parts = text.split("\\.", -1);
    long value = 0;
    for (int i = 0; i < parts.length; i++) {
      int part = Integer.parseInt(parts[i]);
      if (part > 255) {
        out.setNull();
        return;
      }
      // A short form leaves out middle parts: 127.1 is 127.0.0.1.
      boolean last = i == parts.length - 1 && i > 0;
      value = value << (last ? 8 * (4 - i) : 8) | part;
    }
    out.setLong(value);
  }

  private static void numberToAddress(Arguments in, Result out) {
    long value = in.asLong(0);
    if (value < 0 || value > 0xFFFF_FFFFL) {
      out.setNull();
      return;
    }
    out.setText(
        String.format(
            Locale.ROOT,
            "%d.%d.%d.%d",
            value >>> 24,
            value >>> 16 & 255,
            value >>> 8 & 255,
            value & 255));
  }

  private static void addressToBytes(Arguments in, Result out) {
    String text = in.asText(0);
    boolean fourParts = IPV4.matcher(text).matches() && text.split("\\.", -1).length == 4;
    // Only literal addresses get here, so that no name is ever looked up.
    if (!fourParts && !IPV6.matcher(text).matches()) {
      out.setNull();
      return;
    }
    try {
      out.setBytes(fourParts ? InetAddress.getByName(text).getAddress() : sixteen(text));
    } catch (UnknownHostException e) {
      out.setNull();
    }
  }

  private static byte[] sixteen(String text) throws UnknownHostException {
    byte[] bytes = InetAddress.getByName(text).getAddress();
    if (bytes.length == UUID_BYTES) {
      return bytes;
    }
    // Java turns a mapped address into its four bytes.
    byte[] mapped = new byte[UUID_BYTES];
    mapped[10] = (byte) 0xFF;
    mapped[11] = (byte) 0xFF;
    System.arraycopy(bytes, 0, mapped, 12, 4);
    return mapped;
  }

  private static void bytesToAddress(Arguments in, Result out) {
    byte[] bytes = in.asBytes(0);
    if (bytes.length != 4 && bytes.length != UUID_BYTES) {
      out.setNull();
      return;
    }
    try {
      InetAddress address =
          bytes.length == 4
              ? InetAddress.getByAddress(bytes)
              : Inet6Address.getByAddress("", bytes, -1);
      out.setText(bytes.length == 4 ? address.getHostAddress() : compressed(bytes));
    } catch (UnknownHostException e) {
      throw new IllegalStateException("an address of " + bytes.length + " bytes", e);
    }
  }

  /** The shortest text of an IPv6 address: the longest run of zero groups is {@code ::}. */
  private static String compressed(byte[] bytes) {
    int[] groups = new int[8];
    for (int i = 0; i < groups.length; i++) {
      groups[i] = (bytes[2 * i] & 0xFF) << 8 | bytes[2 * i + 1] & 0xFF;
    }
    int bestStart = -1;
    int bestLength = 1;
    for (int i = 0; i < groups.length; i++) {
      int length = 0;
      while (i + length < groups.length && groups[i + length] == 0) {
        length++;
      }
      if (length > bestLength) {
        bestStart = i;
        bestLength = length;
      }
    }
    boolean mapped = bestStart == 0 && bestLength == 5 && groups[5] == 0xFFFF;
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < groups.length; ) {
      if (i == bestStart) {
        text.append("::");
        i += bestLength;
        continue;
      }
      if (!text.isEmpty() && text.charAt(text.length() - 1) != ':') {
        text.append(':');
      }
      if (mapped && i == 6) {
        text.append(bytes[12] & 0xFF).append('.').append(bytes[13] & 0xFF).append('.');
        return text.append(bytes[14] & 0xFF).append('.').append(bytes[15] & 0xFF).toString();
      }
      text.append(Integer.toHexString(groups[i++]));
    }
    return text.toString();
  }

  private void randomBytes(Arguments in, Result out) {
    long count = in.asLong(0);
    if (count < 1 || count > RANDOM_BYTES_MAX) {
      throw MySqlError.ER_DATA_OUT_OF_RANGE.with("length", "random_bytes");
    }
    byte[] bytes = new byte[(int) count];
    random.nextBytes(bytes);
    out.setBytes(bytes);
  }

  /** SLEEP(): 0 when the time passed; a killed statement ends with error 1317 as all others do. */
  private static void sleep(Arguments in, Result out) {
    if (in.isNull(0) || in.asDouble(0) < 0) {
      throw MySqlError.ER_WRONG_ARGUMENTS.with("sleep.");
    }
    long deadline = System.nanoTime() + (long) (Math.min(in.asDouble(0), 1e9) * 1e9);
    try {
      long rest = deadline - System.nanoTime();
      while (rest > 0) {
        in.context().statement().cancellation().check();
        TimeUnit.NANOSECONDS.sleep(Math.min(rest, SLEEP_POLL_MILLIS * 1_000_000));
        rest = deadline - System.nanoTime();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw MySqlError.ER_QUERY_INTERRUPTED.with();
    }
    out.setLong(0);
  }
}
