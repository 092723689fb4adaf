package io.braid.common.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.braid.common.InvariantViolation;
import io.braid.common.MySqlException;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Against documents of a real MySQL, made by tools/golden/json-documents.py. */
class JsonGoldenTest {
  private record Golden(String kind, byte[] input, String result, byte[] shown) {
    String inputText() {
      return new String(input, StandardCharsets.UTF_8);
    }

    String shownText() {
      return new String(shown, StandardCharsets.UTF_8);
    }
  }

  private static List<Golden> goldens(String kind) throws IOException {
    List<Golden> goldens = new ArrayList<>();
    try (InputStream in = JsonGoldenTest.class.getResourceAsStream("json.golden")) {
      String all = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
      all.lines()
          .map(line -> line.split("\t", -1))
          .filter(f -> f[0].equals(kind))
          .forEach(f ->
              goldens.add(
                  new Golden(
                      f[0], HexFormat.of().parseHex(f[1]), f[2], HexFormat.of().parseHex(f[3]))));
    }
    assertThat(goldens).isNotEmpty();
    return goldens;
  }

  @Test
  void textsBecomeMySqlsBytesAndPrintAsMySqlPrints() throws Exception {
    for (Golden golden : goldens("text")) {
      byte[] binary = JsonWriter.write(JsonParser.parse(golden.input()));
      assertThat(HexFormat.of().formatHex(binary))
          .as(golden.inputText())
          .isEqualTo(golden.result());
      assertThat(JsonText.print(JsonBinary.of(binary))).isEqualTo(golden.shownText());
      assertThat(JsonBinary.of(binary).toDocument()).isEqualTo(binary);
    }
  }

  @Test
  void documentsWithSqlTypesRoundTripAndPrint() throws IOException {
    for (Golden golden : goldens("sql")) {
      byte[] binary = HexFormat.of().parseHex(golden.result());
      assertThat(JsonText.print(JsonBinary.of(binary)))
          .as(golden.inputText())
          .isEqualTo(golden.shownText());
      assertThat(JsonBinary.of(binary).toDocument()).isEqualTo(binary);
    }
    assertThat(JsonWriter.write(JsonOpaque.of(new BigDecimal("1.50"))))
        .isEqualTo(HexFormat.of().parseHex("0ff60403028132"));
  }

  @Test
  void documentsAroundSixtyFourKibibytesChooseMySqlsForm() throws Exception {
    for (Golden golden : goldens("large")) {
      byte[] binary = JsonWriter.write(eval(golden.inputText()));
      String digest = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(binary));
      assertThat(digest).as(golden.inputText()).isEqualTo(golden.result());
      assertThat(JsonBinary.of(binary).toDocument()).isEqualTo(binary);
    }
  }

  /** Evaluates the few calls of the large documents' expressions. */
  private static JsonNode eval(String expression) {
    String text = expression.trim();
    if (Character.isDigit(text.charAt(0))) {
      return new JsonNode.IntegerNode(Long.parseLong(text));
    }
    if (text.startsWith("'")) {
      return JsonNode.StringNode.of(text.substring(1, text.length() - 1));
    }
    List<String> arguments = new ArrayList<>();
    int depth = 0;
    int from = text.indexOf('(') + 1;
    for (int i = from; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '(') {
        depth++;
      } else if (c == ',' && depth == 0 || c == ')' && depth == 0) {
        arguments.add(text.substring(from, i).trim());
        from = i + 1;
      } else if (c == ')') {
        depth--;
      }
    }
    if (text.startsWith("REPEAT")) {
      return JsonNode.StringNode.of(
          arguments.get(0).substring(1, 2).repeat(Integer.parseInt(arguments.get(1))));
    }
    if (text.startsWith("JSON_ARRAY")) {
      return new JsonNode.ArrayNode(arguments.stream().map(JsonGoldenTest::eval).toList());
    }
    JsonNode.StringNode key = (JsonNode.StringNode) eval(arguments.get(0));
    return JsonNode.ObjectNode.of(List.of(new JsonNode.Member(key.utf8(), eval(arguments.get(1)))));
  }

  @Test
  void errorsHaveMySqlsReasonAndPosition() throws IOException {
    for (Golden golden : goldens("error")) {
      assertThatThrownBy(() -> JsonParser.parseForColumn(golden.input(), "j.c"))
          .as(golden.inputText())
          .isInstanceOf(MySqlException.class)
          // MySQL reports the depth first, then once more as this error.
          .hasMessage(
              golden.shownText().contains("Handler error")
                  ? "The JSON document exceeds the maximum depth."
                  : golden.shownText());
    }
  }

  @Test
  void lookupFindsKeysAndDamagedDocumentsAreRefused() throws Exception {
    byte[] text =
        "{\"a\": [1, {\"b\": \"xy\"}], \"long key\": -5}".getBytes(StandardCharsets.UTF_8);
    byte[] binary = JsonWriter.write(JsonParser.parse(text));
    JsonBinary root = JsonBinary.of(binary);
    assertThat(root.element(root.lookup("long key".getBytes(StandardCharsets.UTF_8))).longValue())
        .isEqualTo(-5);
    assertThat(root.lookup("zz".getBytes(StandardCharsets.UTF_8))).isEqualTo(-1);
    Random random = new Random(3);
    for (int round = 0; round < 20_000; round++) {
      byte[] changed = binary.clone();
      for (int n = random.nextInt(3); n >= 0; n--) {
        changed[random.nextInt(changed.length)] = (byte) random.nextInt(256);
      }
      try {
        JsonText.print(JsonBinary.of(changed));
        JsonBinary.of(changed).toDocument();
      } catch (InvariantViolation | MySqlException expected) {
        assertThat(expected).isNotNull();
      }
    }
  }
}
