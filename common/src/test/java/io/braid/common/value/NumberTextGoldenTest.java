package io.braid.common.value;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

/** Against numbers as a real MySQL prints them, made by tools/golden/number-texts.py. */
class NumberTextGoldenTest {
  @Test
  void doublesAndFloatsPrintAsMySqlPrints() throws Exception {
    List<String> differences = new ArrayList<>();
    int cases = 0;
    try (BufferedReader in =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(
                    Objects.requireNonNull(
                        NumberTextGoldenTest.class.getResourceAsStream("numbers.golden.gz"))),
                StandardCharsets.US_ASCII))) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        cases++;
        String[] fields = line.split("\t", -1);
        double value = Double.longBitsToDouble(Long.parseUnsignedLong(fields[0], 16));
        float single = (float) Math.max(-Float.MAX_VALUE, Math.min(Float.MAX_VALUE, value));
        check(differences, line, fields[1], NumberText.ofDouble(value));
        check(
            differences,
            line,
            fields[2],
            NumberText.print(value + 0.0, false, NumberText.DOUBLE_STRING_WIDTH).text());
        check(differences, line, fields[3], NumberText.ofFloat(single));
        check(
            differences,
            line,
            fields[4],
            NumberText.print(single, true, NumberText.FLOAT_STRING_WIDTH).text());
        if (!fields[5].equals("-")) {
          double below = Math.floor(value);
          double stored = below + Math.rint((value - below) * 100) / 100;
          check(differences, line, fields[5], NumberText.fixed(stored, 2));
        }
      }
    }
    assertThat(cases).isGreaterThan(1_400);
    assertThat(differences).as(differences.size() + " differences").isEmpty();
  }

  private static void check(List<String> differences, String line, String expected, String actual) {
    if (!actual.equals(expected)) {
      differences.add(line + " expected " + expected + " but was " + actual);
    }
  }
}
