package io.braid.protocol.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Expected texts are what MySQL 9.7.4 answers. */
class TextNumbersTest {
  @ParameterizedTest
  @CsvSource({
    "1e15, 1e15",
    "1e14, 100000000000000",
    "1e-14, 0.00000000000001",
    "1e-15, 0.000000000000001",
    "1e-16, 1e-16",
    "123456789012345678, 1.2345678901234568e17",
    "0.1, 0.1",
    "3.3333333333333335e299, 3.3333333333333335e299",
    "-0.0, -0",
    "1.5e-300, 1.5e-300",
    "999999999999999, 999999999999999",
    "9999999999999999, 1e16",
    "1.5679012139638264, 1.5679012139638264",
    "-2.5, -2.5"
  })
  void doubles(double value, String text) {
    assertThat(TextNumbers.ofDouble(value, TextNumbers.DECIMALS_NOT_FIXED)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({
    "1.23456789, 1.23457",
    "1e10, 10000000000",
    "16777216, 16777200",
    "1e-20, 1e-20",
    "3.4e38, 3.4e38",
    "123456.7, 123457",
    "1234567.8, 1234570"
  })
  void floatsHaveSixDigits(float value, String text) {
    assertThat(TextNumbers.ofFloat(value, TextNumbers.DECIMALS_NOT_FIXED)).isEqualTo(text);
  }

  @Test
  void fixedDecimals() {
    assertThat(TextNumbers.ofFloat(12345678.9f, 2)).isEqualTo("12345679.00");
    assertThat(TextNumbers.ofDouble(1.0, 3)).isEqualTo("1.000");
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "-1, -1",
    "9223372036854775807, 9223372036854775807",
    "-9223372036854775808, -9223372036854775808",
    "2147483648, 2147483648"
  })
  void signedIntegers(long value, String text) {
    byte[] digits = new byte[32];
    int start = TextNumbers.writeSigned(value, digits);
    assertThat(new String(digits, start, 32 - start, StandardCharsets.US_ASCII)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({"-1, 18446744073709551615", "0, 0", "-9223372036854775808, 9223372036854775808"})
  void unsignedIntegers(long value, String text) {
    byte[] digits = new byte[32];
    int start = TextNumbers.writeUnsigned(value, digits);
    assertThat(new String(digits, start, 32 - start, StandardCharsets.US_ASCII)).isEqualTo(text);
  }
}
