package io.braid.common.collation;

import static org.assertj.core.api.Assertions.assertThat;

import io.braid.common.type.Collation;
import io.braid.common.type.CollationRules;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

/** Against comparisons of a real MySQL, made by tools/golden/collation-strings.py. */
class CollationGoldenTest {
  @Test
  void comparisonsLikeAndCaseAreMySqls() throws Exception {
    List<String> differences = new ArrayList<>();
    int cases = 0;
    try (BufferedReader in =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(
                    Objects.requireNonNull(
                        CollationGoldenTest.class.getResourceAsStream("strings.golden.gz"))),
                StandardCharsets.US_ASCII))) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        cases++;
        String[] fields = line.split("\t", -1);
        Collation collation = Collation.byName(fields[0]).orElseThrow();
        CollationRules rules = CollationRules.of(collation);
        byte[] left = HexFormat.of().parseHex(fields[1]);
        byte[] right = HexFormat.of().parseHex(fields[2]);
        int order = Integer.signum(rules.compare(left, 0, left.length, right, 0, right.length));
        boolean like =
            LikeMatcher.compile(right, 0, right.length, '\\', collation)
                .matches(left, 0, left.length);
        String upper = HexFormat.of().formatHex(CaseMapping.upper(left, 0, left.length, collation));
        String lower = HexFormat.of().formatHex(CaseMapping.lower(left, 0, left.length, collation));
        String actual = order + "\t" + (like ? 1 : 0) + "\t" + upper + "\t" + lower;
        String expected = String.join("\t", fields[3], fields[4], fields[5], fields[6]);
        if (!actual.equals(expected)) {
          differences.add(line + "\n  ours: " + actual);
        }
        int byKey = Integer.signum(Arrays.compareUnsigned(key(rules, left), key(rules, right)));
        if (byKey != order) {
          differences.add(line + "\n  by key: " + byKey);
        }
      }
    }
    assertThat(cases).isEqualTo(12_000);
    assertThat(differences).as(differences.size() + " differences").isEmpty();
  }

  private static byte[] key(CollationRules rules, byte[] bytes) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    rules.appendSortKey(bytes, 0, bytes.length, out);
    return out.toByteArray();
  }
}
