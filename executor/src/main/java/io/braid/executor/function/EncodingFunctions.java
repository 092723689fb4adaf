package io.braid.executor.function;

import io.braid.common.type.MySqlType;
import io.braid.common.type.MySqlType.Family;
import io.braid.executor.expression.Arguments;
import io.braid.executor.expression.FunctionSet;
import io.braid.executor.expression.Result;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import java.util.zip.CRC32;

/** Hexadecimal, base 64, digests and number bases. */
final class EncodingFunctions implements FunctionSet.Library {
  private static final HexFormat UPPER_HEX = HexFormat.of().withUpperCase();
  private static final HexFormat LOWER_HEX = HexFormat.of();
  private static final int BASE64_LINE_CHARACTERS = 76;
  private static final BigInteger UNSIGNED_MAX =
      BigInteger.ONE.shiftLeft(64).subtract(BigInteger.ONE);

  @Override
  public void addTo(FunctionSet.Builder builder) {
    builder
        .strict("hex", EncodingFunctions::hex)
        .strict("unhex", EncodingFunctions::unhex)
        .strict("bin", (in, out) -> out.setText(Long.toBinaryString(in.asLong(0))))
        .strict("oct", (in, out) -> out.setText(Long.toOctalString(in.asLong(0))))
        .strict("conv", EncodingFunctions::convert)
        .strict("to_base64", EncodingFunctions::toBase64)
        .strict("from_base64", EncodingFunctions::fromBase64)
        .strict("crc32", EncodingFunctions::crc32)
        .strict("md5", (in, out) -> digest("MD5", in, out))
        .strict("sha1", (in, out) -> digest("SHA-1", in, out))
        .strict("sha2", EncodingFunctions::sha2);
  }

  private static void hex(Arguments in, Result out) {
    boolean number =
        switch (in.type(0).family()) {
          case INTEGER, YEAR, DECIMAL, FLOATING -> true;
          default -> false;
        };
    if (number) {
      out.setText(Long.toHexString(in.asLong(0)).toUpperCase(Locale.ROOT));
    } else if (in.type(0).family() == Family.JSON) {
      out.setText(UPPER_HEX.formatHex(in.asText(0).getBytes(StandardCharsets.UTF_8)));
    } else {
      out.setText(UPPER_HEX.formatHex(in.asBytes(0)));
    }
  }

  private static void unhex(Arguments in, Result out) {
    byte[] text = in.asBytes(0);
    byte[] bytes = new byte[(text.length + 1) / 2];
    int odd = text.length % 2;
    for (int i = 0; i < text.length; i++) {
      int digit = Character.digit(text[i], 16);
      if (digit < 0) {
        out.setNull();
        return;
      }
      int at = (i + odd) / 2;
      bytes[at] = (byte) (bytes[at] << 4 | digit);
    }
    out.setBytes(bytes);
  }

  private static void convert(Arguments in, Result out) {
    long from = in.asLong(1);
    long to = in.asLong(2);
    if (Math.abs(from) < 2 || Math.abs(from) > 36 || Math.abs(to) < 2 || Math.abs(to) > 36) {
      out.setNull();
      return;
    }
    String text = in.asText(0).strip();
    boolean negative = text.startsWith("-");
    int start = negative || text.startsWith("+") ? 1 : 0;
    int end = start;
    int base = (int) Math.abs(from);
    while (end < text.length() && Character.digit(text.charAt(end), base) >= 0) {
      end++;
    }
    BigInteger value =
        end == start ? BigInteger.ZERO : new BigInteger(text.substring(start, end), base);
    BigInteger max = from < 0 ? BigInteger.valueOf(Long.MAX_VALUE) : UNSIGNED_MAX;
    value = value.min(max);
    if (negative) {
      value = value.negate();
    }
    long bits = value.longValue();
    String converted =
        to < 0 ? Long.toString(bits, (int) -to) : Long.toUnsignedString(bits, (int) to);
    out.setText(converted.toUpperCase(Locale.ROOT));
  }

  private static void toBase64(Arguments in, Result out) {
    String text =
        Base64.getMimeEncoder(BASE64_LINE_CHARACTERS, new byte[] {'\n'})
            .encodeToString(in.asBytes(0));
    out.setText(text);
  }

  private static void fromBase64(Arguments in, Result out) {
    byte[] text = in.asBytes(0);
    byte[] compact = new byte[text.length];
    int length = 0;
    for (byte b : text) {
      if (b != '\n' && b != '\r' && b != ' ' && b != '\t') {
        compact[length++] = b;
      }
    }
    if (length % 4 != 0) {
      out.setNull();
      return;
    }
    try {
      out.setBytes(Base64.getDecoder().decode(java.util.Arrays.copyOf(compact, length)));
    } catch (IllegalArgumentException e) {
      // Not base 64: NULL is the function's answer.
      out.setNull();
    }
  }

  private static void crc32(Arguments in, Result out) {
    CRC32 crc = new CRC32();
    if (in.type(0).family() == MySqlType.Family.STRING) {
      crc.update(in.array(0), in.offset(0), in.length(0));
    } else {
      crc.update(in.asBytes(0));
    }
    out.setLong(crc.getValue());
  }

  private static void digest(String algorithm, Arguments in, Result out) {
    try {
      byte[] digest = MessageDigest.getInstance(algorithm).digest(in.asBytes(0));
      byte[] text = LOWER_HEX.formatHex(digest).getBytes(StandardCharsets.US_ASCII);
      out.setBytes(text);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has " + algorithm, e);
    }
  }

  private static void sha2(Arguments in, Result out) {
    long bits = in.asLong(1);
    if (bits == 0 || bits == 224 || bits == 256 || bits == 384 || bits == 512) {
      digest("SHA-" + (bits == 0 ? 256 : bits), in, out);
    } else {
      out.setNull();
    }
  }
}
